"""``ringfence profile``: how a council writes its listings, made, listed and shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ringfence.cli.prompt.typed import ROWS, WORDS
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.cli.show.output import say
from ringfence.importers.listing.columns import FIELDS
from ringfence.importers.listing.errors import UnknownProfileError
from ringfence.ledger.main_file import BooksError, find_books
from ringfence.reports.render.table import Column, Row, Table

_FILE = click.Path(path_type=Path)


@click.group()
def profile() -> None:
    """Set up how a council's listings are read.

    A profile names the columns of a listing, so that `ringfence import` can read it; it is found by
    the headings. Several come with Ringfence. For another council, make one from any listing of
    its own: no code is needed.

    \b
    Examples:
      ringfence profile new listing.xlsx
      ringfence profile list
      ringfence profile show agresso
    """


def _with_columns(command: Callable[..., Any]) -> Callable[..., Any]:
    """Return a command an option for each field that a column may be."""
    for field, says in reversed(FIELDS.items()):
        name = field.replace("_", "-")
        also = ["--date-column"] if field == "day" else []
        command = click.option(
            f"--{name}-column",
            *also,
            f"{field}_column",
            type=WORDS,
            metavar="COLUMN",
            help=f"{says}.",
        )(command)
    return command


@profile.command()
@click.argument("file", type=_FILE)
@click.option("--id", "name", type=WORDS, metavar="ID", help="What to call it, such as leics-cc.")
@click.option("--title", type=WORDS, metavar="TEXT", help="What it is, in your own words.")
@_with_columns
@click.option(
    "--date-order",
    type=click.Choice(["day-first", "month-first"]),
    help="Which comes first in 03/04/2022, where the column can't tell.",
)
@click.option(
    "--sign",
    type=click.Choice(["spend-positive", "spend-negative"]),
    help="Whether spending is positive or negative.",
)
@click.option(
    "--credit-type",
    "credit_types",
    type=WORDS,
    multiple=True,
    metavar="TYPE",
    help="A kind of document that is a credit though its amount has no sign; may be repeated.",
)
@click.option(
    "--amounts",
    type=click.Choice(["net", "gross"]),
    help="Whether amounts leave out VAT that is recovered, or include it.",
)
@click.option(
    "--irrecoverable-vat",
    type=click.Choice(["included", "beside"]),
    help="Whether VAT that is not recovered is in the amounts, or in its own column alone.",
)
@click.option(
    "--period-form",
    type=click.Choice(["year-end", "year-start", "month"]),
    help="What the year of a period such as 202401 is, where no column is a date.",
)
@click.option(
    "--rows",
    "part",
    type=ROWS,
    metavar="ROWS",
    help="Read these rows alone, such as 61-, -60 or Payments!5-60, where one sheet holds two "
    "listings.",
)
@click.option(
    "--head-row",
    type=click.IntRange(min=1),
    metavar="ROW",
    help="The row that the headings stand in, if it is not found.",
)
@click.option(
    "--despite-total",
    is_flag=True,
    help="Save it even if the lines don't add up to the file's total.",
)
@click.option("--replace", is_flag=True, help="Put it in the place of the one of the same id.")
@click.option("--dry-run", is_flag=True, help="Show what would be saved; save nothing.")
@click.pass_context
def new(ctx: click.Context, /, file: Path, **given: Any) -> None:  # noqa: ANN401 - one for each option
    """Make a profile from a listing of your own council.

    It shows the columns, what is in them, and what each is taken for, from its heading and its
    values. At a terminal it asks about each that matters. Elsewhere use the options for what
    was not understood: COLUMN is a heading, a letter as in Excel, or none. It then reads the
    whole file before it saves anything, in the folder of your books, as
    council/profiles/ID.toml.

    \b
    Examples:
      ringfence profile new leics-2022-08.csv
      ringfence profile new leics-2022-08.csv --id leics-cc --amount-column "NET AMOUNT" --dry-run
      ringfence profile new ledger.xlsx --day-column D --narrative-column none
    """
    from ringfence.cli.commands.profile_new import Told, make

    columns = {field: given.pop(f"{field}_column") for field in FIELDS}
    told = Told(
        columns={field: each for field, each in columns.items() if each is not None},
        name=given.pop("name"),
        title=given.pop("title"),
        head_row=given.pop("head_row"),
        part=given.pop("part"),
        replace=given.pop("replace"),
        dry_run=given.pop("dry_run"),
        despite_total=given.pop("despite_total"),
        fields=given,
    )
    make(ctx, file, told)


@profile.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the profiles there are.

    \b
    Example:
      ringfence profile list
    """
    from ringfence.importers.listing.profiles import known_profiles
    from ringfence.reports.render.text import table_text

    rows = tuple(
        Row((each.id, each.title, "yours" if each.own else "Ringfence", ", ".join(_headings(each))))
        for each in known_profiles(_folder(ctx))
    )
    columns = (Column("Profile"), Column("What it is"), Column("Whose"), Column("Some headings"))
    say(table_text(Table("", columns, rows), output.spell).rstrip("\n"))


@profile.command()
@click.argument("name", metavar="ID", type=WORDS)
@click.pass_context
def show(ctx: click.Context, name: str) -> None:
    """Show a profile as it is kept; a copy of it in council/profiles/ is your own.

    \b
    Example:
      ringfence profile show harrogate
    """
    from ringfence.importers.listing.profiles import known_profiles, profile_text

    profiles = {each.id: each for each in known_profiles(_folder(ctx))}
    if name not in profiles:
        raise UnknownProfileError(f"There is no profile {name}: there is {', '.join(profiles)}.")
    say(profile_text(profiles[name]).rstrip("\n"))


def _headings(each: Any) -> list[str]:  # noqa: ANN401 - a Profile, not imported for --help
    found = [headings[0] for headings in each.columns.headings_by_field().values()]
    return found[:3]


def _folder(ctx: click.Context) -> Path | None:
    """Return the folder of the books, if there are any here."""
    try:
        return find_books(ctx.ensure_object(Settings).books).parent
    except BooksError:
        if ctx.ensure_object(Settings).books:
            raise BooksError(f"There are no books at {ctx.obj.books}.") from None
        return None
