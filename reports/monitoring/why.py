"""Why a return's figures are what they are: the entries behind each, and what those rest on.

The rows behind a figure sum to it, to the penny.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from beancount.core.data import Custom, Transaction

from ringfence.ledger.accounts import UNALLOCATED, Kind
from ringfence.ledger.book import Book
from ringfence.ledger.documents import documents_of
from ringfence.ledger.metadata import decision_names, text
from ringfence.ledger.money import ZERO
from ringfence.ledger.moves import Origin
from ringfence.ledger.recorded import recorded_late
from ringfence.ledger.sums import sum_of
from ringfence.ledger.tracks import PENDING_FLAG, PotTrack
from ringfence.reports.columns import EARMARK, LINE, POOLS, UNSPENT, line_figures
from ringfence.reports.figure import Figures
from ringfence.reports.forecasting.report import Rule
from ringfence.reports.forecasting.words import list_words
from ringfence.reports.lines import line_of
from ringfence.reports.monitoring.behind import Basis, Behind, Figure, Group, Make, Rows
from ringfence.reports.monitoring.financial_tables import BASES, names_of
from ringfence.reports.monitoring.line_words import forecast_basis, reason_of
from ringfence.reports.monitoring.report import Report, ReturnLine
from ringfence.reports.monitoring.scope import Place, Relative, Scope, scope_of
from ringfence.reports.monitoring.why_claim import claim_figures
from ringfence.reports.monitoring.why_unspent import unspent_figures
from ringfence.reports.render.table import long_date
from ringfence.reports.schedule import DAY

WITHHELD = "withheld"
_ORIGINS = {
    "original_allocation": Origin.ORIGINAL,
    "virements": Origin.VIREMENT,
    "carried_forward": Origin.CARRIED_FORWARD,
}


def why(book: Book, report: Report, relative: Relative) -> tuple[Group, ...]:
    """Return every figure of a return with what is behind it."""
    scope = scope_of(book, report.dates, relative)
    names = names_of(report)
    seen: dict[int, Behind] = {}

    def make(name: str, amount: Decimal, rows: Rows) -> Figure:
        ordered = sorted(rows, key=lambda each: scope.book.order[id(each[0])])
        return Figure(name, amount, tuple(_behind(scope, e, part, seen) for e, part in ordered))

    found = [Group("Claim and what there was", tuple(claim_figures(scope, report, make)))]
    found += [
        Group(
            names[line.year, line.action],
            tuple(line_behind(scope, line, make, is_over=report.is_over)),
        )
        for line in report.lines
    ]
    unspent = tuple(unspent_figures(report, names))
    if unspent:
        found.append(Group(UNSPENT["total"].title, unspent))
    for key, pools in (("reserve", report.reserve), ("unallocated", report.unallocated)):
        wanted = [t for t in scope.pots if (t.pot == UNALLOCATED) == (key == "unallocated")]
        tracks = [track for track in wanted if not track.pot.is_planned]
        left = make(EARMARK["left"].title, sum(pools.values(), ZERO), left_rows(scope, tracks))
        found.append(Group(POOLS[key].title, (left,)))
    return tuple(found)


def line_behind(scope: Scope, line: ReturnLine, make: Make, *, is_over: bool) -> Iterator[Figure]:
    """Yield every figure of an action with what is behind it."""
    return _with_rest(line, _line(scope, line, make, is_over=is_over))


def _line(scope: Scope, line: ReturnLine, make: Make, *, is_over: bool) -> Iterator[Figure]:
    place = (line.year, line.action)
    tracks = scope.places[place]
    changes = list(scope.changes(place))
    for key, origin in _ORIGINS.items():
        rows = [(each.move.entry, each.amount) for each in changes if each.origin is origin]
        yield make(LINE[key].title, getattr(line, key), rows)
    moves = [(each.move.entry, each.amount) for each in changes]
    kinds = {each.origin for each in changes}
    whole = make(LINE["current_allocation"].title, line.current_allocation, moves)
    yield whole if len(kinds) > 1 else _same(whole, "the one figure above that is not zero")
    in_period = _spend_rows(scope, tracks, all_=False)
    yield make(LINE["actual_in_period"].title, line.actual_in_period, in_period)
    ever = _spend_rows(scope, tracks, all_=True)
    to_date = make(LINE["actual_to_date"].title, line.actual_to_date, ever)
    earlier = line.actual_to_date != line.actual_in_period or _began_before(scope, tracks)
    yield to_date if earlier else _same(to_date, "all of it in the period: see there")
    earmarks = [track for track in tracks if track.pot.earmark]
    yield make(LINE["earmarked"].title, line.earmarked, left_rows(scope, earmarks))
    ordered = [
        t for t in earmarks if (own := line_of(scope.book, t, scope.as_at)) and own.committed
    ]
    yield make(LINE["committed"].title, line.committed, left_rows(scope, ordered))
    yield from _work_out(scope, line, line_figures(is_over=is_over))


def _with_rest(line: ReturnLine, figures: Iterable[Figure]) -> Iterator[Figure]:
    """Yield figures, then the money that they say nothing of: its meaning says how it is known.

    The parts of a forecast stand in the words of its basis already.
    """
    told = set()
    for figure in figures:
        told.add(figure.name)
        yield figure
    for each in line_figures(is_over=False).values():
        amount = getattr(line, each.key)
        is_known = each.key.startswith("forecast_") or each.title in told
        if each.kind == "money" and amount is not None and not is_known:
            yield Figure(each.title, amount, (), f"{each.says}.")


def _same(figure: Figure, as_what: str) -> Figure:
    """Return a message that what is behind a figure stands above it already."""
    return figure._replace(rows=(), how=f"It is {as_what}.") if figure.rows else figure


def _began_before(scope: Scope, tracks: Iterable[PotTrack]) -> bool:
    """Return whether anything was spent before the period."""
    return any(
        track.spent_track and track.spent_track.rows(last=scope.starts[track.fund] - DAY)
        for track in tracks
    )


def _work_out(scope: Scope, line: ReturnLine, called: Figures) -> Iterator[Figure]:
    """Yield the figures that no entries come to, and how they are known."""
    if line.profile_to_date is not None and line.variance is not None:
        told = "The last step by then of the profile that the action was given."
        told += _profile_words(scope, (line.year, line.action))
        yield Figure(called["profile_to_date"].title, line.profile_to_date, (), told)
        share = f", {line.variance_percent}% of the profile" if line.variance_percent else ""
        told = f"Spent to date less profile to date{share}. {line.explanation or ''}"
        yield Figure(called["variance"].title, line.variance, (), told.strip())
    basis = BASES.get(line.forecast_basis or "", "")
    reason = (line.forecast_reason or "").rstrip(".")
    told = f"{forecast_basis(line)}. {basis} {reason}{'.' if reason else ''}".strip()
    if line.forecast_basis == Rule.PROFILE.value:
        told += _profile_words(scope, (line.year, line.action))
    elif line.forecast_said_on:
        told += _forecast(scope, line)
    title = called["forecast_outturn"].title
    yield Figure(title, line.forecast_outturn, (), told[:1].upper() + told[1:])
    told = f"{title} less allocated; over is positive. {reason_of(line)}".strip()
    yield Figure(called["forecast_variance"].title, line.forecast_variance, (), told)


def _profile_words(scope: Scope, place: Place) -> str:
    """Say who gave an action the profile that holds on the day, and where that stands."""
    history = scope.book.register.actions.get(place)
    versions = history.versions if history else ()
    given = [each for each in versions if each.day <= scope.as_at and "profile" in each.changed]
    return _declaration_words(scope, given[-1].entry) if given else ""


def _forecast(scope: Scope, line: ReturnLine) -> str:
    """Say who gave the officer's figure of a line, and where that stands."""
    place = (line.year, line.action)
    for key in (place, *((*place, fund) for fund in line.by_fund)):
        history = scope.book.register.forecasts.get(key)
        version = history.version_at(scope.as_at) if history else None
        if version and version.day == line.forecast_said_on:
            return _declaration_words(scope, version.entry)
    return ""


def _declaration_words(scope: Scope, entry: Custom) -> str:
    """Say of a declaration when it was made, by whom, by what decision, and where it stands."""
    register = scope.book.register
    who = str(entry.meta.get("recorded-by") or "")
    person = register.persons.get(who)
    by = f" by {person.latest.name if person else who}" if who else ""
    bases = [f"{each.body} {each.id}: {each.title}" for each in _bases(scope.book, entry)]
    place = f"{scope.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}"
    decided = f", {list_words(bases)}" if bases else ""
    late = recorded_late(entry)
    recorded = f", recorded {long_date(late)}" if late else ""
    return f" Declared {long_date(entry.date)}{recorded}{by}{decided}; {place}."


def _spend_rows(scope: Scope, tracks: Iterable[PotTrack], *, all_: bool) -> Rows:
    return [
        (row.entry, row.amount)
        for track in tracks
        if track.spent_track
        for row in track.spent_track.rows(last=scope.as_at)
        if all_ or row.day >= scope.starts[track.fund]
    ]


def left_rows(scope: Scope, tracks: Iterable[PotTrack]) -> Rows:
    """Return the entries that make up what is left in pots."""
    return [(row.entry, -row.amount) for track in tracks for row in track.rows(last=scope.as_at)]


def _behind(scope: Scope, entry: Transaction, amount: Decimal, seen: dict[int, Behind]) -> Behind:
    """Return what an entry is and rests on; most are behind several figures."""
    known = seen.get(id(entry))
    if known is None:
        private = bool(entry.meta.get("private"))
        words = ", ".join(filter(None, (entry.payee, entry.narration)))
        known = seen[id(entry)] = Behind(
            date=entry.date.isoformat(),
            words=WITHHELD if private else words,
            amount=amount,
            fund=", ".join(scope.book.funds_in(entry)),
            invoice=None if private else text(entry, "invoice") or _paying_invoices(scope, entry),
            decisions=tuple(_bases(scope.book, entry)),
            documents=() if private else tuple(_papers(scope.book, entry, scope.relative)),
            place=f"{scope.relative(str(entry.meta['filename']))}:{entry.meta['lineno']}",
            flag=entry.flag == PENDING_FLAG,
        )
    return known._replace(amount=amount)


def _paying_invoices(scope: Scope, entry: Transaction) -> str | None:
    """Name the invoices that later paid an accrual, which has none of its own; None if none did."""
    book = scope.book
    if not any(sum_of(book, entry, fund, Kind.ACCRUALS) for fund in book.funds_in(entry)):
        return None
    paid = [
        f"{text(each, 'invoice')} of {long_date(each.date)}, which paid what was accrued"
        for link in sorted(entry.links or ())
        for each in book.linked.get(link, ())
        if each is not entry and text(each, "invoice")
    ]
    return list_words(dict.fromkeys(paid)) if paid else None


def _bases(book: Book, entry: Transaction | Custom) -> Iterator[Basis]:
    for name in (*decision_names(entry.meta), *decision_names(entry.meta, "settled-by")):
        history = book.register.decisions.get(name)
        if history:
            declared = history.latest
            yield Basis(name, declared.body, declared.title, declared.minute)


def _papers(book: Book, entry: Transaction, relative: Relative) -> Iterator[str]:
    """Name the documents that show an entry, and the minutes of what it rests on."""
    decisions = (*decision_names(entry.meta), *decision_names(entry.meta, "settled-by"))
    found = documents_of(book, entry)
    for name in decisions:
        history = book.register.decisions.get(name)
        for version in history.versions if history else ():
            found += documents_of(book, version.entry)
    yield from dict.fromkeys(map(relative, found))
