"""*Record*: a form for everything that happens, for people who will never use a terminal.

What is typed is checked first: the page shows what it would come to, and only its button
*Record* records. A form is sent by POST and answered by leading back to this page, so that going
back or loading it again never records twice. What was typed is kept for days as a draft, with
its papers: a browser does not send a file twice.
"""

from __future__ import annotations

import datetime
import hmac
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from fava.ext import extension_endpoint
from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from ringfence.ledger import permissions
from ringfence.pages import page
from ringfence.pages.drafts import Draft, new_key
from ringfence.pages.forms import WHOLE, Outcome, Recorder, Upload, recorder_of_request
from ringfence.pages.record_content import (
    DRAFTS,
    Content,
    answers_of,
    choice_content,
    form_content,
)

if TYPE_CHECKING:
    from ringfence.pages.loaded_books import Loaded
    from ringfence.pages.time_filter import Asked

#: What tokens are made of: no other process knows it.
_KEY = secrets.token_bytes(32)
_MEGABYTE = 1024 * 1024
#: No paper is larger; a form with a larger one is still read, so that what was typed is kept.
MOST_BYTES = 20 * _MEGABYTE
#: What is sent at once: far more than one file may have, so that this is told beside its field.
MOST_SENT = 100 * _MEGABYTE
TOO_MUCH = "That is more than can be sent at once: 100 MB. Go back, and choose a smaller file."
#: For so long a form waits for others that are being recorded.
WAIT_SECONDS = 30
BUSY = (
    "Somebody else has been recording for half a minute, so nothing was saved. What you typed is "
    "still here: press the button again."
)
_MOST_OUTCOMES = 64
#: What a form sends beside its fields.
_OWN = ("token", "form", "do", "key", "left-out")

_lock = threading.Lock()
#: One form at a time, so that whoever presses twice finds the first one's answer.
_recording = threading.Lock()
_outcomes: OrderedDict[str, Outcome] = OrderedDict()


class Record(page.Page):
    """The page."""

    plain_title = "Record"

    @property
    def report_title(self) -> str | None:  # type: ignore[override] # there is a page only at times
        """Its name in the sidebar, where recording is allowed."""
        return "Record" if recorder_of_request() else None

    def content(self, books: Loaded, wanted: Asked) -> Content:  # noqa: ARG002 - as other pages
        """Return the forms, one of them, or what became of the one that the address names."""
        recorder = recorder_of_request()
        if recorder is None:
            abort(404)
        return _asked_for(recorder, books)._replace(token=token_of(recorder.actor))

    @extension_endpoint("record", ["POST"])  # type: ignore[arg-type, untyped-decorator]
    def record(self) -> Response:
        """Check, keep or record what a form says; whatever comes of it, lead back to the page."""
        recorder = recorder_of_request()
        if recorder is None:
            abort(401, description="Nothing can be changed from here.")
        if request.content_length is None or request.content_length > MOST_SENT:
            abort(413, description=TOO_MUCH)
        if not secrets.compare_digest(
            request.form.get("token", "").encode(), token_of(recorder.actor).encode()
        ):
            abort(403, description="This form is from another time: load the page again.")
        do, form = request.form.get("do", ""), request.form.get("form", "")
        if form not in recorder.titles():
            abort(400, description="There is no such form.")
        if do == "save":
            return _led_back(self.name, answer=_save(recorder))
        if do == "drop":
            _drop(recorder)
            return _led_back(self.name)
        key = _keep(recorder, form, is_checked=do != "keep")
        return _led_back(self.name, **({"answer": key} if do != "keep" else {"kept": key}))


def token_of(person: str) -> str:
    """Return what a form proves by that it came from our own page, as this person has it."""
    return hmac.new(_KEY, person.encode(), "sha256").hexdigest()


def _asked_for(recorder: Recorder, books: Loaded) -> Content:
    draft = DRAFTS.get(request.args.get("answer", ""), recorder.actor, recorder.books)
    if draft is not None and draft.form in recorder.titles():
        return _of_draft(recorder, books, draft)
    name = request.args.get("form", "")
    if name in recorder.titles():
        values = {name: value for name, value in request.args.items() if name != "form"}
        return _filling(recorder, books, _draft(recorder, name, values, {}, new_key()), None)
    return choice_content(recorder, request.args.get("about", ""), request.args.get("of", ""))


def _led_back(name: str, **values: str) -> Response:
    return make_response(
        redirect(
            url_for("extension_report", extension_name=name, **cast("dict[str, Any]", values)), 303
        )
    )


def _keep(recorder: Recorder, form: str, *, is_checked: bool) -> str:
    """Keep what was sent as a draft, and check it; return its key."""
    key = request.form.get("key", "")
    before = DRAFTS.get(key, recorder.actor, recorder.books)
    values = {name: value for name, value in request.form.items() if name not in _OWN}
    if before is not None and before.recorded:
        if (before.form, before.values) == (form, values):
            return key  # somebody went back, and sent the same once more
        before, key = None, new_key()
    papers, too_large = _papers(before)
    draft = _draft(recorder, form, values, papers, key if before or _is_free(key) else new_key())
    DRAFTS.keep(draft)
    if is_checked:
        _check(recorder, draft, too_large)
    return draft.key


def _draft(
    recorder: Recorder,
    form: str,
    values: Mapping[str, str],
    papers: Mapping[str, Upload],
    key: str,
) -> Draft:
    now = datetime.datetime.now(datetime.UTC)
    return Draft(key, form, values, papers, recorder.actor, recorder.books, now)


def _is_free(key: str) -> bool:
    """Return whether a key is one of ours that no draft has."""
    return len(key) == len(new_key()) and not DRAFTS.knows(key)


def _check(recorder: Recorder, draft: Draft, problems: Mapping[str, str]) -> Outcome:
    """Have a draft checked, and keep what it would come to."""
    filled, outcome = recorder.check(draft.form, draft.values, draft.papers)
    if filled != draft.values:
        DRAFTS.keep(draft._replace(values=filled))
    if problems:
        outcome = Outcome(saved=False, problems={**outcome.problems, **problems})
    _remember(draft.key, outcome)
    return outcome


def _save(recorder: Recorder) -> str:
    """Record a draft that was checked, once; return its key."""
    draft = DRAFTS.get(request.form.get("key", ""), recorder.actor, recorder.books)
    if draft is None:
        abort(410, description="This form is no longer kept: fill it in again.")
    if not _recording.acquire(timeout=WAIT_SECONDS):
        _remember(draft.key, Outcome(saved=False, problems={WHOLE: BUSY}))
        return draft.key
    try:
        return _save_once(recorder, draft)
    finally:
        _recording.release()


def _save_once(recorder: Recorder, draft: Draft) -> str:
    """Record a draft, unless whoever pressed before did so."""
    draft = DRAFTS.get(draft.key, recorder.actor, recorder.books) or draft
    if draft.recorded:
        return draft.key
    with _lock:
        shown = _outcomes.get(draft.key)
    if shown is None or shown.problems:
        _check(recorder, draft, {})
        return draft.key
    outcome = recorder.record(draft.form, draft.values, draft.papers, shown.drafts)
    _remember(draft.key, outcome)
    if outcome.saved:
        DRAFTS.keep(draft._replace(recorded=True, entry=outcome.entry))
    return draft.key


def _drop(recorder: Recorder) -> None:
    draft = DRAFTS.get(request.form.get("key", ""), recorder.actor, recorder.books)
    if draft is not None and not draft.recorded:
        DRAFTS.drop(draft)


def _papers(before: Draft | None) -> tuple[dict[str, Upload], dict[str, str]]:
    """Return the papers of a form, those that it brought before too, and which are too large."""
    kept = dict(before.papers) if before and not request.form.get("left-out") else {}
    too_large: dict[str, str] = {}
    for name, file in request.files.items():
        if not file.filename:
            continue
        content = file.stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            too_large[name] = _too_large(file)
        else:
            kept[name] = Upload(file.filename, content)
        file.close()
    return kept, too_large


def _too_large(file: FileStorage) -> str:
    size = file.stream.seek(0, os.SEEK_END)
    return (
        f"{file.filename} has {size / _MEGABYTE:.1f} MB, and {MOST_BYTES // _MEGABYTE} MB is the "
        "most. Nothing was saved: choose a smaller file, such as a PDF in place of a picture."
    )


def _remember(key: str, outcome: Outcome) -> None:
    with _lock:
        _outcomes[key] = outcome
        _outcomes.move_to_end(key)
        while len(_outcomes) > _MOST_OUTCOMES:
            _outcomes.popitem(last=False)


def _of_draft(recorder: Recorder, books: Loaded, draft: Draft) -> Content:
    """Show a draft: to be filled in, to be checked, or that it is recorded."""
    with _lock:
        outcome = _outcomes.get(draft.key)
    changing = bool(request.args.get("change"))
    if outcome is None and not draft.recorded and not changing:
        outcome = _check(recorder, draft, {})
        draft = DRAFTS.get(draft.key, recorder.actor, recorder.books) or draft
    if not draft.recorded and (changing or (outcome and outcome.problems)):
        return _filling(recorder, books, draft, outcome)
    form = recorder.form(draft.form, books.book, draft.values)
    stage = "done" if draft.recorded else "check"
    content = form_content(recorder, form, draft, outcome)
    return content._replace(
        stage=stage,
        answers=tuple(answers_of(form, draft)),
        entry=draft.entry,
        again=None if draft.recorded else DRAFTS.recorded_alike(draft),
    )


def _filling(recorder: Recorder, books: Loaded, draft: Draft, outcome: Outcome | None) -> Content:
    """Show a form to be filled in."""
    form = recorder.form(draft.form, books.book, draft.values)
    register = books.book.register
    step = permissions.step_of_command(draft.form)
    may_not = ""
    if not permissions.may(register, recorder.actor, step):
        may_not = permissions.reason_against(register, recorder.actor, step)
    return form_content(recorder, form, draft, outcome)._replace(may_not=may_not)
