"""What becomes of each attack on a return that was sent: a block that names what, and where.

The return of the example's first half is certified on a signed paper, submitted, queried and
accepted; it cites papers filed with entries that it counts, and the minutes of a decision.
"""

import datetime
import hashlib
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from beancount.parser import parser
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.canonical import canonical
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.papers import find_wrong_papers
from ringfence.ledger.seals import sealed_again
from ringfence.ledger.snapshot_proofs import find_altered_snapshots
from tests.conftest import Officer
from tests.sent_returns import before_seals

H1 = ("PLF-2017-18", "2017-18-H1")
SNAPSHOT = "returns/PLF-2017-18_2017-18-H1.json"
SIGNED = "returns/signed/signed.pdf"
SENT = "returns/PLF-2017-18_2017-18-H1/sent/1/PLF-2017-18_2017-18-H1.docx"
INVOICE = "documents/2017-18/2017-08-18.sen-1718-07.txt"
MINUTES = "documents/2017-18/2017-06-12.minutes.txt"
RELEASE = "documents/2017-18/2017-05-31.pr-0588.txt"
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "oadby-wigston"


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        books = Path(shutil.copytree(EXAMPLE, folder / "books"))
        officer = Officer(books)
        paper = folder / "signed.pdf"
        paper.write_bytes(b"%PDF signed by cfo")
        officer.does(
            *("return", "certify", *H1, "--prepared-by", "cs-officer", "--certified-by", "cfo"),
            *("--evidence", str(paper), "--date", "2017-09-20"),
        )
        officer.does("return", "submit", *H1, "--date", "2017-09-21")
        officer.does("return", "query", *H1, "--text", "Why so late?", "--date", "2017-10-01")
        officer.does("return", "accept", *H1, "--reference", "OPCC/114", "--date", "2017-10-09")
        assert officer("check").exit_code == 0
    return books


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    books = Path(shutil.copytree(sent_once, tmp_path / "books"))
    officer = Officer(books)
    assert officer("check").exit_code == 0  # this user has looked: what was read is known
    return officer


def blocks(officer: Officer, *options: str) -> list[dict[str, Any]]:
    found = json.loads(officer("check", *options, "--format", "json").stdout)["findings"]
    return [each for each in found if each["severity"] == "block"]


def told(officer: Officer, *options: str) -> str:
    return " | ".join(str(each["message"]) for each in blocks(officer, *options))


def life(officer: Officer) -> list[str]:
    """Return the directives of the return's life, as text, first to last."""
    found = []
    for path in sorted(officer.books.glob("*.beancount")):
        text = path.read_text(encoding="utf-8")
        found += re.findall(
            rf'^[\d-]+ custom "return" "{H1[0]}" "{H1[1]}"\n(?:[ \t]+.*\n)+', text, re.MULTILINE
        )
    return [each for each in found if "status:" in each]


def edit(officer: Officer, old: str, new: str) -> None:
    paths = [
        path
        for path in sorted(officer.books.glob("*.beancount"))
        if old in path.read_text(encoding="utf-8")
    ]
    assert paths, old
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_was_sent_is_proved_by_sha256sum_alone(sent: Officer) -> None:
    content = (sent.books / SNAPSHOT).read_bytes()
    assert content == canonical(json.loads(content))
    digest = hashlib.sha256(content).hexdigest()
    (submitted,) = [each for each in life(sent) if 'status: "submitted"' in each]
    assert f'snapshot: "{digest}"' in submitted
    whole = json.loads(content)
    assert whole["documents"] == {
        name: hashlib.sha256((sent.books / name).read_bytes()).hexdigest()
        for name in (INVOICE, MINUTES, RELEASE)
    }
    assert whole["status"] == "submitted"
    assert whole["sent"] == {SENT: hashlib.sha256((sent.books / SENT).read_bytes()).hexdigest()}


def test_each_step_follows_the_seal_before_it(sent: Officer) -> None:
    seals = [re.search(r'\sseal: "(1-[0-9a-f]{64})"', each) for each in life(sent)]
    before = [re.search(r'previous: "(1-[0-9a-f]{64})"', each) for each in life(sent)]
    assert len(seals) == 4
    assert before[0] is None
    assert [each and each[1] for each in before[1:]] == [each and each[1] for each in seals[:-1]]


# ---------------------------------------------------------------- the snapshot

FIGURES: dict[str, Callable[[dict[str, Any]], object]] = {
    "figure": lambda whole: whole["lines"][0].update(actual_to_date="1.00"),
    "total": lambda whole: whole["totals"].update(actual_to_date="1.00"),
    "payee": lambda whole: whole["evidence"][0].update(payee="Somebody"),
    "certifier": lambda whole: whole.update(certified_by="mayor"),
    "narrative": lambda whole: whole.update(delivery=[]),
    "explanation": lambda whole: whole["lines"][0].update(explanation="As planned."),
    "due day": lambda whole: whole["period"].update(due="2030-01-01"),
    "digest": lambda whole: whole.update(digest="0" * 64),
    "document": lambda whole: whole["documents"].clear(),
    "lines": lambda whole: whole["frozen"].update(lines=[]),
}


@pytest.mark.parametrize("what", FIGURES)
def test_a_snapshot_that_says_another_thing(sent: Officer, what: str) -> None:
    path = sent.books / SNAPSHOT
    whole = json.loads(path.read_bytes())
    FIGURES[what](whole)
    assert canonical(whole) != path.read_bytes()
    path.write_bytes(canonical(whole))
    (found,) = blocks(sent)
    assert found["message"].startswith(
        f"{SNAPSHOT} is not the snapshot that was submitted on 2017-09-21: its SHA-256 was "
    )
    assert found["file"] == "returns.beancount"


@pytest.mark.parametrize("content", [b"", b"{}", b"not JSON"])
def test_a_snapshot_that_is_another_file(sent: Officer, content: bytes) -> None:
    (sent.books / SNAPSHOT).write_bytes(content)
    assert "is not the snapshot that was submitted on 2017-09-21" in told(sent)


def test_a_snapshot_that_is_deleted(sent: Officer) -> None:
    (sent.books / SNAPSHOT).unlink()
    assert f"{SNAPSHOT}, is missing: put it back from a copy." in told(sent)


def test_any_byte_of_a_snapshot(sent: Officer) -> None:
    path = sent.books / SNAPSHOT
    content = path.read_bytes()
    for place in range(0, len(content), len(content) // 12):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        assert "is not the snapshot that was submitted" in told(sent), place


# ---------------------------------------------------------------- the papers


@pytest.mark.parametrize("name", [INVOICE, MINUTES, SIGNED, SENT])
@pytest.mark.parametrize("how", ["rewritten", "deleted", "swapped"])
def test_a_paper(sent: Officer, name: str, how: str) -> None:
    path = sent.books / name
    if how == "deleted":
        path.unlink()
    elif how == "swapped":
        path.write_bytes((sent.books / (INVOICE if name == MINUTES else MINUTES)).read_bytes())
    else:
        path.write_bytes(path.read_bytes() + b"?")
    assert name in told(sent)


@pytest.mark.parametrize("name", [INVOICE, MINUTES])
def test_a_paper_of_the_same_size_with_its_time_set_back(sent: Officer, name: str) -> None:
    path = sent.books / name
    state, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + b"?")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert f"{name} is not what the return {H1[0]} {H1[1]} cites" in told(sent, "--deep")
    cfo = ["--books", str(sent.books), "--as", "cfo"]
    result = CliRunner().invoke(
        main, [*cfo, "return", "certify", *("PLF-2017-18", "2017-18-H2"), "--date", "2018-04-20"]
    )
    assert result.exit_code == 1


# ---------------------------------------------------------------- the life

STEPS = ("certified", "submitted", "queried", "accepted")
EDITS = {
    "certifier": ("certified", 'certified-by: "cfo"', 'certified-by: "mayor"'),
    "preparer": ("certified", 'prepared-by: "cs-officer"', 'prepared-by: "clerk"'),
    "paper": ("certified", f'evidence: "{SIGNED}"', f'evidence: "{INVOICE}"'),
    "digest of the paper": ("certified", "evidence-digest:", "evidence-digest: #"),
    "narrative": ("certified", "narrative-digest:", "narrative-digest: #"),
    "submitter": ("submitted", 'submitted-by: "cs-officer"', 'submitted-by: "clerk"'),
    "digest": ("submitted", "digest:", "digest: #"),
    "snapshot": ("submitted", "snapshot:", "snapshot: #"),
    "as-at": ("submitted", "as-at: 2017-08-31", "as-at: 2017-07-31"),
    "status": ("submitted", 'status: "submitted"', 'status: "accepted"'),
    "question": ("queried", 'question: "Q-2017-10-01-01"', 'question: "Q-2017-10-01-02"'),
    "question's seal": ("queried", "question-seal:", "question-seal: #"),
    "reference": ("accepted", "OPCC/114", "OPCC/115"),
    "recorder": ("accepted", "recorded-by:", "recorded-by: #"),
    "recording day": ("accepted", "recorded-at:", "recorded-at: #"),
}


@pytest.mark.parametrize("status", STEPS)
def test_the_day_of_a_step(sent: Officer, status: str) -> None:
    (step,) = [each for each in life(sent) if f'status: "{status}"' in each]
    day = step[:10]
    later = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
    edit(sent, step, step.replace(day, later.isoformat(), 1))
    assert "is not what was sealed when it was recorded" in told(sent)


@pytest.mark.parametrize("what", EDITS)
def test_a_field_of_a_step(sent: Officer, what: str) -> None:
    status, old, new = EDITS[what]
    (step,) = [each for each in life(sent) if f'status: "{status}"' in each]
    if new.endswith(" #"):  # another text, of whatever was there
        new = f'{old} "0'
        changed = re.sub(rf'(?m)^(\s+){old} "..?', rf"\g<1>{new}", step, count=1)
    else:
        changed = step.replace(old, new, 1)
    assert changed != step
    edit(sent, step, changed)
    line = next(each for each in blocks(sent) if "is not what was sealed" in each["message"])
    assert line["file"] == "returns.beancount"
    text = sent.text("returns").splitlines()
    assert text[line["line"] - 1] == changed.splitlines()[0]


@pytest.mark.parametrize("status", STEPS[:-1])
def test_a_step_that_is_deleted(sent: Officer, status: str) -> None:
    """The newest with all that it left is the one that the books can't tell."""
    (step,) = [each for each in life(sent) if f'status: "{status}"' in each]
    edit(sent, step, "")
    assert "that this one follows is gone, or its seal is another now" in told(sent) or (
        "follows nothing" in told(sent)
    )


def test_all_steps_that_are_deleted(sent: Officer) -> None:
    for step in life(sent):
        edit(sent, step, "")
    assert f"The snapshot {SNAPSHOT} is there, and no directive says" in told(sent)


def test_the_newest_step_cut_off_is_not_seen_within_the_books(sent: Officer) -> None:
    """It is exposed by the funder's own copy, which quotes what was accepted."""
    edit(sent, life(sent)[-1], "")
    assert blocks(sent, "--deep") == []


def test_the_seals_taken_out_of_every_step(sent: Officer) -> None:
    """A return of before seals is valid without, but the snapshot says that it had them."""
    for step in life(sent):
        edit(sent, step, re.sub(r"(?m)^\s+(seal|previous|snapshot):.*\n", "", step))
    assert (
        f"{SNAPSHOT} was submitted with a seal, and its directive has neither that nor the "
        "snapshot's SHA-256 any more."
    ) in told(sent)


@pytest.mark.parametrize("status", STEPS)
def test_the_seal_taken_out_of_one_step(sent: Officer, status: str) -> None:
    (step,) = [each for each in life(sent) if f'status: "{status}"' in each]
    edit(sent, step, re.sub(r"(?m)^\s+seal:.*\n", "", step))
    assert blocks(sent)


@pytest.mark.parametrize("status", STEPS)
def test_an_older_step_replayed(sent: Officer, status: str) -> None:
    (step,) = [each for each in life(sent) if f'status: "{status}"' in each]
    sent.add(step, "returns")
    assert "word for word" in told(sent)
    sent.add(step.replace(step[:10], "2017-11-01"), "returns")
    assert "has the seal of another one" in told(sent)


def test_a_step_by_hand_after_sealed_ones(sent: Officer) -> None:
    sent.add(
        f'2017-11-01 custom "return" "{H1[0]}" "{H1[1]}"\n  status: "reopened"\n'
        '  reason: "By hand"\n  digest:\n  certified-by:\n',
        "returns",
    )
    found = told(sent)
    assert "has no seal, and those before it have" in found


def test_two_branches_are_named_both(sent: Officer, sent_once: Path, tmp_path: Path) -> None:
    """Two clones reopen the same return, and their books are put together."""
    other = Officer(Path(shutil.copytree(sent_once, tmp_path / "other")))
    sent.does("return", "reopen", *H1, "--reason", "One", "--date", "2017-11-01")
    other.does("return", "reopen", *H1, "--reason", "Two", "--date", "2017-11-02")
    (step,) = [each for each in life(other) if '"reopened"' in each]
    sent.add(step, "returns")
    found = told(sent)
    assert f"The return {H1[0]} {H1[1]} has two branches: this and returns.beancount:" in found
    assert "The seals of PLF-2017-18 2017-18-H1 are not one chain" in sent.is_refused(
        *("return", "certify", *H1, "--certified-by", "cfo", "--date", "2017-11-03"),
        *("--evidence", str(sent.books / SIGNED), "--prepared-by", "cs-officer"),
    )
    edit(sent, step, "")
    assert blocks(sent) == []


# ---------------------------------------------------------------- what is no attack


def test_what_is_moved_commented_or_indented_is_no_attack(sent: Officer) -> None:
    steps = life(sent)
    for step in steps:
        edit(sent, step, "")
    moved = "".join(
        "; a comment\n" + step.replace("\n  ", "\n        ; within\n        ")
        for step in reversed(steps)
    )
    (sent.books / "moved.beancount").write_text(moved, encoding="utf-8")
    sent.add('include "moved.beancount"\n')
    assert blocks(sent, "--deep") == []


def test_it_goes_on_after_reopening(sent: Officer) -> None:
    sent.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-11-01")
    sent.does(
        *("return", "certify", *H1, "--prepared-by", "cs-officer", "--certified-by", "cfo"),
        *("--evidence", str(sent.books / SIGNED), "--date", "2017-11-02"),
    )
    said = sent.does("return", "submit", *H1, "--date", "2017-11-02")
    content = (sent.books / SNAPSHOT).read_bytes()
    assert hashlib.sha256(content).hexdigest() in said
    assert blocks(sent, "--deep") == []
    # What was sent first is held as well.
    first = sent.books / SNAPSHOT.replace(".json", ".v1.json")
    first.write_bytes(first.read_bytes().replace(b"submitted", b"Submitted", 1))
    assert "v1.json is not the snapshot that was submitted on 2017-09-21" in told(sent)


# ---------------------------------------------------------------- before seals


@pytest.fixture
def sent_before(sent: Officer) -> Officer:
    before_seals(sent.books, SNAPSHOT)
    assert blocks(sent, "--deep") == []
    return sent


def test_a_return_of_before_seals_goes_on_and_has_them_from_then_on(sent_before: Officer) -> None:
    sent_before.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-11-01")
    assert blocks(sent_before, "--deep") == []
    step = life(sent_before)[-1]
    assert "  seal:" in step
    assert "  previous:" not in step
    edit(sent_before, step, step.replace("Wrong", "Right"))
    assert "is not what was sealed" in told(sent_before)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("certified-by", 'certified-by: "cfo"', 'certified-by: "mayor"'),
        ("prepared-by", 'prepared-by: "cs-officer"', 'prepared-by: "clerk"'),
        ("submitted-by", 'submitted-by: "cs-officer"', 'submitted-by: "clerk"'),
    ],
)
def test_names_rewritten_of_a_return_of_before(
    sent_before: Officer, field: str, old: str, new: str
) -> None:
    edit(sent_before, old, new)
    assert f"{SNAPSHOT} says {field}" in told(sent_before)


def test_lines_rewritten_in_a_snapshot_of_before(sent_before: Officer) -> None:
    path = sent_before.books / SNAPSHOT
    whole = json.loads(path.read_bytes())
    whole["frozen"]["lines"][0] += "0"
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert "its lines do not come to the digest of its directive" in told(sent_before)


# ---------------------------------------------------------------- a thousand of each


@pytest.mark.slow
def test_no_byte_of_a_thousand_is_changed_unseen(sent: Officer) -> None:
    """Of the snapshot, the signed paper and the papers cited: what `check --deep` reads."""
    draw = random.Random(20171009)  # noqa: S311 - it draws places, no secrets
    books = loading.load(sent.books / "main.beancount")
    names = (SNAPSHOT, SIGNED, INVOICE, MINUTES, RELEASE, SENT)
    contents = {name: (sent.books / name).read_bytes() for name in names}
    unseen = []
    for _ in range(1000):
        name = draw.choice(names)
        changed = bytearray(contents[name])
        place = draw.randrange(len(changed))
        changed[place] ^= draw.randrange(1, 256)
        (sent.books / name).write_bytes(bytes(changed))
        with reading_all():
            found = [*find_altered_snapshots(books), *find_wrong_papers(books)]
        if not any(name in each.message for each in found):
            unseen.append((name, place))
        (sent.books / name).write_bytes(contents[name])
    assert unseen == []
    with reading_all():
        assert [*find_altered_snapshots(books), *find_wrong_papers(books)] == []


def test_no_character_of_a_thousand_in_a_step_is_changed_unseen(sent: Officer) -> None:
    """Every value and day of the life: it can't be read, means the same, or breaks its seal."""
    draw = random.Random(20171010)  # noqa: S311 - it draws places, no secrets
    steps = life(sent)
    entries: list[Any] = [parser.parse_string(step)[0][0] for step in steps]
    assert [sealed_again(entry) for entry in entries] == [entry.meta["seal"] for entry in entries]
    unseen, judged = [], 0
    for _ in range(1000):
        number = draw.randrange(len(steps))
        step = steps[number]
        places = [place for place, each in enumerate(step) if each.isalnum()]
        place = draw.choice(places)
        other = draw.choice([each for each in "0123456789abcxyzABC" if each != step[place]])
        made, errors, _options = parser.parse_string(step[:place] + other + step[place + 1 :])
        if errors or len(made) != 1:
            continue
        judged += 1
        changed: Any = made[0]
        if sealed_again(changed) == changed.meta.get("seal"):
            unseen.append((place, step[place], other))
    assert unseen == []
    assert judged > 700, judged


def test_a_return_of_before_seals_is_shown_as_such(sent: Officer) -> None:
    def history() -> str:
        return sent.does("return", "prepare", *H1, "--format", "md", "--output", "-")

    assert "| submitted, version 1 |" in history()
    before_seals(sent.books, SNAPSHOT)
    assert "| submitted, version 1, without a seal |" in history()
