"""Starting books in a browser: new ones, those of a workbook, the example, or those of before.

Fava can't start without books, so this is a page of our own. What is asked for is checked as a
form is: it is tried in a folder that goes again, and shown; only then it is made.
"""

from __future__ import annotations

import hmac
import secrets
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, redirect, render_template, request

from ringfence.bookkeeping.errors import FieldError
from ringfence.bookkeeping.folders import new_folder
from ringfence.cli.serve.beginnings import (
    ASKS,
    MAKES,
    TITLES,
    Field,
    ProblemsError,
    QuestionError,
    Upload,
    folder_of,
)
from ringfence.cli.serve.recent import recent_books
from ringfence.cli.serve.serving import HEADERS, HOSTS, SAFE_METHODS
from ringfence.ledger.errors import UnservedError
from ringfence.ledger.main_file import MAIN

_MOST_SENT = 25 * 1024 * 1024


def make_wizard(opened: Callable[[Path], str]) -> Flask:
    """Make the application that starts books.

    Args:
        opened: Told of the main file of books once they are there, to show them; returns where.
    """
    app = Flask(__name__)
    app.config["TRUSTED_HOSTS"] = list(HOSTS)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_SENT
    wizard = _Wizard(opened)
    app.before_request(wizard.refuse)
    app.after_request(_harden)
    app.add_url_rule("/", "first", wizard.first)
    app.add_url_rule("/begin/open", "open", wizard.open_recent, methods=["POST"])
    app.add_url_rule("/begin/<what>", "begin", wizard.begin, methods=["GET", "POST"])
    return app


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class _Wizard:
    """The pages, and what they keep between them."""

    def __init__(self, opened: Callable[[Path], str]) -> None:
        self._opened = opened
        self._token = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._uploads = Uploads()

    def refuse(self) -> None:
        """Refuse what another site sends."""
        if request.method in SAFE_METHODS:
            return
        origin = request.headers.get("Origin")
        is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        if not is_ours or (origin is not None and urlsplit(origin).netloc != request.host):
            abort(403, description="Another site sent this.")
        if not hmac.compare_digest(request.form.get("token", "").encode(), self._token.encode()):
            abort(403, description="This form is from another time: load the page again.")

    def first(self) -> str:
        """Show the books opened before, and the ways to begin others."""
        return self._show("first", recent=recent_books())

    def open_recent(self) -> Response | str:
        """Open books that were opened before."""
        known = {str(each): each for each in recent_books()}
        main = known.get(request.form.get("books", ""))
        if main is None:
            return self._show("first", recent=recent_books(), gone=True)
        return self._lead(main)

    def begin(self, what: str) -> Response | str:
        """Ask, check or make."""
        if what not in ASKS:
            abort(404)
        fields = tuple(ASKS[what]())
        values = {each.name: request.form.get(each.name, each.default) for each in fields}
        told = {name: text for name, text in request.form.items() if name.startswith("answer.")}
        shown: dict[str, Any] = {"title": TITLES[what], "fields": fields, "values": values}
        if request.method == "GET":
            return self._show(what, **shown)
        with self._lock:
            book = self._uploads.take()
            shown |= {"held": book.name, "held_key": book.key} if book else {}
            if request.form.get("do") == "change":
                return self._show(what, **shown)
            return self._answer(what, fields, book, told, shown)

    def _answer(
        self,
        what: str,
        fields: tuple[Field, ...],
        book: Upload | None,
        told: dict[str, str],
        shown: dict[str, Any],
    ) -> Response | str:
        values: dict[str, str] = shown["values"]
        try:
            folder = folder_of(values)
            if request.form.get("do") == "make":
                MAKES[what](folder, values, book, told)
                return self._lead(folder / MAIN)
            with tempfile.TemporaryDirectory() as place:
                checked = MAKES[what](Path(place) / "books", values, book, told)
            _must_be_free(folder)
        except QuestionError as error:
            return self._show(what, question=error, told=told, **shown)
        except ProblemsError as error:
            return self._show(what, problems=error.problems, **shown)
        except FieldError as error:
            named = error.field if error.field in {each.name for each in fields} else ""
            return self._show(what, problems={named: str(error)}, **shown)
        except UnservedError as error:
            return self._show(what, problems={"": str(error)}, **shown)
        where = f"The books are made in {folder}."
        return self._show(what, checked=checked, where=where, told=told, **shown)

    def _lead(self, main: Path) -> Response:
        return make_response(redirect(self._opened(main), 303))

    def _show(self, page: str, **values: Any) -> str:  # noqa: ANN401 - whatever the page shows
        return render_template("wizard.html", page=page, token=self._token, **values)


def _must_be_free(folder: Path) -> None:
    """Make sure that books can be made in a folder, and leave nothing there.

    Raises:
        BookkeepingError: it is not new or empty, or can't be written to.
    """
    existed = folder.exists()
    with new_folder(folder):
        pass
    if not existed:
        folder.rmdir()


class Uploads:
    """The workbooks that were sent, the latest few: a browser does not send a file twice."""

    _MOST = 4

    def __init__(self) -> None:
        self._held: dict[str, Upload] = {}

    def take(self) -> Upload | None:
        """Return the workbook of a request: the one chosen now, else the one held since."""
        file = request.files.get("workbook")
        if file is None or not file.filename:
            return self._held.get(request.form.get("held", ""))
        key = secrets.token_urlsafe(12)
        self._held[key] = Upload(key, file.filename, file.read())
        while len(self._held) > self._MOST:
            self._held.pop(next(iter(self._held)))
        return self._held[key]
