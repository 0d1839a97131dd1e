"""What the books offer for a field: to choose from, to be completed, to be listed in a form.

An event's ``--help`` imports this, so that what comes with the books is imported by functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ringfence.ledger.accounts import Kind
from ringfence.ledger.metadata import CREDIT_NOTE
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.years import FinancialYear, today

if TYPE_CHECKING:
    from ringfence.ledger.accounts import Pot
    from ringfence.ledger.book import Book


class Offered(NamedTuple):
    """One of several: what is shown, what it stands for, and under which head it stands.

    ``name`` is what people call it, and ``about`` what is said beside that; a terminal shows
    ``title``, which has both.
    """

    title: str
    value: str
    group: str = ""
    name: str = ""
    about: str = ""


#: From a Book to what it offers.
Offer = Callable[["Book"], Iterable[Offered]]


def pots(book: Book) -> list[Offered]:
    """Offer every pot, with what is available in each."""
    return _pots(book, planned_only=False)


def spending_pots(book: Book) -> list[Offered]:
    """Offer the actions and earmarks, with what is available in each."""
    return _pots(book, planned_only=True)


def _pots(book: Book, *, planned_only: bool) -> list[Offered]:
    from ringfence.bookkeeping.find import known_pots
    from ringfence.ledger.room import balances_by_pot

    left = balances_by_pot(book, today())
    found = [pot for pot in known_pots(book) if pot.is_planned or not planned_only]
    # The year that money moves in comes before those that are over, and what is no year's first.
    found.sort(key=lambda pot: pot.year or "later", reverse=True)
    titles = {
        path: history.latest.title
        for named in (book.register.actions, book.register.earmarks)
        for path, history in named.items()
    }
    return [_offered_pot(pot, left.get(pot, ZERO), titles) for pot in found]


def _offered_pot(pot: Pot, left: Decimal, titles: Mapping[tuple[str, ...], str]) -> Offered:
    title = titles.get(pot.path)
    words = f"{pot.address}: {pounds(left)} available{f' ({title})' if title else ''}"
    about = f"{pounds(left)} available, {pot.address}"
    if not pot.is_planned:
        return Offered(words, pot.address, "In no plan", pot.address.replace("/", ": "), about)
    action = titles.get(pot.path[:2], pot.path[1])
    name = f"{action}: {title or pot.path[-1]}" if pot.earmark else title or pot.path[-1]
    year = FinancialYear.parse(pot.path[0]).spoken
    return Offered(words, pot.address, f"Delivery Plan {year}", name, about)


def funds(book: Book) -> list[Offered]:
    """Offer the funds, by title."""
    return [
        Offered(f"{fund}: {history.latest.title}", fund)
        for fund, history in sorted(book.register.funds.items())
    ]


def decisions(book: Book) -> list[Offered]:
    """Offer the decisions, latest first, with the amount left."""
    from ringfence.ledger.decisions import amount_left

    found = []
    ordered = sorted(book.register.decisions.items(), key=lambda each: each[1].first_day)
    for decision, history in reversed(ordered):
        left = amount_left(book, decision)
        amount = "" if left is None else f" ({pounds(left)} left)"
        found.append(Offered(f"{decision}: {history.latest.title}{amount}", decision))
    return found


def payees(book: Book) -> list[Offered]:
    """Offer the payees and providers known."""
    names = {entry.payee for entry in book.transactions if entry.payee}
    names.update(
        history.latest.provider
        for history in book.register.earmarks.values()
        if history.latest.provider
    )
    return [Offered(name, name) for name in sorted(names)]


def people(book: Book) -> list[Offered]:
    """Offer the persons declared."""
    return [
        Offered(f"{person}: {history.latest.name}", person)
        for person, history in sorted(book.register.persons.items())
    ]


def meetings(book: Book) -> list[Offered]:
    """Offer the meetings, the latest first."""
    from ringfence.reports.meetings import meetings as found_in

    found = reversed(found_in(book).items())
    return [Offered(f"{day}: {title}", day.isoformat()) for day, title in found]


def open_proposals(book: Book) -> list[Offered]:
    """Offer the proposals that nobody has decided, by title."""
    return [
        Offered(f"{name}: {history.latest.title}", name)
        for name, history in sorted(book.register.proposals.items())
        if not history.latest.outcome
    ]


def questions(book: Book) -> list[Offered]:
    """Offer the questions that are open, oldest first."""
    from ringfence.ledger.questions import open_questions

    return [Offered(f"{each.id}: {each.text}", each.id) for each in open_questions(book)]


@cache
def offer_declared(kind: str) -> Offer:
    """Return what offers everything declared of a kind, by title."""

    def offer(book: Book) -> list[Offered]:
        found = []
        for key, history in sorted(book.register.of_kind(kind).items()):
            name = key if isinstance(key, str) else "/".join(key)
            called = getattr(history.latest, "title", None) or getattr(history.latest, "name", "")
            found.append(Offered(f"{name}: {called}", name))
        return found

    return offer


def links(book: Book) -> list[Offered]:
    """Offer the links of entries."""
    found: dict[str, str] = {}
    for entry in book.transactions:
        for link in sorted(entry.links or ()):
            found[link] = f"{link}: {entry.date} {entry.payee or entry.narration}"
    return [Offered(title, link) for link, title in sorted(found.items())]


def references(book: Book) -> list[Offered]:
    """Offer links, and the references of invoices and credit notes."""
    found = {each.value: each for each in links(book)}
    for entry in book.transactions:
        for key in ("invoice", CREDIT_NOTE):
            name = str(entry.meta.get(key) or "").strip()
            if name:
                found.setdefault(name, Offered(f"{name}: {entry.date} {entry.payee}", name))
    return [found[name] for name in sorted(found)]


#: What was delivered, why figures are as they are, what may go wrong.
NOTE_KINDS = ("delivery", "explanation", "risk")


def note_kinds(_book: Book) -> list[Offered]:
    """Return the kinds of notes, with what each says."""
    means = ("what was delivered", "why figures are as they are", "what may go wrong")
    return [Offered(f"{kind}: {text}", kind) for kind, text in zip(NOTE_KINDS, means, strict=True)]


def offer_claims(book: Book) -> Iterator[Offered]:
    """Offer the funds, and what was claimed of them and is open on a link."""
    from ringfence.ledger.outstanding import open_items

    yield from funds(book)
    for link, each in open_items(book, Kind.RECEIVABLE).items():
        yield Offered(f"{link}: {pounds(each.amount)} claimed", link)


def offer_accruals(book: Book) -> Iterator[Offered]:
    """Offer the links on which something is accrued and not yet paid."""
    return _open(book, Kind.ACCRUALS)


def offer_advances(book: Book) -> Iterator[Offered]:
    """Offer the links on which something is advanced and not yet evidenced."""
    return _open(book, Kind.PREPAID)


def _open(book: Book, kind: Kind) -> Iterator[Offered]:
    from ringfence.ledger.outstanding import open_items

    for link, each in open_items(book, kind).items():
        yield Offered(f"{link}: {pounds(each.amount)}", link)


def last_pot_of(book: Book, payee: str) -> str | None:
    """Return the pot that a payee was last paid from, as an address; None if it never was."""
    folded = payee.strip().casefold()
    for entry in reversed(book.transactions):
        if (entry.payee or "").strip().casefold() == folded:
            for posting in entry.postings:
                account = book.account(posting.account)
                if account and account.kind is Kind.SPENT and account.pot:
                    return account.pot.address
    return None
