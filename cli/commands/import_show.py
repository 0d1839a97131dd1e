"""The council's lines and what they may be, in words for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ringfence.bookkeeping.entries import address
from ringfence.bookkeeping.file_line import days_of_line
from ringfence.importers.listing.arrivals import Arrival
from ringfence.ledger.book import Book
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matching import Match
from ringfence.ledger.council.suggesting import Deed, Habits, Suggestion
from ringfence.ledger.council.waiting import Waiting
from ringfence.ledger.loading import Books
from ringfence.ledger.money import ZERO, pounds

#: So many lines are told with what to type; the others are counted.
_TOLD = 20
#: So many lines without a code are named, the largest first.
_NAMED = 5


def head_of(lines: Sequence[CouncilLine], count: str = "") -> str:
    """Show what the council has: one line, or the lines of one document."""
    first = lines[0]
    amount = sum((line.amount for line in lines), ZERO)
    supplier = " ".join(first.supplier.split()) or "(no supplier named)"
    head = f"{count}{first.day}   {pounds(amount)}   {supplier}"
    return "\n".join([head, *(f"  {text}" for text in _more(lines))])


def title_of(match: Match) -> str:
    """Name a payment of ours that lines may be, and say what speaks for it."""
    ours = match.payment
    invoice = f", invoice {ours.invoice}" if ours.invoice else ""
    if ours.amount > 0:
        paid = f"{pounds(ours.amount)} of {ours.day} to {ours.payee or 'nobody named'}"
    else:
        paid = f"{pounds(-ours.amount)} received on {ours.day}"
    return f"{paid}{invoice}: {match.why}"


def accounts_of(arrival: Arrival) -> Iterator[str]:
    """Account for every row of a file: what it is, and what becomes of it."""
    listing = arrival.listing
    skipped = Counter(each.reason for each in listing.skipped)
    left_out = ", ".join(f"{count} {reason}" for reason, count in skipped.most_common())
    yield (
        f"{arrival.name}, read as {listing.profile.title}: {_count(listing.rows, 'row')}, of which "
        f"{_count(len(listing.lines), 'line')} of {pounds(listing.total)}"
        + (f" ({left_out})." if left_out else ".")
    )
    for remark in listing.remarks:
        yield f"  {remark}"
    if listing.unread:
        yield f"  Not read, because the headings are missing: {', '.join(listing.unread)}."
    for was, now in arrival.changed:
        yield (
            f"  {now.ref} was {pounds(was.amount)} of {was.day} when it was imported, and is "
            f"{pounds(now.amount)} of {now.day} here. It stays as it was: ask finance."
        )
    if arrival.others:
        yield f"  {_count(arrival.others, 'line')} of other codes than the partnership's: left out."
    if arrival.uncoded:
        yield f"  {_uncoded(arrival.uncoded)}"
    if arrival.again:
        yield f"  {_count(len(arrival.again), 'line')} imported before: not added again."
    if arrival.doubtful:
        refs = " ".join(f"--further {line.ref}" for line in arrival.doubtful)
        yield (
            f"  {len(arrival.doubtful)} of these may be further payments: they say the same as "
            "lines of another listing that this one does not simply repeat, or have the day, "
            "amount and references of lines that were read otherwise, as by another profile. If "
            f"they are, import it again with {refs}"
        )
    yield f"  {_count(len(arrival.new), 'new line')}, {pounds(arrival.total)}."


def sum_of(lines: Sequence[CouncilLine]) -> str:
    """Say how many lines there are, and what they come to: ``2 lines of £30.00``."""
    return f"{_count(len(lines), 'line')} of {pounds(sum((each.amount for each in lines), ZERO))}"


def _uncoded(lines: Sequence[CouncilLine]) -> str:
    """Say which lines without a code were left out, and how to take them in."""
    what = "has" if len(lines) == 1 else "have"
    text = f"{sum_of(lines)} {what} no code, though other lines have one: left out."
    some = sorted(lines, key=lambda line: -abs(line.amount))[:_NAMED]
    named = " ".join(f"--uncoded {line.ref}" for line in some)
    if len(lines) == 1:
        return f"{text} If it is the partnership's, import it again with {named}"
    more = "" if len(some) == len(lines) else f" (these are the {len(some)} largest)"
    return (
        f"{text} If some are the partnership's, import it again with {named}{more}; if all "
        "are, with --uncoded all"
    )


def summary_of(waiting: Waiting) -> Iterator[str]:
    """Yield how many lines are matched, and how many wait."""
    certain = sum(len(each.lines) for each in waiting.certain)
    if certain:
        what = "agrees" if certain == 1 else "agree"
        yield f"{_count(certain, 'line')} {what} with what is recorded, in reference and amount."
    if waiting.matches:
        likely = sum(len(each.lines) for each in waiting.matches)
        yield f"{_count(likely, 'line')} may be what is recorded: you are asked."
    if waiting.lines:
        yield f"{_count(len(waiting.lines), 'line')} nobody recorded yet."
    if not certain and not waiting.count:
        yield "No line of the council's waits."


def commands_for(waiting: Waiting, books: Books) -> Iterator[str]:
    """Yield, for each line, that waits what to type, where nobody can be asked."""
    yield "\nTo be asked about each, import at a terminal. By hand:"
    matches = waiting.matches[:_TOLD]
    lines = waiting.lines[: _TOLD - len(matches)]
    habits = Habits(books.book)
    yield from (f"\n{_match_command(each)}" for each in matches)
    yield from (f"\n{_file_command(line, habits)}" for line in lines)
    more = waiting.count - sum(len(each.lines) for each in matches) - len(lines)
    if more:
        yield f"\n… and {_count(more, 'more line')}."


def _match_command(match: Match) -> str:
    entry = address(match.payment.entries[0])
    told = (command("reconcile match", line.ref, entry) for line in match.lines)
    commands = "".join(f"\n  {each}" for each in told)
    return f"{head_of(match.lines)}\n  Perhaps {title_of(match)}.{commands}"


def _file_command(line: CouncilLine, habits: Habits) -> str:
    found = next(iter(habits.suggestions(line)), None)
    why = f"\n  {found.why[:1].upper()}{found.why[1:]}." if found else ""
    return f"{head_of((line,))}{why}\n  {_typed_command(habits.book, line, found)}"


def _typed_command(book: Book, line: CouncilLine, found: Suggestion | None) -> str:
    """Write the command that records a line as the walk would."""
    deed = found.deed if found else (Deed.SPEND if line.amount > 0 else Deed.RECEIVE)
    target = found.target if found else (Blank.POT if deed is Deed.SPEND else Blank.FUND)
    day, supplied = days_of_line(book, line.day, deed)
    buys = deed in (Deed.SPEND, Deed.REFUND)
    return command(
        deed.value,
        target,
        abs(line.amount),
        payee=((found.payee if found else "") or line.supplier or Blank.NAME) if buys else None,
        invoice=((found.invoice if found else "") or line.invoice) if buys else None,
        fund=(found.fund or None) if found and deed is Deed.SPEND else None,
        supplied=supplied,
        date=day,
        council_ref=line.ref,
    )


def _more(lines: Sequence[CouncilLine]) -> Iterator[str]:
    first = lines[0]
    facts = {
        "invoice": first.invoice,
        "document": first.doc_no,
        "order": first.order,
        "cost centre": _with_title(first.cost_centre, first.cost_centre_title),
        "project": first.project,
        "account": _with_title(first.account, first.account_title),
    }
    texts = [f"{name} {value}" for name, value in facts.items() if value]
    if texts:
        yield ", ".join(texts)
    if first.narrative.strip():
        yield f"“{' '.join(first.narrative.split())[:90]}”"
    if len(lines) > 1:
        amounts = " + ".join(pounds(line.amount) for line in lines)
        yield f"{len(lines)} lines of one document: {amounts}"


def _with_title(code: str, title: str) -> str:
    return f"{code} ({title})" if code and title and code != title else code or title


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
