"""``ringfence return timestamp``: an authority signs when it saw the seal of a return."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringfence.cli.books import open_books
from ringfence.cli.prompt import choices
from ringfence.cli.prompt.typed import FILE, WORDS
from ringfence.cli.settings import Settings
from ringfence.cli.show import output
from ringfence.ledger.main_file import find_books

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ringfence.ledger.loading import Books
    from ringfence.ledger.recording.drafting import Wanted

#: The root of an authority, which the commands that verify time stamps take too.
CERTIFICATE = click.option(
    "--tsa-certificate",
    "certificate",
    type=FILE,
    metavar="FILE",
    help="The root of the time stamp authority, as it publishes it (PEM or DER).",
)


@click.command()
@click.argument("fund", type=choices.FUND)
@click.argument("period", type=WORDS)
@click.option(
    "--tsa", "url", metavar="URL", required=True, help="Where the time stamp authority answers."
)
@CERTIFICATE
@click.pass_context
def timestamp(
    ctx: click.Context, fund: str, period: str, url: str, certificate: Path | None
) -> None:
    """Have a time stamp authority sign that the seal of a submitted return was there today.

    It follows RFC 3161. Nothing of the return goes to the authority but its seal, a SHA-256. Its
    answer is kept beside the snapshot, and verified without a connection ever after. It proves
    something only to whoever trusts the authority: give its root, which it publishes. Needs the
    extra `timestamp`.

    \b
    Examples:
      ringfence return timestamp PLF-2017-18 2017-18-H1 --tsa https://tsa.example/tsr
      ringfence return timestamp PLF-2017-18 2017-18-H1 --tsa https://tsa.example/tsr \\
          --tsa-certificate tsa-root.pem
    """
    from ringfence.bookkeeping import record, time_stamp
    from ringfence.ledger.time_stamps import configuration, fingerprint, read_certificates

    roots = read_certificates(certificate) if certificate else []
    of = time_stamp.find_sealed(open_books(ctx), fund, period)
    stamped = time_stamp.ask_authority(of, url, roots)
    settings = ctx.ensure_object(Settings)

    def plan(books: Books) -> Sequence[Wanted]:
        return time_stamp.draft(books, stamped)

    recording = record.record(find_books(settings.books), plan, who=settings.actor)
    names = [getattr(each, "path", "") for each in recording.drafts]
    output.say(f"Kept in {' and '.join(names)}.")
    stamp = stamped.stamp
    who = stamp.authority or "An authority that does not name itself"
    output.say(output.fold(f"{who} says that it saw the seal {of.seal} at {stamp.time}."))
    if not roots:
        output.say(
            output.fold(
                "Nothing was verified, for no root was given: this proves nothing yet. Get the "
                "authority's root where it publishes it, and give it (--tsa-certificate FILE)."
            )
        )
        return
    prints = ", ".join(map(fingerprint, roots))
    output.say(
        output.fold(
            "It is proved by the root that you gave. To have it trusted on this computer from now "
            f"on, name its fingerprint in your own configuration, {configuration()}:"
        )
    )
    output.say(f'\n[time-stamps]\ntrusted = ["{prints}"]')
