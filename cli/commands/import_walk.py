"""Walking the council's lines that nobody recorded, one after another, at a terminal.

Enter takes what is suggested. Each line is saved as it is answered, by the one way to write:
who stops in the middle has lost nothing, and goes on with `ringfence import`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from ringfence.bookkeeping import file_line, offers
from ringfence.bookkeeping.receipt import left_in_pots, split_of, warnings_of, why_later
from ringfence.bookkeeping.record import prepare, record
from ringfence.cli.commands.import_show import head_of, sum_of, title_of
from ringfence.cli.prompt import asking
from ringfence.cli.prompt.asking import Choice
from ringfence.cli.show import output
from ringfence.ledger.council.line import CouncilLine
from ringfence.ledger.council.matching import Match
from ringfence.ledger.council.suggesting import Deed, Habits, Suggestion
from ringfence.ledger.council.waiting import Waiting
from ringfence.ledger.loading import Books
from ringfence.ledger.recording.drafting import Wanted
from ringfence.ledger.recording.steps import Plan
from ringfence.ledger.recording.writing import Recording
from ringfence.ledger.years import today

_YES, ANOTHER, _TIMING, _MISCODED, LATER, _STOP = (
    "yes",
    "another",
    "timing",
    "miscoded",
    "later",
    "stop",
)
_PENDING, _INVOICE = "pending", "invoice"
#: So many suggestions are offered before "another pot".
_OFFERED = 4
_MARKS = (
    Choice("Timing: theirs now, ours in another period", _TIMING),
    Choice("Miscoded: not the partnership's, to be corrected by the council", _MISCODED),
)
_ENDS = (Choice("Later: leave it waiting", LATER), Choice("Stop here", _STOP))


class _StoppedError(Exception):
    """The officer has had enough for now."""


@dataclass
class Walk:
    """A walk through what waits.

    Attributes:
        main: The books' main file.
        who: Who records.
        books: The books as they stand, after each line that was saved.
        done: How many lines were settled by it.
    """

    main: Path
    who: str
    books: Books
    done: int = 0
    _refused: str = field(default="", init=False)
    _asked: int = field(default=0, init=False)

    def through(self, waiting: Waiting) -> None:
        """Ask of each match and then of each line what it is, and save each answer."""
        total = len(waiting.matches) + len(waiting.lines)
        try:
            for match in waiting.matches:
                self._ask(match.lines, total)
                if not self._is_ours(match):
                    for line in match.lines:
                        self._settle(line)
            for line in waiting.lines:
                self._ask((line,), total)
                self._settle(line)
        except (_StoppedError, click.Abort):  # Ctrl-C stops here too; what was saved is saved
            return

    def _ask(self, lines: Sequence[CouncilLine], total: int) -> None:
        self._asked += 1
        text = head_of(lines, f"{self._asked} of {total}   ")
        output.say(f"\n{output.spell(text)}")

    def _is_ours(self, match: Match) -> bool:
        """Ask whether a payment of ours is what the council has; save it if so."""
        _say(f"Perhaps {title_of(match)}.")
        yes = Choice("It is this one", _YES)
        answer = asking.choose("Is it?", [yes, Choice("No, it is another", ANOTHER), *_ENDS])
        if answer == _STOP:
            raise _StoppedError
        if answer == _YES:
            self._save(
                lambda books: file_line.draft_matches(books, [match]), lines=len(match.lines)
            )
        return answer != ANOTHER

    def _settle(self, line: CouncilLine) -> None:
        """Ask what a line is until it is saved, marked or left."""
        habits = Habits(self.books.book)  # what was filed before teaches
        offered = habits.suggestions(line)[:_OFFERED]
        if offered:
            self._preview(line, offered[0])
        while True:
            answer = asking.choose("What is it?", _choices(line, offered))
            if answer == _STOP:
                raise _StoppedError
            if answer == LATER:
                return
            if answer in (_TIMING, _MISCODED):
                reason = asking.words("Why, in a few words?").strip()
                if reason and self._mark(line, answer, reason):
                    return
                continue
            chosen = self._another(line, habits) if answer == ANOTHER else offered[int(answer)]
            if chosen and self._file(line, chosen):
                return

    def _preview(self, line: CouncilLine, chosen: Suggestion) -> None:
        """Print what the first suggestion would take, of which fund, and leave."""

        def plan(books: Books) -> Sequence[Wanted]:
            return file_line.draft_line(books, line, chosen)

        try:
            prepared = prepare(self.books, plan, who=self.who)
        except file_line.NOT_FILED as error:
            self._refused = file_line.reason_of(error)
            _say(f"It would be refused: {self._refused}")
            return
        for text in [*why_later(prepared), *split_of(prepared), *left_in_pots(prepared)]:
            _say(text.replace("Left in", "It would leave in", 1))

    def _another(self, line: CouncilLine, habits: Habits) -> Suggestion | None:
        """Ask for a pot, or for the fund that money came in of."""
        book = self.books.book
        payee = habits.payee(line)
        if line.amount > 0:
            pot = asking.choose("From which pot?", offers.spending_pots(book))
            return Suggestion(Deed.SPEND, pot, "", payee)
        back = Choice("A refund, to a pot", Deed.REFUND.value)
        income = Choice("Money from a funder", Deed.RECEIVE.value)
        if asking.choose("What came in?", [income, back]) == Deed.REFUND.value:
            pot = asking.choose("To which pot?", offers.spending_pots(book))
            return Suggestion(Deed.REFUND, pot, "", payee)
        return Suggestion(Deed.RECEIVE, asking.choose("Of which fund?", offers.funds(book)), "")

    def _file(self, line: CouncilLine, chosen: Suggestion) -> bool:
        """Save a line as what was chosen; where a rule forbids it, ask how to go on."""
        invoice: str | None = None
        pending = False
        if chosen.deed in (Deed.SPEND, Deed.REFUND) and not (chosen.payee or line.supplier):
            payee = asking.words("The listing names no supplier. Who was paid?").strip()
            chosen = chosen._replace(payee=payee)
        while True:

            def plan(books: Books) -> Sequence[Wanted]:
                return file_line.draft_line(books, line, chosen, invoice=invoice, pending=pending)  # noqa: B023 - called before it changes

            if self._save(plan):
                return True
            # What a rule forbids is not recorded by pressing Enter.
            ways = [Choice("Choose again", ANOTHER)]
            if chosen.deed in (Deed.SPEND, Deed.PAY) and not pending:
                ways.append(Choice("Record it as awaiting a decision", _PENDING))
            if not line.invoice or chosen.deed is Deed.REFUND:
                ways.append(Choice("Give the invoice's reference", _INVOICE))
            answer = asking.choose("What now?", ways)
            if answer == ANOTHER:
                return False
            if answer == _PENDING:
                pending = True
            else:
                invoice = asking.words("The reference on the supplier's invoice?").strip()

    def _mark(self, line: CouncilLine, state: str, reason: str) -> bool:
        return self._save(lambda _books: file_line.draft_mark(today(), line.ref, state, reason))

    def _save(self, plan: Plan, *, lines: int = 1) -> bool:
        """Save what a plan asks for; say why if it is refused."""
        try:
            recording = record(self.main, plan, who=self.who)
        except file_line.NOT_FILED as error:
            reason = file_line.reason_of(error)
            _say("Not saved, as said." if reason == self._refused else f"Not saved: {reason}")
            self._refused = reason
            return False
        self.books = recording.after
        self.done += lines
        _say_saved(recording)
        return True


def ask_whose(lines: Sequence[CouncilLine]) -> set[str]:
    """Ask whose lines without a code are, where others have codes.

    Returns:
        The references of those that are the partnership's.
    """
    if not lines:
        return set()
    output.say(f"\n{sum_of(lines)} without a code, though other lines of the listing have one.")
    for line in sorted(lines, key=lambda line: -abs(line.amount))[:_OFFERED]:
        output.say(output.spell(head_of((line,))))
    offered = [
        Choice("Others': leave them out", LATER),
        Choice("Ask about each", ANOTHER),
        Choice("All are the partnership's", _YES),
    ]
    answer = asking.choose("Whose are they?", offered)
    if answer != ANOTHER:
        return {line.ref for line in lines if answer == _YES}
    found = set()
    for number, line in enumerate(lines, start=1):
        output.say(f"\n{output.spell(head_of((line,), f'{number} of {len(lines)}   '))}")
        if asking.confirm("Is it the partnership's?", default=False):
            found.add(line.ref)
    return found


def _choices(line: CouncilLine, offered: Sequence[Suggestion]) -> list[Choice]:
    found = [Choice(_offer(each), str(number)) for number, each in enumerate(offered)]
    other = "From another pot" if line.amount > 0 else "A refund, or money from a funder"
    if offered:
        return [*found, Choice(other, ANOTHER), *_MARKS, *_ENDS]
    # Where nothing speaks for anything, Enter decides nothing.
    later, stop = _ENDS
    return [later, Choice(other.replace("another", "a"), ANOTHER), *_MARKS, stop]


def _offer(each: Suggestion) -> str:
    deeds = {
        Deed.SPEND: "Spent from",
        Deed.PAY: "Pays what was accrued,",
        Deed.REFUND: "Refunded to",
        Deed.RECEIVE: "Received of",
    }
    return f"{deeds[each.deed]} {each.target} ({each.why})"


def _say_saved(recording: Recording) -> None:

    for text in (
        "Saved.",
        *why_later(recording),
        *split_of(recording),
        *left_in_pots(recording),
        *warnings_of(recording),
    ):
        _say(text)


def _say(text: str) -> None:
    """Print a paragraph beneath a line."""
    output.say(output.fold(text, "  "))
