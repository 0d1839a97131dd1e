"""What is said of a Book, as plain data, and how it is rendered."""
