"""A time stamp is asked for over the seal of a submitted return, and kept beside its snapshot."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import NamedTuple

from ringfence.bookkeeping.errors import NotSavedError, RequestError
from ringfence.bookkeeping.find import find_fund
from ringfence.ledger.commands import command
from ringfence.ledger.loading import Books
from ringfence.ledger.messages import name_field
from ringfence.ledger.overlay import content_of
from ringfence.ledger.papers import paper_digest
from ringfence.ledger.recording.drafting import FileDraft
from ringfence.ledger.return_lives import life_of
from ringfence.ledger.seals import own_snapshot
from ringfence.ledger.snapshots import find, name_of
from ringfence.ledger.time_stamps import (
    ENDING,
    MOST_BYTES,
    ROOT_ENDING,
    Kept,
    Stamp,
    ask_for,
    kept_stamps,
    read_stamps,
    stamp_name,
)

_SECONDS = 30
_KINDS = ("http://", "https://")


class Sealed(NamedTuple):
    """What stands as submitted of a return: its seal, and the snapshot that has it."""

    fund: str
    ref: str
    seal: str
    snapshot: bytes


class Stamped(NamedTuple):
    """A time stamp that was asked for, with what the authority answered and its root."""

    of: Sealed
    stamp: Stamp
    content: bytes
    roots: Sequence[str]


def find_sealed(books: Books, fund: str, period: str) -> Sealed:
    """Find what stands as submitted of a return.

    Raises:
        NotSavedError: it is not submitted, without a seal, or its snapshot is not what was sealed.
    """
    name, ref = find_fund(books.book, fund), period.strip()
    history = books.book.register.returns.get((name, ref))
    sent = life_of(history).sent if history else None
    if sent is None:
        raise NotSavedError(
            f"{name} {ref} is not submitted, so there is no seal for a time stamp. See how far it "
            "has come: " + command("return list") + "\n\nNothing was saved."
        )
    seal = own_snapshot(sent)
    path = find(str(sent.entry.meta.get("filename", "")), name, ref)
    content = content_of(path) if path else None
    if not seal:
        raise NotSavedError(
            f"{name} {ref} was submitted on {sent.day} without a seal, before returns had them, so "
            "there is nothing for a time stamp.\n\nNothing was saved."
        )
    if content is None or paper_digest(content) != seal:
        raise NotSavedError(
            f"{name_of(name, ref)} is not the snapshot that was submitted on {sent.day}. See what "
            "is wrong: " + command("check", rule="submitted") + "\n\nNothing was saved."
        )
    return Sealed(name, ref, seal, content)


def ask_authority(of: Sealed, url: str, roots: Sequence[str]) -> Stamped:
    """Ask a time stamp authority to sign a seal; nothing but its SHA-256 is sent there.

    Args:
        of: What stands as submitted.
        url: Where the authority answers.
        roots: The authority's root as the user named it; none if they did not.

    Raises:
        RequestError: that is no address.
        NotSavedError: it does not answer, or with what is no time stamp over the seal.
    """
    if not url.lower().startswith(_KINDS):
        raise RequestError(
            f"“{url}” is no address of a time stamp authority: it begins with http:// or https:// ("
            + name_field("tsa", "URL")
            + ")."
        )
    asked = ask_for(of.snapshot)
    content = _post(url, asked.content)
    answer = Kept(f"What {url} answered", content, of.seal, tuple(roots), asked.nonce)
    (stamp,) = read_stamps([answer])
    if stamp.wrong:
        raise NotSavedError(f"{stamp.file} {stamp.wrong}.\n\nNothing was saved.")
    return Stamped(of, stamp, content, roots)


def draft(books: Books, stamped: Stamped) -> list[FileDraft]:
    """Draft the files that keep a time stamp, and the root that it came with."""
    of, folder = stamped.of, books.folder
    number = 1 + sum(1 for _name in kept_stamps(folder, of.fund, of.ref, of.seal))
    name = stamp_name(of.fund, of.ref, of.seal, number)
    drafts = [FileDraft(name, stamped.content)]
    if stamped.roots:
        root = name.replace(ENDING, ROOT_ENDING)
        path = folder / root
        old = path.read_bytes() if path.is_file() else None
        drafts.insert(0, FileDraft(root, "".join(stamped.roots).encode(), old))
    return drafts


def _post(url: str, content: bytes) -> bytes:
    asked = urllib.request.Request(  # noqa: S310 - http and https alone
        url,
        data=content,
        headers={"Content-Type": "application/timestamp-query", "User-Agent": "ringfence"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - likewise
            found: bytes = answer.read(MOST_BYTES + 1)
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise NotSavedError(
            f"{url} does not give a time stamp: {reason}. Try again later, or ask another "
            "authority.\n\nNothing was saved."
        ) from error
    return found
