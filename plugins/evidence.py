"""evidence: spending has evidence.

A spend at or above the fund's `evidence-over`, as it stood on the day, has an `invoice`
reference or a document: a key `document` that names a file which is there, or a Beancount
`document` that shares a link with it or is filed under its account on its day. A
placeholder ("to follow", "awaited", "n/a", "0") is no reference. A paper that leads out of the
folder of the books, by its path or a link, shows nothing; one that was `destroyed` when its
records were over still shows what it did.

What was accrued needs it when it is paid, by the size of what was accrued, before the books
began too. What the accrual itself has, or a paper on its link, will do for as much as was accrued
and not given back; what is paid or spent on its link beyond that is judged by itself. What a
funder pays for us, or an advance, needs it too.

    plugin "ringfence.plugins.evidence"

Refused, if the fund asks for evidence from 500.00 on:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP

Accepted:

    2017-08-18 * "Sentinel" "Contribution 2017/18"
      invoice: "SEN-1718-07"
      Expenses:Plan:2017-18:Sentinel:PLF-2017-18            5224.22 GBP
      Assets:Council:PLF-2017-18                           -5224.22 GBP

A spend flagged `!` is pending until `settled-by` names a decision of the funder or of
finance, or it is reversed.
"""

from __future__ import annotations

import datetime
import os.path
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from beancount.core.data import Document, Transaction

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.decisions import FINANCE
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.documents import documents_of
from ringfence.ledger.findings import Finding
from ringfence.ledger.gone_papers import is_destroyed
from ringfence.ledger.inside import folder_of_books, leads_out
from ringfence.ledger.messages import name_field
from ringfence.ledger.metadata import text
from ringfence.ledger.money import ZERO, pounds
from ringfence.ledger.placeholders import is_reference
from ringfence.ledger.settling import is_reversed
from ringfence.ledger.sums import sum_of
from ringfence.plugins import door
from ringfence.plugins.pending import refuse_or_await
from ringfence.plugins.wording import call, clause, list_words

RULE = "evidence"
_SPENDING = frozenset({Kind.SPENT, Kind.ACCRUALS})
_PAYING = (Kind.COUNCIL, Kind.PREPAID, Kind.AWARDED)


def check(book: Book) -> Iterator[Finding]:
    """Find what was spent or paid with nothing to show for it."""
    asking = {
        fund: history
        for fund, history in book.register.funds.items()
        if any(version.value.evidence_over is not None for version in history.versions)
    }
    if not asking:
        return
    papers = _Papers(book)
    accruals: dict[str, dict[str, list[Transaction]]] = {}
    for entry in _without_reference(book):
        for fund in book.funds_in(entry):
            if fund in asking:
                if fund not in accruals:
                    accruals[fund] = _accruals(book, fund)
                accrued = accruals[fund]
                yield from _unshown(book, entry, asking[fund], accrued, papers)


def _without_reference(book: Book) -> Iterator[Transaction]:
    """Yield the entries that spend or pay, and have no invoice reference; none that accrue."""
    tracks = book.tracks
    blank = (
        entry
        for entry, reference in zip(book.invoiced, book.references, strict=True)
        if not is_reference(reference)
    )
    for entry in (*book.uninvoiced, *blank):
        kinds = {tracks[posting.account].kind for posting in entry.postings}
        if not kinds.isdisjoint(_SPENDING) and not kinds <= _SPENDING:
            yield entry


def _unshown(
    book: Book,
    entry: Transaction,
    history: History[Fund],
    accruals: dict[str, list[Transaction]],
    papers: _Papers,
) -> Iterator[Finding]:
    fund, terms = history.key[0], history.at_or_first(entry.date)
    found = {
        id(each): each
        for link in entry.links or ()
        for each in accruals.get(link, ())
        if each is not entry and not is_reversed(book, each)
    }
    linked = list(found.values())
    what = _judge(book, entry, fund, linked)
    if what is None or terms.evidence_over is None or what[1] < terms.evidence_over:
        return
    if papers.show_by_itself(entry) or (not linked and papers.show(entry)):
        return
    whole, part = _beyond_lent(book, entry, fund, linked, what, papers)
    if not part or whole < terms.evidence_over:
        return
    fault = (
        f"{call(entry)} {what[0]} {pounds(part)} of {fund} on {entry.date} with no invoice or "
        f"document{_in_vain(entry)}; a payment of {pounds(terms.evidence_over)} or more needs "
        f"one{clause(terms, 'evidence-over')}. Add the reference ("
        + name_field("invoice", "REFERENCE")
        + "), or file "
        "the paper as a `document`."
    )
    finding = refuse_or_await(RULE, fault, entry, book, [terms.funder, FINANCE])
    if finding:
        yield finding


def _beyond_lent(  # noqa: PLR0913, PLR0917 - the entry, and what it is judged by
    book: Book,
    entry: Transaction,
    fund: str,
    linked: list[Transaction],
    what: tuple[str, Decimal, Decimal],
    papers: _Papers,
) -> tuple[Decimal, Decimal]:
    """Return what of an entry no accrual of its links shows: how much it is part of, and itself.

    What accruals have is lent to what is paid and spent on their links, first to what was first.
    """
    _verb, whole, part = what
    shown = [each for each in linked if papers.show(each)]
    if not shown:
        return whole, part
    lent = all_lent = sum((_size(book, each, fund) for each in shown), ZERO)
    of = sum((_size(book, each, fund) for each in linked), ZERO) - all_lent
    lent -= max(_given_back(book, entry, fund) - of, ZERO)
    earlier = {
        id(each): each
        for link in entry.links or ()
        for each in book.linked[link]
        if book.order[id(each)] < book.order[id(entry)] and fund in book.funds_in(each)
    }
    for each in earlier.values():
        did = _judge(book, each, fund, [])
        if did and not (papers.show_by_itself(each) or book.reversals.is_reversed(each)):
            lent -= did[2]
    rest = part - max(min(lent, part), ZERO)
    return max(rest, of if what[0] == "pays" else ZERO), rest


def _judge(
    book: Book, entry: Transaction, fund: str, linked: list[Transaction]
) -> tuple[str, Decimal, Decimal] | None:
    """Return what an entry does, how much spending that is part of, and its own amount."""
    spent = sum_of(book, entry, fund, Kind.SPENT)
    accrued = -sum_of(book, entry, fund, Kind.ACCRUALS)
    if accrued < 0 and sum_of(book, entry, fund, *_PAYING) < 0:
        paid = -accrued
        of = sum((_size(book, each, fund) for each in linked), ZERO)
        return "pays", max(of, paid) + max(spent, ZERO), paid + max(spent, ZERO)
    if spent > 0 and spent > accrued:
        return "spends", spent, spent
    return None


def _size(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Return how much spending an accrual is; one brought forward spends nothing in these books."""
    spent, accrued = (sum_of(book, entry, fund, kind) for kind in (Kind.SPENT, Kind.ACCRUALS))
    brought = sum_of(book, entry, fund, Kind.OPENING) > 0
    return max(-accrued if brought else spent, ZERO)


def _given_back(book: Book, entry: Transaction, fund: str) -> Decimal:
    """Return what of accruals on an entry's links was not needed, but for those reversed whole."""
    found = {id(each): each for link in entry.links or () for each in book.linked[link]}
    whole = {id(book.reversals.of_spending(each)) for each in found.values()}
    back = ZERO
    for each in found.values():
        if id(each) not in whole and each.date <= book.asked_on:
            paid = max(-sum_of(book, each, fund, *_PAYING), ZERO)
            back += max(sum_of(book, each, fund, Kind.ACCRUALS) - paid, ZERO)
    return back


def _accruals(book: Book, fund: str) -> dict[str, list[Transaction]]:
    """Return what was accrued in a fund, by link."""
    found: dict[str, list[Transaction]] = {}
    for track in book.tracks_of(fund, Kind.ACCRUALS):
        for row in track.rows():
            if row.amount < 0:
                for link in row.entry.links or ():
                    found.setdefault(link, []).append(row.entry)
    return found


def _named_files(entry: Transaction) -> list[Path]:
    """Return the files that an entry names, from where its own is, as Fava finds them."""
    folder = Path(str(entry.meta.get("filename", ""))).parent
    return [
        folder / value
        for key, value in entry.meta.items()
        if key.startswith("document") and isinstance(value, str) and value.strip()
    ]


def _names_paper(book: Book, entry: Transaction) -> bool:
    """Return whether an entry names a file that is, or was, within the folder of the books."""
    named = _named_files(entry)
    if not named:
        return False
    folder = folder_of_books(str(entry.meta.get("filename", "")))
    return any(
        (path.is_file() or _is_gone(book, folder, path)) and not leads_out(folder, path)
        for path in named
    )


def _is_gone(book: Book, folder: Path, path: Path) -> bool:
    """Return whether the books say that a paper was destroyed, by its path from their folder."""
    if not book.register.papers or leads_out(folder, path):
        return False
    return is_destroyed(book.register, Path(os.path.relpath(path, folder)).as_posix())


def _in_vain(entry: Transaction) -> str:
    """Return what an entry names that is none."""
    invoice = text(entry, "invoice").strip()
    names = [f"there is no file {path.name}" for path in _named_files(entry)]
    if invoice:
        names.insert(0, f"“{invoice}” is not a reference")
    return f" ({list_words(names)})" if names else ""


class _Papers:
    """The documents of the books, by link and by account and day."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._links = {link for document in book.papers for link in document.links or ()}
        self._filed: dict[datetime.date, list[Document]] = {}
        for document in book.papers:
            self._filed.setdefault(document.date, []).append(document)

    def show(self, entry: Transaction) -> bool:
        """Return whether anything shows an entry: a document on its link too."""
        linked = self._links & (entry.links or frozenset())
        return bool(linked) or self.show_by_itself(entry)

    def show_by_itself(self, entry: Transaction) -> bool:
        """Return whether an entry has a reference, or a document of its own or filed."""
        if is_reference(text(entry, "invoice")):
            return True
        own = entry._replace(links=frozenset())
        if documents_of(self._book, own) or _names_paper(self._book, entry):
            return True
        return any(
            posting.account == document.account
            or posting.account.startswith(document.account + ":")
            for document in self._filed.get(entry.date, ())
            for posting in entry.postings
        )


__plugins__ = ("run",)
run = door.plugin(RULE, check)
