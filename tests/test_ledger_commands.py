"""Command lines: quoted for every shell, built of arguments, and found again in a text."""

import datetime
import re
import shlex
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.ledger.accounts import Pot
from ringfence.ledger.commands import Blank, command, commands_in, quote
from ringfence.reports.render.paragraph import fill

#: No command line of any system can hold the character nought.
ANY_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
AWKWARD = st.text("aB1 \"'\\$`!%&|<>^()[]{}*?;,.:=~#-_/@+é£“’…\t", max_size=12)
ONE_LINE = (ANY_TEXT | AWKWARD).filter(lambda text: not re.search(r"[\r\n]", text))


def read_by_windows(line: str) -> list[str]:
    """Read a command line as a program on Windows does, by the rules of Microsoft's C runtime."""
    arguments: list[str] = []
    place = 0
    while True:
        while line[place : place + 1] in (" ", "\t"):
            place += 1
        if place == len(line):
            return arguments
        word, within = "", False
        while place < len(line) and (within or line[place] not in " \t"):
            backslashes = re.compile(r"\\*").match(line, place)
            assert backslashes
            number = len(backslashes[0])
            place += number
            if line[place : place + 1] != '"':
                word += "\\" * number or line[place]
                place += not number
                continue
            word += "\\" * (number // 2)
            if number % 2 or (within and line[place + 1 : place + 2] == '"'):
                word += '"'
                place += 1 + (not number % 2)
            else:
                within = not within
                place += 1
        arguments.append(word)


def left_alone_by_cmd(line: str) -> bool:
    """Return whether cmd hands a line on as it is: what it acts on stands between quotes."""
    within = False
    for character in line:
        if character == '"':
            within = not within
        elif character in "&|<>^" and not within:
            return False
    return not within


def read_by_powershell(word: str) -> str | None:
    """Read one argument as PowerShell does; None where it would be more or something else."""
    if not word.startswith('"'):
        return None if re.search(r"[\s,;&|<>(){}'\"`$#]|^@", word) else word
    if not re.fullmatch(r'"(?:[^"$`“”„]|"")*"', word):
        return None
    return word[1:-1].replace('""', '"')


def test_the_reader_of_windows_reads_as_its_makers_say() -> None:
    """The examples are those of Microsoft's own page on parsing C command-line arguments."""
    for line, arguments in (
        (r'"a b c" d e', ["a b c", "d", "e"]),
        (r'"ab\"c" "\\" d', ['ab"c', "\\", "d"]),
        (r'a\\\b d"e f"g h', [r"a\\\b", "de fg", "h"]),
        (r"a\\\"b c d", [r"a\"b", "c", "d"]),
        (r'a\\\\"b c" d e', [r"a\\b c", "d", "e"]),
        (r'a"b"" c d', ['ab" c d']),
    ):
        assert read_by_windows(line) == arguments


@pytest.mark.parametrize(
    ("word", "on_sh", "on_windows"),
    [
        ("2017-18/Diversionary", "2017-18/Diversionary", "2017-18/Diversionary"),
        ("spend-2017-18.beancount:45", "spend-2017-18.beancount:45", "spend-2017-18.beancount:45"),
        ("--fund=F", "--fund=F", "--fund=F"),
        ("", '""', '""'),
        ("What it is", '"What it is"', '"What it is"'),
        ("Women's Aid", '"Women\'s Aid"', '"Women\'s Aid"'),
        ("a&b", '"a&b"', '"a&b"'),
        ("UNI 60, CBC 40", '"UNI 60, CBC 40"', '"UNI 60, CBC 40"'),
        # To PowerShell a comma makes two arguments; at its end it would end a sentence.
        ("60,40", '"60,40"', '"60,40"'),
        ("Ltd.", '"Ltd."', '"Ltd."'),
        (r"C:\My books\csp", r'"C:\My books\csp"', r'"C:\My books\csp"'),
        ('A" B', "'A\" B'", '"A"" B"'),
        ("Something to DO!", "'Something to DO!'", '"Something to DO!"'),
        ("$5 of `x`", "'$5 of `x`'", '"$5 of `x`"'),
        ("C:\\", "'C:\\'", '"C:\\\\"'),
        (r"\\server\books", r"'\\server\books'", r'"\\server\books"'),
        ('\\"', "'\\\"'", '"\\\\"""'),
    ],
)
def test_words_are_quoted(word: str, on_sh: str, on_windows: str) -> None:
    assert quote(word, windows=False) == on_sh
    assert quote(word, windows=True) == on_windows


@given(st.lists(ANY_TEXT | AWKWARD))
def test_sh_reads_what_was_quoted(words: list[str]) -> None:
    line = " ".join(quote(word, windows=False) for word in words)
    assert shlex.split(line) == words


@given(st.lists(ONE_LINE))
def test_windows_reads_what_was_quoted(words: list[str]) -> None:
    line = " ".join(quote(word, windows=True) for word in words)
    assert read_by_windows(line) == words
    assert left_alone_by_cmd(line)


@given(ONE_LINE)
def test_powershell_reads_it_too_but_for_what_it_alone_acts_on(word: str) -> None:
    read = read_by_powershell(quote(word, windows=True))
    if re.search(r'[$`“”„]|\\(?:$|")', word):
        return
    assert read == word


@given(ONE_LINE)
def test_one_form_serves_all_shells_unless_one_of_them_acts_within_quotes(word: str) -> None:
    if not re.search(r'["$`!]|\\(?:\\|$)', word):
        assert quote(word, windows=True) == quote(word, windows=False)


@pytest.mark.parametrize(
    "word",
    ['A" B', "$HOME", "`date`", "a'b", r"C:\x\\", "Fun! Days", "a\tb", "50% & 60%", "~", "*", "#x"],
)
def test_a_real_shell_hands_it_on(word: str, tmp_path: Path) -> None:
    line = f"printf %s {quote(word, windows=False)}"
    told = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert told.stdout == word


def test_a_command_is_built_of_its_arguments() -> None:
    day = datetime.date(2017, 10, 2)
    pot = Pot(("2017-18", "Diversionary", "Kicks"))
    assert (
        command("vire", "Reserve", pot, Decimal("1000.5"), date=day, fund="F", decision=Blank.ID)
        == "ringfence vire Reserve 2017-18/Diversionary/Kicks 1000.50 --date 2017-10-02 --fund F "
        "--decision ID"
    )
    assert command("return certify", "F", "2017-18-H1", as_=Blank.PERSON) == (
        "ringfence --as PERSON return certify F 2017-18-H1"
    )
    assert command("person add", "x", name=Blank.TEXT, role=None) == (
        'ringfence person add x --name "TEXT"'
    )
    assert command("year-end", "2017-18", close=True, reopen=False, fund=["A", "B C"]) == (
        'ringfence year-end 2017-18 --close --fund A --fund "B C"'
    )


def test_what_begins_with_a_hyphen_is_no_option() -> None:
    assert command("correct", "-5", invoice="-6 A", from_="x") == (
        'ringfence correct "--invoice=-6 A" --from x -- -5'
    )


def lines(text: str) -> list[str]:
    return [text[place.start : place.end] for place in commands_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Type: ringfence release P 5.00", ["ringfence release P 5.00"]),
        ("If so: ringfence vire A B 5.00 --date 2017-10-02. Or", None),
        ("the way out (ringfence year-end 2017-18 --reopen), and", None),
        ("ringfence settle F:2 --decision ID [purpose]", ["ringfence settle F:2 --decision ID"]),
        ('ringfence note P "It. Is; (so)" --kind risk; else', None),
        ("see `ringfence check`, or `ringfence return list`.", None),
        ("$ ringfence --books x check\nfine", ["ringfence --books x check"]),
        ("the program ringfence, ringfence.plugins.all and my-ringfence x", []),
        ("ringfence spend P 5 --payee 'A\" B' --note x … and", None),
    ],
)
def test_command_lines_are_found_in_a_text(text: str, found: list[str] | None) -> None:
    known = {
        "If": ["ringfence vire A B 5.00 --date 2017-10-02"],
        "the": ["ringfence year-end 2017-18 --reopen"],
        "ringfence note": ['ringfence note P "It. Is; (so)" --kind risk'],
        "see": ["ringfence check", "ringfence return list"],
        "ringfence spend": ["ringfence spend P 5 --payee 'A\" B' --note x"],
    }
    wanted = found if found is not None else next(v for k, v in known.items() if text.startswith(k))
    assert lines(text) == wanted


@given(
    st.lists(AWKWARD, min_size=1), st.sampled_from(["", ".", ". Then.", "; or", " [x]", ") y", "`"])
)
def test_what_was_built_is_found_again_whatever_its_words(words: list[str], after: str) -> None:
    line = command("note", *words)
    assert lines(f"Do it: {line}{after}") == [line]


@given(st.lists(st.sampled_from(["word", "longer-word", "x"]), max_size=40))
def test_a_command_line_is_never_broken(words: list[str]) -> None:
    line = command("spend", "2017-18/Diversionary", payee="Leicester City FC", note="It is so")
    laid_out = fill(f"{' '.join(words)} {line}. {' '.join(words)}", "- ", "  ")
    assert line in laid_out
    assert all(len(each) <= 100 or line in each for each in laid_out.splitlines())
