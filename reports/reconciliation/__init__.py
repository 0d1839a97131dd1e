"""The reconciliation with the council's ledger: the statement, as plain data, and its papers."""
