"""The council's own ledger beside ours: its lines, which of ours they are, and the difference."""
