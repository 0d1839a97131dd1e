"""What came back of what was spent: by which names a credit is of it, and what is left of that.

A credit is of what it names in ``corrects``, of its payee's invoice, else of its link. All that
corrects any of that is of it too, so that a payment that was corrected is its later version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.findings import where
from ringfence.ledger.metadata import CREDIT_NOTE, text
from ringfence.ledger.money import ZERO
from ringfence.ledger.names import Name, is_place, names_corrected, names_shared
from ringfence.ledger.placeholders import is_reference
from ringfence.ledger.refunding import entries_of_invoice
from ringfence.ledger.sums import legs_of, sum_of
from ringfence.ledger.tracks import Row, Track
from ringfence.ledger.words import fold

if TYPE_CHECKING:
    from beancount.core.data import Transaction

    from ringfence.ledger.book import Book


#: A payee and an invoice as they are written.
_Written = tuple[object, object]


class Origin(NamedTuple):
    """What a credit is of.

    Attributes:
        name: By what it is found.
        words: What people call it.
        entries: What was spent, and all that came back of it, in the books' order.
    """

    name: Name
    words: str
    entries: tuple[Transaction, ...]


def doubtful_credits(book: Book) -> Iterator[tuple[str, Row]]:
    """Yield what came back of what was spent, each with its account; not where all is plain.

    That is a quick look, for nearly all is: what comes back of an account is each time less than
    what was spent from it on that invoice, and nothing says that it corrects anything.
    """
    for track, _charged, plain in _credited(book):
        if not plain:
            yield from ((track.name, row) for row in track.rows() if row.amount < 0)


def own_credits(book: Book) -> Iterator[tuple[str, str, Row]]:
    """Yield what came back of spending by a reference of its own: that, the account, the row."""
    for track, charged, _plain in _credited(book):
        for amount, entry in zip(track.amounts, track.entries, strict=True):
            if amount < 0 and (CREDIT_NOTE in entry.meta or _written(entry) not in charged):
                reference = _own_reference(book, entry)
                if reference:
                    yield reference, track.name, Row(entry.date, amount, entry)


def _credited(book: Book) -> Iterator[tuple[Track, Collection[_Written], bool]]:
    """Yield each account of which something came back, what was spent on, and if all is plain."""
    for track in book.tracks.values():
        if track.kind is not Kind.SPENT or not track.fell:
            continue
        credits_ = {
            _written(entry)
            for amount, entry in zip(track.amounts, track.entries, strict=True)
            if amount < 0
        }
        if not credits_:
            continue
        left: dict[_Written, Decimal] = {}
        charged: set[_Written] = set()
        plain = all(invoice for _payee, invoice in credits_)
        for amount, entry in zip(track.amounts, track.entries, strict=True):
            meta = entry.meta
            name = (entry.payee, meta.get("invoice"))
            if name in credits_:
                left[name] = now = left.get(name, ZERO) + amount
                plain = plain and now >= 0
                if amount > 0:
                    charged.add(name)
            plain = plain and "corrects" not in meta
        yield track, charged, plain


def _written(entry: Transaction) -> _Written:
    return entry.payee, entry.meta.get("invoice")


def origins_of(book: Book, account: str, entry: Transaction) -> list[Origin]:
    """Return what a credit of an account is of, as far as the books know what was spent.

    What says in ``corrects`` what it reverses is held to that and to its invoice; what has neither,
    or none that was spent on, to its link. A place names another entry once lines have moved, so
    what names one is held to that only if it reverses it whole.
    """
    found = [*_corrected(book, account, entry), *_of_invoice(book, entry)]
    known = [each for each in found if _is_of(book, entry, each)]
    if known:
        return known
    linked = (_of_link(book, account, entry, link) for link in sorted(entry.links or ()))
    return [each for each in linked if _is_of(book, entry, each)]


def _own_reference(book: Book, entry: Transaction) -> str:
    """Return the reference that is a credit's own, and of nothing that was spent; "" if none."""
    note, invoice = text(entry, CREDIT_NOTE).strip(), text(entry, "invoice").strip()
    if is_reference(note):
        return note
    alike = book.names.called(("invoice", fold(entry.payee), fold(invoice)))
    charged = any(_spent(book, each) > 0 or _owed(book, each) for each in alike)
    return invoice if is_reference(invoice) and not charged else ""


def posted_to(account: str, entry: Transaction) -> Decimal:
    """Return what an entry posts to an account, in Beancount's sign."""
    return sum(
        (
            posting.units.number
            for posting in entry.postings
            if posting.account == account and posting.units and posting.units.number is not None
        ),
        ZERO,
    )


def _corrected(book: Book, account: str, entry: Transaction) -> Iterator[Origin]:
    names = names_corrected(entry)
    if not names:
        return
    words = names[0][-1]
    if is_place(names[0]):
        amount = posted_to(account, entry)
        place = names[1]
        named = [x for x in book.names.called(place) if posted_to(account, x) == -amount]
        again = book.names.corrections_beside(entry)
        whole = [x for x in again if posted_to(account, x) == amount]
        yield Origin(place, f"the entry at {words}", _in_order(book, [*named, *whole]))
        return
    named = book.names.called(names[0])
    of_payee = [each for each in named if fold(each.payee) == fold(entry.payee)]
    found = [*(of_payee or named), *book.names.corrections_beside(entry)]
    words = f"^{words}" if words in book.linked else words
    yield Origin(names[0], words, _with_corrections(book, found))


def _of_invoice(book: Book, entry: Transaction) -> Iterator[Origin]:
    invoice = text(entry, "invoice").strip()
    if not is_reference(invoice):
        return
    of = f" of {' '.join(entry.payee.split())}" if entry.payee else ""
    found = entries_of_invoice(book, entry.payee, invoice)
    name = ("invoice", fold(entry.payee), fold(invoice))
    yield Origin(name, f"invoice {invoice}{of}", _with_corrections(book, found))


def _of_link(book: Book, account: str, entry: Transaction, link: str) -> Origin:
    """Return what is on a link, if its payee was paid on it, or as much was."""
    name = ("link", link)
    found = book.names.called(name)
    back = -posted_to(account, entry)
    spent = ((each, posted_to(account, each)) for each in found)
    is_of_it = any(
        amount == back or (amount > 0 and fold(each.payee) == fold(entry.payee))
        for each, amount in spent
    )
    return Origin(name, f"^{link}", _with_corrections(book, found) if is_of_it else ())


def _is_of(book: Book, entry: Transaction, origin: Origin) -> bool:
    """Return whether a credit is of it, and all of that is in the books: nothing owed before.

    A name may be a credit's own, which was corrected: of that nothing comes back.
    """
    found = origin.entries
    if not any(each is entry for each in found):
        return False
    spends = [each for each in found if _spent(book, each) > 0]
    of_credit = all(names_corrected(each) for each in spends) and spends[:1] != [*found[:1]]
    if not spends or (origin.name[0] in {"named", "link"} and of_credit):
        return False
    funds = book.funds_in(entry)
    owed = (
        sum_of(book, each, fund, Kind.ACCRUALS)
        for fund in funds
        for each in found
        if not sum_of(book, each, fund, Kind.OPENING)
    )
    return sum(owed, ZERO) <= 0


def _with_corrections(book: Book, entries: Iterable[Transaction]) -> tuple[Transaction, ...]:
    """Add all that corrects any of some entries: what replaces them, and what reverses them."""
    found = {id(each): each for each in entries}
    queue = list(found.values())
    while queue:
        each = queue.pop()
        for name in (*names_shared(each), where(each.meta)):
            for other in book.names.corrections_of(name):
                if id(other) not in found and (
                    _spent(book, other) > 0 or _reverses(book, other, each, name, found)
                ):
                    found[id(other)] = other
                    queue.append(other)
    return _in_order(
        book, (each for each in found.values() if not _is_of_others(book, each, found))
    )


def _is_of_others(book: Book, entry: Transaction, found: Mapping[int, Transaction]) -> bool:
    """Return whether an entry reverses one that is not among some."""
    original = book.reversals.original_of(entry)
    return original is not None and id(original) not in found


def _reverses(
    book: Book,
    other: Transaction,
    entry: Transaction,
    name: str,
    found: Mapping[int, Transaction],
) -> bool:
    """Return whether what corrects a name reverses an entry of that name, and not another."""
    if name == where(entry.meta):
        return legs_of(other) == {to: -number for to, number in legs_of(entry).items()}
    if name in (entry.links or ()):
        named = book.names.called(("link", name))
        return all(id(each) in found for each in named if _spent(book, each) > 0)
    return fold(other.payee) == fold(entry.payee)


def _spent(book: Book, entry: Transaction) -> Decimal:
    return sum((sum_of(book, entry, fund, Kind.SPENT) for fund in book.funds_in(entry)), ZERO)


def _owed(book: Book, entry: Transaction) -> bool:
    return any(sum_of(book, entry, fund, Kind.ACCRUALS) for fund in book.funds_in(entry))


def _in_order(book: Book, entries: Iterable[Transaction]) -> tuple[Transaction, ...]:
    found = {id(each): each for each in entries}
    return tuple(sorted(found.values(), key=lambda each: book.order[id(each)]))
