"""What is sent, and whether a file is what was sent: readable by whoever has no books."""
