"""``ringfence init``: begin new books."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import click

from ringfence.bookkeeping.errors import FieldError
from ringfence.bookkeeping.folders import new_folder
from ringfence.bookkeeping.new_books import Start, check_fund, check_names, write_books
from ringfence.cli.commands.init_steps import next_steps, next_with_plan
from ringfence.cli.prompt import asking, choices
from ringfence.cli.prompt.asking import AskedArgument, AskedOption
from ringfence.cli.prompt.typed import DAY, MONEY, YEAR
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.years import FinancialYear

_OF_BEFORE = "--began-before is of the first fund (--fund ID) and its whole award (--award AMOUNT)."


def _ask(
    message: str,
    default: Callable[[], str] = str,
    *,
    reader: Callable[[str], str] = str.strip,
    books: bool = True,
) -> asking.Ask:
    """Ask for words, nothing being an answer; ``books`` leaves out what a workbook says."""

    def ask(ctx: click.Context) -> str | None:
        # Click has a mark of its own for what was not given.
        given = {name for name, value in ctx.params.items() if isinstance(value, Path)}
        if "template" in given or (books and "source" in given):
            return None
        return asking.read(message, reader, default=default()) or None

    return ask


def _is_given(ctx: click.Context, name: str) -> bool:
    """Return whether something was said, or answered."""
    return isinstance(ctx.params.get(name), str | Path | bool) and bool(ctx.params[name])


def _ask_before(ctx: click.Context) -> str | None:
    """Ask whether the first fund runs already, if there is one and no workbook says it."""
    if _is_given(ctx, "source") or _is_given(ctx, "template") or not _is_given(ctx, "fund"):
        return None
    began = asking.confirm("Was any of it received or spent before then?", default=False)
    return "true" if began else None


def _ask_award(ctx: click.Context) -> str | None:
    """Ask what was awarded in all of a fund that began before the books."""
    if not _is_given(ctx, "before"):
        return None
    return choices.ask_amount("What was awarded in all, in pounds?")(ctx)


def _year(text: str) -> str:

    return str(FinancialYear.parse(text.strip().replace("/", "-")))


def _id_or_none(text: str) -> str:

    try:
        check_fund(text.strip() or None)
    except FieldError as error:
        raise ValueError(str(error)) from error
    return text.strip()


def _this_year() -> str:

    return str(FinancialYear.of_day(datetime.date.today()))


@click.command()
@click.argument(
    "folder",
    metavar="DIR",
    cls=AskedArgument,
    required=False,
    type=click.Path(path_type=Path),
    ask=_ask("In which folder?", lambda: "books", books=False),
)
@click.option(
    "--partnership",
    cls=AskedOption,
    metavar="NAME",
    ask=_ask("What is the partnership called, as on papers?", books=False),
    help="As it stands on papers.",
)
@click.option(
    "--year",
    cls=AskedOption,
    type=YEAR,
    ask=_ask("Which is the first financial year?", _this_year, reader=_year),
    help="The first financial year; this one if not given.",
)
@click.option(
    "--fund",
    cls=AskedOption,
    metavar="ID",
    ask=_ask(
        "What is the first fund called, such as PLF-2017-18 (leave empty if there is none yet)?",
        reader=_id_or_none,
    ),
    help="The first fund, such as PLF-2017-18.",
)
@click.option("--funder", metavar="NAME", default="OPCC", show_default=True, help="Whose money.")
@click.option(
    "--began-before",
    "before",
    cls=AskedOption,
    is_flag=True,
    ask=_ask_before,
    help="The fund began before these books: bring-forward is to say what became of it.",
)
@click.option(
    "--award",
    cls=AskedOption,
    type=MONEY,
    ask=_ask_award,
    help="What was awarded, booked on the year's first day; without it the fund is indicative.",
)
@click.option(
    "--from",
    "source",
    is_eager=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The workbook in which the Delivery Plan is kept today.",
)
@click.option("--sheet", metavar="NAME", help="Its sheet, if several look like a plan.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="LETTER=WHAT",
    help="What a column is, such as F=spent; may be repeated.",
)
@click.option(
    "--row",
    "rows",
    multiple=True,
    metavar="NUMBER=WHAT",
    help="What a row is, such as 14=subtotal; may be repeated.",
)
@click.option("--as-at", type=DAY, metavar="DAY", help="The day of what it says was spent; today.")
@click.option("--dry-run", is_flag=True, help="Show what was understood of it; make nothing.")
@click.option(
    "--template",
    is_eager=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an empty workbook of a Delivery Plan, and nothing else.",
)
@click.pass_context
def init(
    ctx: click.Context,
    folder: Path | None,
    partnership: str | None,
    year: str | None,
    fund: str | None,
    funder: str,
    before: bool,
    award: Decimal | None,
    source: Path | None,
    sheet: str | None,
    columns: tuple[str, ...],
    rows: tuple[str, ...],
    as_at: datetime.date | None,
    dry_run: bool,
    template: Path | None,
) -> None:
    """Start new books in a folder.

    DIR is made if it does not exist. A folder with files in it is left alone. A grant that
    began before (--began-before) is declared, and you then record what became of it. With
    --from, the books start from the Delivery Plan in a workbook, even in the middle of a year:
    you see what was understood, and either all of it is taken over or you are told, cell by
    cell, why not.

    \b
    Examples:
      ringfence init books --partnership "Oadby & Wigston CSP" --year 2017-18 --fund PLF-2017-18
      ringfence init books --partnership "Oadby & Wigston CSP" --year 2025-26 \\
          --fund SSG-2024-26 --award 40000 --began-before
      ringfence init books --partnership "Oadby & Wigston CSP" --from plan.xlsx --as-at 12/6/2017
      ringfence init --template plan.xlsx
    """
    said_year = FinancialYear.parse(year) if year else None
    if template is not None:
        from ringfence.cli.commands.init_plan import write_template

        write_template(template, said_year or FinancialYear.of_day(datetime.date.today()))
        return
    if folder is None or partnership is None:
        missing = "folder" if folder is None else "partnership"
        raise click.MissingParameter(
            ctx=ctx, param=next(each for each in ctx.command.params if each.name == missing)
        )
    check_names(partnership, funder, fund)
    if before and (fund is None or award is None or source is not None):
        raise click.UsageError(_OF_BEFORE, ctx)
    if source is None:
        of_year = said_year or FinancialYear.of_day(datetime.date.today())
        who = ctx.ensure_object(Settings).actor
        start = Start(partnership.strip(), of_year, fund, funder.strip(), award, who, before)
        steps = _begin(folder, start)
    else:
        from ringfence.cli.commands.init_plan import read_columns, read_kinds, take_over
        from ringfence.importers.plan.reading import Asked

        told, kinds = read_columns(columns), read_kinds(rows)
        asked = Asked(sheet, told, kinds, said_year, funder.strip(), fund, award, as_at)
        if not take_over(ctx, folder, partnership.strip(), source, asked, dry_run=dry_run):
            return
        steps = next_with_plan(folder)
    output.say(
        f"New books for {partnership.strip()} are in {folder}. README.md there says what is where."
        f"\n\n{steps}"
    )


def _begin(folder: Path, start: Start) -> str:
    """Write books that have no plan yet, and say what to type in them."""
    with new_folder(folder) as made:
        write_books(made, start)
    return next_steps(folder, start, datetime.date.today())
