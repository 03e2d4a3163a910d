"""The syllabus, the teacher's pages and the slips beside them: `tools/docs.py`."""

import copy
import html
import json
import re
import shutil
from pathlib import Path

import mistune
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, Perceptron, datasets, figures, learn_by_sample, quadratic, to_signs
from nncourse.homework.catalogue import EXERCISES
from nncourse.questions import bank
from nncourse.scene import Points
from tests.curriculum import errata, rows
from tests.notebooks import INSTRUCTOR, LECTURES, cells, tags
from tools.docs import contents, inside, literal, main, read_source, teacher_pages, wrapped

ROOT = Path(__file__).parents[1]
SYLLABUS = ROOT / "docs/syllabus.md"
TOPICS = {file.stem: file for file in sorted(ROOT.glob("docs/source/teacher/*.toml"))}
every_topic = pytest.mark.parametrize("topic", TOPICS)


def source_of(topic):
    return read_source(TOPICS[topic])


def lecture_of(topic):
    (path,) = [path for path in LECTURES if path.stem.endswith(f"_{topic}")]
    return path


def place_of(topic, part=""):
    return ROOT / "docs/teacher" / f"{lecture_of(topic).stem}{part}.md"


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
    source.write_text(source.read_text(encoding="utf-8").replace("Vote P05,", "Vote P99,"), encoding="utf-8")
    assert main(course) == 1
    assert "'P99'" in capsys.readouterr().err
    assert (course / "docs/syllabus.md").read_text(encoding="utf-8") == "old"


# ------------------------------------------------------------------------------------------------------------ the plans


def steps_of(text):
    """The steps on a page: lesson → [(from, to, what stands in it)]."""
    found = {}
    for part in re.split(r"^##", text, flags=re.MULTILINE):
        if step := re.match(r"# (.+), (\d+)–(\d+): ", part):
            found.setdefault(step[1], []).append((int(step[2]), int(step[3]), part))
    return found


def votes_in(words):
    return re.findall(r"^- \*\*Vote \[(.+?)\]", words, re.MULTILINE)


@every_topic
def test_every_plan_on_the_page_has_no_gap_and_no_overlap_and_ends_after_fifty_minutes(topic, made):
    plans = steps_of(made[place_of(topic)])
    assert list(plans) == [lesson["name"] for lesson in source_of(topic)["lesson"]]
    for steps in plans.values():
        assert [start for start, _, _ in steps] == [0, *(end for _, end, _ in steps[:-1])]
        assert all(start < end for start, end, _ in steps)
        assert steps[-1][1] == 50


@every_topic
def test_every_question_named_in_a_step_has_its_vote_there_with_three_minutes_for_it(topic, made):
    for steps in steps_of(made[place_of(topic)]).values():
        for start, end, words in steps:
            assert set(re.findall(r"\[([A-Z]\d\d\S*?)\]\(#", words)) == set(votes_in(words))
            assert words.count("Vote") == len(votes_in(words))
            assert end - start >= 3 * len(votes_in(words))


@every_topic
def test_a_lesson_has_four_to_six_votes_at_most_four_drawings_and_a_ticket_of_one_or_two_questions(topic):
    for lesson in source_of(topic)["lesson"]:
        votes = [text for step in lesson["steps"] for text in step["do"] if text.startswith("Vote ")]
        drawings = [drawing for step in lesson["steps"] for drawing in step.get("drawings", [])]
        assert 4 <= len(votes) <= 6
        assert len(drawings) <= 4
        assert 1 <= len(lesson["ticket"]) <= 2


def remade(change):
    source = copy.deepcopy(source_of("perceptron"))
    change(source)
    return teacher_pages("perceptron", source, ROOT, place_of("perceptron"))


@pytest.mark.parametrize("lesson", range(3))
@pytest.mark.parametrize(
    ("step", "wrong"), [(1, (1, 0)), (1, (-1, 0)), (1, (0, -20)), (0, (1, 0)), (-1, (0, -1)), (-1, (0, 1))]
)
def test_a_plan_with_a_gap_an_overlap_or_another_length_is_refused(lesson, step, wrong):
    def change(source):
        minutes = source["lesson"][lesson]["steps"][step]["minutes"]
        minutes[:] = [minute + more for minute, more in zip(minutes, wrong, strict=True)]

    with pytest.raises(ValueError, match=r"perceptron\.toml, .* expected"):
        remade(change)


@pytest.mark.parametrize(
    ("kind", "unknown", "part"),
    [
        ("section", "A story in nine sums", {"section": "A story in nine sums"}),
        ("question", "P99", {"do": ["Vote P05, which weekends?", "Vote P99, which? Then go on."]}),
        ("question", "start", {"do": ["Vote start, which?"]}),  # in the bank, and not in this lecture
        ("figure", "perceptron.menu", {"projected": "`perceptron.venue`, then `perceptron.menu`"}),
        ("drawing", "nine bars", {"drawings": ["nine bars"]}),
    ],
)
def test_a_plan_that_names_what_is_not_in_the_lecture_is_refused_with_its_name(kind, unknown, part):
    with pytest.raises(ValueError, match=f"Lesson 1, minutes 5–10: no {kind} '{unknown}' is in the lecture"):
        remade(lambda source: source["lesson"][0]["steps"][1].update(part))


def test_a_link_to_a_section_that_is_not_there_is_refused_with_its_name():
    with pytest.raises(ValueError, match=r"no \[1\.99 Nowhere\]"):
        remade(lambda source: source["lesson"][0].update(words="It is in [1.99 Nowhere]."))


def test_the_ranges_of_a_figure_on_the_page_are_those_of_its_controls(page):
    controls = figures.separation.gates.controls
    for words, control in (("w₁ and w₂", controls["w1"]), ("b", controls["b"])):
        assert f"{words} from {in_signs(control.lo)} to {in_signs(control.hi)}, in steps of {control.step:g}" in page
    assert (controls["w1"].lo, controls["w1"].hi) == (controls["w2"].lo, controls["w2"].hi)
    assert controls["show"].more
    assert f"*{controls['show'].label.capitalize()}*, under *more*" in page


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
            assert f": **{option.text}** - **right**" in words if option.right else f": {option.text} - behind" in words
            assert f"say: {option.feedback}" in words
            assert f"behind it: *{option.misconception}*" in words or option.right


def test_the_questions_without_a_figure_are_those_that_the_page_names(page):
    asked = re.findall(r"predict\(\"(.+?)\"\)", "\n".join(c.source for c in cells(lecture_of("perceptron"), "code")))
    named = re.search(r"\*Compare with the result\* \((.+?)\)", page)[1]
    assert set(re.findall(r"[A-Z]\d\d", named)) == {id for id in asked if bank()[id].answered_by == "result"}


@every_topic
def test_the_slips_hold_every_vote_in_the_order_of_the_plans_and_every_ticket_and_no_answer(topic, made):
    slips, source = made[place_of(topic, "_slips")], source_of(topic)
    plans = steps_of(made[place_of(topic)])
    planned = {name: [vote for *_, words in steps for vote in votes_in(words)] for name, steps in plans.items()}
    assert dict(re.findall(r"^- (.+): (.+)$", slips, re.MULTILINE)) == {k: ", ".join(v) for k, v in planned.items()}

    sheet = [part.split("\n", 1) for part in slips.partition("## The votes")[2].split("\n### ")[1:]]
    assert [vote for vote, _ in sheet] == list(dict.fromkeys(vote for votes in planned.values() for vote in votes))
    for vote, words in sheet:
        options = [f"| {'ABCD'[k]} | {literal(option.text)} |  |  |" for k, option in enumerate(bank()[vote].options)]
        assert [line for line in words.splitlines() if re.match(r"\| [A-Z] ", line)] == options
        assert literal(bank()[vote].text) in " ".join(words.split())
        answers = [text for option in bank()[vote].options for text in (option.feedback, option.misconception) if text]
        assert [text for text in answers if literal(text) in " ".join(slips.split())] == []

    exits = source["exit"]["question"]
    assert {k for lesson in source["lesson"] for k in lesson["ticket"]} == set(range(1, len(exits) + 1))
    tickets = [
        line.strip("| ").split(" | ") for line in slips.partition("## The votes")[0].splitlines() if "<br>" in line
    ]
    assert all(left == right for left, right in tickets)
    assert [left.replace("<br>", "") for left, _ in tickets] == [literal(question["text"]) for question in exits]
    shows = [text for question in exits for text in (question["answer"], *(shown for _, shown in question["wrong"]))]
    assert [text for text in shows if text in slips or literal(text) in slips] == []
    assert re.findall(r"\*\*|_slips|right\*", slips) == []


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


def test_the_drawings_that_a_teacher_needs_are_there_and_the_unplanned_stand_under_if_asked(made):
    drawings = source_of("perceptron")["drawing"]
    assert [d["id"] for d in drawings if len(d["sketch"].splitlines()) < 5 or len(d["steps"]) < 2] == []
    used = {id for lesson in source_of("perceptron")["lesson"] for s in lesson["steps"] for id in s.get("drawings", [])}
    assert {"bars", "reach", "bias", "line", "corners", "epochs", "layers"} == used
    planned, asked = made[place_of("perceptron")].split("## On the board, if asked")
    for number, drawing in enumerate(drawings, 1):
        heading = f"### Drawing {number}: {drawing['title']}\n\n```text\n{drawing['sketch']}```"
        assert heading in (planned if drawing["id"] in used else asked)


@every_topic
def test_every_question_of_an_exit_ticket_says_what_wrong_answers_show(topic, made):
    questions = source_of(topic)["exit"]["question"]
    assert all(len(question["wrong"]) >= 3 for question in questions)
    assert len(re.findall(r"^### Question \d$", made[place_of(topic)], re.MULTILINE)) == len(questions)


def test_no_page_talks_down_to_its_reader(made):
    found = [
        re.findall(r"\b(simply|(?<!had )just|obviously|of course)\b", text, re.IGNORECASE) for text in made.values()
    ]
    assert found == [[] for _ in made]


# ------------------------------------------------------------------------------------------------- numbers on the board


def in_signs(number):
    return f"{number:g}".replace("-", "−")


def vector(values):
    return f"({', '.join(map(in_signs, values))})"


def drawn(id, topic="perceptron"):
    (drawing,) = [drawing for drawing in source_of(topic)["drawing"] if drawing["id"] == id]
    return drawing["sketch"], " ".join(drawing["steps"])


def marks(sketch, columns, rows):
    """The signs of a sketch by their places, in units of so many columns and rows; the origin is the lowest +."""
    lines = sketch.splitlines()
    ground = max(k for k, line in enumerate(lines) if "+" in line)
    left = lines[ground].index("+")
    places = [
        ((c - left) / columns, (ground - r) / rows, s) for r, line in enumerate(lines) for c, s in enumerate(line)
    ]
    return [(x, y, sign) for x, y, sign in places if sign != " " and x >= 0]


def test_the_epochs_on_the_board_are_those_of_the_learning_rule():
    sketch, _ = drawn("epochs")
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
    sketch, _ = drawn("bars")
    lines = sketch.splitlines()
    feet = next(line for line in lines if "000" in line)
    places = [match.start() + 1 for match in re.finditer(r"[01]{3}", feet)]
    heights = [sum(line[place : place + 1] == "#" for line in lines) for place in places]
    assert heights == (datasets.binary_inputs(3) @ np.array([6, 2, 2])).tolist()


def test_the_line_on_the_board_is_where_the_score_is_zero_in_equal_units_from_the_origin():
    sketch, steps = drawn("line")
    assert "the same length for one unit on both axes" in steps
    places = marks(sketch, columns=4, rows=2)
    unit = Perceptron([2, 1], -18)
    line = [(x, y) for x, y, sign in places if sign == "\\" or (sign, y) == ("T", 6)]  # T: the tie
    assert len(line) == 21
    assert unit.score(line).tolist() == [0] * 21
    assert [(x, sign) for x, y, sign in places if y == 6 and 0 < x < 8] == [(5, "o"), (6, "T"), (7, "^")]
    tick = next(line for line in sketch.splitlines() if re.match(r" +0 +1 +2 ", line))
    assert [tick.index(f" {n} ") + 1 for n in range(10)] == [4 + 4 * n for n in range(10)]
    assert f"distance 2/√5 ≈ {unit.distance([7, 6]):.2f}" in sketch
    assert f"distance {in_signs(round(float(unit.distance([5, 6])), 2))}" in sketch


def test_length_and_reach_on_the_board_are_those_of_their_arrows():
    sketch, steps = drawn("reach")
    w, x = np.array([4, 3]), np.array([1, 2])
    length = np.hypot(*w)
    reach = w @ x / length
    assert f"w = {vector(w)}" in sketch
    assert f"length {length:g}" in sketch
    assert f"of x along w: {reach:g}" in sketch
    assert f"= {w @ x}, and length times reach is {length:g} · {reach:g} = {w @ x}" in steps
    thick = [(x, y) for x, y, sign in marks(sketch, columns=6, rows=3) if sign == "#" and x < 2.5]
    assert all(abs(np.array(place) @ [-3, 4]) / length < 0.25 for place in thick)  # on w, as far as letters go
    assert max(np.hypot(*place) for place in thick) == pytest.approx(reach, abs=0.25)


def test_the_samples_on_the_board_without_a_bias_are_those_of_the_figure():
    sketch, steps = drawn("rays")
    (points,) = [layer for layer in figures.separation.bias().panels[0].layers if isinstance(layer, Points)]
    samples = list(zip(points.x.tolist(), points.y.tolist(), points.classes.tolist(), strict=True))
    for sign, k in (("○", 0), ("△", 1)):
        assert f"{sign} at {', '.join(vector([x, y]) for x, y, kind in samples if kind == k)}" in steps
    drawn_samples = [(x, y, "o^".index(sign)) for x, y, sign in marks(sketch, 4, 2) if sign in "o^"]
    assert sorted(drawn_samples) == sorted(samples)
    assert all(x + y == 3 for x, y, sign in marks(sketch, 4, 2) if sign == "\\")


def test_the_numbers_of_the_chain_on_the_board_are_those_of_the_network_and_follow_from_those_before_them():
    sketch, steps = drawn("chain", "backpropagation")
    net = MLP.of([[[0.5]], [[-1.3]]], [[0.1], [0.2]])
    slopes = [in_signs(float(f"{slope:.3f}")) for slope in net.gradient([[0.6]], [[1]]).theta]
    assert re.findall(r"-?\d\.\d+", sketch.splitlines()[1]) == [slope.replace("−", "-") for slope in slopes]
    assert all(slope in steps for slope in slopes[:3])  # the fourth is that of z², with one more digit
    chained = (  # a number of the board, what it is multiplied by there, and what comes out
        ("−0.6407", "0.2302", "−0.1475"), ("−0.1475", "0.599", "−0.088"), ("−0.1475", "−1.3", "0.192"),
        ("−0.147", "−1.3", "0.191"), ("0.192", "0.240", "0.046"), ("0.046", "0.6", "0.028"),
    )  # fmt: skip
    for written in chained:
        assert all(number in steps for number in written)
        this, times, made = (float(number.replace("−", "-")) for number in written)
        assert round(this * times, len(written[2].partition(".")[2])) == made
    assert round(-1.3 * 0.599 + 0.2, 3) == -0.579
    assert "gets −0.579" in steps


def test_the_cost_on_the_ticket_of_lecture_3_is_told_from_those_of_wrong_formulas():
    question, _ = source_of("gradient_descent")["exit"]["question"]
    assert "0.8, 0.4 and 0.2, targets 1, 0 and 0" in question["text"]
    squares = (np.array([0.8, 0.4, 0.2]) - [1, 0, 0]) ** 2
    right = quadratic(np.array([[0.8, 0.4, 0.2]]), np.array([[1, 0, 0]]))
    assert question["answer"].endswith(f"= {right:g}.")
    wrong = [squares.sum(), squares.mean() / 2, squares.mean()]
    told = " ".join(who for who, _ in question["wrong"] if "last cost" in who)
    assert re.findall(r"\d\.\d+", told) == [f"{cost:g}" for cost in wrong]


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
        assert len(targets) > 10 or path.stem.endswith("_slips")
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
