"""Finding and loading books: whatever is in the way, it gets a sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ringfence.ledger import loading, main_file
from ringfence.ledger.main_file import BooksError, BooksNotFoundError, NoMainFileError
from ringfence.plugins import all as rules
from tests.conftest import EXAMPLE

EDITOR = (
    "; books are plain UTF-8 text. Save it again in your editor with the encoding “UTF-8” (without "
    "BOM)."
)
UNREADABLE = [
    (b"\xef\xbb\xbf2017-01-01 open Assets:A\n", " is UTF-8 with a byte-order mark (BOM)"),
    ("2017-01-01 open Assets:A\n".encode("utf-16"), " is UTF-16"),
    ("2017-01-01 open Assets:A\n".encode("utf-16-be"), " is a binary file"),
    (b"2017-01-01 open\n\x00\x01\x02", " is a binary file"),
    (
        '2017-01-01 open Assets:A\n2017-01-01 * "£5"\n'.encode("cp1252"),
        ", line 2, is not UTF-8 (perhaps cp1252)",
    ),
]


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / main_file.MAIN


def said(path: Path) -> list[tuple[str, int, str]]:
    books = loading.load(path)
    return [
        (books.relative(str(each.source["filename"])), each.source["lineno"], each.message)
        for each in books.errors
    ]


@pytest.mark.parametrize(("content", "what"), UNREADABLE)
def test_what_is_no_plain_text_is_named_with_its_encoding(
    content: bytes, what: str, tmp_path: Path
) -> None:
    main = write(tmp_path, {main_file.MAIN: content})
    with pytest.raises(BooksError) as caught:
        loading.load(main)
    assert str(caught.value) == f"{main}{what}{EDITOR}"


@pytest.mark.parametrize(("content", "what"), UNREADABLE)
def test_so_is_a_file_that_is_included(content: bytes, what: str, tmp_path: Path) -> None:
    main = write(
        tmp_path, {main_file.MAIN: 'include "sub/*.beancount"\n', "sub/a.beancount": content}
    )
    with pytest.raises(BooksError) as caught:
        loading.load(main)
    assert str(caught.value) == f"{tmp_path / 'sub' / 'a.beancount'}{what}{EDITOR}"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main = write(tmp_path, {main_file.MAIN: 'include "a.beancount"\n', "a.beancount": ""})
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for refused in (main_file.MAIN, "a.beancount"):
        with pytest.raises(BooksError) as caught:
            loading.load(main)
        expected = f"{tmp_path / refused} can't be read: you have no permission to read it."
        assert str(caught.value) == expected


def test_a_read_that_fails_half_way_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = write(tmp_path, {main_file.MAIN: 'include "a.beancount"\n', "a.beancount": ""})
    real = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "a.beancount":
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(BooksError) as caught:
        loading.load(main)
    assert str(caught.value) == f"{tmp_path / 'a.beancount'} can't be read: input/output error."


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / main_file.MAIN).mkdir()
    with pytest.raises(BooksError, match=r"main\.beancount can't be read: it is a folder\.$"):
        loading.load(tmp_path / main_file.MAIN)
    main = write(tmp_path / "books", {main_file.MAIN: 'include "sub"\n', "sub/a.beancount": ""})
    with pytest.raises(BooksError, match=r"sub can't be read: it is a folder\.$"):
        loading.load(main)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"can't be read: no such file or directory\.$"):
        loading.load(tmp_path / main_file.MAIN)


def test_an_empty_file_is_empty_books(tmp_path: Path) -> None:
    for content in ("", "\n", "; nothing yet\n"):
        books = loading.load(write(tmp_path, {main_file.MAIN: content}))
        assert (books.errors, list(books.entries), books.book.tracks) == ([], [], {})
        assert rules.judge(books.book, books.options) == []


FAULTS = [
    ("missing include", '\ninclude "none.beancount"\n', 2, 'File glob "none.beancount" does not '),
    ("syntax", "2017-01-01 foo\n", 1, "Invalid token: 'foo'"),
    ("unclosed", '2017-01-01 * "abc\n', 1, "Invalid token: '\"abc'"),
    ("date", "\n2017-02-30 open Assets:A\n", 2, "ValueError: day is out of range for month"),
    ("option", 'option "nonsense" "x"\n', 1, "Invalid option: 'nonsense'"),
    ("unknown plugin", '\n\nplugin "no.such"\n', 3, 'Error importing "no.such": ModuleNotFound'),
    ("tripled", "2017-01-01 open Assets:A\n" * 2, 2, "Duplicate open directive for Assets:A"),
]


@pytest.mark.parametrize(("_name", "text", "line", "message"), FAULTS)
def test_a_fault_that_beancount_finds_is_a_finding_at_its_line(
    _name: str, text: str, line: int, message: str, tmp_path: Path
) -> None:
    ((file, number, told),) = said(write(tmp_path, {main_file.MAIN: text}))
    assert (file, number) == (main_file.MAIN, line)
    assert told.startswith(message)
    assert "Traceback" not in told
    assert "\n" not in told


def test_a_file_included_twice_is_said_at_an_include(tmp_path: Path) -> None:
    (tmp_path / "a.beancount").write_text("", encoding="utf-8")
    text = 'include "a.beancount"\ninclude "a.beancount"\n'
    ((file, line, told),) = said(write(tmp_path, {main_file.MAIN: text}))
    assert (file, line) == (main_file.MAIN, 1)
    assert told == f'Duplicate filename parsed: "{tmp_path / "a.beancount"}"'


def plugged(code: str, folder: Path) -> Path:
    text = 'option "insert_pythonpath" "TRUE"\nplugin "strange"\n2017-01-01 open Assets:A\n'
    return write(folder, {main_file.MAIN: text, "strange.py": code})


CRASHES = [
    ("raise ValueError('oh\\n  no')", "ValueError: oh no"),
    ("return None", "TypeError: cannot unpack non-iterable NoneType object"),
    ("raise KeyError('File \"x\", line 3')", "KeyError: 'File \"x\", line 3'"),
    ("deeper()", "ZeroDivisionError: division by zero"),
]


@pytest.mark.parametrize(("line", "told"), CRASHES)
def test_a_foreign_plugin_that_crashes_is_a_finding_without_a_traceback(
    line: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "strange", raising=False)
    code = (
        f"__plugins__ = ['run']\ndef deeper():\n    1 / 0\ndef run(entries, options):\n    {line}\n"
    )
    assert said(plugged(code, tmp_path)) == [
        (main_file.MAIN, 2, f'Error applying plugin "strange": {told}')
    ]


STOPS = [
    ("raise ValueError('at import')", "ValueError: at import"),
    ("__plugins__ = ['gone']", "AttributeError: module 'strange' has no attribute 'gone'"),
    (
        "__plugins__ = ['run']\ndef run(entries, options):\n    raise SystemExit(3)",
        "SystemExit: 3",
    ),
]


@pytest.mark.parametrize(("code", "told"), STOPS)
def test_a_foreign_plugin_that_stops_beancount_gets_a_sentence(
    code: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "strange", raising=False)
    with pytest.raises(BooksError) as caught:
        loading.load(plugged(code, tmp_path))
    assert str(caught.value) == (
        f"A plugin that these books name can't be run: {told}. Remove its line, or correct the "
        "plugin."
    )
    assert loading.rules_deferred.get() is False


def test_a_foreign_plugins_own_errors_of_any_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "strange", raising=False)
    code = (
        "import collections\n__plugins__ = ['run']\n"
        "E = collections.namedtuple('E', 'source message entry')\n"
        "def run(entries, options):\n"
        "    return entries, [Exception('Bare'), E(None, 'Nowhere', None),\n"
        "                     E(entries[0].meta, ' Somewhere ', entries[0])]\n"
    )
    assert said(plugged(code, tmp_path)) == [
        ("<load>", 0, "Bare"),
        ("<load>", 0, "Nowhere"),
        (main_file.MAIN, 3, "Somewhere"),
    ]


def test_a_failure_to_read_within_a_plugin_is_one_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = write(tmp_path, {main_file.MAIN: ""})

    def fail(_parsed: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(loading, "finish", fail)
    with pytest.raises(BooksError) as caught:
        loading.load(main)
    assert str(caught.value) == f"{main} can't be read: input/output error."


def test_a_custom_without_a_value_gets_a_sentence(tmp_path: Path) -> None:
    text = (
        '2017-01-01 custom "fund"\n2017-01-01 custom "foo"\n'
        "2017-01-01 open Assets:A\n2017-01-01 open Equity:B\n"
        "2017-01-02 pad Assets:A Equity:B\n2017-01-05 balance Assets:A 3.00 GBP\n"
    )
    main = write(tmp_path, {main_file.MAIN: text})
    books = loading.load(main)
    ours = [each.message for each in rules.judge(books.book, books.options)]

    assert said(main) == [
        (
            main_file.MAIN,
            6,
            (
                "Balance failed for 'Assets:A': expected 3.00 GBP != accumulated 0 GBP (3.00 too "
                "little)"
            ),
        ),
        (
            main_file.MAIN,
            2,
            (
                'custom "foo" has no value after its kind, which Beancount can\'t take: add one, '
                "or remove the line."
            ),
        ),
    ]
    assert ours[0] == (
        'fund: it has 0 values after its kind, not 1; write custom "fund" <id>. [declaration]'
    )


def test_books_with_folders_of_their_own_named_as_ours(tmp_path: Path) -> None:
    spoilt = "raise RuntimeError('not ours')\n"
    names = ("plugins", "reports", "ledger", "cli")
    files = {f"{name}/__init__.py": spoilt for name in names}
    files |= {f"{name}/overdrawn.py": spoilt for name in names}
    text = (
        'option "insert_pythonpath" "TRUE"\nplugin "ringfence.plugins.overdrawn"\n'
        'plugin "ringfence.plugins.all"\n2017-04-01 custom "plan" "2017"\n'
    )
    main = write(tmp_path, {main_file.MAIN: text, **files})

    done = subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(main)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "not ours" not in done.stderr
    assert "“2017” is not a financial year" in done.stderr
    # In this process too, where Ringfence runs the rules itself.
    assert said(main) == []


def test_the_path_as_beancount_names_it(tmp_path: Path) -> None:
    write(tmp_path, {main_file.MAIN: "2017-01-01 foo\n", "sub/x": ""})
    books = loading.load(tmp_path / "sub" / ".." / main_file.MAIN)
    assert books.folder == tmp_path
    assert [books.relative(str(each.source["filename"])) for each in books.errors] == [
        main_file.MAIN
    ]
    assert books.relative("<load>") == "<load>"
    assert books.relative(str(tmp_path.parent / "a.beancount")) == "../a.beancount"


def test_the_example_loads_without_a_fault() -> None:
    books = loading.load(EXAMPLE / main_file.MAIN)
    assert books.errors == []
    assert "block" not in {f.severity.value for f in rules.judge(books.book, books.options)}


# ---------------------------------------------------------------- where the books are


def test_books_are_found_where_they_are_named(tmp_path: Path) -> None:
    main = write(tmp_path, {main_file.MAIN: "", "other.beancount": "", "empty/x": ""})

    assert main_file.find_books(str(tmp_path)) == main
    assert main_file.find_books(str(main)) == main
    assert main_file.find_books(str(tmp_path / "other.beancount")) == tmp_path / "other.beancount"
    with pytest.raises(NoMainFileError) as caught:
        main_file.find_books(str(tmp_path / "empty"))
    assert str(caught.value) == (
        f"The folder {tmp_path / 'empty'} has no main.beancount. Name the file itself, or begin "
        f"books there with `ringfence init {tmp_path / 'empty'}`."
    )
    with pytest.raises(BooksNotFoundError) as missing:
        main_file.find_books(str(tmp_path / "none"))
    assert str(missing.value) == (
        f"There are no books at {tmp_path / 'none'}: no such file or folder."
    )


def test_books_are_found_by_the_environment_here_or_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = write(tmp_path / "books", {main_file.MAIN: "", "a/b/x": ""})
    other = write(tmp_path / "other", {main_file.MAIN: ""})

    assert main_file.find_books(None, here=tmp_path / "books" / "a" / "b") == main
    assert main_file.find_books(None, here=tmp_path / "books") == main
    monkeypatch.chdir(tmp_path / "books")
    assert main_file.find_books(None) == main
    monkeypatch.setenv(main_file.VARIABLE, str(tmp_path / "other"))
    assert main_file.find_books(None) == other
    assert main_file.find_books(str(main)) == main
    monkeypatch.setenv(main_file.VARIABLE, "")
    with pytest.raises(BooksNotFoundError) as caught:
        main_file.find_books(None, here=tmp_path)
    assert str(caught.value) == (
        f"There is no main.beancount in {tmp_path} or a folder above it. Go to the folder of your "
        "books, name it with --books or RINGFENCE_BOOKS, or start with `ringfence init FOLDER`."
    )


def test_a_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main = write(tmp_path, {main_file.MAIN: ""})
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert main_file.find_books("~") == main


def test_paths_are_shown_relative_to_the_books_with_slashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = loading.load(write(tmp_path, {main_file.MAIN: ""}))

    assert books.relative(str(tmp_path / "years" / "2017.beancount")) == "years/2017.beancount"
    assert books.relative("<load>") == "<load>"

    def refuse(path: str, start: Path) -> str:
        raise ValueError(f"path is on mount {path!r}, start on mount {start!r}")

    monkeypatch.setattr("os.path.relpath", refuse)
    other = str(tmp_path).replace("/", "\\") + "\\x.beancount"
    monkeypatch.setattr(Path, "is_absolute", lambda _path: True)
    assert books.relative(other) == f"{tmp_path}/x.beancount"
