"""`ringfence demo`: the worked example, copied, checked and returned, wherever it is run."""

import importlib.resources
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from ringfence.cli.main import main

RETURN = "PLF-2017-18_2017-18-H1"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "try it"
    result = CliRunner().invoke(main, ["demo", str(folder)])
    assert result.exit_code == 0, result.output
    return folder, result.stdout


def test_the_example_is_copied_whole(demo: tuple[Path, str]) -> None:
    folder, _said = demo
    example = importlib.resources.files("ringfence.examples") / "oadby-wigston"
    for item in (*example.iterdir(), *(example / "documents" / "2017-18").iterdir()):
        if item.is_file():
            (copy,) = folder.rglob(item.name)
            assert copy.read_bytes() == item.read_bytes()


def test_it_says_what_it_does_and_what_to_type_next(demo: tuple[Path, str]) -> None:
    folder, text = demo
    assert f'$ ringfence --books "{folder}" check\n' in text
    assert "\nNothing blocks: 0 blocks, " in text
    assert text.count("The warnings are expected: they stand in the example to show what is") == 1
    assert text.count("Still to complete, though it can be certified without:") == 1
    assert f"{RETURN}.xlsx.\nWhat is to complete in it is as above.\n" in text
    assert "£28,724.22 of the 2017/18 budget has been spent, or earmarked" in text
    assert "the figures of the partnership's minutes of 12 June 2017" in text
    assert f'  cd "{folder}"\n  ringfence position\n' in text.partition("\nNext:\n")[2]


def test_the_first_return_is_made(demo: tuple[Path, str]) -> None:
    folder, _said = demo
    document = docx.Document(str(folder / "returns" / f"{RETURN}.docx"))
    assert "Oadby & Wigston CSP" in "\n".join(each.text for each in document.paragraphs)
    content = (folder / "returns" / f"{RETURN}.xlsx").read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets


def test_without_a_name_it_is_called_as_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["demo"]).exit_code == 0
    assert (tmp_path / "oadby-wigston" / "main.beancount").is_file()
    again = CliRunner().invoke(main, ["demo"])
    assert again.exit_code == 1
    assert "oadby-wigston is not empty, and nothing in it was changed." in again.stderr
