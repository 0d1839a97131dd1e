"""Attacks in the books on what a submitted return counted, and what is no attack on it.

The return is the one of `test_return_attacks`. What was counted is held whole: entries by every
word, and the directives of funds, actions, earmarks, decisions, forecasts, notes, counts, targets
and persons that it rests on or tells. A later directive, a comment or another place is no attack.
"""

import datetime
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core.data import Balance, Directive, Transaction
from beancount.core.data import sorted as in_order
from beancount.parser import parser
from click.testing import CliRunner

from ringfence.cli.main import main
from ringfence.ledger import loading
from ringfence.ledger.book import Book
from ringfence.ledger.findings import Finding
from ringfence.ledger.frozen import Frozen
from ringfence.ledger.known_digests import reading_all
from ringfence.ledger.loading import Books
from ringfence.ledger.snapshot_proofs import find_altered_snapshots
from ringfence.ledger.snapshots import snapshot_bytes
from ringfence.ledger.told_words import told_by
from ringfence.plugins import submitted
from tests.conftest import Officer
from tests.test_return_attacks import H1, SNAPSHOT, blocks, sent, sent_once, told

DAY = "2017-04-01"
AS_AT = datetime.date(2017, 8, 31)
__all__ = ["sent", "sent_once"]
SENT_AS = "the return PLF-2017-18 2017-18-H1, submitted as at 2017-08-31"
TOLD_AS = "which the return PLF-2017-18 2017-18-H1 told as submitted on 2017-09-21"
FIRST_AID = (
    f"“First-aid training provider, Bluelight: first-aid course” is not what was in {SENT_AS}"
)
SPEND = "spend-2017-18"
FIRST_AID_LINE = '2017-08-15 * "First-aid training provider" "Bluelight: first-aid course"'
#: What is edited, in which file and from what to what; what is said of it; where: at which line.
EDITS: dict[str, tuple[str, str, str, str, str]] = {
    "amount": (
        *(SPEND, r"(Bluelight:PLF-2017-18 +)450.00(.*\n.*-)450.00", r"\g<1>451.00\g<2>451.00"),
        f"{FIRST_AID}: it was £450.00 spent on 2017-18/Bluelight of PLF-2017-18, is £451.00 spent",
        FIRST_AID_LINE,
    ),
    "payee": (
        *(SPEND, r'"Sentinel" "Contribution', '"Sentry" "Contribution'),
        (
            f"“Sentry, Contribution 2017/18” is not what was in {SENT_AS}: its payee was "
            "Sentinel, is Sentry."
        ),
        '2017-08-18 * "Sentry" "Contribution 2017/18"',
    ),
    "narration": (
        *(SPEND, "first-aid course", "second-aid course"),
        (
            "“First-aid training provider, Bluelight: second-aid course” is not what was in "
            f"{SENT_AS}: "
            "its narration was “Bluelight: first-aid course”, is “Bluelight: second-aid course”."
        ),
        '2017-08-15 * "First-aid training provider" "Bluelight: second-aid course"',
    ),
    "invoice": (
        *(SPEND, "FA-1182", "FA-1183"),
        f"{FIRST_AID}: its invoice was FA-1182, is FA-1183.",
        FIRST_AID_LINE,
    ),
    "purpose": (
        *(SPEND, r'purpose: "first aid"', 'purpose: "cadet training"'),
        f"{FIRST_AID}: its purpose was “first aid”, is “cadet training”.",
        FIRST_AID_LINE,
    ),
    "day": (
        *(SPEND, "2017-08-15 . .First-aid", '2017-08-16 * "First-aid'),
        f"{FIRST_AID}: it was dated 2017-08-15, is 2017-08-16.",
        FIRST_AID_LINE.replace("15", "16", 1),
    ),
    "recording": (
        *(SPEND, r'recorded-by: "cs-officer"', 'recorded-by: "chair"'),
        "its recorder was “cs-officer”, is “chair”",
        '2017-08-18 * "Sentinel" "Contribution 2017/18"',
    ),
    "approval": (
        *(SPEND, r'approved-by: "cfo"', 'approved-by: "chair"'),
        "its approved-by was “cfo”, is “chair”",
        '2017-08-18 * "Sentinel" "Contribution 2017/18"',
    ),
    "movement": (
        *("plan-2017-18", r"2017-05-09 . .Big Lunch", '2017-05-10 * "Big Lunch'),
        (
            f"“Big Lunch, Event on 18 June 2017” is not what was in {SENT_AS}: it was dated "
            "2017-05-09, is 2017-05-10."
        ),
        '2017-05-10 * "Big Lunch" "Event on 18 June 2017"',
    ),
    "decision": (
        *("decisions", "£1,000 from the reserve", "£2,000 from the reserve"),
        (
            "The decision CSP-2017-06-12-03 of 2017-06-12 is not what the return PLF-2017-18 "
            "2017-18-H1, submitted as at 2017-08-31, rests on: its title was “£1,000 from the "
            "reserve to Diversionary Activities”, is “£2,000 from the "
            "reserve to Diversionary Activities”."
        ),
        '2017-06-12 custom "decision" "CSP-2017-06-12-03"',
    ),
    "award": (
        *("funds", "award: 38000.00", "award: 39000.00"),
        (
            "The fund PLF-2017-18 of 2017-04-01 is not what the return PLF-2017-18 2017-18-H1, "
            "submitted as at 2017-08-31, rests on: its award was “38000.00 GBP”, is “39000.00 GBP”."
        ),
        '2017-04-01 custom "fund" "PLF-2017-18"',
    ),
    "capital": (
        *("funds", "capital: FALSE", "capital: TRUE"),
        "its capital was “False”, is “True”",
        '2017-04-01 custom "fund" "PLF-2017-18"',
    ),
    "action's title": (
        *("plan-2017-18", "children's domestic violence advocacy", "something"),
        "The action 2017-18/KIDVA of 2017-04-01 is not what the return",
        '2017-04-01 custom "action" "2017-18" "KIDVA"',
    ),
    "earmark": (
        *("plan-2017-18", r'agreement: "KIDVA-2017"', 'agreement: "KIDVA-2016"'),
        "its agreement was “KIDVA-2017”, is “KIDVA-2016”",
        '2017-05-02 custom "earmark" "2017-18" "KIDVA" "Service"',
    ),
    "forecast": (
        *("delivery-2017-18", '"Diversionary" 11000.00', '"Diversionary" 10500.00'),
        "its outturn was “11000.00 GBP”, is “10500.00 GBP”",
        '2017-08-31 custom "forecast" "2017-18" "Diversionary" 10500.00 GBP',
    ),
    "reason of a forecast": (
        *("delivery-2017-18", "All earmarked;", "Half earmarked;"),
        "its reason was “All earmarked; the last",
        '2017-08-31 custom "forecast" "2017-18" "Diversionary" 11000.00 GBP',
    ),
    "narrative": (
        *("delivery-2017-18", "was held on 18 June", "was held on 19 June"),
        (
            f"The note Equity:Plan:2017-18:BigLunch of 2017-06-18, {TOLD_AS}, is not what it was: "
            "its text was “The Big Lunch was held on 18 June.”, is “The Big Lunch was held on 19 "
            "June.”. Put it back from a copy. If the return itself is wrong: ringfence return "
            'reopen PLF-2017-18 2017-18-H1 --reason "TEXT" [submitted]'
        ),
        "2017-06-18 note Equity:Plan:2017-18:BigLunch",
    ),
    "explanation": (
        *("delivery-2017-18", "Work in schools begins", "Nothing in schools begins"),
        "its text was “Work in schools begins with",
        "2017-08-31 note Equity:Plan:2017-18:Prevent",
    ),
    "measure": (
        *("delivery-2017-18", '"young people engaged" 64', '"young people engaged" 640'),
        (
            f"The measure 2017-18/Diversionary/young people engaged of 2017-08-31, {TOLD_AS}, is "
            "not what it was: its count was “64.00”, is “640.00”."
        ),
        '2017-08-31 custom "measure" "2017-18" "Diversionary" "young people engaged" 640',
    ),
    "target": (
        *("delivery-2017-18", '"young people engaged" 120', '"young people engaged" 60'),
        "its count was “120.00”, is “60.00”",
        '2017-04-01 custom "target" "2017-18" "Diversionary" "young people engaged" 60',
    ),
    "certifier's name": (
        *(
            "partnership",
            '"Chief Finance Officer"\n  role: "finance"',
            '"Mayor"\n  role: "finance"',
        ),
        (
            "The return PLF-2017-18 2017-18-H1 says certified-by Chief Finance Officer (finance) "
            "as submitted on 2017-09-21, and cfo was called Mayor (finance) then: put the "
            "directive of the person back from a copy. A new name is said by a later one. "
            "[submitted]"
        ),
        '2017-04-01 custom "person" "cfo"',
    ),
    "authorised person's name": (
        *("partnership", '"Community Safety Officer"\n', '"Somebody"\n'),
        "says authorised-person Community Safety Officer (officer) as submitted on 2017-09-21",
        '2017-04-01 custom "person" "cs-officer"',
    ),
}


def change(officer: Officer, file: str, old: str, new: str) -> None:
    path = officer.books / f"{file}.beancount"
    text = path.read_text(encoding="utf-8")
    changed, number = re.subn(old, new, text, count=1)
    assert number == 1
    assert changed != text
    path.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("what", EDITS)
def test_what_a_return_counted_or_told_is_edited(sent: Officer, what: str) -> None:
    file, old, new, message, line = EDITS[what]
    change(sent, file, old, new)
    found = [each for each in blocks(sent) if message in each["message"]]
    assert found, told(sent)
    text = sent.text(file).splitlines()
    assert found[0]["file"] == f"{file}.beancount"
    assert text[found[0]["line"] - 1].startswith(line)


GONE = {
    "entry": (SPEND, r'2017-08-15 \* "First-aid(.*\n)(  .*\n)+', "gone from the books"),
    "earmark": (
        "plan-2017-18",
        r'2017-05-02 custom "earmark" "2017-18" "Sentinel".*\n(  .*\n)+',
        "The earmark 2017-18/Sentinel/Contribution of 2017-05-02 is gone from the books",
    ),
    "forecast": (
        "delivery-2017-18",
        r'2017-08-31 custom "forecast" "2017-18" "Diversionary".*\n(  .*\n)+',
        "The forecast 2017-18/Diversionary of 2017-08-31 is gone from the books",
    ),
    "narrative": (
        "delivery-2017-18",
        r"2017-06-18 note .*\n(  .*\n)+",
        f"The note Equity:Plan:2017-18:BigLunch of 2017-06-18, {TOLD_AS}, is gone from",
    ),
    "measure": (
        "delivery-2017-18",
        r'2017-08-31 custom "measure" "2017-18" "Div.*\n(  .*\n)+',
        "The measure 2017-18/Diversionary/young people engaged of 2017-08-31",
    ),
}


@pytest.mark.parametrize("what", GONE)
def test_what_a_return_counted_or_told_is_deleted(sent: Officer, what: str) -> None:
    file, old, message = GONE[what]
    change(sent, file, old, "")
    assert message in told(sent)


def test_what_is_dated_back_into_a_return(sent: Officer) -> None:
    """An amendment of an action, a forecast and a decision that stood there on no day."""
    sent.add(
        '2017-07-01 custom "action" "2017-18" "KIDVA"\n  title: "Another"\n'
        '  decision: "CSP-2017-06-12-03"\n',
        "plan-2017-18",
    )
    assert (
        "The action 2017-18/KIDVA of 2017-07-01 would change what the return PLF-2017-18 "
        "2017-18-H1, submitted as at 2017-08-31, rests on. Date it after the as-at: --date "
        "2017-09-01 or later. If the return itself is wrong: ringfence "
        'return reopen PLF-2017-18 2017-18-H1 --reason "TEXT" [submitted]'
    ) in told(sent)


def test_a_private_entry_that_changed_is_told_without_its_words(
    sent_once: Path, sent: Officer
) -> None:
    """Whom it pays is nowhere in the snapshot, and held by its digest all the same."""
    sent.does("return", "reopen", *H1, "--reason", "Private", "--date", "2017-11-01")
    change(sent, SPEND, r"(2017-08-15 .*\n)", r"\g<1>  private: TRUE\n")
    signed = str(sent.books / "returns/signed/signed.pdf")
    sent.does(
        *("return", "certify", *H1, "--prepared-by", "cs-officer", "--certified-by", "cfo"),
        *("--evidence", signed, "--date", "2017-11-02"),
    )
    sent.does("return", "submit", *H1, "--date", "2017-11-02")
    assert (
        b"First-aid training provider"
        not in (sent.books / "returns/PLF-2017-18_2017-18-H1.json")
        .read_bytes()
        .partition(b'"frozen"')[2]
    )
    assert blocks(sent, "--deep") == []
    change(sent, SPEND, "First-aid training", "Second-aid training")
    (found,) = blocks(sent)
    assert found["message"] == (
        "The return PLF-2017-18 2017-18-H1, submitted as at 2017-08-31, counted an entry that is "
        "private and has changed since: what was spent of PLF-2017-18 2017-18. Put it back from a "
        "copy. If the return itself is wrong: ringfence return reopen PLF-2017-18 2017-18-H1 "
        '--reason "TEXT" [submitted]'
    )


def test_the_digest_replaced_together_with_the_snapshot(sent: Officer) -> None:
    """An amount is edited, and the snapshot made anew with its digests in the directive."""
    change(sent, SPEND, *EDITS["amount"][1:3])
    made = Frozen(loading.load(sent.books / "main.beancount").book, *H1, AS_AT)
    path = sent.books / SNAPSHOT
    was = path.read_bytes()
    whole = json.loads(was)
    before = whole["digest"]
    whole["digest"] = made.digest
    forged = snapshot_bytes(
        {key: each for key, each in whole.items() if key not in ("frozen", "documents", "sent")},
        made,
        whole["documents"],
        whole["sent"],
    )
    path.write_bytes(forged)
    returns = sent.text("returns")
    for old, new in (
        (before, made.digest),
        (hashlib.sha256(was).hexdigest(), hashlib.sha256(forged).hexdigest()),
    ):
        returns = returns.replace(old, new)
    (sent.books / "returns.beancount").write_text(returns, encoding="utf-8")
    found = [each for each in blocks(sent) if "is not what was sealed" in each["message"]]
    assert [each["file"] for each in found] == ["returns.beancount"] * 2  # certified, submitted


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  as-at:\n", "this would change what was sent on 2017-09-21: as-at was 2017-08-31"),
        ('  status: "draft"\n', "has been accepted since 2017-10-09, so it can't be draft"),
        ('  status: "submitted"\n', "so it can't be submitted from 2017-11-01 on"),
        ('  status: "reopened"\n', "is reopened here and nothing says why"),
        ("  status:\n", "This clears the status of the return"),
    ],
)
def test_a_later_directive_by_hand_changes_nothing(sent: Officer, lines: str, message: str) -> None:
    sent.add(f'2017-11-01 custom "return" "{H1[0]}" "{H1[1]}"\n{lines}', "returns")
    assert message in told(sent)
    # What was sent stands: what is edited behind it is found.
    file, old, new, edited, _line = EDITS["amount"]
    change(sent, file, old, new)
    assert edited in told(sent)


def note_line(officer: Officer, words: str) -> str:
    lines = officer.text("delivery-2017-18").splitlines()
    return f"delivery-2017-18.beancount:{1 + next(n for n, e in enumerate(lines) if words in e)}"


def test_a_note_that_a_return_told_is_not_taken_back(sent: Officer) -> None:
    place = note_line(sent, "The Big Lunch was held")
    day = ("--date", "2017-10-02")
    for how in (("--reverse-only",), ("--note", "It was not held.")):
        assert sent.is_refused("correct", place, *how, *day) == (
            "Error: The return PLF-2017-18 2017-18-H1, submitted on 2017-09-21, told the note of "
            "2017-06-18, so it stands as it is. If it is wrong: ringfence return reopen "
            'PLF-2017-18 2017-18-H1 --reason "TEXT"\n\nIf it names somebody who asks to be '
            "forgotten, take the name out of the return first: ringfence --as PERSON return redact "
            'PLF-2017-18 2017-18-H1 --name "NAME" --reason "TEXT"\n\nNothing was saved.\n'
        )
    assert blocks(sent, "--deep") == []


def test_a_name_is_taken_out_of_a_note_once_it_is_out_of_the_return(sent: Officer) -> None:
    place, day = note_line(sent, "The Big Lunch was held"), ("--date", "2017-10-10")
    redact = ("return", "redact", *H1, "--name", "Big Lunch", "--reason", "Asked for")
    result = CliRunner().invoke(main, ["--books", str(sent.books), "--as", "cfo", *redact, *day])
    assert result.exit_code == 0, result.output
    assert blocks(sent, "--deep") == []
    sent.is_refused("correct", place, "--note", "Nothing was held.", *day)
    sent.does("correct", place, "--note", "The event was held on 18 June.", *day)
    assert blocks(sent, "--deep") == []
    # The rest of it is held as before.
    change(sent, "delivery-2017-18", "The event was held on 18 June", "The event was held in May")
    assert "told as submitted on 2017-09-21, is not what it was" in told(sent)


# ---------------------------------------------------------------- what is no attack


def test_what_is_amended_later_is_no_attack(sent: Officer) -> None:
    sent.does(
        "action",
        "amend",
        "2017-18/KIDVA",
        "--title",
        "KIDVA",
        "--decision",
        "CSP-2017-06-12-03",
        "--date",
        "2017-10-02",
    )
    sent.does("person", "amend", "cfo", "--name", "Section 151 Officer", "--date", "2017-10-02")
    sent.does(
        "measure",
        "add",
        "2017-18/Diversionary",
        "young people engaged",
        "70",
        "--from",
        "2017-04-01",
        "--to",
        "2017-08-31",
        "--date",
        "2017-10-02",
    )
    assert blocks(sent, "--deep") == []
    certified = sent.does("return", "prepare", *H1, "--format", "md", "--output", "-")
    assert "Chief Finance Officer (finance)" in certified
    assert "Section 151 Officer" not in certified


def block_of(path: Path, line: int) -> str:
    """Return the text of a directive: its first line, and those that are indented under it."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)[line - 1 :]
    later = (number for number, each in enumerate(lines[1:], 1) if not each.startswith((" ", "\t")))
    return "".join(lines[: next(later, len(lines))])


def counted(books: Books) -> list[Directive]:
    """Return the entries and directives that the return counts or tells, and its persons."""
    frozen = Frozen(books.book, *H1, AS_AT)
    persons = books.book.register.persons
    found: list[Directive] = [entry for _counted, entry in frozen.counted]
    found += [entry for _said, entry in frozen.declared]
    found += [entry for _said, entry in told_by(frozen)]
    return found + [persons[name].versions[0].entry for name in ("cfo", "cs-officer", "chair")]


def judged(books: Books, book: Book) -> list[Finding]:
    """Return what `submitted` says, and what `check --deep` says of snapshots beside it."""
    with reading_all():
        found = [*submitted.check(book), *find_altered_snapshots(books._replace(book=book))]
    return [each for each in found if each.severity.value == "block"]


#: Fields that say where a paper lies, or of a person what no return says: what is not counted.
NOT_COUNTED_LINE = re.compile(
    r"\s+(document[\w-]*|settled-by|council-ref|email|login|may|form|addressee|clauses|returns|"
    r"due-days|lead-days|working-days|notice-from|records-years|council-code):"
)


def tokens(text: str) -> list[int]:
    """Return the places of characters that are counted: of no comment, key or tag."""
    places, start = [], 0
    for line in text.splitlines(keepends=True):
        if 'custom "person"' in line:  # its day is no matter, as long as it is called the same
            places += [start + at for at in range(len(DAY), len(line)) if line[at].isalnum()]
        elif not NOT_COUNTED_LINE.match(line):
            value = line.find(": ") + 1 if line.startswith(" ") and "GBP" not in line else 0
            end = len(line.split(" #")[0].split(" ^")[0].split(";")[0])
            places += [start + at for at in range(value, end) if line[at].isalnum()]
        start += len(line)
    return places


def token_edits(books: Books, number: int, seed: int) -> Iterator[tuple[str, list[Finding] | None]]:
    """Change a character of what is counted, again and again: yield it, and what is found.

    None where the change makes no directive, or one that Beancount or `declaration` refuses.
    """
    draw = random.Random(seed)  # noqa: S311 - it draws places, no secrets
    entries = counted(books)
    while number:
        entry = draw.choice(entries)
        text = block_of(Path(entry.meta["filename"]), entry.meta["lineno"])
        place = draw.choice(tokens(text))
        other = draw.choice([each for each in "0123456789abcxyzABC" if each != text[place]])
        edited = text[:place] + other + text[place + 1 :]
        number -= 1
        made = changed_by(edited, entry)
        if made is None:
            yield edited, None
            continue
        now = [made if each is entry else each for each in books.entries]
        book = Book(in_order(now))
        refused = len(book.register.faults) > len(books.book.register.faults)
        yield edited, None if refused else judged(books, book)


def changed_by(text: str, entry: Directive) -> Directive | None:
    """Return the directive that a text makes in the place of another; None if it makes none."""
    made, errors, _options = parser.parse_string(text)
    if errors or len(made) != 1 or type(made[0]) is not type(entry):
        return None
    (found,) = made
    if isinstance(found, Transaction):
        amounts = [each.units for each in found.postings]
        if sum((each.number or 0 for each in amounts if each is not None), Decimal(0)):
            return None
    place = {key: entry.meta[key] for key in ("filename", "lineno")}
    return found._replace(meta={**found.meta, **place})


def assert_no_edit_is_unseen(officer: Officer, number: int, seed: int) -> None:
    books = loading.load(officer.books / "main.beancount")
    assert judged(books, books.book) == []
    found = list(token_edits(books, number, seed))
    assert [text for text, findings in found if findings == []] == []
    assert sum(findings is not None for _text, findings in found) > number // 2


def test_no_counted_token_is_changed_unseen(sent: Officer) -> None:
    assert_no_edit_is_unseen(sent, 60, 20170831)


@pytest.mark.slow
def test_no_counted_token_of_a_thousand_is_changed_unseen(sent: Officer) -> None:
    assert_no_edit_is_unseen(sent, 1000, 20171009)


# ---------------------------------------------------------------- a thousand that are harmless

DATED = re.compile(r"\d{4}-\d\d-\d\d ")
Edit = Callable[[Path, random.Random], None]


def sources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.beancount"))


def blocks_of(path: Path) -> list[str]:
    """Return a file's parts: what is before the first directive, then each directive."""
    return re.split(r"(?m)^(?=\d{4}-\d\d-\d\d )", path.read_text(encoding="utf-8"))


def comment(folder: Path, draw: random.Random) -> None:
    path = draw.choice(sources(folder))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = draw.randrange(len(lines))
    within = "  ; within\n" if lines[at].startswith("  ") else "\n;; 1.00 GBP\n"
    if within.startswith(" ") or DATED.match(lines[at]):
        lines.insert(at, within)
    path.write_text("".join(lines), encoding="utf-8")


def indent(folder: Path, draw: random.Random) -> None:
    path = draw.choice(sources(folder))
    space = " " * draw.randrange(1, 9)
    text = re.sub(r"(?m)^[ \t]+(?=\S)", space, path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")


def shuffle(folder: Path, draw: random.Random) -> None:
    """Put the directives of a file in another order; of one return's they keep theirs."""
    path = draw.choice([each for each in sources(folder) if each.name != "returns.beancount"])
    head, *rest = blocks_of(path)
    one, other = draw.randrange(len(rest) + 1), draw.randrange(len(rest) + 1)
    moved = rest[min(one, other) : max(one, other)]
    kept = rest[: min(one, other)] + rest[max(one, other) :]
    path.write_text(head + "".join(each.rstrip("\n") + "\n\n" for each in moved + kept), "utf-8")


def move(folder: Path, draw: random.Random) -> None:
    """Move a directive to another file."""
    path, to = draw.sample(sources(folder), 2)
    head, *rest = blocks_of(path)
    movable = [each for each in rest if not re.search("document|(?m:^include)", each)]
    if not movable:
        return
    block = draw.choice(movable)
    rest.remove(block)
    path.write_text(head + "".join(rest), encoding="utf-8")
    to.write_text(f"{to.read_text(encoding='utf-8').rstrip()}\n\n{block.rstrip()}\n", "utf-8")


def rename(folder: Path, draw: random.Random) -> None:
    path = draw.choice([each for each in sources(folder) if each.name != "main.beancount"])
    to = path.with_name(f"{path.stem.split('--')[0]}--{draw.randrange(10**6)}.beancount")
    path.rename(to)
    for each in sources(folder):
        text = each.read_text(encoding="utf-8").replace(f'"{path.name}"', f'"{to.name}"')
        each.write_text(text, encoding="utf-8")


def reorder_fields(folder: Path, draw: random.Random) -> None:
    """Turn the fields of a directive, or the postings of an entry, round."""
    path = draw.choice(sources(folder))
    head, *rest = blocks_of(path)
    if not rest or " query " in rest[at := draw.randrange(len(rest))]:  # its text has lines
        return
    first, *lines = rest[at].splitlines()
    fields = [line for line in lines if re.match(r"\s+[a-z][\w-]*:", line)]
    postings = [line for line in lines if re.match(r"\s+[A-Z]", line)]
    if len(fields) + len(postings) == len([line for line in lines if line.strip()]):
        whole = [first, *reversed(fields), *reversed(postings)]
        rest[at] = "\n".join(whole) + "\n\n"
    path.write_text(head + "".join(rest), encoding="utf-8")


def later(folder: Path, draw: random.Random) -> None:
    """Record what is dated after the as-at: spending, an amendment, a note, a name."""
    day = f"201{draw.choice(['7-09', '7-12', '8-02'])}-{draw.randrange(1, 28):02d}"
    text = draw.choice(
        [
            (
                f'{day} * "Later" "Later {draw.random()}"\n'
                "  Expenses:Plan:2017-18:Bluelight:PLF-2017-18  0.01 GBP\n"
                "  Assets:Council:PLF-2017-18  -0.01 GBP\n"
            ),
            f'{day} note Equity:Plan:2017-18:KIDVA "Later {draw.random()}" #delivery\n',
            f'{day} custom "person" "cfo"\n  name: "Officer {draw.randrange(99)}"\n',
            (
                f'{day} custom "forecast" "2017-18" "KIDVA" 1000{draw.randrange(10)}.00 GBP\n'
                '  reason: "Later"\n'
            ),
        ]
    )
    path = draw.choice(sources(folder))
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n\n{text}", encoding="utf-8")


HARMLESS: tuple[Edit, ...] = (comment, indent, shuffle, move, rename, reorder_fields, later)


def assert_no_harmless_edit_alarms(officer: Officer, number: int, seed: int) -> None:
    """Each is made on top of those before it; the books are judged after every tenth."""
    draw = random.Random(seed)  # noqa: S311 - it draws places, no secrets
    alarms, made = [], []
    for count in range(1, number + 1):
        edit = draw.choice(HARMLESS)
        edit(officer.books, draw)
        made.append(edit.__name__)
        if count % 10 == 0:
            books = loading.load(officer.books / "main.beancount")
            wrong = [e.message for e in books.errors if not isinstance(e.entry, Balance)]
            assert wrong == [], made
            alarms += [(made[-10:], each.message) for each in judged(books, books.book)]
    assert alarms == []


def test_harmless_edits_are_no_alarms(sent: Officer) -> None:
    assert_no_harmless_edit_alarms(sent, 40, 20170831)


@pytest.mark.slow
def test_a_thousand_harmless_edits_are_no_alarms(sent: Officer) -> None:
    assert_no_harmless_edit_alarms(sent, 1000, 20171009)
