"""The lectures pass nbval strictly: what a reader sees is what the code gives.

nbval can pass on nothing: on cells whose outputs were stripped, on cells with a marker that tells it to look away, and
on outputs that a cell replays.  The first two are refused here; the third needs a learner's hand and is refused by
grading, which never compares a file with itself.
"""

import json
import re

import pytest

from tests.notebooks import LECTURES, called, cells, name, nbval, tags

EVERY_LECTURE = pytest.mark.parametrize("path", LECTURES, ids=name)
# Cells whose output nbval need not compare, and why.
LOOKED_AWAY = {"own-slider": "`interact` draws through messages that nbval does not handle"}


@EVERY_LECTURE
def test_a_lecture_passes_strict_nbval(path):
    assert nbval(path) == (set(), 0)


@EVERY_LECTURE
def test_no_cell_tells_nbval_to_look_away_without_a_reason(path):
    marked = [cell for cell in cells(path, "code") if re.search("NBVAL", cell.source) or _tagged(cell)]
    assert [called(cell) for cell in marked if cell.id not in LOOKED_AWAY] == []


def _tagged(cell):
    return any(tag.startswith("nbval") for tag in tags(cell))


@EVERY_LECTURE
def test_every_cell_that_shows_something_has_its_output_stored(path):
    showing = re.compile(r"^(show\(|print\(|live\(|predict\(|quiz\(|warm_up\()", re.MULTILINE)
    bare = [cell for cell in cells(path, "code") if showing.search(cell.source) and not cell.outputs]
    assert [called(cell) for cell in bare] == []


def test_nbval_notices_one_changed_number(tmp_path):
    lecture = json.loads(LECTURES[1].read_text(encoding="utf-8"))
    code = [cell for cell in lecture["cells"] if cell["cell_type"] == "code"]
    index = next(i for i, cell in enumerate(code) if cell["id"] == "sums")
    stream = code[index]["outputs"][0]
    stream["text"] = [line.replace("10]", "11]") for line in stream["text"]]
    changed = tmp_path / "changed.ipynb"
    changed.write_text(json.dumps(lecture), encoding="utf-8")
    assert nbval(changed) == ({index}, 1)


def test_nbval_notices_one_changed_sentence_under_a_live_figure(tmp_path):
    lecture = json.loads(LECTURES[1].read_text(encoding="utf-8"))
    code = [cell for cell in lecture["cells"] if cell["cell_type"] == "code"]
    index = next(i for i, cell in enumerate(code) if cell["id"] == "venue")
    code[index]["outputs"][0]["data"]["text/plain"] = ["You never go."]
    changed = tmp_path / "changed.ipynb"
    changed.write_text(json.dumps(lecture), encoding="utf-8")
    assert nbval(changed) == ({index}, 1)
