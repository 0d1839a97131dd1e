"""A funder's form in Word: what is filled, what is listed, and that all else stays as it is."""

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ringfence.ledger import loading
from ringfence.reports.funder_form.errors import DamagedFormError, FormError, NotAFormError
from ringfence.reports.funder_form.fill import Filled, check_form, fill_form
from ringfence.reports.funder_form.names import LISTS, TAGS
from ringfence.reports.funder_form.tags import spots
from ringfence.reports.monitoring.as_json import as_json
from ringfence.reports.monitoring.build import prepare
from ringfence.reports.monitoring.report import Report
from ringfence.reports.schedule import all_dates
from tests.conftest import EXAMPLE

FORM = EXAMPLE / "forms" / "opcc-monitoring-form.docx"
HOSTILE = "=1+1 <script>alert('x')</script> & @cmd {{ claim.award }} ]]>\x07"


@cache
def books() -> loading.Books:
    return loading.load(EXAMPLE / "main.beancount")


@cache
def report(ref: str = "2017-18-H1", fund: str = "PLF-2017-18") -> Report:
    return prepare(books().book, fund, ref)


def saved(word: WordDocument) -> bytes:
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def lines_of(*texts: str) -> bytes:
    """A document of one paragraph for each text."""
    word = Document()
    for text in texts:
        word.add_paragraph(text)
    return saved(word)


def row_of(*texts: str, rows: int = 1) -> bytes:
    """A document of one table, whose rows all have these texts."""
    word = Document()
    table = word.add_table(rows=rows, cols=len(texts))
    for row in table.rows:
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(word)


def fill(content: bytes, of: Report | None = None) -> Filled:
    return fill_form(content, "form.docx", of or report())


def shown(content: bytes) -> list[str]:
    """The paragraphs of a document, tables included."""
    body = Document(io.BytesIO(content)).element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def cells(content: bytes, table: int = 0) -> list[list[str]]:
    found = Document(io.BytesIO(content)).tables[table]
    return [[cell.text for cell in row.cells] for row in found.rows]


def said(filled: Filled) -> tuple[list[str], list[str]]:
    return [str(each) for each in filled.faults], [str(each) for each in filled.lacking]


# -- what tags come to


#: What stays inside: it says what to type, or where in the books something is.
INSIDE = frozenset(
    {
        "to_complete",
        "demanded",
        "remarks",
        "findings",
        "standing_out",
        "reason",
        "fund_titles",
        "changed_since_version",
        "told_since_submission",
        "uncertified",
        "history",
        "file",
        "line",
        "illustrative",
        "private",
        "forecast_held",
    }
)


def test_the_names_are_those_of_the_json() -> None:
    found = {"match.percent", "match.required", "match.found", "match.short"}
    for dates in all_dates(books().book):
        found |= set(paths(as_json(report(dates.ref, dates.fund)), ""))
    assert found - set(TAGS) == {"match"}
    seldom = (
        "categories.",
        "assets.",
        "adjustments.",
        "delivery.risks.",
        "changes_sought.",
        "other_",
    )
    assert [name for name in set(TAGS) - found if not name.startswith(seldom)] == []


def paths(value: object, path: str) -> Iterator[str]:
    """The names of everything in the JSON, those of the items of a list without their number."""
    if isinstance(value, dict) and path.endswith("by_fund"):
        for fund, part in value.items():
            item = part if isinstance(part, dict) else {"amount": part}
            yield from paths({"fund": fund, **item}, f"{path} ")
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in INSIDE:
                yield from paths(part, f"{path.strip()}.{key}".strip("."))
    elif isinstance(value, list) and path in LISTS:
        yield from (path,) if path in TAGS else ()
        for part in value:
            yield from paths(part, path)
    else:
        yield path


def test_both_returns_of_the_example_say_what_the_json_says() -> None:
    for ref in ("2017-18-H1", "2017-18-H2"):
        made = as_json(report(ref))
        filled = fill(FORM.read_bytes(), report(ref))
        assert filled.faults == ()
        spending = cells(filled.content, 2)
        fields = (
            "current_allocation",
            "actual_to_date",
            "committed",
            "forecast_outturn",
            "forecast_variance",
        )
        wanted = [
            [each["title"], *(pounds(each[name]) for name in fields), each["explanation"] or ""]
            for each in [*made["lines"], made["totals"]]
        ]
        assert spending[1:] == wanted
        invoices = cells(filled.content, 5)[1:]
        assert [row[4] for row in invoices] == [pounds(row["amount"]) for row in made["evidence"]]
        assert [row[2] for row in invoices] == [row["invoice"] or "" for row in made["evidence"]]
        number = f"Unspent at the year's end: {pounds(made['underspend']['total'])}, of it"
        assert any(number in line for line in shown(filled.content))
        claimed = pounds(made["claim"]["this_claim_in_all"])
        assert cells(filled.content, 1)[3] == ["This claim", claimed]


def pounds(amount: str) -> str:
    return f"£{amount}".replace("£-", "-£") if len(amount.strip("-")) < 7 else grouped(amount)


def grouped(amount: str) -> str:
    sign = "-" if amount.startswith("-") else ""
    whole, pence = amount.strip("-").split(".")
    return f"{sign}£{whole[:-3]},{whole[-3:]}.{pence}"


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("{{ claim.this_claim }}", "£7,474.22"),
        ("{{claim.this_claim}}", "£7,474.22"),
        ("{{ Claim.This_claim }}", "£7,474.22"),
        ("£{{ claim.this_claim }}", "£7,474.22"),
        ("£ {{ claim.this_claim }}", "£ 7,474.22"),
        ("{{ totals.forecast_variance }}", "-£1,107.50"),
        ("{{ period.start }} to {{ period.as_at }}", "1 April 2017 to 31 August 2017"),
        ("{{ totals.variance_percent }}", "-10.8%"),
        ("{{ totals.variance_percent }} %", "-10.8 %"),
        ("{{ lines.Prevent.actual_to_date }}", "£447.00"),
        ("{{ lines.prevent.actual_to_date }}", "£447.00"),
        ("{{ lines.2017-18/Prevent.actual_to_date }}", "£447.00"),
        ("{{ lines.2.title }}", "Bluelight Project"),
        ("{{ lines.Diversionary.by_fund.PLF-2015-16.earmarked }}", "£999.50"),
        ("{{ lines.Diversionary.by_fund.PLF\u20112015–16.earmarked }}", "£999.50"),
        ("{{ reserve.by_fund.PLF-2015-16.amount }}", "£908.55"),
        ("{{ delivery.Diversionary.measures.1.count }}", "64"),
        ("{{ funds }}", "PLF-2015-16, PLF-2016-17, PLF-2017-18"),
        ("{{ delivery.BigLunch.narrative }}", "The Big Lunch was held on 18 June."),
        ("{{ delivery.BigLunch.narrative.1 }}", "The Big Lunch was held on 18 June."),
        ("{{ lines.Prevent.rag }}.{{ lines.KIDVA.rag }}.", "amber.."),
    ],
)
def test_what_a_tag_comes_to(written: str, shown_as: str) -> None:
    filled = fill(lines_of(f"Before {written}", *every_line()))
    assert said(filled) == ([], [])
    assert shown(filled.content)[0] == f"Before {shown_as}"


def every_line() -> list[str]:
    return ["{{ lines.title }}", "{{ delivery.title }}"]


def test_tags_cut_into_runs_take_the_looks_of_their_first_character() -> None:
    word = Document()
    line = word.add_paragraph()
    for number, part in enumerate(("Total ", "{", "{ claim", ".this", "_cl", "aim }", "} due")):
        line.add_run(part).bold = number == 2
    filled = fill(saved(word))
    assert filled.faults == ()
    runs = Document(io.BytesIO(filled.content)).paragraphs[0].runs
    assert [run.text for run in runs] == ["Total ", "£7,474.22", "", "", "", "", " due"]
    assert [run.bold for run in runs] == [False, False, True, False, False, False, False]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 40), max_size=8))
def test_wherever_word_cuts_a_paragraph_it_says_the_same(cuts: list[int]) -> None:
    text = "A {{ claim.award }}, {{ fund }} and {{ no.tag }} z"
    word = Document()
    line = word.add_paragraph()
    at = 0
    for cut in [*cuts, len(text)]:
        line.add_run(text[at : at + cut])
        at += cut
    line.add_run(text[at:])
    filled = fill(saved(word))
    assert shown(filled.content)[0] == "A £38,000.00, PLF-2017-18 and {{ no.tag }} z"
    assert len(filled.faults) == 1


# -- rows


def test_a_row_is_made_for_each_item_with_its_looks() -> None:
    word = Document(io.BytesIO(row_of("{{ lines.title }}", "{{ lines.actual_to_date }}")))
    row = word.tables[0].rows[0]
    row.cells[0].paragraphs[0].runs[0].italic = True
    mark = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="here"/>')
    row.cells[0].paragraphs[0]._p.append(mark)
    filled = fill(saved(word))
    assert [text for text, _amount in cells(filled.content)] == [
        line.title for line in report().lines
    ]
    table = Document(io.BytesIO(filled.content)).tables[0]
    assert [row.cells[0].paragraphs[0].runs[0].italic for row in table.rows] == [True] * 7
    assert len(table._tbl.xpath(".//w:bookmarkStart")) == 1


def test_lines_and_delivery_stand_in_one_row() -> None:
    made = fill(row_of("{{ lines.title }}", "{{ lines.actual_to_date }}", "{{ delivery.lead }}"))
    rows = cells(made.content)
    assert rows[1] == ["Bluelight Project", "£450.00", "Police"]
    assert rows[0] == ["Big Lunch, 18 June 2017", "£1,340.00", "Community Safety Officer"]
    assert len(rows) == 7


def test_lists_within_lists() -> None:
    made = fill(
        row_of("{{ lines.title }}", "{{ lines.by_fund.fund }}", "{{ lines.by_fund.earmarked }}")
    )
    assert [row for row in cells(made.content) if row[0].startswith("Diversionary")] == [
        ["Diversionary Activities", "PLF-2015-16", "£999.50"],
        ["Diversionary Activities", "PLF-2017-18", "£6,200.50"],
    ]
    made = fill(row_of("{{ delivery.title }}", "{{ delivery.measures.name }}"))
    assert cells(made.content) == [
        ["Diversionary Activities", "young people engaged"],
        ["Grow Out Crime: sunflower competition", "schools taking part"],
    ]


def test_a_table_within_a_row_is_of_that_rows_item() -> None:
    word = Document()
    cell = word.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "{{ delivery.title }}"
    inner = cell.add_table(rows=2, cols=2)
    inner.rows[0].cells[0].text = "Measure"
    inner.rows[1].cells[0].text = "{{ delivery.measures.name }}"
    inner.rows[1].cells[1].text = "{{ delivery.measures.count }}"
    filled = fill(saved(word))
    assert filled.faults == ()
    rows = Document(io.BytesIO(filled.content)).tables[0].rows
    assert len(rows) == 7
    tables = [row.cells[0].tables[0] for row in rows]
    texts = [[cell.text for cell in table.rows[1].cells] for table in tables]
    assert texts[2] == ["young people engaged", "64"]
    assert texts[0] == ["None", ""]


def test_a_paragraph_outside_tables_is_repeated_too_and_a_section_ends_after_the_last() -> None:
    word = Document()
    line = word.add_paragraph("{{ delivery.title }}: {{ delivery.narrative }}")
    line._p.get_or_add_pPr().append(parse_xml(f"<w:sectPr {nsdecls('w')}/>"))
    word.add_paragraph("After")
    filled = fill(saved(word))
    made = Document(io.BytesIO(filled.content))
    assert [p.text for p in made.paragraphs][1] == "Bluelight Project: [to complete]"
    ends = [bool(p._p.xpath("./w:pPr/w:sectPr")) for p in made.paragraphs]
    assert ends == [False] * 6 + [True, False]


def test_nothing_to_list_is_said_once() -> None:
    made = fill(row_of("{{ adjustments.date }}", "{{ adjustments.amount }}", "{{ fund }}"))
    assert cells(made.content) == [["None", "", "PLF-2017-18"]]
    assert said(made) == ([], [])


def test_several_notes_are_lines_of_one_cell() -> None:
    told = report().delivery[0]
    note = told.narrative[0]
    two = told._replace(narrative=(note, note._replace(text="And again in July.")))
    made = fill(row_of("{{ delivery.1.narrative }}"), report()._replace(delivery=(two,)))
    assert cells(made.content) == [["The Big Lunch was held on 18 June.\nAnd again in July."]]


# -- where tags are found


def test_headers_footers_notes_and_text_boxes() -> None:
    word = Document()
    word.sections[0].header.paragraphs[0].text = "{{ partnership }}"
    word.sections[0].footer.paragraphs[0].text = "{{ period.ref }} {{ nothing.such }}"
    box = (
        '<w:p {w} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>Box: {{{{ fund }}}} </w:t>'
        "</w:r><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{{{{ claim.award "
        "}}}} {{{{ claim.awards }}}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r></w:p>"
    ).format(w=nsdecls("w"))
    word.element.body.insert(0, parse_xml(box))
    filled = fill(saved(word))
    made = Document(io.BytesIO(filled.content))
    assert made.sections[0].header.paragraphs[0].text == "Oadby & Wigston CSP"
    assert made.sections[0].footer.paragraphs[0].text == "2017-18-H1 {{ nothing.such }}"
    assert shown(filled.content)[1] == "£38,000.00 {{ claim.awards }}"
    assert "".join(t.text or "" for t in made.element.body.iter(qn("w:t"))).startswith(
        "Box: PLF-2017-18 £38,000.00"
    )
    assert said(filled)[0] == [
        (
            "text box, “{{ claim.award }} {{ claim.awards }}”: there is no tag {{ claim.awards }}. "
            "Did you mean {{ claim.award }}?"
        ),
        (
            "footer, paragraph 1, “{{ period.ref }} {{ nothing.such }}”: there is no tag "
            "{{ nothing.such }}. `ringfence return tags` lists those there are."
        ),
    ]


def test_what_was_deleted_with_changes_tracked_is_no_tag() -> None:
    word = Document()
    line = word.add_paragraph("Kept {{ fund }}")
    gone = (
        f"<w:del {nsdecls('w')} w:id='1' w:author='A'><w:r><w:delText>{{{{ gone }}}}</w:delText>"
        "</w:r></w:del>"
    )
    line._p.append(parse_xml(gone))
    added = (
        f"<w:ins {nsdecls('w')} w:id='2' w:author='A'><w:r><w:t> {{{{ funder }}}}</w:t></w:r>"
        "</w:ins>"
    )
    line._p.append(parse_xml(added))
    filled = fill(saved(word))
    assert filled.faults == ()
    assert shown(filled.content)[0] == "Kept PLF-2017-18 OPCC"


def test_a_control_bound_to_properties_is_freed_so_that_word_shows_what_was_filled_in() -> None:
    word = Document()
    control = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{{0}}"/><w:id '
        'w:val="5"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{{ fund }}</w:t></w:r></w:p>'
        "</w:sdtContent></w:sdt>"
    )
    plain = control.replace("{{ fund }}", "Not filled")
    for each in (control, plain):
        word.element.body.insert(0, parse_xml(each))
    body = Document(io.BytesIO(fill(saved(word)).content)).element.body
    texts = ["".join(t.text or "" for t in sdt.iter(qn("w:t"))) for sdt in body.iter(qn("w:sdt"))]
    assert texts == ["Not filled", "PLF-2017-18"]
    assert [len(list(sdt.iter(qn("w:dataBinding")))) for sdt in body.iter(qn("w:sdt"))] == [1, 0]


# -- all else stays


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_parts_without_tags_keep_every_byte_and_the_order() -> None:
    form, made = parts_of(FORM.read_bytes()), parts_of(fill(FORM.read_bytes()).content)
    assert list(form) == list(made)
    changed = {name for name in form if form[name] != made[name]}
    assert changed == {"word/document.xml", "word/footer1.xml"}


def test_only_the_texts_of_tags_change_in_what_is_filled() -> None:
    content = lines_of("Plain & simple", "{{ fund }}", "  spaced  ")
    form = parts_of(content)["word/document.xml"]
    made = parts_of(fill(content).content)["word/document.xml"]
    changed = form.replace(b"{{ fund }}", b"PLF-2017-18")
    assert etree.tostring(etree.fromstring(made), method="c14n") == etree.tostring(
        etree.fromstring(changed), method="c14n"
    )


def test_the_same_books_give_the_same_bytes() -> None:
    assert fill(FORM.read_bytes()).content == fill(FORM.read_bytes()).content


# -- text of people is data


def hostile() -> Report:
    row = report().evidence[0]._replace(payee=HOSTILE, description=HOSTILE)
    line = report().lines[0]._replace(title=HOSTILE, explanation=HOSTILE)
    return report()._replace(
        header=report().header._replace(partnership=HOSTILE), evidence=(row,), lines=(line,)
    )


def test_text_of_people_stays_text_and_is_never_a_tag() -> None:
    text = "=1+1 <script>alert('x')</script> & @cmd {{ claim.award }} ]]>"
    made = fill(lines_of("{{ partnership }} {{ partnership }}", "{{ fund }}"), hostile())
    assert shown(made.content)[0] == f"{text} {text}"
    rows = cells(fill(row_of("{{ evidence.payee }}", "{{ evidence.amount }}"), hostile()).content)
    assert rows == [[text, "£320.00"]]
    assert b"<script>" not in parts_of(made.content)["word/document.xml"]


def test_what_is_private_is_withheld() -> None:
    row = report().evidence[0]._replace(payee=None, invoice=None, description=None, private=True)
    made = fill(
        row_of("{{ evidence.payee }}", "{{ evidence.invoice }}", "{{ evidence.description }}"),
        report()._replace(evidence=(row,)),
    )
    assert cells(made.content) == [["withheld"] * 3]
    assert said(made) == ([], [])


# -- what is wrong in a form


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "{{ ''.__class__ }}",
            (
                "{{ ''.__class__ }} is not a tag: a tag is a name alone, such as "
                "{{ claim.this_claim }}."
            ),
        ),
        (
            "{{ 7*7 }}",
            "{{ 7*7 }} is not a tag: a tag is a name alone, such as {{ claim.this_claim }}.",
        ),
        ("{{ }}", "{{ }} is not a tag: a tag is a name alone, such as {{ claim.this_claim }}."),
        (
            "{{ claim.__class__.__mro__ }}",
            (
                "there is no tag {{ claim.__class__.__mro__ }}. `ringfence return tags` lists "
                "those there are."
            ),
        ),
        (
            "{% for i in range(10**9) %}x{% endfor %}",
            (
                "“{% for i in range(10**9) %}” is not a tag. A row is repeated by itself where it "
                "has a tag of a list, such as {{ lines.title }}."
            ),
        ),
        ("{{ claim.this_claim", "“{{ claim.this_claim” begins a tag that does not end: add }}."),
        ("this_claim }}", "“this_claim }}” ends a tag that does not begin."),
        (
            "{{ this_claim }}",
            "there is no tag {{ this_claim }}. Did you mean {{ claim.this_claim }}?",
        ),
        (
            "{{ claim }}",
            "there is no tag {{ claim }}. It is a group of tags, such as {{ claim.award }}.",
        ),
        (
            "{{ lines }}",
            "there is no tag {{ lines }}. It is a group of tags, such as {{ lines.year }}.",
        ),
        (
            "{{ lines.narrative }}",
            "there is no tag {{ lines.narrative }}. Did you mean {{ delivery.narrative }}?",
        ),
        (
            "{{ period.id }}",
            "there is no tag {{ period.id }}. Did you mean {{ period.ref }}?",
        ),
        (
            "{{ lines.id }}",
            "there is no tag {{ lines.id }}. Did you mean {{ lines.action }}?",
        ),
        (
            "{{ lines.Prevent }}",
            "there is no tag {{ lines.Prevent }}. It is a group of tags, such as {{ lines.year }}.",
        ),
        (
            "{{ lines.Prevent.actuals_to_date }}",
            (
                "there is no tag {{ lines.Prevent.actuals_to_date }}. Did you mean "
                "{{ lines.actual_to_date }}?"
            ),
        ),
        (
            "{{ lines.title }} {{ evidence.payee }}",
            (
                "one row can't be repeated for each of evidence and for each of lines: give each "
                "its own row."
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_tag_is_said_and_where(written: str, message: str) -> None:
    filled = fill(row_of("Total", written))
    faults, lacking = said(filled)
    assert f"table 1, row 1, column 2: {message}" in [
        f.replace("column 1", "column 2") for f in faults
    ]
    assert lacking == []
    assert check_form(row_of("Total", written), "form.docx").faults == filled.faults
    assert cells(filled.content)[0][1] == written


def test_every_fault_is_listed() -> None:
    faults, _lacking = said(fill(lines_of("{{ a.b }}", "Fine {{ fund }}", "{{ c }}", "{{ d")))
    assert [fault.partition(":")[0] for fault in faults] == [
        "paragraph 1, “{{ a.b }}”",
        "paragraph 3, “{{ c }}”",
        "paragraph 4, “{{ d”",
    ]


def test_a_form_without_tags_is_no_form() -> None:
    assert said(fill(lines_of("Nothing here")))[0] == [
        (
            "form.docx: it has no tags, so there is nothing to fill. Put one where each figure "
            "goes, such as {{ claim.this_claim }}; `ringfence return tags` lists those there are."
        )
    ]


def test_what_the_books_do_not_say_is_marked_and_listed() -> None:
    made = fill(lines_of("Ref {{ reference }}", "{{ lines.Kick.title }}", "{{ lines.rag }}"))
    assert shown(made.content)[0] == "Ref [to complete]"
    assert shown(made.content)[1] == "[to complete]"
    actions = ", ".join(line.action for line in report().lines)
    assert said(made) == (
        [],
        [
            "paragraph 1, “Ref {{ reference }}”: {{ reference }}: the books do not say.",
            (
                "paragraph 2, “{{ lines.Kick.title }}”: {{ lines.Kick.title }}: this return has no "
                f"action Kick; it has {actions}."
            ),
        ],
    )


def test_an_explanation_that_the_terms_demand_is_marked() -> None:
    line = report().lines[0]._replace(explanation=None)
    sentence = f"{line.title}: say why it is £1,053.00 under its profile."
    complete = list(report().to_complete[:1])
    missing = complete[0]._replace(what=sentence, weight="must")
    made = fill(
        row_of("{{ lines.action }}", "{{ lines.explanation }}"),
        report()._replace(to_complete=(missing,), lines=(line, report().lines[-1])),
    )
    assert [row[1] for row in cells(made.content)] == ["[to complete]", ""]
    assert said(made)[1] == [
        (
            "table 1, row 1, column 2: {{ lines.explanation }} of BigLunch: the fund's terms "
            'demand an explanation. Type: ringfence note 2017-18/BigLunch "TEXT" --date 2017-08-31 '
            "--kind explanation"
        )
    ]


def test_a_narrative_that_is_missing_is_typed_with_its_day() -> None:
    told = next(each for each in report().delivery if not each.narrative)
    made = fill(
        row_of("{{ delivery.action }}", "{{ delivery.narrative }}"),
        report()._replace(delivery=(told,)),
    )
    (lacking,) = said(made)[1]
    assert (
        f'ringfence note 2017-18/{told.action} "TEXT" --date 2017-08-31 --kind delivery' in lacking
    )


def test_a_form_without_end_is_not_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringfence.reports.funder_form.filling._MOST_ROWS", 20)
    with pytest.raises(FormError, match="would have more than 20 rows, so it was not filled"):
        fill(row_of("{{ evidence.payee }}", rows=2))
    fill(row_of("{{ evidence.payee }}"))


def test_nothing_in_a_form_moves_the_cursor_of_a_terminal() -> None:
    (fault,) = fill(lines_of("{{ f\x9b2Jund }} \u202e")).faults
    assert "\x9b" not in str(fault)
    assert "\u202e" not in str(fault)
    assert str(fault).endswith(
        "is not a tag: a tag is a name alone, such as {{ claim.this_claim }}."
    )


def test_numbers_of_any_length_are_read() -> None:
    for written in ("evidence." + "9" * 5000 + ".payee", "lines." + "9" * 5000 + ".title"):
        assert fill(lines_of(f"{{{{ {written} }}}}")).faults == ()


def test_too_few_rows_and_actions_without_one_are_said() -> None:
    made = fill(lines_of(*(f"{{{{ evidence.{n}.payee }}}}" for n in (1, 2, 3))))
    assert said(made)[0] == [
        (
            "form.docx: it has rows for 3 of evidence and this return has 11, so that 8 would be "
            "left out. Add rows, or use tags without a number: their row is repeated."
        )
    ]
    enough = fill(lines_of(*(f"{{{{ evidence.{n}.payee }}}}." for n in range(1, 13))))
    assert said(enough) == ([], [])
    assert shown(enough.content)[-1] == "."
    some = fill(lines_of("{{ lines.Prevent.title }}", "{{ lines.KIDVA.title }}"))
    assert some.left_out == (
        (
            "The form names some of lines, but not BigLunch, Bluelight, Diversionary, "
            "GrowOutCrime, Sentinel."
        ),
    )


def test_an_action_of_several_years_is_asked_about() -> None:
    made = fill(lines_of("{{ lines.Diversionary.title }}"), report("final", "PLF-2017-18"))
    assert "Diversionary is in several years' plans: write lines.2017-18/Diversionary or" in str(
        said(made)[1]
    )


# -- files that are no forms


def spoilt(part: str, data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, content in parts_of(lines_of("{{ fund }}")).items():
            target.writestr(name, data if name == part else content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind", "message"),
    [
        (b"", "f.docx", DamagedFormError, "f.docx is damaged, or is not a Word or Excel file"),
        (b"PK\x03\x04 nonsense", "f.xlsx", DamagedFormError, "it can't be unpacked"),
        (lines_of("{{ fund }}")[:900], "f.docx", DamagedFormError, "f.docx is damaged"),
        (
            b"\xd0\xcf\x11\xe0 old",
            "f.doc",
            NotAFormError,
            "take the password off, and save it as .docx.",
        ),
        (b"\xd0\xcf\x11\xe0 old", "f.xlsx", NotAFormError, "f.xlsx is protected with a password"),
        (b"%PDF-1.7", "f.pdf", NotAFormError, "a PDF can't be filled"),
        (
            b"PK",
            "f.xlsm",
            NotAFormError,
            "open it in Excel and save it as .xlsx, without its macros",
        ),
        (b"PK", "f.odt", NotAFormError, "open it in Word and save it as .docx."),
        (
            spoilt("word/document.xml", b"<w:document {"),
            "f.docx",
            DamagedFormError,
            "word/document.xml can't be read",
        ),
        (
            spoilt("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "{{ fund }}">]><a>&b;</a>'),
            "f.docx",
            DamagedFormError,
            "word/document.xml declares entities",
        ),
        (
            spoilt("[Content_Types].xml", b"<Types/>"),
            "f.docx",
            NotAFormError,
            "is not a Word document",
        ),
        (
            spoilt(
                "[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"
            ),
            "f.docx",
            NotAFormError,
            "f.docx has macros: open it and save it as .docx or .xlsx, without its macros",
        ),
    ],
)
def test_what_is_no_form_gets_a_sentence(
    content: bytes, name: str, kind: type[FormError], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        fill_form(content, name, report())


def test_a_file_that_unpacks_without_end_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringfence.reports.funder_form.archive._MOST_BYTES", 1000)
    with pytest.raises(DamagedFormError, match="unpacks to more than any form has"):
        fill(lines_of("{{ fund }}"))


@given(st.text(alphabet="{}% .abclinesfund'|", max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    done = 0
    for spot in spots(text):
        assert done <= spot.start < spot.end <= len(text)
        assert (spot.reference is None) is (spot.message is not None)
        done = spot.end
