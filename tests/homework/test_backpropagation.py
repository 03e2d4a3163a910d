"""Homework 5: its right answers, its slips, its worked numbers, its notebook."""

import copy
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, complex_step, half_adder, log_loss, quadratic, sigmoid, tanh
from nncourse.grading.build import exercise_of, is_answer
from nncourse.homework import backpropagation
from nncourse.homework.backpropagation import EXERCISES
from nncourse.homework.exercise import judge, right_answer
from tests.curriculum import matches, worked_numbers
from tests.homework.notebooks import Homework

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
HOMEWORK = Homework("05_backpropagation")
COSTS = {"quadratic": quadratic, "log loss": log_loss}


# ------------------------------------------------------------------------------ right, however it is written


def chain(w1, b1, w2, b2):
    return MLP.of([[[w1]], [[w2]]], [[b1], [b2]])


def values_by_network(x, w1, b1, w2, b2):
    trace = chain(w1, b1, w2, b2).forward([[x]])
    return [trace.Z[1].item(), trace.A[1].item(), trace.Z[2].item(), trace.A[2].item()]


def values_by_hand(x, w1, b1, w2, b2):
    z1 = b1 + x * w1
    a1 = 1 / (1 + math.exp(-z1))
    z2 = b2 + a1 * w2
    return z1, a1, z2, 1 / (1 + math.exp(-z2))


def slope_by_secant(x, w1, b1, w2, b2, y):
    cost = lambda w: (values_by_hand(x, w, b1, w2, b2)[3] - y) ** 2 / 2  # noqa: E731
    return (cost(w1 + 1e-5) - cost(w1 - 1e-5)) / 2e-5


def output_delta_by_loop(A, Y, cost):
    rows = []
    for outputs, targets in zip(A, Y, strict=True):
        row = []
        for a, y in zip(outputs, targets, strict=True):
            row.append((a - y) * a * (1 - a) if cost == "quadratic" else a - y)
        rows.append(row)
    return rows


def hidden_delta_by_loop(delta, W, A):
    found = np.zeros(A.shape)
    for i in range(len(delta)):
        for k in range(W.shape[1]):
            for j in range(W.shape[0]):
                found[i, k] += W[j, k] * delta[i, j]
            found[i, k] *= A[i, k] * (1 - A[i, k])
    return found


def layer_gradient_by_sample(delta, A):
    total = 0
    for d, a in zip(delta, A, strict=True):
        total = total + np.outer(d, np.append(a, 1))
    return total / len(A)


def network(weights, biases, cost):
    return MLP.of(weights, biases, cost=COSTS[cost])


def tables_of(grad):
    return [np.column_stack([W, b]) for W, b in zip(grad.W[1:], grad.b[1:], strict=True)]


def backward_by_the_package(X, Y, weights, biases, cost):
    return tables_of(network(weights, biases, cost).gradient(X, Y))


def backward_by_complex_step(X, Y, weights, biases, cost):
    net = network(weights, biases, cost)
    W, b = net.views(complex_step(lambda theta: net.at(theta).cost_on(X, Y), net.theta))
    return [np.column_stack(pair) for pair in zip(W[1:], b[1:], strict=True)]


def backward_by_sample(X, Y, weights, biases, cost):
    """One sample at a time, in columns, as on the board."""
    totals = [np.zeros((len(b), W.shape[1] + 1)) for W, b in zip(weights, biases, strict=True)]
    for x, y in zip(X, Y, strict=True):
        A = [x]
        for W, b in zip(weights, biases, strict=True):
            A.append(1 / (1 + np.exp(-(W @ A[-1] + b))))
        delta = (A[-1] - y) * (A[-1] * (1 - A[-1]) if cost == "quadratic" else 1)
        for l in range(len(weights))[::-1]:
            totals[l] += np.outer(delta, np.append(A[l], 1)) / len(X)
            delta = weights[l].T @ delta * A[l] * (1 - A[l])
    return totals


def secant_in_place(f, weights, l, j, k, h):
    W = weights[l - 1]
    old = W[j - 1, k - 1]
    W[j - 1, k - 1] = old + h
    above = f(weights)
    W[j - 1, k - 1] = old - h
    below = f(weights)
    W[j - 1, k - 1] = old
    return (above - below) / 2 / h


def secant_by_mask(f, weights, l, j, k, h):
    def at(t):
        return f([W + t * np.outer(np.arange(len(W)) == j - 1, np.arange(W.shape[1]) == k - 1) if i == l else W
                  for i, W in enumerate(weights, 1)])  # fmt: skip

    return (at(h) - at(-h)) / (2 * h)


def secant_by_deepcopy(f, weights, l, j, k, h):
    above = copy.deepcopy(weights)
    below = copy.deepcopy(weights)
    above[l - 1][j - 1][k - 1] += h
    below[l - 1][j - 1][k - 1] -= h
    return f(above) / (2 * h) - f(below) / (2 * h)


def slope_by_network(x, w, depth, phi):
    functions = {"sigmoid": sigmoid, "tanh": tanh, "relu": backpropagation.relu}
    a = complex(x, 1e-30)
    for _ in range(depth):
        a = complex(functions[phi](np.array(w * a)))
    return a.imag / 1e-30


def slope_backwards(x, w, depth, phi):
    if depth == 0:
        return 1
    f = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: max(0, z)}[phi]
    df = {"sigmoid": lambda a: a - a**2, "tanh": lambda a: 1 - a**2, "relu": lambda a: 1 if a > 0 else 0}[phi]
    a = f(w * x)
    return w * df(a) * slope_backwards(a, w, depth - 1, phi)


def slope_in_two_walks(x, w, depth, phi):
    """Forward first, and keep the scores; then the product."""
    f = {"sigmoid": sigmoid, "tanh": tanh, "relu": backpropagation.relu}[phi]
    scores = []
    for _ in range(depth):
        scores.append(w * x)
        x = f(scores[-1])
    return w**depth * math.prod(float(f.df(z)) for z in scores)


def step_by_the_package(X, Y, weights, biases, cost, learning_rate):
    net = network(weights, biases, cost)
    net = net.at(net.theta - learning_rate * net.gradient(X, Y).theta)
    return net.W[1:], net.b[1:]


def step_by_loop(X, Y, weights, biases, cost, learning_rate):
    new_weights, new_biases = [], []
    for l, table in enumerate(backward_by_sample(X, Y, weights, biases, cost)):
        new_weights.append(weights[l] - learning_rate * table[:, :-1])
        new_biases.append([b - learning_rate * row[-1] for b, row in zip(biases[l], table, strict=True)])
    return [new_weights, new_biases]


def step_on_copies(X, Y, weights, biases, cost, learning_rate):
    weights, biases = copy.deepcopy(weights), copy.deepcopy(biases)
    for l, table in enumerate(backward_by_the_package(X, Y, weights, biases, cost)):
        weights[l] -= learning_rate * table[:, :-1]
        biases[l] -= learning_rate * table[:, -1]
    return weights, biases


RIGHT = {
    "5.1a": [values_by_network, values_by_hand, lambda *p: np.array(values_by_hand(*p))],
    "5.1b": [slope_by_secant, lambda x, w1, b1, w2, b2, y: chain(w1, b1, w2, b2).gradient([[x]], [[y]]).W[1].item(),
             lambda x, *p: (lambda z1, a1, z2, a2: x * sigmoid.df(z1) * p[2] * sigmoid.df(z2) * (a2 - p[4]))(
                 *values_by_hand(x, *p[:4]))],
    "5.2a": [-0.125, -1 / 8, (0.5 - 1) * 0.5 * 0.5, np.float32(-0.125)],
    "5.2b": [[3.04, -1.955], (3 + 0.4 * 0.1, -2 + 0.4 * 0.1125), np.array([3.04, -1.955])],
    "5.2c": [[-0.06, 0.0225], (-0.06, 0.0225), np.array([3, -2]) * -0.125 * np.array([0.16, 0.09])],
    "5.2d": [0.248, 0.2 + 0.4 * 0.12, np.float32(0.248)],
    "5.3": [output_delta_by_loop, lambda A, Y, cost: COSTS[cost].delta(np.log(A / (1 - A)), A, Y),
            lambda A, Y, cost: (A - Y) * (A - A**2) ** (cost == "quadratic")],
    "5.4a": [hidden_delta_by_loop, lambda delta, W, A: (W.T @ delta.T).T * (A - A**2),
             lambda delta, W, A: [W.T @ d * a * (1 - a) for d, a in zip(delta, A, strict=True)]],
    "5.4b": [layer_gradient_by_sample, lambda delta, A: delta.T @ np.column_stack([A, np.ones(len(A))]) / len(delta),
             lambda delta, A: np.hstack([(A.T @ delta).T, delta.sum(0)[:, None]]) / delta.shape[0]],
    "5.5a": [backward_by_the_package, backward_by_complex_step, backward_by_sample],
    "5.5b": [secant_in_place, secant_by_mask, secant_by_deepcopy],
    "5.6a": ["e", "E", " e\n"],
    "5.6b": ["d", "D", " d"],
    "5.6c": ["b", "B ", "b\n"],
    "5.6d": [lambda delta2, W2, A1: [W2.T @ d * (1 - a**2) for d, a in zip(delta2, A1, strict=True)],
             lambda delta2, W2, A1: delta2 @ W2 * (1 - A1) * (1 + A1),
             lambda delta2, W2, A1: (W2.T @ delta2.T).T / np.cosh(np.arctanh(A1)) ** 2],
    "5.7a": [19, 19.0, 2 * 3 - 2 + 3 + 12],
    "5.7b": [slope_by_network, slope_backwards, slope_in_two_walks],
    "5.8a": [step_by_the_package, step_by_loop, step_on_copies],
    "5.8b": ["c", "C", " c\n"],
}  # fmt: skip

# What a learner may have made of an earlier answer, and what would then be right in a later one.
WRONG_EARLIER = {
    "5.2b": [-0.25, 0.0625, -0.375, -0.7, 0.05],
    "5.2c": [-0.25, 0.0625, -0.375, -0.7, 0.05],
    "5.2d": [[-0.0608, 0.02199375], [-0.09375, 0.0625], [-0.03, 0.01125], [0.7, 0.3]],
}
BUILT_ON = {
    "5.2b": lambda d: np.array([3 - 0.32 * d, -2 - 0.36 * d]),
    "5.2c": lambda d: np.array([0.48 * d, -0.18 * d]),
    "5.2d": lambda d: 0.2 - 0.8 * d[0],
}


@pytest.mark.parametrize(("id_", "answer"), [(id_, answer) for id_, answers in RIGHT.items() for answer in answers])
def test_right_answers_pass_however_they_are_written(id_, answer):
    assert judge(BY_ID[id_], answer).text == "Right."


# ------------------------------------------------------------------------------ what is true of an answer

ON_THE_WAY = """
def backward(X, Y, weights, biases, cost):
    A = activations(X, weights, biases)
    delta = output_delta(A[-1], Y, cost)
    tables = []
    for l in reversed(range(len(weights))):
        tables.insert(0, layer_gradient(delta, A[l]))
        delta = hidden_delta(delta, weights[l], A[l])
    return tables
"""
STEP = """
def step(X, Y, weights, biases, cost, learning_rate):
    tables = backward(X, Y, weights, biases, cost)
    new_weights, new_biases = weights.copy(), biases.copy()
    for l in range(len(tables)):
        new_weights[l] = new_weights[l] - learning_rate * tables[l][:, :-1]
        new_biases[l] = new_biases[l] - learning_rate * tables[l][:, -1]
    return new_weights, new_biases
"""
SECANT = """
def secant_slope(f, weights, l, j, k, h):
    up, down = weights.copy(), weights.copy()
    up[l - 1][j - 1, k - 1] += h
    down[l - 1][j - 1, k - 1] -= h
    return (f(up) - f(down)) / (2 * h)
"""


def slope_itself(f, weights, l, j, k):
    """The slope by the complex step, whatever h is."""
    moved = [W.astype(complex) for W in weights]
    moved[l - 1][j - 1, k - 1] += 1e-30j
    return f(moved).imag / 1e-30


PIECES = {name: earlier.reference for name, earlier in BY_ID["5.8a"].uses.items()}


def told(id_, name, source, **names):
    """What is said of an answer in a notebook in which this source has been run, after the names that are given."""
    notebook = {"np": np, "activations": backpropagation._activations, **PIECES, **names}
    exec(source, notebook)
    return judge(BY_ID[id_], notebook[name], notebook)


@pytest.mark.parametrize(
    ("id_", "name", "source", "old", "new", "slip"),
    [
        ("5.5a", "backward", ON_THE_WAY, "insert(0, ", "append(", "last layer first"),
        ("5.5a", "backward", ON_THE_WAY, "weights[l], A", "weights[l].T, A", "W turned over"),
        ("5.5a", "backward", ON_THE_WAY, "weights[l], A", "weights[l - 1], A", "weights of the layer before"),
        ("5.5a", "backward", ON_THE_WAY, "(delta, A[l]))", "(delta, A[l + 1]))", "reads its own outputs"),
        ("5.5a", "backward", ON_THE_WAY, "Y, cost)\n    t", 'Y, "quadratic")\n    t', "always the quadratic cost"),
        ("5.5a", "backward", ON_THE_WAY, "(range(len(weights)))", "(range(1, len(weights)))", "first layer left out"),
        ("5.5b", "secant_slope", SECANT, "", "", "nothing moves"),  # as it is: the lists are new, the matrices are not
        ("5.5b", "secant_slope", SECANT, "up[l - 1][j - 1, k - 1] += h\n    down[l - 1][j - 1, k - 1] -= h\n",
         "up[l - 1][j - 1, k - 1] += h\n    above = f(up)\n    down[l - 1][j - 1, k - 1] -= 2 * h\n", "nothing moves"),
        ("5.8a", "step", STEP, "weights.copy(), biases.copy()", "weights, biases", "weights were changed"),
        ("5.8a", "step", STEP, "biases.copy()", "biases", "weights were changed"),
        ("5.8a", "step", STEP, "[:, -1]", "[:, 0]", None),
        ("5.8a", "step", STEP, "- learning_rate", "+ learning_rate", "sign turned"),
        ("5.8a", "step", STEP, "biases, cost)\n", 'biases, "log loss")\n', "always the log loss"),
    ],
)  # fmt: skip
def test_a_natural_slip_in_a_loop_is_named_by_what_is_true_of_it(id_, name, source, old, new, slip):
    assert old in source
    verdict = told(id_, name, source.replace(old, new))
    assert verdict.slip == slip
    assert verdict.status == "wrong" or (slip is None and verdict.status == "error")


def test_the_loops_are_right_without_their_slips():
    assert told("5.5a", "backward", ON_THE_WAY).text == "Right."
    assert told("5.8a", "step", STEP).text == "Right."
    assert (
        told("5.5b", "secant_slope", SECANT.replace("weights.copy()", "[W.copy() for W in weights]")).text == "Right."
    )


@pytest.mark.parametrize(
    ("id_", "answer", "name"),
    [
        ("5.2a", -0.05, "step"),
        ("5.2a", 0.1, "times an input"),
        ("5.2a", -0.045, "slope of a hidden neuron"),
        ("5.2b", [3.04, -2.045], "one step turned"),
        ("5.2c", [-0.0608, 0.021994], "new weights"),
        ("5.2d", 0.224, "the other input"),
        ("5.4a", lambda delta, W, A: delta @ W.T * A * (1 - A), "W turned over"),
        ("5.4a", lambda delta, W, A: W.T @ delta * (A - A**2), "W turned over and in front"),
        ("5.4b", lambda delta, A: np.column_stack([A.T @ delta / len(A), delta.mean(0)]), "weights turned over"),
        ("5.4b", lambda delta, A: np.column_stack([delta.T @ A / len(A), delta.mean(1)]), None),
        ("5.6d", lambda delta2, W2, A1: delta2 @ W2.T * (1 - A1**2), "W2 turned over"),
        ("5.7a", 13, "three paths"),
        ("5.7a", 3, "one path"),
        ("5.7a", 10, "h₂ alone"),
        ("5.5b", lambda f, weights, l, j, k, h: slope_itself(f, weights, l, j, k), "h not heard"),
        ("5.7b", lambda x, w, depth, phi: (w / 4) ** depth if phi == "sigmoid" else w**depth,
         "steepest slope in every layer"),
        ("5.8b", "B", "steps too long"),
    ],
)  # fmt: skip
def test_a_natural_slip_is_named(id_, answer, name):
    assert judge(BY_ID[id_], answer).slip == name


def test_a_matrix_turned_over_is_named_although_it_raises_where_it_does_not_fit():
    """The first trial is square: there a slip shows what it does; on the next it raises, and so does the answer."""
    exercise = BY_ID["5.4a"]
    turned = next(slip.answer for slip in exercise.slips if slip.name == "W turned over")
    with pytest.raises(ValueError, match="mismatch"):
        turned(*exercise.trials[1].values())

    def raises_later(delta, W, A):
        return exercise.reference(delta, W, A) if len(W) == W.shape[1] else 1 / 0

    assert judge(exercise, turned).slip == "W turned over"
    assert judge(exercise, raises_later).status == "error", "what is right up to there is no slip"
    assert judge(exercise, lambda delta, W, A: turned(delta, W, A) if 0 else 1 / 0).status == "error"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda X, Y, weights, biases, cost: np.array(backward_by_sample(X, Y, weights, biases, cost)), "Would a list"),
        (lambda X, Y, weights, biases, cost: weights * 0.5, "one of its entries after the other"),
        (lambda X, Y, weights, biases, cost: weights - 1, "one of its entries after the other"),
        (lambda X, Y, weights, biases, cost: weights + 1.5, "one of its entries after the other"),
    ],
)
def test_what_python_raises_at_a_list_that_is_taken_for_an_array_is_explained(answer, words):
    verdict = judge(BY_ID["5.5a"], answer)
    assert verdict.status == "error"
    assert words in verdict.text


def test_a_slip_at_the_output_costs_once_however_many_numbers_follow_from_it():
    mine = {"output_error_by_hand": -0.5, "hidden_errors_by_hand": [-0.24, 0.09], "new_weight_by_hand": 0.392}
    verdicts = [judge(BY_ID[id_], mine[name], mine) for id_, name in zip(("5.2a", "5.2c", "5.2d"), mine, strict=True)]
    assert [verdict.slip for verdict in verdicts] == ["slope forgotten", None, None]
    assert [verdict.text.partition(":")[0] for verdict in verdicts[1:]] == [
        "Right, given your 5.2a", "Right, given your 5.2c",
    ]  # fmt: skip


@pytest.mark.parametrize("piece", ["output_delta", "hidden_delta", "layer_gradient"])
def test_a_slip_in_a_piece_costs_the_whole_nothing(piece):
    exercise = BY_ID["5.5a"].uses[piece]
    for slip in exercise.slips:
        verdict = told("5.5a", "backward", ON_THE_WAY, **{piece: slip.answer})
        assert verdict.text in ("Right.", f"Right, but for your {exercise.id}: mend that, and this one stands.")


# What no message and no hint may hold, in any exercise ("") or in one that asks for a letter.
GIVEN_AWAY = {
    "": r"0\.125|3\.04|1\.955|0\.06\b|0\.0225|0\.248|\b19\b"
    r"|w2 \* a1 \*|\(a2 - y\) \* a2 \* \(1 - a2\) \* w2|delta @ W \*|\(A - Y\) \* A|delta\.T @ A|delta\.mean"
    r"|A1 ?\*\* ?2|\[:, :-1\] for|hidden_delta\(delta, w",
    **{
        id_: rf"\b(line|option) {exercise.reference}\b"
        for id_, exercise in BY_ID.items()
        if id_[:3] in ("5.6", "5.8") and isinstance(exercise.reference, str)
    },
}


# ------------------------------------------------------------------------------ the numbers of the curriculum


def reference(id_):
    return right_answer(BY_ID[id_])


def wrong(id_, name):
    return next(slip.answer for slip in BY_ID[id_].slips if slip.name == name)


def is_worked(name, found):
    return matches(worked_numbers()[name], np.asarray(found, dtype=float).tolist())


def test_the_chain_of_the_lecture_has_its_worked_numbers_with_the_factor_and_without():
    chain_of_the_lecture = 0.6, 0.5, 0.1, -1.3, 0.2
    assert is_worked("B07.z1_a1_z2_a2", reference("5.1a")(*chain_of_the_lecture))
    assert reference("5.1b")(*chain_of_the_lecture, 1) == pytest.approx(worked_numbers()["B08.house_dw1_db1"][0])
    assert is_worked("B08.wrong_dw1_missing_factor", wrong("5.1b", "w² forgotten")(*chain_of_the_lecture, 1))


def test_the_pieces_give_practice_two():
    A, Y, W = sigmoid(np.array([[0.26, 0.66]])), np.array([[1, 0]]), np.array([[0.2, 0.4], [0.6, 0.8]])
    delta = reference("5.3")(A, Y, "quadratic")
    assert is_worked("B10.sigmoid.delta_house", delta[0])
    assert is_worked("B10.crossentropy.delta(a-y)", reference("5.3")(A, Y, "log loss")[0])
    table = reference("5.4b")(delta, np.array([[0.7, 0.3]]))
    assert is_worked("B10.sigmoid.grad_W_house", table[:, :-1])
    assert is_worked("B10.sigmoid.grad_b_house", table[:, -1])
    assert is_worked("B10.sigmoid.grad_input_house", wrong("5.4a", "σ′ forgotten")(delta, W, None)[0])


def test_backward_gives_the_half_adders_gradients():
    hidden, output = half_adder.HIDDEN, half_adder.OUTPUT
    weights, biases = [hidden[:, 1:], output[:, 1:]], [hidden[:, 0], output[:, 0]]
    tables = reference("5.5a")(np.array([[1, 0]]), np.array([[0, 1]]), weights, biases, "quadratic")
    assert is_worked("B25.grad_hidden_weights", np.roll(tables[0], 1, axis=1))
    assert is_worked("B23.grad_output_weights", np.roll(tables[1], 1, axis=1))
    new_weights, new_biases = reference("5.8a")(
        np.array([[1, 0]]), np.array([[0, 1]]), weights, biases, "quadratic", 0.5
    )
    assert is_worked("B25.new_hidden_weights", np.column_stack([new_biases[0], new_weights[0]]))


def test_backward_gives_the_nine_slopes_of_the_acceptance_network_under_both_costs():
    inputs = np.array([[1, 2]]), np.array([[1]])
    weights = [np.array([[0.1, 0.3], [0.2, 0.4]]), np.array([[0.7, 0.8]])]
    biases = [np.array([0.5, 0.6]), np.array([0.9])]
    tables = reference("5.5a")(*inputs, weights, biases, "log loss")
    assert is_worked("B29.grad_W1_3x2", tables[0].T)
    assert is_worked("B29.grad_W2_3", tables[1][0])
    tables = reference("5.5a")(inputs[0], np.array([[0]]), weights, biases, "quadratic")
    assert is_worked("B14.grad_W1_rows_x1_x2_bias", tables[0].T)
    assert is_worked("B12.delta_hidden", tables[0][:, -1])
    assert is_worked("B13.delta_O_house_t0", tables[1][0, -1])


@pytest.mark.parametrize(
    ("cost", "name"),
    [
        ("quadratic", "B34.output_after_300_steps_x1_y0_start(.6,.9)|(2,2)_squared"),
        ("log loss", "B34.same_with_cross_entropy"),
    ],
)
def test_steps_from_a_bad_start_end_where_the_curriculum_says(cost, name):
    outputs, X = [], np.array([[1.0]])
    for w, b in ((0.6, 0.9), (2.0, 2.0)):
        network = [np.array([[w]])], [np.array([b])]
        for _ in range(300):
            network = reference("5.8a")(X, np.array([[0.0]]), *network, cost, 0.15)
        outputs.append(backpropagation._activations(X, *network)[-1].item())
    assert is_worked(name, outputs)


def test_slopes_through_a_chain_of_sigmoids_vanish_as_the_curriculum_says():
    slopes = [reference("5.7b")(0.5, 1, depth, "sigmoid") for depth in range(1, 7)]
    assert is_worked("B35.sigmoid_chain_depth1..6_gradient_w=1_x=.5", slopes)


def test_the_numbers_by_hand_follow_from_the_numbers_of_the_text():
    rows = re.search(r"W\^1 = .*?pmatrix\} (.*?) \\end", HOMEWORK.text)[1].split(r"\\")
    W1, x = [[float(number) for number in row.split("&")] for row in rows], [1, 2]
    z1 = np.array(W1) @ x
    a1 = sigmoid(z1).round(1)
    np.testing.assert_allclose([z1, a1], [[1.4, 2.2], [0.8, 0.9]])
    assert 3 * a1[0] - 2 * a1[1] - 0.6 == pytest.approx(0)
    delta2 = (0.5 - 1) * 0.25
    delta1 = np.array([3, -2]) * delta2 * a1 * (1 - a1)
    assert reference("5.2a") == delta2
    np.testing.assert_allclose(reference("5.2b"), [3, -2] - 0.4 * delta2 * a1)
    np.testing.assert_allclose(reference("5.2c"), delta1)
    assert reference("5.2d") == pytest.approx(W1[0][1] - 0.4 * delta1[0] * x[1])
    short = [reference("5.2a"), *reference("5.2b"), *reference("5.2c"), reference("5.2d")]
    np.testing.assert_allclose(short, np.round(short, 4), atol=1e-15)


def test_the_slope_by_hand_is_the_sum_of_four_products_and_a_product_of_matrices():
    V, M, u = np.array([2, -1]), np.array([[3, 2], [0.5, -4]]), np.array([1, 3])
    paths = [u[g] * M[g, h] * V[h] for g in (0, 1) for h in (0, 1)]
    assert reference("5.7a") == sum(paths) == u @ M @ V


@given(st.lists(st.floats(-2, 2), min_size=8, max_size=8))
def test_the_one_false_line_of_note_1_is_the_one_that_is_asked_for(numbers):
    x, y, (w1, w2, w3), (b1, b2, b3) = numbers[0], numbers[1], numbers[2:5], numbers[5:]
    net = MLP.of([[[w1]], [[w2]], [[w3]]], [[b1], [b2], [b3]])
    trace, grad = net.forward([[x]]), net.gradient([[x]], [[y]])
    a1, a2, a3 = (A.item() for A in trace.A[1:])
    d3 = (a3 - y) * a3 * (1 - a3)
    s1, s2 = a1 * (1 - a1), a2 * (1 - a2)
    claimed = [d3 * a2, d3, d3 * w3 * s2 * a1, d3 * w3 * s2 * w2, d3 * w3 * s2 * s1 * x, d3 * w3]
    later = MLP.of([[[w2]], [[w3]]], [[b2], [b3]])
    last = MLP.of([[[w3]]], [[b3]])
    in_a1 = complex_step(lambda a: later.at(later.theta.astype(complex)).cost_on([a], [[y]]), np.array([a1]))
    in_a2 = complex_step(lambda a: last.at(last.theta.astype(complex)).cost_on([a], [[y]]), np.array([a2]))
    true = [grad.W[3], grad.b[3], grad.W[2], in_a1, grad.W[1], in_a2]
    holds = [np.allclose(c, np.ravel(t), rtol=1e-9, atol=1e-15) for c, t in zip(claimed, true, strict=True)]
    e = "abcdef".index(reference("5.6a"))
    assert all(holds[:e] + holds[e + 1 :])
    assert holds[e] == np.isclose(claimed[e] * w2, claimed[e], rtol=1e-9, atol=1e-15)
    assert np.isclose(claimed[e] * w2, true[e], rtol=1e-9, atol=1e-15)


def test_the_one_false_line_of_note_2_is_the_one_that_is_asked_for():
    net = MLP.random((2, 3, 2), np.random.default_rng(5), hidden=tanh, cost=log_loss, scale=1.0)
    X, Y = [[0.7, -1.2]], [[1, 0]]
    trace, grad = net.forward(X), net.gradient(X, Y)
    W2, (d21, d22), (_, d12, d13), (_, a12, a13) = net.W[2], grad.delta[2][0], grad.delta[1][0], trace.A[1][0]
    lines = {
        "a": (trace.A[2][0, 0] - 1, d21), "b": (d22 * a13, grad.W[2][1, 2]),
        "c": ((W2[0, 2] * d21 + W2[1, 2] * d22) * (1 - a13**2), d13),
        "d": ((W2[1, 0] * d21 + W2[1, 1] * d22) * (1 - a12**2), d12),
        "e": (d12 * X[0][0], grad.W[1][1, 0]), "f": (d13, grad.b[1][2]),
    }  # fmt: skip
    assert [letter for letter, pair in lines.items() if not np.isclose(*pair, rtol=1e-9)] == [reference("5.6b")]


def test_note_3_is_right_as_soon_as_its_one_false_line_is_mended():
    source = next(cell.source for cell in HOMEWORK.cells if cell.id == "hw5-ex6-note")
    line = next(line for line in source.split("\n") if line.endswith(f"# {reference('5.6c')}"))
    mended = source.replace(line, "    delta1 = mended_delta(delta2, W2, A1)")
    net = MLP.random((2, 3, 2), np.random.default_rng(6), hidden=tanh, cost=log_loss, scale=1.0)
    X, Y = np.array([[0.7, -1.2], [0.5, 0.3], [-1.0, 0.4]]), np.array([[1, 0], [1, 1], [0, 1]])
    grad = net.gradient(X, Y)
    true = grad.W[1], grad.b[1], grad.W[2], grad.b[2]
    for text, right in ((source, [False, False, True, True]), (mended, [True] * 4)):
        names = {"np": np, "sigmoid": sigmoid, "mended_delta": reference("5.6d")}
        exec(text, names)
        found = names["note"](X, Y, net.W[1], net.b[1], net.W[2], net.b[2])
        assert [np.allclose(f, t, rtol=1e-9) for f, t in zip(found, true, strict=True)] == right


def test_the_errors_of_the_bad_start_are_those_that_the_reason_names():
    a = sigmoid(5.0)
    assert f"{a:.3f}" == "0.993"
    assert f"{a * a * (1 - a):.4f}" == "0.0066"
    assert 1 / (a * (1 - a)) == pytest.approx(150, abs=1)


# ------------------------------------------------------------------------------ the notebook


def test_no_asked_number_stands_in_the_release():
    assert not re.search(r"0\.125\b|3\.04\b|1\.955|0\.0225|0\.248\b", HOMEWORK.release.read_text(encoding="utf-8"))
    assert not re.search(r"[-−]0\.06\b|\b19\b|150 times", HOMEWORK.text)
    assert not re.search(r"(slip|choice) = \"", "\n".join(cell.source for cell in HOMEWORK.cells))
    by_hand = [c for c in HOMEWORK.cells if is_answer(c) and exercise_of(c) == "5.2"]
    assert all(re.fullmatch(r"\w+ = \.\.\.  # [^=\d]*", line) for c in by_hand for line in c.source.split("\n"))


PIECE = {
    "ex3": "def output_delta(A, Y, cost):\n    return A - Y",
    "ex4": "def hidden_delta(delta, W, A):\n    return delta @ W",
    "ex4b": "def layer_gradient(delta, A):\n    return np.column_stack([delta.T @ A, delta.sum(axis=0)])",
}


@pytest.mark.parametrize("cell", PIECE)
@pytest.mark.parametrize("empty", [False, True])
def test_a_wrong_or_missing_piece_costs_its_own_points_and_no_others(cell, empty):
    source = PIECE[cell].split("\n")[0] + "\n    return ..." if empty else PIECE[cell]
    found = HOMEWORK.results(**{cell: source})
    lost = {id_: r.of - r.points - r.waiting for id_, r in found.items()}
    assert lost == {id_: 2 * (id_ == f"5.{cell[2]}") for id_ in lost}


def test_a_wrong_forward_pass_of_the_chain_costs_its_own_point_alone():
    source = "def chain_values(x, w1, b1, w2, b2):\n    return [w1 * x, sigmoid(w1 * x), w2 * x, sigmoid(w2 * x)]"
    assert [r.of - r.points for r in HOMEWORK.results(ex1=source).values()] == [1] + [0] * 6 + [2]


def test_lines_by_hand_that_follow_from_a_wrong_error_cost_nothing():
    found = HOMEWORK.results(
        ex2="output_error_by_hand = -0.5",
        ex2b="new_weights_by_hand = [3.16, -1.82]",
        ex2c="hidden_errors_by_hand = [-0.24, 0.09]",
        ex2d="new_weight_by_hand = 0.392",
    )["5.2"]
    assert found.points == 3
    assert [sentence.partition("Right, given your ")[2][:4] for sentence in found.sentences][1:] == [
        "5.2a", "5.2a", "5.2c",
    ]  # fmt: skip


SLIPPED = {
    "ex1b": "def chain_slope(x, w1, b1, w2, b2, y):\n    *_, a2 = chain_values(x, w1, b1, w2, b2)\n"
    "    return (a2 - y) * a2 * (1 - a2) * w2 * x",
    "ex3": "def output_delta(A, Y, cost):\n    return (Y - A) * A * (1 - A) if cost == 'quadratic' else A - Y",
    "ex4b": "def layer_gradient(delta, A):\n    return np.column_stack([delta.T @ A, delta.mean(axis=0)])",
    "ex5b": "def secant_slope(f, weights, l, j, k, h):\n    weights[l - 1][j - 1, k - 1] += h\n    above = f(weights)\n"
    "    weights[l - 1][j - 1, k - 1] -= 2 * h\n    return (above - f(weights)) / (2 * h)",
    "ex6d": "def mended_delta(delta2, W2, A1):\n    return delta2 @ W2 * A1 * (1 - A1)",
    "ex7b": "def slope_through(x, w, depth, phi):\n    return w**depth",
    "ex8": "def step(X, Y, weights, biases, cost, learning_rate):\n"
    "    for W, b, table in zip(weights, biases, backward(X, Y, weights, biases, cost)):\n"
    "        W -= learning_rate * table[:, :-1]\n        b -= learning_rate * table[:, -1]\n    return weights, biases",
}


def test_the_functions_that_the_notebook_is_given_are_those_that_the_answers_are_tried_on():
    given_cells = {cell.id: cell.source for cell in HOMEWORK.cells}
    names = {"np": np, "sigmoid": sigmoid}
    exec(given_cells["hw5-ex5-forward"] + "\n" + given_cells["hw5-ex5-tangle"], names)
    for trial in BY_ID["5.5a"].trials:
        X, Y, weights, biases, cost = trial.values()
        for mine, ours in zip(
            names["activations"](X, weights, biases), backpropagation._activations(X, weights, biases), strict=True
        ):
            np.testing.assert_array_equal(mine, ours)
        assert names["cost_on"](*trial.values()) == pytest.approx(network(weights, biases, cost).cost_on(X, Y))
    for trial in BY_ID["5.5b"].trials:
        assert names["tangle"](trial["weights"]) == backpropagation.tangle(trial["weights"])


def test_the_network_of_the_digits_has_as_many_parameters_as_the_head_says():
    assert MLP.random((64, 16, 10), np.random.default_rng(0)).theta.size == 1210
    assert "1,210 weights and biases" in HOMEWORK.text
