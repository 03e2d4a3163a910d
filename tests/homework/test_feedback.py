"""The feedback: right answers pass however they are written, every slip is named, nothing a learner writes raises."""

import math
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse.homework import feedback, fingerprint, hint, plain
from nncourse.homework.catalogue import EXERCISES
from nncourse.homework.exercise import judge

SLIPS = [pytest.param(e, s, id=f"{e.id}-{s.name}") for e in EXERCISES.values() for s in e.slips]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def sum_by_loop(x, w):
    total = 0
    for j in range(len(x)):
        total = total + w[j] * x[j]
    return total


def fire_by_loop(X, w, b):
    outputs = []
    for row in X:
        outputs.append(1 if sum(a * c for a, c in zip(row, w, strict=True)) + b > 0 else 0)
    return outputs


RIGHT = {
    "1.1": [
        sum_by_loop,
        lambda x, w: sum(a * b for a, b in zip(x, w, strict=True)),
        lambda x, w: np.dot(w, x),
        lambda x, w: np.float32((x * w).sum()),
    ],
    "1.2a": [[0, 0, 0, 0, 1, 1, 0, 1], tuple(i in (4, 5, 7) for i in range(8)), np.eye(8)[[4, 5, 7]].sum(0)],
    "1.2b": [-3, -3.0, np.int8(-3), np.array(-3.0)],
    "1.3": [
        fire_by_loop,
        lambda X, w, b: (np.einsum("nd,d->n", X, w) + b > 0).astype(int),
        lambda X, w, b: np.heaviside((w * X).sum(axis=1) + b, 0),
        lambda X, w, b: np.array([x @ w > -b for x in X]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("id_", "answer"), [(id_, answer) for id_, answers in RIGHT.items() for answer in answers])
def test_right_answers_pass_however_they_are_written(id_, answer):
    assert judge(EXERCISES[id_], answer).status == "right"


@every_exercise
def test_there_are_at_least_three_right_answers_and_five_slips(exercise):
    assert len(RIGHT[exercise.id]) >= 3
    assert len(exercise.slips) >= 5


@pytest.mark.parametrize(("exercise", "slip"), SLIPS)
def test_each_slip_is_caught_with_its_own_message(exercise, slip, capsys):
    assert judge(exercise, slip.answer).slip == slip.name
    feedback(exercise.id, slip.answer)
    assert capsys.readouterr().out == f"{exercise.id}  Not yet. {slip.message}\n"
    assert [s.message for s in exercise.slips].count(slip.message) == 1


def test_slips_one_may_code_differently_are_still_recognised():
    assert judge(EXERCISES["1.1"], lambda x, w: [a * b for a, b in zip(x, w, strict=True)]).slip == "not summed"
    assert judge(EXERCISES["1.3"], lambda X, w, b: X @ w + b >= 0).slip == "≥ for >"
    assert judge(EXERCISES["1.2a"], np.array([0, 1, 0, 0, 1, 1, 0, 1.0])).slip == "fires at ties"


@every_exercise
def test_the_trials_tell_every_slip_from_every_other(exercise):
    alone = [judge(exercise, slip.answer).slip for slip in exercise.slips]
    assert alone == [slip.name for slip in exercise.slips]
    backwards = type(exercise)(**{**vars(exercise), "slips": exercise.slips[::-1]})
    assert [judge(backwards, slip.answer).slip for slip in exercise.slips] == alone


def test_the_outputs_by_hand_follow_from_the_numbers_of_the_story():
    X = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    sums = X @ [6, -4, 3]
    assert 3 in sums, "without a tie the tie rule would not matter"
    np.testing.assert_array_equal(EXERCISES["1.2a"].reference, sums > 3)


@every_exercise
def test_no_message_gives_the_answer_away(exercise):
    texts = [slip.message for slip in exercise.slips] + list(exercise.hints)
    assert len(exercise.hints) == 3
    for text in texts:
        assert not re.search(r"[-−]\s*3|0, 0, 0|\+ b > 0, |total \+ [xw]|sum\(|dot\(", text)
        assert not re.search(r"\b(simply|just|obviously)\b", text)
    assert all(slip.message.endswith("?") for slip in exercise.slips), "a slip ends with a question"


@pytest.mark.parametrize("missing", [None, ..., [..., ...], (None,)])
@every_exercise
def test_not_attempted_is_told_apart_from_wrong(exercise, missing):
    if not exercise.trials:
        assert judge(exercise, missing).status == "not attempted"
    else:
        assert judge(exercise, lambda *inputs: missing).status == "not attempted"
        assert judge(exercise, None).status == "not attempted"


def test_a_branch_that_forgets_to_return_is_wrong_not_missing():
    verdict = judge(EXERCISES["1.1"], lambda x, w: x @ w if x[0] > 0.7 else None)
    assert verdict.status == "wrong"
    assert "returned nothing" in verdict.text


class Hostile:
    def __array__(self, *args, **kwargs):
        raise RuntimeError

    def __repr__(self):
        raise RuntimeError

    def __eq__(self, other):
        raise RuntimeError

    __hash__ = None


def recursive(*inputs):
    return recursive(*inputs)


def quits(*inputs):
    raise SystemExit


class Mute(Exception):
    def __str__(self):
        raise RuntimeError


def raises_mute(*inputs):
    raise Mute


circle: list = []
circle.append(circle)
ODD = [
    math.nan, math.inf, "8", b"8", "", {}, set(), {"a": 1}, 10**400, 1j, object(), Hostile(), int, len, [1, "a"],
    [[1], [1, 2]], np.array(["a"]), np.array([None, 1]), np.ones((3, 3, 3)), np.array([]), [], circle, range(3),
    iter([1]),    (i for i in range(3)), np.ma.masked, np.datetime64("2020-01-01"), True, [[...], 1],
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
@every_exercise
def test_odd_answers_are_wrong_and_never_raise(exercise, odd, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for answer in (odd, lambda *inputs: odd):
            assert judge(exercise, answer).status in ("wrong", "error")
            feedback(exercise.id, answer)
            assert capsys.readouterr().out.count("\n") == 1
            assert isinstance(fingerprint(exercise.id, answer), str)


@pytest.mark.parametrize(
    "bad", [lambda: 1, lambda x: x, lambda *a: 1 / 0, recursive, quits, raises_mute, lambda *a: a.q]
)
@pytest.mark.parametrize("id_", ["1.1", "1.3"])
def test_a_function_that_raises_gets_one_line_with_the_name_of_the_error(id_, bad):
    verdict = judge(EXERCISES[id_], bad)
    assert verdict.status == "error"
    assert re.search(r"raised \w+", verdict.text)
    assert "\n" not in verdict.text


def test_deciding_once_for_a_whole_table_is_explained_and_not_left_to_numpy():
    verdict = judge(EXERCISES["1.3"], lambda X, w, b: 1 if X @ w + b > 0 else 0)
    assert verdict.status == "error"
    assert "one decision for each row" in verdict.text


def test_wrong_shape_says_what_came_and_what_was_expected():
    assert "a list of 5 numbers; expected: a list of 8" in judge(EXERCISES["1.2a"], [0] * 5).text
    assert "shape (4, 2); expected: a list of 4 numbers" in judge(EXERCISES["1.3"], lambda X, w, b: X).text
    assert "text; expected: one number" in judge(EXERCISES["1.1"], lambda x, w: "8").text


def test_an_unknown_wrong_answer_is_told_what_it_returned_and_the_first_hint():
    text = judge(EXERCISES["1.1"], lambda x, w: 41.5).text
    assert "x = [1, 0, 1]" in text
    assert "returned 41.5" in text
    assert EXERCISES["1.1"].hints[0] in text


def test_a_learner_who_changes_the_inputs_changes_only_copies():
    def spoils(x, w):
        x *= w
        return x.sum()

    assert judge(EXERCISES["1.1"], spoils).status == "right"
    assert judge(EXERCISES["1.1"], spoils).status == "right"


def test_what_the_function_prints_while_it_is_tried_stays_silent(capsys):
    feedback("1.1", lambda x, w: print("loud") or x @ w)
    assert capsys.readouterr().out == "1.1  Right.\n"


def test_warnings_while_the_function_is_tried_stay_silent():
    def warns(x, w):
        warnings.warn("loud", stacklevel=1)
        np.float64(1) / np.zeros(1)
        return x @ w

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert judge(EXERCISES["1.1"], warns).status == "right"


def test_an_endless_loop_can_still_be_stopped_by_hand():
    def stopped(x, w):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(EXERCISES["1.1"], stopped)


def test_hints_come_in_three_stages(capsys):
    for level in (1, 2, 3):
        hint("1.1", level)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:17] for line in lines] == [f"1.1  Hint {level} of 3:" for level in (1, 2, 3)]
    for level in (0, 4, "1", None):
        with pytest.raises(ValueError, match="level: 1, 2 or 3 expected"):
            hint("1.1", level)


@pytest.mark.parametrize("ask", [lambda id_: feedback(id_, 1), hint, lambda id_: fingerprint(id_, 1)])
def test_an_unknown_id_lists_the_known_ones(ask):
    for id_ in ("9.9", None, []):
        with pytest.raises(ValueError, match=r"exercise_id: one of 1\.1, 1\.2a"):
            ask(id_)


numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6)


@given(numbers)
def test_a_fingerprint_is_six_hex_digits_alike_for_lists_tuples_and_arrays(values):
    code = fingerprint("1.1", values)
    assert re.fullmatch("[0-9a-f]{6}", code)
    assert code == fingerprint("1.1", tuple(values)) == fingerprint("1.1", np.array(values))


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=6))
def test_a_fingerprint_is_alike_for_whole_numbers_and_floats(values):
    assert fingerprint("1.1", values) == fingerprint("1.1", np.array(values, dtype=float))
    assert fingerprint("1.1", *values) == fingerprint("1.1", *np.array(values, dtype=np.int16))


@given(numbers, st.integers(0, 5))
def test_a_fingerprint_changes_with_a_value_and_with_the_exercise(values, i):
    changed = [*values]
    changed[i % len(values)] += 1 + abs(changed[i % len(values)])
    assert len({fingerprint("1.1", values), fingerprint("1.1", changed), fingerprint("1.3", values)}) == 3


def test_a_fingerprint_forgives_rounding_and_says_what_is_missing():
    assert fingerprint("1.1", 0.1 + 0.2, -0.0, True) == fingerprint("1.1", 0.3, 0, 1)
    assert fingerprint("1.1", 1.000001) == fingerprint("1.1", 1) != fingerprint("1.1", 1.00001)
    assert fingerprint("1.1", 1, ...) == fingerprint("1.1", [1, None]) == "not attempted"
    assert fingerprint("1.1", "3") == "not numbers"


def test_plain_turns_truth_into_numbers_and_leaves_the_rest():
    assert plain([True, False]).tolist() == [1, 0]
    assert plain(None) is None
    assert plain(...) is ...
    assert plain("a") == "a"
