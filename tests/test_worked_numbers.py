"""Every number of the curriculum that is mathematics of networks comes out of a public function of the course.

An index: the name of a number beside the call that gives it.  What the numbers mean is tested where the functions are.
Perceptron learning (G05, G15-G21) and lecture 1 (P) have their numbers in tests/test_perceptron*.py.
"""

import functools
import itertools
import math
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from nncourse import (
    L1,
    L2,
    MLP,
    AdaGrad,
    Adam,
    Momentum,
    Perceptron,
    PerceptronLayer,
    SkipMLP,
    Standardization,
    check_gradient,
    complex_step,
    conjugate_gradient,
    datasets,
    dropconnect_mask,
    dropout_masks,
    gradient_descent,
    hard_tanh,
    identity,
    log_loss,
    newton,
    numerical_gradient,
    parameters,
    quadratic,
    relu,
    sgd,
    sigmoid,
    sign,
    softmax,
    softmax_jacobian,
    step,
    tanh,
)
from nncourse.descent import Plain, Stepper
from nncourse.gradcheck import hessian
from nncourse.half_adder import HIDDEN, OUTPUT, from_network, one_step, to_network, train
from nncourse.neuron import Neuron
from nncourse.paths import Graph, network_graph
from nncourse.surfaces import bowl, double_well, doubling, line_fit, parabola, paraboloid, ravine
from nncourse.validation import choose, cross_validate, early_stopping, ensemble_errors, kfold, split
from tests.curriculum import matches, worked_numbers

ELSEWHERE = {"G05", *(f"G{row}" for row in range(15, 22))}
OURS = {
    key: value
    for key, value in worked_numbers().items()
    if key[0] in "SGXBO" and key.partition(".")[0] not in ELSEWHERE
}

EXCEPTIONS = {
    "S20.inputs_28x28": "counted by hand; no image of 28 × 28 pixels is part of the package",
    "X04.contradiction_sum_lhs_gt_rhs": "a proof, in words",
    "X17.shape_error": "an error message of NumPy, in words",
    "O11.val_curve": "given: a curve that other numbers are read from",
}


def plain(value):
    """The value in numbers, lists and dictionaries of Python's own."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def agrees(value, found):
    """As `matches`, and numbers so small that its tolerance says nothing agree in their first digits as well."""
    if isinstance(value, dict):
        return agrees(list(value.items()), sorted(found.items())) if isinstance(found, dict) else False
    if isinstance(value, list | tuple):
        return len(value) == len(found) and all(map(agrees, value, found))
    small = isinstance(value, float) and 1e-12 < abs(value) < 1e-3
    return matches(value, found) and (not small or math.isclose(value, found, rel_tol=1e-4))


def last(stream):
    """The last item of a stream."""
    *_, item = stream
    return item


def cut(points, n):
    return list(itertools.islice(points, n))


def after(points, steps):
    return cut(points, steps + 1)[-1]


def step_of(net, x, y, rate, **kwargs):
    """The network after one step."""
    return last(sgd(net, x, y, rate, 1, **kwargs))


def linear(weights):
    """A linear neuron without a bias: one that is masked stays 0."""
    return MLP.of([[weights]], [[0]], output=identity).masked([True] * len(weights) + [False])


def curvature(net, X, Y, theta):
    """The matrix of second derivatives of C."""
    return hessian(lambda p: net.at(p).gradient(X, Y).theta, theta)


def bottom(net, X, Y):
    """θ at the minimum of a cost that is quadratic in θ, by one step of Newton's method from 0."""
    walk = newton(
        lambda theta: net.at(theta).gradient(X, Y).theta,
        lambda theta: curvature(net, X, Y, theta),
        np.zeros(net.theta.size),
    )
    return after(walk, 1)


def standardized(column):
    """The z-scores of the numbers of one column."""
    X = np.array(column)[:, None]
    return Standardization.fit(X)(X)[:, 0]


# The networks of the decks.

W_PRACTICE = np.array([[0.2, 0.4], [0.6, 0.8]])
X_PRACTICE, Y_PRACTICE = [[0.7, 0.3]], np.array([[1.0, 0.0]])
NONE = [0, 0]
NO_BIAS = [True] * 4 + [False] * 2
PRACTICE = MLP.of([W_PRACTICE], [NONE])
PRACTICE_LINEAR = MLP.of([W_PRACTICE], [NONE], output=identity)
PRACTICE_TRANSPOSED = MLP.of([W_PRACTICE.T], [NONE])
PRACTICE_TWICE = MLP.of([W_PRACTICE, W_PRACTICE], [NONE, NONE])
PRACTICE_LOG = MLP.of([W_PRACTICE], [NONE], cost=log_loss)

XOR = datasets.gate("XOR")
CLOSED = MLP.of([[[1, 1], [1, 1]], [[1, -2]]], [[0, -1], [0]], relu, quadratic, identity)
MODELS = PerceptronLayer([[5, -2], [7, -3]], [8, -1])
COMBINED = MLP.of([[[5, -2], [7, -3]], [[7, 5]]], [[8, -1], [-6]])
BAD = MLP.of([[[0.1, 0.3], [0.2, 0.4]], [[0.7, 0.8]]], [[0.5, 0.6], [0.9]], cost=log_loss)
BAD_SQUARES = MLP(BAD.sizes, BAD.theta, cost=quadratic)
BAD_X = [[1, 2]]
TANH = MLP.of([[[1, -1], [0.5, 0.5]], [[2, -1]]], [[0, -0.5], [0.1]], tanh, quadratic, tanh)
CHAIN, CHAIN_X, CHAIN_Y = MLP.of([[[0.5]], [[-1.3]]], [[0.1], [0.2]]), [[0.6]], [[1]]
SIX = (identity, sign, sigmoid, tanh, relu, hard_tanh)
# Of this layer the first neuron is recorded (S16) and the second only by its output: its weights here are ours.
LAYER, LAYER_X = MLP.of([[[0.1, 0.2, 0.3], [0.4, 0.5, -0.6]]], [[0.1, -1.4]]), [[1, 0.5, -1]]

DOUBLING = np.arange(1.0, 5)[:, None], 2 * np.arange(1.0, 5)[:, None]
FIVE, UNSEEN = datasets.five_inputs(), datasets.five_inputs_unseen()
FIVE_AND_ONE = datasets.five_inputs(5)
CORRECT, OVERFITTED = [2, 0, 0, 0, 0], [0, 2, 4, 6, 8]
VALIDATION = worked_numbers()["O11.val_curve"]


def onehot6(outputs):
    """C of ten outputs for the digit 6."""
    return quadratic([outputs], [np.eye(10)[6]])


def stages(net, X):
    trace = net.forward(X)
    return trace.Z[1], trace.A[1], trace.Z[2], trace.A[2]


def practice(net=PRACTICE):
    return net.gradient(X_PRACTICE, Y_PRACTICE)


def practice_step(net, rate):
    return step_of(net.masked(NO_BIAS), X_PRACTICE, Y_PRACTICE, rate)


def models_at(x):
    scores, probabilities, z, y = stages(COMBINED, [x])
    return {"scores": scores[0], "probs": probabilities[0], "combined_z_and_prob": [z[0, 0], y[0, 0]]}


def height(model, x1):
    """x₂ on the boundary of one of the two models."""
    (w1, w2), b = COMBINED.W[1][model], COMBINED.b[1][model]
    return -(b + w1 * x1) / w2


def grid(reach):
    axis = np.linspace(-reach, reach, 201)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


@functools.cache
def regions(which):
    """Points, where model 1 fires, where model 2, and the network whose output combines the two by weights 7 and 5."""
    W, b, steep, reach = (
        ([[1, 1], [1, -1]], [-1, 0.5], 5, 2) if which == "house" else ([[5, -2], [7, -3]], [8, -1], 1, 5)
    )
    X = grid(reach)
    A, B = PerceptronLayer(W, b).predict(X).T == 1
    return X, A, B, MLP.of([steep * np.array(W), [[7, 5]]], [steep * np.array(b), [-6]])


def shares(which):
    _, A, B, _ = regions(which)
    return [A.mean(), B.mean(), (A & B).mean(), (A | B).mean()]


def agreements(which, bias):
    X, A, B, net = regions(which)
    fires = net.at([*net.theta[:-1], bias]).predict(X)[:, 0] > 0.5
    return [(fires == region).mean() for region in (A, B, A & B, A | B)]


def gate_of(bias):
    return Perceptron([7, 5], bias).predict(datasets.binary_inputs(2)).tolist()


def biases_for(gate):
    """lowest (not included) and highest bias of the sweep, in eighths, that makes the combining unit this gate."""
    truth = datasets.gate(gate)[1][:, 0].tolist()
    found = [k / 8 for k in range(-120, 25) if gate_of(k / 8) == truth]
    return [found[0] - 1 / 8, found[-1]]


def combining(weights, bias=-6):
    return Neuron(weights, bias)


SOFT = [0.7, 0.8]


@functools.cache
def three_linear_layers():
    rng = np.random.default_rng(0)
    W = [rng.normal(size=shape).T for shape in ((2, 3), (3, 4), (4, 1))]
    deep = MLP.of(W, [[0] * len(w) for w in W], identity, quadratic, identity)
    return [net.predict([[1, -2]])[0, 0] for net in (deep, MLP.of([W[2] @ W[1] @ W[0]], [[0]], output=identity))]


def two_linear_layers():
    W, w = np.array([[1, 2], [3, 4]]).T, [[1, -1]]
    return MLP.of([W, w], [[0, 0], [0]], identity, quadratic, identity)


def folded_layer(net, l):
    """Weights and biases of a layer as the deck writes them: a column for each neuron, the bias last."""
    return np.vstack([net.W[l].T, net.b[l]])


def staircase_error(n):
    """The largest error of n − 1 steps that follow sin 2πx, by its value in the middle of each stair."""
    edges, middles = np.arange(1, n) / n, np.sin(2 * np.pi * (np.arange(n) + 0.5) / n)
    net = MLP.of([np.ones((n - 1, 1)), [np.diff(middles)]], [-edges, middles[:1]], step, quadratic, identity)
    x = np.linspace(0, 1, 4097)[:, None]
    return np.abs(net.predict(x) - np.sin(2 * np.pi * x)).max()


def indicators():
    """A neuron for each corner, which fires there alone."""
    corners = datasets.binary_inputs(2)
    return PerceptronLayer(2 * corners - 1, 0.5 - corners.sum(axis=1)).predict(corners)


def ten_layers(skip):
    """dŷ/dx through ten sigmoid neurons of slope ¼, each with a way around it or without."""
    plain_net = MLP((1,) * 21, np.zeros(40), [sigmoid, identity] * 9 + [sigmoid], quadratic, identity)
    theta = plain_net.theta.copy()
    W, b = plain_net.views(theta)
    for l in range(1, 21):
        W[l][...], b[l][...] = 1, -0.5 if l % 2 == 0 else 0  # z = 0 everywhere on the way, for x = 0
    net = plain_net.at(theta)
    if skip:
        net = SkipMLP.over(net, {(l, l + 2): [[1]] for l in range(0, 20, 2)})
    return numerical_gradient(lambda x: net.predict(x[None, None])[0, 0], 0.0)


SKIP_XOR = SkipMLP.over(MLP.of([[[1, 1]], [[-2]]], [[-1], [0]], relu, quadratic, identity), {(0, 2): [[1, 1]]})


def with_product(X):
    return np.hstack([X, X[:, :1] * X[:, 1:]])


def side_by_side(nets):
    """Networks of one hidden layer in one network, which trains each as if it were alone: a mask keeps them apart."""
    _, h, out = nets[0].sizes
    apart = np.kron(np.eye(len(nets)), np.ones((out, h)))
    W2 = np.tile(np.hstack([net.W[2] for net in nets]), (len(nets), 1))
    one = MLP.of(
        [np.vstack([net.W[1] for net in nets]), apart * W2],
        [np.concatenate([net.b[l] for net in nets]) for l in (1, 2)],
        nets[0].hidden[0],
        nets[0].cost,
    )
    mask = np.ones(one.theta.size, dtype=bool)
    one.views(mask)[0][2][...] = apart == 1
    return one.masked(mask)


def xor_network(seed, hidden, phi):
    return MLP.random((2, hidden, 1), np.random.default_rng(seed), phi, log_loss, scale=1.0)


def solved(nets, X, Y, rate, epochs, batch_size=None):
    """How many of the networks learn the whole table."""
    targets = np.tile(Y, len(nets))
    outputs = last(sgd(side_by_side(nets), X, targets, rate, epochs, batch_size)).predict(X)
    right = (outputs > 0.5) == (targets == 1)
    return right.reshape(len(X), len(nets), -1).all(axis=(0, 2)).sum()


def xor_solved(hidden, phi):
    return solved([xor_network(seed, hidden, phi) for seed in range(20)], *XOR, 0.5, 5000)


def adder_solved():
    """The recipe for the random start is not recorded: ours draws from −1 to 1."""
    rngs = map(np.random.default_rng, range(20))
    nets = [to_network(rng.uniform(-1, 1, (3, 3)), rng.uniform(-1, 1, (2, 4))) for rng in rngs]
    return solved(nets, *datasets.half_adder(), 2.0, 3000, batch_size=1)


class Counting:
    """Plain descent that counts its steps."""

    def __init__(self):
        self.steps = 0

    def start(self, theta):
        plain_step = Plain().start(theta).step

        def counted(theta, gradient, learning_rate):
            self.steps += 1
            plain_step(theta, gradient, learning_rate)

        return Stepper(counted)


def updates(n, batch_size):
    counting, X = Counting(), np.zeros((n, 1))
    step_of(linear([0]), X, X, 0.1, batch_size=batch_size, optimizer=counting)
    return counting.steps


def doubling_batch(rows):
    return line_fit(DOUBLING[0][list(rows), 0], DOUBLING[1][list(rows), 0])


def batch_means(m):
    return [doubling_batch(rows).gradient([0])[0] for rows in itertools.combinations(range(4), m)]


def parabola_after(rate):
    return after(gradient_descent(parabola.gradient, [1], rate), 10)[0]


def highest_rate_that_does_not_grow():
    rates = [k / 64 for k in range(1, 128)]
    return max(rate for rate in rates if abs(after(gradient_descent(parabola.gradient, [1], rate), 1)[0]) <= 1)


def steepest_descent(p):
    """One step as far along the gradient as it goes down."""
    g = ravine.gradient(p)
    return after(gradient_descent(ravine.gradient, p, g @ g / (g @ ravine.hessian(p) @ g)), 1)


def plateau():
    """C along descent on y = 2x, η = .05."""
    return [float(doubling.value(w)) for w in cut(gradient_descent(doubling.gradient, [0], 0.05), 30)]


def ravine_costs():
    walks = [gradient_descent(ravine.gradient, [1, 1], 0.05, Momentum(mu)) for mu in (0, 0.5, 0.9)]
    return [ravine.value(after(walk, 30)) for walk in walks]


def momentum_walk(optimizer):
    return [w[0] for w in cut(gradient_descent(paraboloid("w²/2", [1], 1).gradient, [1], 0.1, optimizer), 6)[1:]]


def speed_up():
    """How much longer than plain steps the steps of momentum .9 become on a slope that stays 1."""
    walk = gradient_descent(lambda w: np.ones(1), [0], 1, Momentum(0.9))
    before, there = cut(walk, 402)[-2:]
    return (before - there)[0]


@functools.cache
def ends_of_double_well():
    return [after(gradient_descent(double_well.gradient, [w], 0.01), 500) for w in (-2, 0, 0.2, 2)]


def border_of_double_well():
    """Between the starts that end left and those that end right, by halving."""
    left, right = 0.0, 0.5
    while right - left > 1e-8:
        middle = (left + right) / 2
        goes_right = after(gradient_descent(double_well.gradient, [middle], 0.05), 400)[0] > 0.5
        left, right = (left, middle) if goes_right else (middle, right)
    return left


def stationary():
    return [after(newton(double_well.gradient, double_well.hessian, [w]), 20) for w in (-2, 0, 2)]


POINT = Neuron([0.5, -0.4], 0.1)
POINT_X, POINT_Y = [[1, 2]], [1]
POINT_AFTER = POINT.descend(POINT_X, POINT_Y, log_loss, 0.5)
H7, Z7 = np.array([[0.7]]), np.log([[0.7 / 0.3]])


@functools.cache
def one_to_zero(w, b, cost):
    """The neuron that is to answer 1 with 0, after 300 steps."""
    return last(sgd(MLP.of([[[w]]], [[b]], cost=cost), [[1]], [[0]], 0.15, 300))


def one_to_zero_outputs(cost):
    return [one_to_zero(w, b, cost).predict([[1]])[0, 0] for w, b in ((0.6, 0.9), (2, 2))]


def chain_slope(depth):
    """dŷ/dx of a chain of sigmoid neurons, w = 1 and b = 0, at x = .5: with w = 1 that is dŷ/db of the first."""
    net = MLP.of([[[1]]] * depth, [[0]] * depth)

    def output(b):
        theta = net.theta + 0j
        theta[1] = b
        return net.at(theta).predict([[0.5]])[0, 0]

    return complex_step(output, 0.0)


def chain_gradient():
    grad = CHAIN.gradient(CHAIN_X, CHAIN_Y)
    return grad.W[2][0, 0], grad.b[2][0], (grad.delta[2] @ CHAIN.W[2])[0, 0], grad.W[1][0, 0], grad.b[1][0]


def chain_slopes():
    _, a1, z2, a2 = stages(CHAIN, CHAIN_X)
    return [complex_step(lambda a: 2 * quadratic(a, CHAIN_Y), a2)[0, 0], sigmoid.df(z2)[0, 0], a1[0, 0]]


def bad_gradient():
    return BAD.gradient(BAD_X, [[1]])


def bad_factors():
    z1, _, z2, a2 = stages(BAD, BAD_X)
    return [
        complex_step(lambda y: log_loss(y, [[1]]), a2)[0, 0],
        sigmoid.df(z2)[0, 0],
        BAD.W[2][0, 0] * sigmoid.df(z1)[0, 0],
        BAD_X[0][0],
    ]


def bad_listing():
    grad = bad_gradient()
    return np.hstack([folded_layer(grad, 1), folded_layer(grad, 2)])


def bad_after():
    return step_of(BAD, BAD_X, [[1]], 0.5)


def bad_bias_through_sigma():
    """The constant 1 appended before σ: a third hidden neuron that always hears 1."""
    W1, b1 = np.vstack([BAD.W[1], [0, 0]]), [*BAD.b[1], 1]
    return stages(MLP.of([W1, [[*BAD.W[2][0], BAD.b[2][0]]]], [b1, [0]]), BAD_X)[2][0, 0]


def tanh_drops_below_sigma():
    low, high = 1.0, 3.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if tanh.df(middle) > sigmoid.df(middle) else (low, middle)
    return low


def half_square(w):
    return 0.5 * (1 - sigmoid(w)) ** 2


def slope_of_half_square(w):
    return (sigmoid(w) - 1) * sigmoid.df(w)


def practice_check():
    """The bound, if the gradient check of Practice II stays below it."""
    found = check_gradient(
        lambda theta: PRACTICE.at(theta).cost_on(X_PRACTICE, Y_PRACTICE), practice().theta, PRACTICE.theta
    )
    return 1e-9 if found.error < 1e-9 else math.inf


@functools.cache
def polynomial(degree):
    """Train MSE, and the prediction at 6, of the polynomial that fits five points best."""
    x, y = np.arange(5.0)[:, None], [[0.1], [0.9], [2.2], [2.8], [4.1]]
    powers = np.arange(1, degree + 1)
    net = MLP.of([[[0] * degree]], [[0]], output=identity)
    fitted = net.at(bottom(net, x**powers, y))
    return [2 * fitted.cost_on(x**powers, y), fitted.predict(6.0 ** powers[None])[0, 0]]


@functools.cache
def least_squares_on_xor():
    net = MLP.of([[[0, 0]]], [[0]], output=identity)
    return net.at(bottom(net, *XOR))


@functools.cache
def five_from_zero(lam=None):
    """The five-input neuron after training; the deck's λ goes with a sum over four samples, ours with their mean."""
    penalty = None if lam is None else L2(lam / 4)
    return last(sgd(linear([0.0] * 5), *FIVE, 0.09, 4000, penalty=penalty))


def mse(net, X, Y):
    return 2 * net.cost_on(X, Y)


def ridge(lam):
    net = five_from_zero(lam)
    return [mse(net, *FIVE), mse(net, *UNSEEN)]


def unique_solution():
    def slope(w):
        return linear([0] * 5).at([*w, 0]).gradient(*FIVE_AND_ONE).W[1][0]

    return after(newton(slope, lambda w: hessian(slope, w), [0] * 5), 1)


def fold_sizes(n, k):
    return [len(part) for part in kfold(n, k)[0]]


def trained_on(n, k):
    """How often each sample is trained on: one number, if it is the same for all."""
    (times,) = set(Counter(row for train, _ in kfold(n, k) for row in train.tolist()).values())
    return times


# Graphs and paths.

CUBE = Graph({"A": (lambda x: 2 * x + 1, ["x"]), "B": (lambda A: A**3, ["A"])})
PRODUCT = Graph(
    {"g1": (lambda x: x + 1, ["x"]), "g2": (lambda x: x**2, ["x"]), "f": (lambda a, b: a * b, ["g1", "g2"])}
)
MANY = Graph({
    "y1": (lambda x1, x2: x1 * x2, ["x1", "x2"]),
    "y2": (lambda x2, x3: x2 + x3, ["x2", "x3"]),
    "z": (lambda y1, y2: y1**2 + 3 * y2, ["y1", "y2"]),
})  # fmt: skip
AT = {"x1": 1, "x2": 2, "x3": 3}


def jacobian():
    slopes = MANY.slopes(MANY.forward(**AT))
    return [[slopes.get((x, y), 0) for x in AT] for y in ("y1", "y2")]


def many_back(names):
    back = MANY.backward(MANY.forward(**AT), "z")
    return [back[name] for name in names]


def three_times(f):
    """The values of x = f(w), y = f(x), z = f(y) at w = 1.1, and dz/dw."""
    graph = Graph({"x": (f, ["w"]), "y": (f, ["x"]), "z": (f, ["y"])})
    values = graph.forward(w=1.1)
    return [values[name] for name in "xyz"], graph.backward(values, "z")["w"]


def square(v):
    return v**2


PATHS = MLP.of([[[0.5], [-1]], [[1, -2], [0.5, 0.3]], [[1.5, -0.7]]], [[0, 0], [0, 0], [0]], tanh, output=tanh)
PATHS_GRAPH = network_graph(PATHS, [0.4], [1])


def four_paths():
    products = PATHS_GRAPH.products(PATHS_GRAPH.forward(), "a0_1", "C")
    return {f"({int(a[-1]) - 1}, {int(b[-1]) - 1})": product for (_, a, b, _, _), product in products.items()}


def paths_from_one(sizes):
    net = MLP.random(sizes, np.random.default_rng(0))
    return network_graph(net, [0] * sizes[0], [0] * sizes[-1]).count_paths("a1_1", f"a{len(sizes) - 1}_1")


TANH_CHAIN = MLP.of([[[0.5]], [[1]], [[-2]]], [[0]] * 3, tanh, output=tanh)
OUTPUT_3 = MLP.of([[[0]]], [[np.log(0.3 / 0.7)]])  # answers .3
OUTPUT_GRAPH = network_graph(OUTPUT_3, [0.5], [1])
UNIT = MLP.of([[[0.5]]], [[0.2 - 0.5 * 0.7]])  # z = .2 for the input .7


def slope_of_unit():
    graph = network_graph(UNIT, [0.7], [0])
    return graph.slopes(graph.forward())["a0_1", "a1_1"]


# The half adder.

FIRST = one_step(HIDDEN, OUTPUT, (1, 0), (0, 1), 0.5)


def hidden_back(output, found):
    """Δ_1, Δ_2, Δ_3 from these output weights."""
    return output[:, 1:].T @ (found.Delta_output * found.O_output * (1 - found.O_output))


def new_W31():
    O1, _, O3 = FIRST.O_hidden[1:]
    printed = HIDDEN[2, 1] - 0.5 * FIRST.Delta_hidden[2] * FIRST.X[1] * O3 * (1 - O1)
    return [FIRST.new_hidden[2, 1], printed]


@functools.cache
def adder_after(rate):
    """Epoch → network, of the epochs that are asked for: pattern mode, in the order of the table."""
    epochs = {0.5: (4999, 5000, 19_999, 20_000), 2.0: (4999, 5000, 9999, 10_000)}[rate]
    stream = sgd(to_network(HIDDEN, OUTPUT), *datasets.half_adder(), rate, epochs[-1], batch_size=1)
    return {epoch: net for epoch, net in enumerate(stream) if epoch in epochs}


def adder(rate, epochs, what):
    X, T = datasets.half_adder()
    if what == "final_loss":  # of every sample just before its step, over the last epoch
        return sum(found.loss for found in train(*from_network(adder_after(rate)[epochs - 1]), rate, 1))
    outputs = adder_after(rate)[epochs].predict(X)
    return np.round(outputs, 4) if what == "outputs" else ((outputs > 0.5) == (T == 1)).all()


def first_epoch_losses():
    return sum(found.loss for found in train(HIDDEN, OUTPUT, 0.5, 1))


def order_bug():
    """The losses of the last of 5,000 epochs in which Δ_1, Δ_2, Δ_3 come from the new output weights (E41)."""
    hidden, output = HIDDEN, OUTPUT
    for _ in range(5000):
        losses = []
        for x, t in zip(*datasets.half_adder(), strict=True):
            found = one_step(hidden, output, x, t, 2.0)
            slopes = found.O_hidden[1:] * (1 - found.O_hidden[1:])
            output = found.new_output
            hidden = hidden - 2.0 * np.outer(hidden_back(output, found) * slopes, found.X)
            losses.append(found.loss)
    return sum(losses)


def round_trip():
    from nncourse.storage import load, save

    with tempfile.TemporaryDirectory() as folder:
        save(BAD, Path(folder) / "net.npz")
        return np.array_equal(load(Path(folder) / "net.npz").predict(BAD_X), BAD.predict(BAD_X))


ENSEMBLE = ensemble_errors([[2.9], [3.2], [2.6]], [3])


def mean_of_scores():
    scores = iter((0.8, 0.9, 0.7, 0.6, 1.0))
    return cross_validate(lambda train, validation: next(scores), 5, 5).mean()


def dropout_sums(masks):
    net = MLP.of([np.eye(3), [[1, 1, 1]]], [[0, 0, 0], [0]], identity, quadratic, identity)
    return net.forward([[1, 2, 3]] * len(masks), [None, masks, None]).A[-1][:, 0]


def decayed(weights, rate, lam, epochs):
    """Weights after a training in which the data ask for nothing."""
    return last(sgd(linear(weights), np.zeros((1, len(weights))), [[0]], rate, epochs, penalty=L2(lam))).W[1][0]


def distinct(masks):
    return len({mask.tobytes() for mask in masks})


def cut_connections():
    rng, net = np.random.default_rng(0), MLP.random((2, 3, 2), np.random.default_rng(0))
    return distinct(net.views(dropconnect_mask(net, 0.5, rng))[0][2] for _ in range(1500))


def dropped_neurons():
    return distinct(
        dropout_masks(MLP.random((2, 3, 2), np.random.default_rng(0)), 500, 0.5, np.random.default_rng(0))[1]
    )


ALL_MASKS = datasets.binary_inputs(3)

# fmt: off
NUMBERS = {
    # Lecture 2
    "S18.z": lambda: PRACTICE.forward(X_PRACTICE).Z[1][0],
    "S18.a_sigmoid": lambda: PRACTICE.predict(X_PRACTICE)[0],
    "S18.z_transpose_reading": lambda: PRACTICE_TRANSPOSED.forward(X_PRACTICE).Z[1][0],
    "S18.a_transpose_reading": lambda: PRACTICE_TRANSPOSED.predict(X_PRACTICE)[0],
    "S18.two_weight_layers_same_W_sigmoid": lambda: PRACTICE_TWICE.predict(X_PRACTICE)[0],
    "S18.two_weight_layers_same_W_linear":
        lambda: MLP.of([W_PRACTICE] * 2, [NONE] * 2, identity, output=identity).predict(X_PRACTICE)[0],
    "S18.weighted_average_not_sum":
        lambda: MLP.of([W_PRACTICE / W_PRACTICE.sum(axis=1)[:, None]], [NONE]).forward(X_PRACTICE).Z[1][0],
    "S01.step_w1=5.01,5,4.99_x100_b-5":
        lambda: [Perceptron([w1, 2, 2], -5).predict([1, 0, 0]) for w1 in (5.01, 5, 4.99)],
    "S02.sigmoid_w1=5.01,5,4.99": lambda: [Neuron([w1, 2, 2], -5).predict([1, 0, 0]) for w1 in (5.01, 5, 4.99)],
    "S02.sigmoid_w1=6_and_5.9": lambda: [Neuron([w1, 2, 2], -5).predict([1, 0, 0]) for w1 in (6, 5.9)],
    "S03.sigmoid_venue_scores_b-5": lambda: Neuron([6, 2, 2], -5).predict(datasets.venue()[0]),
    "S04.sigma_-4,-2,0,2,4": lambda: sigmoid([-4, -2, 0, 2, 4]),
    "S04.symmetry_sigma(2)+sigma(-2)": lambda: sigmoid([2, -2]).sum(),
    "S05.steepness_sigma(k*.1)_k=1,10,100": lambda: [Neuron([k], 0).predict([0.1]) for k in (1, 10, 100)],
    "S06.bias_shift_sigma(x+b)_x=1_b=-3,-1,0,1": lambda: [Neuron([1], b).predict([1]) for b in (-3, -1, 0, 1)],
    "S06.half_point_w=2_b=-6": lambda: Neuron([2], -6).half_point,
    "S07.taylor_x^2_c3_x3.1":
        lambda: [parabola.value([3]) + parabola.gradient([3]) @ [0.1], parabola.value([3.1])],
    "S07.taylor_error_x^2_dx=.1": lambda: parabola.value([3.1]) - parabola.value([3]) - parabola.gradient([3]) @ [0.1],
    "S07.sigma_taylor_c0_x.1": lambda: [sigmoid(0) + 0.1 * sigmoid.df(0), sigmoid(0.1)],
    "S07.delta_out_approx_w1_6->6.1_x1=1": lambda: [
        Neuron([6, 2, 2], -5).sensitivity([1, 0, 0]) @ [0.1, 0, 0, 0],
        Neuron([6.1, 2, 2], -5).predict([1, 0, 0]) - Neuron([6, 2, 2], -5).predict([1, 0, 0]),
    ],
    "S07.error_ratio_dx.1_vs_dx.01_at_z1": lambda: np.divide(
        *(sigmoid(1 + dx) - sigmoid(1) - dx * sigmoid.df(1) for dx in (0.1, 0.01))
    ),
    "S08.dsigma_0,1,2,5,10": lambda: sigmoid.df([0, 1, 2, 5, 10]),
    "S08.exp_form_at_1": lambda: sigmoid.df(1),
    "S09.tanh_0.5_1_2": lambda: tanh([0.5, 1, 2]),
    "S09.tanh'_0,0.5,1,2": lambda: tanh.df([0, 0.5, 1, 2]),
    "S09.tanh_equals_2sigma(2x)-1_at_0.5": lambda: 2 * sigmoid(1) - 1,
    "S09.exp_form_tanh'_at_0.5": lambda: tanh.df(0.5),
    "S10.relu_-2,0,3": lambda: relu([-2, 0, 3]),
    "S10.relu'_-2,0,3": lambda: relu.df([-2, 0, 3]),
    "S11.hardtanh_-2,-.5,0,.5,2": lambda: hard_tanh([-2, -0.5, 0, 0.5, 2]),
    "S11.hardtanh'_-2,-.5,0,.5,2": lambda: hard_tanh.df([-2, -0.5, 0, 0.5, 2]),
    "S12.all_six_at_a=0.5": lambda: [phi(0.5) for phi in SIX],
    "S12.all_six_at_a=-2": lambda: [phi(-2) for phi in SIX],
    "S13.all_six_derivs_at_a=0.5": lambda: [phi.df(0.5) for phi in SIX],
    "S13.all_six_derivs_at_a=-2": lambda: [phi.df(-2) for phi in SIX],
    "S14.softmax_123": lambda: softmax([1, 2, 3]),
    "S14.softmax_sum": lambda: softmax([1, 2, 3]).sum(),
    "S14.softmax_shift_invariance_max_diff": lambda: np.abs(softmax([101, 102, 103]) - softmax([1, 2, 3])).max(),
    "S14.softmax_two_classes_(z,0)_z=1_equals_sigma(1)": lambda: [softmax([1, 0])[0], sigmoid(1)],
    "S15.softmax_jacobian_123": lambda: softmax_jacobian([1, 2, 3]),
    "S15.jacobian_row_sums_max_abs": lambda: np.abs(softmax_jacobian([1, 2, 3]).sum(axis=1)).max(),
    "S03.yhat_w(2,-1)_b.5_x(1,1)": lambda: Neuron([2, -1], 0.5).predict([1, 1]),
    "S16.a0_1_single_neuron": lambda: Neuron([0.1, 0.2, 0.3], 0.1).predict([1, 0.5, -1]),
    "S17.layer_2x3": lambda: LAYER.predict(LAYER_X)[0],
    "S19.params_784_30_10": lambda: parameters.count((784, 30, 10)),
    "S19.params_784_15_10": lambda: parameters.count((784, 15, 10)),
    "S21.onehot6": lambda: datasets.one_hot([6])[0],
    "S22.softmax_cat_dog_bird_(2,1,.1)": lambda: softmax([2, 1, 0.1]),

    # Lecture 3
    "G01.C_all_outputs_half": lambda: onehot6([0.5] * 10),
    "G01.C_all_outputs_zero": lambda: onehot6([0] * 10),
    "G01.C_all_outputs_tenth": lambda: onehot6([0.1] * 10),
    "G01.C_perfect": lambda: onehot6(np.eye(10)[6]),
    "G01.C_confident_wrong_digit": lambda: onehot6(np.eye(10)[3]),
    "G01.C_two_examples_half_and_perfect": lambda: quadratic([[0.5] * 10, np.eye(10)[6]], np.eye(10)[[6, 6]]),
    "G02.cost_a(.8)_y1_MEI_house": lambda: [2 * quadratic([[0.8]], [[1]]), quadratic([[0.8]], [[1]])],
    "G03.J_house_w=1.5_mean_half": lambda: doubling.value([1.5]),
    "G03.J_OCT_w=1.5_half_sum": lambda: 4 * doubling.value([1.5]),
    "G03.J_KHE_w=1.5_sum": lambda: 8 * doubling.value([1.5]),
    "G03.grads_house_MEI_OCT_KHEsum_w=1.5": lambda: [k * doubling.gradient([1.5])[0] for k in (1, 2, 4, 8)],
    "G04.cross_entropy_y(1,0,1)_p(.9,.2,.6)": lambda: log_loss([[0.9], [0.2], [0.6]], [[1], [0], [1]]),
    "G04.ce_of_p=.5": lambda: log_loss([[0.5]], [[1]]),
    "G04.ce_y1_p.01_vs_squared": lambda: [log_loss([[0.01]], [[1]]), 2 * quadratic([[0.01]], [[1]])],
    "G06.minimum_of_C_w": lambda: after(newton(doubling.gradient, doubling.hessian, [0]), 1)[0],
    "G06.stationary_points_w^4-3w^2+w": lambda: [w[0] for w in stationary()],
    "G06.f_at_stationary": lambda: [double_well.value(w) for w in stationary()],
    "G07.grad_v1^2+v2^2_at_(1,2)": lambda: bowl.gradient([1, 2]),
    "G07.steepest_angle_deg": lambda: np.degrees(np.arctan2(*bowl.gradient([1, 2])[::-1])),
    "G07.dirderiv_of_unit_directions_0,45,63.43,90deg": lambda: [
        bowl.gradient([1, 2]) @ [np.cos(angle), np.sin(angle)] for angle in (0, np.pi / 4, np.arctan(2), np.pi / 2)
    ],
    "G08.dC_lin_vs_true_dv(.1,-.1)":
        lambda: [bowl.gradient([1, 2]) @ [0.1, -0.1], bowl.value([1.1, 1.9]) - bowl.value([1, 2])],
    "G10.step_eta.1_from_(1,2)": lambda: after(gradient_descent(bowl.gradient, [1, 2], 0.1), 1),
    "G10.dC_pred_-eta|g|^2_and_true": lambda: [
        -0.1 * bowl.gradient([1, 2]) @ bowl.gradient([1, 2]),
        -np.subtract(*(bowl.value(v) for v in cut(gradient_descent(bowl.gradient, [1, 2], 0.1), 2))),
    ],
    "G11.v_after_10_steps_eta.1": lambda: after(gradient_descent(bowl.gradient, [1, 2], 0.1), 10),
    "G11.C_after_10_steps": lambda: bowl.value(after(gradient_descent(bowl.gradient, [1, 2], 0.1), 10)),
    "G11.m5_v_after_10_steps":
        lambda: after(gradient_descent(paraboloid("Σ v²", [2] * 5, 3).gradient, [1, -1, 2, -2, 3], 0.1), 10),
    "G12.grad_w_b_sigmoid_neuron_x1_y0_w.6_b.9_house": lambda: Neuron([0.6], 0.9).gradient([[1]], [0], quadratic),
    "G12.nielsen_style_after_300_epochs_eta.15_w_b_out":
        lambda: [*one_to_zero(0.6, 0.9, quadratic).theta, one_to_zero_outputs(quadratic)[0]],
    "G13.yhat": lambda: POINT.predict(POINT_X)[0],
    "G13.z": lambda: POINT.score(POINT_X)[0],
    "G13.E": lambda: POINT.cost_on(POINT_X, POINT_Y, log_loss),
    "G13.gradE_w1_w2_b": lambda: POINT.gradient(POINT_X, POINT_Y, log_loss),
    "G13.after_step_eta.5_w1_w2_b": lambda: POINT_AFTER.folded,
    "G13.after_step_yhat_E":
        lambda: [POINT_AFTER.predict(POINT_X)[0], POINT_AFTER.cost_on(POINT_X, POINT_Y, log_loss)],
    "G14.dLdh_y1_h.7,y0_h.7": lambda: [complex_step(lambda h: log_loss(h, [[y]]), H7)[0, 0] for y in (1, 0)],  # noqa: B023
    "G14.dLdz_h-y_y1,y0": lambda: [log_loss.delta(Z7, sigmoid(Z7), [[y]])[0, 0] for y in (1, 0)],
    "G14.dhdz_h.7": lambda: sigmoid.df(Z7)[0, 0],
    "G22.w^2_from_1_10steps_eta.01,.1,.5,.9,1.0,1.1":
        lambda: [parabola_after(rate) for rate in (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)],
    "G22.divergence_threshold_eta_for_C=w^2": highest_rate_that_does_not_grow,
    "G23.per_example_grads_w0": lambda: batch_means(1),
    "G23.full_grad": lambda: doubling.gradient([0])[0],
    "G24.six_minibatch_means_m2": lambda: batch_means(2),
    "G24.mean_of_minibatch_means": lambda: np.mean(batch_means(2)),
    "G24.std_of_minibatch_means_m=1,2,3,4": lambda: [np.std(batch_means(m)) for m in (1, 2, 3, 4)],
    "G25.w_after_minibatch_{x=1,x=2}_eta.1":
        lambda: after(gradient_descent(doubling_batch((0, 1)).gradient, [0], 0.1), 1)[0],
    "G26.pattern_mode_one_epoch_eta.01": lambda: step_of(linear([0]), *DOUBLING, 0.01, batch_size=1).W[1][0, 0],
    "G26.batch_mean_one_step_eta.01": lambda: step_of(linear([0]), *DOUBLING, 0.01).W[1][0, 0],
    "G26.batch_sum_one_step_eta.01": lambda: step_of(linear([0]), *DOUBLING, 4 * 0.01).W[1][0, 0],
    "G26.updates_per_epoch_n60000_m1,10,100,60000": lambda: [updates(60_000, m) for m in (1, 10, 100, 60_000)],
    "G27.minima_from_w0=-2,0,0.2,2": lambda: [w[0] for w in ends_of_double_well()],
    "G27.f_values": lambda: [double_well.value(w) for w in ends_of_double_well()],
    "G27.basin_boundary": border_of_double_well,
    "G28.costs_first4_eta.05": lambda: plateau()[:4],
    "G28.first_epoch_with_improvement_below_1e-6":
        lambda: next(t for t, (a, b) in enumerate(itertools.pairwise(plateau()), start=1) if a - b < 1e-6),
    "G30.momentum_w_C=w^2/2_eta.1_alpha.9_5steps": lambda: momentum_walk(Momentum(0.9)),
    "G30.plain_GD_same_5steps": lambda: momentum_walk(None),
    "G30.max_speedup_1/(1-alpha)": speed_up,
    "G30.ravine_cost_30_steps_alpha0_.5_.9": ravine_costs,
    "G31.adagrad_eta.5_3steps_on_diag(1,25)":
        lambda: cut(gradient_descent(ravine.gradient, [1, 1], 0.5, AdaGrad()), 4)[1:],
    "G31.adam_eta.1_3steps_on_diag(1,25)": lambda: cut(gradient_descent(ravine.gradient, [1, 1], 0.1, Adam()), 4)[1:],
    "G32.conjugate_gradient_iterates": lambda: conjugate_gradient(ravine.gradient, ravine.hessian, [1, 1]),
    "G32.steepest_descent_exact_line_search_after_2": lambda: steepest_descent(steepest_descent(np.ones(2))),
    "G32.newton_one_step": lambda: after(newton(ravine.gradient, ravine.hessian, [1, 1]), 1),

    # Lecture 4
    "X02.OR": lambda: Perceptron([1, 1], -0.5).predict(XOR[0]),
    "X02.NAND": lambda: Perceptron([-1, -1], 1.5).predict(XOR[0]),
    "X02.AND_of_both": lambda: Perceptron([1, 1], -1.5).predict(
        PerceptronLayer([[1, 1], [-1, -1]], [-0.5, 1.5]).predict(XOR[0])
    ),
    "X03.linear_w_b": lambda: least_squares_on_xor().theta,
    "X03.predictions": lambda: least_squares_on_xor().predict(XOR[0])[:, 0],
    "X03.normal_matrix_AtA": lambda: 4 * curvature(least_squares_on_xor(), *XOR, np.zeros(3)),
    "X03.normal_rhs_Aty": lambda: -4 * least_squares_on_xor().at(np.zeros(3)).gradient(*XOR).theta,
    "X03.det_AtA": lambda: np.linalg.det(4 * curvature(least_squares_on_xor(), *XOR, np.zeros(3))),
    "X03.J_half_sum": lambda: 4 * least_squares_on_xor().cost_on(*XOR),
    "X03.mse": lambda: mse(least_squares_on_xor(), *XOR),
    "X04.best_correct_of_4_linear": lambda: max(
        (Perceptron(w, b).predict(XOR[0]) == XOR[1][:, 0]).sum()
        for *w, b in itertools.product(np.arange(-2, 2.1, 0.5), repeat=3)
    ),
    "X05.w^T_W^T_x_(two_ways)": lambda: [
        two_linear_layers().predict([[2, 5]])[0, 0],
        Perceptron((two_linear_layers().W[2] @ two_linear_layers().W[1])[0], 0).score([2, 5]),
    ],
    "X05.collapsed_weight_Ww": lambda: (two_linear_layers().W[2] @ two_linear_layers().W[1])[0],
    "X06.three_layers_vs_product": three_linear_layers,
    "X08.without_relu_output": lambda: MLP(CLOSED.sizes, CLOSED.theta, identity, output=identity).predict(XOR[0])[:, 0],
    "X08.sigmoid_instead_of_relu_output":
        lambda: MLP(CLOSED.sizes, CLOSED.theta, sigmoid, output=identity).predict(XOR[0])[:, 0],
    "X08.tanh_instead_of_relu_output":
        lambda: MLP(CLOSED.sizes, CLOSED.theta, tanh, output=identity).predict(XOR[0])[:, 0],
    "X09.XW": lambda: CLOSED.forward(XOR[0]).Z[1] - CLOSED.b[1],
    "X09.XW_plus_c": lambda: CLOSED.forward(XOR[0]).Z[1],
    "X09.H_relu": lambda: CLOSED.forward(XOR[0]).A[1],
    "X09.output": lambda: CLOSED.predict(XOR[0])[:, 0],
    "X09.rank_W": lambda: np.linalg.matrix_rank(CLOSED.W[1]),
    "X09.n_params": lambda: CLOSED.theta.size,
    "X10.distinct_hidden_points": lambda: np.unique(CLOSED.forward(XOR[0]).A[1], axis=0),
    "X10.separating_line_scores_h1-2h2-0.5":
        lambda: Perceptron([1, -2], -0.5).score(CLOSED.forward(XOR[0]).A[1]),
    "X10.center_0.5_0.5_output": lambda: CLOSED.predict([[0.5, 0.5]])[0, 0],
    "X10.output_along_diagonal_s=x1+x2_0,.5,1,1.5,2,2.5":
        lambda: CLOSED.predict([[s / 2, s / 2] for s in (0, 0.5, 1, 1.5, 2, 2.5)])[:, 0],
    "X11.AND_region_at_(1,1),(1,2),(1,3),(0,0)":
        lambda: Perceptron([1, 1], -1.5).predict(MODELS.predict([[1, 1], [1, 2], [1, 3], [0, 0]])),
    "X12.point00_scores": lambda: models_at([0, 0])["scores"],
    "X12.point00_probs": lambda: models_at([0, 0])["probs"],
    "X12.point00_combined_z_and_prob": lambda: models_at([0, 0])["combined_z_and_prob"],
    "X12.point12_scores": lambda: models_at([1, 2])["scores"],
    "X12.point12_probs": lambda: models_at([1, 2])["probs"],
    "X12.point12_combined_z_and_prob": lambda: models_at([1, 2])["combined_z_and_prob"],
    "X12.pointm1m1_scores": lambda: models_at([-1, -1])["scores"],
    "X12.pointm1m1_probs": lambda: models_at([-1, -1])["probs"],
    "X12.pointm1m1_combined_z_and_prob": lambda: models_at([-1, -1])["combined_z_and_prob"],
    "X12.point27_scores": lambda: models_at([2, 7])["scores"],
    "X12.point27_probs": lambda: models_at([2, 7])["probs"],
    "X12.point27_combined_z_and_prob": lambda: models_at([2, 7])["combined_z_and_prob"],
    "X12.boundaries_cross_at": lambda: np.linalg.solve(COMBINED.W[1], -COMBINED.b[1]),
    "X12.boundary1_x2_at_x1_0_1": lambda: [height(0, x1) for x1 in (0, 1)],
    "X12.boundary2_x2_at_x1_0_1": lambda: [height(1, x1) for x1 in (0, 1)],
    "X12.point_giving_0.7_0.8":
        lambda: np.linalg.solve(COMBINED.W[1], np.log([0.7 / 0.3, 0.8 / 0.2]) - COMBINED.b[1]),
    "X13.sum_0.7_0.8": lambda: combining([1, 1], 0).score(SOFT),
    "X13.sigma_1.5": lambda: combining([1, 1], 0).predict(SOFT),
    "X14.weighted_float": lambda: combining([7, 5]).score(SOFT),
    "X14.weighted_exact": lambda: combining([7, 5]).score(SOFT),
    "X14.sigma_2.9": lambda: combining([7, 5]).predict(SOFT),
    "X15.swap_weights_5*.7+7*.8-6": lambda: combining([5, 7]).score(SOFT),
    "X15.sigma_swap": lambda: combining([5, 7]).predict(SOFT),
    "X15.equal_weights_6": lambda: combining([6, 6]).score(SOFT),
    "X15.sigma_equal": lambda: combining([6, 6]).predict(SOFT),
    "X15.bias_-9_AND_like": lambda: [combining([7, 5], -9).score(SOFT), combining([7, 5], -9).predict(SOFT)],
    "X15.corner_scores_h1h2=00,01,10,11_bias-6": lambda: combining([7, 5]).score(datasets.binary_inputs(2)),
    "X15.rows_as_gate_bias-6_00,01,10,11": lambda: gate_of(-6),
    "X15.bias_for_AND_range": lambda: biases_for("AND"),
    "X15.bias_for_OR_range": lambda: biases_for("OR"),
    "X15.house_lines_agreement_bias-3_with_A|B|AND|OR": lambda: agreements("house", -3),
    "X15.house_lines_agreement_bias-6_with_A|B|AND|OR": lambda: agreements("house", -6),
    "X15.house_lines_agreement_bias-9_with_A|B|AND|OR": lambda: agreements("house", -9),
    "X15.house_lines_share_A|B|AND|OR": lambda: shares("house"),
    "X15.model2_region_inside_model1_region_on_[-5,5]^2": lambda: (regions("deck")[1] | ~regions("deck")[2]).all(),
    "X15.grid_agreement_bias-3_with_model1|model2|AND|OR": lambda: agreements("deck", -3),
    "X15.grid_agreement_bias-6_with_model1|model2|AND|OR": lambda: agreements("deck", -6),
    "X15.grid_agreement_bias-9_with_model1|model2|AND|OR": lambda: agreements("deck", -9),
    "X15.grid_share_model1|model2|AND|OR": lambda: shares("deck"),
    "X16.params_2-2-1_2-3-1_2-2-2-1_3-3-1_2-2-3":
        lambda: [parameters.count(s) for s in ((2, 2, 1), (2, 3, 1), (2, 2, 2, 1), (3, 3, 1), (2, 2, 3))],
    "X17.h1_h2": lambda: stages(BAD, BAD_X)[0][0],
    "X17.sigma_h": lambda: stages(BAD, BAD_X)[1][0],
    "X18.stages_sigmaW1x|W2sigmaW1x|yhat": lambda: [
        stages(BAD, BAD_X)[1][0], stages(BAD, BAD_X)[2][0, 0], stages(BAD, BAD_X)[3][0, 0]
    ],
    "X18.wrong_append_before_sigma_h": bad_bias_through_sigma,
    "X19.a_h": lambda: stages(TANH, [[1, 0.5]])[0][0],
    "X19.h_tanh": lambda: stages(TANH, [[1, 0.5]])[1][0],
    "X19.a_o": lambda: stages(TANH, [[1, 0.5]])[2][0, 0],
    "X19.f": lambda: stages(TANH, [[1, 0.5]])[3][0, 0],
    "X20.connections_4-5-3_dense_no_bias":
        lambda: sum(W.size for W in MLP.random((4, 5, 3), np.random.default_rng(0)).W[1:]),
    "X21.WT_h_(row0=bias)":
        lambda: MLP.of([[[1, 0], [0, 1]]], [[0.1, -0.2]], output=identity).predict([[0.3, 0.7]])[0],
    "X21.relu": lambda: MLP.of([[[1, 0], [0, 1]]], [[0.1, -0.2]], output=relu).predict([[0.3, 0.7]])[0],
    "X23.staircase_sup_error_N=4,8,16,32,64": lambda: [staircase_error(n) for n in (4, 8, 16, 32, 64)],
    "X23.bump_two_sigmoids_centre_value":
        lambda: MLP.of([[[1], [1]], [[1, -1]]], [[5, -5], [0]], sigmoid, output=identity).predict([[0]])[0, 0],
    "X24.input_configs_n=2,3,10": lambda: [len(datasets.binary_inputs(n)) for n in (2, 3, 10)],
    "X24.min_hidden_for_xor_relu_closed_form": lambda: CLOSED.sizes[1],
    "X24.indicator_units_matrix": indicators,
    "X24.indicator_output": lambda: Perceptron([0, 1, 1, 0], -0.5).predict(indicators()),
    "X25.params_dense_2-2-1_minus_1_connection": lambda: [
        CLOSED.theta.size, CLOSED.masked(np.arange(9) != 0).mask.sum()
    ],
    "X26.params_with_two_skip_connections": lambda: SkipMLP.over(CLOSED, {(0, 2): [[1, 1]]}).theta.size,
    "X26.derivative_10_layers_plain_vs_skip_slope.25": lambda: [ten_layers(skip=False), ten_layers(skip=True)],
    "X26.xor_linear_skip_one_relu_[x1+x2-2relu(x1+x2-1)]": lambda: SKIP_XOR.predict(XOR[0])[:, 0],
    "X28.params_shallow_10-100-1_vs_deep_10-20-20-20-1":
        lambda: [parameters.count((10, 100, 1)), parameters.count((10, 20, 20, 20, 1))],
    "X29.handmade_feature_x1+x2-2x1x2": lambda: Perceptron([1, 1, -2], 0).score(with_product(XOR[0])),
    "X29.lstsq_with_x1x2_feature_w1_w2_w12_b":
        lambda: bottom(MLP.of([[[0, 0, 0]]], [[0]], output=identity), with_product(XOR[0]), XOR[1]),
    "X30.seed0_tanh2_rounded_outputs":
        lambda: np.round(last(sgd(xor_network(0, 2, tanh), *XOR, 0.5, 5000)).predict(XOR[0])[:, 0], 3),
    **{
        f"X30.xor_success_of_20_seeds_{phi}_{h}hidden_eta.5_5000ep_crossentropy": functools.partial(xor_solved, h, phi)
        for phi in (tanh, sigmoid, relu) for h in (2, 3, 4)
    },

    "X22.f(g1,g2)_f=g1*g2_g1=x+1_g2=x^2_x=3": lambda: PRODUCT.forward(x=3)["f"],

    # Lecture 5
    "B01.chain_B=A^3_A=2x+1_x=1": lambda: CUBE.backward(CUBE.forward(x=1), "B")["x"],
    "B02.jacobian_2x3": jacobian,
    "B02.grad_y": lambda: many_back(("y1", "y2")),
    "B02.grad_x": lambda: many_back(AT),
    "B02.fd": lambda: numerical_gradient(
        lambda x: MANY.forward(**dict(zip(AT, x, strict=True)))["z"], np.array([1.0, 2, 3])
    ),
    "B03.f=x^2_w=1.1_x_y_z": lambda: three_times(square)[0],
    "B03.f=x^2_dz/dw=8w^7": lambda: three_times(square)[1],
    "B03.f=sigma_w=1.1_z": lambda: three_times(sigmoid)[0][-1],
    "B03.f=sigma_dz/dw": lambda: three_times(sigmoid)[1],
    "B04.w^2_{13}_python_index_W2[0,2]_for_W2=arange(1..12).reshape(3,4)":
        lambda: MLP.of([np.ones((4, 2)), np.arange(1, 13).reshape(3, 4)], [[0] * 4, [0] * 3]).W[2][0, 2],
    "B05.a_j^l": lambda: LAYER.predict(LAYER_X)[0],
    "B06.C_one_example": lambda: quadratic([[0.2, 0.7]], [[0, 1]]),
    "B07.z1_a1_z2_a2": lambda: [part[0, 0] for part in stages(CHAIN, CHAIN_X)],
    "B07.C_MEI_C_house": lambda: [2 * CHAIN.cost_on(CHAIN_X, CHAIN_Y), CHAIN.cost_on(CHAIN_X, CHAIN_Y)],
    "B07.dC/da_MEI|da/dz|dz/dw": chain_slopes,
    "B07.MEI_dw2_db2_da1": lambda: [2 * slope for slope in chain_gradient()[:3]],
    "B07.house_dw2_db2_da1": lambda: chain_gradient()[:3],
    "B08.house_dw1_db1": lambda: chain_gradient()[3:],
    "B08.wrong_dw1_missing_factor": lambda: chain_gradient()[3] / CHAIN.W[2][0, 0],
    "B09.mean_of_per_example_grads_(above)_example": lambda: linear([0]).gradient(*DOUBLING).W[1][0, 0],
    "B10.sigmoid.cost_MEI": lambda: 2 * PRACTICE.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.sigmoid.cost_MEI_terms":
        lambda: [2 * quadratic([[a]], [[y]]) for a, y in zip(PRACTICE.predict(X_PRACTICE)[0], (1, 0), strict=True)],
    "B10.sigmoid.cost_house": lambda: PRACTICE.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.sigmoid.cost_mean_over_2_outputs": lambda: 2 * PRACTICE.cost_on(X_PRACTICE, Y_PRACTICE) / 2,
    "B10.sigmoid.a_minus_y": lambda: (PRACTICE.predict(X_PRACTICE) - Y_PRACTICE)[0],
    "B10.sigmoid.sigma_prime": lambda: sigmoid.df(PRACTICE.forward(X_PRACTICE).Z[1])[0],
    "B10.sigmoid.dC_da_MEI":
        lambda: complex_step(lambda a: 2 * quadratic(a, Y_PRACTICE), PRACTICE.predict(X_PRACTICE))[0],
    "B10.sigmoid.delta_MEI": lambda: 2 * practice().delta[1][0],
    "B10.sigmoid.delta_house": lambda: practice().delta[1][0],
    "B10.sigmoid.grad_W_MEI": lambda: 2 * practice().W[1],
    "B10.sigmoid.grad_W_house": lambda: practice().W[1],
    "B10.sigmoid.grad_b_MEI": lambda: 2 * practice().b[1],
    "B10.sigmoid.grad_b_house": lambda: practice().b[1],
    "B10.sigmoid.grad_input_MEI": lambda: 2 * (practice().delta[1] @ W_PRACTICE)[0],
    "B10.sigmoid.grad_input_house": lambda: (practice().delta[1] @ W_PRACTICE)[0],
    **{
        f"B10.sigmoid.{deck}_step_eta{rate}.W": lambda k=k, rate=rate: practice_step(PRACTICE, k * rate).W[1]
        for deck, k in (("MEI", 2), ("house", 1)) for rate in (0.1, 1.0, 10.0)
    },
    **{
        f"B10.sigmoid.{deck}_step_eta{rate}.cost":
            lambda k=k, rate=rate: k * practice_step(PRACTICE, k * rate).cost_on(X_PRACTICE, Y_PRACTICE)
        for deck, k in (("MEI", 2), ("house", 1)) for rate in (0.1, 1.0, 10.0)
    },
    "B10.linear.cost_MEI": lambda: 2 * PRACTICE_LINEAR.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.linear.cost_house": lambda: PRACTICE_LINEAR.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.linear.delta_MEI": lambda: 2 * practice(PRACTICE_LINEAR).delta[1][0],
    "B10.linear.grad_W_MEI": lambda: 2 * practice(PRACTICE_LINEAR).W[1],
    "B10.linear.grad_W_house": lambda: practice(PRACTICE_LINEAR).W[1],
    "B10.linear.grad_b_MEI": lambda: 2 * practice(PRACTICE_LINEAR).b[1],
    "B10.linear.grad_input_MEI": lambda: 2 * (practice(PRACTICE_LINEAR).delta[1] @ W_PRACTICE)[0],
    "B10.linear.MEI_step_eta0.1.W": lambda: practice_step(PRACTICE_LINEAR, 0.2).W[1],
    "B10.linear.MEI_step_eta0.1.cost": lambda: 2 * practice_step(PRACTICE_LINEAR, 0.2).cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.transpose_reading.cost_MEI": lambda: 2 * PRACTICE_TRANSPOSED.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.transpose_reading.grad_W_MEI": lambda: 2 * practice(PRACTICE_TRANSPOSED).W[1].T,
    "B10.two_layers.cost_MEI": lambda: 2 * PRACTICE_TWICE.cost_on(X_PRACTICE, Y_PRACTICE),
    "B10.two_layers.grad_W2_MEI": lambda: 2 * practice(PRACTICE_TWICE).W[2],
    "B10.two_layers.grad_W1_MEI": lambda: 2 * practice(PRACTICE_TWICE).W[1],
    "B10.crossentropy.delta(a-y)": lambda: practice(PRACTICE_LOG).delta[1][0],
    "B10.crossentropy.cost": lambda: PRACTICE_LOG.cost_on(X_PRACTICE, Y_PRACTICE),
    "B12.delta_hidden": lambda: BAD_SQUARES.gradient(BAD_X, [[0]]).delta[1][0],
    "B13.delta_O_house_t0": lambda: BAD_SQUARES.gradient(BAD_X, [[0]]).delta[2][0, 0],
    "B13.delta_O_printed_sign": lambda: -BAD_SQUARES.gradient(BAD_X, [[0]]).delta[2][0, 0],
    "B14.grad_W1_rows_x1_x2_bias": lambda: folded_layer(BAD_SQUARES.gradient(BAD_X, [[0]]), 1),
    "B14.grad_W2": lambda: folded_layer(BAD_SQUARES.gradient(BAD_X, [[0]]), 2)[:, 0],
    "B15.Delta_oo_o.3_Y1": lambda: OUTPUT_GRAPH.backward(OUTPUT_GRAPH.forward(), "C")["a1_1"],
    "B15.dL/dw_hk.5_o.3_sigmoid": lambda: OUTPUT_3.gradient([[0.5]], [[1]]).W[1][0, 0],
    "B16.single_chain_tanh_w=(.5,1,-2)_x.4_Y1_dL/dw1": lambda: TANH_CHAIN.gradient([[0.4]], [[1]]).W[1][0, 0],
    "B17.number_of_paths_from_one_h1_unit_3-2-1": lambda: paths_from_one((1, 3, 2, 1)),
    "B17.number_of_paths_layers_10_10_10_to_1_output_from_one_unit_3_more_layers":
        lambda: paths_from_one((1, 10, 10, 10, 10, 1)),
    "B17.four_path_products_tanh_net": four_paths,
    "B17.sum_of_paths": lambda: sum(four_paths().values()),
    "B18.recursive_Delta_at_input": lambda: PATHS_GRAPH.backward(PATHS_GRAPH.forward(), "C")["a0_1"],
    "B18.fd": lambda: numerical_gradient(lambda x: PATHS.cost_on(x[None, None], [[1]]), 0.4),
    "B19.dh/dh_r_w.5_a.2_sigmoid": slope_of_unit,
    "B19.dh/dw_h_r.7_a.2": lambda: Neuron([0.5], 0.2 - 0.5 * 0.7).sensitivity([0.7])[0],
    "B21.targets_carry": lambda: datasets.half_adder()[1][:, 0],
    "B21.targets_sum_xor": lambda: datasets.half_adder()[1][:, 1],
    "B21.params_2-3-2": lambda: parameters.count((2, 3, 2)),
    "B22.O1_O2_O3": lambda: FIRST.O_hidden[1:],
    "B22.OI_OII": lambda: FIRST.O_output,
    "B22.loss": lambda: FIRST.loss,
    "B23.Delta_I_Delta_II": lambda: FIRST.Delta_output,
    "B23.grad_output_weights": lambda: FIRST.grad_output,
    "B23.new_output_weights": lambda: FIRST.new_output,
    "B24.Delta_1_2_3_(old_output_weights)": lambda: FIRST.Delta_hidden,
    "B24.Delta_1_2_3_if_updated_weights_used_(trap)": lambda: hidden_back(FIRST.new_output, FIRST),
    "B25.grad_hidden_weights": lambda: FIRST.grad_hidden,
    "B25.new_hidden_weights": lambda: FIRST.new_hidden,
    "B25.new_W31_right_vs_printed_(1-O1)": new_W31,
    "B25.loss_after_step": lambda: one_step(FIRST.new_hidden, FIRST.new_output, (1, 0), (0, 1), 0.5).loss,
    "B26.epoch1_total_loss_eta.5": first_epoch_losses,
    **{
        f"B26.house_init_eta{rate}_{epochs}ep_{what}": functools.partial(adder, rate, epochs, what)
        for rate, epochs in ((0.5, 5000), (0.5, 20_000), (2.0, 5000), (2.0, 10_000))
        for what in ("final_loss", "outputs", "all_correct")
    },
    "B26.order_bug_eta2_5000ep_final_loss": order_bug,
    "B26.random_uniform_init_seeds0-19_solved_eta2_3000ep": adder_solved,
    "B27.h1_h2_h_yhat": lambda: np.hstack([*stages(BAD, BAD_X)[::2], stages(BAD, BAD_X)[3]])[0],
    "B27.E_y1": lambda: BAD.cost_on(BAD_X, [[1]]),
    "B28.factors_dE/dyhat|dyhat/dh|dh/dh1|dh1/dW11": bad_factors,
    "B28.dE/dW11^(1)": lambda: bad_gradient().W[1][0, 0],
    "B29.grad_W1_3x2": lambda: folded_layer(bad_gradient(), 1),
    "B29.grad_W2_3": lambda: folded_layer(bad_gradient(), 2)[:, 0],
    "B29.gradE_listing_3x3": bad_listing,
    "B29.W1_after_alpha.5": lambda: folded_layer(bad_after(), 1),
    "B29.W2_after_alpha.5": lambda: folded_layer(bad_after(), 2)[:, 0],
    "B29.E_after": lambda: bad_after().cost_on(BAD_X, [[1]]),
    "B30.sensitivities_dC/dw_dC/db_dC/da_(B07 house)": lambda: chain_gradient()[:3],
    "B31.sum_over_outputs_W^T_delta_(Practice II, MEI)": lambda: 2 * (practice().delta[1] @ W_PRACTICE)[0],
    "B32.four_sigmoid_slopes_at_z=2_product": lambda: sigmoid.df(2) ** 4,
    "B32.best_case_.25^4": lambda: sigmoid.df(0) ** 4,
    "B33.tanh_slopes_at_z=0.5_vs_sigmoid_product4": lambda: [tanh.df(0.5) ** 4, sigmoid.df(0.5) ** 4],
    "B33.relu_product4": lambda: relu.df(0.5) ** 4,
    "B33.z_where_tanh'_drops_below_sigma'": tanh_drops_below_sigma,
    "B34.sigma'_0,2,5,10_tanh'_0,2,5,10": lambda: [phi.df([0, 2, 5, 10]) for phi in (sigmoid, tanh)],
    "B34.output_after_300_steps_x1_y0_start(.6,.9)|(2,2)_squared": lambda: one_to_zero_outputs(quadratic),
    "B34.same_with_cross_entropy": lambda: one_to_zero_outputs(log_loss),
    "B34.input_normalised_(10,20,30)": lambda: standardized([10, 20, 30]),
    "B35.max_sigma_prime": lambda: sigmoid.df(np.linspace(-9, 9, 1801)).max(),
    "B35.0.25_pow_1..10": lambda: [sigmoid.df(0) ** n for n in range(1, 11)],
    "B35.factor_(w*sigma'(0))^n_w=1,4,8_n=10": lambda: [(w * sigmoid.df(0)) ** 10 for w in (1, 4, 8)],
    "B35.sigmoid_chain_depth1..6_gradient_w=1_x=.5": lambda: [chain_slope(depth) for depth in range(1, 7)],
    "B36.gradcheck_practiceII_max_abs_diff_below": practice_check,
    "B37.hessian_C=1/2(y-sigma(w))^2_y1_w0": lambda: hessian(slope_of_half_square, np.zeros(1))[0, 0],
    "B37.hessian_same_w=1": lambda: hessian(slope_of_half_square, np.ones(1))[0, 0],
    "B38.roundtrip_equal": round_trip,

    # Lecture 6
    "O02.poly_deg1_train_mse_pred_at_6_truth6": lambda: polynomial(1),
    "O02.poly_deg2_train_mse_pred_at_6_truth6": lambda: polynomial(2),
    "O02.poly_deg4_train_mse_pred_at_6_truth6": lambda: polynomial(4),
    "O02.params_2-h-1_h=2,5,50": lambda: [parameters.count((2, h, 1)) for h in (2, 5, 50)],
    "O04.train_val_gap_epoch_of_min_val": lambda: early_stopping(VALIDATION, float, len(VALIDATION)).best_epoch,
    "O05.exact_fits_family_dimension_n=4,5_samples":
        lambda: [5 - np.linalg.matrix_rank(X) for X in (FIVE[0], FIVE_AND_ONE[0])],
    "O06.pred_correct": lambda: linear(CORRECT).predict(FIVE[0])[:, 0],
    "O06.pred_overfit": lambda: linear(OVERFITTED).predict(FIVE[0])[:, 0],
    "O06.rank": lambda: np.linalg.matrix_rank(FIVE[0]),
    "O06.family_w(t)_t=1": lambda: (linear(CORRECT).W[1][0] + linear(OVERFITTED).W[1][0]) / 2,
    "O06.family_t1_residual": lambda: (linear([1, 1, 2, 3, 4]).predict(FIVE[0]) - FIVE[1])[:, 0],
    "O06.sqnorm_correct_overfit": lambda: [2 * L2(1)(linear(w)) for w in (CORRECT, OVERFITTED)],
    "O06.l1norm_correct_overfit": lambda: [L1(1)(linear(w)) for w in (CORRECT, OVERFITTED)],
    "O06.GD_from_zero_eta.01_20000steps": lambda: five_from_zero().W[1][0],
    "O06.GD_from_overfit_never_moves": lambda: last(sgd(linear(OVERFITTED), *FIVE, 0.01, 100)).W[1][0],
    "O07.test_pred_correct": lambda: linear(CORRECT).predict(UNSEEN[0])[:, 0],
    "O07.test_pred_overfit": lambda: linear(OVERFITTED).predict(UNSEEN[0])[:, 0],
    "O07.test_mse_correct_overfit": lambda: [mse(linear(w), *UNSEEN) for w in (CORRECT, OVERFITTED)],
    "O10.rank_with_fifth_sample_(5,1,0,0,0)->10": lambda: np.linalg.matrix_rank(FIVE_AND_ONE[0]),
    "O10.unique_solution": unique_solution,
    "O10.overfit_w_on_fifth_sample": lambda: linear(OVERFITTED).predict(FIVE_AND_ONE[0])[-1, 0],
    "O11.split_80_20_of_100": lambda: [len(part) for part in split(100, [0.8, 0.2])],
    "O11.split_80_20_of_10": lambda: [len(part) for part in split(10, [0.8, 0.2])],
    "O11.best_epoch": lambda: early_stopping(VALIDATION, float, 2).best_epoch,
    "O11.literal_stop_epoch": lambda: early_stopping(VALIDATION, float, 1).stop_epoch,
    "O11.patience2_stop_epoch": lambda: early_stopping(VALIDATION, float, 2).stop_epoch,
    "O12.penalties_W(3,4)_lambda.1:|W|_2,|W|^2,half|W|^2,|W|_1": lambda: [
        0.1 * np.sqrt(2 * L2(1)(linear([3, 4]))), 2 * L2(0.1)(linear([3, 4])),
        L2(0.1)(linear([3, 4])), L1(0.1)(linear([3, 4])),
    ],
    "O12.ridge_lambda0.1_w": lambda: five_from_zero(0.1).W[1][0],
    "O12.ridge_lambda0.1_train_test_mse": lambda: ridge(0.1),
    "O12.ridge_lambda1.0_w": lambda: five_from_zero(1.0).W[1][0],
    "O12.ridge_lambda1.0_train_test_mse": lambda: ridge(1.0),
    "O12.ridge_lambda10.0_w": lambda: five_from_zero(10.0).W[1][0],
    "O12.ridge_lambda10.0_train_test_mse": lambda: ridge(10.0),
    "O13.decay_w0=2_eta.1_lambda.5_10steps_no_data": lambda: decayed([2], 0.1, 0.5, 10)[0],
    "O13.one_step_w(3,4)_lambda.1_eta1_grad0": lambda: decayed([3, 4], 1, 0.1, 1),
    "O14.min_L2_solution": lambda: five_from_zero().W[1][0],
    "O14.min_L2_exact_over_31": lambda: 31 * five_from_zero().W[1][0],
    "O14.min_L2_sqnorm_120/31": lambda: 2 * L2(1)(five_from_zero()),
    "O14.min_L2_test_mse": lambda: mse(five_from_zero(), *UNSEEN),
    "O14.exact_test_mse_(2/31)^2*mean(x1^2)": lambda: mse(linear(np.array([60, 2, 4, 6, 8]) / 31), *UNSEEN),
    "O15.member_sq_errors": lambda: ENSEMBLE.members,
    "O15.mean_member_mse_vs_ensemble": lambda: [ENSEMBLE.members.mean(), ENSEMBLE.ensemble],
    "O15.diversity_term_variance": lambda: ENSEMBLE.variance,
    "O16.all_8_masks_sum_p.5": lambda: dropout_sums(ALL_MASKS),
    "O16.mean_over_masks": lambda: dropout_sums(ALL_MASKS).mean(),
    "O16.variance_over_masks": lambda: dropout_sums(ALL_MASKS).var(),
    "O16.inverted_dropout_mean": lambda: dropout_sums(ALL_MASKS / 0.5).mean(),
    "O17.dropconnect_masks_for_3_weights": lambda: distinct(
        dropconnect_mask(linear([1, 1, 1]), 0.5, rng) for rng in map(np.random.default_rng, range(200))
    ),
    "O18.subnetworks_dropout_3hidden|dropconnect_2-3-2_hidden_out_weights":
        lambda: [dropped_neurons(), cut_connections()],
    "O19.K10_N20_train_val_sizes": lambda: fold_sizes(20, 10),
    "O19.K5_N20_train_val_sizes": lambda: fold_sizes(20, 5),
    "O19.K3_N10_fold_sizes": lambda: [len(validation) for _, validation in kfold(10, 3)],
    "O19.K5_N10_folds": lambda: [validation for _, validation in kfold(10, 5)],
    "O19.K10_times_each_sample_is_trained_on": lambda: trained_on(20, 10),
    "O20.cv_mean_of_scores_(.8,.9,.7,.6,1.0)": mean_of_scores,
    "O20.chosen_lr_from_cv_losses_{.01:.5,.1:.2,1:.9}": lambda: choose({0.01: 0.5, 0.1: 0.2, 1: 0.9}),
}
# fmt: on


@pytest.mark.parametrize("key", NUMBERS)
def test_comes_out_of_the_course(key):
    found = plain(NUMBERS[key]())
    assert agrees(OURS[key], found), f"{OURS[key]} expected; got {found}"


def test_every_number_is_computed_or_excepted_with_a_reason_and_none_is_both():
    assert set(OURS) - set(NUMBERS) - set(EXCEPTIONS) == set()
    assert set(NUMBERS) & set(EXCEPTIONS) == set()
    assert set(NUMBERS) | set(EXCEPTIONS) <= set(OURS)


@pytest.mark.parametrize(("value", "found"), [(9.5e-7, 0.0), ([1.0, 4.54e-5], [1.0, 4.6e-5]), ({"a": 2.0}, {"a": 2.1})])
def test_another_number_does_not_pass_for_the_one_in_the_curriculum(value, found):
    assert agrees(value, value)
    assert not agrees(value, found)


def test_networks_side_by_side_train_as_each_of_them_does_alone():
    X, Y = datasets.half_adder()
    nets = [MLP.random((2, 3, 2), np.random.default_rng(seed), tanh, log_loss) for seed in range(3)]
    together = last(sgd(side_by_side(nets), X, np.tile(Y, 3), 0.5, 50, 3)).predict(X)
    alone = np.hstack([last(sgd(net, X, Y, 0.5, 50, 3)).predict(X) for net in nets])
    np.testing.assert_allclose(together, alone, rtol=1e-10)
