"""An evidence pack: one zip of files and a manifest of their digests, always the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

MANIFEST = "MANIFEST.sha256"
_READABLE = 0o644 << 16
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def listed_in(manifest: bytes) -> dict[str, str]:
    """Return the SHA-256 of each file that a manifest lists, by its name."""
    lines = (line.partition("  ") for line in manifest.decode("utf-8", "replace").splitlines())
    return {name: digest.strip().lower() for digest, _space, name in lines if name}


def pack(files: Mapping[str, bytes]) -> bytes:
    """Zip files by name; the manifest is one that `sha256sum --check` reads."""
    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted({**files, MANIFEST: manifest.encode()}.items()):
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = _READABLE
            made.writestr(info, content)
    return buffer.getvalue()
