"""`return verify`: whether a file is what was sent, for whoever has books and who has none."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ringfence.cli.main import main
from ringfence.ledger.canonical import canonical
from ringfence.ledger.seal_words import in_groups
from tests.conftest import EXAMPLE, Officer
from tests.sent_returns import before_seals
from tests.test_cli_return_life import H1, SNAPSHOT, certified
from tests.test_cli_return_sent import FOLDER, NAME

SIGNED = b"%PDF signed by both"
soffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Officer:
    folder = tmp_path_factory.mktemp("sent")
    officer = Officer(Path(shutil.copytree(EXAMPLE, folder / "books")))
    (folder / "signed.pdf").write_bytes(SIGNED)
    certified(officer)
    every = [word for kind in ("docx", "xlsx", "html") for word in ("--format", kind)]
    officer.does(
        *("return", "submit", *H1, *every, "--sent", str(folder / "signed.pdf")),
        *("--date", "2017-09-21"),
    )
    officer.does("return", "pack", *H1, "--output", str(folder / "evidence.zip"))
    return officer


@pytest.fixture
def seal(sent: Officer) -> str:
    return hashlib.sha256((sent.books / SNAPSHOT).read_bytes()).hexdigest()


def verified(officer: Officer, *paths: Path, status: int = 0, **more: str) -> list[dict[str, Any]]:
    options = [word for name, text in more.items() for word in (f"--{name}", text)]
    result = officer("return", "verify", *map(str, paths), *options, "--format", "json")
    assert result.exit_code == status, result.output
    return list(json.loads(result.stdout)["files"])


def without_books(tmp_path: Path, *args: str | Path) -> Result:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(nowhere)
        patched.delenv("RINGFENCE_BOOKS", raising=False)
        return CliRunner().invoke(main, ["return", "verify", *map(str, args)])


def kept(officer: Officer, kind: str) -> Path:
    return officer.books / FOLDER / f"{NAME}.{kind}"


def rewritten(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(made, "w") as now:
        for name in was.namelist():
            data = was.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            now.writestr(name, data)
    return made.getvalue()


def test_what_was_sent_is_as_submitted(sent: Officer, seal: str, tmp_path: Path) -> None:
    signed = tmp_path / "another name.pdf"
    signed.write_bytes(SIGNED)
    paths = [*(kept(sent, kind) for kind in ("docx", "xlsx", "html")), sent.books / SNAPSHOT]
    found = verified(sent, *paths, signed)
    assert {each["outcome"] for each in found} == {"submitted"}
    assert {each["seal"] for each in found} == {seal}
    assert {each["submitted"] for each in found} == {"2017-09-21"}
    said = " ".join(sent.does("return", "verify", str(signed)).split())
    assert said == (
        f"{signed} is, byte for byte, what was sent with the return PLF-2017-18 2017-18-H1 as "
        f"submitted on 21 September 2017 with the seal {seal}."
    )


def test_a_paper_that_is_cited_is_told_too(sent: Officer) -> None:
    (found,) = verified(sent, sent.books / "documents/2017-18/2017-06-12.minutes.txt")
    assert "is documents/2017-18/2017-06-12.minutes.txt, which is cited by" in found["message"]


def test_what_is_not_of_these_books(sent: Officer, tmp_path: Path) -> None:
    other = tmp_path / "other.docx"
    sent.does("return", "prepare", "PLF-2017-18", "2017-18-H2", "--output", str(other))
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(b"%PDF of somebody else")
    one, two = verified(sent, other, plain, status=1)
    assert one["outcome"] == two["outcome"] == "unknown"
    assert one["message"] == (
        f"{other} says that it is the return PLF-2017-18 2017-18-H2 of Oadby & Wigston CSP, and "
        "nothing that was submitted is it."
    )
    assert two["message"] == (
        f"{plain} is no file that was sent, nor one that was cited, and carries no return."
    )


@soffice
@pytest.mark.slow
def test_what_libreoffice_saved_again_is_told_as_that(sent: Officer, tmp_path: Path) -> None:
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in ("docx", "xlsx", "html"):
        subprocess.run(
            (
                *("soffice", home, "--headless", "--convert-to", kind),
                *("--outdir", tmp_path, kept(sent, kind)),
            ),
            check=True,
            capture_output=True,
            timeout=120,
        )
        saved = tmp_path / f"{NAME}.{kind}"
        assert saved.read_bytes() != kept(sent, kind).read_bytes()
        (found,) = verified(sent, saved)
        assert found["outcome"] == "saved again"
        carries = "it carries no return any more" if kind == "html" else "it carries the return as"
        assert f"{saved} was saved again, figures the same: {carries}" in found["message"]
        # The same, with a figure of its text altered: what it carries is not believed alone.
        content = saved.read_bytes()
        if kind == "html":
            assert "14,497.22" in content.decode()
            saved.write_bytes(content.replace(b"14,497.22", b"24,497.22"))
        else:
            part, old = {
                "docx": ("word/document.xml", b"14,497.22"),
                "xlsx": ("xl/worksheets/sheet1.xml", b"14497.22"),
            }[kind]
            saved.write_bytes(rewritten(content, part, old, b"2" + old[1:]))
        (found,) = verified(sent, saved, status=1)
        assert found["outcome"] == "differs", found
        shown = {"docx": "“£24,497.22”", "html": "“£24,497.22”"}.get(kind, " 24497.22 =")
        assert any(shown in each["now"] for each in found["differences"]), found


def test_a_figure_of_what_it_carries_is_altered(sent: Officer, tmp_path: Path) -> None:
    altered = tmp_path / "altered.docx"
    content = kept(sent, "docx").read_bytes()
    old = b'"actual_to_date":"14497.22"'
    altered.write_bytes(rewritten(content, "customXml/item2.xml", old, old.replace(b"1", b"2", 1)))
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"
    assert found["differences"] == [
        {"place": "totals, actual to date", "then": "£14,497.22", "now": "£24,497.22"}
    ]
    result = sent("return", "verify", str(altered))
    assert (
        "- totals, actual to date: £14,497.22 was sent, and it says £24,497.22.\n" in result.stdout
    )


def test_a_picture_over_a_figure_is_told(sent: Officer, tmp_path: Path) -> None:
    altered = tmp_path / "altered.docx"
    made = io.BytesIO(kept(sent, "docx").read_bytes())
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("word/media/image1.png", b"24,497.22")
    altered.write_bytes(made.getvalue())
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"
    covers = "Pictures, and what covers or hides text"
    assert found["differences"] == [{"place": covers, "then": None, "now": "1 more"}]
    told = sent("return", "verify", str(altered)).stdout
    assert f"- {covers}: 1 more is in it, and was not sent.\n" in told


COVERED: dict[str, tuple[str, str, bytes, bytes]] = {
    "a hidden text": ("docx", "word/document.xml", b"<w:rPr>", b"<w:rPr><w:vanish/>"),
    "a symbol": ("docx", "word/document.xml", b"<w:t>", b'<w:sym w:char="F032"/><w:t>'),
    "a box in the foot": ("docx", "word/footer1.xml", b"<w:r>", b"<w:pict/><w:r>"),
    "figures of a format": ("xlsx", "xl/styles.xml", b"#,##0.00", b"&quot;24,497.22&quot;"),
    "a hidden row": ("xlsx", "xl/worksheets/sheet1.xml", b'<row r="9"', b'<row hidden="1" r="9"'),
    "a hidden sheet": ("xlsx", "xl/workbook.xml", b'state="visible"', b'state="hidden"'),
    "a style": ("html", "", b"</style>", b"td::after { content: '24,497.22' }</style>"),
    "a hidden line": ("html", "", b"<tr>", b"<tr hidden>"),
}


@pytest.mark.parametrize("what", COVERED)
def test_what_shows_something_else_over_the_same_text(
    sent: Officer, what: str, tmp_path: Path
) -> None:
    kind, part, old, new = COVERED[what]
    altered = tmp_path / f"altered.{kind}"
    content = kept(sent, kind).read_bytes()
    if part:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert old in file.read(part), file.read(part)[:2000]
        altered.write_bytes(rewritten(content, part, old, new))
    else:
        assert old in content
        altered.write_bytes(content.replace(old, new))
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"
    assert found["differences"][-1]["place"] == "Pictures, and what covers or hides text"


def test_what_is_made_anew_is_no_proof(sent: Officer, tmp_path: Path) -> None:
    """It carries the same figures, and shows another state: nobody sent it."""
    word, values = tmp_path / "later.docx", tmp_path / "later.json"
    sent.does("return", "prepare", *H1, "--output", str(word))
    sent.does("return", "prepare", *H1, "--output", str(values))
    (found,) = verified(sent, word, status=1)
    assert found["outcome"] == "consistent"
    assert "carries the figures and words of the return PLF-2017-18 2017-18-H1" in found["message"]
    (found,) = verified(sent, values)
    assert found["outcome"] == "saved again"
    whole = json.loads(values.read_bytes())
    whole["claim"]["this_claim"] = "1.00"
    values.write_bytes(canonical(whole))
    (found,) = verified(sent, values, status=1)
    assert found["differences"][0]["place"] == "claim, this claim"
    assert found["differences"][0]["now"] == "£1.00"


def test_an_altered_snapshot_in_the_books_does_not_unprove_a_good_copy(
    sent: Officer, tmp_path: Path
) -> None:
    books = Path(shutil.copytree(sent.books, tmp_path / "books"))
    copy = tmp_path / "copy.json"
    copy.write_bytes((books / SNAPSHOT).read_bytes())
    (books / SNAPSHOT).write_bytes(copy.read_bytes().replace(b"14497.22", b"24497.22"))
    (found,) = verified(Officer(books), copy)
    assert found["outcome"] == "submitted"
    (found,) = verified(Officer(books), books / SNAPSHOT, status=1)
    assert found["outcome"] == "unknown"


def pack_of(officer: Officer) -> Path:
    return officer.books.parent / "evidence.zip"


def test_a_pack_is_verified_with_all_that_is_in_it(sent: Officer, seal: str) -> None:
    (found,) = verified(sent, pack_of(sent))
    assert found["outcome"] == "submitted"
    assert found["seal"] == seal
    proven = [each["file"] for each in found["members"] if each["outcome"] == "submitted"]
    assert sorted(proven) == sorted(
        [
            "documents/2017-18/2017-05-31.pr-0588.txt",
            "documents/2017-18/2017-06-12.minutes.txt",
            "documents/2017-18/2017-08-18.sen-1718-07.txt",
            f"{FOLDER}/{NAME}.docx",
            f"{FOLDER}/{NAME}.html",
            f"{FOLDER}/{NAME}.xlsx",
            f"{FOLDER}/signed.pdf",
            SNAPSHOT,
        ]
    )


@pytest.mark.parametrize("how", ["seal", "words"])
def test_a_pack_needs_no_books(sent: Officer, seal: str, how: str, tmp_path: Path) -> None:
    quoted = seal if how == "seal" else " ".join(in_groups(seal))
    result = without_books(tmp_path, pack_of(sent), "--quoting", quoted)
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert f"with the seal {seal}, as it was quoted." in said
    # What was sent is proved by the pack beside it.
    result = without_books(tmp_path, kept(sent, "docx"), pack_of(sent), "--quoting", quoted)
    assert result.exit_code == 0, result.output


def test_a_pack_without_a_seal_proves_nothing(sent: Officer, tmp_path: Path) -> None:
    result = without_books(tmp_path, pack_of(sent), sent.books / SNAPSHOT)
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "which nobody has quoted here" in said
    assert "compare the seal with the one in the covering e-mail." in said
    assert "There are no books here to compare with. Name them with --books; else give" in said


def test_a_seal_that_is_of_nothing_here_is_said(sent: Officer, tmp_path: Path) -> None:
    result = without_books(tmp_path, pack_of(sent), "--quoting", "1" * 64)
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert f"Nothing that is known here has the seal “{'1' * 64}”." in said
    result = sent("return", "verify", str(pack_of(sent)), "--quoting", "1" * 64)
    assert result.exit_code == 1
    result = without_books(tmp_path, pack_of(sent), "--quoting", "no seal")
    assert result.exit_code == 2
    assert "“no seal” is neither a seal" in result.stderr


@pytest.mark.parametrize("what", ["figure", "sent", "added", "gone", "manifest"])
def test_a_pack_that_was_altered(sent: Officer, seal: str, what: str, tmp_path: Path) -> None:
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(pack_of(sent)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    if what == "figure":
        parts[SNAPSHOT] = parts[SNAPSHOT].replace(b"14497.22", b"24497.22")
    elif what == "sent":
        parts[f"{FOLDER}/signed.pdf"] += b"?"
    elif what == "added":
        parts["documents/more.txt"] = b"more"
    elif what == "gone":
        del parts["documents/2017-18/2017-05-31.pr-0588.txt"]
    else:
        parts["why.html"] = b"<html></html>"
    with zipfile.ZipFile(altered, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"
    result = without_books(tmp_path, altered, "--quoting", seal)
    assert result.exit_code == 1
    names = {
        "figure": SNAPSHOT,
        "sent": f"{FOLDER}/signed.pdf",
        "added": "documents/more.txt",
        "gone": "documents/2017-18/2017-05-31.pr-0588.txt",
        "manifest": "why.html",
    }
    assert names[what] in result.stdout


def test_the_page_of_the_pack_says_how_and_is_right(sent: Officer, seal: str) -> None:
    with zipfile.ZipFile(pack_of(sent)) as file:
        page = file.read("HOW-TO-VERIFY.txt").decode("ascii")
        inside = file.namelist()
        manifest = file.read("MANIFEST.sha256").decode()
    assert f'sha256sum "{SNAPSHOT}"' in page
    assert 'certutil -hashfile "returns\\PLF-2017-18_2017-18-H1.json" SHA256' in page
    assert 'Get-FileHash -Algorithm SHA256 "returns\\PLF-2017-18_2017-18-H1.json"' in page
    assert f"    {seal}\r\n" in page
    assert all(f"    {group}\r\n" in page for group in in_groups(seal))
    listed = json.loads((sent.books / SNAPSHOT).read_bytes())
    for name, digest in {**listed["sent"], **listed["documents"]}.items():
        assert f"    {name}\r\n    {digest}\r\n" in page
        assert name in inside
    assert "HOW-TO-VERIFY.txt" in manifest


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="it has another name here")
def test_sha256sum_alone_verifies_the_pack(sent: Officer, seal: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack_of(sent)) as file:
        file.extractall(tmp_path)
    run = subprocess.run(
        ["sha256sum", SNAPSHOT], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert run.stdout.split()[0] == seal
    subprocess.run(
        ["sha256sum", "--check", "--strict", "MANIFEST.sha256"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_the_pack_of_a_draft_says_that_nothing_can_be_proved(officer: Officer) -> None:
    target = officer.books.parent / "draft.zip"
    officer.does("return", "pack", *H1, "--output", str(target))
    with zipfile.ZipFile(target) as file:
        page = file.read("HOW-TO-VERIFY.txt").decode()
    assert "This return was not submitted with a seal" in page
    (found,) = verified(officer, target, status=1)
    assert found["outcome"] == "unknown"


def test_what_can_not_be_read_is_a_sentence_each(sent: Officer, tmp_path: Path) -> None:
    damaged, good = tmp_path / "damaged.docx", kept(sent, "docx")
    damaged.write_bytes(b"PK\x03\x04" + b"?" * 50)
    one, two = verified(sent, damaged, good, status=1)
    assert one["outcome"] == "unreadable"
    assert one["message"] == f"{damaged} is damaged: it can't be unpacked."
    assert two["outcome"] == "submitted"


def test_an_older_version_is_told_as_that(officer: Officer, tmp_path: Path) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    officer.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-09-22")
    certified(officer, "2017-09-23")
    officer.does("return", "submit", *H1, "--date", "2017-09-24")
    (found,) = verified(officer, kept(officer, "docx"))
    assert found["version"] == 1
    assert "version 1, which was reopened since." in found["message"]


def test_a_return_of_before_seals_is_compared_and_nothing_is_proved_of_its_files(
    officer: Officer, tmp_path: Path
) -> None:
    certified(officer)
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    values = tmp_path / "values.json"
    values.write_bytes((officer.books / SNAPSHOT).read_bytes())
    before_seals(officer.books, SNAPSHOT)
    one, two = verified(officer, values, kept(officer, "docx"), status=1)
    assert one["outcome"] == "saved again"
    assert "as submitted on 21 September 2017 without a seal." in one["message"]
    assert two["outcome"] == "consistent"
    assert (
        "What it shows can't be compared: no Word document that was sent is at hand."
        in (two["message"])
    )


@pytest.mark.parametrize(
    "put_in",
    [
        "<script>document.body.textContent = 9</script>",
        "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
        "<link rel=stylesheet href=https://elsewhere.example/a.css>",
        "<input value='Total 99,999.00'>",
        "<textarea placeholder='99,999.00'></textarea>",
        "<p onclick='this.textContent = 9'></p>",
        "<bdo dir=rtl></bdo>",
        "<title>Another return</title>",
    ],
)
def test_what_acts_or_shows_more_in_a_page_is_a_difference(
    sent: Officer, tmp_path: Path, put_in: str
) -> None:
    altered = tmp_path / "altered.html"
    content = kept(sent, "html").read_text(encoding="utf-8")
    altered.write_text(content.replace("</body>", f"{put_in}</body>"), encoding="utf-8")
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"


@pytest.mark.parametrize(
    "run",
    [
        b'<w:fldSimple w:instr=" QUOTE 99999 "/>',
        b'<w:del w:id="1" w:author="x"><w:r><w:delText>9</w:delText></w:r></w:del>',
    ],
)
def test_a_field_or_a_tracked_change_in_word_is_a_difference(
    sent: Officer, tmp_path: Path, run: bytes
) -> None:
    altered = tmp_path / "altered.docx"
    content = kept(sent, "docx").read_bytes()
    altered.write_bytes(rewritten(content, "word/document.xml", b"</w:p>", run + b"</w:p>"))
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"


def test_another_formula_behind_the_same_value_is_a_difference(
    sent: Officer, tmp_path: Path
) -> None:
    altered = tmp_path / "altered.xlsx"
    content = kept(sent, "xlsx").read_bytes()
    old = b"<f>SUMPRODUCT("
    altered.write_bytes(rewritten(content, "xl/worksheets/sheet1.xml", old, b"<f>9+SUMPRODUCT("))
    (found,) = verified(sent, altered, status=1)
    assert found["outcome"] == "differs"


@pytest.fixture
def reopened(sent: Officer, tmp_path: Path) -> Officer:
    """The same return, reopened."""
    officer = Officer(Path(shutil.copytree(sent.books, tmp_path / "again")))
    reason = ("--reason", "A note was wrong", "--date", "2/10/2017")
    officer.does("return", "reopen", *H1, *reason)
    return officer


@pytest.fixture
def sent_twice(reopened: Officer) -> Officer:
    """The same return, reopened and submitted again."""
    reopened.does("--as", "cfo", "return", "certify", *H1, "--date", "3/10/2017")
    reopened.does("return", "submit", *H1, "--date", "4/10/2017")
    return reopened


def test_the_pack_of_a_return_that_was_sent_twice_is_what_was_sent(
    sent_twice: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "pack.zip"
    sent_twice.does("return", "pack", *H1, "--output", str(path))
    seal = hashlib.sha256((sent_twice.books / SNAPSHOT).read_bytes()).hexdigest()
    result = without_books(tmp_path, path, "--quoting", seal)
    assert result.exit_code == 0, result.output
    assert "as it was quoted" in " ".join(result.output.split())


def test_a_second_submission_that_is_cut_off_blocks_by_what_it_left(sent_twice: Officer) -> None:
    text = sent_twice.text("returns")
    start = text.rindex('2017-10-04 custom "return"')
    (sent_twice.books / "returns.beancount").write_text(text[:start], encoding="utf-8")
    result = sent_twice("check")
    assert result.exit_code == 1
    told = " ".join(result.stdout.split())
    assert (
        "The snapshot returns/PLF-2017-18_2017-18-H1.json is there, and no directive says that the "
        "return PLF-2017-18 2017-18-H1 was submitted: put its directives back from a copy." in told
    )


def test_a_return_that_is_reopened_keeps_what_it_last_sent(reopened: Officer) -> None:
    assert "[submitted]" not in reopened("check").stdout
