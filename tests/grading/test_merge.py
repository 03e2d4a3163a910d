"""Only the answers of a hand-in are used, and they are found in files that are damaged in the usual ways."""

import json

import pytest

from nncourse.grading.files import Unusable, read_submission, replace_file
from nncourse.grading.merge import merge
from tests.grading import RELEASE, cell, handed_in, notebook, untouched

RELEASED = notebook(RELEASE)


def merged_sources(data):
    merged = merge(RELEASED, data)
    return {c.id: c.source for c in merged.notebook.cells}, merged.missing


def expected(**sources):
    data = handed_in(**sources)
    return {c["id"]: c["source"] if isinstance(c["source"], str) else "".join(c["source"]) for c in data["cells"]}


def test_the_answers_stand_in_the_release_and_all_else_is_the_releases_own():
    data = handed_in(ex1="q = 1")
    cell(data, "hw1-ex1-check").update(source="print('right')", outputs=[], metadata={"nbgrader": {"points": 100}})
    data["cells"].append({"cell_type": "code", "source": "evil()", "id": "x", "metadata": {}, "outputs": []})
    assert merged_sources(data) == (expected(ex1="q = 1"), ())
    merged = merge(RELEASED, data).notebook
    assert cell(merged, "hw1-ex1-check") == cell(RELEASED, "hw1-ex1-check")
    assert merge(RELEASED, untouched()).notebook == RELEASED


def test_a_deleted_answer_cell_is_reported_and_keeps_the_stub():
    data = handed_in()
    data["cells"] = [c for c in data["cells"] if c["id"] != "hw1-ex2-answer"]
    sources, missing = merged_sources(data)
    assert missing == ("hw1-ex2-answer",)
    assert sources["hw1-ex2-answer"] == cell(RELEASED, "hw1-ex2-answer").source


@pytest.mark.parametrize("first", [True, False])
def test_the_original_wins_over_a_pasted_copy(first):
    data = handed_in(ex1="original = 1")
    copy = {**cell(data, "hw1-ex1-answer"), "id": "f00", "source": "pasted = 1"}
    data["cells"].insert(0 if first else len(data["cells"]), copy)
    assert merged_sources(data) == (expected(ex1="original = 1"), ())


def test_the_original_wins_even_if_only_the_copy_kept_its_metadata():
    data = handed_in(ex1="original = 1")
    original = cell(data, "hw1-ex1-answer")
    data["cells"].insert(0, {**original, "id": "f00", "source": "pasted = 1"})
    original["metadata"] = {}
    assert merged_sources(data) == (expected(ex1="original = 1"), ())


def without_metadata(data):
    for c in data["cells"]:
        c["metadata"] = {}


def without_ids(data):
    for c in data["cells"]:
        del c["id"]


def ids_in_metadata(data):
    for c in data["cells"]:
        c["metadata"] = {"id": c.pop("id")}


def turned_into_text(data):
    cell(data, "hw1-ex1-answer")["cell_type"] = "markdown"


def lines_as_list(data):
    for c in data["cells"]:
        c["source"] = "".join(c["source"]).splitlines(keepends=True)


def odd_neighbours(data):
    data["cells"][:0] = [
        None,
        3,
        "text",
        [],
        {},
        {"id": "hw1-ex1-answer", "source": 5},
        {"metadata": [1], "source": None},
    ]
    data["cells"] += [{"id": ["hw1-ex1-answer"], "metadata": {"nbgrader": 1}, "source": [1, None]}]


@pytest.mark.parametrize(
    "damage", [without_metadata, without_ids, ids_in_metadata, turned_into_text, lines_as_list, odd_neighbours]
)
def test_answers_are_found_in_a_damaged_file(damage):
    data = handed_in(ex1="q = 1")
    damage(data)
    assert merged_sources(data) == (expected(ex1="q = 1"), ())


def test_a_lone_surrogate_becomes_text_that_can_be_sent():
    sources, _ = merged_sources(handed_in(ex1="x = '\ud800'"))
    assert sources["hw1-ex1-answer"].encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (RELEASE.read_bytes()[:3000], "its end is missing"),
        (bytes(range(256)), "not a text file"),
        (b"[1, 2]", "no list of cells"),
        (b"{}", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b"null", "no list of cells"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cells": [' + b"1," * 3_000_000, "larger than 5 MB"),
        ("{\"cells\": []}".encode("utf-16"), "not a text file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_refused_in_one_sentence(content, reason, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=rf"^a\.ipynb .*{reason}[^\n]*\.$"):
        read_submission(path)


def test_a_missing_file_or_a_folder_is_refused_too(tmp_path):
    for path in (tmp_path / "absent.ipynb", tmp_path):
        with pytest.raises(Unusable, match="cannot be read"):
            read_submission(path)


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(untouched()), encoding="utf-8-sig")
    assert read_submission(path) == untouched()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "new" / "a.txt"
    assert replace_file(path, b"1")
    assert not replace_file(path, b"1")
    with pytest.raises(TypeError):
        replace_file(path, "not bytes")
    assert path.read_bytes() == b"1"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]
