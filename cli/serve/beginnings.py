"""The ways in which books begin: what is asked for, and how they are made of the answers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ringfence.bookkeeping.begin import Before, Role, begin_books
from ringfence.bookkeeping.new_books import Start, check_names
from ringfence.bookkeeping.sentences import sentences_of
from ringfence.cli.commands.demo import EXAMPLE, copy_example
from ringfence.cli.commands.init_plan import describe_funds, make_of_plan, plan_table
from ringfence.importers.plan.books import PlanBooks
from ringfence.importers.plan.errors import WorkbookError
from ringfence.importers.plan.headers import Answer
from ringfence.importers.plan.reading import Asked, read_plan
from ringfence.ledger.actors import system_user
from ringfence.ledger.money import pounds
from ringfence.ledger.typed.amounts import NotMoneyError, read_pounds
from ringfence.ledger.typed.dates import AmbiguousDateError, NotADateError, read_date
from ringfence.ledger.years import FinancialYear, YearError, read_year, today
from ringfence.reports.render.table import long_date


class Field(NamedTuple):
    """One thing that is asked for."""

    name: str
    label: str
    said: str = ""
    kind: str = "text"
    required: bool = False
    default: str = ""


class Checked(NamedTuple):
    """What books would begin with: in sentences, and line by line where a workbook says it."""

    sentences: tuple[str, ...]
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()


class ProblemsError(Exception):
    """What is wrong, by field; of no field under an empty name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("\n".join(problems.values()))
        self.problems = dict(problems)


class QuestionError(Exception):
    """A workbook may mean several things: which is to be asked."""

    def __init__(self, text: str, answers: list[Answer]) -> None:
        super().__init__(text)
        self.text = text
        self.answers = answers


class Upload(NamedTuple):
    """A workbook that was sent, kept until books are made of it."""

    key: str
    name: str
    content: bytes


def _home() -> Path:
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _ask_new() -> Iterator[Field]:
    year = str(FinancialYear.of_day(today()))
    yield Field("partnership", "Partnership", "As it stands on papers.", required=True)
    yield Field("year", "First financial year", "Such as 2025/26.", required=True, default=year)
    yield _ask_folder("books")
    yield Field(
        "officer_name",
        "Your role",
        "As on papers, not your own name.",
        "text",
        True,
        "Community Safety Officer",
    )
    yield Field("officer", "A short name for it", "", "text", True, "cs-officer")
    yield Field(
        "finance_name",
        "Who certifies",
        "The finance officer’s role; may be left empty.",
        default="Chief Finance Officer",
    )
    yield Field("finance", "A short name for it", default="cfo")
    yield Field(
        "fund",
        "The first fund’s short name",
        "It stays for life, such as PLF-2025-26. Leave it empty if there is none yet.",
    )
    yield Field("funder", "Its funder", default="OPCC")
    yield Field(
        "award", "What was awarded", "In pounds, in all. Leave it empty if not certain.", "money"
    )
    yield Field(
        "received",
        "Received before these books",
        "If the fund began before: what was received of it by then.",
        "money",
    )
    yield Field("spent", "Spent before these books", "Likewise, what was spent of it.", "money")


def _ask_workbook() -> Iterator[Field]:
    yield Field("partnership", "Partnership", "As it stands on papers.", required=True)
    yield _ask_folder("books")
    yield Field("workbook", "The Delivery Plan’s workbook", "As Excel keeps it (.xlsx).", "file")
    yield Field("year", "Financial year", "If the workbook does not say it.")
    yield Field("as_at", "As at", "The day of what it says was spent; today if not given.", "date")
    yield Field("funder", "The funder", default="OPCC")
    yield Field("fund", "The fund’s short name", "If the workbook does not say it.")
    yield Field("award", "What was awarded", "In pounds, in all, if more than is planned.", "money")


def _ask_example() -> Iterator[Field]:
    yield _ask_folder(EXAMPLE)


def _ask_folder(name: str) -> Field:
    said = "A folder that is new or empty. Others who keep the books have to reach it too."
    return Field("folder", "In which folder", said, "text", True, str(_home() / name))


ASKS: Mapping[str, Callable[[], Iterator[Field]]] = {
    "new": _ask_new,
    "workbook": _ask_workbook,
    "example": _ask_example,
}
TITLES = {
    "new": "Start new books",
    "workbook": "Start from the Delivery Plan’s workbook",
    "example": "The example to play with",
}


def folder_of(values: Mapping[str, str]) -> Path:
    """Return the folder that books are to be made in.

    Raises:
        ProblemsError: it is not written whole.
    """
    text = values["folder"].strip()
    path = Path(text).expanduser()
    if not text or not path.is_absolute():
        raise ProblemsError({"folder": f"Write it whole, such as {_home() / 'books'}."})
    return path


def _make_new(
    folder: Path, values: Mapping[str, str], _book: Upload | None, _told: Mapping[str, str]
) -> Checked:
    problems: dict[str, str] = {}
    year = _year(values["year"], problems)
    award, received, spent = (_amount(values, each, problems) for each in _AMOUNTS)
    fund = values["fund"].strip() or None
    before = None
    if received is not None or spent is not None:
        before = Before(received or Decimal(0), spent or Decimal(0))
        if fund is None or award is None:
            problems["award" if fund else "fund"] = (
                "Fill this in: what was received or spent before is of a fund with an award."
            )
    for name in ("partnership", "officer", "officer_name"):
        if not values[name].strip():
            problems[name] = "Fill this in."
    if problems or year is None:
        raise ProblemsError(problems)
    check_names(values["partnership"], values["funder"], fund)
    officer = Role(
        values["officer"].strip(), values["officer_name"].strip(), "officer", system_user()
    )
    people = [officer]
    if values["finance"].strip() and values["finance_name"].strip():
        people.append(Role(values["finance"].strip(), values["finance_name"].strip(), "finance"))
    start = Start(
        values["partnership"].strip(),
        year,
        fund,
        values["funder"].strip(),
        award,
        officer.id,
        before is not None,
    )
    recording = begin_books(folder, start, people, before, officer.id)
    sentences = [
        f"Books for {start.partnership} begin on {long_date(year.start)}.",
        *_fund_words(start),
        *sentences_of(recording),
    ]
    return Checked(tuple(sentences))


_AMOUNTS = ("award", "received", "spent")


def _fund_words(start: Start) -> Iterator[str]:
    if start.fund is None:
        yield "There is no fund yet."
    elif start.award is None:
        yield f"The fund {start.fund} of {start.funder} is indicative: its award is not certain."
    elif not start.before:
        yield f"{pounds(start.award)} is awarded by {start.funder}, for {start.fund}."


def _make_workbook(
    folder: Path, values: Mapping[str, str], book: Upload | None, told: Mapping[str, str]
) -> Checked:
    problems: dict[str, str] = {}
    if book is None:
        problems["workbook"] = "Choose the workbook."
    if not values["partnership"].strip():
        problems["partnership"] = "Fill this in."
    year = _year(values["year"], problems) if values["year"].strip() else None
    award = _amount(values, "award", problems)
    as_at = None
    if values["as_at"].strip():
        try:
            as_at = read_date(values["as_at"], today())
        except (NotADateError, AmbiguousDateError) as error:
            problems["as_at"] = str(error)
    if problems or book is None:
        raise ProblemsError(problems)
    fund = values["fund"].strip() or None
    check_names(values["partnership"], values["funder"], fund)

    def settle(question: str, offered: list[Answer]) -> str:
        said = told.get(f"answer.{question}")
        if said in [each.value for each in offered]:
            return str(said)
        raise QuestionError(question, offered)

    asked = Asked(None, {}, {}, year, values["funder"].strip(), fund, award, as_at)
    with tempfile.TemporaryDirectory() as place:
        # Its own name, for what is wrong with it names it; nothing of that leads elsewhere.
        path = Path(place) / (re.split(r"[\\/]", book.name)[-1] or "plan.xlsx")
        path.write_bytes(book.content)
        try:
            plan = read_plan(path, asked, settle)
        except WorkbookError as error:
            raise ProblemsError({"workbook": str(error).replace(str(path), path.name)}) from error
    make_of_plan(folder, values["partnership"].strip(), plan, system_user())
    return _checked_plan(plan)


def _checked_plan(plan: PlanBooks) -> Checked:
    """Return what was understood of a workbook."""
    table = plan_table(plan)
    rows = tuple(
        tuple(pounds(cell) if isinstance(cell, Decimal) else str(cell or "") for cell in row.cells)
        for row in table.rows
    )
    head = plan.rows.head
    read = [f"Column {each.letter} “{each.heading}” is {each.meaning}." for each in head.columns]
    unread = [f"Column {each.letter} “{each.heading}” is not read." for each in head.unread]
    return Checked(
        (
            f"The plan of {plan.year.spoken}, from the sheet {head.grid.title}.",
            *describe_funds(plan),
            f"What was spent and earmarked is dated {long_date(plan.as_at)}.",
        ),
        tuple(column.title for column in table.columns),
        rows,
        (*read, *unread, *(f"{remark}." for remark in plan.rows.remarks)),
    )


def _make_example(
    folder: Path, _values: Mapping[str, str], _book: Upload | None, _told: Mapping[str, str]
) -> Checked:
    copy_example(folder)
    return Checked(
        (
            "The year 2017/18 of Oadby & Wigston CSP is copied, as its published minutes have it.",
            "What the minutes do not say is marked illustrative.",
        )
    )


Makes = Callable[[Path, Mapping[str, str], Upload | None, Mapping[str, str]], Checked]
MAKES: Mapping[str, Makes] = {
    "new": _make_new,
    "workbook": _make_workbook,
    "example": _make_example,
}


def _year(text: str, problems: dict[str, str]) -> FinancialYear | None:
    try:
        return FinancialYear.parse(read_year(text))
    except YearError as error:
        problems["year"] = str(error)
        return None


def _amount(values: Mapping[str, str], name: str, problems: dict[str, str]) -> Decimal | None:
    if not values[name].strip():
        return None
    try:
        return read_pounds(values[name], zero=name != "award")
    except NotMoneyError as error:
        problems[name] = str(error)
        return None
