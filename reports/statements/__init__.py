"""The statement of a figure: the entries that come to it, line by line, with a running total."""
