"""`nncourse check` tells a learner, exercise by exercise, what `right` means on numbers nobody has seen."""

import copy
import json
import re
import shutil
import subprocess
import sys

import pytest

from nncourse.grading import check as checker
from nncourse.grading.build import is_check
from nncourse.grading.check import answered, check, main
from nncourse.grading.compare import compare
from nncourse.grading.merge import merge
from nncourse.grading.run import run
from nncourse.homework.catalogue import EXERCISES
from tests.grading import INSTRUCTOR, RELEASE, cell, handed_in, notebook, untouched

RELEASED = notebook(RELEASE)


def results(data, seeds=(0,), timeout=10):
    """Exercise → result, at the published seed alone where no others are asked for: that is quicker."""
    found = check(RELEASED, merge(RELEASED, data), seeds, timeout=timeout)
    return {result.exercise: result for result in found}


def statuses(data, **options):
    return [result.status for result in results(data, **options).values()]


def slip(id_, name):
    return next(slip.message for slip in EXERCISES[id_].slips if slip.name == name)


BOTH = (0, 7)
OUTPUTS = "outputs_by_hand = [0, 0, 0, 0, 1, 1, 0, 1]"
TIES_FIRE = "def perceptron(X, w, b):\n    return (X @ w + b >= 0) * 1"


def test_a_solved_homework_is_right_on_both_seeds():
    assert statuses(handed_in(), seeds=BOTH) == ["right"] * 8


def test_a_solved_homework_has_all_points_but_those_a_person_gives():
    found = results(handed_in()).values()
    assert [r.of for r in found] == [2, 4, 3, 3, 4, 3, 4, 5]
    assert [r.of - r.points for r in found] == [r.waiting for r in found] == [0] * 7 + [2]
    assert results(handed_in())["1.8"].sentences == ("Your reason waits for a person: 2 points.",)


@pytest.mark.parametrize("seed", [0, 7, 123])
def test_the_answers_of_the_catalogue_print_what_those_of_the_instructors_notebook_print(seed):
    ours, theirs = run(answered(RELEASED), seed), run(notebook(INSTRUCTOR), seed)
    for c in filter(is_check, RELEASED.cells):
        assert set(compare(theirs[c.id].text, ours[c.id].text).values()) == {"right"}, c.id
        assert seed or theirs[c.id].text == c.outputs[0].text, "seed 0 is the published one"


def test_our_answers_need_an_answer_cell_to_stand_in():
    lost = copy.deepcopy(RELEASED)
    cell(lost, "hw1-ex1-answer").metadata = {}
    with pytest.raises(ValueError, match="cell hw1-ex1-feedback: an answer cell of its exercise expected"):
        answered(lost)


def test_an_untouched_homework_is_not_attempted():
    assert statuses(untouched()) == ["not attempted"] * 8


def test_one_wrong_exercise_is_wrong_alone_with_the_sentence_of_the_notebook():
    found = results(handed_in(ex3=TIES_FIRE))
    assert {e for e, r in found.items() if r.status == "right"} == found.keys() - {"1.3"}
    said, difference = found["1.3"].sentences
    assert said == f"1.3  Not yet. {slip('1.3', '≥ for >')}"
    label, ours = cell(RELEASED, "hw1-ex3-check").outputs[0].text.splitlines()[1].split(" = ")
    assert difference.startswith(f"{label} = [")
    assert difference.endswith(f"; ours: {ours}")
    assert found["1.1"].sentences == ()


def test_of_two_answers_in_one_exercise_only_the_wrong_one_is_spoken_of():
    found = results(handed_in(ex2=f"{OUTPUTS}\nbias_by_hand = 3", ex2c="score_by_hand = 0.2"))
    assert (found["1.2"].status, found["1.2"].points) == ("in part; the rest wrong", 3)
    assert found["1.2"].sentences == (f"1.2b  Not yet. {slip('1.2b', 'sign of the threshold')}",)


def test_half_an_exercise_is_not_yet_right_and_not_yet_wrong():
    found = results(handed_in(ex2=f"{OUTPUTS}\nbias_by_hand = ...", ex2c="score_by_hand = 0.2"))
    assert (found["1.2"].status, found["1.2"].points) == ("in part; the rest not attempted", 3)


@pytest.mark.parametrize("body", ["print(x @ w)", "w *= x"])
def test_a_function_that_is_written_and_gives_nothing_back_is_wrong_not_missing(body):
    found = results(handed_in(ex1=f"def weighted_sum(x, w):\n    {body}"))["1.1"]
    assert (found.status, found.points) == ("wrong", 0)
    assert "Nothing comes back from your function" in found.sentences[0]


def test_what_stands_outside_the_answer_cells_is_said_to_be_outside():
    found = results(handed_in(ex3="def perceptron(X, w, b):\n    return helper(X @ w + b)"))["1.3"]
    assert found.status == "error"
    assert found.sentences[-1].startswith("Only the answer cells are read")


def test_a_rule_that_does_not_listen_to_its_inputs_is_wrong_at_every_seed():
    for rule in (
        "loss > 0 and epoch < max_epochs",
        "loss >= enough and epoch < 100",
        "loss >= 4 and epoch < max_epochs",
    ):
        data = handed_in(ex8=f"def go_on(loss, enough, epoch, max_epochs):\n    return {rule}")
        for seed in (0, 5):
            assert (results(data, seeds=[seed])["1.8"].status) == "in part; the rest wrong"


@pytest.mark.parametrize("empty", ["", " \n", "*Write your answer here.*"])
def test_a_reason_that_is_not_written_is_missed_and_a_written_one_is_left_to_a_person(empty):
    found = results(handed_in(reason=empty))
    assert (found["1.8"].status, found["1.8"].points) == ("in part; the rest not attempted", 3)
    assert found["1.8"].sentences == ("Your reason is not written yet. A person will read it.",)
    assert results(handed_in(reason="Because."))["1.8"].status == "right"


# A correction that forgets the learning rate, and what a learner may build on it.
HASTY = "def corrected(W, x, Y, eta):\n    return W + (Y - (1 if W @ x > 0 else -1)) * x"
LATE = """
def mistakes_per_epoch(W, X, Y, eta, epochs):
    counts = []
    for epoch in range(epochs):
        for x, target in zip(X, Y):
            W = corrected(W, x, target, eta)
        counts.append(sum([(W @ x > 0) != (target > 0) for x, target in zip(X, Y)]))
    return counts
"""


def test_a_slip_made_once_costs_once():
    by_hand = dict(ex2=f"{OUTPUTS}\nbias_by_hand = 3", ex2c="score_by_hand = 6.2")
    found = results(handed_in(ex6=HASTY, **by_hand), seeds=BOTH)
    assert {e for e, r in found.items() if r.status == "right"} == found.keys() - {"1.2", "1.6", "1.7"}
    assert {e: r.of - r.points - r.waiting for e, r in found.items() if r.points + r.waiting < r.of} == {
        "1.2": 1,
        "1.6": 3,
    }
    assert found["1.7"].status == "right, but for 1.6"
    assert found["1.7"].sentences == ("1.7  Right, but for your 1.6: mend that, and this one stands.",)
    assert found["1.2"].sentences == (
        f"1.2b  Not yet. {slip('1.2b', 'sign of the threshold')}",
        "1.2c  Right, given your 1.2b: mend that one, then work this one out again.",
    )


def test_a_second_slip_costs_too():
    found = results(handed_in(ex6=HASTY, ex7=LATE), seeds=BOTH)
    assert {e for e, r in found.items() if r.status == "wrong"} == {"1.6", "1.7"}
    assert found["1.7"].sentences[0] == f"1.7  Not yet. {slip('1.7', 'counted at the end of the epoch')}"


@pytest.mark.parametrize(
    "earlier",
    [
        "def corrected(W, x, Y, eta):\n    return None",
        "def corrected(W, x, Y, eta):\n    while True: pass",
        "import os; os._exit(0)",
        HASTY + "\nimport nncourse.numbers\nnncourse.numbers.as_text = lambda value: '1\\na = 1\\na = 1'",
    ],
)
def test_an_earlier_answer_that_breaks_gives_nothing_to_follow_and_harms_no_other(earlier):
    late = handed_in(ex6=earlier, ex7=LATE)
    found = results(late, seeds=BOTH, timeout=2)
    assert [found[e].status for e in ("1.1", "1.2", "1.3", "1.4", "1.5")] == ["right"] * 5
    assert found["1.7"].status in ("wrong", "error")


def test_truth_values_count_as_right():
    assert results(handed_in(ex3="def perceptron(X, w, b):\n    return X @ w + b > 0"))["1.3"].status == "right"


def test_published_values_that_are_printed_back_fail_on_the_fresh_seed():
    lines = cell(RELEASED, "hw1-ex1-check").outputs[0].text.splitlines()
    values = [float(line.split(" = ")[1]) for line in lines if line.startswith("sum")]
    data = handed_in(ex1=f"stored = {values}\ndef weighted_sum(x, w):\n    return stored.pop(0)")
    assert results(data)["1.1"].status == "right"
    assert results(data, seeds=BOTH)["1.1"].status == "wrong"


def test_a_verdict_printed_by_the_learner_counts_for_nothing():
    forged = "import nncourse.homework, builtins\ndef weighted_sum(x, w):\n    return 0\n"
    forged += "def feedback(*a): print('1.1  Right.')"
    found = results(handed_in(ex1=forged))
    assert found["1.1"].status == "wrong"
    assert "Right" not in " ".join(found["1.1"].sentences)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def weighted_sum(x, w):\n    while True: pass", "endless loop"),
        ("import os; os._exit(0)", "stopped Python"),
        ("import sys; sys.exit()", "SystemExit"),
        ("while True: print('flood ' * 100)", "far too much"),
        ("def weighted_sum(x, w)\n    return 1", "SyntaxError: expected ':' (line 1)"),
        ("def weighted_sum(x):\n    return 1", "raised TypeError"),
        ("def weighted_sum(x, w):\n    import sys; sys.exit()", "raised SystemExit"),
    ],
)
def test_a_broken_answer_is_an_error_with_its_reason_and_costs_no_other(source, said):
    found = results(handed_in(ex1=source), timeout=2)
    assert [r.status for r in found.values()] == ["error", *["right"] * 7]
    assert said in " ".join(found["1.1"].sentences)
    assert all("\n" not in sentence for sentence in found["1.1"].sentences)


def test_deleted_copied_and_stripped_cells_do_no_harm():
    data = handed_in(ex2c="score_by_hand = 0.2")
    data["cells"] = [c for c in data["cells"] if c["id"] not in ("hw1-ex1-check", "hw1-ex2-answer")]
    data["cells"].append({**cell(data, "hw1-ex3-answer"), "id": "copy", "source": TIES_FIRE})
    cell(data, "hw1-ex1-answer")["metadata"] = {}
    found = results(data)
    assert [r.status for r in found.values()] == ["right", "in part; the rest not attempted", *["right"] * 6]
    assert found["1.2"].sentences == (
        "The answer cell hw1-ex2-answer is missing from your file. A cell made anew is not known: "
        "paste the answer into its cell of an untouched copy of the homework.",
    )


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of the course's notebooks, with a folder of a learner's own in it; elsewhere is the current folder."""
    for source in (RELEASE, INSTRUCTOR):
        target = tmp_path / "course/notebooks" / source.parent.name / source.name
        target.parent.mkdir(parents=True)
        shutil.copy(source, target)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "course/mine").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path / "course"


def test_the_command_reports_and_its_exit_code_says_whether_all_is_right(course, capsys):
    path = course / "mine/my homework.ipynb"
    path.write_text(json.dumps(handed_in()), encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.endswith(
        "26 of 28 points, and 2 wait for a person; "
        "checked on the published numbers, and what is right there on fresh ones.\n"
    )
    path.write_text(json.dumps(handed_in(ex3=TIES_FIRE)), encoding="utf-8")
    assert main([str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in out if line.startswith("1.")] == ["right"] * 2 + ["wrong"] + ["right"] * 5
    assert len(out) == 8 + 2 + 1 + 1


def test_the_notebook_with_the_answers_is_not_needed(course, capsys):
    shutil.rmtree(course / "notebooks/instructor")
    path = course / "mine/a.ipynb"
    stored = "stored = [1.625, 9.9375]\ndef weighted_sum(x, w):\n    return stored.pop(0)"
    path.write_text(json.dumps(handed_in(ex1=stored)), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[0].endswith("0 of 2 points    wrong")


def test_a_file_that_was_taken_elsewhere_is_compared_with_the_course_it_was_installed_from(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / RELEASE.name
    path.write_text(json.dumps(untouched()), encoding="utf-8")
    assert checker._find_release(path, untouched()) == RELEASED


def test_a_learner_who_works_in_the_release_itself_is_not_compared_with_it(course, capsys, monkeypatch):
    data = handed_in(ex1="def weighted_sum(x, w):\n    return x.sum()")
    cell(data, "hw1-ex1-check")["outputs"][0]["text"] = "sum_of_three = 2\nsum_of_six = 2\n"
    path = course / "notebooks/homework" / RELEASE.name
    path.write_text(json.dumps(data), encoding="utf-8")
    assert checker._find_release(path, data) == RELEASED
    shutil.rmtree(course / "notebooks/instructor")
    monkeypatch.setattr(checker, "_COURSE", course)
    assert main([str(path)]) == 1, "its check cells are the learner's own, the values are not"
    assert capsys.readouterr().out.splitlines()[0].endswith("0 of 2 points    wrong")
    cell(data, "hw1-ex1-check")["source"] = "show(sum_of_three=0, sum_of_six=0)"
    cell(data, "hw1-ex1-answer")["metadata"] = {}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert main([str(path)]) == 2
    assert "take an untouched copy of the homework" in capsys.readouterr().err


def test_a_broken_neighbour_in_the_folder_does_no_harm(course):
    (course / "notebooks/homework/00_homework.ipynb").write_text("{")
    (course / "notebooks/instructor/00_solution.ipynb").write_text("{}")
    assert checker._find_release(course / "mine/a.ipynb", handed_in()) == RELEASED


def test_a_hand_in_without_its_metadata_still_finds_its_release(course, monkeypatch):
    data = handed_in()
    data["metadata"] = {}
    assert checker._find_release(course / "mine/a.ipynb", data) == RELEASED


@pytest.mark.parametrize(
    "content", [b"", RELEASE.read_bytes()[:999], b"\x00\xff\xfe", b"[]", b'{"cells": []}', b"[" * 10**5], ids=range(6)
)
def test_what_is_no_homework_ends_with_one_sentence_and_code_two(content, course, capsys):
    path = course / "mine/a.ipynb"
    path.write_bytes(content)
    assert main([str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nncourse check: a.ipynb ")
    assert err.count("\n") == 1


def test_far_from_any_course_what_is_no_homework_is_told_where_to_look(course, capsys, monkeypatch):
    monkeypatch.setattr(checker, "_COURSE", course.parent / "elsewhere")
    path = course.parent / "elsewhere/a.ipynb"
    path.write_text(json.dumps({**handed_in(), "metadata": {}}), encoding="utf-8")
    assert main([str(path)]) == 2
    assert "keep it inside the course's folder" in capsys.readouterr().err


def test_the_command_line_reaches_it(tmp_path):
    command = [
        sys.executable,
        "-c",
        "from nncourse.grading.check import main; raise SystemExit(main(['absent.ipynb']))",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


# ------------------------------------------------------------------------------- what is built on an earlier answer

MEAN = "def weighted_sum(x, w):\n    return sum(x * w) / len(x)"
ON_SUMS = dict(
    ex3="def perceptron(X, w, b):\n    return [weighted_sum(x, w) + b > 0 for x in X]",
    ex4="def distances(X, w, b):\n    return [(weighted_sum(x, w) + b) / weighted_sum(w, w) ** 0.5 for x in X]",
    ex6="def corrected(W, x, Y, eta):\n    y = 1 if weighted_sum(W, x) > 0 else -1\n    return W + eta * (Y - y) * x",
    ex7="""
def mistakes_per_epoch(W, X, Y, eta, epochs):
    counts = [0] * epochs
    for epoch in range(epochs):
        for x, target in zip(X, Y):
            counts[epoch] += (1 if weighted_sum(W, x) > 0 else -1) != target
            W = corrected(W, x, target, eta)
    return counts
""",
)


def lost(found):
    """Exercise → the points that a learner loses there."""
    return {e: r.of - r.points - r.waiting for e, r in found.items() if r.points + r.waiting < r.of}


@pytest.mark.parametrize(
    "first",
    [
        MEAN,
        "def weighted_sum(x, w):\n    total = ...\n    return ...",
        "def weighted_sum(x, w)\n    return 1",
        "def weighted_sum(x, w):\n    while True: pass",
        "weighted_sum = 8",
    ],
    ids=["mean", "empty", "syntax", "endless", "overwritten"],
)
def test_a_slip_in_the_first_exercise_costs_the_first_exercise(first):
    found = results(handed_in(ex1=first, **ON_SUMS))
    assert lost(found) == {"1.1": 2}
    assert found["1.4"].status == "right, but for 1.1"
    assert found["1.4"].sentences == ("1.4  Right, but for your 1.1: mend that, and this one stands.",)


def test_what_is_right_on_a_right_sum_is_right():
    assert statuses(handed_in(**ON_SUMS)) == ["right"] * 8


def test_a_later_slip_on_a_wrong_sum_costs_too_and_is_named():
    late = ON_SUMS["ex3"].replace("> 0", ">= 0")
    found = results(handed_in(ex1=MEAN, **{**ON_SUMS, "ex3": late}), seeds=BOTH)
    assert lost(found) == {"1.1": 2, "1.3": 3}
    assert found["1.3"].sentences[:2] == (
        f"1.3  Not yet. {slip('1.3', '≥ for >')}",
        "     Your 1.1 is not right yet either. With ours in place this still goes wrong.",
    )


def test_what_does_not_compile_is_pointed_back_to_and_not_missed_in_the_answer_cells():
    late = ON_SUMS["ex3"].replace("> 0", ">= 0")
    found = results(handed_in(ex1="def weighted_sum(x, w)\n    return 1", **{**ON_SUMS, "ex3": late}))
    assert "SyntaxError" in found["1.1"].sentences[0]
    said = " ".join(found["1.3"].sentences)
    assert "Your 1.1 is not right yet" in said
    assert not re.search("NameError|Only the answer cells", said)


TIE_FIRES = "def corrected(W, x, Y, eta):\n    y = 1 if W @ x >= 0 else -1\n    return W + eta * (Y - y) * x"
BY_CHANGE = """
def mistakes_per_epoch(W, X, Y, eta, epochs):
    counts = []
    for epoch in range(epochs):
        counts.append(0)
        for x, target in zip(X, Y):
            new = corrected(W, x, target, eta)
            counts[-1] += (new != W).any()
            W = new
    return counts
"""
BY_OUTPUT = BY_CHANGE.replace("(new != W).any()", "(1 if W @ x > 0 else -1) != target")


@pytest.mark.parametrize("counts", [BY_CHANGE, BY_OUTPUT, BY_OUTPUT.replace("W @ x > 0", "W @ x >= 0")], ids=range(3))
def test_a_tie_that_fires_costs_once_whichever_way_the_mistakes_are_counted(counts):
    assert lost(results(handed_in(ex6=TIE_FIRES, ex7=counts), seeds=BOTH)) == {"1.6": 3}


def test_helpers_that_stand_beside_a_wrong_answer_are_still_there():
    helper = MEAN + "\nhalf = 0.5"
    root = "def distances(X, w, b):\n    return [(weighted_sum(x, w) + b) / (w @ w) ** half for x in X]"
    assert lost(results(handed_in(ex1=helper, ex4=root))) == {"1.1": 2}


# ------------------------------------------------------------------- one judgement: the feedback's and the check's


SUM, FIRES = "def weighted_sum(x, w):\n    return", "def perceptron(X, w, b):\n    return"
GOES_ON = "def go_on(loss, enough, epoch, max_epochs):\n    return"


@pytest.mark.parametrize(
    ("decimals", "ex1", "ex3", "counts", "ex8"),
    [
        (0, "str(x @ w)", "['1' if z > 0 else '0' for z in X @ w + b]", "[str(n) for n in counts]", "str(bool(loss))"),
        (
            1,
            "[x @ w]",
            "(1 if z > 0 else 0 for z in X @ w + b)",
            "iter(counts)",
            "[loss >= enough, epoch < 9]",
        ),
        (2, "'8'", "map(int, X @ w + b > 0)", "[counts]", "'yes' if loss >= enough and epoch < max_epochs else 'no'"),
        (3, "{x @ w}", "(X @ w + b > 0)[:, None]", "str(counts)", "np.array([loss >= enough and epoch < max_epochs])"),
        (4, "1j * (x @ w)", "'0010'", "dict(enumerate(counts))", "lambda: loss >= enough and epoch < max_epochs"),
        (5, "np.array(x @ w)", "X @ w + b > 0", "np.array(counts)", "np.bool_(loss >= enough and epoch < max_epochs)"),
    ],
)
def test_the_check_judges_as_the_feedback_does(decimals, ex1, ex3, counts, ex8):
    ex4 = f"def distances(X, w, b):\n    return np.round((X @ w + b) / (w @ w) ** 0.5, {decimals})"
    ex7 = BY_OUTPUT.replace("return counts", f"return {counts}")
    found = results(handed_in(ex1=f"{SUM} {ex1}", ex3=f"{FIRES} {ex3}", ex4=ex4, ex7=ex7, ex8=f"{GOES_ON} {ex8}"))
    for exercise in ("1.1", "1.3", "1.4", "1.7", "1.8"):
        sentences = found[exercise].sentences
        assert any("Not yet." in sentence for sentence in sentences) == (exercise in lost(found)), sentences
        assert (exercise in lost(found)) == (decimals < 5), exercise
        assert not any("raised" in sentence for sentence in sentences)


# ------------------------------------------------------------------------------------------- what a learner may break


def test_names_that_a_learner_uses_do_not_break_the_checks():
    used = "inputs = 1; x = y = X = W = Y = w = b = z = n = i = most = losses = total = values = data = 2\n"
    assert statuses(handed_in(ex1=used + cell(notebook(INSTRUCTOR), "hw1-ex1-answer").source)) == ["right"] * 8


def test_the_slide_s_rule_can_be_called():
    source = f"{GOES_ON} not slide_goes_on(loss, enough, epoch, max_epochs)"
    assert results(handed_in(ex8=source))["1.8"].status == "right"


@pytest.mark.parametrize("source", ["choice = d", "choice = = 1"])
def test_an_answer_cell_that_breaks_is_told_by_the_feedback_too(source):
    found = results(handed_in(ex8b=source))["1.8"]
    assert (found.status, found.points) == ("in part; the rest error", 2)
    assert any("There is no `choice` yet" in sentence for sentence in found.sentences)
