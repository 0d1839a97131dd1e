"""The command ``ringfence``: its options and the list of its commands."""

from __future__ import annotations

import click

from ringfence.cli.lazy import Lazy
from ringfence.cli.lazy import LazyGroup
from ringfence.cli.settings import Settings

#: In the order of the help. A command is one line here and one module beside this one.
COMMANDS = {
    "demo": Lazy("demo:demo", "Copy the worked example, check it and make its first return."),
    "init": Lazy("init:init", "Begin new books in a folder."),
    "check": Lazy("check:check", "Say everything that is wrong in the books."),
    "spend": Lazy("spend:spend", "Record what was bought from an action or an earmark."),
    "accrue": Lazy("spend:accrue", "Record what was received and is not yet paid."),
    "advance": Lazy("spend:advance", "Pay a provider ahead, out of an earmark."),
    "position": Lazy("position:position", "Show what is allocated, earmarked, spent and left."),
    "return": Lazy("returns:returns", "List the monitoring returns, and prepare one."),
    "review": Lazy("review:review", "Look at the books in a browser."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, invoke_without_command=True)
@click.option("--books", metavar="PATH", help="The books: a file, or a folder with main.beancount.")
@click.option("--as", "person", metavar="PERSON", help="Who acts, as a `person` declares them.")
@click.version_option(package_name="ringfence", prog_name="ringfence")
@click.pass_context
def main(ctx: click.Context, books: str | None, person: str | None) -> None:
    """Keep the grant money of a Community Safety Partnership honest.

    The books are those named by --books, else by the variable RINGFENCE_BOOKS, else
    main.beancount in this folder or one above it. Who acts is named by --as, else by
    RINGFENCE_USER, else it is the system's user.

    \b
    Examples:
      ringfence demo
      ringfence --books oadby-wigston position --as-at 2017-06-12
      ringfence check --help
    """
    ctx.obj = Settings(books, person)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
