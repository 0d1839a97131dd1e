"""The council's listings: rows of any file, read by a profile into lines of its ledger."""
