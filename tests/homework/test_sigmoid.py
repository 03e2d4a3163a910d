"""Homework 2: its right answers, its slips, its worked numbers, its notebook."""

import json
import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import datasets, gradcheck, sigmoid
from nncourse.grading.build import exercise_of, is_answer
from nncourse.homework import fingerprint
from nncourse.homework.exercise import judge
from nncourse.homework.sigmoid import EXERCISES
from tests.curriculum import matches, worked_numbers
from tests.homework.notebooks import Homework

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
HOMEWORK = Homework("02_sigmoid")


# ------------------------------------------------------------------------------ right, however it is written


def sigma_by_case(z):
    """Without a large power of e on either side."""
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1 / (1 + e), e / (1 + e))


def sigma_of_one(z):
    return 1 / (1 + math.exp(-z))


def neuron_by_loop(x, w, b):
    z = b
    for j in range(len(x)):
        z = z + w[j] * x[j]
    return sigma_of_one(z)


def true_change_in_place(x, w, b, j, dw):
    old = neuron_by_loop(x, w, b)
    w[j] += dw
    return neuron_by_loop(x, w, b) - old


def true_change_and_back(x, w, b, j, dw):
    change = true_change_in_place(x, w, b, j, dw)
    w[j] -= dw
    return change


def relu_by_loop(z):
    outputs, slopes = [], []
    for v in z:
        outputs.append(v if v > 0 else 0)
        slopes.append(1 if v > 0 else 0)
    return outputs, slopes


def hard_tanh_by_loop(z):
    outputs = [max(min(v, 1), -1) for v in z]
    return outputs, [1 if -1 < v < 1 else 0 for v in z]


def parameters_by_layer(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


def shares_by_loop(z):
    powers = [math.exp(v - max(z)) for v in z]
    return [p / sum(powers) for p in powers]


def jacobian_by_loop(a):
    k = len(a)
    return [[a[i] * (1 - a[i]) if i == j else -a[i] * a[j] for j in range(k)] for i in range(k)]


def share_by_loop(A, Y):
    right = 0
    for scores, target in zip(A, Y, strict=True):
        right += target[list(scores).index(max(scores))] == 1
    return right / len(A)


RIGHT = {
    "2.1a": [lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(z) / (1 + np.exp(z)), sigma_by_case,
             lambda z: 0.5 * (1 + np.tanh(z / 2)), lambda z: (1 + np.e ** (-z)) ** -1],
    "2.1b": [neuron_by_loop, lambda x, w, b: sigma_by_case(x @ w + b), lambda x, w, b: 1 - sigma_of_one(-(w @ x) - b)],
    "2.2a": [1.5, 6 / 4, np.float32(1.5)],
    "2.2b": [0.268941, 0.2689, 1 - 0.731059, 0.26894142137],
    "2.2c": [-30, -30.0, -20 * 1.5],
    "2.3a": [lambda a: a - a**2, lambda a: a * (1 - a), lambda a: 0.25 - (a - 0.5) ** 2],
    "2.3b": [lambda z, h: (sigma_of_one(z + h) - sigma_of_one(z - h)) / (2 * h),
             lambda z, h: (sigma_by_case(z + h) - sigma_by_case(z - h)) / h / 2,
             lambda z, h: (sigma_of_one(h - z) - sigma_of_one(-z - h)) / 2 / h],
    "2.4a": [lambda x, w, b, j, dw: neuron_by_loop(x, w, b) * (1 - neuron_by_loop(x, w, b)) * x[j] * dw,
             lambda x, w, b, j, dw: dw * x[j] * math.exp(-(w @ x + b)) / (1 + math.exp(-(w @ x + b))) ** 2,
             lambda x, w, b, j, dw: x[j] * dw / (2 * math.cosh((w @ x + b) / 2)) ** 2],
    "2.4b": [true_change_and_back,
             lambda x, w, b, j, dw: neuron_by_loop(x, w + dw * np.eye(len(w))[j], b) - neuron_by_loop(x, w, b),
             lambda x, w, b, j, dw: neuron_by_loop(x, w, b + x[j] * dw) - neuron_by_loop(x, w, b)],
    "2.5a": [np.tanh, lambda z: 2 * sigma_by_case(2 * z) - 1, lambda z: sigma_by_case(2 * z) - sigma_by_case(-2 * z)],
    "2.5b": [relu_by_loop, lambda z: (np.maximum(z, 0), (z > 0) * 1), lambda z: np.array([z * (z > 0), z > 0])],
    "2.5c": [hard_tanh_by_loop, lambda z: (np.clip(z, -1, 1), (z > -1) & (z < 1)),
             lambda z: [np.minimum(np.maximum(z, -1), 1), np.where(np.abs(z) < 1, 1.0, 0.0)]],
    "2.6a": [lambda X, W, b: sigma_by_case(X @ W.T + b), lambda X, W, b: sigma_by_case(W @ X.T + b[:, None]).T,
             lambda X, W, b: [[neuron_by_loop(x, W[j], b[j]) for j in range(len(b))] for x in X]],
    "2.6b": [parameters_by_layer, lambda sizes: sum((m + 1) * n for m, n in pairwise(sizes)),
             lambda sizes: int(np.dot(sizes[:-1], sizes[1:])) + sum(sizes) - sizes[0]],
    "2.7a": [shares_by_loop, lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
             lambda z: [1 / sum(np.exp(np.minimum(z - v, 700))) for v in z]],
    "2.7b": [jacobian_by_loop, lambda a: np.diag(a) - a[:, None] * a, lambda a: a * (np.eye(len(a)) - a[:, None])],
    "2.8a": [lambda labels, k: np.eye(k)[labels], lambda labels, k: [[int(c == t) for c in range(k)] for t in labels],
             lambda labels, k: labels[:, None] == np.arange(k)],
    "2.8b": [share_by_loop, lambda A, Y: np.mean(A.argmax(axis=1) == Y.argmax(axis=1)),
             lambda A, Y: (Y[np.arange(len(A)), A.argmax(axis=1)]).sum() / len(A)],
    "2.8c": ["e", "E", " e\n"],
}  # fmt: skip

# What a learner may have made of 2.2a, and what would then be right in 2.2c.
WRONG_EARLIER = {"2.2c": [2 / 3, 6, 1.625, 4, -2.5]}
BUILT_ON = {"2.2c": lambda half: -20 * half}


@pytest.mark.parametrize(("id_", "answer"), [(id_, answer) for id_, answers in RIGHT.items() for answer in answers])
def test_right_answers_pass_however_they_are_written(id_, answer):
    assert judge(BY_ID[id_], answer).text == "Right."


# ------------------------------------------------------------------------------ what is true of an answer


@given(st.floats(1.05, 20))
def test_every_base_above_1_but_e_is_told_that_it_is_another(base):
    verdict = judge(BY_ID["2.1a"], lambda z: 1 / (1 + base**-z))
    assert verdict.slip == ("another base" if abs(base - math.e) > 1e-3 else verdict.slip)


@pytest.mark.parametrize("decimals", range(1, 5))
def test_a_rounded_sigma_is_named(decimals):
    assert judge(BY_ID["2.1a"], lambda z: np.round(1 / (1 + np.exp(-z)), decimals)).slip == "rounded"


@given(st.floats(0, 1))
def test_an_answer_between_0_and_1_is_right_only_where_it_is_near_the_output_of_the_weekend(number):
    verdict = judge(BY_ID["2.2b"], number)
    assert (verdict.text == "Right.") == (abs(round(number, 4) - 0.2689) < 2e-5)


@pytest.mark.parametrize("number", [0.3, 0.27, 0.269])
def test_too_few_digits_are_named(number):
    assert judge(BY_ID["2.2b"], number).slip == "too few digits"


@pytest.mark.parametrize("text", ["0.268941", [0.268941], None, True])
def test_a_number_by_hand_is_one_number_and_no_text(text):
    assert judge(BY_ID["2.2b"], text).text != "Right."


def aliased(x, w, b, j, dw):
    new = w
    new[j] = new[j] + dw
    return neuron_by_loop(x, new, b) - neuron_by_loop(x, w, b)


def changed_and_not_kept(x, w, b, j, dw):
    new = w.copy()
    new[j] + dw
    return neuron_by_loop(x, new, b) - neuron_by_loop(x, w, b)


def one_row_many_times(labels, k):
    rows = [[0] * k] * len(labels)
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


def powers_shared(z):
    return np.exp(z) / np.exp(z).sum()


def shifted_by_the_smallest(z):
    return powers_shared(z - z.min())


@pytest.mark.parametrize(
    ("id_", "answer", "name"),
    [
        ("2.1a", lambda z: 1 / 1 + np.exp(-z), "brackets forgotten"),
        ("2.1a", lambda z: 1 / (1 + np.exp(-2 * z)), "another base"),
        ("2.1a", lambda z: 1 / (1 + np.e**z), "−z forgotten"),
        ("2.1b", lambda x, w, b: 1 if x @ w + b > 0 else 0, "step left in"),
        ("2.2a", 0.6667, None),
        ("2.2a", 2 / 3, "upside down"),
        ("2.2b", 0.7311, "sign lost"),
        ("2.2b", 0.0474, "another weekend"),
        ("2.2b", 26.8941, "percent"),
        ("2.3b", lambda z, h: sigma_of_one(z + h) - sigma_of_one(z - h) / 2 * h, None),
        ("2.2b", 1 / 3.72, "nearly"),
        ("2.2b", 0.2679, "nearly"),
        ("2.2b", 0.28, None),
        ("2.4b", aliased, "nothing changes"),
        ("2.4b", true_change_in_place, "w was changed"),
        ("2.5b", np.abs, None),
        ("2.5b", lambda z: np.where(z > 0, z, 0), "outputs alone"),
        ("2.6a", lambda X, W, b: (W @ X.T + b[:, None]) > 0, None),
        ("2.6a", lambda X, W, b: 1 / (1 + np.exp(-(W @ X.T + b[:, None]))), "rows and columns exchanged"),
        ("2.6b", lambda sizes: sum(m * n + m for m, n in pairwise(sizes)), "the slide's biases"),
        ("2.7a", shifted_by_the_smallest, "too large"),
        ("2.7a", lambda z: [np.exp(v) / sum(np.exp(u) for u in z) for v in z], "too large"),
        ("2.7a", lambda z: powers_shared(z - z.mean()), "too large"),
        ("2.7a", lambda z: powers_shared(z - np.median(z)), "too large"),
        ("2.7a", lambda z: powers_shared(z - z[0]), "too large"),
        ("2.7a", lambda z: powers_shared(-z), "sign turned"),
        ("2.7a", lambda z: powers_shared(z / max(z)), "divided by the largest"),
        ("2.7a", lambda z: np.exp(z) / np.exp(z).max(), "largest made 1"),
        ("2.7a", lambda z: powers_shared(z - abs(z).max()), "all powers 0"),
        ("2.7a", lambda z: powers_shared(z - 2000), "all powers 0"),
        ("2.7a", lambda z: powers_shared(2 * z), None),
        ("2.7a", lambda z: powers_shared(z * (4 - len(z))), None),
        ("2.2b", 1 / (1 + 2.718), "too few digits"),
        ("2.4b", changed_and_not_kept, "nothing changes"),
        ("2.5c", lambda z: (np.clip(z, -1, 1), (z > -1) & (z <= 1)), "slope 1 at the corners"),
        ("2.5c", lambda z: (np.clip(z, -1, 1), z < 1), "slope 1 where it is cut"),
        ("2.5c", lambda z: (np.clip(z, -1, 1), z * 0), None),
        ("2.5c", lambda z: (np.clip(z, 1, -1), abs(z) < 1), "limits exchanged"),
        ("2.6b", lambda s: sum(s[i] * s[i + 1] + s[i + 1] for i in range(1, len(s) - 1)), "first layer left out"),
        ("2.6b", lambda s: sum(s[i] * s[i + 1] + s[i + 1] for i in range(len(s) - 2)), "last layer left out"),
        ("2.7a", lambda z: np.exp(z) / np.exp(z - z.max()).sum(), "shifted on one side"),
        ("2.7b", lambda a: np.diag(a) - a * a, "no table of products"),
        ("2.7b", np.diag, None),
        ("2.8a", one_row_many_times, "all in every row"),
        ("2.8b", lambda A, Y: sum(a.argmax() == y.argmax() for a, y in zip(A, Y, strict=True)), "count for share"),
        ("2.8c", "C", "sigmoids"),
    ],
)
def test_a_natural_slip_is_named_by_what_is_true_of_it(id_, answer, name):
    verdict = judge(BY_ID[id_], answer)
    assert (verdict.status, verdict.slip) == ("wrong", name)


def test_a_bias_for_each_input_or_w_not_turned_over_is_an_error_in_words():
    for answer in (lambda X, W, b: X @ W + b, lambda X, W, b: (X + b) @ W.T):
        verdict = judge(BY_ID["2.6a"], answer)
        assert verdict.status == "error"
        assert verdict.text.endswith("?")


@pytest.mark.parametrize(
    ("id_", "answer", "words"),
    [
        ("2.1a", sigma_of_one, "hich module works on a whole array?"),
        ("2.7a", lambda z: [math.exp(v) / sum(math.exp(u) for u in z) for v in z], "Which power of e is it"),
        ("2.1a", lambda z: 1 / (1 + np.e ^ -z), "`^` is not a power in Python."),
        ("2.1a", lambda z: 1 / (1 + np.exp - z), "Are its round brackets missing?"),
        ("2.4a", lambda x, w, b, j, dw: neuron_by_loop * dw, "Are its round brackets missing?"),
        ("2.4a", lambda x, w, b, j, dw: w * (1 - sigmoid), "Are its round brackets missing?"),
        ("2.1a", lambda z: [1 / (1 + np.exp(-v)) for v in z], "Is a loop needed at all"),
        ("2.1a", lambda z: 1 / (1 + np.exp(-z[0])), "this is none"),
        ("2.5c", lambda z: (np.clip(z, -1, 1), -1 < z < 1), "a < z < b"),
        ("2.7a", lambda z: round(np.exp(z - max(z)), 2), "`round` takes one number at a time."),
        ("2.8a", lambda labels, k: np.zeros(len(labels), k), "take one shape"),
        ("2.8a", lambda labels, k: np.zeros((len(labels), k))[labels, k], "in the right place, row or column?"),
    ],
)
def test_what_python_raises_at_a_natural_slip_is_explained(id_, answer, words):
    verdict = judge(BY_ID[id_], answer)
    assert verdict.status == "error"
    assert words in verdict.text


@pytest.mark.parametrize("convert", [lambda z: math.exp(z), lambda z: float(z), lambda z: int(z)])
def test_whatever_takes_one_number_alone_is_named_among_those_that_do(convert):
    assert "`math`, `float` and `int` take one number at a time" in judge(BY_ID["2.1a"], convert).text


def test_a_loop_that_runs_past_the_last_width_is_asked_for_the_number_of_pairs():
    verdict = judge(BY_ID["2.6b"], lambda sizes: sum(sizes[i] * sizes[i + 1] for i in range(len(sizes))))
    assert "how many pairs of neighbours have n numbers?" in verdict.text


@pytest.mark.parametrize("missing", [None, ...])
@pytest.mark.parametrize("id_", ["2.5b", "2.5c"])
def test_a_part_that_is_still_empty_is_not_called_nothing(id_, missing):
    verdict = judge(BY_ID[id_], lambda z: (z, missing))
    assert verdict.status == "not attempted"
    assert "a part of what comes back is still empty" in verdict.text
    assert "a part" not in judge(BY_ID[id_], lambda z: missing).text


def test_one_row_is_one():
    assert "1 row of 3 numbers" in judge(BY_ID["2.6a"], lambda X, W, b: np.ones((1, 3))).text


def test_what_is_written_on_an_empty_sigma_is_not_called_empty_itself():
    notebook = {"np": np}
    exec("def sigma(z):\n    return ...\ndef neuron(x, w, b):\n    return sigma(w @ x + b)", notebook)
    verdict = judge(BY_ID["2.1b"], notebook["neuron"], notebook)
    assert verdict.text == "Right, but for your 2.1a: mend that, and this one stands."
    empty = judge(BY_ID["2.1b"], lambda x, w, b: ..., notebook)
    assert (empty.status, empty.text.count("2.1a")) == ("not attempted", 0)


# What no message and no hint may hold, in any exercise ("") or in one.
GIVEN_AWAY = {
    "": r"\b1\.5\b|0\.2689|[-−]\s*30\b"
    r"|np\.exp\(-z\)\)|a \* \(1 - a\)|\* x\[j\] \* dw|sigma\(2|X @ W\.T \+|n \* m \+|a\) - np\.outer|eye\(k\)\[l",
    "2.8c": r"softmax|\be\b",
}


# ------------------------------------------------------------------------------ the numbers of the curriculum


def printed(row):
    return {key.partition(".")[2]: value for key, value in worked_numbers(row).items()}


def test_the_references_give_the_worked_numbers_of_the_rows():
    sigma, share, jacobian, relu, hard = (BY_ID[i].reference for i in ("2.1a", "2.7a", "2.7b", "2.5b", "2.5c"))
    two = np.array([[0.2, 0.4], [0.6, 0.8]])
    numbers = {value for row in range(1, 23) for value in map(repr, printed(f"S{row:02}").values())}

    def is_there(value):
        value = np.asarray(value, dtype=float).tolist()
        return any(matches(json.loads(number), value) for number in numbers)

    assert is_there(sigma(np.array([-4, -2, 0, 2, 4])))
    assert is_there(sigma(0.1 * np.array([1, 10, 100])))
    assert is_there(BY_ID["2.3a"].reference(sigma(np.array([0, 1, 2, 5, 10]))))
    change = [1.0], np.array([6.0]), -5, 0, 0.1
    change = np.array(change[0]), *change[1:]
    assert is_there([BY_ID["2.4a"].reference(*change), BY_ID["2.4b"].reference(*change)])
    assert is_there(relu(np.array([-2, 0, 3]))[0])
    assert is_there(relu(np.array([-2, 0, 3]))[1])
    assert is_there(hard(np.array([-2, -0.5, 0, 0.5, 2]))[0])
    assert is_there(hard(np.array([-2, -0.5, 0, 0.5, 2]))[1])
    assert is_there(BY_ID["2.5a"].reference(np.array([0.5, 1, 2])))
    assert is_there(BY_ID["2.6a"].reference(np.array([[0.7, 0.3]]), two, np.zeros(2))[0])
    assert is_there(BY_ID["2.1b"].reference(np.array([1, 0.5, -1]), np.array([0.1, 0.2, 0.3]), 0.1))
    assert is_there(BY_ID["2.6b"].reference([784, 30, 10]))
    assert is_there(BY_ID["2.6b"].reference([784, 15, 10]))
    assert is_there(share(np.array([1.0, 2, 3])))
    assert is_there(jacobian(share(np.array([1.0, 2, 3]))))
    assert is_there(share(np.array([2, 1, 0.1])))
    assert is_there(BY_ID["2.8a"].reference(np.array([6]), 10)[0])


def test_the_numbers_by_hand_follow_from_the_numbers_of_the_text():
    sigma, half = BY_ID["2.1a"].reference, BY_ID["2.2a"].reference
    assert sigma(4 * half - 6) == 0.5
    assert BY_ID["2.2b"].reference == sigma(np.dot([6, 2, 2], [1, 0, 1]) - 9)
    assert sigma(20 * half + BY_ID["2.2c"].reference(half)) == 0.5


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=5))
def test_the_slopes_of_shares_are_those_of_a_gradient_check(scores):
    share, z = BY_ID["2.7a"].reference, np.array(scores)
    claimed = BY_ID["2.7b"].reference(share(z))
    found = [gradcheck.complex_step(lambda z, i=i: share(z)[i], z) for i in range(len(z))]
    np.testing.assert_allclose(claimed, found, atol=1e-12)


# ------------------------------------------------------------------------------ the notebook


def test_no_asked_number_stands_in_the_release():
    assert not re.search(r"0\.2689", HOMEWORK.release.read_text(encoding="utf-8"))
    assert not re.search(r"\b1\.5\b|[-−]\s*30\b|softmax.*choice", HOMEWORK.text)
    by_hand = [c for c in HOMEWORK.cells if is_answer(c) and exercise_of(c) == "2.2"]
    assert all(re.fullmatch(r"\w+ = \.\.\.  # [^=\d]*", line) for c in by_hand for line in c.source.split("\n"))


@pytest.mark.parametrize(
    "wrong", ["def sigma(z):\n    return 1 / (1 + np.exp(z))", "def sigma(z):\n    power = ...\n    return ..."]
)
def test_a_wrong_or_missing_sigma_costs_its_own_point_and_no_other(wrong):
    found = HOMEWORK.results(ex1=wrong).values()
    assert [r.of - r.points - r.waiting for r in found] == [1] + [0] * 7


def test_a_bias_that_follows_from_a_wrong_half_point_costs_nothing():
    found = HOMEWORK.results(ex2="half_by_hand = 6\nweekend_by_hand = 0.2689")["2.2"]
    assert found.points == 2
    assert any("Right, given your 2.2a" in sentence for sentence in found.sentences)


SLIPPED = {
    "ex1": "def sigma(z):\n    return 1 / 1 + np.exp(-z)",
    "ex3": "def slope(a):\n    return 1 - a",
    "ex5c": "def hard_tanh(z):\n    return np.clip(z, -1, 1), abs(z) <= 1",
    "ex6b": "def parameters(sizes):\n    return sum(m * n + m for m, n in zip(sizes, sizes[1:]))",
    "ex7": "def shares(z):\n    return np.exp(z) / np.exp(z).sum()",
    "ex8b": "def share_right(A, Y):\n    return ((A > 0.5) == Y).mean()",
}


def test_weights_that_are_changed_on_the_way_cost_their_point_in_the_check_too():
    lines = "def true_change(x, w, b, j, dw):", "old = neuron(x, w, b)", "w[j] += dw", "return neuron(x, w, b) - old"
    found = HOMEWORK.results(ex4b="\n    ".join(lines))["2.4"]
    assert (found.points, found.of) == (2, 3)
    assert any("`w` is another one afterwards" in sentence for sentence in found.sentences)


def test_the_ten_neurons_of_the_release_are_right_on_nine_digits_in_ten():
    made = {"datasets": datasets}
    exec(next(cell.source for cell in HOMEWORK.cells if cell.id == "hw2-ex8-digits"), made)
    A = made["PIXELS"] @ made["MEANS"].T + made["BIASES"]
    distances = ((made["PIXELS"][:, None, :] - made["MEANS"]) ** 2).sum(axis=2)
    np.testing.assert_array_equal(A.argmax(axis=1), distances.argmin(axis=1))
    assert BY_ID["2.8b"].reference(A, made["TARGETS"]) == pytest.approx(0.9, abs=0.01)


def test_fingerprints_forgive_the_number_of_digits_that_the_feedback_forgives():
    assert fingerprint("2.2b", 0.2689) == fingerprint("2.2b", 0.2689414) != fingerprint("2.2b", 0.27)
