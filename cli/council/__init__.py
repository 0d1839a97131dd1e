"""The council's listings at the terminal: their profiles made, their lines walked through."""
