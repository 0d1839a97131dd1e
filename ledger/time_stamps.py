"""Time stamps by RFC 3161 over the seals of returns: an anchor outside of the books.

An authority signs that it saw a SHA-256 at a time. What it signed is kept beside the snapshot and
verified without a connection. It proves something only to whoever trusts the authority's root:
that comes from a file that they name, or by its fingerprint from their own configuration, and
never from the folder of the books. Needs the extra ``timestamp``.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import importlib.util
import json
import re
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ringfence.ledger.errors import UnservedError
from ringfence.ledger.overlay import content_of
from ringfence.ledger.snapshots import FOLDER
from ringfence.ledger.user_folders import config_folder

STAMPS = "time-stamps"
ENDING = ".tsr"
#: What is kept of the authority's root, which proves nothing by being there.
ROOT_ENDING = ".pem"
INSTALL = 'Install it: pip install "ringfence[timestamp]"'
_LIBRARY = "rfc3161_client"
_PROGRAM = Path(__file__).with_name("stamp_program.py")
_SECONDS = 60
#: So many digits of a seal name the files of its time stamps.
_DIGITS = 16
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NOT_HEX = re.compile(r"[^0-9a-f]", re.ASCII)
#: No answer of an authority, and no certificate, is larger.
MOST_BYTES = 1_000_000


_WRONG = {
    None: None,
    "damaged": "is no time stamp, or was damaged",
    "refused": "is no time stamp: the authority refused it",
    "other": "is over the seal of something else",
    "unproven": "is not proved by a root that is trusted here: it was altered, or that root is "
    "another authority's",
}


class NoTimeStampsError(UnservedError):
    """What time stamps need is not installed, or does not work."""


class CertificateError(UnservedError):
    """A file, or a configuration, that names no certificate."""


class Stamp(NamedTuple):
    """A time stamp.

    Attributes:
        file: Where it is kept, from the books, or what the file is called.
        time: When the authority says that it saw the seal; None if it was not, or can't be, read.
        authority: What its certificate calls the authority.
        is_proven: Whether a root that this user trusts proves it.
        wrong: What is wrong with it, as the rest of a sentence; None if nothing is known to be.
        is_other: Whether it is over another seal.
    """

    file: str
    time: datetime.datetime | None
    authority: str | None
    is_proven: bool
    wrong: str | None = None
    is_other: bool = False


class Asked(NamedTuple):
    """A request for a time stamp: its bytes, and the number that the answer has to have."""

    content: bytes
    nonce: str


def is_there() -> bool:
    """Return whether the extra that time stamps need is installed."""
    return importlib.util.find_spec(_LIBRARY) is not None


def stamp_name(fund: str, ref: str, seal: str, number: int) -> str:
    """Name the file of a time stamp over a seal, from the folder of the books."""
    return f"{FOLDER}/{fund}_{ref}/{STAMPS}/{seal[:_DIGITS]}-{number}{ENDING}"


def kept_stamps(folder: Path, fund: str, ref: str, seal: str) -> Iterator[str]:
    """Yield the names of the time stamps over a seal that are kept, first to last."""
    number = 1
    while seal and (folder / (name := stamp_name(fund, ref, seal, number))).is_file():
        yield name
        number += 1


class Kept(NamedTuple):
    """A file that is a time stamp, as it is read.

    Attributes:
        file: Where it is kept, or what it is called.
        content: What the authority answered.
        seal: The SHA-256 that it has to be over.
        roots: The certificates that the user trusts for it, as PEM.
        nonce: The number of the request, while that is at hand.
    """

    file: str
    content: bytes
    seal: str
    roots: tuple[str, ...] = ()
    nonce: str | None = None


def kept_beside(
    folder: Path, fund: str, ref: str, seal: str, roots: Sequence[str] = ()
) -> Iterator[Kept]:
    """Yield the time stamps over a seal that are kept beside the books, to be read.

    Args:
        folder: The folder of the books.
        fund: Of which fund.
        ref: For which period.
        seal: The SHA-256 of the snapshot.
        roots: Certificates that the user named, beside those of their own configuration.

    Raises:
        CertificateError: the user's configuration can't be read.
    """
    for name in kept_stamps(folder, fund, ref, seal):
        beside = content_of(folder / name.replace(ENDING, ROOT_ENDING)) or b""
        known = (*roots, *trusted_among(certificates_in(beside)))
        yield Kept(name, content_of(folder / name) or b"", seal, known)


def ask_for(data: bytes) -> Asked:
    """Make a request for a time stamp over the SHA-256 of some bytes.

    Raises:
        NoTimeStampsError: the extra is not installed, or does not work.
    """
    (found,) = _run([{"op": "request", "data": base64.b64encode(data).decode()}])
    return Asked(base64.b64decode(found["request"]), str(found["nonce"]))


def read_stamps(kept: Sequence[Kept]) -> list[Stamp]:
    """Read time stamps, and verify each by the roots that the user trusts.

    Raises:
        NoTimeStampsError: the extra is not installed, or does not work.
    """
    jobs = [
        {
            "op": "verify",
            "response": base64.b64encode(each.content[: MOST_BYTES + 1]).decode(),
            "digest": each.seal,
            "roots": [*dict.fromkeys(each.roots)],
        }
        for each in kept
    ]
    found = _run(jobs) if jobs else []
    return [_stamp(each, said) for each, said in zip(kept, found, strict=True)]


def _stamp(kept: Kept, found: dict[str, Any]) -> Stamp:
    wrong = _WRONG[found.get("problem")]
    if wrong is None and kept.nonce is not None and found["nonce"] != kept.nonce:
        wrong = "answers another request"
    time = datetime.datetime.fromisoformat(found["time"]) if "time" in found else None
    is_proven = bool(found.get("proven")) and wrong is None
    is_other = found.get("problem") == "other"
    return Stamp(kept.file, time, found.get("authority"), is_proven, wrong, is_other)


def certificates_in(content: bytes) -> list[str]:
    """Return the certificates of a file, as PEM; none if it has none."""
    text = content[:MOST_BYTES].decode("ascii", "replace")
    found = [f"{each}\n" for each in _PEM.findall(text)]
    if not found and content.startswith(b"\x30"):
        return [ssl.DER_cert_to_PEM_cert(content[:MOST_BYTES])]
    return found


def read_certificates(path: Path) -> list[str]:
    """Read a file that the user named for the root of an authority.

    Raises:
        CertificateError: it can't be read, or has no certificate.
    """
    try:
        found = certificates_in(path.read_bytes())
        for each in found:
            fingerprint(each)
    except (OSError, ValueError) as error:
        raise CertificateError(f"{path} can't be read for a certificate: {error}.") from error
    if not found:
        raise CertificateError(
            f"{path} has no certificate. Give the root of the time stamp authority, as PEM or DER, "
            "as they publish it."
        )
    return found


def fingerprint(certificate: str) -> str:
    """Return the SHA-256 of a certificate.

    Raises:
        ValueError: it is none.
    """
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()


def trusted_among(certificates: Sequence[str]) -> list[str]:
    """Return those certificates whose fingerprint is in the user's own configuration.

    Raises:
        CertificateError: the configuration can't be read.
    """
    trusted = _trusted() if certificates else frozenset()
    return [each for each in certificates if _is_in(each, trusted)]


def configuration() -> Path:
    """Return where the user's own configuration is, if they have one."""
    return config_folder() / "config.toml"


def _is_in(certificate: str, trusted: frozenset[str]) -> bool:
    try:
        return fingerprint(certificate) in trusted
    except ValueError:
        return False


def _trusted() -> frozenset[str]:
    path = configuration()
    try:
        with path.open("rb") as file:
            named = tomllib.load(file).get("time-stamps", {}).get("trusted", [])
        found = frozenset(_NOT_HEX.sub("", str(each).lower()) for each in named)
    except FileNotFoundError:
        return frozenset()
    except (OSError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise CertificateError(f"{path} can't be read: {error}.") from error
    wrong = next((each for each in found if not _FINGERPRINT.fullmatch(each)), None)
    if wrong is not None:
        raise CertificateError(
            f"{path} names a fingerprint that is none: {wrong}. It is the SHA-256 of the "
            "certificate, in 64 digits from 0 to 9 and a to f."
        )
    return found


def _run(given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run the program that has the library, in a process of its own."""
    if not is_there():
        raise NoTimeStampsError(f"Time stamps need one package more. {INSTALL}")
    try:
        run = subprocess.run(  # noqa: S603 - our own program
            # -P: no module beside it takes the place of one of Python's own.
            [sys.executable, "-P", str(_PROGRAM)],
            input=json.dumps(given).encode(),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
        found = json.loads(run.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise NoTimeStampsError(
            f"The package that time stamps need does not work here. {INSTALL}"
        ) from error
    assert isinstance(found, list)  # noqa: S101 - it prints nothing else
    return found
