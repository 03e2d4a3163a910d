"""What holds for the homework of every lecture from the second on: its slips, its notebooks, its points and minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

import pytest

from nncourse.grading.build import is_answer, is_check
from nncourse.grading.check import answered
from nncourse.grading.run import run
from nncourse.homework.exercise import judge, right_answer
from tests.homework import test_backpropagation, test_gradient_descent, test_overfitting, test_sigmoid, test_xor
from tests.homework.notebooks import Homework, notebook
from tests.notebooks import nbval


@dataclass(frozen=True)
class Asked(Homework):
    """A homework and what it asks.

    file : the tests of this homework alone, which say what would give an answer away and hold answers with slips.
    of : the points of its eight exercises.    functions : how many it asks for.
    stands_on_slips, raises : the exercise that is right but for those slips, and the one in which they raise, if any.
    empty : what stands in each function that is still to be written, as a pattern.
    """

    file: ModuleType
    of: Sequence[int]
    functions: int
    stands_on_slips: str = ""
    raises: str = ""
    empty: str = r"    return \.\.\."

    @property
    def exercises(self):
        return self.file.EXERCISES


HOMEWORKS = [
    Asked("02_sigmoid", test_sigmoid, [3, 3, 3, 3, 3, 4, 4, 5], 15, stands_on_slips="2.4"),
    Asked("03_gradient_descent", test_gradient_descent, [3, 4, 3, 4, 4, 3, 4, 5], 14, raises="3.7"),
    Asked("04_xor", test_xor, [3, 3, 3, 5, 2, 3, 4, 6], 12),
    Asked(
        "05_backpropagation",
        test_backpropagation,
        [3, 4, 2, 4, 5, 4, 3, 5],
        10,
        empty=r"    return \.\.\.|a2 = \.\.\., \.\.\.  # the second neuron\n    return",
    ),
    Asked("06_overfitting", test_overfitting, [2, 4, 5, 3, 4, 3, 2, 5], 12),
]
every_homework = pytest.mark.parametrize("homework", HOMEWORKS, ids=lambda homework: homework.lecture)
every_exercise = pytest.mark.parametrize(
    "exercise",
    [exercise for homework in HOMEWORKS for exercise in homework.exercises],
    ids=lambda exercise: exercise.id,
)


def checks(path):
    return [cell for cell in notebook(path).cells if is_check(cell)]


def values(text):
    """What a check cell printed, without the inputs."""
    return [line for line in text.splitlines() if not line.startswith("for ")]


# ------------------------------------------------------------------------------ slips and words


@every_exercise
def test_every_slip_is_told_from_every_other_and_has_a_message_of_its_own(exercise):
    earlier = [right_answer(exercise.uses[exercise.follows])] if exercise.follows else []
    answers = {slip.name: slip.answer(*earlier) if earlier else slip.answer for slip in exercise.slips}
    assert len(answers) >= 5
    assert {name: judge(exercise, answer).slip for name, answer in answers.items()} == {name: name for name in answers}
    assert len({slip.message for slip in exercise.slips}) == len(answers)


@every_exercise
def test_a_message_asks_and_no_word_makes_small_of_a_difficulty(exercise):
    texts = [*exercise.hints, *(slip.message for slip in exercise.slips)]
    assert all(slip.message.endswith("?") for slip in exercise.slips)
    assert not [text for text in texts if re.search(r"\b(simply|just|obviously|of course)\b", text, re.IGNORECASE)]


@every_homework
def test_no_message_and_no_hint_holds_an_answer(homework):
    given_away = homework.file.GIVEN_AWAY
    for exercise in homework.exercises:
        answer = "|".join(given_away[id_] for id_ in ("", exercise.id) if id_ in given_away)
        texts = [*exercise.hints, *(slip.message for slip in exercise.slips)]
        assert not [text for text in texts if re.search(answer, text)], exercise.id


@every_homework
def test_what_the_feedback_calls_a_slip_the_check_counts_as_wrong_and_says_so(homework):
    found = homework.results(**homework.file.SLIPPED)
    slipped = {f"{homework.lecture[1]}.{cell[2]}" for cell in homework.file.SLIPPED}
    for id_ in slipped:
        assert found[id_].points + found[id_].waiting < found[id_].of, id_
        said = "raised" if id_ == homework.raises else "Not yet"
        assert any(said in sentence for sentence in found[id_].sentences), id_
    others = {id_: "right, but" if id_ == homework.stands_on_slips else "right" for id_ in found.keys() - slipped}
    assert {id_: found[id_].status.partition(" for")[0] for id_ in others} == others


# ------------------------------------------------------------------------------ the notebooks


@every_homework
def test_the_solution_passes_strict_nbval(homework):
    assert nbval(homework.instructor) == (set(), 0)


@every_homework
def test_the_release_fails_in_its_check_cells_and_nowhere_else(homework):
    code = [cell for cell in homework.cells if cell.cell_type == "code"]
    assert nbval(homework.release) == ({i for i, cell in enumerate(code) if is_check(cell)}, 1)


@every_homework
def test_check_cells_print_other_values_for_other_seeds_and_the_catalogue_answers_as_the_instructor(homework):
    runs = [run(notebook(homework.instructor), seed) for seed in (0, 1, 2)]
    ours = run(answered(notebook(homework.release)), 2)
    for cell in checks(homework.instructor):
        texts = [r[cell.id].text for r in runs]
        assert texts[0] == cell.outputs[0].text
        assert texts[2] == ours[cell.id].text
        assert len({tuple(values(text)) for text in texts}) == (1 if "code = " in texts[0] else 3), cell.id


@pytest.mark.parametrize(
    "path", [path for h in HOMEWORKS[1:] for path in (h.instructor, h.release)], ids=lambda p: p.stem
)
def test_the_values_before_a_check_are_those_it_prints(path):
    text = {cell.id: cell.source for cell in notebook(path).cells}
    for cell in checks(path):
        told = re.findall(r"^    (\w+ = .+)$", text[f"{cell.id}-text"], re.MULTILINE)
        assert told == values(cell.outputs[0].text)


@every_homework
def test_a_stub_of_a_function_hands_back_that_it_is_empty(homework):
    stubs = [cell.source for cell in homework.cells if is_answer(cell) and "def " in cell.source]
    assert len(stubs) == len([exercise for exercise in homework.exercises if exercise.trials]) == homework.functions
    assert all(re.search(homework.empty, source) for source in stubs)


@every_homework
def test_the_commands_and_links_in_the_text_name_this_homework(homework):
    text = homework.text
    assert set(re.findall(r"0\d_\w+_homework\.ipynb", text)) == {homework.release.name}
    assert f"(../{homework.lecture}.ipynb)" in text


# ------------------------------------------------------------------------------ points and minutes


@every_homework
def test_points_and_minutes_add_up_to_those_at_the_head(homework):
    text = homework.text
    lines = re.findall(r"^\*Sections? .* of the lecture · (\d+) points · (\d+) minutes\*$", text, re.MULTILINE)
    points, minutes = (sum(map(int, column)) for column in zip(*lines, strict=True))
    graded = [c for c in homework.cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert len(lines) == len(re.findall(rf"^## {int(homework.lecture[:2])}\.\d", text, re.MULTILINE)) == 8
    assert points == sum(cell.metadata.nbgrader.points for cell in graded) == sum(homework.of)
    assert f"**Points** {points}," in text
    assert f"**Time** about {minutes} minutes" in text


@every_homework
def test_a_solved_homework_has_all_points_but_those_a_person_gives_and_an_untouched_one_none(homework):
    solved = homework.marked(homework.handed_in(), seeds=(0, 7)).values()
    assert [r.of for r in solved] == homework.of
    assert [r.of - r.points for r in solved] == [0] * 7 + [2]
    untouched = homework.marked(homework.untouched()).values()
    assert [(r.points, r.waiting, r.status) for r in untouched] == [(0, 0, "not attempted")] * 8
