"""What the Record page shows: forms to choose from, or one of them, filled in, checked or done."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ringfence.pages import tasks
from ringfence.pages.drafts import DAYS, Draft, Drafts
from ringfence.pages.forms import WHOLE, Field, Form, Outcome, Recorder, amount_name, was_name
from ringfence.pages.wording import At
from ringfence.reports.render.table import long_date

#: What is typed and not recorded yet, of whoever runs this.
DRAFTS = Drafts()


class Answer(NamedTuple):
    """What one field says, as it is checked."""

    label: str
    texts: tuple[str, ...]


class Content(NamedTuple):
    """What the page shows: the forms to choose from, or one of them, filled in or checked.

    Attributes:
        chosen: The form; None to choose one.
        values: What its fields show.
        was: What they showed when the form was opened, where that counts.
        outcome: What was last said to it.
        stage: ``choose``, ``fill``, ``check`` or ``done``.
        answers: What is checked, field by field.
        papers: The papers that are kept with it, by field.
        key: What finds it again.
        actor: Who is written down.
        about: What the forms to choose from are about, if about one thing.
        leads: The forms to choose from, by task.
        waiting: The drafts that wait, where forms are chosen.
        entry: Where what was recorded stands.
        is_kept: Whether drafts outlive this program.
        again: What was recorded lately and says the same.
        may_not: Why whoever acts may not take this step, and whose task it is.
        told: What was wrong, as the page says it: fields that it names are not folded away.
    """

    chosen: Form | None
    values: Mapping[str, str]
    was: Mapping[str, str]
    outcome: Outcome | None
    stage: str
    answers: tuple[Answer, ...]
    papers: Mapping[str, str]
    key: str
    actor: str
    about: str
    leads: Mapping[str, list[tasks.Lead]]
    waiting: tuple[Waiting, ...]
    entry: str
    is_kept: bool
    told: str = ""
    may_not: str = ""
    again: Draft | None = None
    token: str = ""
    whole: str = WHOLE
    days: int = DAYS


class Waiting(NamedTuple):
    """A draft in a list: what it is, in a few words, and since when it waits."""

    key: str
    title: str
    said: str
    when: datetime.datetime


def form_content(recorder: Recorder, form: Form, draft: Draft, outcome: Outcome | None) -> Content:
    """Return a form with what a draft says, to be filled in.

    Args:
        recorder: Who records.
        form: The form.
        draft: What its fields say.
        outcome: What was last said to it.
    """
    values = draft.values
    was = {
        was_name(name): values.get(was_name(name), begins) for name, begins in form.begins.items()
    }
    at = At.recorder(recorder, form.name)
    problems = outcome.problems.values() if outcome else ()
    return Content(
        chosen=form,
        told=" ".join(at.tell(each) for each in problems),
        values={**form.begins, **_split(form, values)},
        was=was,
        outcome=outcome,
        stage="fill",
        answers=(),
        papers={name: paper.name for name, paper in draft.papers.items()},
        key=draft.key,
        actor=recorder.actor,
        about="",
        leads={},
        waiting=(),
        entry="",
        is_kept=DRAFTS.on_disk,
    )


def _split(form: Form, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return values with the amounts apart that stand behind what they are of, as in a link."""
    found = dict(values.items())
    for field in form.fields:
        text = found.get(field.name, "")
        if field.has_amount and "=" in text and amount_name(field.name) not in found:
            found[field.name], _equals, found[amount_name(field.name)] = text.rpartition("=")
    return found


def choice_content(recorder: Recorder, about: str, of: str) -> Content:
    """Return the forms to choose from: all, or those that may be about one thing.

    Args:
        recorder: Who records.
        about: What kind of thing it is; empty for all forms.
        of: Its name.
    """
    leads: dict[str, list[tasks.Lead]] = {}
    if about and of:
        leads[""] = list(tasks.leads(about, of))
    else:
        of = ""
        for task in tasks.TASKS:
            found = [tasks.Lead(step.command, step.title, {}) for step in task.steps]
            if found:
                leads[task.title] = found
    return Content(
        chosen=None,
        values={},
        was={},
        outcome=None,
        stage="choose",
        answers=(),
        papers={},
        key="",
        actor=recorder.actor,
        about=of,
        leads=leads,
        waiting=tuple(waiting(recorder)),
        entry="",
        is_kept=DRAFTS.on_disk,
    )


def waiting(recorder: Recorder) -> Iterator[Waiting]:
    """Yield the drafts of whoever acts, the newest first."""
    titles = recorder.titles()
    for draft in DRAFTS.waiting(recorder.actor, recorder.books):
        if draft.form in titles:
            names = recorder.labels(draft.form)
            said = [draft.values[name] for name in names if draft.values.get(name, "").strip()]
            yield Waiting(draft.key, titles[draft.form], ", ".join(said[:4]), draft.when)


def answers_of(form: Form, draft: Draft) -> Iterator[Answer]:
    """Yield what each field says, as people read it; what was not said, or is as it was, is not."""
    values = draft.values
    for field in form.fields:
        if field.kind == "file":
            paper = draft.papers.get(field.name)
            if paper:
                yield Answer(field.label, (paper.name,))
            continue
        was = values.get(was_name(field.name))
        texts = tuple(_texts(field, values))
        if was is not None and " ".join(texts) == was.strip():
            continue
        if texts:
            yield Answer(field.label, texts)
        elif was:
            yield Answer(field.label, ("no longer anything",))


def _texts(field: Field, values: Mapping[str, str]) -> Iterator[str]:
    for name in field.names:
        text = values.get(name, "").strip()
        if not text:
            continue
        amount = values.get(amount_name(name), "").strip()
        shown = "yes" if field.kind == "flag" else _day(text) if field.kind == "date" else text
        yield f"{field.show(shown)}{f': {amount}' if amount else ''}"


def _day(text: str) -> str:
    try:
        return long_date(datetime.date.fromisoformat(text))
    except ValueError:
        return text
