"""The monitoring return: what a funder is told of its money, out of the books alone."""
