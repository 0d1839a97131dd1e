"""``ringfence question``: what somebody asks about an entry or a return, and its answer."""

from __future__ import annotations

import click

from ringfence.bookkeeping.question_answer import QuestionAnswer
from ringfence.bookkeeping.question_ask import QuestionAsk
from ringfence.cli.books import open_books
from ringfence.cli.events import command_of
from ringfence.cli.prompt.typed import WORDS
from ringfence.cli.show import output
from ringfence.ledger.json_text import json_text


@click.group()
def question() -> None:
    """Ask about an entry, a return or a figure of it, and answer what was asked.

    What the funder asks about a submitted return is recorded with `ringfence return query`: it is
    the same kind of question, and listed with the others.

    \b
    Examples:
      ringfence question ask LCFC-1042 "Which school was this for?"
      ringfence question list
      ringfence question answer Q-2017-10-02-01 "Langmoor Primary School."
    """


for each in (QuestionAsk, QuestionAnswer):
    question.add_command(command_of(each))


@question.command("list")
@click.option("--all", "every", is_flag=True, help="List those that are answered too.")
@click.option(
    "--about", type=WORDS, metavar="ENTRY", help="Only of this entry, or return as FUND/PERIOD."
)
@click.option("--format", "format", type=click.Choice(("text", "json")), default="text")
@click.pass_context
def list_(ctx: click.Context, every: bool, about: str | None, format: str) -> None:
    """List the questions that are open, oldest first.

    \b
    Examples:
      ringfence question list
      ringfence question list --all --about PLF-2017-18/2017-18-H1
      ringfence question list --format json
    """
    from ringfence.bookkeeping.questions import asked_about
    from ringfence.reports.questions import list_json, told

    books = open_books(ctx)
    found = [each for each in asked_about(books, about) if every or each.is_open()]
    if format == "json":
        output.say(json_text(list_json(books.book, found)))
        return
    for each in found:
        output.say(output.item(told(books.book, each)))
    if not found:
        output.say("No question is open." if not every else "Nothing was asked.")
