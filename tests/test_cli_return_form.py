"""`ringfence return prepare --form` and `return tags`: the funder's own form, as it is typed."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from ringfence.cli.main import main
from tests.conftest import EXAMPLE

FIRST = ("PLF-2017-18", "2017-18-H1")
FORMS = EXAMPLE / "forms"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, books: Path = EXAMPLE) -> Result:
    return CliRunner().invoke(main, ["--books", str(books), "return", *args])


def form(*texts: str, name: str = "form.docx") -> str:
    word = Document()
    for text in texts:
        word.add_paragraph(text)
    word.save(name)
    return name


def unwrapped(shown: Result) -> list[str]:
    """What was printed, the lines of each item of a list joined."""
    return shown.output.replace("\n  ", " ").splitlines()


def first_line(name: str) -> str:
    return str(Document(name).paragraphs[0].text)


def test_a_form_is_filled_and_what_is_to_complete_is_said() -> None:
    name = form("{{ fund }}: {{ claim.this_claim }} {{ reference }}")
    shown = run("prepare", *FIRST, "--form", name, "--output", "filled.docx")
    assert shown.exit_code == 0, shown.output
    assert first_line("filled.docx") == "PLF-2017-18: £7,474.22 [to complete]"
    assert shown.stdout.startswith("Written to filled.docx.\n\nMarked [to complete] in it:\n")
    assert unwrapped(shown)[3] == (
        "- paragraph 1, “{{ fund }}: {{ claim.this_claim }} {{ re…”: {{ reference }}: the books do "
        "not say."
    )
    assert "Still to complete, though it can be certified without:" in shown.stdout
    assert first_line(name).startswith("{{ fund }}")
    again = run("prepare", *FIRST, "--form", name, "--output", "filled.docx")
    assert again.stdout.startswith("Replaced filled.docx.")


def test_the_form_of_the_fund_is_filled_for_every_return() -> None:
    for ref, spent in (("2017-18-H1", "£14,497.22"), ("2017-18-H2", "£35,771.72")):
        shown = run("prepare", "PLF-2017-18", ref, "--format", "form")
        assert shown.exit_code == 0, shown.output
        name = f"PLF-2017-18_{ref}_form.docx"
        assert shown.stdout.startswith(f"Written to {name}.")
        assert Document(name).tables[2].rows[-1].cells[2].text == spent


def test_a_workbook_says_that_excel_has_to_open_it() -> None:
    shown = run("prepare", *FIRST, "--form", str(FORMS / "opcc-claim-form.xlsx"))
    assert shown.exit_code == 0
    assert "open it and save it once before" in shown.stdout
    assert Path("PLF-2017-18_2017-18-H1_form.xlsx").is_file()


def test_faults_are_listed_whole_and_nothing_is_written_unless_as_a_draft() -> None:
    name = form("{{ claim.this_clam }}", "{% for x in y %}", "{{ fund }}")
    shown = run("prepare", *FIRST, "--form", name, "--output", "out.docx")
    assert shown.exit_code == 1
    unknown, code, nothing = unwrapped(shown)[1:]
    assert shown.output.startswith("Error: form.docx has 2 faults:\n")
    assert unknown == (
        "- paragraph 1, “{{ claim.this_clam }}”: there is no tag {{ claim.this_clam }}. Did you "
        "mean {{ claim.this_claim }}?"
    )
    assert code == (
        "- paragraph 2, “{% for x in y %}”: “{% for x in y %}” is not a tag. A row is repeated by "
        "itself where it has a tag of a list, such as {{ lines.title }}."
    )
    assert nothing == (
        "Nothing was written. Correct this in the form; with --draft it is filled all the same, "
        "and such tags stay as they stand."
    )
    assert not Path("out.docx").exists()
    draft = run("prepare", *FIRST, "--form", name, "--output", "out.docx", "--draft")
    assert draft.exit_code == 0
    assert "Wrong in the form, so do not send it:" in draft.stdout
    assert [p.text for p in Document("out.docx").paragraphs] == [
        "{{ claim.this_clam }}",
        "{% for x in y %}",
        "PLF-2017-18",
    ]


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (("--form", "none.docx"), 1, "There is no form none.docx."),
        (("--form", "."), 1, "The form . can't be read: is a directory."),
        (("--form", "a.docx", "--format", "xlsx"), 2, "leave out --format xlsx."),
        (
            ("--form", "a.docx", "--output", "b.xlsx"),
            2,
            (
                "a.docx is a Word document and stays one: name what is made of it so too, as in "
                "--output b.docx."
            ),
        ),
        (("--form", "a.docx", "--output", "a.docx"), 2, "a.docx is the form itself"),
        (("--form", "old.doc"), 1, "Open it, take the password off, and save it as .docx."),
        (("--form", "cut.docx"), 1, "cut.docx is damaged, or is not a Word or Excel file"),
    ],
)
def test_what_cannot_be_done_is_said(args: tuple[str, ...], status: int, message: str) -> None:
    form("{{ fund }}", name="a.docx")
    Path("old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    Path("cut.docx").write_bytes(Path("a.docx").read_bytes()[:500])
    before = Path("a.docx").read_bytes()
    shown = run("prepare", *FIRST, *args)
    assert shown.exit_code == status
    assert message in shown.output
    assert Path("a.docx").read_bytes() == before


def test_a_fund_without_a_form_is_told_how_to_have_one(tmp_path: Path) -> None:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    funds = books / "funds.beancount"
    text = funds.read_text(encoding="utf-8")
    funds.write_text(
        text.replace('  form: "forms/opcc-monitoring-form.docx"\n', ""), encoding="utf-8"
    )
    shown = run("prepare", *FIRST, "--format", "form", books=books)
    assert shown.exit_code == 2
    assert "ringfence fund amend PLF-2017-18 --form forms/FILE --decision ID" in shown.output
    funds.write_text(text.replace("opcc-monitoring", "gone"), encoding="utf-8")
    shown = run("prepare", *FIRST, "--format", "form", books=books)
    assert shown.exit_code == 1
    assert "gone-form.docx." in shown.output
    assert "There is no form" in shown.output


def test_a_draft_of_broken_books_says_so(tmp_path: Path) -> None:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    with (books / "main.beancount").open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    args = ("prepare", *FIRST, "--format", "form")
    assert run(*args, books=books).exit_code == 1
    shown = run(*args, "--draft", books=books)
    assert shown.exit_code == 0
    assert "DRAFT: these books have a fault to correct. Do not send it." in shown.stdout


def test_the_tags_there_are() -> None:
    lines = run("tags").stdout.splitlines()
    assert lines[0].split() == ["Tag", "What", "it", "is"]
    assert any(
        line.split() == ["{{", "claim.this_claim", "}}", "What", "is", "claimed", "now"]
        for line in lines
    )
    assert max(map(len, lines)) <= 100
    lines = run("tags", *FIRST).stdout.splitlines()
    shown = {line[:41].strip(): line[41:].strip() for line in lines}
    assert shown["{{ claim.this_claim }}"] == "£7,474.22"
    assert shown["{{ lines.title }}"] == "7 rows: Big Lunch, 18 June 2017…"
    assert shown["{{ adjustments.amount }}"] == "no rows"
    assert run("tags", "PLF-2017-18").exit_code == 2


def test_the_tags_of_a_form_are_checked() -> None:
    name = form("{{ fund }} {{ lines.Prevent.actual_to_date }}")
    shown = run("tags", "--form", name)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-1] == "Every tag of form.docx is known."
    shown = run("tags", *FIRST, "--form", name)
    assert "£447.00" in shown.stdout
    wrong = run("tags", "--form", form("{{ fund }} {{ fnud }}"))
    assert wrong.exit_code == 1
    assert "form.docx has a fault:" in wrong.output
    assert "there is no tag {{ fnud }}. Did you mean {{ fund }}?" in wrong.output


def test_the_pack_has_the_form_of_the_fund() -> None:
    assert run("pack", *FIRST, "--output", "evidence.zip").exit_code == 0
    with zipfile.ZipFile("evidence.zip") as pack:
        assert "form.docx" in pack.namelist()
        Path("form.docx").write_bytes(pack.read("form.docx"))
    assert Document("form.docx").tables[1].rows[3].cells[1].text == "£7,474.22"


def test_a_form_that_cannot_be_filled_is_not_in_the_pack(tmp_path: Path) -> None:
    books = Path(shutil.copytree(EXAMPLE, tmp_path / "books"))
    form("{{ fnud }}", name=str(books / "forms" / "opcc-monitoring-form.docx"))
    shown = run("pack", *FIRST, "--output", "evidence.zip", books=books)
    assert shown.exit_code == 0
    assert "The funder's own form is not in it. opcc-monitoring-form.docx has a fault:" in (
        shown.stdout
    )
    with zipfile.ZipFile("evidence.zip") as pack:
        assert "form.docx" not in pack.namelist()


def test_help_of_these_commands_imports_no_document_library() -> None:
    code = (
        "import sys\nfrom ringfence.cli.main import main\n"
        "sys.argv = ['ringfence', 'return', 'tags', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([n for n in ('lxml', 'openpyxl', 'docx', 'beancount') if n in sys.modules])"
    )
    run_ = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert run_.stdout.splitlines()[-1] == "[]"
