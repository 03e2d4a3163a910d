import itertools
import math
import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import (
    L2,
    MLP,
    SkipMLP,
    complex_step,
    cross_entropy,
    datasets,
    dropout_masks,
    hard_tanh,
    identity,
    log_loss,
    numerical_gradient,
    quadratic,
    relu,
    sigmoid,
    softmax,
    step,
    tanh,
)
from tests.curriculum import matches, worked_numbers
from tests.networks import ALL, COSTS, SMOOTH, interventions, problems, textbook_forward, textbook_sample

seeds = st.integers(0, 10**6)
SMOOTH_OUTPUTS = [(quadratic, tanh), (log_loss, sigmoid), (cross_entropy, softmax)]
EVERY_COST = pytest.mark.parametrize(
    ("cost", "output"), COSTS, ids=lambda value: getattr(value, "__name__", repr(value))
)


def numbers(array):
    return np.asarray(array).tolist()


def found_by_the_complex_step(net, X, Y, penalty=None, keep=None):
    return complex_step(lambda theta: net.at(theta).cost_on(X, Y, penalty, keep), net.theta)


def assert_to_the_last_digits(gradient, found):
    """The bar of the course: max|g − g_c| ≤ 1e-14 · max(1, max|g|)."""
    assert np.abs(gradient - found).max() <= 1e-14 * max(1, np.abs(gradient).max())


def closed_form(phi):
    """OCT's network that computes XOR with φ = relu; samples are rows, and so its W is our W[1] transposed."""
    return MLP.of([[[1, 1], [1, 1]], [[1, -2]]], [[0, -1], [0]], hidden=phi, output=identity)


XOR = datasets.gate("XOR")
RNG = np.random.default_rng(7)
NET = MLP.random([3, 4, 2], RNG)
X, Y = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 2))


# The gradient is the derivative of the cost.


@given(problems(), st.data())
def test_the_gradient_is_the_complex_step_derivative_of_the_cost_whatever_the_network(problem, data):
    _, X, Y = problem
    net, keep, penalty = data.draw(interventions(problem))
    gradient = net.gradient(X, Y, penalty, keep).theta
    assert_to_the_last_digits(gradient, found_by_the_complex_step(net, X, Y, penalty, keep))


@EVERY_COST
@given(data=st.data())
def test_the_gradient_of_every_cost_is_its_complex_step_derivative(cost, output, data):
    net, X, Y = data.draw(problems(layers=(1, 2), costs=[(cost, output)]))
    assert_to_the_last_digits(net.gradient(X, Y).theta, found_by_the_complex_step(net, X, Y))


@pytest.mark.parametrize("phi", ALL, ids=repr)
@given(data=st.data())
def test_the_gradient_through_every_hidden_activation_is_its_complex_step_derivative(phi, data):
    net, X, Y = data.draw(problems(layers=(2, 4), activations=[phi]))
    assert_to_the_last_digits(net.gradient(X, Y).theta, found_by_the_complex_step(net, X, Y))


@given(problems(layers=(1, 3), activations=SMOOTH, costs=SMOOTH_OUTPUTS))
def test_the_gradient_is_about_the_secant_of_the_cost(problem):
    net, X, Y = problem
    secants = numerical_gradient(lambda theta: net.at(theta).cost_on(X, Y), net.theta)
    np.testing.assert_allclose(net.gradient(X, Y).theta, secants, rtol=1e-5, atol=1e-7)


@given(problems())
def test_the_gradient_is_the_mean_of_the_textbooks_sample_by_sample(problem):
    net, X, Y = problem
    each = [textbook_sample(net, x, y) for x, y in zip(X, Y, strict=True)]
    grad = net.gradient(X, Y)
    np.testing.assert_allclose(grad.theta, np.mean([g for _, _, g in each], axis=0), rtol=1e-9, atol=1e-10)
    assert net.cost_on(X, Y) == pytest.approx(np.mean([C for C, _, _ in each]), rel=1e-9, abs=1e-12)
    for l in range(1, len(net.sizes)):
        np.testing.assert_allclose(grad.delta[l], [delta[l] for _, delta, _ in each], rtol=1e-9, atol=1e-10)


@given(problems())
def test_the_forward_pass_is_the_textbooks_neuron_by_neuron(problem):
    net, X, _ = problem
    trace = net.forward(X)
    np.testing.assert_array_equal(trace.A[0], X)
    for i, x in enumerate(X):
        z, a = textbook_forward(net, x)
        for l in range(1, len(net.sizes)):
            np.testing.assert_allclose(trace.Z[l][i], z[l], rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(trace.A[l][i], a[l], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(net.predict(X), trace.A[-1])


@given(problems())
def test_of_one_sample_the_errors_are_the_gradient_of_the_biases_and_times_the_inputs_that_of_the_weights(problem):
    net, X, Y = problem
    for x, y in zip(X, Y, strict=True):
        grad = net.gradient([x], [y])
        for l in range(1, len(net.sizes)):
            np.testing.assert_array_equal(grad.delta[l][0], grad.b[l])
            np.testing.assert_array_equal(grad.W[l], np.outer(grad.delta[l][0], net.forward([x]).A[l - 1][0]))


@given(problems())
def test_samples_given_twice_change_neither_cost_nor_gradient(problem):
    net, X, Y = problem
    twice = np.vstack([X, X]), np.vstack([Y, Y])
    np.testing.assert_allclose(net.gradient(*twice).theta, net.gradient(X, Y).theta, rtol=1e-12, atol=1e-14)
    assert net.cost_on(*twice) == pytest.approx(net.cost_on(X, Y), rel=1e-12, abs=1e-15)


@given(problems(activations=SMOOTH))
def test_complex_parameters_pass_through_the_gradient_as_well(problem):
    net, X, Y = problem
    direction = np.linspace(-1, 1, net.theta.size)
    changed = net.at(net.theta + 1e-30j * direction).gradient(X, Y).theta
    np.testing.assert_allclose(changed.real, net.gradient(X, Y).theta, rtol=1e-12, atol=1e-14)
    slopes = numerical_gradient(lambda t: direction @ net.at(net.theta + t * direction).gradient(X, Y).theta, 0.0)
    assert float(direction @ changed.imag) / 1e-30 == pytest.approx(float(slopes), rel=1e-5, abs=1e-6)


@given(problems(activations=SMOOTH, costs=[(quadratic, identity), (quadratic, sigmoid)]))
def test_complex_inputs_pass_where_the_parameters_are_complex(problem):
    net, X, Y = problem
    grad = net.backward(net.forward(X), Y)
    found = complex_step(lambda inputs: net.at(net.theta.astype(complex)).cost_on(inputs, Y), X)
    np.testing.assert_allclose(found, grad.delta[1] @ net.W[1] / len(X), rtol=1e-11, atol=1e-13)


def test_a_gradient_buffer_may_be_used_again_and_keeps_nothing_of_its_last_use():
    trace = NET.forward(X)
    grad = NET.gradient(-X, Y + 1)
    assert NET.backward(trace, Y, grad) is grad
    np.testing.assert_array_equal(grad.theta, NET.gradient(X, Y).theta)


def test_the_parts_of_a_gradient_are_views_of_its_vector():
    grad = NET.gradient(X, Y)
    grad.theta[:] = np.arange(grad.theta.size)
    assert numbers(grad.W[2]) == [[16, 17, 18, 19], [20, 21, 22, 23]]
    assert numbers(grad.b[2]) == [24, 25]
    assert grad.W[0] is grad.b[0] is grad.delta[0] is None


# Activations: each layer has its own; without any, layers are one matrix.


def test_each_hidden_layer_has_the_activation_of_its_own_place_in_the_list():
    net = MLP.of([[[1]]] * 4, [[0.5]] * 4, hidden=[tanh, relu, step], output=identity)
    z1 = 0.25 + 0.5
    z2 = math.tanh(z1) + 0.5
    assert numbers(net.forward([[0.25]]).A[3]) == [[1]]
    assert net.forward([[0.25]]).Z[3][0, 0] == pytest.approx(z2 + 0.5)
    assert net.hidden == (tanh, relu, step)


@given(problems(activations=[identity], costs=[(quadratic, identity)]))
def test_layers_that_only_add_and_multiply_are_one_layer(problem):
    net, X, _ = problem
    W, b = np.eye(net.sizes[0]), np.zeros(net.sizes[0])
    for l in range(1, len(net.sizes)):
        W, b = net.W[l] @ W, net.W[l] @ b + net.b[l]
    np.testing.assert_allclose(net.predict(X), MLP.of([W], [b], output=identity).predict(X), rtol=1e-11, atol=1e-12)


@given(problems(costs=[(quadratic, identity)]))
def test_exchanging_two_hidden_neurons_with_their_weights_changes_nothing(problem):
    net, X, _ = problem
    for l in range(1, len(net.sizes) - 1):
        order = np.roll(np.arange(net.sizes[l]), 1)
        W, b = [w.copy() for w in net.W[1:]], [v.copy() for v in net.b[1:]]
        W[l - 1], b[l - 1], W[l] = W[l - 1][order], b[l - 1][order], W[l][:, order]
        other = MLP.of(W, b, net.hidden, output=identity)
        np.testing.assert_allclose(other.predict(X), net.predict(X), rtol=1e-12, atol=1e-12)


# A network is a value.


def test_at_copies_and_nothing_can_be_written_to():
    theta = np.arange(26.0)
    net = NET.at(theta)
    theta[:] = -1
    assert net.theta[3] == 3
    for part in (net.theta, net.W[1], net.b[2]):
        with pytest.raises(ValueError, match="read-only"):
            part[...] = 0


def test_at_leaves_the_network_as_it_was_and_keeps_everything_but_the_parameters():
    net = MLP.random([2, 3, 3], np.random.default_rng(0), [relu], cross_entropy)
    before = net.theta.copy()
    other = net.at(before + 1)
    np.testing.assert_array_equal(net.theta, before)
    assert (other.sizes, other.hidden, other.cost, other.output) == (net.sizes, net.hidden, net.cost, net.output)
    np.testing.assert_array_equal(other.W[1], net.W[1] + 1)


def test_whole_numbers_will_do_for_parameters():
    net = MLP([1, 1], [2, 3], output=identity)
    assert numbers(net.predict([[0.25]])) == [[3.5]]


@given(seeds)
def test_random_weights_are_normal_numbers_in_the_order_of_the_layers_and_biases_are_zero(seed):
    net, rng = MLP.random([3, 4, 2], np.random.default_rng(seed), scale=1), np.random.default_rng(seed)
    np.testing.assert_array_equal(net.W[1], rng.normal(size=(4, 3)))
    np.testing.assert_array_equal(net.W[2], rng.normal(size=(2, 4)))
    assert not net.b[1].any()
    assert not net.b[2].any()


@given(seeds, st.none() | st.sampled_from([0.0, 0.5, 3.0]))
def test_random_weights_spread_by_one_over_the_root_of_their_number_unless_told_otherwise(seed, scale):
    net, unit = (MLP.random([9, 4, 2], np.random.default_rng(seed), scale=s) for s in (scale, 1))
    for l, root in ((1, 3), (2, 2)):
        np.testing.assert_allclose(net.W[l], unit.W[l] * (1 / root if scale is None else scale), rtol=1e-15)


@given(problems())
def test_of_takes_the_weights_and_biases_that_a_network_shows(problem):
    net, _, _ = problem
    np.testing.assert_array_equal(MLP.of(net.W[1:], net.b[1:]).theta, net.theta)


# Connections and neurons that are switched off.


@given(problems(), st.data())
def test_what_is_masked_is_zero_and_stays_zero_and_has_no_gradient(problem, data):
    net, X, Y = problem
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=net.theta.size, max_size=net.theta.size)))
    cut = net.masked(mask)
    np.testing.assert_array_equal(cut.theta, np.where(mask, net.theta, 0))
    assert not cut.gradient(X, Y).theta[~mask].any()
    assert not cut.at(np.ones(mask.size)).theta[~mask].any()
    assert not cut.at(np.full(mask.size, np.nan)).theta[~mask].any()
    np.testing.assert_array_equal(cut.predict(X), net.at(np.where(mask, net.theta, 0)).predict(X))
    free = cut.at(cut.theta).gradient(X, Y).theta[mask]
    np.testing.assert_array_equal(free, net.at(cut.theta).gradient(X, Y).theta[mask])


def test_a_mask_is_copied_and_the_network_it_is_taken_from_stays_whole():
    mask = np.zeros(26, dtype=bool)
    cut = NET.masked(mask)
    mask[:] = True
    assert not cut.theta.any()
    assert not cut.at(NET.theta).theta.any()
    assert NET.mask is None
    assert NET.theta[:12].all()


def test_a_second_mask_brings_nothing_back():
    first, second = np.arange(26) % 2 == 0, np.arange(26) % 3 == 0
    cut = NET.masked(first).masked(second).at(np.ones(26))
    np.testing.assert_array_equal(cut.theta, np.where(first & second, 1, 0))


@given(problems(layers=(2, 4)), seeds)
def test_a_neuron_that_is_off_says_nothing_and_learns_nothing(problem, seed):
    net, X, Y = problem
    keep = dropout_masks(net, len(X), 0.5, np.random.default_rng(seed))
    trace, grad = net.forward(X, keep), net.gradient(X, Y, keep=keep)
    for l in range(1, len(net.sizes) - 1):
        off = keep[l] == 0
        assert not trace.A[l][off].any()
        assert not grad.delta[l][off].any()
        np.testing.assert_array_equal(trace.A[l], net.phi[l](trace.Z[l]) * keep[l])


@given(problems(layers=(2, 4)))
def test_masks_that_keep_every_neuron_change_nothing(problem):
    net, X, Y = problem
    keep = [None, *(np.ones((len(X), size)) for size in net.sizes[1:-1]), None]
    np.testing.assert_array_equal(net.predict(X), net.forward(X, keep).A[-1])
    np.testing.assert_array_equal(net.gradient(X, Y, keep=keep).theta, net.gradient(X, Y).theta)
    assert net.cost_on(X, Y, keep=keep) == net.cost_on(X, Y)


def test_a_penalty_is_added_to_the_cost_and_its_gradient_to_the_gradient():
    net = MLP.of([[[3, 4]]], [[1]], output=identity)
    sample = [[0, 0]], [[1]]  # hit exactly: only the penalty is left
    assert net.cost_on(*sample, L2(0.1)) == pytest.approx(1.25)
    assert numbers(net.gradient(*sample, L2(0.1)).W[1]) == [pytest.approx([0.3, 0.4])]
    assert numbers(net.gradient(*sample, L2(0.1)).b[1]) == [0]


# Number types.


@EVERY_COST
@pytest.mark.parametrize("skip", [False, True], ids=["layers", "skips"])
def test_single_precision_stays_single_from_the_inputs_to_the_gradient(cost, output, skip):
    rng = np.random.default_rng(0)
    net = MLP.random([3, 4, 5, 2], rng, [relu, hard_tanh], cost, output, dtype=np.float32)
    if skip:
        net = SkipMLP.over(net, {(0, 2): rng.normal(size=(5, 3)), (1, 3): rng.normal(size=(2, 4))})
    keep = [None, rng.random((6, 4)) < 0.5, 2.0 * (rng.random((6, 5)) < 0.5), None]
    Y = np.eye(2, dtype=int)[[0, 1, 1, 0, 1, 0]]
    trace, grad = net.forward(rng.normal(size=(6, 3)), keep), net.gradient(rng.normal(size=(6, 3)), Y, L2(0.1), keep)
    arrays = [net.theta, *trace.A, *trace.Z[1:], grad.theta, *grad.delta[1:], net.at(net.theta).theta]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    assert type(net.cost_on(rng.normal(size=(6, 3)), Y, L2(0.1), keep)) is float


@EVERY_COST
def test_the_cost_itself_is_asked_in_single_precision(cost, output):
    seen = []

    def terms(Z, Y, phi):
        seen.extend([Z.dtype, Y.dtype, cost.terms_from_z(Z, Y, phi).dtype])
        return cost.terms_from_z(Z, Y, phi)

    spy = replace(cost, terms_from_z=terms)
    net = MLP.random([3, 2], np.random.default_rng(0), cost=spy, output=output, dtype=np.float32)
    net.cost_on(np.ones((2, 3)), [[1, 0], [0, 1]])
    assert set(seen) == {np.dtype(np.float32)}


@given(problems(activations=SMOOTH, costs=SMOOTH_OUTPUTS))
def test_single_and_double_precision_tell_nearly_the_same(problem):
    net, X, Y = problem
    gradient = net.gradient(X, Y).theta
    single = net.at(net.theta.astype(np.float32)).gradient(X, Y).theta
    assert np.abs(single - gradient).max() <= 1e-4 * max(1, np.abs(gradient).max())


@pytest.mark.parametrize("dtype", [float, np.float32, complex])
def test_x_and_y_may_be_whole_numbers_or_lists(dtype):
    net = MLP.random([2, 3, 1], np.random.default_rng(0), cost=log_loss, dtype=dtype)
    inputs, targets = np.array([[0, 1], [1, 1]]), np.array([[1], [0]])
    same = inputs.astype(float), targets.astype(float)
    np.testing.assert_array_equal(net.gradient(inputs, targets).theta, net.gradient(*same).theta)
    np.testing.assert_array_equal(net.predict(inputs.tolist()), net.predict(same[0]))
    assert net.cost_on(inputs, targets) == net.cost_on(*same)
    assert type(net.cost_on(inputs, targets)) is (complex if dtype is complex else float)


def test_inputs_are_not_changed_and_not_copied_where_their_number_type_fits():
    before = X.copy()
    assert NET.forward(X).A[0] is X
    NET.gradient(X, Y)
    np.testing.assert_array_equal(X, before)


@EVERY_COST
def test_a_training_that_has_diverged_meets_no_warning(cost, output):
    Y = [[1, 0]]
    for size in (1e200, np.inf, np.nan):
        net = MLP.random([2, 3, 2], np.random.default_rng(0), relu, cost, output)
        net = net.at(np.sign(net.theta) * size if size < np.inf else np.full(net.theta.shape, size))
        with warnings.catch_warnings(), np.errstate(divide="warn", over="warn", invalid="warn"):
            warnings.simplefilter("error")
            net.predict([[1, 2]])
            net.cost_on([[1, 2]], Y, L2(0.1))
            net.gradient([[1, 2]], Y, L2(0.1))


# Bad arguments.


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NET.predict([[1, 2]]), "X: shape (n, 3) expected, samples in rows; got shape (1, 2)"),
        (lambda: NET.predict([1, 2, 3]), "X: shape (n, 3) expected, samples in rows; got shape (3,)"),
        (lambda: NET.predict(np.zeros((0, 3))), "X: shape (n, 3) expected, samples in rows; got shape (0, 3)"),
        (lambda: NET.predict([[1, 2, np.nan]]), "X: finite numbers expected; got NaN"),
        (lambda: NET.predict([["a", "b", "c"]]), "X: numbers expected; got"),
        (lambda: NET.gradient(X, Y[:, :1]), "Y: shape (n, 2) expected, samples in rows; got shape (5, 1)"),
        (lambda: NET.gradient(X, Y[:4]), "X and Y: as many rows expected; got 5 and 4"),
        (lambda: NET.cost_on(X, Y[:1]), "X and Y: as many rows expected; got 5 and 1"),
        (lambda: NET.backward(NET.forward(X), Y[:1]), "X and Y: as many rows expected; got 5 and 1"),
        (lambda: NET.cost_on(X, np.full((5, 2), np.inf)), "Y: finite numbers expected; got"),
        (
            lambda: closed_form(relu).cost_on(XOR[0], [0, 1, 1, 0]),
            "Y: shape (n, 1) expected, samples in rows; got shape (4,)",
        ),
        (lambda: MLP.random([3], RNG), "sizes: at least 2 whole numbers from 1 on expected; got [3]"),
        (lambda: MLP.random([3, 0, 1], RNG), "sizes: at least 2 whole numbers from 1 on expected; got [3, 0, 1]"),
        (lambda: MLP.random([3, 1.5], RNG), "sizes: at least 2 whole numbers from 1 on expected; got [3, 1.5]"),
        (lambda: MLP.random([3, 1], 7), "rng: a random generator such as np.random.default_rng(7) expected; got 7"),
        (lambda: MLP.random([3, 1], RNG, scale=np.nan), "scale: finite numbers expected; got nan"),
        (lambda: MLP.random([3, 1], RNG, scale=[1, 2]), "scale: a single number expected; got shape (2,)"),
        (
            lambda: MLP.random([3, 4, 1], RNG, [relu, tanh]),
            "hidden: an Activation, or a list of 1, one a hidden layer; got [relu, tanh]",
        ),
        (lambda: MLP.random([3, 4, 1], RNG, []), "hidden: an Activation, or a list of 1, one a hidden layer; got []"),
        (
            lambda: MLP.random([3, 4, 1], RNG, "relu"),
            "hidden: an Activation, or a list of 1, one a hidden layer; got 'relu'",
        ),
        (
            lambda: MLP.random([3, 4, 1], RNG, softmax),
            "hidden: an Activation, or a list of 1, one a hidden layer; got <func",
        ),
        (
            lambda: MLP.random([3, 4, 1], RNG, [softmax]),
            "hidden: an Activation, or a list of 1, one a hidden layer; got [<f",
        ),
        (
            lambda: MLP.random([3, 1], RNG, cost="log_loss"),
            "cost: quadratic, log_loss or cross_entropy expected; got 'log_",
        ),
        (
            lambda: MLP.random([3, 1], RNG, cost=log_loss, output=tanh),
            "output: log_loss goes with its own output layer, sigmoid, alone",
        ),
        (
            lambda: MLP.random([3, 2], RNG, cost=cross_entropy, output=sigmoid),
            "output: cross_entropy goes with its own output layer, softmax, alone",
        ),
        (
            lambda: MLP.random([3, 2], RNG, output=softmax),
            "output: an Activation such as sigmoid or identity expected; got",
        ),
        (
            lambda: MLP.random([3, 1], RNG, cost=log_loss).cost_on(X, np.full((5, 1), -1)),
            "Y: targets from 0 to 1 expected for log_loss; got [[-1.0]",
        ),
        (
            lambda: MLP.random([3, 2], RNG, cost=cross_entropy).gradient(X, np.ones((5, 2))),
            "Y: rows from 0 to 1 that sum to 1 expected for cross_entropy; got [[1.0, 1.0]",
        ),
        (lambda: NET.at(np.zeros(25)), "theta: shape (26,) expected for this network; got shape (25,)"),
        (lambda: NET.at(np.zeros((26, 1))), "theta: shape (26,) expected for this network; got shape (26, 1)"),
        (lambda: NET.at(0.0), "theta: shape (26,) expected for this network; got shape ()"),
        (lambda: NET.masked([True]), "mask: truth values of shape (26,) expected; got bool (1,)"),
        (lambda: NET.masked(np.ones(26)), "mask: truth values of shape (26,) expected; got float64 (26,)"),
        (lambda: NET.forward(X, [None, np.ones(4), None]), "keep: a list of masks of shapes [None, (5, 4), None]"),
        (lambda: NET.forward(X, [None, np.ones((5, 1)), None]), "keep: a list of masks of shapes [None, (5, 4), None]"),
        (lambda: NET.forward(X, [None, 0.5, None]), "keep: a list of masks of shapes [None, (5, 4), None]"),
        (
            lambda: NET.cost_on(X, Y, keep=[np.ones((5, 3)), None, None]),
            "keep: a list of masks of shapes [None, (5, 4), None]",
        ),
        (
            lambda: NET.gradient(X, Y, keep=[None, None, np.ones((5, 2))]),
            "keep: a list of masks of shapes [None, (5, 4), None]",
        ),
        (lambda: NET.gradient(X, Y, keep=[np.ones((5, 4))]), "keep: a list of masks of shapes [None, (5, 4), None]"),
        (lambda: NET.forward(X, [None, np.full((5, 4), np.nan), None]), "keep: finite numbers expected; got"),
    ],
)
def test_bad_arguments_are_refused_where_they_come_in(make, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        make()


# The worked numbers of the decks.


def test_the_xor_network_in_closed_form_and_every_stage_on_its_way():
    row = worked_numbers("X09") | worked_numbers("X10") | worked_numbers("X08")
    net = closed_form(relu)
    trace = net.forward(XOR[0])
    assert numbers(trace.Z[1] - net.b[1]) == row["X09.XW"]
    assert numbers(trace.Z[1]) == row["X09.XW_plus_c"]
    assert numbers(trace.A[1]) == row["X09.H_relu"]
    assert numbers(trace.A[2][:, 0]) == row["X09.output"] == numbers(XOR[1][:, 0])
    assert np.linalg.matrix_rank(net.W[1]) == row["X09.rank_W"]
    assert net.theta.size == row["X09.n_params"]
    assert numbers(np.unique(trace.A[1], axis=0)) == row["X10.distinct_hidden_points"]
    assert numbers(trace.A[1] @ [1, -2] - 0.5) == row["X10.separating_line_scores_h1-2h2-0.5"]
    assert float(net.predict([[0.5, 0.5]])[0, 0]) == row["X10.center_0.5_0.5_output"]
    diagonal = np.arange(0, 2.75, 0.5)[:, None] / 2 * [1, 1]
    assert numbers(net.predict(diagonal)[:, 0]) == row["X10.output_along_diagonal_s=x1+x2_0,.5,1,1.5,2,2.5"]
    assert numbers(closed_form(identity).predict(XOR[0])[:, 0]) == row["X08.without_relu_output"]
    assert matches(row["X08.tanh_instead_of_relu_output"], numbers(closed_form(tanh).predict(XOR[0])[:, 0]))
    assert matches(row["X08.sigmoid_instead_of_relu_output"], numbers(closed_form(sigmoid).predict(XOR[0])[:, 0]))


def test_xor_is_the_and_of_or_and_nand():
    net = MLP.of([[[1, 1], [-1, -1]], [[1, 1]]], [[-0.5, 1.5], [-1.5]], hidden=step, output=step)
    trace = net.forward(XOR[0])
    row = worked_numbers("X02")
    assert [numbers(trace.A[1][:, 0]), numbers(trace.A[1][:, 1])] == [row["X02.OR"], row["X02.NAND"]]
    assert numbers(trace.A[2][:, 0]) == row["X02.AND_of_both"]


def test_two_and_three_layers_of_identity_collapse_to_the_numbers_of_the_deck():
    two = MLP.of([np.transpose([[1, 2], [3, 4]]), [[1, -1]]], [[0, 0], [0]], hidden=identity, output=identity)
    row = worked_numbers("X05")
    assert row["X05.w^T_W^T_x_(two_ways)"] == [two.predict([[2, 5]]).item(), (two.W[2] @ two.W[1] @ [2, 5]).item()]
    assert row["X05.collapsed_weight_Ww"] == numbers((two.W[2] @ two.W[1])[0])
    rng = np.random.default_rng(0)
    W = [rng.normal(size=shape).T for shape in ((2, 3), (3, 4), (4, 1))]
    three = MLP.of(W, [np.zeros(len(w)) for w in W], hidden=identity, output=identity).predict([[1, -2]])
    product = W[2] @ W[1] @ W[0] @ [1, -2]
    assert matches(worked_numbers()["X06.three_layers_vs_product"], [three.item(), product.item()])


# Deck BAD folds the bias into the last row of a matrix that stands the other way round.
BAD_W1, BAD_W2 = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.array([0.7, 0.8, 0.9])


def unfolded(W1, W2, cost=quadratic):
    return MLP.of([W1[:2].T, [W2[:2]]], [W1[2], W2[2:]], cost=cost)


def folded(W, b):
    """Our W (n_out, n_in) and b as BAD writes them: rows x1, x2, bias."""
    return np.vstack([W.T, b])


def test_the_two_layers_of_deck_bad_forward():
    trace = unfolded(BAD_W1, BAD_W2).forward([[1, 2]])
    numbers_of = worked_numbers()
    assert matches(numbers_of["X17.h1_h2"], numbers(trace.Z[1][0]))
    assert matches(numbers_of["X17.sigma_h"], numbers(trace.A[1][0]))
    stages = [numbers(trace.A[1][0]), trace.Z[2].item(), trace.A[2].item()]
    assert matches(numbers_of["X18.stages_sigmaW1x|W2sigmaW1x|yhat"], stages)
    assert matches(numbers_of["B27.h1_h2_h_yhat"], [*numbers(trace.Z[1][0]), *stages[1:]])


def test_the_two_layers_of_deck_bad_with_log_loss_backward_and_one_step_on():
    row = worked_numbers("B27") | worked_numbers("B28") | worked_numbers("B29")
    net, sample = unfolded(BAD_W1, BAD_W2, log_loss), ([[1, 2]], [[1]])
    assert matches(row["B27.E_y1"], net.cost_on(*sample))
    trace, grad = net.forward(sample[0]), net.gradient(*sample)
    h, y = trace.A[2].item(), trace.A[1][0, 0]
    factors = [-1 / h, h * (1 - h), net.W[2][0, 0] * y * (1 - y), 1.0]
    assert matches(row["B28.factors_dE/dyhat|dyhat/dh|dh/dh1|dh1/dW11"], [float(factor) for factor in factors])
    assert grad.W[1][0, 0] == pytest.approx(math.prod(factors))
    assert matches(row["B28.dE/dW11^(1)"], float(grad.W[1][0, 0]))
    first, second = folded(grad.W[1], grad.b[1]), folded(grad.W[2], grad.b[2])
    assert matches(row["B29.grad_W1_3x2"], numbers(first))
    assert matches(row["B29.grad_W2_3"], numbers(second[:, 0]))
    assert matches(row["B29.gradE_listing_3x3"], numbers(np.hstack([first, second])))
    after = net.at(net.theta - 0.5 * grad.theta)
    assert matches(row["B29.W1_after_alpha.5"], numbers(folded(after.W[1], after.b[1])))
    assert matches(row["B29.W2_after_alpha.5"], numbers(folded(after.W[2], after.b[2])[:, 0]))
    assert matches(row["B29.E_after"], after.cost_on(*sample))


def test_the_errors_of_the_two_layers_of_deck_bad_with_squared_error():
    grad = unfolded(BAD_W1, BAD_W2).gradient([[1, 2]], [[0]])
    assert matches(worked_numbers()["B13.delta_O_house_t0"], grad.delta[2].item())
    assert matches(worked_numbers()["B12.delta_hidden"], numbers(grad.delta[1][0]))
    assert matches(worked_numbers()["B14.grad_W1_rows_x1_x2_bias"], numbers(folded(grad.W[1], grad.b[1])))
    assert matches(worked_numbers()["B14.grad_W2"], numbers(folded(grad.W[2], grad.b[2])[:, 0]))


def test_the_tanh_network_of_deck_khe_stage_by_stage():
    net = MLP.of([[[1, -1], [0.5, 0.5]], [[2, -1]]], [[0, -0.5], [0.1]], hidden=tanh, output=tanh)
    trace, row = net.forward([[1, 0.5]]), worked_numbers("X19")
    assert matches(row["X19.a_h"], numbers(trace.Z[1][0]))
    assert matches(row["X19.h_tanh"], numbers(trace.A[1][0]))
    assert matches(row["X19.a_o"], trace.Z[2].item())
    assert matches(row["X19.f"], trace.A[2].item())


PRACTICE = [[0.2, 0.4], [0.6, 0.8]]
AT, GOAL = [[0.7, 0.3]], [[1, 0]]


def practice(output=sigmoid, W=PRACTICE, cost=quadratic):
    """One layer without a bias: it is removed."""
    return MLP.of([W], [[0, 0]], cost=cost, output=output).masked([True] * 4 + [False] * 2)


def test_practice_1_and_what_the_other_readings_give():
    row, twice = worked_numbers("S18"), [PRACTICE, PRACTICE]
    trace = practice().forward(AT)
    assert matches(row["S18.z"], numbers(trace.Z[1][0]))
    assert matches(row["S18.a_sigmoid"], numbers(trace.A[1][0]))
    other = practice(W=np.transpose(PRACTICE)).forward(AT)
    assert matches(row["S18.z_transpose_reading"], numbers(other.Z[1][0]))
    assert matches(row["S18.a_transpose_reading"], numbers(other.A[1][0]))
    assert matches(row["S18.two_weight_layers_same_W_sigmoid"], numbers(MLP.of(twice, [[0, 0]] * 2).predict(AT)[0]))
    linear = MLP.of(twice, [[0, 0]] * 2, identity, output=identity)
    assert matches(row["S18.two_weight_layers_same_W_linear"], numbers(linear.predict(AT)[0]))


def test_practice_2_the_cost_the_gradient_and_its_parts():
    row = {name.removeprefix("B10.sigmoid."): value for name, value in worked_numbers("B10").items()}
    net = practice()
    trace, C = net.forward(AT), net.cost_on(AT, GOAL)
    grad = net.backward(trace, GOAL)
    assert matches([row["cost_house"], row["cost_MEI"]], [C, 2 * C])
    assert matches(row["a_minus_y"], numbers(trace.A[1][0] - GOAL[0]))
    assert matches(row["cost_MEI_terms"], numbers((trace.A[1][0] - GOAL[0]) ** 2))
    assert matches(row["dC_da_MEI"], numbers(2 * (trace.A[1][0] - GOAL[0])))
    assert matches(row["sigma_prime"], numbers(sigmoid.df(trace.Z[1][0])))
    assert matches([row["grad_W_house"], row["grad_W_MEI"]], [numbers(grad.W[1]), numbers(2 * grad.W[1])])
    assert matches([row["delta_house"], row["delta_MEI"]], [numbers(grad.delta[1][0]), numbers(2 * grad.delta[1][0])])
    whole = MLP.of([PRACTICE], [[0, 0]]).gradient(AT, GOAL).b[1]
    assert matches([row["grad_b_house"], row["grad_b_MEI"]], [numbers(whole), numbers(2 * whole)])
    wish = complex_step(lambda x: net.at(net.theta.astype(complex)).cost_on(x[None], GOAL), np.array(AT[0]))
    assert matches([row["grad_input_house"], row["grad_input_MEI"]], [numbers(wish), numbers(2 * wish)])
    summed = 2 * grad.delta[1][0] @ net.W[1]
    assert matches(worked_numbers()["B31.sum_over_outputs_W^T_delta_(Practice II, MEI)"], numbers(summed))


@pytest.mark.parametrize(("reading", "factor"), [("house", 1), ("MEI", 2)])
@pytest.mark.parametrize("rate", [0.1, 1.0, 10.0])
def test_practice_2_after_one_step(reading, factor, rate):
    net = practice()
    after = net.at(net.theta - rate * factor * net.gradient(AT, GOAL).theta)
    step_to = f"B10.sigmoid.{reading}_step_eta{rate}"
    assert matches(worked_numbers()[f"{step_to}.W"], numbers(after.W[1]))
    assert matches(worked_numbers()[f"{step_to}.cost"], factor * after.cost_on(AT, GOAL))


def test_practice_2_in_the_other_readings():
    row = worked_numbers("B10")
    linear = practice(identity)
    grad, C = linear.gradient(AT, GOAL), linear.cost_on(AT, GOAL)
    assert matches([row["B10.linear.cost_house"], row["B10.linear.cost_MEI"]], [C, 2 * C])
    assert matches(row["B10.linear.delta_MEI"], numbers(2 * grad.delta[1][0]))
    assert matches(row["B10.linear.grad_b_MEI"], numbers(2 * grad.delta[1][0]))
    assert matches(row["B10.linear.grad_W_house"], numbers(grad.W[1]))
    assert matches(row["B10.linear.grad_W_MEI"], numbers(2 * grad.W[1]))
    assert matches(row["B10.linear.grad_input_MEI"], numbers(2 * grad.delta[1][0] @ linear.W[1]))
    after = linear.at(linear.theta - 0.2 * grad.theta)
    assert matches(row["B10.linear.MEI_step_eta0.1.W"], numbers(after.W[1]))
    assert matches(row["B10.linear.MEI_step_eta0.1.cost"], 2 * after.cost_on(AT, GOAL))
    turned = practice(W=np.transpose(PRACTICE))
    assert matches(row["B10.transpose_reading.cost_MEI"], 2 * turned.cost_on(AT, GOAL))
    as_printed = 2 * turned.gradient(AT, GOAL).W[1].T  # rows send in this reading
    assert matches(row["B10.transpose_reading.grad_W_MEI"], numbers(as_printed))
    two = MLP.of([PRACTICE, PRACTICE], [[0, 0]] * 2)
    assert matches(row["B10.two_layers.cost_MEI"], 2 * two.cost_on(AT, GOAL))
    assert matches(row["B10.two_layers.grad_W1_MEI"], numbers(2 * two.gradient(AT, GOAL).W[1]))
    assert matches(row["B10.two_layers.grad_W2_MEI"], numbers(2 * two.gradient(AT, GOAL).W[2]))
    sure = practice(cost=log_loss)
    assert matches(row["B10.crossentropy.delta(a-y)"], numbers(sure.gradient(AT, GOAL).delta[1][0]))
    assert matches(row["B10.crossentropy.cost"], sure.cost_on(AT, GOAL))


def test_the_gradient_of_practice_2_passes_the_check_with_secants():
    net = practice()
    secants = numerical_gradient(lambda theta: net.at(theta).cost_on(AT, GOAL), net.theta)
    bound = worked_numbers()["B36.gradcheck_practiceII_max_abs_diff_below"]
    assert np.abs(net.gradient(AT, GOAL).theta - secants).max() < bound


def test_the_chain_of_one_neuron_a_layer():
    net, row = MLP.of([[[0.5]], [[-1.3]]], [[0.1], [0.2]]), worked_numbers()
    trace, grad, C = net.forward([[0.6]]), net.gradient([[0.6]], [[1]]), net.cost_on([[0.6]], [[1]])
    z1, a1, z2, a2 = (part.item() for part in (trace.Z[1], trace.A[1], trace.Z[2], trace.A[2]))
    assert matches(row["B07.z1_a1_z2_a2"], [z1, a1, z2, a2])
    assert matches(row["B07.C_MEI_C_house"], [2 * C, C])
    assert matches(row["B07.dC/da_MEI|da/dz|dz/dw"], [2 * (a2 - 1), sigmoid.df(z2).item(), a1])
    house = [grad.W[2].item(), grad.b[2].item(), (grad.delta[2] @ net.W[2]).item()]
    assert matches(row["B07.house_dw2_db2_da1"], house)
    assert matches(row["B30.sensitivities_dC/dw_dC/db_dC/da_(B07 house)"], house)
    assert matches(row["B07.MEI_dw2_db2_da1"], [2 * value for value in house])
    assert matches(row["B08.house_dw1_db1"], [grad.W[1].item(), grad.b[1].item()])


def test_a_layer_is_its_neurons_one_below_the_other():
    # Rows S17 and B05 tell only the outputs; the second neuron, with z = −0.15, is ours.
    W, b, row = [[0.1, 0.2, 0.3], [0.2, -0.4, 0.2]], [0.1, 0.05], worked_numbers()
    assert matches(row["S16.a0_1_single_neuron"], MLP.of([W[:1]], [b[:1]]).predict([[1, 0.5, -1]]).item())
    assert matches(row["S17.layer_2x3"], numbers(MLP.of([W], [b]).predict([[1, 0.5, -1]])[0]))
    assert matches(row["B05.a_j^l"], textbook_forward(MLP.of([W], [b]), [1, 0.5, -1])[1][1])


def test_the_product_along_a_chain_of_hidden_tanh_units():
    net = MLP.of([[[0.5]], [[1]], [[-2]]], [[0]] * 3, tanh, output=tanh)
    key = "B16.single_chain_tanh_w=(.5,1,-2)_x.4_Y1_dL/dw1"
    assert matches(worked_numbers()[key], net.gradient([[0.4]], [[1]]).W[1].item())


def test_the_error_at_the_input_is_the_sum_over_all_paths():
    W = [[[0.5], [-1]], [[1, -2], [0.5, 0.3]], [[1.5, -0.7]]]
    net, row = MLP.of(W, [[0, 0], [0, 0], [0]], tanh, output=tanh), worked_numbers()
    trace, grad = net.forward([[0.4]]), net.gradient([[0.4]], [[1]])
    slopes = [None, *(tanh.df(trace.Z[l][0]) for l in (1, 2))]
    paths = {
        f"({i}, {j})": float(W[0][i][0] * slopes[1][i] * W[1][j][i] * slopes[2][j] * W[2][0][j] * grad.delta[3].item())
        for i, j in itertools.product(range(2), repeat=2)
    }
    expected = row["B17.four_path_products_tanh_net"]
    assert paths.keys() == expected.keys()
    assert all(matches(expected[path], product) for path, product in paths.items())
    assert matches(row["B17.sum_of_paths"], sum(paths.values()))
    assert matches(row["B18.recursive_Delta_at_input"], (grad.delta[1] @ net.W[1]).item())
    found = complex_step(lambda x: net.at(net.theta.astype(complex)).cost_on(x, [[1]]), np.array([[0.4]]))
    assert matches(row["B18.fd"], found.item())


def test_an_output_weight_of_a_single_output():
    # Δ(o, o) = −(Y − o) and ∂L/∂w = Δ h Φ′: at o = 0.3, so z = ln(0.3/0.7), from a hidden output of 0.5.
    net = MLP.of([[[2 * math.log(0.3 / 0.7)]]], [[0]])
    assert matches(worked_numbers()["B15.dL/dw_hk.5_o.3_sigmoid"], net.gradient([[0.5]], [[1]]).W[1].item())
    assert matches(worked_numbers()["B15.Delta_oo_o.3_Y1"], net.predict([[0.5]]).item() - 1)


def test_the_local_slopes_of_one_unit():
    a, w, before = 0.2, 0.5, 0.7
    net = MLP.of([[[w]]], [[a - w * before]]).at(np.array([w, a - w * before], dtype=complex))
    by_input = complex_step(lambda x: net.predict(x)[0, 0], np.array([[before]]))
    by_weight = complex_step(lambda v: net.at([v, a - w * before]).predict([[before]])[0, 0], np.array(w))
    assert matches(worked_numbers()["B19.dh/dh_r_w.5_a.2_sigmoid"], by_input.item())
    assert matches(worked_numbers()["B19.dh/dw_h_r.7_a.2"], by_weight.item())


def test_the_gradient_of_a_chain_of_sigmoids_fades_with_its_depth():
    found = []
    for depth in range(1, 7):
        net = MLP.of([[[1]]] * depth, [[0]] * depth).at(np.array([1, 0] * depth, dtype=complex))
        found.append(complex_step(lambda x, net=net: net.predict(x)[0, 0], np.array([[0.5]])).item())
    assert matches(worked_numbers()["B35.sigmoid_chain_depth1..6_gradient_w=1_x=.5"], found)


def size(*sizes):
    return MLP.random(sizes, np.random.default_rng(0)).theta.size


def test_how_many_parameters_the_networks_of_the_course_have():
    row = worked_numbers()
    assert row["S19.params_784_30_10"] == size(784, 30, 10)
    assert row["S19.params_784_15_10"] == size(784, 15, 10)
    of_the_deck = [size(2, 2, 1), size(2, 3, 1), size(2, 2, 2, 1), size(3, 3, 1), size(2, 2, 3)]
    assert row["X16.params_2-2-1_2-3-1_2-2-2-1_3-3-1_2-2-3"] == of_the_deck
    assert row["X28.params_shallow_10-100-1_vs_deep_10-20-20-20-1"] == [size(10, 100, 1), size(10, 20, 20, 20, 1)]
    assert row["B21.params_2-3-2"] == size(2, 3, 2)
    assert row["O02.params_2-h-1_h=2,5,50"] == [size(2, h, 1) for h in (2, 5, 50)]
    dense = MLP.random([4, 5, 3], np.random.default_rng(0))
    assert row["X20.connections_4-5-3_dense_no_bias"] == sum(W.size for W in dense.W[1:])


def test_a_removed_connection_is_one_parameter_less():
    net = closed_form(relu)
    cut = net.masked(np.arange(9) != 1)
    assert worked_numbers()["X25.params_dense_2-2-1_minus_1_connection"] == [net.theta.size, int(cut.mask.sum())]
    assert cut.W[1][0, 1] == 0


@given(seeds)
def test_the_conventions_of_the_other_decks_give_the_same_outputs_in_ours(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(5, 2))
    W, c, w, b = rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=3), rng.normal()
    oct_deck = [w @ np.maximum(0, W.T @ x + c) + b for x in X]  # f(x) = wᵀ max(0, Wᵀx + c) + b
    np.testing.assert_allclose(
        MLP.of([W.T, [w]], [c, [b]], relu, output=identity).predict(X)[:, 0], oct_deck, rtol=1e-12
    )
    first, second = rng.normal(size=(3, 2)), rng.normal(size=3)
    hidden = [1 / (1 + np.exp(-first.T @ [*x, 1])) for x in X]
    bad_deck = [1 / (1 + np.exp(-second @ [*h, 1])) for h in hidden]  # the bias is the weight of a last input 1
    np.testing.assert_allclose(unfolded(first, second).predict(X)[:, 0], bad_deck, rtol=1e-12)
    front = rng.normal(size=(3, 3))  # OCT's folded form: the always-on input comes first
    ours = MLP.of([front[:, 1:]], [front[:, 0]], output=tanh)
    np.testing.assert_allclose(ours.predict(X), [np.tanh(front @ [1, *x]) for x in X], rtol=1e-12)
