"""``ringfence serve``: the pages for several people, behind the council's own sign-in."""

from __future__ import annotations

import ipaddress
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from ringfence.cli.settings import USER_VARIABLE, Settings
from ringfence.cli.show import output

if TYPE_CHECKING:
    from ringfence.cli.serve.several import Listening

LISTEN = "127.0.0.1:8090"
_UNIX = "unix:"


class HostName(click.ParamType[str]):
    """The name that people type into their browser."""

    name = "name"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read a name, without what stands around it in an address."""
        text = str(value).strip().rstrip(".").lower()
        parts = text.split(".")
        fits = all(part and part.strip("-") == part for part in parts)
        plain = text.isascii() and text.replace(".", "").replace("-", "").isalnum()
        if not (text and fits and plain):
            self.fail(
                f"“{value}” is no name of a server: write csp.council.gov.uk, without https:// "
                "and without a port.",
                param,
                ctx,
            )
        return text


class ListenType(click.ParamType["Listening"]):
    """Where the proxy asks: a Unix socket, or a port of this machine."""

    name = "where"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Listening:
        """Read a place to listen."""
        from ringfence.cli.serve.several import Listening

        text = str(value)
        if text.startswith(_UNIX):
            path = text.removeprefix(_UNIX)
            if os.name == "nt" or not path.startswith("/"):
                self.fail(
                    f"“{value}” is no Unix socket of this machine: write its whole path, as in "
                    "unix:/run/ringfence/ringfence.sock.",
                    param,
                    ctx,
                )
            return Listening(socket=path)
        host, _colon, port = text.rpartition(":")
        bare = host.removeprefix("[").removesuffix("]")
        try:
            is_ours = ipaddress.ip_address(bare).is_loopback
        except ValueError:
            is_ours = False
        if not is_ours or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004 - ports end there
            self.fail(
                f"“{value}” is not an address of this machine alone with a port, such as {LISTEN}. "
                "Other machines come through the proxy, which has TLS and the sign-in.",
                param,
                ctx,
            )
        return Listening(host=bare, port=int(port))


def _header(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    from ringfence.cli.serve.identity import BadHeaderError, header_name

    try:
        return header_name(value)
    except BadHeaderError as error:
        raise click.BadParameter(str(error)) from error


def _log_out(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    parts = urlsplit(value or "/")
    is_path = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not is_path and not (parts.scheme == "https" and parts.netloc):
        raise click.BadParameter(
            f"“{value}” is no address to log out at: write /.auth/logout or https://…"
        )
    return value


@click.command()
@click.option(
    "--host-name",
    "host_names",
    type=HostName(),
    multiple=True,
    required=True,
    help="By what name browsers ask for the books. May be repeated.",
)
@click.option(
    "--listen",
    type=ListenType(),
    default=LISTEN,
    show_default=True,
    metavar="WHERE",
    help="Where the proxy asks: HOST:PORT of this machine, or unix:/PATH.",
)
@click.option(
    "--identity-header",
    callback=_header,
    default="X-Remote-User",
    show_default=True,
    metavar="NAME",
    help="The header in which the proxy says who has signed in.",
)
@click.option(
    "--secret-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file with what the proxy adds as X-Ringfence-Secret; needed on a port.",
)
@click.option(
    "--log-out-url", callback=_log_out, metavar="URL", help="Where one logs out of the sign-in."
)
@click.option(
    "--access-log",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file in which each request is noted; without it, where the server prints.",
)
@click.option(
    "--threads",
    type=click.IntRange(2, 64),
    default=16,
    show_default=True,
    help="How many requests are worked on at once.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    host_names: tuple[str, ...],
    listen: Listening,
    identity_header: str,
    secret_file: Path | None,
    log_out_url: str | None,
    access_log: Path | None,
    threads: int,
) -> None:
    """Serve the books to several people, behind the council's own sign-in.

    A proxy (nginx, IIS) has the name, TLS and the sign-in, and says in a header who it is. They
    act as the person with that login, as far as they may; whom the books do not know sees
    nothing. The header is taken over a Unix socket, or on a port of this machine together with
    the secret that the proxy adds. docs/serve.md shows nginx, IIS with Entra ID, and the service.

    \b
    Examples:
      ringfence serve --host-name csp.council.gov.uk \\
          --listen unix:/run/ringfence/ringfence.sock
      ringfence --books /srv/csp serve --host-name csp.council.gov.uk \\
          --secret-file /etc/ringfence/secret --log-out-url /oauth2/sign_out
    """
    from ringfence.cli.serve.fava_templates import OtherFavaError
    from ringfence.cli.serve.forms import FormRecorder
    from ringfence.cli.serve.identity import Proxy, WrongSecretError, read_secret
    from ringfence.cli.serve.serving import make_app
    from ringfence.cli.serve.several import CannotListenError, log_to, run
    from ringfence.ledger import loading, main_file

    settings = ctx.ensure_object(Settings)
    _refuse_names(settings)
    if listen.socket is None and secret_file is None:
        raise click.UsageError(
            "On a port anybody on this machine could say who they are. Name the file with the "
            "secret that the proxy adds (--secret-file), or listen on a Unix socket (--listen "
            "unix:/run/ringfence/ringfence.sock)."
        )
    path = main_file.find_books(settings.books)
    loading.check_readable(path)
    try:
        secret = read_secret(secret_file) if secret_file else None
        identity = Proxy(identity_header, secret)
        app = make_app(
            path,
            FormRecorder(path, settings),
            identity=identity,
            hosts=host_names,
            log_out=log_out_url,
        )
        log_to(app, access_log)
        # As a service is ended; what is being recorded is whole or not there.
        signal.signal(signal.SIGTERM, _stop)
        with_secret = " with the secret" if secret else ""
        output.say(
            f"The books {path} are served at {listen}{with_secret}, as {', '.join(host_names)}. "
            f"Who it is: {identity_header}. Ctrl-C stops it."
        )
        run(app, listen, threads=threads)
    except (WrongSecretError, OtherFavaError, CannotListenError) as error:
        raise click.ClickException(str(error)) from error
    output.say("Stopped.")


def _refuse_names(settings: Settings) -> None:
    if settings.person is not None:
        raise click.UsageError(
            "Here everybody acts as the person whose login the sign-in names: leave out --as."
        )
    if os.environ.get(USER_VARIABLE):
        raise click.UsageError(
            "Here everybody acts as the person whose login the sign-in names: unset "
            f"{USER_VARIABLE}."
        )


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)
