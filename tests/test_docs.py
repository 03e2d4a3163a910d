"""The syllabus and the teacher's pages: `tools/docs.py`."""

import copy
import html
import json
import re
import shutil
import tomllib
from pathlib import Path

import mistune
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import Perceptron, datasets, learn_by_sample, to_signs
from nncourse.homework.catalogue import EXERCISES
from nncourse.questions import bank
from tests.curriculum import errata, rows
from tests.notebooks import INSTRUCTOR, LECTURES, cells, tags
from tools.docs import contents, inside, literal, main, teacher_page, wrapped

ROOT = Path(__file__).parents[1]
SYLLABUS = ROOT / "docs/syllabus.md"
TOPICS = {file.stem: file for file in sorted(ROOT.glob("docs/source/teacher/*.toml"))}
every_topic = pytest.mark.parametrize("topic", TOPICS)


def source_of(topic):
    return tomllib.loads(TOPICS[topic].read_text(encoding="utf-8"))


def lecture_of(topic):
    (path,) = [path for path in LECTURES if path.stem.endswith(f"_{topic}")]
    return path


def place_of(topic):
    return ROOT / "docs/teacher" / f"{lecture_of(topic).stem}.md"


@pytest.fixture(scope="module")
def made():
    return contents()


@pytest.fixture(scope="module")
def page(made):
    """The page of lecture 1 in one line, as its words are read."""
    return " ".join(made[place_of("perceptron")].split())


def test_the_committed_pages_are_what_the_maker_makes(made):
    committed = {path for path in (ROOT / "docs").rglob("*.md") if "source" not in path.parts}
    assert committed == made.keys()
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make docs"


@pytest.fixture
def course(tmp_path):
    for part in ("notebooks", "tests/curriculum", "docs"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def test_a_second_run_writes_nothing(course, capsys):
    (course / "docs/syllabus.md").write_text("old", encoding="utf-8")
    assert main(course) == 0
    assert "syllabus.md" in capsys.readouterr().out
    assert main(course) == 0
    assert capsys.readouterr().out == ""


def test_nothing_is_written_if_a_page_cannot_be_made(course, capsys):
    (course / "docs/syllabus.md").write_text("old", encoding="utf-8")
    source = course / "docs/source/teacher/perceptron.toml"
    source.write_text(source.read_text(encoding="utf-8").replace('["P05"]', '["P99"]'), encoding="utf-8")
    assert main(course) == 1
    assert "'P99'" in capsys.readouterr().err
    assert (course / "docs/syllabus.md").read_text(encoding="utf-8") == "old"


# ------------------------------------------------------------------------------------------------------------- the plan


@every_topic
def test_the_plan_on_the_page_has_no_gap_and_no_overlap_and_ends_after_fifty_minutes(topic, made):
    times = [(int(a), int(b)) for a, b in re.findall(r"^### (\d+)–(\d+): ", made[place_of(topic)], re.MULTILINE)]
    assert len(times) >= 8
    assert [a for a, _ in times] == [0, *(b for _, b in times[:-1])]
    assert all(a < b for a, b in times)
    assert times[-1][1] == 50


def remade(change):
    source = copy.deepcopy(source_of("perceptron"))
    change(source)
    return teacher_page("perceptron", source, ROOT, place_of("perceptron"))


@pytest.mark.parametrize(
    ("step", "minutes"), [(1, [4, 8]), (1, [2, 8]), (1, [3, 3]), (0, [1, 3]), (-1, [45, 49]), (-1, [45, 51])]
)
def test_a_plan_with_a_gap_an_overlap_or_another_length_is_refused(step, minutes):
    with pytest.raises(ValueError, match=r"perceptron\.toml: .* expected"):
        remade(lambda source: source["step"][step].update(minutes=minutes))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("section", {"section": "A story in nine sums"}),
        ("question", {"questions": ["P05", "P99"]}),
        ("question", {"questions": ["start"]}),  # in the bank, and not in this lecture
        ("figure", {"figures": ["perceptron.menu"]}),
        ("drawing", {"drawings": ["nine bars"]}),
    ],
)
def test_a_plan_that_names_what_is_not_in_the_lecture_is_refused_with_its_name(kind, part):
    (unknown,) = part.values()
    unknown = unknown if isinstance(unknown, str) else unknown[-1]
    with pytest.raises(ValueError, match=f"minutes 3–8: no {kind} '{re.escape(unknown)}' is in the lecture"):
        remade(lambda source: source["step"][1].update(part))


def test_a_link_to_a_section_that_is_not_there_is_refused_with_its_name():
    with pytest.raises(ValueError, match=r"no \[1\.99 Nowhere\]"):
        remade(lambda source: source.update(lesson="It is in [1.99 Nowhere]."))


@every_topic
def test_what_may_be_left_out_are_steps_of_the_plan(topic):
    source = source_of(topic)
    steps = {"{}–{}".format(*step["minutes"]) for step in source["step"]}
    cuts = {cut: re.search(r"\((\d+–\d+)\)", cut)[1] for _, cut, _ in source["short"]["cuts"]}
    assert set(cuts.values()) <= steps


# ----------------------------------------------------------------------------------------------- what the page contains


def test_the_page_says_first_that_it_holds_the_answers(made):
    assert made[place_of("perceptron")].split("\n\n")[1].startswith("**This page holds the answers**")


def test_every_question_of_the_lecture_stands_on_the_page_in_its_order_with_every_answer_and_misconception(made):
    sources = "\n".join(cell.source for cell in cells(lecture_of("perceptron"), "code"))
    asked = re.findall(r"\b(?:predict|quiz)\(\"(.*?)\"\)", sources)
    text = made[place_of("perceptron")].partition("## The questions")[2].partition("\n## ")[0]
    ids, parts = re.findall(r"^### (.+)$", text, re.MULTILINE), re.split(r"^### .+$", text, flags=re.MULTILINE)[1:]
    assert ids == asked
    for name, part in zip(ids, parts, strict=True):
        words = " ".join(part.split()).replace("\\", "")
        assert bank()[name].text in words
        for option in bank()[name].options:
            assert f"**{option.text}**" in words if option.right else f" {option.text} (hands" in words
            assert f"say: {option.feedback}" in words
            assert f"behind it: *{option.misconception}*" in words or option.right


def test_every_exercise_stands_on_the_page_with_its_slips(page):
    exercises = [exercise for exercise in EXERCISES.values() if exercise.id.startswith("1.")]
    plain = page.replace("\\", "")
    assert [exercise.id for exercise in exercises if f" {exercise.id}, `" not in plain] == []
    assert [slip.name for e in exercises for slip in e.slips if f"- **{slip.name}**: {slip.message}" not in plain] == []


def test_no_line_of_a_solution_stands_on_a_page(made):
    solutions = [
        line.strip()
        for path in INSTRUCTOR
        for cell in cells(path, "code")
        for block in re.findall(r"### BEGIN SOLUTION.*?\n(.*?)### END SOLUTION", cell.source, re.DOTALL)
        for line in block.splitlines()
        if len(line.strip()) > 10
    ]
    assert len(solutions) > 5
    assert [line for line in solutions for text in made.values() if line in text] == []


def test_the_drawings_that_a_teacher_needs_are_there_each_with_a_sketch_and_steps():
    drawings = {drawing["id"]: drawing for drawing in source_of("perceptron")["drawing"]}
    assert {"bars", "bias", "line", "correction", "layers"} <= drawings.keys()
    assert [id for id, d in drawings.items() if len(d["sketch"].splitlines()) < 5 or len(d["steps"]) < 3] == []
    used = {id for step in source_of("perceptron")["step"] for id in step.get("drawings", [])}
    assert used == drawings.keys()


@every_topic
def test_an_exit_ticket_has_three_questions_and_says_what_wrong_answers_show(topic, made):
    questions = source_of(topic)["exit"]["question"]
    assert len(questions) == 3
    assert all(len(question["wrong"]) >= 3 for question in questions)
    assert len(re.findall(r"^### Question \d$", made[place_of(topic)], re.MULTILINE)) == 3


def test_no_page_talks_down_to_its_reader(made):
    found = [re.findall(r"\b(simply|just|obviously|of course)\b", text, re.IGNORECASE) for text in made.values()]
    assert found == [[] for _ in made]


# ------------------------------------------------------------------------------------------------- numbers on the board


def in_signs(number):
    return f"{number:g}".replace("-", "−")


def vector(values):
    return f"({', '.join(map(in_signs, values))})"


def test_the_epochs_on_the_board_are_those_of_the_learning_rule():
    (sketch,) = [drawing["sketch"] for drawing in source_of("perceptron")["drawing"] if drawing["id"] == "epochs"]
    X, t = datasets.gate("AND")
    looks = list(learn_by_sample(X, to_signs(t), Perceptron([0, 0], 0), learning_rate=0.5))
    table = [line.split("|")[1:] for line in sketch.splitlines() if re.search(r"\| +[01]{2} +\|", line)]
    written = [[int(n) for n in re.findall(r"-?\d+", " ".join(row[1:]).replace("−", "-"))] for row in table]
    assert written == [
        [look.target, *look.before.folded, look.before.score(X[look.sample]), look.output, *look.after.folded]
        for look in looks[:8]
    ]
    assert [row[0].strip() for row in table] == ["00", "01", "10", "11"] * 2
    assert ["WRONG" in " ".join(row) for row in table] == [not look.correct for look in looks[:8]]
    mistakes = [sum(look.epoch == epoch and not look.correct for look in looks) for epoch in range(1, 7)]
    assert "  ".join(map(str, mistakes)) in sketch
    assert f"W = {vector(looks[-1].after.folded)}" in sketch


def test_the_bars_on_the_board_are_as_high_as_their_sums():
    (sketch,) = [drawing["sketch"] for drawing in source_of("perceptron")["drawing"] if drawing["id"] == "bars"]
    lines = sketch.splitlines()
    feet = next(line for line in lines if "000" in line)
    places = [match.start() + 1 for match in re.finditer(r"[01]{3}", feet)]
    heights = [sum(line[place : place + 1] == "#" for line in lines) for place in places]
    assert heights == (datasets.binary_inputs(3) @ np.array([6, 2, 2])).tolist()


def test_the_answers_of_the_exit_ticket_are_right():
    first, second, third = (question["answer"] for question in source_of("perceptron")["exit"]["question"])
    unit = Perceptron.with_threshold([5, 3, -2], 6)
    assert f"b = {in_signs(unit.bias)}." in first
    assert unit.score([1, 1, 1]) == 0
    assert "does not fire" in first

    assert f"= {in_signs(Perceptron([3, 4], -10).distance([2, 2]))}." in second

    (look, *_) = learn_by_sample([[1, 0]], [-1], Perceptron([1, -1], 0), learning_rate=0.5)
    assert not look.correct
    assert f"W = {vector(look.after.folded)}" in third
    assert f"now {in_signs(look.after.score([1, 0]))}." in third


# ------------------------------------------------------------------------------------------------------------- syllabus


def test_the_syllabus_lists_every_tagged_row_once_and_no_other(made):
    used = {tag[:3] for path in LECTURES + INSTRUCTOR for cell in cells(path) for tag in tags(cell)}
    listed = re.findall(r"^\| ([A-Z]\d\d) \|", made[SYLLABUS].partition("## Slips")[0], re.MULTILINE)
    assert sorted(listed) == sorted(used & rows().keys())


def test_the_syllabus_lists_every_tagged_slip_of_the_decks_once_and_no_other(made):
    used = {tag for path in LECTURES + INSTRUCTOR for cell in cells(path) for tag in tags(cell)}
    listed = re.findall(r"^\| ([A-Z]\d\d) \|", made[SYLLABUS].partition("## Slips")[2], re.MULTILINE)
    assert sorted(listed) == sorted(used & errata().keys())


def test_a_row_leads_to_its_section_its_figure_and_its_exercise(made):
    (row,) = [line for line in made[SYLLABUS].splitlines() if line.startswith("| P05 |")]
    *_, section, figure, exercise = row.strip("| ").split(" | ")
    assert (section, figure) == ("[1.3 A story in eight sums]", "`perceptron.venue`")
    assert exercise.startswith("[Homework 1.2 ")


# ---------------------------------------------------------------------------------------------------------------- links


def test_every_link_leads_to_a_file_or_to_a_heading(made):
    for path, text in made.items():
        prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        headings = {inside(heading) for heading in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)}
        targets = re.findall(r"\]\(([^)]+)\)", prose) + re.findall(r"^\[.+\]: <(.+)>$", prose, re.MULTILINE)
        assert len(targets) > 10
        for target in targets:
            file, _, anchor = target.partition("#")
            if not file:
                assert target in headings
                continue
            notebook = path.parent / file
            assert notebook.exists()
            if anchor:
                cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
                there = [re.match(r"##+ (.+)", "".join(cell["source"])) for cell in cells]
                assert anchor in {match[1].strip().replace(" ", "-") for match in there if match}


def test_a_link_by_name_has_its_address(made):
    for text in made.values():
        named = {" ".join(name.split()) for name in re.findall(r"\[((?:Homework\s+)?\d\.\d+\s[^]]+)\]", text)}
        assert named == set(re.findall(r"^\[(.+)\]: <", text, re.MULTILINE))


# ------------------------------------------------------------------------------------------------------------- Markdown


# Words of any length, so that a line may end anywhere, and between them what could be taken for Markdown.
SIGNS = st.sampled_from([*"+-*>#=|_`<", "3.", "1)", "≥", "**"]) | st.text("ab12.()·+-*/=<>|_`#−≤", max_size=4)
WORDS = st.lists(st.tuples(st.integers(1, 110).map("x".__mul__), SIGNS), max_size=6)


@given(WORDS.map(lambda words: " ".join(map(" ".join, words))))
def test_a_text_is_shown_as_it_is_however_it_is_wrapped(text):
    shown = mistune.create_markdown(plugins=["table", "strikethrough"])(wrapped(f"Text: {literal(text)} end"))
    assert re.findall(r"<(?!/)(\w+)", shown) == ["p"]
    assert html.unescape(re.sub(r"<.*?>", "", shown)).split() == f"Text: {text} end".split()


def test_a_long_text_is_wrapped_into_short_lines():
    lines = wrapped("word " * 100, "1. ").splitlines()
    assert [line[:3] for line in lines] == ["1. "] + ["   "] * (len(lines) - 1)
    assert max(map(len, lines)) <= 110
