"""The funder's own form, Word or Excel, filled with the figures of a return."""
