"""The licence of every pinned release: what GPL-2.0-only, as Ringfence is, goes together with.

Ringfence runs inside Beancount, which is GPL-2.0-only. What is GPL-3, LGPL-3 or AGPL may not be
combined with that. Apache-2.0 alone may not either, as the FSF reads it, so it serves developing
and testing, and of what users install only those named here with the reason.
"""

import importlib.metadata
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("ledger", "plugins", "reports", "bookkeeping", "importers", "pages", "cli")
#: A program of its own, under the MIT licence: Ringfence runs it, and the two speak JSON.
PROGRAM = ROOT / "ledger" / "stamp_program.py"
RUNTIME, DEVELOPING = "constraints.txt", "constraints-dev.txt"

#: What may be combined with GPL-2.0-only.
GOES_TOGETHER = {
    *("0BSD", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0"),
    *("GPL-2.0-only", "GPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later", "MPL-2.0"),
    *("MIT-0", "MIT-CMU", "Unlicense", "Zlib", "ZPL-2.1"),
}
#: What users install though its licence does not go together with ours, as long as it is this one.
#: docs/DECISIONS.md says more.
BY_NAME = {
    "regex": "Apache-2.0 AND CNRI-Python",  # required by Beancount itself, and by nothing of ours
    # of the extra `timestamp`: run as a program of its own, by one file that is MIT's
    "rfc3161-client": "Apache-2.0",
    "tzdata": "Apache-2.0",  # required by icalendar: data, which Python's own zoneinfo reads
}
#: Licences of releases that do not say it in a form that can be read, or not clearly.
BY_HAND = {
    "axe-playwright-python": "MIT",  # by its LICENSE alone
    "python-dateutil": "BSD-3-Clause OR Apache-2.0",  # its LICENSE: the BSD applies to all code
    "waitress": "ZPL-2.1",  # its LICENSE.txt; the FSF: compatible with every version of the GPL
    "simplejson": "MIT OR AFL-2.1",  # two classifiers, which its LICENSE says are a choice
}
#: Those that are not installed on every platform or Python.
NOT_EVERYWHERE = {
    "cffi": "MIT-0",
    "colorama": "BSD-3-Clause",
    "librt": "MIT",
    "pycparser": "BSD-3-Clause",
    "python-magic": "MIT",
}
#: What an older lock pins for another Python than this one. CI runs these tests on one, too.
OF_OLDER_LOCKS = {"tomli": "MIT"}
OF_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def names_in(text: str) -> set[str]:
    """The packages that a lock pins, without their extras."""
    return set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", text, flags=re.MULTILINE))


def pins(lock: str) -> list[str]:
    return sorted(names_in((ROOT / lock).read_text(encoding="utf-8")))


def licence_of(name: str) -> str:
    """The licence of a release as an SPDX expression; "" if it does not say it."""
    if name in BY_HAND:
        return BY_HAND[name]
    try:
        metadata = importlib.metadata.metadata(name)
    except PackageNotFoundError:
        return (NOT_EVERYWHERE | OF_OLDER_LOCKS).get(name, "")
    # A key that is not there: newer Pythons warn of asking for it by `said[…]`.
    if expressions := metadata.get_all("License-Expression"):
        return str(expressions[0])
    classifiers = metadata.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ")]
    if named:  # of several nobody says whether they are a choice
        return " AND ".join(OF_CLASSIFIER.get(each, each) for each in named)
    return str((metadata.get_all("License") or [""])[0]).strip().partition("\n")[0]


def faults(name: str, licence: str, *, for_users: bool) -> Iterator[str]:
    """Why a release can't be used, if so."""
    allowed = GOES_TOGETHER if for_users else GOES_TOGETHER | {"Apache-2.0"}
    if BY_NAME.get(name) == licence:
        return
    if not licence:
        yield f"{name} does not say its licence here: find it out, and add it to this file"
    elif "(" in licence:
        yield f"{name}: {licence} has brackets: write down what it comes to in BY_HAND"
    elif not any(
        all(each in allowed for each in choice.split(" AND ")) for choice in licence.split(" OR ")
    ):
        yield f"{name}: {licence} does not go together with GPL-2.0-only"


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPING])
def test_every_pin_goes_together_with_our_licence(lock: str) -> None:
    users = set(pins(RUNTIME))
    found = [
        each
        for name in pins(lock)
        for each in faults(name, licence_of(name), for_users=name in users)
    ]
    assert len(pins(lock)) > 40
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("licence", "for_users", "fits"),
    [
        ("MIT", True, True),
        ("GPL-2.0-only", True, True),
        ("GPL-3.0-only", True, False),
        ("GPL-3.0-or-later", False, False),
        ("GPL-2.0-only OR GPL-3.0-only", True, True),
        ("LGPL-3.0-or-later", False, False),
        ("AGPL-3.0-only", False, False),
        ("MIT AND AGPL-3.0-only", False, False),
        ("Apache-2.0", True, False),
        ("Apache-2.0", False, True),
        ("Apache-2.0 OR BSD-2-Clause", True, True),
        ("(MIT OR GPL-3.0-only) AND ISC", True, False),
        ("My own terms", False, False),
        ("", False, False),
    ],
)
def test_which_licences_go_together_with_ours(licence: str, for_users: bool, fits: bool) -> None:
    assert (not list(faults("anything", licence, for_users=for_users))) is fits


def test_what_is_allowed_by_name_needs_it_and_is_imported_by_nothing_of_ours() -> None:
    assert set(pins(RUNTIME)) >= set(BY_NAME)
    for name, licence in BY_NAME.items():
        assert list(faults(f"not {name}", licence, for_users=True))
        module = name.replace("-", "_")
        uses = re.compile(rf"^\s*(?:import|from) {module}\b", re.MULTILINE)
        assert {PROGRAM} >= {
            path
            for package in OURS
            for path in (ROOT / package).rglob("*.py")
            if uses.search(path.read_text(encoding="utf-8"))
        }


def test_the_program_of_another_licence_imports_nothing_of_ours_and_is_imported_by_nothing() -> (
    None
):
    text = PROGRAM.read_text(encoding="utf-8")
    assert text.startswith("# SPDX-License-Identifier: MIT\n")
    assert not re.search(r"^\s*(?:import|from) (?:ringfence|beancount)\b", text, re.MULTILINE)
    importing = re.compile(rf"^\s*(?:import|from) \S*{PROGRAM.stem}\b", re.MULTILINE)
    of_ours = (path for package in OURS for path in (ROOT / package).rglob("*.py"))
    assert not [path for path in of_ours if importing.search(path.read_text(encoding="utf-8"))]


def test_what_this_file_says_by_hand_is_of_pins() -> None:
    assert set(pins(DEVELOPING)) | set(pins(RUNTIME)) >= {*BY_HAND, *NOT_EVERYWHERE}


def test_what_is_not_everywhere_has_a_licence_in_this_file() -> None:
    marked = re.compile(r"^([A-Za-z0-9._-]+)==\S+ ; .*(?:platform|os_name)", re.MULTILINE)
    texts = [(ROOT / lock).read_text(encoding="utf-8") for lock in (RUNTIME, DEVELOPING)]
    assert {name for text in texts for name in marked.findall(text)} == set(NOT_EVERYWHERE)


def test_extras_are_read_as_the_package_itself() -> None:
    assert names_in("coverage[toml]==7.1 \\\n    --hash=x\nply==3.11 \\\n") == {"coverage", "ply"}


def test_ours_is_what_the_project_says() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'license = "GPL-2.0-only"' in text
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").split()
    assert licence[:6] == ["GNU", "GENERAL", "PUBLIC", "LICENSE", "Version", "2,"]
