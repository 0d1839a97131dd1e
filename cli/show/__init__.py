"""What is printed, and written to files."""
