"""The domain: accounts and pots, declarations, the Book, drafting and recording."""
