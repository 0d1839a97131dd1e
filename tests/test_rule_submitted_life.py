"""The rule `submitted`: the life of a return, step by step, and the snapshots of what was sent."""

import datetime
import re
from pathlib import Path

import pytest
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.declarations.history import History
from ringfence.ledger.declarations.models import Return
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import SENT, Frozen
from ringfence.ledger.return_lives import FOLLOWERS, life_of
from ringfence.ledger.snapshots import name_of, snapshot_bytes
from ringfence.plugins import submitted

AS_AT = datetime.date(2017, 8, 31)
HEAD = """plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "Main"
  title: "A fund"
  funder: "OPCC"
  stage: "awarded"
  returns: "six-monthly"
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:Main      5000.00 GBP
  Income:OPCC:Main             -5000.00 GBP
"""
#: How a return comes to be what it is, by the commands' own steps.
COMING_TO = {
    "draft": (),
    "certified": ("certified",),
    "submitted": ("certified", "submitted"),
    "queried": ("certified", "submitted", "queried"),
    "answered": ("certified", "submitted", "queried", "answered"),
    "accepted": ("certified", "submitted", "accepted"),
    "paid": ("certified", "submitted", "accepted", "paid"),
    "reopened": ("certified", "submitted", "reopened"),
}
STATUSES = tuple(COMING_TO)


class Desk:
    """Books with a return in a folder: each step a day later than the one before."""

    def __init__(self, folder: Path) -> None:
        self.main = folder / "main.beancount"
        self.text = HEAD
        self.day = datetime.date(2017, 9, 20)
        self.main.write_text(HEAD, encoding="utf-8")
        frozen = Frozen(loading.load(self.main).book, "Main", "2017-18-H1", AS_AT)
        self.digest = frozen.digest
        self.snapshot = snapshot_bytes({"digest": frozen.digest}, frozen)
        self.versions = 0

    def path(self, version: int | None = None) -> Path:
        return self.main.parent / name_of("Main", "2017-18-H1", version)

    def writes(self, *lines: str) -> None:
        """Write a directive of the return, on the next day."""
        self.day += datetime.timedelta(days=1)
        directive = f'{self.day} custom "return" "Main" "2017-18-H1"'
        self.text += "\n  ".join((directive, *lines)) + "\n"
        self.main.write_text(self.text, encoding="utf-8")

    def steps(self, *statuses: str) -> None:
        """Take steps as the commands do, with the files that they leave."""
        for status in statuses:
            more = {
                "certified": (f"as-at: {AS_AT}", f'digest: "{self.digest}"', 'certified-by: "cfo"'),
                "submitted": (f"as-at: {AS_AT}", f'digest: "{self.digest}"'),
                "queried": (f'reason: "Why {self.day}?"',),
                "reopened": ('reason: "Wrong"', "digest:", "certified-by:"),
            }.get(status, ())
            if status == "submitted":
                self.path().parent.mkdir(exist_ok=True)
                self.path().write_bytes(self.snapshot)
            if status == "reopened":
                self.versions += 1
                self.path().parent.mkdir(exist_ok=True)
                self.path(self.versions).write_bytes(self.snapshot)
            self.writes(f'status: "{status}"', *more)

    def finds(self) -> list[Finding]:
        books = loading.load(self.main)
        assert books.errors == []
        return list(submitted.check(books.book))

    def says(self) -> list[str]:
        found = self.finds()
        assert all(each.severity.value == "block" for each in found)
        return [each.message for each in found]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


ALLOWED = {
    ("draft", "draft"),
    ("draft", "certified"),
    ("draft", "submitted"),
    ("certified", "draft"),
    ("certified", "certified"),
    ("certified", "submitted"),
    ("submitted", "queried"),
    ("submitted", "answered"),
    ("submitted", "accepted"),
    ("submitted", "paid"),
    ("submitted", "reopened"),
    ("queried", "queried"),
    ("queried", "answered"),
    ("queried", "accepted"),
    ("queried", "paid"),
    ("queried", "reopened"),
    ("answered", "queried"),
    ("answered", "answered"),
    ("answered", "accepted"),
    ("answered", "paid"),
    ("answered", "reopened"),
    ("accepted", "paid"),
    ("accepted", "reopened"),
    ("paid", "reopened"),
    ("reopened", "draft"),
    ("reopened", "certified"),
}


@pytest.mark.parametrize("to", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_each_step_is_lawful_or_named_at_its_line(desk: Desk, before: str, to: str) -> None:
    desk.steps(*COMING_TO[before])
    before_it = desk.says()
    assert before_it == []
    line = desk.text.count("\n") + 1
    kept = desk.path().exists()
    desk.steps(to)
    if not kept and to == "submitted" and (before, to) not in ALLOWED:
        desk.path().unlink()
    if to == "reopened" and (before, to) not in ALLOWED:
        desk.path(desk.versions).unlink()
    found = desk.finds()
    if (before, to) in ALLOWED:
        assert [each.message for each in found] == []
    else:
        (only,) = found
        assert only.source["lineno"] == line
        assert only.severity.value == "block"
        state = "a draft" if before == "draft" else before
        stands = f"(is|has been) {state}( since 2017-09-2[0-9])?, so it can't be "
        assert re.match(f"The return Main 2017-18-H1 {stands}", only.message)
        assert f"so it can't be {to} from" in only.message


def test_what_a_declined_certificate_leaves_is_not_sent(desk: Desk) -> None:
    desk.steps("certified", "draft")
    desk.writes('status: "submitted"', f"as-at: {AS_AT}", f'digest: "{desk.digest}"')
    assert desk.says() == [
        (
            "The return Main 2017-18-H1 has been a draft since 2017-09-22, so it can't be "
            "submitted from 2017-09-23 on: draft or certified may follow. Take it out. [submitted]"
        )
    ]


WAY = (
    "Take it out. If what was sent is wrong: ringfence return reopen Main 2017-18-H1 "
    '--reason "TEXT" [submitted]'
)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("as-at:",), "as-at was 2017-08-31, is nothing"),
        (("as-at: 2017-07-31",), "as-at was 2017-08-31, is 2017-07-31"),
        (("digest:",), "digest was {digest}, is nothing"),
        (('certified-by: "mayor"',), "certified-by was cfo, is mayor"),
        (('prepared-by: "clerk"',), "prepared-by was nothing, is clerk"),
        (
            ("as-at:", "digest:"),
            "as-at was 2017-08-31, is nothing; digest was {digest}, is nothing",
        ),
        (('status: "queried"', 'reason: "Why?"', "as-at:"), "as-at was 2017-08-31, is nothing"),
    ],
)
def test_what_was_sent_changes_only_by_reopening(
    desk: Desk, lines: tuple[str, ...], says: str
) -> None:
    desk.steps("certified", "submitted")
    desk.writes(*lines)
    told = says.format(digest=desk.digest)
    assert desk.says() == [
        (
            "The return Main 2017-18-H1 is submitted, and this would change what was sent on "
            f"2017-09-22: {told}. {WAY}"
        )
    ]


@pytest.mark.parametrize(
    "lines", [("as-at:",), ("as-at:", "digest:"), ("status:",), ('status: "draft"', "as-at:")]
)
def test_nothing_thaws_it(desk: Desk, lines: tuple[str, ...]) -> None:
    """The directive is named, and so is what was changed in the books behind it."""
    desk.steps("certified", "submitted")
    desk.writes(*lines)
    wrong = desk.says()
    desk.text = desk.text.replace("5000.00", "5001.00")
    desk.writes("due: 2017-10-31")
    found = desk.says()
    assert set(wrong) < set(found)
    assert any("“OPCC, Award” is not what was in the return Main 2017-18-H1" in e for e in found)


@pytest.mark.parametrize(
    "lines",
    [("due: 2017-10-31",), ('evidence: "returns/Main_2017-18-H1.json"',), (f"as-at: {AS_AT}",)],
)
def test_what_changes_nothing_that_was_sent_may_follow(desk: Desk, lines: tuple[str, ...]) -> None:
    desk.steps("certified", "submitted")
    desk.writes(*lines)
    assert desk.says() == []


def test_the_day_that_what_was_sent_was_due_stands(desk: Desk) -> None:
    desk.writes("due: 2017-09-29")
    desk.steps("certified", "submitted")
    desk.writes("due: 2017-12-31")
    (said,) = desk.says()
    assert said == (
        "The return Main 2017-18-H1 is submitted, and this would change what was sent on "
        f"2017-09-23: due was 2017-09-29, is 2017-12-31. {WAY}"
    )


def test_a_reason_of_before_is_no_reason_to_reopen(desk: Desk) -> None:
    desk.steps("certified", "submitted", "queried")
    desk.writes('status: "reopened"', "digest:")
    assert desk.says() == [
        (
            "The return Main 2017-18-H1 is reopened here and nothing says why, so it stands as "
            'it was sent. Write the reason under it: reason: "TEXT" [submitted]'
        )
    ]


@pytest.mark.parametrize("status", ["certified", "submitted", "queried", "accepted"])
def test_a_directive_that_is_there_twice_is_named(desk: Desk, status: str) -> None:
    desk.steps("certified", "submitted", "queried", "accepted")
    directives = ["2017-" + each for each in desk.text.split("\n2017-")[1:]]
    (twice,) = [each for each in directives if f'status: "{status}"' in each]
    desk.main.write_text(desk.text + twice.rstrip("\n") + "\n", encoding="utf-8")
    first = desk.text[: desk.text.index(twice)].count("\n") + 1
    assert desk.says() == [
        (
            f"This is at main.beancount:{first} already, word for word: take it out of the life of "
            "Main 2017-18-H1. [submitted]"
        )
    ]


def test_what_gives_no_status_may_be_there_twice(desk: Desk) -> None:
    """It is no step: said again, it changes nothing."""
    desk.steps("certified", "submitted")
    amended = '2017-11-01 custom "return" "Main" "2017-18-H1"\n  reference: "P-7"\n'
    desk.main.write_text(f"{desk.text.rstrip()}\n{amended}{amended}", encoding="utf-8")
    assert desk.says() == []


# ---------------------------------------------------------------- snapshots and directives


def test_each_submission_has_its_snapshot(desk: Desk) -> None:
    desk.steps("certified", "submitted", "reopened", "certified", "submitted")
    assert desk.says() == []
    desk.path(1).unlink()
    desk.path().unlink()
    assert desk.says() == [
        (
            "The snapshot of the return Main 2017-18-H1 as submitted on 2017-09-22, "
            "returns/Main_2017-18-H1.v1.json, is missing: put it back from a copy. [submitted]"
        ),
        (
            "The snapshot of the return Main 2017-18-H1 as submitted on 2017-09-25, "
            "returns/Main_2017-18-H1.json, is missing: put it back from a copy. [submitted]"
        ),
    ]


def test_each_snapshot_has_its_directives(desk: Desk) -> None:
    desk.steps("certified", "submitted", "reopened")
    desk.main.write_text(HEAD, encoding="utf-8")
    found = desk.finds()
    assert [Path(each.source["filename"]).name for each in found] == [
        "Main_2017-18-H1.json",
        "Main_2017-18-H1.v1.json",
    ]
    assert [each.message for each in found] == [
        (
            "The snapshot returns/Main_2017-18-H1.json is there, and no directive says that the "
            "return Main 2017-18-H1 was submitted: put its directives back from a copy. If it "
            "never was, take the file out of the folder. [submitted]"
        ),
        (
            "The snapshot returns/Main_2017-18-H1.v1.json is there, and no directive says that the "
            "return Main 2017-18-H1 was reopened: put its directives back from a copy. If it never "
            "was, take the file out of the folder. [submitted]"
        ),
    ]


def test_the_snapshots_of_other_books_are_theirs(desk: Desk) -> None:
    """Books within a folder of books, and files of another fund or another name."""
    desk.steps("certified", "submitted")
    inner = desk.main.parent / "archive"
    inner.mkdir()
    (inner / "main.beancount").write_text(HEAD, encoding="utf-8")
    assert list(submitted.check(loading.load(inner / "main.beancount").book)) == []
    for name in ("Other_2017-18-H1.json", "Main.json", "notes.json"):
        (desk.main.parent / "returns" / name).write_text("{}", encoding="utf-8")
    assert desk.says() == []


@given(st.lists(st.sampled_from([*STATUSES, ""]), max_size=8))
def test_a_life_is_of_lawful_steps_and_everything_else_is_named(statuses: list[str]) -> None:
    """Whatever is written, in whatever order: each step is taken or named, and never both."""
    text = HEAD
    for number, status in enumerate(statuses):
        line = f'  status: "{status}"\n' if status else "  status:\n"
        reason = f'  reason: "Why {number}"\n' if number % 2 else ""
        text += f'{AS_AT + datetime.timedelta(days=number)} custom "return" "Main" "2017-18-H1"\n'
        text += line + reason
    history = _history(text)
    if history is None:
        return
    life = life_of(history)
    now, taken = "draft", 0
    named = {id(fault.step) for fault in life.faults}
    for step in history.versions:
        if id(step) not in named:
            to = step.value.status or "draft"
            assert to in FOLLOWERS[now]
            now, taken = to, taken + 1
    assert life.status == now
    assert taken + len(named) == len(history.versions)
    assert (life.sent is not None) == (life.status in SENT)
    assert life.reopenings in (len(life.submissions), len(life.submissions) - 1)


def _history(text: str) -> History[Return] | None:
    entries, _errors, _options = parser.parse_string(text)
    return Book(entries).register.returns.get(("Main", "2017-18-H1"))


@pytest.mark.parametrize(
    ("held", "steps", "severity"),
    [
        ((), (), "warn"),
        ((), ("submitted",), "warn"),
        (('evidence-digest: "ab"',), (), "warn"),
        (('evidence-digest: "ab"',), ("submitted",), "block"),
    ],
)
def test_a_signed_paper_that_is_gone(
    desk: Desk, held: tuple[str, ...], steps: tuple[str, ...], severity: str
) -> None:
    """It blocks once it was sent, where the books hold what it was."""
    certified = (f"as-at: {AS_AT}", f'digest: "{desk.digest}"', 'certified-by: "cfo"')
    desk.writes('status: "certified"', *certified, 'evidence: "signed.pdf"', *held)
    desk.steps(*steps)
    (found,) = desk.finds()
    assert "signed.pdf, is no longer in the folder of the books" in found.message
    assert found.severity.value == severity
    (desk.main.parent / "signed.pdf").write_bytes(b"%PDF")
    assert desk.finds() == []


@pytest.mark.parametrize("fate", ["destroyed", "redacted"])
def test_a_signed_paper_that_went_by_record_is_not_missed(desk: Desk, fate: str) -> None:
    certified = (f"as-at: {AS_AT}", f'digest: "{desk.digest}"', 'certified-by: "cfo"')
    evidence = ('evidence: "signed.pdf"', 'evidence-digest: "ab"')
    desk.writes('status: "certified"', *certified, *evidence)
    desk.steps("submitted")
    desk.text += f'2030-04-01 custom "paper" "signed.pdf"\n  status: "{fate}"\n  reason: "Old"\n'
    desk.main.write_text(desk.text, encoding="utf-8")
    missed = [each for each in desk.says() if "no longer in the folder" in each]
    assert bool(missed) == (fate == "redacted")
