"""The folded cures of the sick trainings, put where the page asks for a cure, do cure."""

import json
import re

import pytest

from tests.notebooks import LECTURES, cells

(PAGE,) = [path for path in LECTURES if path.stem == "07_break_it"]
SOURCES = {cell.id: cell.source for cell in cells(PAGE)}


@pytest.mark.parametrize("n", range(1, 7))
def test_the_cure_that_is_folded_away_does_what_the_page_says(n, capsys):
    (cure,) = re.findall(r"```python\n(.*?)```", SOURCES[f"solution-{n}"], re.DOTALL)
    (gap,) = re.findall(r"^.*\.\.\.  # your cure$", SOURCES[f"cure-{n}"], re.MULTILINE)
    names = {}
    for source in (SOURCES["imports"], SOURCES["tools"], SOURCES[f"given-{n}"]):
        exec(source, names)
    capsys.readouterr()
    exec(SOURCES[f"cure-{n}"].replace(gap, cure), names)
    before, after = (json.loads(line.partition(" = ")[2]) for line in capsys.readouterr().out.splitlines())
    (_, right_before), (_, right_after) = before[1], after[1]
    if n == 6:  # the number gets worse, and honest
        assert (right_before, round(right_after, 2)) == (1, 0.71)
        assert names["np"].mean([(row == names["p"].X).all(axis=1).any() for row in names["p"].X_val]) == 0.82
    else:
        assert right_after > right_before
        assert after[0][1] >= 0.98
    if n == 3:
        assert names["jumps"] == 8
