"""A page is a class of `pages/`, a template of its name, and a line in `pages/__init__.py`."""

import inspect
from importlib import import_module
from pathlib import Path

from fava.ext import find_extensions

from ringfence import pages
from ringfence.pages.page import Page

PAGES = Path(__file__).resolve().parents[2] / "pages"


def test_every_page_that_is_made_is_listed_and_has_its_template() -> None:
    modules = [import_module(f"ringfence.pages.{path.stem}") for path in PAGES.glob("*.py")]
    made = {
        name
        for module in modules
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, Page) and found is not Page
    }
    assert made == set(pages.__all__)
    assert made == {path.stem for path in PAGES.glob("templates/[!_]*.html")}


def test_books_that_name_the_pages_get_every_one(tmp_path: Path) -> None:
    found, faults = find_extensions(tmp_path, "ringfence.reports.fava_pages")
    assert faults == []
    assert {each.__name__ for each in found} == set(pages.__all__)
