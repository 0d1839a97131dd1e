"""Taking an entry back, and drafting it as it should have been: fund by fund, place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ringfence.bookkeeping.entry import Entry, Named
from ringfence.bookkeeping.errors import BookkeepingError
from ringfence.bookkeeping.find import find_pot, title_of
from ringfence.bookkeeping.originals import Original, read_original, right_parts
from ringfence.bookkeeping.request import Request, metadata
from ringfence.bookkeeping.shares import Piece, drafts_of
from ringfence.ledger.adjustments import return_name
from ringfence.ledger.loading import Books
from ringfence.ledger.metadata import BROUGHT_FORWARD, CREDIT_NOTE, STAMPS, decision_names
from ringfence.ledger.money import ZERO
from ringfence.ledger.recording.drafting import Leg, Meta, TransactionDraft, Value, gbp
from ringfence.ledger.together import place_of

#: What of an entry its reversal says too, so that what is added up by it comes to nothing.
_OF_WHAT = ("invoice", CREDIT_NOTE, "category", "capital", "private", BROUGHT_FORWARD)
#: What is said of what was bought, and not of a correction: a reversal has it of its entry.
_OF_PURCHASE = ("invoice-total", "supplied", "purpose", "category", "capital")
_MEMORANDA = ("vat", "irrecoverable-vat")
_TOTAL = "invoice-total"
#: What is not handed on from an entry to what replaces it, or in a way of its own.
_NOT_KEPT = frozenset(
    {
        *("filename", "lineno", *STAMPS, "settled-by", "corrects"),
        *("decision", "invoice", "adjusts", _TOTAL, *_MEMORANDA),
    }
)


class SeveralPlacesError(BookkeepingError):
    """An invoice over several actions, of which one is wrong and was not named."""


class Right(NamedTuple):
    """What should have been recorded; None where it was right."""

    amount: Decimal | None
    pot: str | None
    source: str | None
    to: str | None
    payee: str | None
    invoice: str | None
    pending: bool
    reverse_only: bool

    @property
    def says_nothing(self) -> bool:
        """Whether nothing of it differs."""
        return not any((self.amount, self.pot, self.source, self.to, self.payee, self.invoice))


class Redone(NamedTuple):
    """The entries of one place, to be recorded anew, with what is right and was said of them."""

    entries: Sequence[Entry]
    originals: Sequence[Original]
    right: Right
    request: Request

    @property
    def total(self) -> Decimal:
        """What they came to, in all funds."""
        return sum((each.amount for each in self.originals), ZERO)


def pieces_of(request: Request, event: Sequence[Entry], named: Named, right: Right) -> list[Redone]:
    """Return what is to be recorded anew of an event, of which one place or all of it was wrong.

    It is all recorded anew: the parts of one invoice stay one recording, and say its total.

    Raises:
        SeveralPlacesError: it is over several actions, and which is wrong was not said.
    """
    places: dict[object, list[Entry]] = {}
    for entry in event:
        places.setdefault(place_of(entry.transaction), []).append(entry)
    groups = list(places.values())
    meant = {place_of(entry.transaction) for entry in named.found} & places.keys()
    chosen = places[meant.pop()] if len(meant) == 1 else None
    is_of_one = bool(right.amount or right.pot or right.source or right.to or request.funds)
    if not (right.says_nothing and says_words_only(request)):
        request = replace(
            request, note=None
        )  # it is the reason: what was bought stays as it was called
    if chosen is None and is_of_one:
        raise SeveralPlacesError(
            f"{named.name} is over {len(groups)} actions. Name the one that is wrong by its file "
            "and line:\n\n  "
            + "\n  ".join(entry.line for entry in event)
            + "\n\nNothing was saved."
        )
    of_others = replace(
        request,
        note=None,
        funds=(),
        meta={key: value for key, value in request.meta.items() if key not in _OF_PURCHASE},
    )
    others = right._replace(amount=None, pot=None, source=None, to=None)
    found = []
    for group in groups:
        originals = [read_original(entry) for entry in group]
        is_meant = chosen is None or group is chosen
        found.append(
            Redone(group, originals, right, request)
            if is_meant
            else Redone(group, originals, others, of_others)
        )
    return found


def says_words_only(request: Request) -> bool:
    """Return whether nothing is said of what was bought but, perhaps, in words."""
    return not (set(request.meta) - {"adjusts", "approved-by", "corrects"} or request.funds)


def draft_reversal(request: Request, reversed_: Entry) -> TransactionDraft:
    """Draft the reversal of an entry, with the reason if one was given."""
    entry = reversed_.transaction
    legs = [Leg(account, -number) for account, number in reversed_.legs.items()]
    kept: dict[str, Value] = {key: entry.meta[key] for key in _OF_WHAT if entry.meta.get(key)}
    told = _correction_meta(request, reversed_)
    for key in _OF_PURCHASE:
        told.pop(key, None)
    fund = legs[0].account.rpartition(":")[2]
    adjusts = {} if "adjusts" in told else _adjusts(request, [reversed_], fund)
    words = f"{entry.narration}: reversed".lstrip(": ")
    return TransactionDraft(
        request.day,
        tuple(legs),
        narration=f"{words} ({request.note})" if request.note else words,
        payee=entry.payee,
        links=tuple(sorted(entry.links or ())),
        meta={**kept, **told, **adjusts, "corrects": reversed_.name},
    )


def anew(
    books: Books, request: Request, pieces: Sequence[Redone], right: Right
) -> list[TransactionDraft]:
    """Draft an event as it should have been, over the funds that should bear it."""
    first = pieces[0].entries[0]
    invoice = first.text("invoice") if right.invoice is None else right.invoice
    changed = any(each.right.amount not in (None, each.total) for each in pieces)
    meta: dict[str, Value] = {"invoice": invoice} if invoice.strip() else {}
    meta |= {} if changed else _sums(pieces)
    drafts = drafts_of(
        books,
        replace(
            request, note=None, links=request.links or tuple(sorted(first.transaction.links or ()))
        ),
        [_piece(books, each) for each in pieces],
        payee=right.payee or first.transaction.payee,
        meta=meta,
        claims=pieces[0].originals[0].is_spending,
    )
    if "adjusts" in request.meta:
        return drafts
    entries = [entry for piece in pieces for entry in piece.entries]
    return [
        replace(draft, meta=_before_corrects(draft.meta, _adjusts(request, entries, fund)))
        for draft in drafts
        for fund in (draft.legs[0].account.rpartition(":")[2],)
    ]


def _piece(books: Books, redone: Redone) -> Piece:
    right, first = redone.right, redone.entries[0]
    pots = {
        name: find_pot(books.book, given) if given else None
        for name, given in (("pot", right.pot), ("source", right.source), ("to", right.to))
    }
    renamed = [each.in_pots(**pots) for each in redone.originals]
    kept = _kept_meta(redone)
    request = redone.request
    supplied = kept.get("supplied")
    if supplied is not None and "supplied" not in request.meta:
        request = replace(request, meta={**request.meta, "supplied": supplied})
    amount = right.amount or redone.total
    parts = right_parts(books, request, redone.originals, renamed, amount, pending=right.pending)
    told = _correction_meta(redone.request, first)
    meta = {**kept, **told, "corrects": first.name}
    words = redone.request.note or _words(books, redone.originals[0], renamed[0])
    return Piece(parts, renamed[0].legs, words, meta)


def _words(books: Books, was: Original, now: Original) -> str:
    """Return what it was called; what was only called after its pot is so after the new one."""
    old, new = was.debit.pot, now.debit.pot
    words = was.entry.transaction.narration or ""
    return title_of(books, new) if old and new and words == title_of(books, old) else words


def _kept_meta(redone: Redone) -> dict[str, Value]:
    """Return what the first entry said of what it bought that still holds."""
    entry = redone.entries[0].transaction
    meta = {
        key: value
        for key, value in entry.meta.items()
        if key not in _NOT_KEPT and not key.startswith("__")
    }
    if redone.originals[0].moves_spending and entry.date != redone.request.day:
        meta.setdefault("supplied", entry.date)
    return meta


def _sums(pieces: Sequence[Redone]) -> dict[str, Value]:
    """Return the memoranda of all that is recorded anew, and the invoice's total if it says one."""
    found: dict[str, Value] = {}
    for key in _MEMORANDA:
        numbers = (
            getattr(e.transaction.meta.get(key), "number", None) for p in pieces for e in p.entries
        )
        total = sum((number for number in numbers if number is not None), ZERO)
        found |= {key: gbp(total)} if total else {}
    first = pieces[0].entries[0].transaction.meta
    return found | ({_TOTAL: first[_TOTAL]} if _TOTAL in first else {})


def _correction_meta(request: Request, entry: Entry) -> dict[str, Value]:
    """Return what was said of the correction; it rests on the first entry's decision by default."""
    decisions = request.decisions or decision_names(entry.transaction.meta)
    return metadata(entry.among.books.book, replace(request, decisions=decisions))


def _adjusts(request: Request, entries: Sequence[Entry], fund: str) -> dict[str, Value]:
    """Return which submitted return counted what is put right, or what that adjusted."""
    for entry in entries:
        found = entry.counted_by(fund, request.day)
        if found:
            return {"adjusts": return_name(found)}
    own = [entry.text("adjusts") for entry in entries if fund in entry.funds]
    return {"adjusts": own[0]} if own and own[0] else {}


def _before_corrects(meta: Meta, more: dict[str, Value]) -> Meta:
    """Put more keys where they are read: before the name of what is corrected."""
    corrects = {"corrects": meta["corrects"]}
    return {**{key: value for key, value in meta.items() if key != "corrects"}, **more, **corrects}
