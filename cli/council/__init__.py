"""The council's listings: reading them by profile, and walking through their lines."""
