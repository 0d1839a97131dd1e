"""Worked example books, copied out by ``ringfence demo``."""
