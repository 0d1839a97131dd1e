"""``ringfence init``: begin new books."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import click

from ringfence.cli import output
from ringfence.cli.folders import new_folder
from ringfence.cli.typed import MONEY
from ringfence.cli.typed import YEAR


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="NAME", help="As it stands on papers.")
@click.option("--year", type=YEAR, help="The first financial year; this one unless told.")
@click.option("--fund", metavar="ID", help="The first fund, such as PLF-2017-18.")
@click.option("--funder", metavar="NAME", default="OPCC", show_default=True, help="Whose money.")
@click.option("--award", type=MONEY, help="What was awarded; without it the fund is indicative.")
def init(
    folder: Path,
    partnership: str,
    year: str | None,
    fund: str | None,
    funder: str,
    award: Decimal | None,
) -> None:
    """Begin new books in a folder.

    DIR is made if there is none. A folder with files in it is left alone.

    \b
    Example:
      ringfence init books --partnership "Oadby & Wigston CSP" --year 2017-18 --fund PLF-2017-18
    """
    from ringfence.cli.new_books import Start
    from ringfence.cli.new_books import new_books
    from ringfence.ledger.years import FinancialYear

    of_year = FinancialYear.parse(year) if year else FinancialYear.containing(datetime.date.today())
    _check_name("--partnership", partnership)
    _check_name("--funder", funder)
    _check_ids(fund, funder)
    start = Start(partnership.strip(), of_year, fund, funder.strip(), award)
    with new_folder(folder) as made:
        for name, text in new_books(start):
            (made / name).write_bytes(text.encode())
    output.say(
        f"New books for {start.partnership} are in {folder}. README.md there says what is where."
        f"\n\nNext:\n  cd {output.typed(str(folder))}\n  ringfence check\n  ringfence review"
    )


def _check_name(option: str, text: str) -> None:
    from ringfence.reports.render.table import clean

    if not text.strip() or clean(text) != text.strip():
        raise click.BadParameter(
            "write a name on one line, with single spaces and no control characters.",
            param_hint=option,
        )


def _check_ids(fund: str | None, funder: str) -> None:
    from ringfence.ledger.accounts import is_id
    from ringfence.ledger.accounts import party_in_account

    if fund is not None and not is_id(fund):
        raise click.BadParameter(
            f"“{fund}” can't be the id of a fund: begin with a capital or a digit, then letters, "
            "digits and hyphens, such as PLF-2017-18.",
            param_hint="--fund",
        )
    if not is_id(party_in_account(funder)):
        raise click.BadParameter(
            f"“{funder}” leaves nothing to name an account by; use Latin letters.",
            param_hint="--funder",
        )
