"""Fava, served to this machine, and the forms that record."""
