"""One uncached load of books, to be timed as a whole process: `python -m bench.load FILE`."""

from __future__ import annotations

import sys
from typing import Any

from beancount import loader


def load(path: str) -> tuple[Any, Any, Any]:
    """Load books past Beancount's cache, which would be read or deleted beside them."""
    return loader._load([(path, True)], None, None, None)  # noqa: SLF001


def main() -> None:
    """Load what is named, and fail if it has faults."""
    _, errors, _ = load(sys.argv[1])
    sys.exit(f"the books are not valid: {errors[0].message}" if errors else 0)


if __name__ == "__main__":
    main()
