"""What people type, read strictly: pounds and dates, whichever way they come in."""
