"""A learner predicts before seeing: no notebook shows the answer to its own question."""

import re
import tomllib

import pytest

from tests.notebooks import EXECUTED, HOMEWORK, ROOT, called, cells, name, tags, texts

EVERY_NOTEBOOK = pytest.mark.parametrize("path", EXECUTED + HOMEWORK, ids=name)
OPTIONS = [
    option
    for bank in sorted(ROOT.glob("nncourse/questions/*.toml"))
    for question in tomllib.loads(bank.read_text(encoding="utf-8"))["question"]
    for option in question["option"]
]
# A text of one word, "5", may stand in a program for other reasons; a phrase may not.
PHRASES = {" ".join(option[part].split()) for option in OPTIONS for part in ("text", "feedback")}
PHRASES = {phrase for phrase in PHRASES if " " in phrase}
FEEDBACK = {" ".join(option["feedback"].split()) for option in OPTIONS}


def answers_of(path):
    return [cell for cell in cells(path, "code") if "answers-prediction" in tags(cell)]


@EVERY_NOTEBOOK
def test_an_output_that_answers_a_prediction_is_stored_collapsed(path):
    shown = [
        called(cell)
        for cell in answers_of(path)
        if not (cell.metadata.get("collapsed") and cell.metadata.get("jupyter", {}).get("outputs_hidden"))
    ]
    assert shown == []


@EVERY_NOTEBOOK
def test_an_output_that_answers_a_prediction_has_no_digit_in_its_first_line(path):
    first_lines = {called(cell): texts(cell)[0].partition("\n")[0] for cell in answers_of(path) if texts(cell)}
    assert {cell: line for cell, line in first_lines.items() if any(map(str.isdigit, line))} == {}


@EVERY_NOTEBOOK
def test_no_code_cell_holds_an_option_of_a_question_or_its_feedback(path):
    sources = {called(cell): " ".join(cell.source.split()) for cell in cells(path, "code")}
    assert [(cell, phrase) for cell, source in sources.items() for phrase in PHRASES if phrase in source] == []


@EVERY_NOTEBOOK
def test_a_stored_question_does_not_show_its_feedback(path):
    asked = [cell for cell in cells(path, "code") if re.search(r"\b(predict|quiz|warm_up)\(", cell.source)]
    stored = {called(cell): " ".join(str(cell.outputs).split()) for cell in asked}
    assert [(cell, feedback) for cell, output in stored.items() for feedback in FEEDBACK if feedback in output] == []
