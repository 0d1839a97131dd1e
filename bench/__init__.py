"""Books of any size, made to order, and what it costs to read them."""
