"""The catalogue of errors: small books in `tests/errors/`, and what `ringfence check` says of them.

Each file begins with a comment: a title, then every finding expected, in the order of `check`,
with its line, its severity and its message. Run as a program this writes the findings anew into
each file, to be read and reviewed as a difference, and makes `docs/rules.md`.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.ledger.rules import OVERRIDABLE, RULES, TABLE

HERE = Path(__file__).resolve().parent
ERRORS = HERE / "errors"
SNAPSHOTS = ERRORS / "snapshots"
#: Cases that have snapshots of returns which they don't declare, or of versions.
KEPT = {
    "submitted-orphan": ("Grant_2017-18-H1",),
    "submitted-orphan-version": ("Grant_2017-18-H1", "Grant_2017-18-H1.v1"),
    "submitted-snapshot-gone": (),
}
RULES_PAGE = HERE.parent / "docs" / "rules.md"
_MARK = ";;"
_WIDTH = 100


class Case(NamedTuple):
    """One set of books: its title, what is expected of it, and the books without either."""

    path: Path
    title: str
    expected: tuple[str, ...]
    body: str

    @property
    def name(self) -> str:
        return self.path.stem


def read(path: Path) -> Case:
    """Read a case: comment lines up to the first that is none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next((n for n, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    title, *rest = (line.removeprefix(_MARK) for line in lines[:end])
    expected: list[str] = []
    for line in filter(None, rest):
        if line.startswith("   "):
            expected[-1] += " " + line.strip()
        else:
            expected.append(line.strip())
    body = "\n".join(lines[end:]).strip("\n") + "\n"
    return Case(path, title.strip(), tuple(expected), body)


def cases() -> list[Case]:
    return [read(path) for path in sorted(ERRORS.glob("*.beancount"))]


def lay_out(case: Case, folder: Path) -> Path:
    """Put a case's books into a folder, with what lies beside them."""
    for name in ("council", "files"):
        shutil.copytree(ERRORS / name, folder / name, dirs_exist_ok=True)
    returns = re.findall(r'custom "return" "(\S+)" "(\S+)"', case.body)
    is_sent = 'status: "submitted"' in case.body
    declared = tuple("_".join(each) for each in returns if is_sent)
    for name in KEPT.get(case.name, declared):
        kept = f"{name.removesuffix('.v1')}.json"
        own = SNAPSHOTS / case.name / kept
        source = own if own.is_file() else SNAPSHOTS / kept
        if source.is_file():
            (folder / "returns").mkdir(exist_ok=True)
            shutil.copy(source, folder / "returns" / f"{name}.json")
    return Path(shutil.copy(case.path, folder))


def found(path: Path) -> tuple[str, ...]:
    """Return what `ringfence check` finds, one line a finding; places are within the folder."""
    result = CliRunner().invoke(main, ["--books", str(path), "check", "--format", "json"])
    shown = json.loads(result.stdout)
    blocks = any(each["severity"] == "block" for each in shown["findings"])
    assert shown["ok"] == (not blocks)
    assert result.exit_code == int(blocks)
    return tuple(_line(each, path) for each in shown["findings"])


def _line(finding: dict[str, str | int | None], path: Path) -> str:
    message = " ".join(str(finding["message"]).replace(f"{path.parent}/", "").split())
    tag = f"[{finding['rule']}]"
    place = finding["line"] if finding["file"] in (path.name, None) else finding["file"]
    end = "" if message.endswith(tag) else f" {tag}"
    return f"{place or '-'} {finding['severity']}: {message}{end}"


def write(case: Case, expected: tuple[str, ...]) -> None:
    """Write a case with its findings at its head."""
    lines = [f"{_MARK} {case.title}"]
    if expected:
        lines.append(_MARK)
    for each in expected:
        lines += textwrap.wrap(
            each,
            _WIDTH,
            initial_indent=f"{_MARK} ",
            subsequent_indent=f"{_MARK}   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    case.path.write_text("\n".join((*lines, "", case.body)), encoding="utf-8")


def renew(case: Case) -> None:
    """Write what is found now; the lines of findings move with the head until they stand still."""
    expected = case.expected
    for _ in range(5):
        write(case, expected)
        with tempfile.TemporaryDirectory() as folder:
            now = found(lay_out(case, Path(folder)))
        if now == expected:
            return
        expected = now
    raise AssertionError(case.name)


def rules_page(told: list[Case]) -> str:
    """Make the page of rules: each rule's own docstring, then what it can say."""
    return "\n".join(_page(told)).rstrip("\n") + "\n"


def _page(told: list[Case]) -> Iterator[str]:
    yield "# The rules, and what they say\n"
    yield textwrap.fill(
        "Made by `make docs` from the rules' own manuals in `plugins/` and from the books in "
        "`tests/errors/`: do not edit. `ringfence check` runs all rules; `bean-check` and Fava run "
        "those whose plugin the books name.",
        _WIDTH,
    )
    yield "\n| Rule | In a sentence | Can a decision override it, and of which body? |"
    yield "|---|---|---|"
    for rule in RULES:
        may = f"`override-{rule}`: {TABLE[rule].body}" if rule in OVERRIDABLE else "no"
        yield f"| [{rule}](#{rule}) | {TABLE[rule].asks}. | {may} |"
    yield f"\n{_SEVERITIES}"
    for rule in RULES:
        _head, *manual = _docstring(rule)
        yield f"\n## {rule}\n\n**{TABLE[rule].asks}.**\n"
        yield from _manual(manual)
        yield from _said(f"What {rule} says", [c for c in told if c.name.startswith(f"{rule}-")])
    yield "\n## Overridden by a decision\n"
    yield from _said(
        "What is then shown", [case for case in told if case.name.startswith("overridden")]
    )
    yield "\n## Books that can't be loaded\n"
    yield "These are Beancount's own faults, and files that are no text.\n"
    loading = [case for case in told if case.name.startswith("loading-")]
    yield from _said("What is said of them", loading)


def _docstring(rule: str) -> list[str]:
    module = HERE.parent / "plugins" / f"{rule.replace('-', '_')}.py"
    return (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").splitlines()


def _manual(lines: list[str]) -> Iterator[str]:
    """Show a docstring as Markdown: what is indented is a ledger."""
    within = False
    for number, line in enumerate(lines[1:], start=1):
        following = "".join(lines[number + 1 : number + 2])
        ends = not line and not following.startswith("    ")
        if line.startswith("    ") and not within:
            within = True
            yield "```beancount"
        elif within and ends:
            within = False
            yield "```"
        yield line.removeprefix("    ") if within else line
    if within:
        yield "```"


def _said(title: str, told: list[Case]) -> Iterator[str]:
    yield f"\n### {title}\n"
    for case in told:
        yield f"- **{case.title}** ([books](../tests/errors/{case.path.name}))"
        for each in case.expected:
            place, _, message = each.partition(": ")
            severity = place.rpartition(" ")[2]
            words = (
                message.rpartition(" [")[0] if not case.name.startswith("overridden") else message
            )
            shown = words.replace("<", "\\<").replace("*", "\\*")
            yield textwrap.fill(
                f"- *{_SPOKEN[severity]}:* {shown}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )


_SPOKEN = {
    "block": "blocks",
    "pending": "awaits a decision",
    "warn": "warns",
    "overridden": "overridden",
}
_SEVERITIES = """\
A finding **blocks** (no command records it, and figures are a draft until it is corrected),
**awaits a decision** (a spend recorded as pending, flag `!`, which counts in full), **warns**, or
is **overridden** by a decision that the entry names, and stays in sight. The
decision is of the body that the rule asks for, or ratified by one, as it stood on the day: of a
transfer dated on or before the entry, of a spend, which is a fact, of any day that has come. It
excuses what its own entry brought about and no more, and of `authority` no more than the
decision's amount, if it has one, beside what else was moved on it. Where an entry has several
faults of a rule, decisions of every body that they ask for are named, with commas between. In the
books a rule can be told only to warn, or be switched off:

```beancount
plugin "ringfence.plugins.all" "{'evidence': 'warn', 'duplicate': 'off'}"
```

Set it on that one line, in the main file. `ringfence check` takes together what several plugin
lines say; `bean-check` and Fava run each by itself, and none that stands in an included file."""


if __name__ == "__main__":
    chosen = sys.argv[1:]
    for each in cases():
        if not chosen or each.name in chosen:
            renew(each)
    RULES_PAGE.write_text(rules_page(cases()), encoding="utf-8")
    click.echo(f"{len(cases())} sets of books, and {RULES_PAGE.name}.")
