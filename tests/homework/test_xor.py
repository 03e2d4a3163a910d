"""Homework 4: its right answers, its slips, its worked numbers, its notebook."""

import contextlib
import io
import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, Perceptron, SkipMLP, datasets, identity, relu, sigmoid
from nncourse.grading.build import is_answer, is_check
from nncourse.grading.compare import compare
from nncourse.homework.exercise import judge
from nncourse.homework.xor import EXERCISES
from tests.curriculum import matches, worked_numbers
from tests.homework.notebooks import Homework

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
HOMEWORK = Homework("04_xor")
CORNERS = datasets.binary_inputs(2)


# ------------------------------------------------------------------------------ right, however it is written


def fires(x, w, b):
    return 1 if sum(a * c for a, c in zip(x, w, strict=True)) + b > 0 else 0


def two_layers_by_loop(X, W, c, w, b):
    outputs = []
    for x in X:
        hidden = [fires(x, W[j], c[j]) for j in range(len(c))]
        outputs.append(fires(hidden, w, b))
    return outputs


def collapsed_by_columns(weights, biases):
    """What the layers make of 0 is the bias, and of a unit vector, the bias taken off, a column."""

    def through(x):
        for W, b in zip(weights, biases, strict=True):
            x = W @ x + b
        return x

    n = weights[0].shape[1]
    bias = through(np.zeros(n))
    return np.array([*(through(np.eye(n)[i]) - bias for i in range(n)), bias]).T


def collapsed_backwards(weights, biases):
    W, b = np.eye(len(weights[-1])), 0
    for W_l, b_l in zip(weights[::-1], biases[::-1], strict=True):
        W, b = W @ W_l, W @ b_l + b
    return np.hstack([W, b[:, None]])


def triangle_by_comparing(X):
    return (X[:, 0] > 0) & (X[:, 1] > 0) & (X[:, 0] + X[:, 1] < 4)


def forward_by_loop(X, weights, biases):
    rows = []
    for x in X:
        a = x
        for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
            a = [sum(w * v for w, v in zip(row, a, strict=True)) + c for row, c in zip(W, b, strict=True)]
            if l < len(weights) - 1:
                a = [max(z, 0) for z in a]
        rows.append(a)
    return rows


def slide_by_sums(x, W1, W2):
    d, k = len(x), W1.shape[1]
    hidden = [1 / (1 + math.exp(-sum(W1[i, j] * x[i] for i in range(d)) - W1[d, j])) for j in range(k)]
    return 1 / (1 + math.exp(-sum(W2[j] * hidden[j] for j in range(k)) - W2[k]))


def counted_by_masks(sizes, skips, removed):
    """What an MLP and its skips say of themselves."""
    net = MLP.of([np.zeros((n, m)) for m, n in itertools.pairwise(sizes)], [np.zeros(n) for n in sizes[1:]])
    if skips:
        net = SkipMLP.over(net, {(k, l): np.zeros((sizes[l], sizes[k])) for k, l in skips})
    return net.theta.size - removed


def staircase_by_levels(x, edges, heights, steepness):
    """Each height counts as far as its stair has been climbed and the next one not yet."""
    y = []
    for v in x:
        up = [1, *(1 / (1 + math.exp(steepness * (e - v))) for e in edges), 0]
        y.append(sum(h * (up[i] - up[i + 1]) for i, h in enumerate(heights)))
    return y


def share_by_loop(X, Y, weights, biases):
    right = 0
    for scores, target in zip(forward_by_loop(X, weights, biases), Y, strict=True):
        right += target[scores.index(max(scores))] == 1
    return right / len(X)


def thinned_by_loop(W, limit):
    new = W.copy()
    for i in range(len(W)):
        for j in range(len(W[i])):
            if -limit < W[i, j] < limit:
                new[i, j] = 0
    return new


RIGHT = {
    "4.1a": [two_layers_by_loop, lambda X, W, c, w, b: ((W @ X.T + c[:, None] > 0).T * 1) @ w + b > 0,
             lambda X, W, c, w, b: np.heaviside(np.heaviside(X @ W.T + c, 0) @ w + b, 0)],
    "4.1b": [[[1, 1, -1.5], [-1, -1, 0.5], [1, 1, -0.5]], np.array([[1, 1, -0.5], [-1, -1, 1.5], [-1, -1, 1.5]]),
             ((1, -1, -0.5), (-1, 1, -0.5), (-1, -1, 0.5)), [[2, 2, -1], [3, 3, -4], [-7, 9, 3]]],
    "4.2a": [[[0, 0], [1, 0], [1, 0], [2, 2]], [(0, 0), (1, 0.0), (1, 0), (2, 2)],
             np.maximum(CORNERS @ [[1, 2], [1, 2]] + [0, -2], 0)],
    "4.2b": [[1.4, 0.8], (0.9 + 0.5, 2 * 0.9 + 2 * 0.5 - 2), np.array([1.4, 0.8])],
    "4.2c": [0.1, 1.4 - 0.8 - 0.5, np.float32(0.1)],
    "4.3a": [collapsed_by_columns, collapsed_backwards,
             lambda weights, biases: BY_ID["4.3a"].reference(weights, biases).tolist()],
    "4.3b": [[-1, -1, 1.5], (-1.0, -1.0, 1.5), np.array([-1, -1, 2 - 0.5])],
    "4.4a": [1.6, 6 * 0.9 + 4 * 0.3 - 5, np.float32(1.6)],
    "4.4b": [lambda w1, w2: ((-w1 - w2, min(-w1, -w2)), (max(-w1, -w2), 0)),
             lambda w1, w2: np.array([[-(w1 + w2), -np.maximum(w1, w2)], [-np.minimum(w1, w2), 0]]),
             lambda w1, w2: [[-w1 - w2, -w1], [-w2, 0]] if w1 > w2 else [[-w1 - w2, -w2], [-w1, -0.0]]],
    "4.4c": [triangle_by_comparing,
             lambda X: two_layers_by_loop(X, [[3, 0], [0, 0.5], [-2, -2]], [0, 0, 8], [1, 2, 1], -3.5),
             lambda X: 1 - np.array(two_layers_by_loop(X, [[-1, 0], [0, -1], [1, 1]], [0, 0, -4], [1, 1, 1], 0))],
    "4.5": [forward_by_loop,
            lambda X, weights, biases: MLP.of(weights, biases, hidden=relu, output=identity).predict(X),
            lambda X, weights, biases: np.array([forward_by_loop([x], weights, biases)[0] for x in X])],
    "4.6a": [slide_by_sums, lambda x, W1, W2: sigmoid(np.append(sigmoid(np.append(x, 1) @ W1), 1) @ W2),
             lambda x, W1, W2: sigmoid(W2[:-1] @ sigmoid(W1[:-1].T @ x + W1[-1]) + W2[-1])],
    "4.6b": [lambda W, b: np.vstack([W.T, b]), lambda W, b: np.column_stack([W, b]).T,
             lambda W, b: [[*row] for row in W.T] + [list(b)], lambda W, b: np.append(W.T, [b], axis=0)],
    "4.7a": [counted_by_masks, lambda sizes, skips, removed: (
                sum((m + 1) * n for m, n in itertools.pairwise(sizes)) + sum(sizes[k] * sizes[l] for k, l in skips)
                - removed),
             lambda sizes, skips, removed: sum(sizes[1:]) - removed + sum(
                sizes[k] * sizes[l] for k, l in [*skips, *((i, i + 1) for i in range(len(sizes) - 1))])],
    "4.7b": [lambda x, left, right, steepness: sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)),
             lambda x, left, right, s: 1 / (1 + np.exp(s * (left - x))) + 1 / (1 + np.exp(s * (x - right))) - 1,
             lambda x, left, right, s: (np.tanh(s / 2 * (x - left)) - np.tanh(s / 2 * (x - right))) / 2],
    "4.7c": [staircase_by_levels,
             lambda x, edges, heights, s: heights[0] + sigmoid(s * (x[:, None] - edges)) @ np.diff(heights),
             lambda x, edges, heights, s: heights[-1] - sigmoid(s * (edges - x[:, None])) @ np.diff(heights)],
    "4.8a": [share_by_loop, lambda X, Y, weights, biases: Y[np.arange(len(X)), np.argmax(
                forward_by_loop(X, weights, biases), axis=1)].mean(),
             lambda X, Y, weights, biases: (MLP.of(weights, biases, hidden=relu, output=sigmoid).predict(X).argmax(1)
                                            == Y.argmax(1)).sum() / len(Y)],
    "4.8b": [thinned_by_loop, lambda W, limit: np.where(abs(W) < limit, 0, W), lambda W, limit: W * ~(abs(W) < limit)],
    "4.8c": ["b", "B", " b\n"],
}  # fmt: skip

# What a learner may have made of 4.2b, and what would then be right in 4.2c.
WRONG_EARLIER = {"4.2c": [[1.4, 2.8], [1.4, 4.8], (1.9, 0.3), np.array([0.4, 0.9])]}
BUILT_ON = {"4.2c": lambda hidden: hidden[0] - hidden[1] - 0.5}


@pytest.mark.parametrize(("id_", "answer"), [(id_, answer) for id_, answers in RIGHT.items() for answer in answers])
def test_right_answers_pass_however_they_are_written(id_, answer):
    assert judge(BY_ID[id_], answer).text == "Right."


# ------------------------------------------------------------------------------ what is true of an answer


def is_xnor(design):
    first, second, third = (Perceptron(row[:2], row[2]) for row in design)
    hidden = np.column_stack([first.predict(CORNERS), second.predict(CORNERS)])
    return third.predict(hidden).tolist() == [1, 0, 0, 1]


@given(st.lists(st.integers(-4, 4), min_size=9, max_size=9))
def test_a_gate_is_judged_by_what_it_answers_and_every_wrong_one_is_told_why(numbers):
    design = np.reshape(numbers, (3, 3)) / 2
    verdict = judge(BY_ID["4.1b"], design)
    assert (verdict.text == "Right.") == is_xnor(design)
    assert verdict.status == "right" or verdict.slip is not None


@given(st.floats(0.5, 9), st.floats(0.5, 9))
def test_a_bias_within_the_range_makes_the_gate_and_one_without_does_not(w1, w2):
    (lo_and, hi_and), (lo_or, hi_or) = BY_ID["4.4b"].reference(w1, w2)
    for lo, hi, gate in ((lo_and, hi_and, [0, 0, 0, 1]), (lo_or, hi_or, [0, 1, 1, 1])):
        for b, inside in ((lo - 0.01, False), (lo, False), ((lo + hi) / 2, True), (hi, True), (hi + 0.01, False)):
            # In whole numbers of the scores, so that a tie is one however w1 + w2 is rounded.
            scores = [b, w2 + b, w1 + b, (w1 + w2) + b]
            assert ([int(score > 0) for score in scores] == gate) is inside


@given(st.lists(st.tuples(st.floats(-2, 6), st.floats(-2, 6)), min_size=1))
def test_the_triangle_of_three_perceptrons_is_the_triangle(points):
    X = np.array(points)
    assert np.array_equal(BY_ID["4.4c"].reference(X), triangle_by_comparing(X))


def with_side(side, W=((1, 0), (0, 1), (-1, -1)), c=(0, 0, 4)):
    """A triangle whose output does not hear one of the three perceptrons."""
    heard = [float(i != side) for i in range(3)]
    return lambda X: two_layers_by_loop(X, W, c, heard, -1.5)


def collapsed_in_the_wrong_order(weights, biases):
    W, b = weights[0], biases[0]
    for W_l, b_l in zip(weights[1:], biases[1:], strict=True):
        W, b = W @ W_l, W_l @ b + b_l
    return np.column_stack([W, b])


def thinned_in_place(W, limit):
    W[np.abs(W) < limit] = 0
    return W


def thinned_and_not_returned(W, limit):
    new = W.copy()
    new[np.abs(new) < limit] = 0
    return W


def forward_with_x_in_every_layer(X, weights, biases):
    for W, b in zip(weights, biases, strict=True):
        Z = X @ W.T + b
    return Z


def forward_with_relu_everywhere(X, weights, biases):
    for W, b in zip(weights, biases, strict=True):
        X = np.maximum(X @ W.T + b, 0)
    return X


def forward_that_forgets_to_loop(X, weights, biases):
    for i in range(len(weights) - 1):
        X = relu(X @ weights[i].T + biases[i])
    return X @ weights[i].T + biases[i]


def staircase_of_one_jump(x, edges, heights, steepness):
    for i in range(len(edges)):
        y = heights[0] + (heights[i + 1] - heights[i]) * sigmoid(steepness * (x - edges[i]))
    return y


def staircase_with_heights(x, edges, heights, steepness):
    y = 0 * x
    for i in range(len(edges)):
        y = y + heights[i] * sigmoid(steepness * (x - edges[i]))
    return y


@pytest.mark.parametrize(
    ("id_", "answer", "name"),
    [
        ("4.1a", lambda X, W, c, w, b: (X @ W.T + c >= 0) @ w + b >= 0, "tie fires in both layers"),
        ("4.1a", lambda X, W, c, w, b: np.where(X @ W.T + c > 0, 1, 0), "hidden outputs returned"),
        ("4.1a", lambda X, W, c, w, b: np.where((X @ W.T + c) @ w + b > 0, 1, 0), "hidden scores passed on"),
        ("4.1b", [[1, 1, -0.5], [-1, -1, 1.5], [1, 1, -1.5]], "XOR"),
        ("4.1b", [[1, 1, -1], [-1, -1, 0], [1, 1, 0]], "hidden neurons without news"),
        ("4.1b", [[1, 1, -1], [-1, -1, 1], [1, 1, -1]], "a tie"),
        ("4.1b", [[1, 1, -1.5], [-1, -1, 0], [1, 1, -0.5]], "a tie"),
        ("4.1b", [[1, 1, -1], [-1, -1, 1], [0, 1, 0]], "11 silent"),
        ("4.2a", [[0, 0], [1, 2], [1, 2], [2, 4]], "c forgotten"),
        ("4.2b", [0.5, 0], "one input left out"),
        ("4.2b", [0.5, -1], "relu forgotten"),
        ("4.2b", [0.9 + 0.5, 0.9 + 0.5 - 2], "relu forgotten"),
        ("4.2b", [1.4, 2 * 0.9 + 0.5 - 2], "second neuron"),
        ("4.2b", [2 * 0.9, 0.8], "first neuron"),
        ("4.2b", [1.8, 0], None),
        ("4.3b", [0, -1, 1.5], "one input left out"),
        ("4.4a", 0.832, "σ taken too"),
        ("4.4a", 2, None),
        ("4.4b", lambda w1, w2: [[-(w1 + w2), -min(w1, w2)], [-max(w1, w2), 0]], "both weights exchanged"),
        ("4.4c", with_side(0), "left side missing"),
        ("4.4c", with_side(2), "slanted side missing"),
        ("4.4c", with_side(None), "two sides are enough"),
        (
            "4.4c",
            lambda X: two_layers_by_loop(X, [[1, 0], [0, 1], [1, 1]], [0, 0, -4], [1, 1, 1], -2.5),
            "a line turned",
        ),
        ("4.4c", lambda X: (X[:, 0] > 0) & (X[:, 1] > 0) & (X.sum(axis=1) < 5), "slanted side missing"),
        ("4.4c", lambda X: (X[:, 0] < 0) & (X[:, 1] > 0), "a line turned"),
        ("4.5", forward_with_relu_everywhere, "relu at the end too"),
        ("4.5", forward_with_x_in_every_layer, "the last layer reads X"),
        ("4.6a", lambda x, W1, W2: sigmoid(np.append(sigmoid(np.append(x, 1) @ W1), 1)), None),
        ("4.6b", lambda W, b: np.append(W.T, b), "all in one row"),
        ("4.7a", lambda sizes, skips, removed: sum(m * n + n for m, n in itertools.pairwise(sizes)), "both forgotten"),
        (
            "4.7b",
            lambda x, left, right, s: sigmoid(s * (x - left)) * sigmoid(s * (right - x)),
            "product of rise and fall",
        ),
        ("4.7c", staircase_of_one_jump, "last edge alone"),
        ("4.7c", staircase_with_heights, "heights before for jumps"),
        (
            "4.8a",
            lambda X, Y, weights, biases: (np.array(forward_by_loop(X, weights, biases)) == Y).mean(),
            "compared as numbers",
        ),
        ("4.8b", thinned_in_place, "W was changed"),
        ("4.8b", thinned_and_not_returned, "nothing removed"),
        ("4.8c", "E", "no activation"),
    ],
)
def test_a_natural_slip_is_named_by_what_is_true_of_it(id_, answer, name):
    verdict = judge(BY_ID[id_], answer)
    assert (verdict.status, verdict.slip) == ("wrong", name)


@pytest.mark.parametrize(
    ("id_", "answer"),
    [
        ("4.1a", lambda X, W, c, w, b: (X @ W + c > 0) @ w + b > 0),
        ("4.3a", collapsed_in_the_wrong_order),
        ("4.5", lambda X, weights, biases: relu(X @ weights[0] + biases[0])),
        ("4.6a", lambda x, W1, W2: sigmoid(W2 @ sigmoid(W1 @ np.append(x, 1)))),
        ("4.6a", lambda x, W1, W2: sigmoid(W2 @ sigmoid(W1.T @ x))),
        ("4.6b", lambda W, b: np.vstack([W, b])),
        ("4.7c", lambda x, edges, heights, s: sigmoid(s * (x - edges))),
        ("4.3a", lambda weights, biases: np.array(weights)),
        ("4.7c", lambda x, edges, heights, s: heights[edges]),
        ("4.4c", lambda X: X[:, 0] > 0 & X[:, 1] > 0),
        ("4.5", forward_that_forgets_to_loop),
        ("4.6a", lambda x, W1, W2: W1.reshape(2, 3) @ np.append(x, 1)),
        ("4.6b", lambda W, b: np.append(W.T, b, axis=0)),
    ],
)
def test_what_cannot_be_multiplied_or_joined_is_an_error_with_a_question(id_, answer):
    verdict = judge(BY_ID[id_], answer)
    assert verdict.status == "error"
    assert verdict.text.endswith("?")


# What no message and no hint may hold, in any exercise ("") or in one.
GIVEN_AWAY = {
    "": r"\b1\.4\b|\b0\.1\b|\b1\.6\b|[-−]1, [-−]1, 1\.5|2, 2\]|0\.5\], \[1, 1, "
    r"|X @ W\.T \+ c|W\[i\] @|column_stack\(\[W_|\.T, b\]|sizes\[l\] \*|left\)\) -|i \+ 1\] - h|< limit",
    "4.8c": r"\brelu|16",
}


# ------------------------------------------------------------------------------ the numbers of the curriculum


def test_the_references_give_the_worked_numbers_of_the_rows():
    numbers = worked_numbers()

    def is_there(name, value):
        return matches(numbers[name], np.asarray(value, dtype=float).tolist())

    layers, ranges, forward, count = (BY_ID[i].reference for i in ("4.1a", "4.4b", "4.5", "4.7a"))
    assert is_there(
        "X02.AND_of_both", layers(CORNERS, np.array([[1, 1], [-1, -1]]), np.array([-0.5, 1.5]), [1, 1], -1.5)
    )
    net = [np.ones((2, 2)), np.array([[1, -2]])], [np.array([0, -1]), np.array([0])]
    assert is_there("X09.output", forward(CORNERS, *net)[:, 0])
    assert is_there("X10.center_0.5_0.5_output", forward(np.array([[0.5, 0.5]]), *net)[0, 0])
    *weights, bias = BY_ID["4.3a"].reference(*net)[0]
    assert is_there("X08.without_relu_output", CORNERS @ weights + bias)
    assert is_there("X15.bias_for_AND_range", ranges(7, 5)[0])
    assert is_there("X15.bias_for_OR_range", ranges(7, 5)[1])
    W1 = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
    output = BY_ID["4.6a"].reference(np.array([1, 2]), W1, np.array([0.7, 0.8, 0.9]))
    assert matches(numbers["X18.stages_sigmaW1x|W2sigmaW1x|yhat"][2], float(output))
    assert BY_ID["4.6b"].reference(W1[:2].T, W1[2]).tolist() == W1.tolist()
    sizes = [2, 2, 1], [2, 3, 1], [2, 2, 2, 1], [3, 3, 1], [2, 2, 3]
    assert is_there("X16.params_2-2-1_2-3-1_2-2-2-1_3-3-1_2-2-3", [count(s, [], 0) for s in sizes])
    assert is_there("X25.params_dense_2-2-1_minus_1_connection", [count(sizes[0], [], n) for n in (0, 1)])
    assert is_there("X26.params_with_two_skip_connections", count(sizes[0], [(0, 2)], 0))
    sizes = [10, 100, 1], [10, 20, 20, 20, 1]
    assert is_there("X28.params_shallow_10-100-1_vs_deep_10-20-20-20-1", [count(s, [], 0) for s in sizes])
    assert is_there("X23.bump_two_sigmoids_centre_value", BY_ID["4.7b"].reference(0, -1, 1, 5))


def test_the_staircase_of_the_text_has_the_errors_of_the_curriculum():
    x, errors = np.linspace(0, 1, 2001), []
    for n in (4, 8, 16, 32, 64):
        edges, heights = np.arange(1, n) / n, np.sin(2 * np.pi * (np.arange(n) + 0.5) / n)
        stairs = BY_ID["4.7c"].reference(x, edges, heights, 10000)
        errors.append(abs(stairs - np.sin(2 * np.pi * x)).max())
    assert matches(worked_numbers()["X23.staircase_sup_error_N=4,8,16,32,64"], [float(error) for error in errors])


def test_the_numbers_by_hand_follow_from_the_numbers_of_the_text():
    net = [np.array([[1, 1], [2, 2]]), np.array([[1, -1]])], [np.array([0, -2]), np.array([-0.5])]
    forward, x = BY_ID["4.5"].reference, np.array([[0.9, 0.5]])
    np.testing.assert_array_equal(forward(CORNERS, *net)[:, 0] > 0, [0, 1, 1, 0])
    hidden = [np.vstack([net[0][0]]), np.eye(2)], [net[1][0], np.zeros(2)]
    np.testing.assert_array_equal(forward(CORNERS, *hidden), BY_ID["4.2a"].reference)
    np.testing.assert_allclose(forward(x, *hidden)[0], BY_ID["4.2b"].reference)
    np.testing.assert_allclose(forward(x, *net)[0, 0], BY_ID["4.2c"].reference(BY_ID["4.2b"].reference))
    np.testing.assert_allclose(BY_ID["4.3a"].reference(*net)[0], BY_ID["4.3b"].reference)
    assert BY_ID["4.4a"].reference == pytest.approx(np.dot([6, 4], [0.9, 0.3]) - 5)


def test_of_the_six_choices_the_right_one_alone_fits_and_bends():
    count = BY_ID["4.7a"].reference
    sizes = {"b": [64, 16, 10], "c": [64, 10], "d": [64, 20, 10], "e": [64, 16, 10], "f": [64, 100, 10]}
    assert [letter for letter in sizes if count(sizes[letter], [], 0) <= 1500] == ["b", "c", "e"]  # c, e do not bend
    assert 64 * 20 + 20 * 10 <= 1500 < count([64, 20, 10], [], 0)
    assert BY_ID["4.8c"].reference == "b"


# ------------------------------------------------------------------------------ the notebook


def checks_of_functions():
    """(exercise, name of its answer, its check cell) for all exercises that ask for a function."""
    last = None
    for cell in HOMEWORK.cells:
        last = cell if is_check(cell) else last
        for id_, name in re.findall(r'feedback\("([^"]+)", "(\w+)"\)', cell.source) if cell.cell_type == "code" else ():
            if BY_ID[id_].trials:
                yield BY_ID[id_], name, last


def printed_by(cell, names):
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.suppress(Exception), np.errstate(all="ignore"):
        exec(cell.source, names)
    return text.getvalue()


def test_every_slip_is_wrong_in_the_published_check_too():
    given_cells = [cell.source for cell in HOMEWORK.cells if cell.id in ("hw4-setup", "hw4-ex8-digits")]
    names: dict = {}
    for source in given_cells:
        exec(source, names)
    for exercise, name, cell in checks_of_functions():
        ours = printed_by(cell, {**names, name: exercise.reference})
        for slip in exercise.slips:
            theirs = printed_by(cell, {**names, name: slip.answer})
            assert set(compare(ours, theirs).values()) != {"right"}, (exercise.id, slip.name)


def test_no_asked_number_stands_in_the_release():
    asked = r"1\.4\b|0\.8\b|\b0\.1\b(?!`)|\b1\.6\b|[-−]1, [-−]1, 1\.5|\[2, 2\]|64-16-10.*choice"
    assert not re.search(asked, re.sub(r"\n    .*", "", HOMEWORK.text))
    by_hand = [c for c in HOMEWORK.cells if is_answer(c) and c.cell_type == "code" and "def " not in c.source]
    assert len(by_hand) == 7
    assert all(re.fullmatch(r"\w+ = \.\.\.  # [^=\d]*", line) for c in by_hand for line in c.source.split("\n"))


@pytest.mark.parametrize(
    ("cell", "source", "lost"),
    [
        ("ex1", "def two_layers(X, W, c, w, b):\n    return np.where(X @ W.T + c > 0, 1, 0) @ w + b", [2, 0]),
        ("ex1", "def two_layers(X, W, c, w, b):\n    scores = ...\n    return ...", [2, 0]),
        ("ex5", "def forward(X, weights, biases):\n    return X @ weights[0].T + biases[0]", [0, 2]),
        ("ex5", "def forward(X, weights, biases):\n    return ...", [0, 2]),
    ],
)
def test_a_wrong_or_missing_layer_costs_its_own_points_and_no_others(cell, source, lost):
    found = HOMEWORK.results(**{cell: source}).values()
    assert [r.of - r.points - r.waiting for r in found] == [lost[0], 0, 0, 0, lost[1], 0, 0, 0]


def test_an_output_that_follows_from_a_wrong_hidden_point_costs_nothing():
    found = HOMEWORK.results(ex2b="hidden_by_hand = [1.4, 2.8]", ex2c="output_by_hand = -1.9")["4.2"]
    assert found.points == 2
    assert any("Right, given your 4.2b" in sentence for sentence in found.sentences)


SLIPPED = {
    "ex1": "def two_layers(X, W, c, w, b):\n    return np.where(np.where(X @ W.T + c >= 0, 1, 0) @ w + b > 0, 1, 0)",
    "ex3": "def collapsed(weights, biases):\n    W = weights[0]\n    for V in weights[1:]:\n        W = V @ W\n"
    "    return np.column_stack([W, biases[-1]])",
    "ex4b": "def gate_biases(w1, w2):\n    return [[-(w1 + w2), -w1], [-w2, 0]]",
    "ex5": "def forward(X, weights, biases):\n    for W, b in zip(weights, biases):\n        X = relu(X @ W.T + b)\n"
    "    return X",
    "ex6": "def slide_network(x, W1, W2):\n    return sigmoid(W2 @ sigmoid(np.append(W1.T @ np.append(x, 1), 1)))",
    "ex7": "def count_parameters(sizes, skips, removed):\n"
    "    return sum(m * n + n for m, n in zip(sizes, sizes[1:])) + len(skips) - removed",
    "ex8b": "def thinned(W, limit):\n    W[abs(W) < limit] = 0\n    return W",
}


def test_the_digits_do_not_hang_on_the_last_digit_of_a_sum():
    """Weights to two decimals are the same on every machine, and no picture has two largest outputs."""
    made: dict = {}
    for cell in HOMEWORK.cells:
        if cell.id in ("hw4-setup", "hw4-ex8-digits"):
            exec(cell.source, made)
    for l in (1, 2):
        for exact in (made["NET"].W[l], made["NET"].b[l]):
            assert abs((exact * 100) % 1 - 0.5).min() > 1e-6
    A = BY_ID["4.5"].reference(made["PIXELS"], made["WEIGHTS"], made["BIASES"])
    best, second = np.sort(A, axis=1)[:, [-1, -2]].T
    assert (best - second).min() > 1e-6
    half = BY_ID["4.8b"].reference(made["WEIGHTS"][0], 0.2)
    assert 0.4 < (half != 0).mean() < 0.5
    unseen = made["PIXELS"][1200:], made["TARGETS"][1200:]
    share = BY_ID["4.8a"].reference
    assert share(*unseen, made["WEIGHTS"], made["BIASES"]) > 0.91
    assert share(*unseen, [half, made["WEIGHTS"][1]], made["BIASES"]) > 0.9
