"""Every row of the curriculum that has landed has a home in the notebooks, marked by cell tags.

P05 taught here; P05-live a figure to try it; P05-task practised; E36 an erratum of the decks that is put right here.
"""

import re

import pytest

from tests.curriculum import errata, matches, printed_values, rows, worked_numbers
from tests.notebooks import EXECUTED, called, cells, name, tags, texts

# The rows whose lecture part is there.  A part that lands adds its rows here, in the same commit.
LAST = {"P": 19, "S": 22, "G": 32, "X": 31, "B": 38, "O": 26}  # the last row of each lecture that is there
LANDED = [f"{lecture}{n:02}" for lecture, last in LAST.items() for n in range(1, last + 1)]
# Rows that a figure does not help, and why.
WITHOUT_FIGURE = {
    "P19": "a plan; the lectures it points to have the figures",
    "P14": "another name for no; nothing moves",
    "X27": "which kind of layer suits which data is a matter of words",
    "X31": "the course in six verbs, to be put in order",
    "B09": "a mean of four numbers; lecture 3 has the figure of a few samples at a time",
    "B37": "two derivatives by hand; lecture 3 shows what a bend is good for",
    "B38": "a file; nothing to see",
    "O03": "one wrong word; the figure of O07 has its numbers",
    "O22": "five kinds, to be matched with words",
    "O23": "four reasons; nothing to move",
    "O24": "a list of tasks; nothing to move",
    "O25": "books and films",
    "O26": "a map of the course in words",
}
# Rows that are not practised, and why.
WITHOUT_TASK = {
    "P01": "a story, nothing to compute",
    "P02": "practised with P04 and P09, whose weighted sums it names",
    "P06": "predicted before the figure, then practised with P05, which decides by a threshold of its own",
    "P07": "predicted before the figure, which moves through every threshold",
    "P19": "its order is what the prediction asks",
    "G18": "one batch step is what the prediction asks",
    "O25": "books and films",
}

EVERY_CELL = [(path, cell) for path in EXECUTED for cell in cells(path)]
BY_NOTEBOOK = pytest.mark.parametrize("path", EXECUTED, ids=name)
WITH_NUMBERS = [row for row in LANDED if worked_numbers(row)]


def tagged(tag):
    return [cell for _, cell in EVERY_CELL if tag in tags(cell)]


def looks_like_an_id(tag):
    return re.fullmatch(r"[A-Z]\d\d(-.*)?", tag) is not None


def test_every_tag_that_looks_like_an_id_is_in_the_curriculum():
    known = {row + use for row in rows() for use in ("", "-live", "-task")} | errata().keys()
    used = {tag for _, cell in EVERY_CELL for tag in tags(cell) if looks_like_an_id(tag)}
    assert used <= known


@BY_NOTEBOOK
def test_a_cell_has_at_most_three_row_tags(path):
    crowded = [called(cell) for cell in cells(path) if sum(tag[:3] in rows() for tag in tags(cell)) > 3]
    assert crowded == []


@pytest.mark.parametrize("row", LANDED)
def test_a_landed_row_is_taught(row):
    assert tagged(row), f"no cell has the tag {row}: {rows()[row]['concept']}"


@pytest.mark.parametrize("row", [row for row in LANDED if row not in WITHOUT_FIGURE])
def test_a_landed_row_has_a_live_figure(row):
    assert tagged(f"{row}-live"), f"no cell has the tag {row}-live: {rows()[row]['concept']}"


@pytest.mark.parametrize("row", [row for row in LANDED if row not in WITHOUT_TASK])
def test_a_landed_row_is_practised(row):
    assert tagged(f"{row}-task"), f"no cell has the tag {row}-task: {rows()[row]['concept']}"


@pytest.mark.parametrize("row", WITH_NUMBERS)
def test_a_number_of_the_row_stands_in_the_output_of_a_cell_with_its_tag(row):
    printed = [value for cell in tagged(row) for text in texts(cell) for _, value in printed_values(text)]
    expected = worked_numbers(row)
    assert any(matches(value, found) for value in expected.values() for found in printed), (
        f"none of {expected} is among the printed values {printed} of the cells tagged {row}"
    )


def test_the_exceptions_are_rows_that_have_landed_and_do_not_have_what_they_are_excepted_from():
    assert WITHOUT_FIGURE.keys() | WITHOUT_TASK.keys() <= set(LANDED)
    assert [row for row in WITHOUT_FIGURE if tagged(f"{row}-live")] == []
    assert [row for row in WITHOUT_TASK if tagged(f"{row}-task")] == []
