"""Fava's own templates, made safe and passable as they are read: nothing of them is copied here.

Fava shows payees, narrations, notes and metadata in its journal as HTML, so that a payee could
draw a false sign-in page over it. And its pages say no language, and begin with thirty links. Each
is put right in the template's own text, and a Fava in which that text is not found is not served.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from jinja2 import BaseLoader, Environment

#: Where the skip link leads to.
MAIN = "ringfence-main"
_SKIP = f"""<a class="ringfence-skip" href="#{MAIN}">Skip to the page</a>
<style>
.ringfence-skip {{ position: fixed; z-index: 100; top: 0; left: 0; padding: .6rem 1rem;
  background: #fff; color: #003a70; font-weight: 500; text-decoration: underline;
  transform: translateY(-150%); }}
.ringfence-skip:focus {{ transform: none; outline: 3px solid #003a70; outline-offset: -3px; }}
@media print {{ .ringfence-skip {{ display: none; }} }}
</style>"""
#: What is put right in which template: what stands there, how often, and what stands there then.
_CHANGES = {
    "_journal_table.html": (("{% autoescape false %}", "{% autoescape true %}"),),
    "_layout.html": (
        (
            "<html>",
            '<html lang="{{ (ledger.fava_options.language if ledger) or "en-GB" }}">',
        ),
        ("<body>", f"<body>\n    {_SKIP}"),
        ("<article>", f'<article id="{MAIN}" tabindex="-1">'),
    ),
}


class OtherFavaError(Exception):
    """A Fava whose templates are not those that we know."""

    def __init__(self, template: str) -> None:
        super().__init__(
            f"This release of Fava has another template {template} than Ringfence knows, so its "
            "journal could show what somebody typed as HTML. Install the release that Ringfence "
            "names, or a newer Ringfence."
        )


def make_safe(app: Flask) -> None:
    """Have an application of Fava read its templates as they ought to be.

    Raises:
        OtherFavaError: one is not as it was.
    """
    loader = app.jinja_loader
    assert loader is not None  # noqa: S101 - Fava has templates
    safe = _Safe(loader)
    app.jinja_loader = safe  # a cached property, read by whatever renders
    for name in _CHANGES:
        safe.get_source(app.jinja_env, name)
    app.jinja_env.loader = safe


class _Safe(BaseLoader):
    """Fava's own loader, with what is put right."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's text.

        Raises:
            OtherFavaError: what is to be put right is not there.
            TemplateNotFound: there is no such template.
        """
        text, name, fresh = self._loader.get_source(environment, template)
        for old, new in _CHANGES.get(template, ()):
            if text.count(old) != 1:
                raise OtherFavaError(template)
            text = text.replace(old, new)
        return text, name, fresh

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return self._loader.list_templates()
