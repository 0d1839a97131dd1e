"""submitted: the books still agree with the returns that were submitted.

From the day a return is submitted what it counted is frozen: a digest of it is in its
directive, and a snapshot lies beside the books. Whatever would change it is refused and
named: a transaction that was changed in any word, added, deleted, re-dated or moved to
another action; and a directive of a fund, action, earmark, forecast or decision that was
edited, taken out or dated back. A comment, a moved file, another order or indentation and
whatever is dated after the return's as-at change nothing, and so do tags, papers and links,
but for those of the plan's entries. It can't be overridden.

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
gone, that is refused too. `ringfence check` also reads the bytes of snapshots and papers, and
looks for the notes, counts, targets and names that the return told. What
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

from collections.abc import Iterator

from beancount.core.data import Custom

from ringfence.ledger.book import Book
from ringfence.ledger.collector import collector_paused
from ringfence.ledger.commands import command
from ringfence.ledger.declarations.history import History, Key
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding, Severity
from ringfence.ledger.frozen import FINAL, SENT, Frozen
from ringfence.ledger.frozen_index import Index
from ringfence.ledger.gone_papers import is_destroyed, record_destroyed
from ringfence.ledger.known_returns import KnownReturns
from ringfence.ledger.return_lives import CERTIFIED, Life, life_of
from ringfence.ledger.seals import chain_of
from ringfence.ledger.snapshots import is_beside
from ringfence.ledger.years import Period, PeriodError
from ringfence.plugins import door
from ringfence.plugins.joins import find_bad_joins
from ringfence.plugins.question_seals import find_altered_questions
from ringfence.plugins.redactions import find_bad_redactions
from ringfence.plugins.return_changes import about_return, name_changes, snapshot_path
from ringfence.plugins.return_lives import (
    find_lost_proof,
    find_orphans,
    find_wrong_steps,
    find_wrongly_quoted,
    missing_snapshot,
)
from ringfence.plugins.return_seals import find_altered_fates, find_broken_chain
from ringfence.plugins.unshown import unshown
from ringfence.plugins.wording import block

RULE = "submitted"


def check(book: Book) -> list[Finding]:
    """Find what changed of what submitted returns said, and of their lives."""
    with collector_paused():
        return list(_check(book))


def _check(book: Book) -> Iterator[Finding]:
    seen: set[int] = set()
    index, known = Index(book), KnownReturns(book.source)
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
        if _still_says(frozen, declared.digest, known):
            if sent and snapshot_path(sent) is None:
                yield missing_snapshot(book, sent)
        elif sent is None:
            yield _certified_finding(frozen, declared, _directive(history))
        else:
            for finding in name_changes(frozen, declared, sent):
                if id(finding.entry) not in seen:
                    yield finding
                if finding.entry is not sent.entry:
                    seen.add(id(finding.entry))
    known.keep()
    yield from find_orphans(book, lives)
    yield from find_altered_questions(book)
    yield from find_altered_fates(book)
    yield from unshown(book)


def _still_says(frozen: Frozen, digest: str, known: KnownReturns) -> bool:
    """Return whether the books say what a return said: known of these very bytes, or compared."""
    name = f"{frozen.fund} {frozen.ref} {frozen.as_at}"
    if not known.holds(name, digest) and not frozen.says(digest):
        return False
    known.note(name, digest)
    return True


def _is_known(book: Book, fund: str, ref: str) -> bool:
    """Return whether a return is of a fund that is declared, for a period that there is."""
    try:
        return fund in book.register.funds and (ref == FINAL or bool(Period.parse(ref)))
    except PeriodError:
        return False


def _certified_finding(frozen: Frozen, declared: Return, directive: Custom) -> Finding:
    """Return a message that what would be sent is not what was certified."""
    message = (
        f"The return {declared.fund} {declared.period} is not what {declared.certified_by} "
        "certified: the "
        f"books as at {declared.as_at} have changed since. Have it certified again: "
        + command("return certify", declared.fund, declared.period)
    )
    return about_return(message, directive, frozen)._replace(severity=Severity.WARN)


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


__plugins__ = ("run",)
run = door.plugin(RULE, check)
