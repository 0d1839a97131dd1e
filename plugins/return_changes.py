"""What in the books is not what a submitted return counted, named: part of `submitted`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from beancount.core.data import Custom, Directive

from ringfence.ledger.accounts import Kind
from ringfence.ledger.changes import (
    Changed,
    Redeclared,
    changes_since,
    declared_since,
    parts_since,
    terms_since,
)
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.deferring import Beyond
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import FIRST, Frozen
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import pounds
from ringfence.ledger.seals import Step
from ringfence.ledger.snapshots import Snapshot, find, name_of, read
from ringfence.plugins.return_lives import missing_snapshot
from ringfence.plugins.wording import block, call, list_words

RULE = "submitted"


def snapshot_path(step: Step) -> Path | None:
    """Return where the snapshot is that a directive submitted; None if it is not there."""
    declared = step.value
    return find(str(step.entry.meta.get("filename", "")), declared.fund, declared.period)


def name_changes(frozen: Frozen, declared: Return, sent: Step) -> Iterator[Finding]:
    """Name what changed since a return was sent, as its snapshot tells; else that something did."""
    directive = sent.entry
    deferred = frozen.deferrals_since(declared.digest)
    path = snapshot_path(sent)
    if deferred is not None:
        for more in frozen.beyond(deferred):
            yield about_return(_beyond(more, declared), more.entry, frozen)
        if path is None:
            yield missing_snapshot(frozen.book, sent)
        return
    snapshot = read(path) if path else None
    if snapshot is None or snapshot.digest != declared.digest:
        file = name_of(declared.fund, declared.period)
        why = "is missing" if path is None else "is not the one that was submitted"
        message = (
            f"The books no longer say what the return {declared.fund} {declared.period} said when "
            f"it was submitted. Its snapshot {file}, which would show what changed, {why}: put it "
            "back from a copy, and check again."
        )
        yield about_return(message, directive, frozen)
        return
    yield from _name_each(frozen, declared, directive, snapshot)


def _name_each(
    frozen: Frozen, declared: Return, directive: Custom, snapshot: Snapshot
) -> Iterator[Finding]:
    """Name each entry and directive that is not what was counted, at its own line."""
    name, as_sent = f"{declared.fund} {declared.period}", f", submitted as at {declared.as_at}"
    found = list(changes_since(frozen, snapshot.counted, snapshot.words))
    for each in found:
        told = _describe(each, name + as_sent)
        ways = _ways(declared, spends=each.then is not None or _spends(frozen, each))
        yield about_return(f"{told} " + ways, each.entry or directive, frozen)
    is_first = snapshot.version == FIRST
    redeclared = [] if is_first else list(declared_since(frozen, snapshot.declared))
    for said in redeclared:
        what = f"{_describe_directive(said, name + as_sent)} "
        yield about_return(what + _ways_of_terms(declared, said), said.entry or directive, frozen)
    if found or redeclared:
        return
    terms = list(terms_since(frozen, snapshot.lines, snapshot.version))
    for was, now in terms:
        what = (
            f"Something that the return {name} is based on has changed since it was submitted: "
            f"it was “{was or 'nothing'}” and is “{now or 'nothing'}”. "
        )
        yield about_return(what + _ways(declared), directive, frozen)
    if not (terms or is_first):
        parts = list_words(parts_since(frozen, snapshot.lines), "and")
        what = (
            f"The return {name}{as_sent}, counted an entry that is private and has changed since: "
            f"{parts}. Put it back from a copy. If the return itself is wrong: "
        )
        yield about_return(what + _reopen_command(declared), directive, frozen)


def _describe_directive(each: Redeclared, name: str) -> str:
    """Return what happened to a directive, and which return rests on it."""
    if each.now is None:
        return f"The {each.name} is gone from the books, and the return {name}, rests on it."
    if each.then is None:
        return f"The {each.name} would change what the return {name}, rests on."
    return (
        f"The {each.name} is not what the return {name}, rests on: {'; '.join(each.differences)}."
    )


def _ways_of_terms(declared: Return, each: Redeclared) -> str:
    """Return what to do about a directive: what changes later is said by a later one."""
    later = (declared.as_at or datetime.date.max) + datetime.timedelta(days=1)
    dated = name_field("date", value=later) + " or later. "
    if each.now is None:
        first = "Put it back from a copy. "
    elif each.then is None:
        first = "Date it after the as-at: " + dated
    else:
        first = "Put it back as it was, and amend it by a later directive: " + dated
    return first + "If the return itself is wrong: " + _reopen_command(declared)


def _describe(each: Changed, name: str) -> str:
    """Return what happened to a transaction, and which return it changes."""
    then = each.then
    if each.entry is None:
        called_then = f"“{then.payee or 'A private entry'}” of {then.date}" if then else ""
        return f"{called_then} ({each.was}) is gone from the books, and was in the return {name}."
    if then is None:
        return f"{call(each.entry)} of {each.entry.date} would change the return {name}."
    differences = "; ".join(each.differences)
    return f"{call(each.entry)} is not what was in the return {name}: {differences}."


def _beyond(each: Beyond, declared: Return) -> str:
    """Return what an entry that only defers does beyond that, and what to do."""
    name, end = (
        f"{declared.fund} {declared.period}, submitted as at {declared.as_at}",
        each.year.end,
    )
    if each.deferred > each.left:
        what = (
            f"brings what is deferred of {each.fund} at {end} to {pounds(each.deferred)}, "
            f"{pounds(each.deferred - each.left)} more than the return {name}, shows as left of "
            f"it: {pounds(each.left)}."
        )
    else:
        what = (
            f"would change the return {name}: what is deferred at {end} comes out of money that "
            "there is, and goes back where it was on 1 April."
        )
    return (
        f"{call(each.entry)} {what} Take it out, and let `" + command("year-end", each.year) + "` "
        "write both entries."
    )


def _spends(frozen: Frozen, each: Changed) -> bool:
    """Return whether something was spent, so that a return could show it as an adjustment."""
    postings = each.now.postings if each.now else ()
    accounts = (frozen.book.account(name) for name, _amount in postings)
    return any(account and account.kind is Kind.SPENT for account in accounts)


def _ways(declared: Return, *, spends: bool = True) -> str:
    """Return what to do."""
    later = (declared.as_at or datetime.date.max) + datetime.timedelta(days=1)
    if spends:
        instead = (
            "Leave it as it was, and record a correction after the as-at: "
            + name_field("date", value=later)
            + " or later, "
            + name_field("adjusts", value=f"{declared.fund}/{declared.period}")
            + "."
        )
    else:
        instead = "Date it after the as-at: " + name_field("date", value=later) + " or later."
    return instead + " If the return itself is wrong: " + _reopen_command(declared)


def _reopen_command(declared: Return) -> str:
    return command("return reopen", declared.fund, declared.period, reason=Blank.TEXT)


def about_return(message: str, entry: Directive, frozen: Frozen) -> Finding:
    """Return a finding about a return that covers some funds."""
    finding = block(RULE, message, entry, frozen.book)
    return finding._replace(funds=frozenset(frozen.funds))
