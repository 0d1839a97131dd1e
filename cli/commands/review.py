"""``ringfence review``: Fava on this machine, with the Ringfence pages, safe as it stands."""

from __future__ import annotations

import ipaddress
import threading
import webbrowser
from typing import TYPE_CHECKING

import click

from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.commands import Blank, command

if TYPE_CHECKING:
    from cheroot.wsgi import Server
    from flask import Flask

    from ringfence.cli.serve.identity import OwnMachine

PORT = 5000
FIRST_PAGE = "extension/DeliveryPlan/"


class Loopback(click.ParamType[str]):
    """An address of this machine that no other can reach."""

    name = "address"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read an address."""
        # A server bound to a name may listen on another address than the browser asks.
        text = "127.0.0.1" if value == "localhost" else str(value)
        try:
            is_ours = ipaddress.ip_address(text).is_loopback
        except ValueError:
            is_ours = False
        if not is_ours:
            self.fail(
                f"“{value}” is not this machine alone. Fava asks nobody for a password, so these "
                "books are shown on 127.0.0.1 only.",
                param,
                ctx,
            )
        return text


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--host", type=Loopback(), default="127.0.0.1", show_default=True)
@click.option("--no-browser", is_flag=True, help="Only say where the pages are.")
@click.option("--allow-recording", is_flag=True, help="Turn on the forms that record.")
@click.pass_context
def review(
    ctx: click.Context, port: int, host: str, no_browser: bool, allow_recording: bool
) -> None:
    """Open the books in a browser.

    This starts Fava on this computer only. It shows every account, with the partnership's own
    pages in its sidebar: the Delivery Plan, the reserve, funds, returns and findings. You can
    change nothing there. With --allow-recording there is a form for everything that a command
    records, checked before it is recorded; Fava's own editor stays off. It records as the
    person whose login the system's user is, unless --as names another; whose login is nobody's
    only looks.

    The pages follow changes to the books, on network drives too. Ctrl-C stops it.

    \b
    Examples:
      ringfence review
      ringfence --as cs-officer review --allow-recording
      ringfence review --port 5001 --no-browser
    """
    from ringfence.cli.serve.identity import OwnMachine
    from ringfence.cli.serve.serving import AddressInUseError, make_app, serve_app
    from ringfence.ledger import loading, main_file

    settings = ctx.ensure_object(Settings)
    path = main_file.find_books(settings.books)
    loading.check_readable(path)
    recorder = None
    if allow_recording:
        from ringfence.cli.serve.forms import FormRecorder

        recorder = FormRecorder(path, settings)
    identity = OwnMachine(settings)
    app = make_app(path, recorder, identity=identity)
    if recorder is not None:
        _say_who(app, identity)
    try:
        with serve_app(app, host, port) as server:
            _run(app, server, open_browser=not no_browser)
    except AddressInUseError as error:
        raise click.ClickException(
            f"{error} Perhaps `{command('review')}` or Fava runs there already; else name another, "
            f"as in --port {(port or PORT) + 1}."
        ) from error


def _say_who(app: Flask, identity: OwnMachine) -> None:
    """Say as whom the forms record, or that whoever is here only looks."""
    from ringfence.cli.serve.serving import register_of
    from ringfence.ledger.actors import system_user

    acting = identity.here(register_of(app))
    if acting is not None:
        output.say(f"The forms record as {acting.person}.")
        return
    user = system_user()
    output.say(
        f"You only look: no person in these books has the login {user}. To record, have it added "
        f"(`{command('person amend', Blank.PERSON, login=user)}`), or say who you are: "
        f"`{command('review', as_=Blank.PERSON, allow_recording=True)}`."
    )


def _run(app: Flask, server: Server, *, open_browser: bool) -> None:
    from ringfence.cli.serve.serving import address_of

    url = address_of(app, server) + FIRST_PAGE
    output.say(f"The books are shown at {url}\nCtrl-C stops it.")
    if open_browser:
        open_in_browser(url)
    try:
        server.serve()
    except KeyboardInterrupt:
        output.say("\nStopped.")


def open_in_browser(url: str) -> None:
    """Open an address; on some systems that waits until the browser is closed, so apart."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
