"""submitted: the books still agree with the returns that were submitted.

From the day a return is submitted its figures and evidence are frozen: a digest of them
is in its directive, and a snapshot lies beside the books. Whatever would change them is
refused and named: a transaction that was changed, added, deleted, re-dated or moved to
another action, or a term that was amended back into the past. A comment, a moved file,
another indentation and whatever is dated after the return's as-at change nothing. It
can't be overridden.

What the return said is left may be disposed of later. To defer it at 31 March and bring it
back on 1 April changes no figure, though it is dated within the return; so that may be
recorded once the return is sent, up to what was left of the fund. What lapses, is repaid or
is carried forward is dated after the as-at.

A return has a life: a draft is certified, then submitted. What was submitted may be queried,
answered and accepted, and reopened (`reopened`) for a reason that is said. Any other step is
refused at its line, and so is what would change the as-at, the digest or the names of what was
sent, or is there twice; none of them thaws the return. Steps that commands record have seals,
each of what it says and of the one before: one that was changed, deleted, copied, added by hand
or branches off is refused. Finance says which of two branches counts (`ringfence return join`):
the other stays on record, and what was submitted in it alone is not taken back so. Each
submitted directive has its snapshot, and each snapshot its directives: where one of the two is
gone, that is refused too. `ringfence check` also reads the bytes of snapshots and papers. What
is said of a paper that was destroyed when its records were over, or redacted by finance or a
decision, makes a warning of what would block (`ringfence return paper`). Names are taken out of a
snapshot likewise (`ringfence return redact`): the new one names the SHA-256 of the old.

A question (`custom "question"`) has seals too, of its asking and its answer, and the step of a
return that it makes holds them: a question that was changed or deleted is refused.

What was certified and not yet sent may change; it is warned of, to be certified again, and
so is a signed paper that is not beside the books any more.

A late correction is dated after the as-at and says which return it corrects. The next
return shows it as an adjustment of a prior period. What says that it `corrects` an entry of
a submitted return, and not that it adjusts it, is warned of: no return shows it as a
correction. A return that was wrong when it was sent is reopened with `ringfence return
reopen`, and submitted anew.

    plugin "ringfence.plugins.submitted"

Refused, once the return as at 31 August 2017 is submitted:

    2017-08-25 * "Leicester City FC" "Football, found late"
      Expenses:Plan:2017-18:Diversionary:PLF-2017-18         120.00 GBP
      Assets:Council:PLF-2017-18                            -120.00 GBP

Accepted:

    2017-09-04 * "Leicester City FC" "Football, found late"
      supplied: 2017-08-25
      adjusts: "PLF-2017-18/2017-18-H1"
      Expenses:Plan:2017-18:Diversionary:PLF-2017-18         120.00 GBP
      Assets:Council:PLF-2017-18                            -120.00 GBP
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from beancount.core.data import Custom, Directive

from ringfence.ledger.accounts import Kind
from ringfence.ledger.book import Book
from ringfence.ledger.changes import (
    Changed,
    Redeclared,
    changes_since,
    declared_since,
    parts_since,
    terms_since,
)
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.deferring import Beyond
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.frozen import FINAL, FIRST, SENT, Frozen
from ringfence.ledger.frozen_index import Index
from ringfence.ledger.gone_papers import is_destroyed, record_destroyed
from ringfence.ledger.messages import name_field
from ringfence.ledger.money import pounds
from ringfence.ledger.return_lives import CERTIFIED, Life, life_of
from ringfence.ledger.seals import Step, chain_of
from ringfence.ledger.snapshots import Snapshot, find, is_beside, name_of, read
from ringfence.ledger.years import Period, PeriodError
from ringfence.plugins import door
from ringfence.plugins.joins import find_bad_joins
from ringfence.plugins.question_seals import find_altered_questions
from ringfence.plugins.redactions import find_bad_redactions
from ringfence.plugins.return_lives import (
    find_lost_proof,
    find_orphans,
    find_wrong_steps,
    find_wrongly_quoted,
    missing_snapshot,
)
from ringfence.plugins.return_seals import find_altered_fates, find_broken_chain
from ringfence.plugins.unshown import unshown
from ringfence.plugins.wording import block, call, list_words

RULE = "submitted"


def check(book: Book) -> list[Finding]:
    """Find what changed of what submitted returns said, and of their lives."""
    with collector_paused():
        return list(_check(book))


def _check(book: Book) -> Iterator[Finding]:
    seen: set[int] = set()
    index = Index(book)
    lives: dict[Key, Life] = {}
    for key, history in sorted(book.register.returns.items()):
        chain = chain_of([*history.versions, *book.register.set_aside.get(key, ())])
        life = lives[key] = life_of(history, chain)
        yield from find_broken_chain(book, chain, f"the return {' '.join(key)}", key[:1])
        yield from find_bad_joins(book, chain, key)
        yield from find_bad_redactions(book, life, history.versions)
        yield from find_wrong_steps(book, life)
        yield from find_wrongly_quoted(book, chain)
        sent = life.sent
        yield from _check_signed_paper(book, sent.value if sent else history.latest, history)
        if not _is_known(book, *key):
            continue
        yield from find_lost_proof(book, life)
        declared = sent.value if sent else history.latest
        if life.status not in (*SENT, CERTIFIED) or not declared.digest or declared.as_at is None:
            continue
        frozen = Frozen(book, declared.fund, declared.period, declared.as_at, index)
        if frozen.says(declared.digest):
            if sent and _snapshot_path(sent) is None:
                yield missing_snapshot(book, sent)
        elif sent is None:
            yield _certified_finding(frozen, declared, _directive(history))
        else:
            for finding in _name_changes(frozen, declared, sent):
                if id(finding.entry) not in seen:
                    yield finding
                if finding.entry is not sent.entry:
                    seen.add(id(finding.entry))
    yield from find_orphans(book, lives)
    yield from find_altered_questions(book)
    yield from find_altered_fates(book)
    yield from unshown(book)


def _is_known(book: Book, fund: str, ref: str) -> bool:
    """Return whether a return is of a fund that is declared, for a period that there is."""
    try:
        return fund in book.register.funds and (ref == FINAL or bool(Period.parse(ref)))
    except PeriodError:
        return False


def _snapshot_path(step: Step) -> Path | None:
    declared = step.value
    return find(str(step.entry.meta.get("filename", "")), declared.fund, declared.period)


def _certified_finding(frozen: Frozen, declared: Return, directive: Custom) -> Finding:
    """Return a message that what would be sent is not what was certified."""
    message = (
        f"The return {declared.fund} {declared.period} is not what {declared.certified_by} "
        "certified: the "
        f"books as at {declared.as_at} have changed since. Have it certified again: "
        + command("return certify", declared.fund, declared.period)
    )
    return _about(message, directive, frozen)._replace(severity=Severity.WARN)


def _check_signed_paper(
    book: Book, declared: Return, history: History[Return]
) -> Iterator[Finding]:
    """Yield a message that the paper on which a return was certified is not where it was kept."""
    if not declared.evidence or is_destroyed(book.register, declared.evidence):
        return
    kept = [version for version in history.versions if "evidence" in version.changed]
    directive = kept[-1].entry
    if is_beside(str(directive.meta.get("filename", "")), declared.evidence):
        return
    message = (
        f"The signed paper of the return {declared.fund} {declared.period}, {declared.evidence}, "
        "is no longer "
        "in the folder of the books: put it back there."
    )
    # What was sent before papers had digests may have lost its own by now.
    is_held = declared.status in SENT and declared.evidence_digest
    if is_held:
        message += " " + record_destroyed(declared.evidence)
    finding = block(RULE, message, directive, book)
    yield finding if is_held else finding._replace(severity=Severity.WARN)


def _directive(history: History[Return]) -> Custom:
    """Return the directive that froze the return as it stands."""
    named = [version for version in history.versions if "digest" in version.changed]
    return (named or history.versions)[-1].entry


def _name_changes(frozen: Frozen, declared: Return, sent: Step) -> Iterator[Finding]:
    """Name what changed, as far as the snapshot tells; else say that something did."""
    directive = sent.entry
    deferred = frozen.deferrals_since(declared.digest)
    path = _snapshot_path(sent)
    if deferred is not None:
        for more in frozen.beyond(deferred):
            yield _about(_beyond(more, declared), more.entry, frozen)
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
        yield _about(message, directive, frozen)
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
        yield _about(f"{told} " + ways, each.entry or directive, frozen)
    is_first = snapshot.version == FIRST
    redeclared = [] if is_first else list(declared_since(frozen, snapshot.declared))
    for said in redeclared:
        what = f"{_describe_directive(said, name + as_sent)} "
        yield _about(what + _ways_of_terms(declared, said), said.entry or directive, frozen)
    if found or redeclared:
        return
    terms = list(terms_since(frozen, snapshot.lines, snapshot.version))
    for was, now in terms:
        what = (
            f"Something that the return {name} is based on has changed since it was submitted: "
            f"it was “{was or 'nothing'}” and is “{now or 'nothing'}”. "
        )
        yield _about(what + _ways(declared), directive, frozen)
    if not (terms or is_first):
        parts = list_words(parts_since(frozen, snapshot.lines), "and")
        what = (
            f"The return {name}{as_sent}, counted an entry that is private and has changed since: "
            f"{parts}. Put it back from a copy. If the return itself is wrong: "
        )
        yield _about(what + _reopen_command(declared), directive, frozen)


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


def _about(message: str, entry: Directive, frozen: Frozen) -> Finding:
    finding = block(RULE, message, entry, frozen.book)
    return finding._replace(funds=frozenset(frozen.funds))


__plugins__ = ("run",)
run = door.plugin(RULE, check)
