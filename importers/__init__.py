"""What comes in: the council's listings and the plan's workbook, read and never guessed."""
