"""How a notebook is written and stored."""

import re

import nbformat
import pytest

from tests.notebooks import EXECUTED, HOMEWORK, LECTURES, called, cells, name, notebook, tags, words

EXECUTED_NOTEBOOK = pytest.mark.parametrize("path", EXECUTED, ids=name)
EVERY_NOTEBOOK = pytest.mark.parametrize("path", EXECUTED + HOMEWORK, ids=name)
FORBIDDEN = re.compile(r"\b(simply|just|obviously|of course)\b", re.IGNORECASE)


def data_of(cell):
    return [output.get("data", {}) for output in cell.get("outputs", [])]


@EVERY_NOTEBOOK
def test_the_notebook_is_valid(path):
    nbformat.validate(notebook(path))


@EXECUTED_NOTEBOOK
def test_every_code_cell_was_executed_in_order_from_one(path):
    code = [cell for cell in cells(path, "code") if cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


@EVERY_NOTEBOOK
def test_no_error_is_stored_but_where_it_is_the_point(path):
    failed = [
        called(cell)
        for cell in cells(path, "code")
        if "raises-exception" not in tags(cell) and any(output.output_type == "error" for output in cell.outputs)
    ]
    assert failed == []


@EVERY_NOTEBOOK
def test_no_widget_state_and_no_widget_view_is_stored(path):
    assert "widgets" not in notebook(path).metadata
    views = [called(cell) for cell in cells(path, "code") if any("widget" in mime for d in data_of(cell) for mime in d)]
    assert views == []


@EVERY_NOTEBOOK
def test_every_cell_id_is_unique(path):
    ids = [cell.id for cell in cells(path)]
    assert len(set(ids)) == len(ids)


@EVERY_NOTEBOOK
def test_code_cells_have_at_most_twelve_lines(path):
    assert [called(cell) for cell in cells(path, "code") if len(cell.source.splitlines()) > 12] == []


@EVERY_NOTEBOOK
def test_text_cells_have_at_most_two_hundred_words(path):
    assert [called(cell) for cell in cells(path, "markdown") if len(words(cell.source)) > 200] == []


@EVERY_NOTEBOOK
def test_no_text_talks_down_to_the_reader(path):
    found = {called(cell): FORBIDDEN.findall(cell.source) for cell in cells(path, "markdown")}
    assert {cell: hits for cell, hits in found.items() if hits} == {}


@EVERY_NOTEBOOK
def test_no_output_shows_a_bare_numpy_scalar(path):
    bare = re.compile(r"np\.(float|int|uint|complex)\d+\(|np\.(True|False)_|np\.bool\(")
    assert [called(cell) for cell in cells(path, "code") if bare.search(str(cell.outputs))] == []


@EVERY_NOTEBOOK
def test_every_picture_is_also_told_in_words(path):
    pictures = [(called(cell), data.get("text/plain", "")) for cell in cells(path, "code") for data in data_of(cell)
                if "image/png" in data]  # fmt: skip
    assert [cell for cell, text in pictures if len(words(text)) < 3 or re.match(r"\s*[<\[]", text)] == []


@EVERY_NOTEBOOK
def test_no_code_cell_names_an_address_in_the_network(path):
    assert [called(cell) for cell in cells(path, "code") if re.search(r"https?:", cell.source)] == []


def test_the_first_page_leads_to_every_lecture_and_every_homework():
    first, *others = LECTURES
    links = re.findall(r"\]\((\S+\.ipynb)\)", "\n".join(cell.source for cell in cells(first, "markdown")))
    assert set(links) == {name(path) for path in others + HOMEWORK}
