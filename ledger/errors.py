"""What every refusal has in common, for one place to tell it to whoever asked."""


class UnservedError(Exception):
    """A request that can't be served; its text says why, and what to do about it."""


class WrongUsageError(UnservedError):
    """A request that lacks something or contradicts itself, whatever the books say."""
