"""What is asked for: options, how what is typed is read, and what is asked at a terminal."""
