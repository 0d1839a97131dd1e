"""Where a figure leads to: the journal that it is the sum of, the line that it stands on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from beancount.core.data import Note, Transaction
from fava.beans.funcs import hash_entry
from fava.context import g
from flask import request, url_for
from flask.globals import request_ctx

from ringfence.ledger.accounts import Pot
from ringfence.ledger.findings import Meta
from ringfence.ledger.years import FinancialYear
from ringfence.pages import tasks
from ringfence.pages.figures import query_of
from ringfence.pages.forms import recorder_of_request
from ringfence.pages.loaded_books import Loaded
from ringfence.pages.time_filter import Asked, filter_of
from ringfence.reports.matters import Deadline
from ringfence.reports.statements.statement import FigureName

#: Fava's own filters, which every link hands on.
FILTERS = ("time", "account", "filter", "conversion", "interval")


class Year(NamedTuple):
    """A financial year to go to."""

    name: str
    url: str
    is_shown: bool


def _records() -> bool:
    return recorder_of_request() is not None


class Links:
    """The links of one page."""

    def __init__(self, books: Loaded, wanted: Asked) -> None:
        self._books = books
        self._wanted = wanted

    def pot(self, pot: Pot, fund: str | None = None) -> str:
        """Lead to the entries of a pot up to the page's day: what its figures add up."""
        end = f":{fund}$" if fund else ":"
        head = "^(Equity|Expenses):Plan" if pot.is_planned else "^Equity"
        inner = "(:[^:]+)?" if fund and pot.earmark is None and pot.is_planned else ""
        return self._journal(":".join((head, *pot.path)) + inner + end)

    def fund(self, fund: str) -> str:
        """Lead to the complete books of a fund up to the page's day."""
        return self._journal(f":{fund}$")

    def decision(self, decision: str) -> str | None:
        """Lead to a decision as it is declared; None if it is not."""
        history = self._books.book.register.decisions.get(decision)
        return context_of(history.versions[0].entry) if history else None

    def figure(self, of: str, figure: str, **which: str) -> str:
        """Lead to the statement of a figure: the entries that it is the sum of."""
        return self.named(FigureName(of, figure, **which))

    def named(self, name: FigureName) -> str:
        """Lead to the statement of a figure by its name."""
        return f"{self._entries}{query_of(name)}"

    def entry(self, meta: Meta) -> str:
        """Lead to an entry in our own statement, by the place where it stands."""
        place = f"{self._books.relative(str(meta.get('filename', '')))}:{meta.get('lineno', 1)}"
        return f"{self._entries}{urlencode({'entry': place})}"

    def matter(self, matter: Deadline, day: datetime.date) -> str:
        """Lead from what is due on a day to the entries behind it, else to its fund; else nowhere.

        A sum of entries is as at that day, whatever the page's filter says.
        """
        name = _of_matter(matter)
        if name is None and matter.kind == "accrual":
            return self.search(matter.key)
        if name is None and matter.kind == "decision":
            day_of_entry, _slash, rest = matter.key.partition("/")
            return self.search(f"{day_of_entry} {rest.rpartition('/')[2]}")
        if name is None:
            return self.page("Funds", fund=matter.fund) if matter.fund else ""
        url = url_for("extension_report", extension_name="Entries", time=day.isoformat())
        return f"{url}&{query_of(name)}"

    def search(self, words: str) -> str:
        """Lead to what a search for some words finds."""
        return f"{self._entries}{urlencode({'words': words})}"

    def paper(self, filename: str) -> str:
        """Lead to a paper, as Fava serves it."""
        return url_for("document", filename=filename)

    @cached_property
    def _entries(self) -> str:
        """The address of the page of entries, asked for once: all figures lead there."""
        url = url_for("extension_report", extension_name="Entries")
        return f"{url}{'&' if '?' in url else '?'}"

    def line(self, source: Meta) -> str | None:
        """Lead to a line of the books in Fava's editor; None if it is in no file of theirs."""
        name = str(source.get("filename", ""))
        if name not in self._books.files:
            return None
        line = str(source.get("lineno") or 1)
        return url_for("report", report_name="editor", file_path=name, line=line)

    def page(self, name: str, **values: Any) -> str:  # noqa: ANN401 - as Flask has it
        """Lead to another page, the filters kept."""
        return url_for("extension_report", extension_name=name, **values)

    def leads(self, about: str, name: str) -> list[tasks.Lead]:
        """Return the forms that may be about something; none where nothing is recorded."""
        return list(tasks.leads(about, name)) if _records() else []

    def entry_leads(self, entry: object) -> list[tasks.Lead]:
        """Return what may be done about an entry: nothing where nothing is recorded."""
        if not _records() or not isinstance(entry, Transaction | Note):
            return []
        place = self.place(entry.meta)
        found = [
            tasks.Lead("correct", "correct this", {"entry": place}),
            tasks.Lead("correct", "take it back", {"entry": place, "reverse_only": "yes"}),
        ]
        found.append(tasks.Lead("question ask", "ask about it", {"about": place}))
        if isinstance(entry, Transaction) and entry.flag == "!":
            found.append(tasks.Lead("settle", "settle it", {"entry": place}))
        return found

    def place(self, source: Meta) -> str:
        """Name the file and line of an entry, as a correction names it."""
        return f"{self._books.relative(str(source['filename']))}:{source['lineno']}"

    def leads_here(self, page: str) -> list[tasks.Lead]:
        """Return the forms that arise on a page and are about nothing that is there already."""
        return list(tasks.leads_of_page(page)) if _records() else []

    def what_happened(self, about: str, name: str) -> str | None:
        """Lead to the choice of forms that may be about something; None if there is none."""
        return self.page("Record", about=about, of=name) if _records() else None

    def endpoint(self, page: str, name: str) -> str:
        """Lead to what a page takes; Flask's own way takes no value called endpoint."""
        values = {"bfile": g.beancount_file_slug, "extension_name": page, "endpoint": name}
        adapter = request_ctx.url_adapter
        assert adapter is not None  # noqa: S101 - within a request
        return adapter.build("extension_endpoint", values)

    def download(self, format: str, **values: str) -> str:  # noqa: A002 - as the address has it
        """Lead to a file of what the page shows; relative to the page."""
        kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
        return f"download?{urlencode({'format': format, **kept, **values})}"

    def years(self) -> list[Year]:
        """Lead to the years that have a plan, the one shown among them."""
        register = self._books.book.register
        names = {*register.plans, *(key[0] for key in register.actions)}
        found = {FinancialYear.parse(name) for name in names if _is_year(name)}
        return self._years({*found, self._wanted.year})

    def _years(self, years: Iterable[FinancialYear]) -> list[Year]:
        shown = self._wanted.year
        endpoint, values = request.endpoint or "", request.view_args or {}
        return [
            Year(each.spoken, url_for(endpoint, **values, time=filter_of(each)), each == shown)
            for each in sorted(years)
        ]

    def _journal(self, accounts: str) -> str:
        """Lead to a journal of some accounts, from the books' first day to the page's.

        Fava sums up what comes before the first day of a filter, so that would not do.
        """
        book, last, time = self._books.book, self._wanted.as_at, ""
        if book.last_day and last < book.last_day:
            first = min((entry.date for entry in book.transactions), default=last)
            time = f"{min(first, last)} - {last}"
        return url_for("report", report_name="journal", account=accounts, time=time, filter="")


def _of_matter(matter: Deadline) -> FigureName | None:
    """Return the figure that the amount of a matter is; None where it is none of ours."""
    if matter.kind == "spend-by" and matter.fund:
        return FigureName("fund", "unspent", fund=matter.fund)
    if matter.kind == "pay-by":
        return FigureName("earmarks", "left", matter.key)
    if matter.kind == "claim" and matter.fund:
        return FigureName("fund", "receivable", fund=matter.fund)
    if matter.kind == "proposal":
        return FigureName("proposal", "amount", matter.key)
    return None


def context_of(entry: Any) -> str:  # noqa: ANN401 - Beancount's types are not Fava's
    """Lead to an entry as Fava shows it, over the page."""
    return f"#context-{hash_entry(entry)}"


def _is_year(text: str) -> bool:
    try:
        FinancialYear.parse(text)
    except ValueError:
        return False
    return True
