"""The funder's own form: its tags listed and checked, and the form filled with a return."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.prompt import asking
from ringfence.cli.show import output
from ringfence.ledger.commands import Blank, command
from ringfence.ledger.inside import leads_out
from ringfence.reports.funder_form.errors import (
    FaultyTagsError,
    FormError,
    FormOutsideError,
    FormTargetError,
    NoFormError,
)
from ringfence.reports.monitoring.missing import TO_COMPLETE
from ringfence.reports.render.extensions import has_ending_of
from ringfence.reports.render.formats import file_name, what_is

if TYPE_CHECKING:
    from ringfence.ledger.loading import Books
    from ringfence.reports.funder_form.fill import Checked, Filled
    from ringfence.reports.funder_form.tags import Fault
    from ringfence.reports.funder_form.words import Unlisted
    from ringfence.reports.monitoring.report import Report

FORM = click.Path(path_type=Path)


@click.command()
@click.argument("fund", metavar="[FUND", required=False)
@click.argument("period", metavar="PERIOD]", required=False)
@click.option("--form", "form", type=FORM, metavar="FILE", help="Check the tags of this form.")
@click.option(
    "--word",
    "words",
    multiple=True,
    metavar="TAG=OURS=THEIRS",
    help="What the form's own list calls a value, such as status=draft=Provisional; may be "
    "repeated.",
)
@click.pass_context
def tags(
    ctx: click.Context,
    fund: str | None,
    period: str | None,
    form: Path | None,
    words: tuple[str, ...],
) -> None:
    """List the tags that a funder's own form may have, or check those that it has.

    A tag is a name in double braces, typed into the form where its value goes. With FUND
    and PERIOD it is shown what each comes to in that return. Where a cell of the form has a
    list of its own, only its words go in: say once with --word which of them is meant. That is
    kept beside the form.

    \b
    Tags:
      {{ claim.this_claim }}     one value
      {{ lines.title }}          its row is made once for each action
      {{ lines.1.title }}        of the first action alone
      {{ lines.Prevent.title }}  of the action called so

    \b
    Examples:
      ringfence return tags
      ringfence return tags PLF-2017-18 2017-18-H1
      ringfence return tags --form forms/opcc.docx
      ringfence return tags --form forms/opcc.xlsx --word "status=draft=First return"
    """
    from ringfence.reports.funder_form.listing import form_lines, tags_table
    from ringfence.reports.funder_form.values import Values
    from ringfence.reports.render.text import table_text

    if fund and not period:
        raise click.UsageError("Give the period too, as in 2017-18-H1.", ctx)
    values = Values(_report(ctx, fund, period)) if fund and period else None
    if form is None:
        output.say(table_text(tags_table(values), output.spell))
        return
    if words:
        _keep_words(form, [_read_word(each) for each in words])
        return
    found = _check(form)
    _list(form_lines(found.tags, values))
    if found.faults:
        raise FaultyTagsError(_faulty(form.name, found.faults))
    output.say(f"\nEvery tag of {form.name} is known.")


def _read_word(text: str) -> tuple[str, str, str]:
    """Read a tag, our word and the form's.

    Raises:
        click.BadParameter: it is something else.
    """
    from ringfence.reports.funder_form.names import TAGS

    tag, _equals, rest = text.partition("=")
    ours, _equals, theirs = rest.partition("=")
    if tag.strip() not in TAGS or not ours.strip() or not theirs.strip():
        raise click.BadParameter(
            f"“{text}”: write a tag, what it is called here and what the form calls it, such as "
            '"status=draft=First return".',
            param_hint="--word",
        )
    return tag.strip(), ours.strip(), theirs.strip()


def _keep_words(form: Path, said: Iterable[tuple[str, str, str]]) -> None:
    """Keep what a form calls things, beside it.

    Raises:
        FormError: there is no such form, or its words can't be read.
    """
    from ringfence.reports.funder_form.words import read_words, words_path, words_text

    _read(form)
    words = read_words(form)
    for tag, ours, theirs in said:
        words.setdefault(tag, {})[ours] = theirs
    path = words_path(form)
    if output.write(path, words_text(words).encode()):
        output.say(f"Kept in {path}.")


def declared_form(books: Books, report: Report) -> Path | None:
    """Return the file that a fund's declaration names as its funder's form.

    Raises:
        FormOutsideError: it leads out of the folder of the books.
    """
    terms = books.book.register.funds[report.header.fund].at_or_first(report.dates.as_at)
    if terms.form and leads_out(books.folder, books.folder / terms.form):
        raise FormOutsideError(terms.form)
    return books.folder / terms.form if terms.form else None


def own_form(books: Books, report: Report) -> tuple[dict[str, bytes], str | None]:
    """Fill the fund's own form, if it has one, and name it; or say why it can't be filled."""
    try:
        form = declared_form(books, report)
        if form is None:
            return {}, None
        filled = _fill(form, report)
    except FormError as error:
        return {}, str(error)
    if filled.faults:
        return {}, _faulty(form.name, filled.faults)
    return {f"form.{filled.kind}": filled.content}, None


def fill_in(
    books: Books, report: Report, given: Path | None, path: Path | None, *, draft: bool
) -> bool:
    """Fill the form that was given, else the fund's own; say what is to complete in it.

    Returns:
        Whether it is in a file, so that more may be printed.

    Raises:
        FormError: there is none, or it can't be filled as it is.
    """
    form = given or declared_form(books, report)
    if form is None:
        fund = report.header.fund
        raise NoFormError(
            "Which form? Name it (--form FILE), or once for every return of the fund: "
            + command("fund amend", fund, form=f"forms/{Blank.FILE}", decision=Blank.ID)
        )
    filled = _fill(form, report)
    if filled.unlisted and asking.on_terminal():
        _keep_words(form, _ask_words(filled.unlisted))
        filled = _fill(form, report)
    target = _target(form, path, report, filled.kind)
    if filled.faults and not draft:
        raise FaultyTagsError(
            f"{_faulty(form.name, filled.faults)}\nNothing was written. Correct this in the "
            "form; with --draft it is filled all the same, and such tags stay as they stand."
        )
    replaced = target.exists()
    if not output.write(target, filled.content):
        return False
    output.say(f"{'Replaced' if replaced else 'Written to'} {target}.")
    _tell(report, form, filled)
    return True


def _ask_words(unlisted: Iterable[Unlisted]) -> list[tuple[str, str, str]]:
    """Ask which word of a cell's own list is meant, once of each value."""
    said = []
    for each in {(one.tag, one.value): one for one in unlisted}.values():
        offered = [asking.Choice(word, word) for word in each.allowed]
        offered.append(asking.Choice("None of them: leave it empty", ""))
        answer = asking.choose(f"{each} Which is it?", offered)
        if answer:
            said.append((each.tag, each.value, answer))
    return said


def _tell(report: Report, form: Path, filled: Filled) -> None:

    blocks = report.findings.get("block", 0)
    if blocks:
        faults = "a fault" if blocks == 1 else f"{blocks} faults"
        output.say(f"DRAFT: these books have {faults} to correct. Do not send it.")
    if filled.faults:
        output.say("\nWrong in the form, so do not send it:")
        _list(filled.faults)
    if filled.lacking:
        output.say(f"\nMarked {TO_COMPLETE} in it:")
        _list(filled.lacking)
    if filled.unlisted:
        output.say("\nLeft empty, because the cell's own list does not have it:")
        _list(filled.unlisted)
        first = filled.unlisted[0]
        word = f"{first.tag}={first.value}={first.allowed[0]}"
        output.say(f"Say once which it is, such as: {command('return tags', form=form, word=word)}")
    if report.retold:
        output.say(
            "\nNot what was submitted: this was added or changed since, and nobody certified it."
        )
        _list(
            f"{each.place}, {each.what}: was “{each.then or 'nothing'}”, is "
            f"“{each.now or 'nothing'}”."
            for each in report.retold
        )
    if filled.left_out:
        output.say("\nNot in it:")
        _list(filled.left_out)
    if filled.has_formulas:
        output.say(
            "\nIts formulas are worked out when Excel opens it: open it and save it once before "
            "you send it."
        )


def _list(sentences: Iterable[object]) -> None:
    for each in sentences:
        output.say(output.item(str(each)))


def _fill(form: Path, report: Report) -> Filled:
    """Fill a form, which then carries the return as every document of it does."""
    from ringfence.reports.funder_form.fill import fill_form
    from ringfence.reports.funder_form.words import read_words
    from ringfence.reports.monitoring.as_json import as_json
    from ringfence.reports.sealed.embedding import embed

    filled = fill_form(_read(form), form.name, report, read_words(form))
    return filled._replace(content=embed(filled.content, filled.kind, as_json(report)))


def _check(form: Path) -> Checked:
    from ringfence.reports.funder_form.fill import check_form

    return check_form(_read(form), form.name)


def _read(form: Path) -> bytes:

    try:
        return form.read_bytes()
    except FileNotFoundError as error:
        raise FormError(f"There is no form {form}.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FormError(f"The form {form} can't be read: {reason}.") from error


def _target(form: Path, path: Path | None, report: Report, kind: str) -> Path:
    """Name what is made of a form: a file of its kind, never the form itself."""
    if path is None:
        return file_name(report.dates.fund, report.dates.ref, "form", format=kind)
    if str(path) != "-" and not has_ending_of(path, kind):
        raise FormTargetError(
            f"The form {form.name} is {what_is(kind)} and stays one: name what is made of it so "
            f"too, as in --output {path.stem}.{kind}."
        )
    if path.exists() and path.samefile(form):
        raise FormTargetError(
            f"{path} is the form itself, which is wanted for the next return too: give --output "
            "another name."
        )
    return path


def _faulty(name: str, faults: Iterable[Fault]) -> str:
    listed = [output.item(str(each)) for each in faults]
    count = "a fault" if len(listed) == 1 else f"{len(listed)} faults"
    return "\n".join((f"{name} has {count}:", *listed))


def _report(ctx: click.Context, fund: str, period: str) -> Report:
    from ringfence.bookkeeping import find, returns

    books = open_books(ctx)
    return returns.prepare_return(books, find.find_fund(books.book, fund), period.strip())
