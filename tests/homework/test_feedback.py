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
from nncourse.homework import feedback, fingerprint, hint, plain, show_inputs
from nncourse.homework.catalogue import EXERCISES
from nncourse.homework.exercise import Exercise, judge, right_answer, worded
from nncourse.numbers import as_text
from tests.curriculum import worked_numbers
from tests.homework import test_backpropagation, test_gradient_descent, test_overfitting, test_sigmoid, test_xor

SLIPS = [pytest.param(e, s, id=f"{e.id}-{s.name}") for e in EXERCISES.values() for s in e.slips]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
FOLLOWING = [e for e in EXERCISES.values() if e.follows]


def followed(exercise):
    """The exercise on whose answer depends what is right in this one."""
    return exercise.uses[exercise.follows]


def slipped(exercise, slip):
    """The wrong answer itself; where an exercise follows another, the one that stands on a right earlier answer."""
    return slip.answer(right_answer(followed(exercise))) if exercise.follows else slip.answer


def told(exercise_id, name, source, **names):
    """What is said of a name in a notebook in which this source has been run, after the names that are given."""
    notebook = {"np": np, **names}
    exec(source, notebook)
    return judge(EXERCISES[exercise_id], notebook[name], notebook)


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


# A notebook in which all that later answers may be built on is right.
EARLIER = {name: right_answer(earlier) for e in EXERCISES.values() for name, earlier in e.uses.items()}

RIGHT = {
    **test_sigmoid.RIGHT,
    **test_gradient_descent.RIGHT,
    **test_xor.RIGHT,
    **test_backpropagation.RIGHT,
    **test_overfitting.RIGHT,
    "1.1": [
        sum_by_loop,
        lambda x, w: sum(a * b for a, b in zip(x, w, strict=True)),
        lambda x, w: np.dot(w, x),
        lambda x, w: np.float32((x * w).sum()),
    ],
    "1.2a": [[0, 0, 0, 0, 1, 1, 0, 1], tuple(i in (4, 5, 7) for i in range(8)), np.eye(8)[[4, 5, 7]].sum(0)],
    "1.2b": [-3, -3.0, np.int8(-3), np.array(-3.0)],
    "1.2c": [0.2, 0.7 * 6 - 4 + 3 - 3, np.float32(0.2)],
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
    "1.5": [[2, 2, -4, -1], (1, 1, -2, -0.5), np.array([1.5, 7, -100, -0.25]), [1, 1, -2, 0], [True, True, -2, 0.0],
            [0.1, 0.2, -0.3, 0]],
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
    feedback(exercise.id, "answer", {**EARLIER, "answer": slipped(exercise, slip)})
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
    assert EXERCISES["1.2c"].reference(0) == pytest.approx(np.dot([0.7, 1, 1], [6, -4, 3]))


@given(st.floats(-5, -3, exclude_min=True))
def test_every_bias_that_decides_alike_on_the_eight_days_is_told_so(bias):
    verdict = judge(EXERCISES["1.2b"], bias)
    if bias > -3 - 3e-5:
        assert verdict.status == "right"
    elif -5 + 1e-3 < bias < -3 - 1e-4 and abs(bias + 4) > 1e-4:
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
        found = reference(np.zeros(3), X, targets, 0.5, 6)
        lecture = worked_numbers("G19")[f"G19.{gate}_errors_per_epoch"]
        assert found[: len(lecture)] == lecture


# What a learner may have made of 1.6, and what would then be right in 1.7; the same for 1.2b and 1.2c.
WRONG_EARLIER = {
    **test_sigmoid.WRONG_EARLIER,
    **test_gradient_descent.WRONG_EARLIER,
    **test_xor.WRONG_EARLIER,
    **test_backpropagation.WRONG_EARLIER,
    **test_overfitting.WRONG_EARLIER,
    "1.2c": [3, -3.5, -5.0, 1 / 3],
    "1.7": [slip.answer for slip in EXERCISES["1.6"].slips if slip.name not in ("nothing changes", "correction alone")],
}
BUILT_ON = {
    **test_sigmoid.BUILT_ON,
    **test_gradient_descent.BUILT_ON,
    **test_xor.BUILT_ON,
    **test_backpropagation.BUILT_ON,
    **test_overfitting.BUILT_ON,
    "1.2c": lambda bias: 0.7 * 6 - 4 + 3 + bias,
    "1.7": lambda corrected: lambda *inputs: count_by_change(*inputs, corrected),
}


def slip_of(exercise_id, name):
    """The answer of one slip."""
    return next(slip.answer for slip in EXERCISES[exercise_id].slips if slip.name == name)


ON_A_SLIP = [pytest.param(e, given, id=f"{e.id}-{i}") for e in FOLLOWING for i, given in enumerate(WRONG_EARLIER[e.id])]


@pytest.mark.parametrize(("exercise", "earlier"), ON_A_SLIP)
def test_a_slip_in_an_earlier_answer_costs_nothing_in_the_later_one(exercise, earlier, capsys):
    assert judge(followed(exercise), earlier).status == "wrong"
    answer, names = BUILT_ON[exercise.id](earlier), {**EARLIER, exercise.follows: earlier}
    assert judge(exercise, answer, names).status == "right"
    feedback(exercise.id, "answer", {**names, "answer": answer})
    assert capsys.readouterr().out.startswith(
        f"{exercise.id}  Right, given your {followed(exercise).id}: mend that one"
    )


# Slips of an earlier answer and of a later one that come to the same.
ALIKE = {
    "sign of the threshold": {"bias subtracted"},  # the threshold taken for the bias, and then taken away
    "wrong direction": {"counted after the correction", "counted at the beginning of the epoch"},  # wrong stays wrong
    "no learning rate": {"a fixed learning rate"},
    "input left out": {"every weight has to change"},
    "tie is always a mistake": {"tie is 0"},
}


@pytest.mark.parametrize(("exercise", "earlier"), ON_A_SLIP)
def test_a_wrong_later_answer_stays_wrong_and_its_slip_is_named_whatever_it_stands_on(exercise, earlier):
    names = {**EARLIER, exercise.follows: earlier}
    told = {slip.name: judge(exercise, slip.answer(earlier), names) for slip in exercise.slips}
    named = next((slip.name for slip in followed(exercise).slips if slip.answer is earlier), None)
    right = {name for name, verdict in told.items() if verdict.status == "right"}
    assert right <= {named} | ALIKE.get(named, set()), "the same slip in both costs once"
    assert [name for name, verdict in told.items() if verdict.slip is None and name not in right] == []
    ids = {
        verdict.text.partition("\n     Your ")[2][:4].strip() for verdict in told.values() if verdict.status == "wrong"
    }
    assert ids == {followed(exercise).id}, "it is always said that the earlier one is not right either"
    assert judge(exercise, slipped(exercise, exercise.slips[0]), names).slip == exercise.slips[0].name


@pytest.mark.parametrize("exercise", FOLLOWING, ids=lambda exercise: exercise.id)
def test_what_is_right_in_itself_is_right_whatever_the_earlier_answer_is(exercise):
    for earlier in (*WRONG_EARLIER[exercise.id], None, ..., "text", lambda *inputs: None, raises_mute, Hostile()):
        names = {**EARLIER, exercise.follows: earlier}
        assert [judge(exercise, answer, names).text for answer in RIGHT[exercise.id]] == ["Right."] * len(
            RIGHT[exercise.id]
        )
        assert judge(exercise, slipped(exercise, exercise.slips[0]), names).status == "wrong"


def test_words_and_slips_have_to_name_the_same_things():
    with pytest.raises(ValueError, match=r"slips of 1\.1: .*'new'"):
        worded("perceptron", "1.1", {"new": 1}, reference=1)


def test_inputs_are_printed_so_that_nobody_compares_them(capsys):
    show_inputs(x=np.array([1.0, 2.5]), eta=0.5)
    assert capsys.readouterr().out == "for x = [1, 2.5], eta = 0.5\n"


@every_exercise
def test_no_message_gives_the_answer_away(exercise):
    texts = [slip.message for slip in exercise.slips] + list(exercise.hints)
    assert len(exercise.hints) == 3
    by_hand = r"[-−]\s*3|0, 0, 0|3\.2|0\.2|\bd\b"
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
    verdict = judge(exercise, lambda *inputs: kept(inputs[0] if isinstance(inputs[0], np.ndarray) else np.ones(1)))
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


def stopped(*inputs):
    raise KeyboardInterrupt


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
            feedback(exercise.id, "answer", {**EARLIER, "answer": answer})
            assert len(capsys.readouterr().out.split("\n     ")) <= 2
            assert isinstance(fingerprint(exercise.id, answer), str)


@pytest.mark.parametrize(
    "bad", [lambda: 1, lambda x: x, lambda *a: 1 / 0, recursive, quits, raises_mute, lambda *a: a.q]
)
@pytest.mark.parametrize("id_", ["1.1", "1.3", "1.4", "1.6", "1.7", "1.8a"])
def test_a_function_that_raises_gets_one_line_with_the_name_of_the_error(id_, bad):
    verdict = judge(EXERCISES[id_], bad)
    assert verdict.status == "error"
    assert re.search(r"raised \w+", verdict.text)
    assert verdict.text.count("\n") <= 2


def calls_itself(*inputs):
    return calls_itself(*inputs)


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
        ("1.3", lambda X, w, b: w @ X, "mismatch in its core dimension", "needs as many entries, in each row"),
        ("1.6", lambda W, x, Y, eta: W + eta * (Y - ...) * x, "ellipsis", "A `...` is still standing"),
        ("1.6", lambda W, *rest: W + None, "NoneType", "give something back with `return`"),
        ("1.7", lambda W, *rest: [None @ W], "enough dimensions", "a single number, a `...` or None on one side"),
        ("1.7", undefined, "'corected' is not defined", "Is it spelt as above"),
        ("1.1", lambda x, w: [1.0][5], "list index out of range", "any number of rows, and for inputs of every length"),
        ("1.6", lambda W, x, Y, eta: W[2], "index 2 is out of bounds", "inputs of every length"),
        ("1.4", lambda X, w, b: w ^ 0.5, "bitwise_xor", "Which sign is"),
        ("1.4", lambda X, w, b: b ^ 0.5, "for ^", "Which sign is"),
        ("1.6", lambda W, x, Y, eta: eta(Y - 1), "not callable", "a sign of multiplication missing"),
        ("1.7", lambda W, X, Y, eta, epochs: [1 for _ in epochs], "not iterable", "how does one count up"),
        ("1.6", lambda W, *rest: W.x, "no attribute 'x'", "Should the point be another sign"),
        ("1.3", calls_itself, "maximum recursion depth exceeded", "Which function is meant"),
        ("1.1", lambda x: x, "takes 1 positional argument but 2", "Which ones does it need"),
        ("1.1", lambda x, w: sum_by_loop(x), "missing 1 required positional argument", "Which ones does it need"),
        ("1.3", lambda X, w, b: X + np.ones(7), "could not be broadcast", "Two arrays of different lengths"),
        (
            "3.3a",
            lambda gradient, v, eta, steps: v - eta * gradient,
            "'float' and 'function'",
            "round brackets missing?",
        ),
        ("3.3a", lambda gradient, v, eta, steps: eta * list(v), "multiply sequence", "Should it be an array"),
        ("3.4b", lambda f, point, h: f(point[0] + h), "invalid index to scalar", "Is it a single number"),
    ],
)
def test_errors_that_say_little_to_a_beginner_are_quoted_and_explained_on_a_line_of_their_own(
    id_, answer, python, ours
):
    verdict = judge(EXERCISES[id_], answer)
    assert verdict.status == "error"
    *_, first, second = verdict.text.split("\n")
    assert re.search(f"“.*{re.escape(python)}.*”$", first)
    assert ours in second


def test_wrong_shape_says_what_came_and_what_was_expected():
    assert "a list of 5 numbers; expected: a list of 8" in judge(EXERCISES["1.2a"], [0] * 5).text
    assert "4 rows of 2 numbers; expected: a list of 4 numbers" in judge(EXERCISES["1.3"], lambda X, w, b: X).text
    assert "text; expected: one number" in judge(EXERCISES["1.1"], lambda x, w: "8").text
    assert "text; expected: one letter from a to f in quotes, nothing else." in judge(EXERCISES["1.8b"], "ab").text
    assert "one number; expected: one letter from a to f" in judge(EXERCISES["1.8b"], 4).text
    assert "a list of 3 numbers; expected: a list of four finite numbers" in judge(EXERCISES["1.5"], [1, 2, 3]).text
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
    feedback("1.1", "f", {"f": lambda x, w: print("loud") or x @ w})
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


@pytest.mark.parametrize("ask", [lambda id_: feedback(id_, "a"), lambda id_: fingerprint(id_, 1)])
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


def test_plain_turns_truth_into_numbers_and_the_rest_into_words():
    assert plain([True, False]).tolist() == [1, 0]
    assert plain(None) is plain(...) is plain([1, ...]) is None
    assert plain("1.5") == "text"
    assert plain(np.array("1.5")) == "a list whose entries are not all numbers, or whose rows differ in length"
    assert plain(iter([1])) == "a value of type list_iterator"


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
        ("1.1", 1.625, "one number stands there. What has the name been used for since?"),
        ("1.2a", [0, 3, -4, -1, 6, 9, 2, 5], "These are the eight sums"),
    ],
)
def test_a_natural_mistake_is_not_right_and_is_named(exercise_id, answer, words):
    verdict = judge(EXERCISES[exercise_id], answer)
    assert verdict.status in ("wrong", "error")
    assert words in verdict.text


def test_a_number_worked_out_with_a_wrong_one_is_right_and_has_to_be_worked_out_again():
    verdict = judge(EXERCISES["1.2c"], 6.2, {"bias_by_hand": 3})
    assert verdict.text == "Right, given your 1.2b: mend that one, then work this one out again."


@pytest.mark.parametrize("limit", [3, 20, 100, 1000])
def test_a_limit_of_ones_own_is_no_endless_training(limit):
    verdict = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= enough and epoch < limit)
    assert verdict.slip == "a fixed limit"


@pytest.mark.parametrize("limit", [0.5, 1, 4, 6, 8])
def test_a_loss_of_ones_own_is_told_that_enough_has_no_say(limit):
    verdict = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= limit and epoch < most)
    assert verdict.slip == "`enough` has no say"


def test_truth_is_shown_as_truth_where_truth_is_asked_for():
    odd = judge(EXERCISES["1.8a"], lambda loss, enough, epoch, most: loss >= enough and epoch + 2 < most)
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


def test_an_endless_earlier_answer_comes_to_an_end_and_costs_the_later_one_nothing(monkeypatch):
    monkeypatch.setattr("nncourse.homework.exercise._PATIENCE", 0.2)
    begin = time.monotonic()
    verdict = told("1.7", "mistakes_per_epoch", COUNTS, **{**EARLIER, "corrected": endless})
    assert verdict.text == "Right, but for your 1.6: mend that, and this one stands."
    assert time.monotonic() - begin < 2
    late = told("1.7", "mistakes_per_epoch", COUNTS_WITH_A_TIE, **{**EARLIER, "corrected": endless})
    assert late.slip == "tie fires", "what is wrong in itself is named all the same"


def test_a_clock_of_somebody_else_is_put_back():
    before = signal.getsignal(signal.SIGALRM)
    judge(EXERCISES["1.1"], RIGHT["1.1"][0])
    assert signal.getsignal(signal.SIGALRM) is before


def test_a_loop_that_is_stopped_by_hand_is_answered_in_plain_words(capsys):
    feedback("1.1", "stopped", {"stopped": stopped})
    assert capsys.readouterr().out == "1.1  Stopped by hand, before there was an answer. Is there an endless loop?\n"


# ------------------------------------------------------------------------------------- what stands on earlier answers

SUMS = """
def weighted_sum(x, w):
    total = 0.0
    for x_j, w_j in zip(x, w):
        total = total + w_j * x_j
    return total
"""
BUILT_ON_SUMS = {
    "1.3": ("perceptron", "def perceptron(X, w, b):\n    return [weighted_sum(x, w) + b > 0 for x in X]"),
    "1.4": ("distances", "def distances(X, w, b):\n    return [(weighted_sum(x, w) + b) / (w @ w) ** 0.5 for x in X]"),
    "1.6": (
        "corrected",
        "def corrected(W, x, Y, eta):\n    y = 1 if weighted_sum(W, x) > 0 else -1\n    return W + eta * (Y - y) * x",
    ),
}
COUNTS = """
def mistakes_per_epoch(W, X, Y, eta, epochs):
    counts = []
    for _ in range(epochs):
        mistakes = 0
        for x, target in zip(X, Y):
            y = 1 if W @ x > 0 else -1
            if y != target:
                mistakes += 1
            W = corrected(W, x, target, eta)
        counts.append(mistakes)
    return counts
"""
COUNTS_WITH_A_TIE = COUNTS.replace("W @ x > 0", "W @ x >= 0")
COUNTS_BY_CHANGE = COUNTS.replace("y != target", "(corrected(W, x, target, eta) != W).any()")
SLIPS_OF_SUMS = [slip.answer for slip in EXERCISES["1.1"].slips]


@pytest.mark.parametrize("id_", BUILT_ON_SUMS)
@pytest.mark.parametrize("wrong", [*SLIPS_OF_SUMS, None, lambda x, w: ..., raises_mute, 7, endless])
def test_what_is_built_on_a_wrong_sum_is_right_but_for_that(id_, wrong, monkeypatch):
    monkeypatch.setattr("nncourse.homework.exercise._PATIENCE", 0.2)
    name, source = BUILT_ON_SUMS[id_]
    verdict = told(id_, name, source, weighted_sum=wrong)
    # A sum that is wrong may still have the right sign.
    assert verdict.text in ("Right.", "Right, but for your 1.1: mend that, and this one stands.")
    assert verdict.text != "Right." or (id_ != "1.3" and wrong in SLIPS_OF_SUMS)
    assert told(id_, name, SUMS + source).text == "Right."


@pytest.mark.parametrize("id_", BUILT_ON_SUMS)
def test_what_is_built_on_a_sum_that_is_not_there_is_right_but_for_that(id_):
    notebook = {}
    name, source = BUILT_ON_SUMS[id_]
    exec(source, notebook)
    assert judge(EXERCISES[id_], notebook[name], notebook).text.startswith("Right, but for your 1.1")
    assert "weighted_sum" not in notebook, "the notebook is left as it was"


def test_a_slip_of_its_own_is_named_where_the_sum_below_it_is_wrong_too_and_both_are_told():
    name, source = BUILT_ON_SUMS["1.3"]
    verdict = told("1.3", name, source.replace("> 0", ">= 0"), weighted_sum=slip_of("1.1", "mean for sum"))
    assert verdict.slip == "≥ for >"
    assert verdict.text.endswith("\n     Your 1.1 is not right yet either. With ours in place this still goes wrong.")
    assert "1.1" not in told("1.3", name, SUMS + source.replace("> 0", ">= 0")).text


def test_what_stands_in_for_a_while_is_gone_afterwards_even_if_the_answer_breaks():
    mine = slip_of("1.1", "mean for sum")
    notebook = {"weighted_sum": mine}
    judge(EXERCISES["1.3"], raises_mute, notebook)
    with pytest.raises(KeyboardInterrupt):
        judge(EXERCISES["1.3"], stopped, notebook)
    assert notebook == {"weighted_sum": mine}


@pytest.mark.parametrize("slip", EXERCISES["1.6"].slips, ids=lambda slip: slip.name)
@pytest.mark.parametrize("counts", [COUNTS, COUNTS_BY_CHANGE], ids=["by output", "by change"])
def test_a_slip_in_the_correction_costs_the_counting_nothing_whichever_way_it_counts(slip, counts):
    verdict = told("1.7", "mistakes_per_epoch", counts, **{**EARLIER, "corrected": slip.answer})
    assert verdict.text == "Right, but for your 1.6: mend that, and this one stands."


def test_a_tie_that_fires_in_both_is_one_slip_and_a_tie_that_fires_in_the_counting_alone_is_another():
    tie_fires = slip_of("1.6", "tie fires")
    for counts in (COUNTS_WITH_A_TIE, COUNTS_WITH_A_TIE.replace("y != target", "y - target != 0")):
        verdict = told("1.7", "mistakes_per_epoch", counts, **{**EARLIER, "corrected": tie_fires})
        assert verdict.text == "Right, given your 1.6: mend that one, then try this one again."
        assert told("1.7", "mistakes_per_epoch", counts, **EARLIER).slip == "tie fires"


def test_a_slip_of_the_correction_is_not_blamed_on_the_counting():
    names = {**EARLIER, "corrected": slip_of("1.6", "output 0 or 1")}
    late = COUNTS.replace("        mistakes = 0\n", "").replace("counts = []", "counts = []\n    mistakes = 0")
    verdict = told("1.7", "mistakes_per_epoch", late, **names)
    assert verdict.slip == "count never reset"
    assert "Your 1.6 is not right yet either." in verdict.text


def test_two_wrong_answers_below_a_third_are_both_named():
    names = {"weighted_sum": slip_of("1.1", "mean for sum"), "corrected": slip_of("1.6", "half a step")}
    assert told("1.7", "mistakes_per_epoch", COUNTS, **names).text.startswith("Right, but for your 1.1 and 1.6:")
    late = told("1.7", "mistakes_per_epoch", COUNTS_WITH_A_TIE, **names)
    assert late.text.endswith(
        "\n     Your 1.1 and 1.6 are not right yet either. With ours in place this still goes wrong."
    )
    below = BUILT_ON_SUMS["1.6"][1] + COUNTS
    verdict = told("1.7", "mistakes_per_epoch", below, weighted_sum=slip_of("1.1", "sign turned"))
    assert verdict.text.startswith("Right, but for your 1.1:"), "1.6 is right but for 1.1, and not a slip of its own"


# ------------------------------------------------------------------------------ what a student tried, and what is true


def in_words(exercise_id, answer):
    return judge(EXERCISES[exercise_id], answer).text


@pytest.mark.parametrize(
    ("id_", "answer", "words"),
    [
        ("1.1", lambda x, w: str(x @ w), "returned text; expected: one number"),
        ("1.3", lambda X, w, b: [str(int(z > 0)) for z in X @ w + b], "a list with text in it; expected: a list of 4"),
        (
            "1.7",
            lambda *inputs: [str(n) for n in count_inline(*inputs)],
            "a list with text in it; expected: a list of 6",
        ),
        ("1.3", lambda X, w, b: (z > 0 for z in X @ w + b), "a value of type generator; expected: a list of 4"),
        ("1.3", lambda X, w, b: map(float, X @ w + b), "a value of type map; expected: a list of 4"),
        ("1.3", lambda X, w, b: (X @ w + b > 0)[:, None], "returned 4 rows of 1 number; expected: a list of 4 numbers"),
    ],
)
def test_what_is_no_number_is_named_and_prints_unlike_one(id_, answer, words):
    exercise = EXERCISES[id_]
    assert words in judge(exercise, answer).text
    trial = exercise.trials[0].values()
    reference = followed(exercise).reference if exercise.follows else None
    right = (exercise.reference(reference) if exercise.follows else exercise.reference)(*trial)
    came = as_text(plain(answer(*trial)))
    assert came != as_text(plain(right))
    assert came in words or came.startswith("[[")


@pytest.mark.parametrize("decimals", range(5))
def test_rounded_distances_are_named(decimals):
    rounded = lambda X, w, b: np.round((X @ w + b) / (w @ w) ** 0.5, decimals)  # noqa: E731
    assert judge(EXERCISES["1.4"], rounded).slip == "rounded"


def test_distances_to_as_many_digits_as_are_printed_are_right():
    assert judge(EXERCISES["1.4"], lambda X, w, b: np.round((X @ w + b) / (w @ w) ** 0.5, 5)).status == "right"


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (lambda loss, enough, epoch, most: not loss < enough or epoch >= most, "half turned round"),
        (lambda loss, enough, epoch, most: loss >= enough or epoch >= most, "half turned round"),
        (lambda loss, enough, epoch, most: loss >= enough and epoch >= most, "half turned round, with and"),
        (lambda loss, enough, epoch, most: loss >= enough and epoch != most, "≠ for <"),
        (lambda loss, enough, epoch, most: not loss < enough and not epoch == most, "≠ for <"),  # noqa: SIM201
        (lambda loss, enough, epoch, most: loss <= enough and epoch < most, "loss turned round, its limit too"),
        (lambda loss, enough, epoch, most: loss >= enough & epoch < most, "& for and"),
        (lambda loss, enough, epoch, most: loss >= enough & (epoch < most), "& for and, one bracket"),
        (lambda loss, enough, epoch, most: (loss >= enough) & (epoch < most), None),
        (lambda loss, enough, epoch, most: loss >= enough and epoch < most - 1, "one epoch too few"),
        (lambda loss, enough, epoch, most: loss >= enough and epoch + 1 < most, "one epoch too few"),
        (lambda loss, enough, epoch, most: 4 * loss >= enough and epoch < most, "fourfold once more"),
        (lambda loss, enough, epoch, most: loss == enough and epoch < most, None),
        (lambda loss, enough, epoch, most: loss >= enough and epoch < 0.5 * most, None),
        (lambda loss, enough, epoch, most: False, None),
    ],
)
def test_a_rule_for_going_on_is_told_what_is_true_of_it(rule, name):
    assert judge(EXERCISES["1.8a"], rule).slip == name


@given(st.lists(st.booleans(), min_size=(n := len(EXERCISES["1.8a"].trials)), max_size=n))
def test_only_a_rule_with_a_limit_of_its_own_is_told_so(answers):
    stored = iter(answers)
    slip = judge(EXERCISES["1.8a"], lambda *inputs: next(stored)).slip
    moments = EXERCISES["1.8a"].trials
    if slip == "a fixed limit":
        late = [m["epoch"] for m, y in zip(moments, answers, strict=True) if y]
        stop = [m["epoch"] for m, y in zip(moments, answers, strict=True) if not y and m["loss"] >= m["enough"]]
        assert max(late, default=0) < min(stop, default=math.inf)
    if slip == "`enough` has no say":
        going = [m["loss"] for m, y in zip(moments, answers, strict=True) if y]
        stopped = [m["loss"] for m, y in zip(moments, answers, strict=True) if not y and m["epoch"] < m["max_epochs"]]
        assert max(stopped, default=-1) < min(going, default=math.inf)


def test_a_rule_without_an_else_is_told_that_there_is_a_way_without_an_answer():
    def no_else(loss, enough, epoch, most):
        if loss < enough or epoch >= most:
            return False

    assert "nothing: is there a way through it without an answer?" in in_words("1.8a", no_else)


def counting(inner, after="counts.append(m)", before="m = 0"):
    """A 1.7 with another body of its inner loop."""
    source = f"def f(W, X, Y, eta, epochs):\n    counts = []\n    for _ in range(epochs):\n        {before}\n"
    source += "        for x, t in zip(X, Y):\n            y = 1 if W @ x > 0 else -1\n"
    return source + "".join(f"            {line}\n" for line in inner) + f"        {after}\n    return counts\n"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (counting(["if y != t: m += 1", "else: W = corrected(W, x, t, eta)"]), "weights never change"),
        (counting(["m += y != t", "W = corrected(W, x, y, eta)"]), "weights never change"),
        (counting(["m += y != t", "corrected(W, x, t, eta)"]), "weights never change"),
        (counting(["m += np.sign(W @ x) != t", "W = corrected(W, x, t, eta)"]), "tie is 0"),
        (counting(["m += y != t", "W = corrected(W, x, t, eta)"]).replace("counts = []", "counts = []; W = 0 * W"),
         "zeros to begin with"),
        (counting(["m += y != t", "W = corrected(W, x, t, eta)"], before="m = 0; W = np.zeros(len(X[0]))"),
         "zeros in every epoch"),
        (counting(["m += y != t", "W = corrected(W, x, t, eta)"]).replace("zip(X, Y)", "zip(X[:len(W)], Y)"),
         "not all samples"),
        (counting(["m += y != t", "W = corrected(W, x, t, eta)"]).replace("zip(X, Y)", "zip(X[:-1], Y)"),
         "not all samples"),
        (counting(["new = corrected(W, x, t, eta)", "m += (new != W).all()", "W = new"]), "every weight has to change"),
    ],
)  # fmt: skip
def test_a_slip_in_the_counting_is_named_by_what_is_true_of_it(source, name):
    assert told("1.7", "f", source, **EARLIER).slip == name


SWAPPED = """
def f(W, X, Y, eta, epochs):
    counts = [0] * epochs
    for x, t in zip(X, Y):
        for epoch in range(epochs):
            counts[epoch] += (1 if W @ x > 0 else -1) != t
            W = corrected(W, x, t, eta)
    return counts
"""
SWAPPED_BY_SAMPLE = """
def f(W, X, Y, eta, epochs):
    counts = []
    for x, t in zip(X, Y):
        m = 0
        for epoch in range(epochs):
            m += (1 if W @ x > 0 else -1) != t
            W = corrected(W, x, t, eta)
        counts.append(m)
    return counts
"""


def test_loops_the_wrong_way_round_are_named():
    assert told("1.7", "f", SWAPPED, **EARLIER).slip == "loops swapped"
    assert told("1.7", "f", SWAPPED_BY_SAMPLE, **EARLIER).slip == "each sample through all epochs"


def first_row_alone(X, w, b):
    out = []
    for x in X:
        out.append(1 if x @ w + b > 0 else 0)
        return out


def judged_by_the_weights_before(W, X, Y, eta, epochs):
    counts = []
    for _ in range(epochs):
        counts.append(sum(np.where(X @ W > 0, 1, -1) != Y))
        for x, target in zip(X, Y, strict=True):
            W = EARLIER["corrected"](W, x, target, eta)
    return counts


def tie_forgiven(W, X, Y, eta, epochs):
    counts = [0] * epochs
    for epoch in range(epochs):
        for x, target in zip(X, Y, strict=True):
            counts[epoch] += target * (W @ x) < 0
            W = EARLIER["corrected"](W, x, target, eta)
    return counts


def sum_of_table(X, w):
    total = 0.0
    for x_j, w_j in zip(X, w, strict=False):
        total = total + w_j * x_j
    return total


@pytest.mark.parametrize(
    ("id_", "answer", "name"),
    [
        ("1.1", lambda x, w: int(x @ w), "whole numbers"),
        ("1.1", lambda x, w: round(float(x @ w)), "whole numbers"),
        ("1.1", lambda x, w: math.floor(x @ w), "whole numbers"),
        ("1.1", lambda x, w: x @ w > 0, "decision"),
        ("1.1", lambda x, w: 1.0 + x @ w, "another start"),
        ("1.1", lambda x, w: x @ w - 0.5, "another start"),
        ("1.1", lambda x, w: abs(x @ w), "sign lost"),
        ("1.1", lambda x, w: 0.0, "stays 0"),
        ("1.1", lambda x, w: sum(w_j for x_j, w_j in zip(x, w, strict=True) if x_j > 0), "input on or off"),
        ("1.7", judged_by_the_weights_before, "counted at the beginning of the epoch"),
        ("1.7", tie_forgiven, "tie is never a mistake"),
        ("1.2a", [-3, 0, -7, -4, 3, 6, -1, 2], "scores for decisions"),
        ("1.2c", 6 * 70 - 4 + 3 - 3, "percent"),
        ("1.2c", 0.7 + 1 + 1 - 3, "weights forgotten"),
        ("1.3", first_row_alone, "a list of the first row alone"),
        ("1.3", lambda X, w, b: sum_of_table(X, w) + b > 0, "the table handed to 1.1"),
        ("1.4", lambda X, w, b: (sum_of_table(X, w) + b) / (w @ w) ** 0.5, "the table handed to 1.1"),
        ("1.4", lambda X, w, b: (X @ w + b) / (w @ w) ** 1 / 2, "** 1/2"),
        ("1.4", lambda X, w, b: (X @ w + b) / sum(w), "weights added for the length"),
        ("1.4", lambda X, w, b: (X @ w + b) / sum(w) ** 0.5, "root of the added weights"),
        ("1.4", lambda X, w, b: (X @ w + b) / len(w), "number of weights"),
        ("1.4", lambda X, w, b: (X @ w + b) / sum(w**2), "square of the length"),
        ("1.6", lambda W, x, Y, eta: W + 2 * eta * Y * x if Y * (W @ x) <= 0 else W, "tie is always a mistake"),
        ("1.6", lambda W, x, Y, eta: W + 2 * eta * Y * x if Y * (W @ x) < 0 else W, "tie is never a mistake"),
        ("1.5", [-1, 2, 2, -4], "bias first"),
        ("1.5", [-0.5, 1, 1, -2], "bias first"),
        ("1.5", [1, 1, -2, -1], "a tie"),
        ("1.5", [0, 0, 0, 0], "never fires"),
        ("1.5", [-1, -1, -3, 0], "never fires"),
        ("1.5", [0.1, 0.2, -0.2, 0], "exam outvoted"),
    ],
)
def test_a_slip_a_student_made_is_named(id_, answer, name):
    assert judge(EXERCISES[id_], answer).slip == name


def test_the_message_to_a_perceptron_that_never_fires_blames_neither_bias_nor_weights():
    message = next(slip.message for slip in EXERCISES["1.5"].slips if slip.name == "never fires")
    assert not re.search("bias|weight|too", message)


@given(st.floats(0.01, 9), st.floats(0.01, 9))
def test_a_tie_on_paper_is_a_tie_whatever_rounding_makes_of_it(first, second):
    assert judge(EXERCISES["1.5"], [first, second, -(first + second), 0]).status == "right"
    assert judge(EXERCISES["1.5"], [first, first, -3 * first, -first]).slip == "a tie"


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan, 1e400])
def test_numbers_that_are_not_finite_are_asked_for_as_finite_ones_and_never_warn(bad):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fingerprint("1.5", [1, 1, bad, 0]) == "not readable"
        assert isinstance(fingerprint("1.5", [1e308, 1e308, -1e308, 1e308]), str)
    assert in_words("1.5", [1, 1, bad, 0]).endswith(
        "expected: a list of four finite numbers, three weights and then the bias."
    )


@pytest.mark.parametrize(
    ("choice", "came"),
    [(True, "True or False"), (["d"], "a list with text in it"), ("d)", "text"), ("g", "text"), ("", "text")],
)
def test_a_choice_that_is_no_letter_is_told_what_is_asked_for(choice, came):
    assert (
        in_words("1.8b", choice)
        == f"Not yet. You wrote {came}; expected: one letter from a to f in quotes, nothing else."
    )


def test_a_name_that_is_not_there_is_answered_in_words(capsys):
    feedback("1.8b", "choice", {})
    assert capsys.readouterr().out == (
        "1.8b  There is no `choice` yet. Has its answer cell been run, without an error? Is text in quotes?\n"
    )
    with pytest.raises(ValueError, match="name: the name of your answer, in quotes, expected; got function"):
        feedback("1.1", sum_by_loop)


def test_the_answer_is_looked_up_in_the_notebook(capsys, monkeypatch):
    monkeypatch.setattr("__main__.weighted_sum", sum_by_loop, raising=False)
    feedback("1.1", "weighted_sum")
    assert capsys.readouterr().out == "1.1  Right.\n"


def test_many_inputs_stand_on_a_line_of_their_own():
    lines = in_words("1.7", lambda *inputs: [9] * inputs[-1]).split("\n")
    assert lines[1].startswith("     your function returned [9,")
    assert "\n" not in in_words("1.1", lambda x, w: 41.5)


def test_the_third_hint_of_1_3_does_not_claim_what_the_lecture_has_not_shown():
    assert "has not shown" not in " ".join(EXERCISES["1.3"].hints)
