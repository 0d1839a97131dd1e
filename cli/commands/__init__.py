"""The commands, a module each: what it may be told, and what it prints."""
