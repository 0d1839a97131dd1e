"""What of declarations returns count, by fund and day: made once for all returns of a Book.

Counted is what a directive says, not what came of it: so whatever is amended by a later directive
leaves the return alone, and whatever is edited in one that it was made by does not. Of a fund
those fields are that decide what may be claimed and how spending is treated; its deadlines, its
form and whom it is addressed to are left out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Custom, Note

from ringfence.ledger.counted_rows import Forms, Section, counted_keys
from ringfence.ledger.declarations.history import History, Key, Version
from ringfence.ledger.declarations.models import MODELS, Decision, Forecast
from ringfence.ledger.hashing import digest_of, value_text
from ringfence.ledger.metadata import STAMPS

if TYPE_CHECKING:
    from ringfence.ledger.gathering import Gathered
    from ringfence.ledger.tracks import PotTrack

#: Fields of a fund that change no figure, no treatment and nothing that a return says of it.
NOT_COUNTED = frozenset(
    {
        "returns",
        "due-days",
        "lead-days",
        "working-days",
        "notice-from",
        "records-years",
        "council-code",
        "addressee",
        "form",
        "clauses",
    }
)
#: What a directive of a fund may say that counts for nothing by itself.
_NO_TERMS = NOT_COUNTED | {"filename", "lineno", "decision", *STAMPS}
_OF_FUND = "fund"
_ALWAYS = datetime.date.min
#: What an action's id is made of: the path of a pot begins with both.
_PLACE = ("year", "action")
#: How the paths of pots begin that are of no year's plan.
_NO_YEAR = ("Reserve", "Unallocated")


class Dated(NamedTuple):
    """A directive, and the day from which on returns count it."""

    day: datetime.date
    version: Version[Any]


class Said(NamedTuple):
    """What one directive says: its day, its kind, what it is of, and its fields as texts."""

    date: str
    kind: str
    of: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def by(cls, entry: Custom | Note) -> Said:
        """Return what a directive says that is counted."""
        of: tuple[str, ...]
        own: dict[str, str]
        if isinstance(entry, Note):
            kind, of = "note", (entry.account,)
            own = {"text": entry.comment, "tags": ", ".join(sorted(entry.tags or ()))}
        else:
            kind, values = str(entry.type), [plain_text(each.value) for each in entry.values]
            ids = len(MODELS[kind].ids)
            of, own = (
                tuple(values[:ids]),
                dict(zip(MODELS[kind].counted, values[ids:], strict=True)),
            )
        keys = counted_keys(entry.meta)
        if kind == _OF_FUND:
            keys = [key for key in keys if key not in NOT_COUNTED]
        fields = {**{key: plain_text(entry.meta[key]) for key in keys}, **own}
        return cls(entry.date.isoformat(), kind, of, tuple(sorted(fields.items())))

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Said:
        """Read one from a snapshot."""
        said = tuple(sorted((key, str(each)) for key, each in value["fields"].items()))
        return cls(str(value["date"]), str(value["kind"]), tuple(map(str, value["of"])), said)

    def as_json(self) -> dict[str, object]:
        """Return it as a snapshot keeps it."""
        return {**self._asdict(), "of": list(self.of), "fields": dict(self.fields)}


class Terms:
    """What declarations say, in sections as entries have them; each made when first asked for."""

    def __init__(self, book: Gathered) -> None:
        self._register = book.register
        self._pots_of: dict[str, list[PotTrack]] = {}
        for (_pot, fund), track in book.pots.items():
            self._pots_of.setdefault(fund, []).append(track)
        self._of_funds: dict[str, Section] = {}
        self._of_plans: dict[tuple[str, str], Section] = {}
        self._pots: dict[str, dict[str, dict[tuple[str, ...], datetime.date]]] = {}
        self._forms = Forms()
        self._fund_forms = Forms(NOT_COUNTED)
        self._texts: dict[int, str] = {}
        self._forecasts: dict[tuple[str, ...], list[History[Forecast]]] = {}
        for key, forecast in book.register.forecasts.items():
            self._forecasts.setdefault(key[:2], []).append(forecast)

    def of_fund(self, fund: str) -> Section:
        """Return what was declared of a fund,."""
        section = self._of_funds.get(fund)
        if section is None:
            section = self._of_funds[fund] = Section()
            for day, version in self.directives_of_fund(fund):
                section.rows.append(f"{day}{self._text(version.entry)}")
            section.rows.sort()
        return section

    def directives_of_fund(self, fund: str) -> Iterator[Dated]:
        """Yield the directives of a fund that count, each with the day from which on it does."""
        register = self._register
        for number, version in enumerate(register.funds[fund].versions):
            if not set(version.entry.meta) <= _NO_TERMS:
                yield Dated(version.day if number else _ALWAYS, version)

    def of_plan(self, fund: str, year: str) -> Section:
        """Return what was declared of the pots of a fund in a year's plan, from their first use."""
        section = self._of_plans.get((fund, year))
        if section is None:
            section = self._of_plans[fund, year] = Section()
            for day, version in self.directives_of_plan(fund, year):
                section.rows.append(f"{day}{self._text(version.entry)}")
            section.rows.sort()
        return section

    def directives_of_plan(self, fund: str, year: str) -> Iterator[Dated]:
        """Yield the directives of a plan that count for a fund, with the day from which on."""
        register = self._register
        for path, first in self._paths(fund).get(year, {}).items():
            table: Mapping[Key, History[Any]] = register.actions
            if len(path) > len(_PLACE):
                table = register.earmarks
            else:
                for forecast in self._forecasts.get(path, ()):
                    if forecast.first.fund in (None, fund):
                        yield from (Dated(max(first, e.day), e) for e in forecast.versions)
            history = table.get(path)
            for number, version in enumerate(history.versions if history else ()):
                yield Dated(max(first, version.day) if number else first, version)

    def years_of(self, fund: str) -> list[str]:
        """Name the years in whose plans a fund ever had a pot."""
        return sorted(self._paths(fund))

    def places(self, fund: str, last: datetime.date) -> list[tuple[str, ...]]:
        """Return the actions that a fund had a pot of by a day, by year and id."""
        return [
            path
            for of_year in self._paths(fund).values()
            for path, first in of_year.items()
            if len(path) == len(_PLACE) and first <= last
        ]

    def decision(self, name: str, last: datetime.date) -> str:
        """Return the digest of what was declared of a decision by a day, or first."""
        versions = self.directives_of_decision(name, last)
        return digest_of(self._text(each.entry) for each in versions)

    def directives_of_decision(self, name: str, last: datetime.date) -> list[Version[Decision]]:
        """Return the directives of a decision up to a day; the first, if that was later."""
        history = self._register.decisions.get(name)
        versions = history.versions if history else []
        return [each for each in versions if each.day <= last] or versions[:1]

    def _paths(self, fund: str) -> dict[str, dict[tuple[str, ...], datetime.date]]:
        """Return the pots of a fund by year, and their actions, with the day of their first use."""
        found = self._pots.get(fund)
        if found is None:
            found = self._pots[fund] = {}
            for (path,), tracks in ((e.pot, e.tracks) for e in self._pots_of.get(fund, ())):
                if path[0] in _NO_YEAR:
                    continue
                days = [track.entries[0].date for track in tracks if track.entries]
                if not days:
                    continue
                of_year, first = found.setdefault(path[0], {}), min(days)
                of_year[path] = first
                place = path[: len(_PLACE)]
                known = of_year.get(place)
                if known is None or first < known:
                    of_year[place] = first
        return found

    def _text(self, entry: Custom) -> str:
        text = self._texts.get(id(entry))
        if text is None:
            kind = str(entry.type)
            forms = self._fund_forms if kind == _OF_FUND else self._forms
            of = [each.value for each in entry.values]
            text = f"{entry.date}{kind}{of!a}{forms.text_of(entry.meta)}\x1d"
            self._texts[id(entry)] = text
        return text


def plain_text(value: object) -> str:
    """Return a value as text, a text as it is."""
    return value if isinstance(value, str) else value_text(value)
