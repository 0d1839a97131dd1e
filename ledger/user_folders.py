"""Where the system's user keeps what is theirs, and not the books': by what each system is used to.

By the XDG base directories; on Windows, where roaming data is and where a machine's own is.
"""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "ringfence"


def cache_folder() -> Path:
    """Return the folder of what can be worked out anew."""
    return _folder("LOCALAPPDATA", "AppData/Local", "XDG_CACHE_HOME", ".cache")


def config_folder() -> Path:
    """Return the folder of what the user sets."""
    return _folder("APPDATA", "AppData/Roaming", "XDG_CONFIG_HOME", ".config")


def state_folder() -> Path:
    """Return the folder of what programs keep between runs."""
    # A service of systemd is given one of its own.
    service = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    if service and os.name != "nt":
        return Path(service)
    return _folder("LOCALAPPDATA", "AppData/Local", "XDG_STATE_HOME", ".local/state")


def _folder(windows: str, windows_home: str, xdg: str, xdg_home: str) -> Path:
    is_windows = os.name == "nt"
    given = os.environ.get(windows if is_windows else xdg)
    home = windows_home if is_windows else xdg_home
    return (Path(given) if given else Path.home() / home) / _NAME
