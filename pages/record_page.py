"""*Record*: forms for officers who will never use a terminal, where they are allowed.

A form is sent by POST and answered by leading back to this page, so that going back or
loading it again never records twice. What it was answered is kept for a while in memory, and
with it a document that is still to be recorded: a browser does not send a file twice.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fava.ext import extension_endpoint
from flask import Response, abort, make_response, redirect, request, url_for

from ringfence.pages import page
from ringfence.pages.forms import WHOLE, Form, Outcome, Recorder, recorder_of_request
from ringfence.pages.papers import (
    FILE,
    HELD,
    LEFT_OUT,
    MOST_BYTES,
    ForgottenError,
    Papers,
    TooLargeError,
    paper_of,
)

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: What tokens are made of: no other process knows it.
_KEY = secrets.token_bytes(32)
#: What is sent at once: far more than one file may have, so that this is told beside its field.
MOST_SENT = 100 * 1024 * 1024
TOO_MUCH = "That is more than can be sent at once: 100 MB. Go back, and choose a smaller file."
_MOST_ANSWERS = 512
#: For so long a form waits for others that are being recorded.
WAIT_SECONDS = 30
BUSY = (
    "Somebody else has been recording for half a minute, so nothing was saved. What you typed is "
    "still here: press the button again."
)

_lock = threading.Lock()
#: One form at a time, so that whoever presses twice finds the first one's answer.
_recording = threading.Lock()
_answers: OrderedDict[str, Answer] = OrderedDict()
_papers = Papers(3 * MOST_BYTES)


class Answer(NamedTuple):
    """What somebody's form was answered, and what it had said.

    ``once`` is of the page that the form stood on. Nobody else is shown it.
    """

    who: str

    form: str
    values: Mapping[str, str]
    outcome: Outcome
    once: str


class Content(NamedTuple):
    """What the page shows: the forms, the one chosen, and what was last said to it.

    ``held`` names the document that was shown or refused with it and waits to be recorded,
    which ``held_key`` finds again.
    """

    titles: Mapping[str, str]
    chosen: Form | None
    values: Mapping[str, str]
    answer: Answer | None
    actor: str
    once: str
    held: str | None
    held_key: str
    token: str
    whole: str = WHOLE


class Record(page.Page):
    """The page."""

    @property
    def report_title(self) -> str | None:  # type: ignore[override] # there is a page only at times
        """Its name in the sidebar, where recording is allowed."""
        return "Record" if recorder_of_request() else None

    def content(self, books: Loaded, wanted: Asked) -> Content:  # noqa: ARG002 - as other pages
        """Return the forms, and the answer that the address names."""
        recorder = recorder_of_request()
        if recorder is None:
            abort(404)
        titles = recorder.titles()
        key = request.args.get("answer", "")
        with _lock:
            answer = _answers.get(key)
        if answer and answer.who != recorder.actor:
            answer = None
        held = _papers.get(key) if answer else None
        name = answer.form if answer else request.args.get("form", "")
        name = name if name in titles else next(iter(titles), "")
        chosen = recorder.form(name, books.book) if name else None
        return Content(
            titles,
            chosen,
            answer.values if answer and not answer.outcome.saved else request.args,
            answer if answer and chosen and answer.form == chosen.name else None,
            recorder.actor,
            secrets.token_urlsafe(12),
            held.name if held else None,
            key,
            token_of(recorder.actor),
        )

    @extension_endpoint("record", ["POST"])  # type: ignore[arg-type, untyped-decorator]
    def record(self) -> Response:
        """Record what a form says; whatever comes of it, lead back to the page."""
        recorder = recorder_of_request()
        if recorder is None:
            abort(401, description="Nothing can be changed from here.")
        if request.content_length is None or request.content_length > MOST_SENT:
            abort(413, description=TOO_MUCH)
        if not secrets.compare_digest(
            request.form.get("token", "").encode(), token_of(recorder.actor).encode()
        ):
            abort(403, description="This form is from another time: load the page again.")
        values = {
            name: value
            for name, value in request.form.items()
            if name not in ("token", "form", "do", "once", HELD, LEFT_OUT)
        }
        form, once = request.form.get("form", ""), request.form.get("once", "")
        dry_run = request.form.get("do") != "save"
        if _recording.acquire(timeout=WAIT_SECONDS):
            try:
                key = None if dry_run else _earlier_answer(recorder.actor, once, form, values)
                if key is None:
                    key = _answer(recorder, form, values, once, dry_run=dry_run)
            finally:
                _recording.release()
        else:
            outcome = Outcome(saved=False, text="", problems={WHOLE: BUSY})
            key = _keep(Answer(recorder.actor, form, values, outcome, once))
        page_url = url_for("extension_report", extension_name=self.name, answer=key)
        return make_response(redirect(page_url, 303))


def token_of(person: str) -> str:
    """Return what a form proves by that it came from our own page, as this person has it."""
    return hmac.new(_KEY, person.encode(), "sha256").hexdigest()


def _answer(
    recorder: Recorder, form: str, values: Mapping[str, str], once: str, *, dry_run: bool
) -> str:
    """Have a form recorded or shown, and keep the answer, with a paper that is to come yet."""
    try:
        paper = paper_of(request, _papers)
    except (ForgottenError, TooLargeError) as error:
        outcome = Outcome(saved=False, text="", problems={FILE: str(error)})
        return _keep(Answer(recorder.actor, form, values, outcome, once))
    outcome = recorder.record(form, values, paper, dry_run=dry_run)
    key = _keep(Answer(recorder.actor, form, values, outcome, once))
    if paper and not outcome.saved and FILE not in outcome.problems:
        _papers.hold(key, paper)
    return key


def _earlier_answer(who: str, once: str, form: str, values: Mapping[str, str]) -> str | None:
    """Name the answer to the same form if it was saved already: somebody pressed twice."""
    with _lock:
        return next(
            (
                key
                for key, answer in _answers.items()
                if once and answer.outcome.saved
                if (answer.who, answer.once) == (who, once)
                if (answer.form, answer.values) == (form, values)
            ),
            None,
        )


def _keep(answer: Answer) -> str:
    """Keep an answer for a while, under a name that nobody guesses."""
    key = secrets.token_urlsafe(12)
    with _lock:
        _answers[key] = answer
        while len(_answers) > _MOST_ANSWERS:
            _answers.popitem(last=False)
    return key
