import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, Activation, Adam, Momentum, SkipMLP, datasets, relu, sgd, sigmoid, tanh
from nncourse.descent import Plain
from nncourse.mlp import Gradient
from nncourse.replay import WARM_UP, Recorded, Replay
from tests.networks import interventions, problems

LONG = WARM_UP + 6  # times, after which a calculation is surely replayed
XOR = datasets.gate("XOR")


def as_written(net, X, Y, learning_rate, epochs, batch_size=None, rng=None, optimizer=None, penalty=None):
    """What `sgd` yields, from the equations alone, which run anew for every batch."""
    theta, n, gradient = net.theta.copy(), len(X), None
    stepper = (optimizer or Plain()).start(theta)
    m = n if batch_size is None else min(batch_size, n)
    for _ in range(epochs):
        order = np.arange(n) if rng is None or m == n else rng.permutation(n)
        for rows in np.split(order, range(m, n, m)):
            here = net._with(theta)
            with np.errstate(over="ignore", invalid="ignore"):
                x, y = (X, Y) if m == n else (X[rows], Y[rows])
                gradient = here.backward(here._forward(x), y, Gradient(here))
                if penalty is not None:
                    penalty.add_gradient(here, gradient)
                stepper.step(theta, gradient.theta, learning_rate)
        yield theta.copy()


def assert_the_same_to_the_last_bit(net, X, Y, **options):
    seed = options.pop("seed", None)
    rngs = [None if seed is None else np.random.default_rng(seed) for _ in range(2)]
    found = itertools.islice(sgd(net, X, Y, 0.25, LONG, rng=rngs[0], **options), 1, None)
    expected = as_written(net, X, Y, 0.25, LONG, rng=rngs[1], **options)
    for here, theta in zip(found, expected, strict=True):
        np.testing.assert_array_equal(here.theta, theta)


# A training is what its equations say, whether they run or are replayed.


@given(st.data(), problems(), st.sampled_from([None, 1, 2, 3]), st.none() | st.integers(0, 99))
def test_every_network_learns_to_the_last_bit_what_its_equations_say(data, problem, batch_size, seed):
    _, X, Y = problem
    net, _, penalty = data.draw(interventions(problem))
    optimizer = data.draw(st.sampled_from([None, Momentum(), Adam()]))
    assert_the_same_to_the_last_bit(net, X, Y, batch_size=batch_size, seed=seed, optimizer=optimizer, penalty=penalty)


@pytest.mark.parametrize("masked", [False, True])
def test_so_does_one_with_skip_connections_some_of_them_cut(masked):
    rng = np.random.default_rng(0)
    net = SkipMLP.over(MLP.random((2, 3, 3, 1), rng, tanh), {(0, 2): np.ones((3, 2)), (1, 3): np.ones((1, 3))})
    if masked:
        net = net.masked(rng.random(net.theta.shape) < 0.7)
    assert_the_same_to_the_last_bit(net, *XOR)


def test_so_does_one_in_single_precision():
    net = MLP.random((2, 4, 1), np.random.default_rng(0), [relu], dtype=np.float32)
    assert_the_same_to_the_last_bit(net, *(part.astype(np.float32) for part in XOR))


def counting(activation):
    """The activation, and a list that grows by an entry whenever Python computes it."""
    times = []
    return Activation("counted", lambda z: times.append(1) or activation.f(z), activation.slope), times


def test_after_the_first_steps_the_equations_do_not_run_again():
    counted, times = counting(sigmoid)
    *_, _ = sgd(MLP.random((2, 3, 1), np.random.default_rng(0), [counted]), *XOR, 0.5, 1000)
    assert len(times) == WARM_UP + 3  # recorded, beside it as written, and once more to compare


def test_a_shorter_last_batch_runs_as_it_is_written():
    counted, times = counting(sigmoid)
    *_, _ = sgd(MLP.random((2, 3, 1), np.random.default_rng(0), [counted]), *XOR, 0.5, 1000, batch_size=3)
    assert len(times) == WARM_UP + 3 + 1000


# What cannot be repeated truly is not replayed.


def _clipped(z):
    z = 1 * z
    z[z > 1] = 1
    return z


LEAVING = {
    "branches on a number": lambda z: z if float(z.max()) > 1 else 0.5 * z,
    "branches on a truth value": lambda z: z if (z > 0).any() else 0.5 * z,
    "branches on an array of one": lambda z: z if z[:1, :1] > 0 else 0.5 * z,
    "leaves NumPy": np.vectorize(math.tanh, otypes=[float]),
    "copies": lambda z: np.tanh(np.array(z)),
    "copies what it chooses": lambda z: np.where(z > 0, z, 0)[np.arange(len(z))],
    "writes into its own array": _clipped,
    "joins arrays": lambda z: np.concatenate([np.tanh(z[:1]), z[1:]]),
}


@pytest.mark.parametrize("f", LEAVING.values(), ids=LEAVING)
def test_an_activation_learns_as_it_is_written_that(f):
    net = MLP.random((2, 3, 1), np.random.default_rng(0), [Activation("odd", f, lambda z, a: 1 + 0 * z)])
    assert_the_same_to_the_last_bit(net, *XOR)


def test_noise_stays_noise():
    rng, drawn = np.random.default_rng(0), []

    def noisy(z):
        drawn.append(1)
        return z + rng.normal(size=z.shape)

    net = MLP.random((2, 3, 1), np.random.default_rng(0), [Activation("noisy", noisy, lambda z, a: 1 + 0 * z)])
    *_, _ = sgd(net, *XOR, 0.1, 100)
    assert len(drawn) >= 100


@pytest.mark.parametrize("at", [0, WARM_UP, WARM_UP + 1])
def test_an_error_in_the_equations_comes_out_whenever_it_comes(at):
    times = itertools.count()

    def failing(z):
        if next(times) >= at:
            raise ZeroDivisionError("in the middle of it")
        return z

    net = MLP.random((2, 3, 1), np.random.default_rng(0), [Activation("failing", failing, lambda z, a: 1 + 0 * z)])
    with pytest.raises(ZeroDivisionError, match="in the middle of it"):
        list(sgd(net, *XOR, 0.1, 100))


# A replay by itself.


def test_views_and_sums_show_the_numbers_of_now():
    x, total = np.arange(6.0).reshape(2, 3), np.zeros(2)

    def calculate(x, result):
        rows = x[1:].T.reshape((1, 3)).real
        largest = (x - x.max(axis=1, keepdims=True)).sum(axis=1)
        np.dot(np.ones(3), (rows * 2).T * np.ones(2), out=result)
        np.add(result, largest, out=result)

    replay = Replay(calculate, (x,), total)
    for k in range(LONG):
        x[...] = np.random.default_rng(k).normal(size=x.shape)
        replay.run()
        expected = 2 * x[1].sum() + (x - x.max(axis=1, keepdims=True)).sum(axis=1)
        np.testing.assert_allclose(total, expected, rtol=1e-12)


@pytest.mark.parametrize(
    "ask",
    [
        bool,
        float,
        np.array,
        np.asarray,
        list,
        lambda a: a[0],
        lambda a: a[[0, 1]],
        lambda a: a.copy(),
        lambda a: a.astype(int),
        lambda a: a.T.reshape((4,)),  # another order: NumPy copies
        lambda a: np.divmod(a, 2),
        lambda a: np.add.at(a, 0, 1),
        lambda a: np.cumsum([a, a]),
        lambda a: np.vdot(a, a),
    ],
)
def test_a_stand_in_refuses_what_could_not_be_repeated(ask):
    with pytest.raises((TypeError, AttributeError, ValueError)):
        ask(Recorded(np.ones((2, 2)), []))
