"""What a partnership owes providers and funders beyond a fund's own dates: part of the outlook."""

from __future__ import annotations

import datetime
from collections.abc import ItemsView, Mapping
from decimal import Decimal
from typing import NamedTuple

from ringfence.ledger.accounts import Kind, Pot, party_in_account
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Fund
from ringfence.ledger.money import PENNY, ZERO
from ringfence.ledger.paying import shares_of, to_the_penny
from ringfence.ledger.tracks import Track


class Payment(NamedTuple):
    """What was set aside to be paid by a day and is not yet spent."""

    pot: Pot
    title: str
    provider: str | None
    pay_by: datetime.date
    left: Decimal
    is_overdue: bool


class SchemeFund(NamedTuple):
    """One funder's part in a scheme: what it put in, paid and has left, and its due part of that.

    ``share`` is its part, by the proportions declared, of all that the scheme has left.
    """

    fund: str
    funder: str
    put_in: Decimal
    spent: Decimal
    left: Decimal
    share: Decimal


class Scheme(NamedTuple):
    """An action or earmark that several funds pay for in declared proportions."""

    pot: Pot
    title: str
    put_in: Decimal
    spent: Decimal
    left: Decimal
    funds: tuple[SchemeFund, ...]


class Match(NamedTuple):
    """Match-funding: what other funders must have spent beside a fund, and what they have.

    ``required`` is `match-percent` of what the fund spent; ``found`` what funds of other
    funders spent on the same actions.
    """

    fund: str
    title: str
    percent: Decimal
    spent: Decimal
    required: Decimal
    found: Decimal

    @property
    def short(self) -> Decimal:
        """What is still to be matched."""
        return max(self.required - self.found, ZERO)


class Advance(NamedTuple):
    """Money advanced to a provider that has not yet shown how it was spent."""

    fund: str
    provider: str
    since: datetime.date
    amount: Decimal


def payments(book: Book, as_at: datetime.date) -> tuple[Payment, ...]:
    """Return what is to be paid by a day, soonest first."""
    left: dict[tuple[str, ...], Decimal] = {}
    for (pot, _fund), track in book.pots.items():
        if pot.earmark:
            left[pot.path] = left.get(pot.path, ZERO) + track.left(as_at)
    found = []
    for path, history in book.register.earmarks.items():
        terms = history.at(as_at)
        rest = left.get(path, ZERO)
        if terms and terms.pay_by and rest > 0:
            late = terms.pay_by < as_at
            found.append(Payment(Pot(path), terms.title, terms.provider, terms.pay_by, rest, late))
    return tuple(sorted(found, key=lambda each: (each.pay_by, each.pot)))


def schemes(book: Book, as_at: datetime.date) -> tuple[Scheme, ...]:
    """Return the schemes of several funds that have money left, by their addresses."""
    found = []
    for table in (book.register.actions, book.register.earmarks):
        for path, history in table.items():
            terms = history.at(as_at)
            if terms is not None and len(terms.shares) > 1:
                scheme = _scheme(book, Pot(path), terms.title, as_at)
                if scheme.left:
                    found.append(scheme)
    return tuple(sorted(found, key=lambda each: each.pot))


def _scheme(book: Book, pot: Pot, title: str, as_at: datetime.date) -> Scheme:
    weights = {share.fund: share.part for share in shares_of(book, pot, as_at)}
    sums: dict[str, list[Decimal]] = {fund: [ZERO, ZERO, ZERO] for fund in weights}
    for track in book.pots_of(pot):
        of_fund = sums.setdefault(track.fund, [ZERO, ZERO, ZERO])
        parts = (track.put_in(as_at), track.spent(as_at), track.left(as_at))
        for place, amount in enumerate(parts):
            of_fund[place] += amount
    put_in, spent, left = (sum((each[n] for each in sums.values()), ZERO) for n in range(3))
    shared: Mapping[str, Decimal] = to_the_penny(left, weights)
    funders = {fund: history.at_or_first(as_at).funder for fund, history in _funds(book)}
    funds = tuple(
        SchemeFund(
            fund=fund,
            funder=funders.get(fund, ""),
            put_in=sums[fund][0],
            spent=sums[fund][1],
            left=sums[fund][2],
            share=shared.get(fund, ZERO),
        )
        for fund in sorted(sums)
    )
    return Scheme(pot, title, put_in, spent, left, funds)


def matches(book: Book, as_at: datetime.date) -> tuple[Match, ...]:
    """Return the match-funding of each fund that asks for it and has spent."""
    funders = {fund: history.at_or_first(as_at).funder for fund, history in _funds(book)}
    found = []
    for fund, history in sorted(_funds(book)):
        terms = history.at(as_at)
        if terms is None or not terms.match_percent:
            continue
        spent = book.total(fund, Kind.SPENT, as_at)
        places = {track.pot.place for track in book.pots_of_fund(fund) if track.spent(as_at)}
        others = sum(
            (
                track.spent(as_at)
                for track in book.pots.values()
                if track.pot.is_planned
                and track.pot.place in places
                and funders[track.fund] != terms.funder
            ),
            ZERO,
        )
        if spent > 0:
            required = (spent * terms.match_percent / 100).quantize(PENNY)
            found.append(Match(fund, terms.title, terms.match_percent, spent, required, others))
    return tuple(found)


def advances(book: Book, as_at: datetime.date) -> tuple[Advance, ...]:
    """Return what is advanced and not yet evidenced, by fund and provider."""
    names = {
        party_in_account(version.value.provider): version.value.provider
        for history in book.register.earmarks.values()
        for version in history.versions
        if version.value.provider
    }
    found = []
    for track in book.tracks.values():
        account = track.account
        amount = track.balance(as_at) if track.kind is Kind.PREPAID else ZERO
        if account and amount > 0:
            party = account.party or ""
            since = _since(track, as_at)
            found.append(Advance(account.fund, names.get(party, party), since, amount))
    return tuple(sorted(found))


def _since(track: Track, as_at: datetime.date) -> datetime.date:
    """Return the day from which on an account has never been at nil."""
    total, since = ZERO, as_at
    for row in track.rows(last=as_at):
        if total <= 0:
            since = row.day
        total += row.amount
    return since


def _funds(book: Book) -> ItemsView[str, History[Fund]]:
    return book.register.funds.items()
