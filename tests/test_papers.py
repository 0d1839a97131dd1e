"""Papers: a signed one is held by its digest, and none outside the books' folder is ever theirs."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ringfence.cli.serve.serving import make_app
from ringfence.ledger import loading
from ringfence.ledger.inside import folder_of_books, leads_out
from ringfence.ledger.papers import find_wrong_papers, wrong_format
from ringfence.plugins import evidence
from tests.conftest import Officer

H1 = ("PLF-2017-18", "2017-18-H1")
BY = ("--prepared-by", "cs-officer", "--certified-by", "cfo")
CERTIFY = ("return", "certify", *H1, *BY, "--date", "2017-09-20")
PAPER = "returns/signed/signed.pdf"
CONTENT = b"%PDF-1.7 signed by the Chief Finance Officer"
CAMP = """2017-08-20 * "Scouts" "Camp" ^camp
  Expenses:Plan:2017-18:Sentinel:Contribution:PLF-2017-18  50.00 GBP
  Assets:Council:PLF-2017-18  -50.00 GBP
2017-08-20 document Assets:Council:PLF-2017-18 "{}" ^camp
"""


def told(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def signed(officer: Any, tmp_path: Path) -> Any:
    """Return the example's books, a return of them certified on a signed paper, and submitted."""
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(CONTENT)
    officer.does(*CERTIFY, "--evidence", str(paper))
    officer.does("return", "submit", *H1, "--date", "2017-09-21")
    return officer


def blocks(officer: Any) -> str:
    result = officer("check")
    assert result.exit_code == 1, result.output
    return told(result.stdout)


def test_the_books_hold_the_digest_of_the_signed_paper(signed: Any) -> None:
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert f'evidence-digest: "{digest}"' in signed.text("returns")
    assert signed("check").exit_code == 0


@pytest.mark.parametrize("other", [CONTENT[:-1] + b"?", b"%PDF", b"", b"not a PDF"])
def test_a_signed_paper_that_is_altered_blocks(signed: Any, other: bytes) -> None:
    (signed.books / PAPER).write_bytes(other)
    was, now = (hashlib.sha256(each).hexdigest() for each in (CONTENT, other))
    assert (
        f"The signed paper of the return PLF-2017-18 2017-18-H1, {PAPER}, is not what was signed: "
        f"its SHA-256 was {was}, and is {now}. Put it back from a copy. If something in it was "
        "redacted, or it was replaced, finance records that, or somebody else with the decision: "
        f'ringfence --as PERSON return paper {PAPER} redacted --reason "TEXT" [submitted]'
    ) in blocks(signed)


def test_a_signed_paper_that_is_gone_blocks(signed: Any) -> None:
    (signed.books / PAPER).unlink()
    assert (
        f"The signed paper of the return PLF-2017-18 2017-18-H1, {PAPER}, is no longer in the "
        "folder of the books: put it back there. If it was destroyed once its records-years were "
        f'over, record that: ringfence return paper {PAPER} destroyed --reason "TEXT" [submitted]'
    ) in blocks(signed)


def test_the_digest_of_a_signed_paper_changes_only_by_reopening(signed: Any) -> None:
    other = b"%PDF another"
    (signed.books / PAPER).write_bytes(other)
    digest = hashlib.sha256(other).hexdigest()
    signed.add(
        f'2017-10-01 custom "return" "{H1[0]}" "{H1[1]}"\n  evidence-digest: "{digest}"\n',
        "returns",
    )
    found = blocks(signed)
    assert f"evidence-digest was {hashlib.sha256(CONTENT).hexdigest()}, is {digest}" in found
    assert "is not what was signed" in found


def test_once_reopened_it_is_certified_on_another_paper(signed: Any, tmp_path: Path) -> None:
    signed.does("return", "reopen", *H1, "--reason", "Wrong", "--date", "2017-09-22")
    other = tmp_path / "again" / "signed.pdf"
    other.parent.mkdir()
    other.write_bytes(b"%PDF another")
    signed.does(*CERTIFY[:-1], "2017-09-23", "--evidence", str(other))
    assert (signed.books / "returns/signed/signed-2.pdf").read_bytes() == b"%PDF another"
    signed.does("return", "submit", *H1, "--date", "2017-09-23")
    # Both papers are held: of what was sent first too.
    (signed.books / PAPER).write_bytes(b"%PDF third")
    assert f"{PAPER}, is not what was signed" in blocks(signed)


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("signed.pdf", b"no PDF", "is called .pdf and is not a file of that format"),
        ("signed.PNG", b"%PDF", "is called .png and is not a file of that format"),
        ("signed.txt", b"Signed", "is of no format that a signed paper can have"),
        ("signed", b"%PDF", "is of no format that a signed paper can have"),
        ("other.beancount", b"%PDF", "is of no format that a signed paper can have"),
    ],
)
def test_what_is_no_paper_certifies_nothing(
    officer: Any, tmp_path: Path, name: str, content: bytes, wrong: str
) -> None:
    paper = tmp_path / name
    paper.write_bytes(content)
    found = told(officer.is_refused(*CERTIFY, "--evidence", str(paper)))
    assert f"{name} {wrong}: give the paper that was signed, as pdf, png, jpg, jpeg, tif" in found


def test_the_books_themselves_are_no_paper(officer: Any, tmp_path: Path) -> None:
    main = officer.books / "main.beancount"
    assert "is a file of these books, and no paper" in told(
        officer.is_refused(*CERTIFY, "--evidence", str(main))
    )
    link = tmp_path / "signed.pdf"
    link.symlink_to(main)
    assert "is a file of these books, and no paper" in told(
        officer.is_refused(*CERTIFY, "--evidence", str(link))
    )
    officer.add(
        f'2017-09-20 custom "return" "{H1[0]}" "{H1[1]}"\n  as-at: 2017-08-31\n'
        '  status: "certified"\n  certified-by: "cfo"\n  prepared-by: "cs-officer"\n'
        '  evidence: "main.beancount"\n',
        "returns",
    )
    assert (
        "The signed paper of the return PLF-2017-18 2017-18-H1, main.beancount, is a file of "
        "books, and no paper. Put the paper that was signed in its place. [submitted]"
    ) in blocks(officer)


def test_a_link_within_the_books_is_kept_as_what_it_leads_to(officer: Any, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.pdf"
    outside.write_bytes(CONTENT)
    link = officer.books / "signed.pdf"
    link.symlink_to(outside)
    officer.does(*CERTIFY, "--evidence", str(link))
    kept = officer.books / PAPER
    assert not kept.is_symlink()
    assert kept.read_bytes() == CONTENT


# ---------------------------------------------------------------- out of the folder


def outside_of(officer: Any, how: str) -> str:
    """Put a paper outside the books, and return how books may name it."""
    secret = officer.books.parent / "secret.pdf"
    secret.write_bytes(b"%PDF secret")
    if how == "above":
        return "../secret.pdf"
    if how == "absolute":
        return str(secret)
    if how == "link":
        (officer.books / "camp.pdf").symlink_to(secret)
        return "camp.pdf"
    folder = officer.books.parent / "drive"
    folder.mkdir()
    (folder / "camp.pdf").write_bytes(b"%PDF secret")
    (officer.books / "papers").symlink_to(folder)
    return "papers/camp.pdf"


WAYS_OUT = pytest.mark.parametrize("how", ["above", "absolute", "link", "folder"])


@WAYS_OUT
def test_what_leads_out_is_refused_everywhere(officer: Any, tmp_path: Path, how: str) -> None:
    officer.add(CAMP.format(outside_of(officer, how)))
    found = blocks(officer)
    assert (
        "leads out of the folder of the books, so it is never packed, shown or counted as "
        "evidence. Put the paper itself into the folder, and name that. [paper]"
    ) in found
    target = tmp_path / "pack.zip"
    result = officer("return", "pack", *H1, "--output", str(target))
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(target) as made:
        assert not [name for name in made.namelist() if made.read(name) == b"%PDF secret"]
        assert b"secret" not in made.read("why.html")
    page = tmp_path / "why.html"
    officer.does("return", "why", *H1, "--output", str(page))
    text = page.read_text(encoding="utf-8")
    assert "secret.pdf" not in text
    assert "camp.pdf" not in text


ASKING = """plugin "beancount.plugins.auto_accounts"
2017-04-01 custom "fund" "G"
  title: "A grant"
  funder: "OPCC"
  stage: "awarded"
  evidence-over: 10.00 GBP
2017-04-01 * "OPCC" "Award"
  Assets:Awarded:OPCC:G   500.00 GBP
  Income:OPCC:G          -500.00 GBP
2017-08-20 * "Scouts" "Camp"{link}
{key}  Expenses:Plan:2017-18:Camp:G  50.00 GBP
  Assets:Council:G            -50.00 GBP
{document}"""
#: How an entry is shown by a paper: its link, its key, and the directive of the paper.
SHOWING = {
    "link": (" ^camp", "", '2017-08-19 document Assets:Council:G "{}" ^camp\n'),
    "account": ("", "", '2017-08-20 document Assets:Council:G "{}"\n'),
    "key": ("", '  document: "{}"\n', ""),
}


@pytest.mark.parametrize("shown", SHOWING)
@WAYS_OUT
def test_what_leads_out_is_no_evidence(tmp_path: Path, shown: str, how: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    named = outside_of(Officer(folder), how)
    (folder / "inside.pdf").write_bytes(b"%PDF")
    link, key, document = SHOWING[shown]
    found = {}
    for name in (named, "inside.pdf"):
        text = ASKING.format(link=link, key=key.format(name), document=document.format(name))
        (folder / "main.beancount").write_text(text, encoding="utf-8")
        books = loading.load(folder / "main.beancount")
        assert books.errors == []
        found[name] = [each.rule for each in (*evidence.check(books.book),)]
        outside = [each for each in find_wrong_papers(books) if each.rule == "paper"]
        assert len(outside) == (name == named)
    assert found == {named: ["evidence"], "inside.pdf": []}


@pytest.mark.parametrize("how", ["link", "above"])
def test_a_signed_paper_that_leads_out_is_not_packed(signed: Any, tmp_path: Path, how: str) -> None:
    """Not even where it is, byte for byte, what was signed."""
    outside = signed.books.parent / "signed.pdf"
    (signed.books / PAPER).replace(outside)
    if how == "link":
        (signed.books / PAPER).symlink_to(outside)
        name = PAPER
    else:
        text = signed.text("returns").replace(PAPER, "../signed.pdf")
        (signed.books / "returns.beancount").write_text(text, encoding="utf-8")
        name = "../signed.pdf"
    assert f"{name} leads out of the folder of the books" in blocks(signed)
    target = tmp_path / "pack.zip"
    result = signed("return", "pack", *H1, "--output", str(target))
    with zipfile.ZipFile(target) as made:
        assert not [each for each in made.namelist() if made.read(each) == CONTENT]
    assert f"Not in it, for it leads out of the folder of the books: {name}." in told(result.output)


@WAYS_OUT
def test_the_pages_do_not_serve_it(officer: Any, how: str) -> None:
    named = outside_of(officer, how)
    inside = officer.books / "inside.pdf"
    inside.write_bytes(b"%PDF inside")
    officer.add(CAMP.format(named))
    officer.add('2017-08-20 document Assets:Council:PLF-2017-18 "inside.pdf"\n')
    app = make_app(officer.books / "main.beancount")
    client, slug = app.test_client(), app.config["LEDGERS"].first_slug()

    def ask(path: Path) -> int:
        with client.get(f"/{slug}/document/", query_string={"filename": str(path)}) as asked:
            return int(asked.status_code)

    assert ask(inside) == 200
    path = Path(named) if Path(named).is_absolute() else officer.books / named
    assert ask(path) == 404
    assert ask(officer.books.parent / "secret.pdf") == 404


def test_a_folder_is_that_of_the_main_file(tmp_path: Path) -> None:
    (tmp_path / "years").mkdir()
    (tmp_path / "main.beancount").write_text("", encoding="utf-8")
    assert folder_of_books(str(tmp_path / "years" / "2017.beancount")) == tmp_path
    assert folder_of_books(str(tmp_path / "main.beancount")) == tmp_path
    assert not leads_out(tmp_path, tmp_path / "years" / ".." / "camp.pdf")
    assert leads_out(tmp_path, tmp_path.parent / f"{tmp_path.name}-other" / "camp.pdf")


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("a.pdf", b"%PDF-1.4", False),
        ("a.pdf", b"\r\n\r\n%PDF-1.4", False),
        ("a.pdf", b"x" * 1024 + b"%PDF-1.4", True),
        ("a.jpeg", b"\xff\xd8\xff\xe0", False),
        ("a.jpeg", b"\x89PNG\r\n\x1a\n", True),
        ("a.tiff", b"MM\x00*", False),
        ("a.docx", b"PK\x03\x04", False),
        ("a.docx", b"PK", True),
        ("a.eml", b"From: cfo", False),
        ("a.beancount", b"", True),
    ],
)
def test_the_format_of_a_paper_is_looked_at(name: str, content: bytes, wrong: bool) -> None:
    assert (wrong_format(name, content) is not None) == wrong


@pytest.mark.parametrize("how", ["path", "link"])
def test_a_form_and_a_listing_that_lead_out_are_not_read(
    officer: Any, tmp_path: Path, how: str
) -> None:
    """The funder's form would go into the pack, filled, and lines of a listing onto a page."""
    form, secret = officer.books / "forms" / "opcc.docx", tmp_path / "outside.docx"
    listing = next((officer.books / "forms").glob("*.docx"))
    secret.write_bytes(listing.read_bytes())
    name = "../outside.docx"
    assert (officer.books / name).resolve() == secret.resolve()
    if how == "link":
        form = officer.books / "forms" / "linked.docx"
        form.symlink_to(secret)
        name = "forms/linked.docx"
    officer.add(
        '2017-04-02 custom "decision" "OPCC-F"\n  body: "OPCC"\n  title: "Its form"\n'
        f'2017-06-01 custom "fund" "PLF-2017-18"\n  form: "{name}"\n  decision: "OPCC-F"\n'
        '2017-10-05 custom "council-listing" "L-1"\n'
        f'  file: "{name}"\n  digest: "{hashlib.sha256(secret.read_bytes()).hexdigest()}"\n'
        '  profile: "owbc"\n  source: "x.csv"\n  source-digest: "ab"\n  rows: 1\n  lines: 1\n'
        "  total: 1.00 GBP\n  from: 2017-09-01\n  until: 2017-09-30\n"
    )
    found = blocks(officer)
    assert f"{name} leads out of the folder of the books, so it is never packed" in found
    assert "the lines of the listing L-1, leads out of the folder of the books" in told(
        officer("check").stdout
    )
    refused = officer.is_refused("return", "prepare", *H1, "--format", "form", "--draft")
    assert f"The form {name} leads out of the folder of the books, so it is not filled." in told(
        refused
    )
    pack = tmp_path / "pack.zip"
    shown = told(officer.does("return", "pack", *H1, "--output", str(pack)))
    assert "The funder's own form is not in it." in shown
    with zipfile.ZipFile(pack) as packed:
        assert not [each for each in packed.namelist() if each.startswith("form")]


def test_a_paper_added_after_submission_is_said_to_be_and_blocks_nothing(
    signed: Any, tmp_path: Path
) -> None:
    page, pack = tmp_path / "why.html", tmp_path / "pack.zip"
    signed.does("return", "why", *H1, "--output", str(page))
    assert "added since" not in page.read_text(encoding="utf-8")
    assert "added since" not in signed.does("return", "pack", *H1, "--output", str(pack))
    name = "documents/2017-18/late.pdf"
    (signed.books / name).write_bytes(CONTENT)
    path = signed.books / "spend-2017-18.beancount"
    text = signed.text("spend-2017-18")
    path.write_text(
        text.replace('  invoice: "SM-4410"\n', f'  invoice: "SM-4410"\n  document: "{name}"\n', 1)
        + f'\n2017-06-27 document Expenses:Plan:2017-18:GrowOutCrime:PLF-2016-17 "{name}"\n',
        encoding="utf-8",
    )
    checked = signed("check", "--deep")
    assert checked.exit_code == 0, checked.output
    assert "The books still say what the return" in signed.does("return", "compare", *H1)
    signed.does("return", "why", *H1, "--output", str(page))
    html = page.read_text(encoding="utf-8")
    since = "(added since it was submitted on 21 September 2017)"
    assert f'{name}</a> <span class="small">{since}</span>' in html
    assert html.count("added since") == html.count(f">{name}<")
    shown = told(signed.does("return", "pack", *H1, "--output", str(pack)))
    assert f"{name} is in it, added since it was submitted on 21 September 2017." in shown
    with zipfile.ZipFile(pack) as packed:
        assert packed.read(name) == CONTENT
    signed.does("return", "query", *H1, "--text", "Where is it?", "--date", "2017-10-02")
