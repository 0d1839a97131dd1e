"""What was delivered: counts against targets, what officers noted, risks, and to what end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.declarations.models import Measure, Target
from ringfence.ledger.recorded import recorded_late
from ringfence.reports.monitoring.report import Count, DatedNote, Delivery
from ringfence.reports.monitoring.scope import Place, Scope

M = TypeVar("M", bound="Measure")
_Named = tuple[str, str, str, str]


def delivery_of(scope: Scope) -> tuple[Delivery, ...]:
    """Return every line's delivery, and that of actions which cost no fund anything."""
    places = {*scope.places, *_actions_without_funds(scope)}
    measures = _by_name(scope.book.register.measures, places)
    targets = _by_name(scope.book.register.targets, places)
    found = []
    for place in sorted(places):
        action = scope.action(place)
        found.append(
            Delivery(
                year=place[0],
                action=place[1],
                title=scope.title(place),
                priority=action.priority if action else None,
                objectives=action.objectives if action else None,
                lead=action.lead if action else None,
                measures=tuple(_counts(scope, place, measures, targets)),
                narrative=notes_of(scope, place, "delivery"),
                risks=notes_of(scope, place, "risk"),
            )
        )
    return tuple(found)


def notes_of(scope: Scope, place: Place, tag: str) -> tuple[DatedNote, ...]:
    """Return what was noted of an action in the period under a tag."""
    return tuple(
        DatedNote(note.date, note.comment, recorded_late(note))
        for note in scope.notes.get(place, ())
        if tag in (note.tags or ())
    )


def _actions_without_funds(scope: Scope) -> Iterator[Place]:
    """Yield the year's actions that no fund paid for: partners deliver in kind too."""
    year = str(scope.dates.year)
    others = [
        (place[0], place[1])
        for place, history in scope.book.register.actions.items()
        if place[0] == year and place not in scope.places and history.first_day <= scope.as_at
    ]
    if others:
        funded = {pot.path[:2] for pot, _fund in scope.book.pots}
        yield from (place for place in others if place not in funded)


def _by_name(declared: Mapping[Key, History[M]], places: set[Place]) -> dict[_Named, list[M]]:
    """Sort counts or targets by action, name and group, each by its days; none private."""
    found: dict[_Named, list[M]] = {}
    for key, history in declared.items():
        each = history.latest
        if key[:2] in places and not each.private:
            named = (each.year, each.action, each.name, each.group or "")
            found.setdefault(named, []).append(each)
    for of_name in found.values():
        of_name.sort(key=lambda each: (each.start, each.to))
    return found


def _counts(
    scope: Scope,
    place: Place,
    measures: dict[_Named, list[Measure]],
    targets: dict[_Named, list[Target]],
) -> Iterator[Count]:
    for key in sorted({*measures, *targets}):
        if key[:2] != place:
            continue
        counted = [each for each in measures.get(key, ()) if each.to <= scope.as_at]
        for target in targets.get(key, ()):
            if target.start <= scope.as_at and target.to >= scope.dates.first:
                own = [e for e in counted if target.start <= e.start and e.to <= target.to]
                counted = [each for each in counted if each not in own]
                yield _count(scope, key, own, target)
        if any(each.to >= scope.dates.first for each in counted):
            yield _count(scope, key, counted, None)


def _count(scope: Scope, key: _Named, own: list[Measure], target: Target | None) -> Count:
    now = [each for each in own if each.to >= scope.dates.first]
    return Count(
        name=key[2],
        group=key[3] or None,
        in_period=_sum(now) if now else None,
        to_date=_sum(own),
        target=target.count if target else None,
        target_from=target.start if target else None,
        target_to=target.to if target else None,
        sources=tuple(dict.fromkeys(each.source for each in now if each.source)),
    )


def _sum(measures: list[Measure]) -> Decimal:
    return sum((each.count for each in measures), Decimal(0))
