"""What will have been spent by a year's end, fund by fund, and what will not."""
