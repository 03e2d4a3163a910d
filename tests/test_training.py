import copy
import itertools
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nncourse import (
    L1,
    L2,
    MLP,
    AdaGrad,
    Adam,
    Momentum,
    RMSProp,
    SkipMLP,
    cross_entropy,
    datasets,
    dropconnect_mask,
    dropout_masks,
    hard_tanh,
    identity,
    log_loss,
    quadratic,
    relu,
    sgd,
    sigmoid,
    softmax,
    tanh,
)
from nncourse.descent import Plain, Stepper
from tests.curriculum import matches, worked_numbers

OPTIMIZERS = [None, Momentum(), AdaGrad(), RMSProp(), Adam()]
EVERY_OPTIMIZER = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
PENALTIES = [None, L2(0.1), L1(0.1)]
EVERY_PENALTY = pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
BATCHES = st.sampled_from([None, 1, 2, 3, 100])
orders = st.none() | st.integers(0, 99)


@st.composite
def tasks(draw, hidden_layers=(0, 2)):
    """A network with samples X (n, n_0) and targets Y (n, n_L) that it can learn from."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    depth = draw(st.integers(*hidden_layers))
    sizes = draw(st.lists(st.integers(1, 4), min_size=depth + 2, max_size=depth + 2))
    hidden = [draw(st.sampled_from([sigmoid, tanh, relu, hard_tanh, identity])) for _ in range(depth)]
    cost = draw(st.sampled_from([quadratic, log_loss, cross_entropy]))
    n = draw(st.integers(1, 7))
    net = MLP.random(sizes, rng, hidden, cost)
    Y = softmax(rng.normal(size=(n, sizes[-1])))
    return net.at(net.theta + rng.normal(size=net.theta.shape) / 4), rng.normal(size=(n, sizes[0])), Y


def generator(seed):
    return None if seed is None else np.random.default_rng(seed)


def trained(*args, **kwargs):
    """The network after the last epoch."""
    *_, last = sgd(*args, **kwargs)
    return last


def numbers(value):
    return np.asarray(value).tolist()


def line(w=0.0):
    """A line ŷ = w x through the origin: it has no bias, because a bias that is masked stays 0."""
    return MLP.of([[[w]]], [[0]], output=identity).masked([True, False])


DOUBLING = np.arange(1.0, 5)[:, None], 2 * np.arange(1.0, 5)[:, None]  # y = 2x at x = 1, 2, 3, 4
XOR = datasets.gate("XOR")


# An epoch, against loops that take one sample at a time.


@given(tasks(), BATCHES, orders)
def test_three_epochs_are_three_loops_over_batches_of_mean_gradients_sample_by_sample(task, batch_size, seed):
    net, X, Y = task
    theta, n, rng = net.theta.copy(), len(X), generator(seed)
    m = n if batch_size is None else min(n, batch_size)
    for found in itertools.islice(sgd(net, X, Y, 0.25, 3, batch_size, generator(seed)), 1, None):
        order = list(range(n)) if rng is None or m == n else rng.permutation(n)
        for k in range(0, n, m):
            rows = order[k : k + m]
            here = net.at(theta)
            theta = theta - 0.25 / len(rows) * sum(here.gradient(X[[i]], Y[[i]]).theta for i in rows)
        np.testing.assert_allclose(found.theta, theta, rtol=1e-9, atol=1e-12)


@given(tasks(), BATCHES, orders, st.sampled_from(OPTIMIZERS), st.sampled_from(PENALTIES))
def test_every_batch_is_one_step_of_the_optimizer_along_the_gradient_with_its_penalty(
    task, batch_size, seed, optimizer, penalty
):
    net, X, Y = task
    theta, n, rng = net.theta.copy(), len(X), generator(seed)
    m = n if batch_size is None else min(n, batch_size)
    stepper = (optimizer or Plain()).start(theta)
    for found in itertools.islice(sgd(net, X, Y, 0.25, 2, batch_size, generator(seed), optimizer, penalty), 1, None):
        order = np.arange(n) if rng is None or m == n else rng.permutation(n)
        for rows in np.split(order, range(m, n, m)):
            stepper.step(theta, net.at(theta).gradient(X[rows], Y[rows], penalty).theta, 0.25)
        np.testing.assert_allclose(found.theta, theta, rtol=1e-9, atol=1e-12)


@given(tasks(hidden_layers=(1, 2)), BATCHES, st.integers(0, 99), st.sampled_from([0.2, 0.5, 0.9]))
def test_with_dropout_every_batch_draws_masks_of_its_own(task, batch_size, seed, dropout):
    net, X, Y = task
    theta, n, rng = net.theta.copy(), len(X), generator(seed)
    m = n if batch_size is None else min(n, batch_size)
    for found in itertools.islice(sgd(net, X, Y, 0.25, 2, batch_size, generator(seed), dropout=dropout), 1, None):
        order = np.arange(n) if m == n else rng.permutation(n)
        for rows in np.split(order, range(m, n, m)):
            keep = dropout_masks(net, len(rows), dropout, rng)
            theta = theta - 0.25 * net.at(theta).gradient(X[rows], Y[rows], keep=keep).theta
        np.testing.assert_allclose(found.theta, theta, rtol=1e-9, atol=1e-12)


class Watching:
    """Plain descent that writes down how often it stepped, and of which type its numbers are."""

    def __init__(self):
        self.steps, self.types = 0, set()

    def start(self, theta):
        plain = Plain().start(theta)

        def step(theta, gradient, learning_rate):
            self.steps += 1
            self.types |= {theta.dtype, gradient.dtype, (learning_rate * gradient).dtype}
            plain.step(theta, gradient, learning_rate)

        return Stepper(step)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 3))
def test_an_epoch_has_one_step_for_every_batch_begun(n, batch_size, epochs):
    watching, X = Watching(), np.ones((n, 1))
    trained(line(), X, X, 0.1, epochs, batch_size, optimizer=watching)
    assert watching.steps == epochs * math.ceil(n / batch_size)


@given(tasks(), st.integers(0, 3), BATCHES, orders)
def test_a_stream_has_the_start_and_a_network_for_every_epoch(task, epochs, batch_size, seed):
    net, X, Y = task
    stream = list(sgd(net, X, Y, 0.1, epochs, batch_size, generator(seed)))
    assert len(stream) == epochs + 1
    assert stream[0] is net


@given(tasks(), BATCHES, orders, st.sampled_from(OPTIMIZERS))
def test_a_longer_training_begins_like_a_shorter_one_and_changes_none_of_its_networks(
    task, batch_size, seed, optimizer
):
    net, X, Y = task
    longer = list(sgd(net, X, Y, 0.1, 5, batch_size, generator(seed), optimizer))
    shorter = [found.theta.tolist() for found in sgd(net, X, Y, 0.1, 2, batch_size, generator(seed), optimizer)]
    assert [found.theta.tolist() for found in longer[:3]] == shorter
    with pytest.raises(ValueError, match="read-only"):
        longer[-1].theta[0] = 1


@given(tasks(), BATCHES, orders, st.sampled_from(OPTIMIZERS), st.sampled_from(PENALTIES))
def test_neither_the_network_nor_the_data_are_written_to(task, batch_size, seed, optimizer, penalty):
    net, X, Y = task
    before = [numbers(part) for part in (net.theta, X, Y)]
    X.setflags(write=False)
    Y.setflags(write=False)
    trained(net, X, Y, 0.5, 2, batch_size, generator(seed), optimizer, penalty)
    assert [numbers(part) for part in (net.theta, X, Y)] == before


@given(tasks(hidden_layers=(1, 2)), BATCHES, st.sampled_from([0.0, 0.5]))
def test_the_same_seed_gives_the_same_training_and_streams_do_not_disturb_each_other(task, batch_size, dropout):
    def stream():
        return sgd(*task, 0.1, 4, batch_size, np.random.default_rng(3), Adam(), dropout=dropout)

    alone = [numbers(net.theta) for net in stream()]
    side_by_side = [(numbers(a.theta), numbers(b.theta)) for a, b in zip(stream(), stream(), strict=True)]
    assert side_by_side == [(theta, theta) for theta in alone]


def test_another_seed_gives_another_order():
    net = MLP.random((2, 2, 1), np.random.default_rng(0))
    ends = [trained(net, *XOR, 0.5, 1, 1, np.random.default_rng(seed)).theta[0] for seed in range(20)]
    assert len(set(ends)) > 10  # of the 24 orders of four samples


@pytest.mark.parametrize(("batch_size", "drawn"), [(None, 0), (4, 0), (9, 0), (3, 1), (1, 1)])
def test_a_generator_is_asked_for_a_permutation_an_epoch_and_for_nothing_where_order_does_not_matter(batch_size, drawn):
    mine, reference = np.random.default_rng(5), np.random.default_rng(5)
    trained(line(), *DOUBLING, 0.01, 3, batch_size, mine)
    for _ in range(3 * drawn):
        reference.permutation(4)
    assert mine.bit_generator.state == reference.bit_generator.state


@given(tasks())
def test_without_a_generator_the_samples_are_taken_as_they_stand(task):
    net, X, Y = task
    one_by_one = net
    for x, y in zip(X, Y, strict=True):
        one_by_one = trained(one_by_one, x[None], y[None], 0.25, 1)
    assert numbers(trained(net, X, Y, 0.25, 1, batch_size=1).theta) == numbers(one_by_one.theta)


@given(tasks(), st.sampled_from(OPTIMIZERS))
def test_a_small_step_along_the_whole_gradient_goes_downhill(task, optimizer):
    net, X, Y = task
    slope = net.gradient(X, Y).theta
    assume(np.linalg.norm(slope) > 1e-3)
    assert trained(net, X, Y, 1e-6, 1, optimizer=optimizer).cost_on(X, Y) < net.cost_on(X, Y)


# Networks with less, and with more.


@EVERY_OPTIMIZER
@EVERY_PENALTY
def test_what_is_removed_stays_removed_and_what_is_left_learns(optimizer, penalty):
    rng = np.random.default_rng(0)
    net = MLP.random((2, 5, 1), rng, tanh, log_loss)
    net = net.at(np.where(net.theta == 0, 0.1, net.theta))
    mask = ~np.isin(net.names, ["W[1][0, 0]", "W[1][3, 1]", "b[1][2]"])
    for found in itertools.islice(sgd(net.masked(mask), *XOR, 0.1, 9, 3, rng, optimizer, penalty, 0.2), 1, None):
        assert (found.theta[~mask] == 0).all()
        assert (found.mask == mask).all()
    assert (found.theta[mask] != net.theta[mask]).all()


@given(BATCHES, orders, st.sampled_from(OPTIMIZERS))
def test_skip_connections_are_trained_too(batch_size, seed, optimizer):
    net = SkipMLP.over(MLP.random((2, 3, 1), np.random.default_rng(0), tanh, log_loss), {(0, 2): [[0.5, -0.5]]})
    theta, rng, m = net.theta.copy(), generator(seed), min(4, batch_size or 4)
    stepper = (optimizer or Plain()).start(theta)
    for found in itertools.islice(sgd(net, *XOR, 0.25, 2, batch_size, generator(seed), optimizer), 1, None):
        order = np.arange(4) if rng is None or m == 4 else rng.permutation(4)
        for rows in np.split(order, range(m, 4, m)):
            stepper.step(theta, net.at(theta).gradient(XOR[0][rows], XOR[1][rows]).theta, 0.25)
        np.testing.assert_allclose(found.theta, theta, rtol=1e-12)
    assert isinstance(found, SkipMLP)
    assert (found.skips[0, 2] == found.theta[-2:]).all()
    assert (found.skips[0, 2] != net.skips[0, 2]).all()
    assert numbers(net.skips[0, 2]) == [[0.5, -0.5]]


def test_with_dropout_what_is_off_does_not_learn():
    net = MLP.random((3, 4, 2), np.random.default_rng(0), sigmoid, log_loss)
    off = dropout_masks(net, 1, 0.5, np.random.default_rng(1))[1][0] == 0
    assert 0 < off.sum() < 4
    after = trained(net, [[1, 2, 3]], [[1, 0]], 0.5, 1, rng=np.random.default_rng(1), dropout=0.5)
    assert ((after.W[1] == net.W[1]).all(axis=1) == off).all()
    assert ((after.b[1] == net.b[1]) == off).all()
    assert ((after.W[2] == net.W[2]).all(axis=0) == off).all()
    assert (after.b[2] != net.b[2]).all()


# Single precision, memory, and learning rates that are too large.


@EVERY_OPTIMIZER
@EVERY_PENALTY
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_network_in_single_precision_stays_so_whatever_comes_in(optimizer, penalty, dropout):
    def stream(number, X, Y):
        net = MLP.random((2, 8, 1), np.random.default_rng(0), cost=log_loss, dtype=np.float32)
        rng = np.random.default_rng(1)
        return sgd(net, X, Y, number(0.1), 3, 3, rng, copy.copy(optimizer), penalty, number(dropout))

    X, Y = (part.astype(np.float32) for part in XOR)
    plain = list(stream(float, X, Y))
    assert {net.theta.dtype for net in plain} == {np.dtype(np.float32)}
    for number, inputs, targets in ((np.float64, X, Y), (np.float64, *XOR), (float, XOR[0].astype(int), Y.astype(int))):
        found = list(stream(number, inputs, targets))
        assert [net.theta.tobytes() for net in found] == [net.theta.tobytes() for net in plain]


def test_the_inner_step_sees_single_precision_and_a_learning_rate_that_widens_nothing():
    net = MLP.random((2, 3, 1), np.random.default_rng(0), dtype=np.float32)
    watching = Watching()
    trained(net, *XOR, np.float64(0.1), 1, optimizer=watching)
    assert watching.types == {np.dtype(np.float32)}


@pytest.mark.parametrize("order", [None, 0])
@pytest.mark.parametrize("batch_size", [1000, None])
def test_an_epoch_over_a_set_as_large_as_mnist_needs_no_second_copy_of_it(batch_size, order):
    # 60,000 × 784 in single precision are 188 MB.  Zeros cost no time, and the memory is counted as for other numbers.
    X, Y = np.zeros((60_000, 784), np.float32), np.zeros((60_000, 10), np.float32)
    Y[:, 0] = 1
    net = MLP.random((784, 8, 10), np.random.default_rng(0), cost=cross_entropy, dtype=np.float32)
    tracemalloc.start()
    try:
        trained(net, X, Y, 0.1, 1, batch_size, generator(order), Adam(), L2(0.01))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 64 * 2**20


@EVERY_OPTIMIZER
@EVERY_PENALTY
@pytest.mark.parametrize(("dtype", "too_large"), [(np.float32, 1e30), (np.float64, 1e300)])
def test_far_too_large_a_learning_rate_ends_in_no_number_and_not_in_a_warning(optimizer, penalty, dtype, too_large):
    rng = np.random.default_rng(0)
    net = MLP.random((1, 3, 1), rng, relu, quadratic, identity, dtype=dtype)
    for start in (net, net.masked(dropconnect_mask(net, 0.5, rng))):
        end = trained(start, *DOUBLING, too_large, 60, 3, rng, optimizer, penalty, 0.1)
        assert not np.isfinite(end.theta[-1])
        assert not np.isfinite(end.cost_on(*DOUBLING))


def test_between_the_epochs_numpy_says_of_too_large_numbers_what_the_caller_wants():
    net = MLP.random((1, 3, 1), np.random.default_rng(0), relu, quadratic, identity)
    with np.errstate(over="raise", invalid="print"):
        wanted = np.geterr()
        assert [np.geterr() for _ in sgd(net, *DOUBLING, 1e300, 20)] == [wanted] * 21


# The numbers of the course.


def test_the_gradient_of_all_samples_is_the_mean_of_their_own():
    X, Y = DOUBLING
    each = [float(line().gradient(X[[i]], Y[[i]]).W[1][0, 0]) for i in range(4)]
    assert matches(worked_numbers()["G23.per_example_grads_w0"], each)
    assert matches(worked_numbers()["G23.full_grad"], float(line().gradient(X, Y).W[1][0, 0]))


def after_one_batch(rows, rate=1.0):
    """What a step on these samples moves the line by, from w = 0."""
    X, Y = DOUBLING
    return float(trained(line(), X[list(rows)], Y[list(rows)], rate, 1).W[1][0, 0])


def test_batches_point_the_right_way_on_average_and_the_larger_the_closer():
    means = {m: [-after_one_batch(rows) for rows in itertools.combinations(range(4), m)] for m in (1, 2, 3, 4)}
    assert matches(worked_numbers()["G24.six_minibatch_means_m2"], means[2])
    for m in means:
        assert np.mean(means[m]) == pytest.approx(worked_numbers()["G24.mean_of_minibatch_means"], abs=1e-12)
    spread = [float(np.std(means[m])) for m in means]
    assert matches(worked_numbers()["G24.std_of_minibatch_means_m=1,2,3,4"], spread)


def test_one_step_on_the_first_two_samples():
    assert matches(worked_numbers()["G25.w_after_minibatch_{x=1,x=2}_eta.1"], after_one_batch((0, 1), 0.1))


def test_pattern_mode_and_batch_mode_after_one_epoch():
    ends = [float(trained(line(), *DOUBLING, 0.01, 1, batch_size).W[1][0, 0]) for batch_size in (1, None)]
    assert matches(worked_numbers()["G26.pattern_mode_one_epoch_eta.01"], ends[0])
    assert matches(worked_numbers()["G26.batch_mean_one_step_eta.01"], ends[1])


@pytest.mark.parametrize(
    ("cost", "key"),
    [
        (quadratic, "B34.output_after_300_steps_x1_y0_start(.6,.9)|(2,2)_squared"),
        (log_loss, "B34.same_with_cross_entropy"),
    ],
)
def test_a_neuron_that_is_sure_and_wrong_learns_slowly_by_squares_and_quickly_by_the_log(cost, key):
    starts = [MLP.of([[[w]]], [[b]], cost=cost) for w, b in ((0.6, 0.9), (2, 2))]
    outputs = [float(trained(net, [[1]], [[0]], 0.15, 300).predict([[1]])[0, 0]) for net in starts]
    assert matches(worked_numbers()[key], outputs)


def xor_from(seed, hidden, phi):
    net = MLP.random((2, hidden, 1), np.random.default_rng(seed), phi, log_loss, scale=1.0)
    return trained(net, *XOR, 0.5, 5000).predict(XOR[0])


def test_with_two_hidden_neurons_xor_gets_stuck_from_seed_0():
    outputs = [round(float(a), 3) for a in xor_from(0, 2, tanh)[:, 0]]
    assert outputs == worked_numbers()["X30.seed0_tanh2_rounded_outputs"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_with_four_hidden_neurons_xor_is_learnt(seed):
    assert numbers(xor_from(seed, 4, tanh) > 0.5) == numbers(XOR[1] == 1)


# What is refused, and how it is said: at the call, before anything is taken from the stream.

REFUSED = {
    "inputs of another width": ({"X": np.zeros((4, 3))}, r"X: shape \(n, 2\) expected, .*; got shape \(4, 3\)"),
    "targets in a row": ({"Y": [0, 1, 1, 0]}, r"Y: shape \(n, 1\) expected, samples in rows; got shape \(4,\)"),
    "fewer targets": ({"Y": [[0], [1]]}, "X and Y: as many rows expected; got 4 and 2"),
    "inputs that are no numbers": ({"X": [[math.nan, 0]] * 4}, "X: finite numbers expected; got NaN or infinity"),
    "targets that are no numbers": ({"Y": [[math.inf]] * 4}, "Y: finite numbers expected; got NaN or infinity"),
    "targets of another coding": ({"Y": [[-1], [1], [1], [-1]]}, r"Y: .* expected for log_loss; got \[\[-1"),
    "no learning rate": ({"learning_rate": math.nan}, "learning_rate: finite numbers expected; got nan"),
    "many learning rates": ({"learning_rate": [0.1]}, r"learning_rate: a single number expected; got shape \(1,\)"),
    "half an epoch": ({"epochs": 0.5}, "epochs: .* from 0 on expected; got "),
    "fewer than no epochs": ({"epochs": -1}, "epochs: .* from 0 on expected; got "),
    "empty batches": ({"batch_size": 0}, "batch_size: .* from 1 on expected; got "),
    "half a batch": ({"batch_size": 1.5}, "batch_size: .* from 1 on expected; got "),
    "a seed for a generator": ({"rng": 7}, "rng: a random generator such as .* expected; got 7"),
    "dropout without a generator": ({"dropout": 0.5}, "rng: a random generator such as .* expected; got None"),
    "all dropped out": ({"dropout": 1}, "dropout: a number from 0 to below 1 expected; got 1"),
    "less than nothing dropped out": ({"dropout": -0.5}, r"dropout: a number from 0 to below 1 expected; got -0\.5"),
    "an unknown share dropped out": ({"dropout": math.nan}, "dropout: finite numbers expected; got nan"),
    "an optimizer by name": ({"optimizer": "adam"}, r"optimizer: an optimiser such as Adam\(\) expected; got 'adam'"),
    "an optimizer not made": ({"optimizer": Adam}, r"optimizer: an optimiser such as Adam\(\) expected; got <class "),
    "a number for a penalty": ({"penalty": 0.01}, r"penalty: a penalty such as L2\(0\.01\) expected; got 0\.01"),
    "a penalty not made": ({"penalty": L2}, r"penalty: a penalty such as L2\(0\.01\) expected; got <class "),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_at_the_call_is_refused(what):
    changed, message = REFUSED[what]
    right = {"X": XOR[0], "Y": XOR[1], "learning_rate": 0.1, "epochs": 1}
    net = MLP.random((2, 2, 1), np.random.default_rng(0), cost=log_loss)
    with pytest.raises(ValueError, match=f"^{message}"):
        sgd(net, **(right | changed))


def test_rows_that_are_no_shares_are_refused_where_softmax_answers():
    net = MLP.random((2, 2, 2), np.random.default_rng(0), cost=cross_entropy)
    with pytest.raises(ValueError, match=r"^Y: rows from 0 to 1 that sum to 1 expected for cross_entropy; got "):
        sgd(net, XOR[0], np.ones((4, 2)), 0.1, 1)
