"""The command ``ringfence``: its options and the list of its commands."""

from __future__ import annotations

import click

from ringfence.cli.lazy import BOOKKEEPING, Lazy, LazyGroup
from ringfence.cli.settings import Settings

#: In the order of the help. A command is one line here, and an event or a module of `commands/`.
COMMANDS = {
    "demo": Lazy("demo:demo", "Copy the worked example, check it and make its first return."),
    "init": Lazy("init:init", "Start new books in a folder."),
    "check": Lazy("check:check", "Check the books."),
    "partnership": Lazy("partnership:partnership", "Show and change the partnership's details."),
    "person": Lazy("person:person", "Add the people who record, prepare and certify."),
    "fund": Lazy("fund:fund", "Add funds, and change their terms."),
    "plan": Lazy("plan:plan", "Record the adoption and approval of a year's plan."),
    "action": Lazy("action:action", "Add and change the actions of a year's plan."),
    "decision": Lazy("decision:decision", "Record decisions, and list what depends on them."),
    "meeting": Lazy("meeting:meeting", "Record the partnership's meetings."),
    "propose": Lazy("bookkeeping.propose:Propose", "Propose a use of money to a meeting."),
    "agree": Lazy("agree:agree", "Record what a meeting agreed, and move the money."),
    "decline": Lazy("decline:decline", "Record that a meeting declined a proposal."),
    "bring-forward": Lazy(
        "bookkeeping.bring_forward:BringForward", "Record money held or spent before these books."
    ),
    "award": Lazy("bookkeeping.award:Award", "Record an award."),
    "claim": Lazy("bookkeeping.claim:Claim", "Record a claim on a funder."),
    "receive": Lazy("bookkeeping.receive:Receive", "Record money received from a funder."),
    "lapse": Lazy("bookkeeping.lapse:Lapse", "Give up money that was awarded and never received."),
    "repay": Lazy("bookkeeping.repay:Repay", "Record money to be repaid to a funder."),
    "allocate": Lazy(
        "bookkeeping.allocate:Allocate", "Allocate money to an action or to the reserve."
    ),
    "earmark": Lazy("bookkeeping.earmark:SetAside", "Set aside an action's money for a provider."),
    "earmarks": Lazy("earmarks:earmarks", "List earmarks, and change their terms."),
    "release": Lazy("bookkeeping.release:Release", "Release money that a pot does not need."),
    "vire": Lazy("bookkeeping.vire:Vire", "Move money from one pot to another."),
    "carry-forward": Lazy(
        "bookkeeping.carry_forward:CarryForward", "Carry money forward into a later year's plan."
    ),
    "spend": Lazy("bookkeeping.spend:Spend", "Record spending from an action or an earmark."),
    "refund": Lazy("bookkeeping.refund:Refund", "Record a refund or a credit note."),
    "accrue": Lazy(
        "bookkeeping.accrue:Accrue", "Record goods or services received and not yet paid for."
    ),
    "pay": Lazy("bookkeeping.pay:Pay", "Record the payment of an accrual."),
    "advance": Lazy("bookkeeping.advance:Advance", "Pay a provider in advance from an earmark."),
    "evidence": Lazy(
        "bookkeeping.evidence:Evidence", "Record a provider's evidence for an advance."
    ),
    "record": Lazy("record:record", "Record many events from a file, all or none."),
    "correct": Lazy("bookkeeping.correct:Correct", "Correct an entry by reversing it."),
    "settle": Lazy("bookkeeping.settle:Settle", "Settle a pending entry by a decision."),
    "profile": Lazy("profile:profile", "Set up how a council's listings are read."),
    "measure": Lazy("measure:measure", "Record a count of what was delivered."),
    "target": Lazy("target:target", "Set the target for a count."),
    "forecast": Lazy(
        "bookkeeping.forecast:Forecast", "Forecast what an action will spend by the year's end."
    ),
    "note": Lazy("bookkeeping.note:Note", "Write a note for the next return."),
    "import": Lazy("import_:import_listings", "Import the council's listing of its ledger."),
    "reconcile": Lazy("reconcile:reconcile", "Reconcile the council's ledger with ours, and sign."),
    "year-end": Lazy(
        "year_end:year_end", "Show what is left of a year, record its year end, close it."
    ),
    "position": Lazy("position:position", "Show what is allocated, earmarked, spent and left."),
    "return": Lazy("return_:returns", "List the monitoring returns, and prepare one."),
    "question": Lazy("question:question", "Ask about an entry or a return, and answer."),
    "deadlines": Lazy("deadlines:deadlines", "List what is due, awaited or at risk."),
    "open": Lazy("open:open_", "Open the last books in a browser, or start new ones."),
    "review": Lazy("review:review", "Open the books in a browser."),
    "serve": Lazy("serve:serve", "Serve the books to several people, behind a sign-in."),
}
#: The events whose commands belong to a group, or hold a conversation too, and where they are.
GROUPED = {
    "plan adopt": "bookkeeping.plan_adopt:PlanAdopt",
    "plan approve": "bookkeeping.plan_approve:PlanApprove",
    "decision add": "bookkeeping.decision_add:DecisionAdd",
    "decision amend": "bookkeeping.decision_amend:DecisionAmend",
    "meeting add": "bookkeeping.meeting_add:MeetingAdd",
    "meeting amend": "bookkeeping.meeting_amend:MeetingAmend",
    "meeting cancel": "bookkeeping.meeting_cancel:MeetingCancel",
    "agree": "bookkeeping.agree:Agree",
    "decline": "bookkeeping.decline:Decline",
    "measure add": "bookkeeping.measure:Measure",
    "target add": "bookkeeping.target:Target",
    "return declare": "bookkeeping.return_declare:ReturnDeclare",
    "return certify": "bookkeeping.return_certify:ReturnCertify",
    "return decline": "bookkeeping.return_decline:ReturnDecline",
    "return submit": "bookkeeping.return_submit:ReturnSubmit",
    "return query": "bookkeeping.return_query:ReturnQuery",
    "return answer": "bookkeeping.return_answer:ReturnAnswer",
    "return accept": "bookkeeping.return_accept:ReturnAccept",
    "return reopen": "bookkeeping.return_reopen:ReturnReopen",
    "return redact": "bookkeeping.return_redact:ReturnRedact",
    "return join": "bookkeeping.return_join:ReturnJoin",
    "return paper": "bookkeeping.return_paper:ReturnPaper",
    "reconcile match": "bookkeeping.reconciling:ReconcileMatch",
    "reconcile unmatch": "bookkeeping.reconciling:ReconcileUnmatch",
    "reconcile timing": "bookkeeping.reconciling:ReconcileTiming",
    "reconcile miscoded": "bookkeeping.reconciling:ReconcileMiscoded",
    "reconcile unmark": "bookkeeping.reconciling:ReconcileUnmark",
    "reconcile sign": "bookkeeping.reconciling:ReconcileSign",
    "reconcile reopen": "bookkeeping.reconciling:ReconcileReopen",
    "year-end": "bookkeeping.year_turned:YearEnd",
    "question ask": "bookkeeping.question_ask:QuestionAsk",
    "question answer": "bookkeeping.question_answer:QuestionAnswer",
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
