"""What `ringfence open` serves: the page that starts books, and then the books in Fava."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from ringfence.cli.serve.forms import FormRecorder
from ringfence.cli.serve.identity import OwnMachine
from ringfence.cli.serve.recent import remember_books
from ringfence.cli.serve.serving import make_app
from ringfence.cli.serve.wizard import make_wizard

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from ringfence.cli.settings import Settings


class Opening:
    """A WSGI application that begins as one and goes on as the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._books: Flask | None = None
        self._wizard = make_wizard(self.show)

    @property
    def app(self) -> Flask:
        """The application that answers now."""
        return self._books or self._wizard

    def show(self, main: Path) -> str:
        """Go on with books; return the address of their page of tasks."""
        settings = self._settings._replace(books=str(main))
        recorder = FormRecorder(main, settings)
        self._books = make_app(main, recorder, identity=OwnMachine(settings))
        remember_books(main)
        return f"/{self._books.config['LEDGERS'].first_slug()}/extension/Tasks/"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[Any]:
        """Answer a request; what was sent to begin books twice leads to the books."""
        if self._books is not None and environ.get("PATH_INFO", "").startswith("/begin/"):
            start_response("303 See Other", [("Location", "/")])
            return [b""]
        return self.app(environ, start_response)
