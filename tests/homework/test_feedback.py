"""The feedback: right answers pass however they are written, every slip is named, nothing a learner writes raises."""

import contextlib
import math
import re
import signal
import time
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncourse
from nncourse.homework import feedback, fingerprint, hint, inputs, plain
from nncourse.homework.catalogue import EXERCISES
from nncourse.homework.exercise import Exercise, judge, worded
from tests.curriculum import worked_numbers

SLIPS = [pytest.param(e, s, id=f"{e.id}-{s.name}") for e in EXERCISES.values() for s in e.slips]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
FOLLOWING = [e for e in EXERCISES.values() if e.follows]


def slipped(exercise, slip):
    """The wrong answer itself; where an exercise follows another, the one that stands on a right earlier answer."""
    return slip.answer(exercise.follows.reference) if exercise.follows else slip.answer


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


def correct_by_case(W, x, Y, eta):
    """The learning rule without target and output: along the input, against it, or not at all."""
    fires = sum(a * c for a, c in zip(W, x, strict=True)) > 0
    if Y == 1 and not fires:
        return W + 2 * eta * x
    if Y == -1 and fires:
        return W - 2 * eta * x
    return W


def count_inline(W, X, Y, eta, epochs):
    counts = []
    for _ in range(epochs):
        counts.append(0)
        for x, target in zip(X, Y, strict=True):
            if (W @ x > 0) != (target == 1):
                counts[-1] += 1
                W = W + 2 * eta * target * x
    return counts


def count_by_change(W, X, Y, eta, epochs, corrected=correct_by_case):
    """A sample was wrong if looking at it has changed the weights."""
    counts = [0] * epochs
    for epoch in range(epochs):
        for i in range(len(X)):
            new = corrected(W, X[i], Y[i], eta)
            counts[epoch] += bool(np.any(np.asarray(new) != W))
            W = np.asarray(new)
    return counts


RIGHT = {
    "1.1": [
        sum_by_loop,
        lambda x, w: sum(a * b for a, b in zip(x, w, strict=True)),
        lambda x, w: np.dot(w, x),
        lambda x, w: np.float32((x * w).sum()),
    ],
    "1.2a": [[0, 0, 0, 0, 1, 1, 0, 1], tuple(i in (4, 5, 7) for i in range(8)), np.eye(8)[[4, 5, 7]].sum(0)],
    "1.2b": [-3, -3.0, np.int8(-3), np.array(-3.0)],
    "1.2c": [-0.4, 0.6 * 6 - 4 + 3 - 3, np.float32(-0.4)],
    "1.3": [
        fire_by_loop,
        lambda X, w, b: (np.einsum("nd,d->n", X, w) + b > 0).astype(int),
        lambda X, w, b: np.heaviside((w * X).sum(axis=1) + b, 0),
        lambda X, w, b: np.array([x @ w > -b for x in X]),
    ],
    "1.4": [
        lambda X, w, b: [(x @ w + b) / np.linalg.norm(w) for x in X],
        lambda X, w, b: (X @ w + b) / np.sqrt(sum(w_j**2 for w_j in w)),
        lambda X, w, b: X @ (w / np.hypot.reduce(w)) + b / np.hypot.reduce(w),
        lambda X, w, b: [sum_by_loop(x, w) / math.hypot(*w) + b / math.hypot(*w) for x in X],
    ],
    "1.5": [[2, 2, -4, -1], (1, 1, -2, -0.5), np.array([1.5, 7, -100, -0.25]), [1, 1, -2, 0], [True, True, -2, 0.0]],
    "1.6": [
        correct_by_case,
        lambda W, x, Y, eta: [w_j + eta * (Y - (1 if W @ x > 0 else -1)) * x_j for w_j, x_j in zip(W, x, strict=True)],
        lambda W, x, Y, eta: W - eta * (np.where(W @ x > 0, 1, -1) - Y) * x,
        lambda W, x, Y, eta: W + eta * (Y - nncourse.sign(W @ x)) * x,
    ],
    "1.7": [
        count_inline,
        count_by_change,
        lambda *inputs: np.array(count_inline(*inputs)),
        lambda *inputs: tuple(count_by_change(*inputs)),
    ],
    "1.8a": [
        lambda loss, enough, epoch, max_epochs: not (loss < enough or epoch >= max_epochs),
        lambda loss, enough, epoch, max_epochs: 1 if epoch < max_epochs and not loss < enough else 0,
        lambda loss, enough, epoch, max_epochs: (loss >= enough) * (max_epochs > epoch),
    ],
    "1.8b": ["d", "D", " d\n"],
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
    assert judge(exercise, slipped(exercise, slip)).slip == slip.name
    feedback(exercise.id, slipped(exercise, slip))
    assert capsys.readouterr().out == f"{exercise.id}  Not yet. {slip.message}\n"
    assert [s.message for s in exercise.slips].count(slip.message) == 1


def test_slips_one_may_code_differently_are_still_recognised():
    assert judge(EXERCISES["1.1"], lambda x, w: [a * b for a, b in zip(x, w, strict=True)]).slip == "not summed"
    assert judge(EXERCISES["1.3"], lambda X, w, b: X @ w + b >= 0).slip == "≥ for >"
    assert judge(EXERCISES["1.2a"], np.array([0, 1, 0, 0, 1, 1, 0, 1.0])).slip == "fires at ties"
    assert judge(EXERCISES["1.8b"], "A").slip == "longer"


@every_exercise
def test_the_trials_tell_every_slip_from_every_other(exercise):
    alone = [judge(exercise, slipped(exercise, slip)).slip for slip in exercise.slips]
    assert alone == [slip.name for slip in exercise.slips]
    backwards = Exercise(**{**vars(exercise), "slips": exercise.slips[::-1]})
    assert [judge(backwards, slipped(exercise, slip)).slip for slip in exercise.slips] == alone


def test_the_outputs_by_hand_follow_from_the_numbers_of_the_story():
    X = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    sums = X @ [6, -4, 3]
    assert 3 in sums, "without a tie the tie rule would not matter"
    np.testing.assert_array_equal(EXERCISES["1.2a"].reference, sums > 3)
    assert EXERCISES["1.2c"].reference(0) == pytest.approx(np.dot([0.6, 1, 1], [6, -4, 3]))


@given(st.floats(-5, -3, exclude_min=True))
def test_every_bias_that_decides_alike_on_the_eight_days_is_told_so(bias):
    verdict = judge(EXERCISES["1.2b"], bias)
    if bias > -3 - 3e-6:
        assert verdict.status == "right"
    elif bias > -5 + 1e-4 and abs(bias + 4) > 1e-4:
        assert verdict.slip == "another bias between two sums"
        X = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
        np.testing.assert_array_equal(X @ [6, -4, 3] + bias > 0, EXERCISES["1.2a"].reference)


def follows_the_rule(design):
    *w, b = design
    days = [(weather, friend, exam) for weather in (0, 1) for friend in (0, 1) for exam in (0, 1)]
    return all((np.dot(day, w) + b > 0) == ((day[0] or day[1]) and not day[2]) for day in days)


@given(st.lists(st.integers(-6, 6), min_size=4, max_size=4))
def test_a_design_is_judged_by_what_it_decides_and_every_wrong_one_is_told_why(design):
    verdict = judge(EXERCISES["1.5"], [number / 2 for number in design])
    assert (verdict.status == "right") == follows_the_rule(design)
    assert verdict.status == "right" or verdict.slip is not None


def test_the_mistakes_of_and_or_and_nand_are_those_of_the_lecture():
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    reference = EXERCISES["1.7"].reference(EXERCISES["1.6"].reference)
    for gate, targets in (("AND", [-1, -1, -1, 1]), ("OR", [-1, 1, 1, 1]), ("NAND", [1, 1, 1, -1])):
        found = reference(np.zeros(3), X, targets, 0.5, 6).tolist()
        lecture = worked_numbers("G19")[f"G19.{gate}_errors_per_epoch"]
        assert found[: len(lecture)] == lecture


# What a learner may have made of 1.6, and what would then be right in 1.7; the same for 1.2b and 1.2c.
WRONG_EARLIER = {
    "1.2c": [3, -3.5, -5.0, 1 / 3],
    "1.7": [slip.answer for slip in EXERCISES["1.6"].slips if slip.name not in ("nothing changes", "correction alone")],
}
BUILT_ON = {
    "1.2c": lambda bias: 0.6 * 6 - 4 + 3 + bias,
    "1.7": lambda corrected: lambda *inputs: count_by_output(*inputs, corrected),
}


def slip_of(exercise_id, name):
    """The answer of one slip."""
    return next(slip.answer for slip in EXERCISES[exercise_id].slips if slip.name == name)


def count_by_output(W, X, Y, eta, epochs, corrected):
    counts = [0] * epochs
    for epoch in range(epochs):
        for x, target in zip(X, Y, strict=True):
            counts[epoch] += (1 if np.dot(W, x) > 0 else -1) != target
            W = corrected(W, x, target, eta)
    return counts


ON_A_SLIP = [pytest.param(e, given, id=f"{e.id}-{i}") for e in FOLLOWING for i, given in enumerate(WRONG_EARLIER[e.id])]


@pytest.mark.parametrize(("exercise", "earlier"), ON_A_SLIP)
def test_a_slip_in_an_earlier_answer_costs_nothing_in_the_later_one(exercise, earlier, capsys):
    assert judge(exercise.follows, earlier).status == "wrong"
    answer = BUILT_ON[exercise.id](earlier)
    assert judge(exercise, answer).status == "wrong"
    assert judge(exercise, answer, given=earlier).status == "right"
    feedback(exercise.id, answer, given=earlier)
    assert capsys.readouterr().out.startswith(f"{exercise.id}  Right, given your {exercise.follows.id}: mend that one")


@pytest.mark.parametrize(("exercise", "earlier"), ON_A_SLIP)
def test_a_wrong_later_answer_stays_wrong_and_its_slip_is_named_whatever_it_stands_on(exercise, earlier):
    told = {slip.name: judge(exercise, slip.answer(earlier), given=earlier) for slip in exercise.slips}
    if earlier is EXERCISES["1.6"].slips[0].answer:
        # A correction in the wrong direction leaves a wrong sample wrong: it counts the same before and after.
        assert told.pop("counted after the correction").status == "right"
    if exercise.id == "1.7" and earlier in (
        slip_of("1.6", "no learning rate"),
        slip_of("1.6", "a fixed learning rate"),
    ):
        assert told.pop("a fixed learning rate").status == "right"  # who does not listen cannot be told otherwise
    if exercise.id == "1.7" and earlier is slip_of("1.6", "comparison turned round"):
        assert told.pop("stopped at a clean epoch").status == "right"  # with it no epoch is ever clean
    if earlier == 3:  # the threshold taken for the bias, and then taken away: the score is what it should be
        assert told.pop("bias subtracted").text == "Right."
    assert {verdict.status for verdict in told.values()} == {"wrong"}
    assert all(verdict.slip for verdict in told.values())
    assert judge(exercise, slipped(exercise, exercise.slips[0]), given=earlier).slip == exercise.slips[0].name


@pytest.mark.parametrize("exercise", FOLLOWING, ids=lambda exercise: exercise.id)
def test_what_is_right_in_itself_is_right_whatever_the_earlier_answer_is(exercise):
    for earlier in (*WRONG_EARLIER[exercise.id], None, ..., "text", lambda *inputs: None, raises_mute, Hostile()):
        assert [judge(exercise, answer, given=earlier).text for answer in RIGHT[exercise.id]] == ["Right."] * len(
            RIGHT[exercise.id]
        )
        assert judge(exercise, slipped(exercise, exercise.slips[0]), given=earlier).status == "wrong"


def test_words_and_slips_have_to_name_the_same_things():
    with pytest.raises(ValueError, match=r"slips of 1\.1: .*'new'"):
        worded("perceptron", "1.1", {"new": 1}, reference=1)


def test_inputs_are_printed_so_that_nobody_compares_them(capsys):
    inputs(x=np.array([1.0, 2.5]), eta=0.5)
    assert capsys.readouterr().out == "for x = [1, 2.5], eta = 0.5\n"


@every_exercise
def test_no_message_gives_the_answer_away(exercise):
    texts = [slip.message for slip in exercise.slips] + list(exercise.hints)
    assert len(exercise.hints) == 3
    by_hand = r"[-−]\s*3|0, 0, 0|2\.6|0\.4|\bd\b"
    code = r"\+ b > 0, |total \+ [xw]|sum\(|dot\(|\+ b\) /|eta \* \(|> 0 else|>= enough|< max|!= target"
    for text in texts:
        assert not re.search(f"{by_hand}|{code}", text)
        assert not re.search(r"\b(simply|just|obviously)\b", text)
    assert all(slip.message.endswith("?") for slip in exercise.slips), "a slip ends with a question"


@pytest.mark.parametrize("missing", [None, ..., [..., ...], (None,)])
@every_exercise
def test_not_attempted_is_told_apart_from_wrong(exercise, missing):
    if not exercise.trials:
        assert judge(exercise, missing).status == "not attempted"
    else:
        assert judge(exercise, lambda *inputs: missing if missing else ...).status == "not attempted"
        assert judge(exercise, None).status == "not attempted"


@pytest.mark.parametrize("kept", [print, lambda first: first.fill(0)])
@pytest.mark.parametrize("exercise", [e for e in EXERCISES.values() if e.trials], ids=lambda exercise: exercise.id)
def test_printing_or_changing_is_not_giving_back(exercise, kept):
    verdict = judge(exercise, lambda *inputs: kept(np.array(inputs[0])))
    assert verdict.status == "wrong"
    assert "Nothing comes back from your function." in verdict.text
    assert verdict.text.endswith("not returned?")


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
@pytest.mark.parametrize("id_", ["1.1", "1.3", "1.4", "1.6", "1.7", "1.8a"])
def test_a_function_that_raises_gets_one_line_with_the_name_of_the_error(id_, bad):
    verdict = judge(EXERCISES[id_], bad)
    assert verdict.status == "error"
    assert re.search(r"raised \w+", verdict.text)
    assert verdict.text.count("\n") <= 1


def undefined(*inputs):
    return corected(*inputs)  # noqa: F821


@pytest.mark.parametrize(
    ("id_", "answer", "python", "ours"),
    [
        (
            "1.3",
            lambda X, w, b: 1 if X @ w + b > 0 else 0,
            "The truth value of an array",
            "one by one here, or has a sum",
        ),
        ("1.3", lambda X, w, b: w @ X, "mismatch in its core dimension", "as many entries on its left"),
        ("1.6", lambda W, x, Y, eta: W + eta * (Y - ...) * x, "ellipsis", "A `...` is still standing"),
        ("1.6", lambda W, *rest: W + None, "NoneType", "give something back with `return`"),
        ("1.7", lambda W, *rest: [None @ W], "enough dimensions", "a single number or None on one side"),
        ("1.7", undefined, "'corected' is not defined", "Is it spelt as above"),
        ("1.1", lambda x, w: [1.0][5], "list index out of range", "inputs of every length"),
        ("1.6", lambda W, x, Y, eta: W[2], "index 2 is out of bounds", "inputs of every length"),
        ("1.4", lambda X, w, b: w ^ 0.5, "bitwise_xor", "With which sign does 1.4 write one"),
        ("1.4", lambda X, w, b: b ^ 0.5, "for ^", "With which sign does 1.4 write one"),
        ("1.6", lambda W, x, Y, eta: eta(Y - 1), "not callable", "a sign of multiplication missing"),
        ("1.7", lambda W, X, Y, eta, epochs: [1 for _ in epochs], "not iterable", "How does one count up"),
        ("1.3", lambda X, w, b: X + np.ones(7), "could not be broadcast", "Two arrays of different lengths"),
    ],
)
def test_errors_that_say_little_to_a_beginner_are_quoted_and_explained_on_a_line_of_their_own(
    id_, answer, python, ours
):
    verdict = judge(EXERCISES[id_], answer)
    assert verdict.status == "error"
    first, second = verdict.text.split("\n")
    assert re.search(f"“.*{re.escape(python)}.*”$", first)
    assert ours in second


def test_wrong_shape_says_what_came_and_what_was_expected():
    assert "a list of 5 numbers; expected: a list of 8" in judge(EXERCISES["1.2a"], [0] * 5).text
    assert "shape (4, 2); expected: a list of 4 numbers" in judge(EXERCISES["1.3"], lambda X, w, b: X).text
    assert "text; expected: one number" in judge(EXERCISES["1.1"], lambda x, w: "8").text
    assert "text; expected: one of the letters a to f" in judge(EXERCISES["1.8b"], "ab").text
    assert "one number; expected: one of the letters" in judge(EXERCISES["1.8b"], 4).text
    assert "a list of 3 numbers; expected: a list of four numbers" in judge(EXERCISES["1.5"], [1, 2, 3]).text
    assert "a list of 3 numbers; expected: a list of 6" in judge(EXERCISES["1.7"], lambda *a: [1, 3, 3]).text


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


def test_a_hint_that_does_not_exist_is_answered_in_one_sentence(capsys):
    for level in (0, 4, "1", None):
        hint("1.1", level)
        assert capsys.readouterr().out == f"level: 1, 2 or 3 expected; got {level!r}\n"
    for id_ in ("1.2", 1.1, []):
        hint(id_, 1)
        assert capsys.readouterr().out.startswith("exercise_id: one of 1.1, 1.2a")


@pytest.mark.parametrize("ask", [lambda id_: feedback(id_, 1), lambda id_: fingerprint(id_, 1)])
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
    assert fingerprint("1.1", "3") == fingerprint("1.8b", "ab") == fingerprint("1.5", [1, 2]) == "not readable"


def test_all_right_answers_by_hand_have_one_fingerprint_and_wrong_ones_another():
    for exercise in EXERCISES.values():
        if not exercise.trials:
            right = {fingerprint(exercise.id, answer) for answer in RIGHT[exercise.id]}
            assert len(right) == 1
            assert not right & {fingerprint(exercise.id, slipped(exercise, slip)) for slip in exercise.slips}


def test_plain_turns_truth_into_numbers_and_leaves_the_rest():
    assert plain([True, False]).tolist() == [1, 0]
    assert plain(None) is plain(...) is plain([1, ...]) is None
    assert plain("a") == "a"


# ------------------------------------------------------------------------------------------ what a student tried


@pytest.mark.parametrize(
    ("exercise_id", "answer", "words"),
    [
        ("1.8a", lambda loss, enough, epoch, most: loss > 0 and epoch < most, "has no say"),
        ("1.8a", lambda loss, enough, epoch, most: loss >= 4 and epoch < most, "Not yet"),
        ("1.8a", lambda loss, enough, epoch, most: loss >= enough and epoch < 100, "a number of your own"),
        ("1.6", lambda W, x, Y, eta: W + eta * (Y - (1 if W @ x + W[-1] > 0 else -1)) * x, "the last entry of x"),
        ("1.6", lambda W, x, Y, eta: W + eta * (Y - (1 if W[:-1] @ x[:-1] > 0 else -1)) * x, "no say in the score"),
        ("1.6", lambda W, x, Y, eta: W + eta * (Y - (1 if W[0] * x[0] + W[1] * x[1] + W[2] > 0 else -1)) * x, "length"),
        ("1.4", lambda X, w, b: X @ w + b / (w @ w) ** 0.5, "Only the bias is divided"),
        ("1.1", 1.625, "one number came. Hand over its name, without brackets."),
        ("1.2a", [0, 3, -4, -1, 6, 9, 2, 5], "These are the eight sums"),
    ],
)
def test_a_natural_mistake_is_not_right_and_is_named(exercise_id, answer, words):
    verdict = judge(EXERCISES[exercise_id], answer)
    assert verdict.status in ("wrong", "error")
    assert words in verdict.text


def test_a_number_worked_out_with_a_wrong_one_is_right_and_has_to_be_worked_out_again():
    verdict = judge(EXERCISES["1.2c"], 5.6, given=3)
    assert verdict.text == "Right, given your 1.2b: mend that one, then work this one out again."


@pytest.mark.parametrize("nothing", [lambda *inputs: ..., lambda *inputs: None], ids=["empty", "printed"])
def test_what_builds_on_a_function_that_gives_nothing_back_says_so(nothing):
    verdict = judge(EXERCISES["1.7"], BUILT_ON["1.7"](nothing), given=nothing)
    assert verdict.status == "error"
    assert re.search(r"\n +Your 1\.6 (gives nothing back|is not right) yet\. Is this one built on it\?$", verdict.text)


def test_a_perceptron_that_calls_a_wrong_weighted_sum_is_told_where_to_look():
    def perceptron(X, w, b):
        return [mean(x, w) + b > 0 for x in X]

    mean = slip_of("1.1", "mean for sum")
    verdict = judge(EXERCISES["1.3"], perceptron, given=mean)
    assert verdict.status == "wrong"
    assert verdict.text.endswith("Your 1.1 is not right yet. Is this one built on it?")
    assert "1.1" not in judge(EXERCISES["1.3"], perceptron, given=RIGHT["1.1"][0]).text


@pytest.mark.parametrize("limit", [3, 20, 100, 1000])
def test_a_limit_of_ones_own_is_no_endless_training(limit):
    verdict = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= enough and epoch < limit)
    assert verdict.slip == "a fixed limit"


@pytest.mark.parametrize("limit", [0.5, 1, 4, 6, 8])
def test_a_loss_of_ones_own_is_told_that_enough_has_no_say(limit):
    verdict = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= limit and epoch < most)
    assert verdict.slip == "`enough` has no say"


def test_truth_is_shown_as_truth_where_truth_is_asked_for():
    odd = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= enough and epoch + 1 < most)
    assert "your function returned False" in odd.text
    assert judge(EXERCISES["1.8a"], lambda *inputs: "yes").text.endswith("text; expected: True or False.")


def test_a_right_step_with_a_wrong_output_is_not_told_to_look_at_the_step():
    verdict = judge(EXERCISES["1.6"], lambda W, x, Y, eta: W + eta * (Y - (1 if W.sum() > 0.3 else -1)) * x)
    assert verdict.slip == "another output"


def endless(*inputs):
    while True:
        pass


def swallows(*inputs):
    while True:
        with contextlib.suppress(Exception):
            endless()


@pytest.mark.parametrize("answer", [endless, swallows])
def test_an_endless_loop_comes_to_an_end_with_words(answer, monkeypatch):
    monkeypatch.setattr("nncourse.homework.exercise._PATIENCE", 0.2)
    verdict = judge(EXERCISES["1.1"], answer)
    assert verdict.status == "error"
    assert verdict.text == "There was no answer after 0.2 seconds: is there an endless loop?"


def test_an_endless_earlier_answer_costs_the_time_once(monkeypatch):
    monkeypatch.setattr("nncourse.homework.exercise._PATIENCE", 0.2)
    begin = time.monotonic()
    assert judge(EXERCISES["1.7"], lambda W, X, Y, eta, epochs: [7] * epochs, given=endless).status == "error"
    assert time.monotonic() - begin < 2


def test_a_clock_of_somebody_else_is_put_back():
    before = signal.getsignal(signal.SIGALRM)
    judge(EXERCISES["1.1"], RIGHT["1.1"][0])
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_loop_that_is_stopped_by_hand_is_answered_in_plain_words(capsys):
    def stopped(x, w):
        raise KeyboardInterrupt

    feedback("1.1", stopped)
    assert capsys.readouterr().out == "1.1  Stopped by hand, before there was an answer. Is there an endless loop?\n"
