"""The command ``ringfence``: its options and the list of its commands."""

from __future__ import annotations

import click

from ringfence.cli.lazy import BOOKKEEPING
from ringfence.cli.lazy import Lazy
from ringfence.cli.lazy import LazyGroup
from ringfence.cli.settings import Settings

#: In the order of the help. A command is one line here, and an event or a module of `commands/`.
COMMANDS = {
    "demo": Lazy("demo:demo", "Copy the worked example, check it and make its first return."),
    "init": Lazy("init:init", "Begin new books in a folder."),
    "check": Lazy("check:check", "Say everything that is wrong in the books."),
    "partnership": Lazy("partnership:partnership", "See and amend who the partnership is."),
    "person": Lazy("person:person", "Declare who records, prepares and certifies."),
    "fund": Lazy("fund:fund", "Declare funds and their terms, and amend them."),
    "plan": Lazy("plan:plan", "Record that a year's plan was adopted, and approved."),
    "action": Lazy("action:action", "Declare the actions of a year's plan, and amend them."),
    "decision": Lazy("decision:decision", "Record who decided what, and what rests on it."),
    "meeting": Lazy("meeting:meeting", "Record when the partnership meets."),
    "propose": Lazy("bookkeeping.propose:Propose", "Put a question of money to a meeting."),
    "agree": Lazy("agree:agree", "Record what a meeting agreed, and move the money."),
    "decline": Lazy("decline:decline", "Record what a meeting did not agree."),
    "bring-forward": Lazy(
        "bookkeeping.bring_forward:BringForward", "Record what was held or spent before."
    ),
    "award": Lazy("bookkeeping.award:Award", "Record what a funder awards."),
    "claim": Lazy("bookkeeping.claim:Claim", "Record what was claimed from a funder."),
    "receive": Lazy("bookkeeping.receive:Receive", "Record money received from a funder."),
    "lapse": Lazy("bookkeeping.lapse:Lapse", "Give up what was promised and never received."),
    "repay": Lazy("bookkeeping.repay:Repay", "Record what was received and goes back."),
    "allocate": Lazy(
        "bookkeeping.allocate:Allocate", "Allocate money to an action or to the reserve."
    ),
    "earmark": Lazy("bookkeeping.earmark:SetAside", "Set money of an action aside for a provider."),
    "earmarks": Lazy("earmarks:earmarks", "Look earmarks up, and amend their terms."),
    "release": Lazy("bookkeeping.release:Release", "Give back what a pot does not need."),
    "vire": Lazy("bookkeeping.vire:Vire", "Move money from one pot to another."),
    "carry-forward": Lazy(
        "bookkeeping.carry_forward:CarryForward", "Carry money into a later year's plan."
    ),
    "spend": Lazy(
        "bookkeeping.spend:Spend", "Record what was bought from an action or an earmark."
    ),
    "refund": Lazy("bookkeeping.refund:Refund", "Record a refund or a credit note."),
    "accrue": Lazy("bookkeeping.accrue:Accrue", "Record what was received and is not yet paid."),
    "pay": Lazy("bookkeeping.pay:Pay", "Record that what was accrued is paid."),
    "advance": Lazy("bookkeeping.advance:Advance", "Pay a provider ahead, out of an earmark."),
    "evidence": Lazy(
        "bookkeeping.evidence:Evidence", "Record what a provider shows for an advance."
    ),
    "record": Lazy("record:record", "Record many things from a file, all of them or none."),
    "correct": Lazy("correct:correct", "Put an entry right by reversing it."),
    "settle": Lazy("settle:settle", "Name the decision that settled a pending entry."),
    "profile": Lazy("profile:profile", "Say how a council writes its listings."),
    "measure": Lazy("measure:measure", "Record a count of what was delivered."),
    "target": Lazy("target:target", "Record what a count should come to."),
    "forecast": Lazy("forecast:forecast", "Say what an action will have spent by the year's end."),
    "note": Lazy("bookkeeping.note:Note", "Write down what the next return is to say."),
    "import": Lazy("import_:import_listings", "Import the council's listing of its ledger."),
    "reconcile": Lazy("reconcile:reconcile", "Set the council's ledger beside ours, and sign."),
    "year-end": Lazy("year_end:year_end", "Say what is left of a year, write its end, close it."),
    "position": Lazy("position:position", "Show what is allocated, earmarked, spent and left."),
    "return": Lazy("return_:returns", "List the monitoring returns, and prepare one."),
    "deadlines": Lazy("deadlines:deadlines", "Say what is due, awaited or at risk."),
    "review": Lazy("review:review", "Look at the books in a browser."),
}
#: The events whose commands belong to a group, and where they are.
GROUPED = {
    "plan adopt": "bookkeeping.plan_adopt:PlanAdopt",
    "plan approve": "bookkeeping.plan_approve:PlanApprove",
    "meeting add": "bookkeeping.meeting_add:MeetingAdd",
    "measure add": "bookkeeping.measure:Measure",
    "target add": "bookkeeping.target:Target",
}


def where_events_are() -> dict[str, str]:
    """Return where the class of each event is, by the name of its command."""
    places = ((name, lazy.where) for name, lazy in COMMANDS.items())
    return {name: where for name, where in places if where.startswith(BOOKKEEPING)} | GROUPED


@click.group(cls=LazyGroup, lazy=COMMANDS, invoke_without_command=True)
@click.option("--books", metavar="PATH", help="The books: a file, or a folder with main.beancount.")
@click.option("--as", "person", metavar="PERSON", help="Who acts, as a `person` declares them.")
@click.version_option(package_name="ringfence", prog_name="ringfence")
@click.pass_context
def main(ctx: click.Context, books: str | None, person: str | None) -> None:
    """Keep the grant money of a Community Safety Partnership honest.

    The books are those named by --books, else by the variable RINGFENCE_BOOKS, else
    main.beancount in this folder or one above it. Who acts is named by --as, else by
    RINGFENCE_USER, else it is the system's user. Alone it says what needs doing, in five lines.

    \b
    Examples:
      ringfence
      ringfence demo
      ringfence --books oadby-wigston position --as-at 2017-06-12
      ringfence check --help
    """
    ctx.obj = Settings(books, person)
    if ctx.invoked_subcommand is None:
        from ringfence.cli.commands.deadlines import monday_page

        if not monday_page(ctx):
            click.echo(ctx.get_help())


if __name__ == "__main__":
    main(prog_name="ringfence")
