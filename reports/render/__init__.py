"""Renderers: one report object, many formats."""
