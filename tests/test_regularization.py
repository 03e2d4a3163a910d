import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import (
    L1,
    L2,
    MLP,
    complex_step,
    datasets,
    dropconnect_mask,
    dropout_masks,
    identity,
    quadratic,
    sgd,
    sigmoid,
    tanh,
)
from tests.curriculum import errata, matches, worked_numbers
from tests.strategies import vectors

EVERY_PENALTY = pytest.mark.parametrize("kind", [L1, L2])
lams = st.floats(0, 10).filter(lambda lam: lam == 0 or lam > 1e-6)
entries = st.floats(-3, 3).filter(lambda w: w == 0 or abs(w) > 1e-6)

# The five-input neuron of deck KHE 1062-1079: more weights than samples, and so many exact fits.
FIVE_X = np.hstack([np.arange(1.0, 5)[:, None], np.eye(4)])
FIVE_Y = 2 * FIVE_X[:, :1]


@st.composite
def networks(draw):
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    net = MLP.random(sizes, np.random.default_rng(0))
    return net.at(draw(vectors(net.theta.size, entries)))


def without_bias(weights):
    """A linear neuron that has no bias: one that is masked stays 0."""
    net = MLP.of([[weights]], [[0.0]], output=identity)
    return net.masked([True] * len(weights) + [False])


def trained(*args, **kwargs):
    """The network after the last epoch."""
    *_, last = sgd(*args, **kwargs)
    return last


def numbers(value):
    return np.asarray(value).tolist()


def weights(net):
    """All weights of a network, no biases, in one row."""
    return np.concatenate([W.ravel() for W in net.W[1:]])


# A price on large weights.


@given(networks(), lams)
def test_l2_is_half_the_sum_of_squares_and_l1_the_sum_of_sizes(net, lam):
    assert L2(lam)(net) == pytest.approx(lam / 2 * sum(w**2 for w in weights(net).tolist()), rel=1e-12)
    assert L1(lam)(net) == pytest.approx(lam * sum(abs(w) for w in weights(net).tolist()), rel=1e-12)


@EVERY_PENALTY
@given(net=networks(), lam=lams)
def test_the_gradient_that_a_penalty_adds_is_the_slope_of_its_number(kind, net, lam):
    X, Y = np.ones((2, net.sizes[0])), np.zeros((2, net.sizes[-1]))
    with_it, without = net.gradient(X, Y, kind(lam)).theta, net.gradient(X, Y).theta
    slope = complex_step(lambda theta: kind(lam)(net.at(theta)), net.theta)
    slope[net.theta == 0] = 0  # where L1 has a kink, and L2 is flat
    np.testing.assert_allclose(with_it - without, slope, atol=1e-13 * (1 + lam))


@EVERY_PENALTY
@given(net=networks(), lam=lams)
def test_biases_are_free(kind, net, lam):
    theta = net.theta.copy()
    for b in net.views(theta)[1][1:]:
        b += 1
    assert kind(lam)(net.at(theta)) == kind(lam)(net)
    grad = net.gradient(np.ones((1, net.sizes[0])), np.zeros((1, net.sizes[-1])))
    before = [numbers(b) for b in grad.b[1:]]
    kind(lam).add_gradient(net, grad)
    assert [numbers(b) for b in grad.b[1:]] == before


@EVERY_PENALTY
def test_a_price_of_nothing_changes_nothing(kind):
    X, Y = datasets.gate("XOR")
    net = MLP.random((2, 3, 1), np.random.default_rng(0))
    assert net.cost_on(X, Y, kind(0)) == net.cost_on(X, Y)
    assert numbers(trained(net, X, Y, 0.5, 3, penalty=kind(0)).theta) == numbers(trained(net, X, Y, 0.5, 3).theta)


@EVERY_PENALTY
def test_a_penalty_in_single_precision_is_that_in_double_precision_rounded(kind):
    exact = MLP.random((3, 4, 2), np.random.default_rng(0))
    net = MLP(exact.sizes, exact.theta.astype(np.float32))
    assert kind(0.1)(net) == pytest.approx(kind(0.1)(exact), rel=1e-6)
    grad = net.gradient(np.ones((1, 3)), np.zeros((1, 2)), kind(np.float64(0.1)))
    assert grad.theta.dtype == grad.W[1].dtype == np.float32


@EVERY_PENALTY
@pytest.mark.parametrize("weight", [1e300, math.inf, math.nan])
def test_after_a_training_that_diverged_a_penalty_is_no_number_and_no_warning(kind, weight):
    net = MLP((2, 1), [weight, weight, 0.0])
    assert not kind(1e10)(net) < math.inf


@given(networks(), st.floats(0.01, 1), st.floats(0.001, 0.9))
def test_a_step_with_l2_is_weight_decay_and_then_the_step_without(net, rate, lam):
    X, Y = np.ones((3, net.sizes[0])), np.zeros((3, net.sizes[-1]))
    decayed = trained(net, X, Y, rate, 1, penalty=L2(lam))
    plain = trained(net, X, Y, rate, 1)
    for l in range(1, len(net.sizes)):
        np.testing.assert_allclose(decayed.W[l], plain.W[l] - rate * lam * net.W[l], atol=1e-14)
        np.testing.assert_array_equal(decayed.b[l], plain.b[l])


def without_data(weights, rate, epochs, penalty):
    """Where the weights go when the data ask for nothing: inputs 0, targets met."""
    X, Y = np.zeros((1, len(weights))), np.zeros((1, 1))
    return numbers(trained(without_bias(weights), X, Y, rate, epochs, penalty=penalty).W[1][0])


@given(vectors(3, entries), st.floats(0.01, 1), st.floats(0.01, 0.9), st.integers(0, 9))
def test_without_data_l2_shrinks_every_weight_by_the_same_factor_each_epoch(w, rate, lam, epochs):
    np.testing.assert_allclose(without_data(w, rate, epochs, L2(lam)), (1 - rate * lam) ** epochs * w, atol=1e-14)


@given(vectors(3, entries), st.integers(0, 9))
def test_without_data_l1_takes_the_same_amount_from_every_weight_and_leaves_zeros_alone(w, epochs):
    found = without_data(w, 0.125, epochs, L1(0.5))
    for before, after in zip(w, found, strict=True):
        if before == 0:
            assert after == 0
        elif abs(before) >= epochs / 16:
            assert after == pytest.approx(before - math.copysign(epochs / 16, before), abs=1e-14)
        else:  # once there it swings around 0, never wider than a step
            assert abs(after) <= 1 / 16


def test_the_decay_of_the_course_and_its_four_norms():
    (w,) = without_data([2], 0.1, 10, L2(0.5))
    assert matches(worked_numbers()["O13.decay_w0=2_eta.1_lambda.5_10steps_no_data"], w)
    assert matches(worked_numbers()["O13.one_step_w(3,4)_lambda.1_eta1_grad0"], without_data([3, 4], 1, 1, L2(0.1)))
    _, _, half_squares, sizes = worked_numbers()["O12.penalties_W(3,4)_lambda.1:|W|_2,|W|^2,half|W|^2,|W|_1"]
    assert matches([half_squares, sizes], [L2(0.1)(without_bias([3, 4])), L1(0.1)(without_bias([3, 4]))])


@pytest.mark.parametrize("lam", [0.1, 1.0, 10.0])
def test_training_with_l2_ends_at_the_ridge_solution(lam):
    # The numbers are those of ½ Σ (Xw − y)² + (λ/2) w²; our cost is the mean over the 4 samples, and so our λ is λ/4.
    net = trained(without_bias([0.0] * 5), FIVE_X, FIVE_Y, 0.09, 4000, penalty=L2(lam / 4))
    exact = np.linalg.solve(FIVE_X.T @ FIVE_X + lam * np.eye(5), FIVE_X.T @ FIVE_Y)[:, 0]
    np.testing.assert_allclose(net.W[1][0], exact, atol=1e-9)
    assert matches(worked_numbers()[f"O12.ridge_lambda{lam}_w"], numbers(net.W[1][0]))


def test_many_weights_fit_and_descent_finds_the_one_nearest_to_its_start():
    net = trained(without_bias([0.0] * 5), FIVE_X, FIVE_Y, 0.1, 2000)
    np.testing.assert_allclose(net.W[1][0], np.array([60, 2, 4, 6, 8]) / 31, atol=1e-9)
    assert matches(worked_numbers()["O06.GD_from_zero_eta.01_20000steps"], numbers(net.W[1][0]))
    assert matches(worked_numbers()["O14.min_L2_solution"], numbers(net.W[1][0]))


def test_from_an_exact_fit_descent_never_moves():
    start = worked_numbers()["O06.GD_from_overfit_never_moves"]
    for net in sgd(without_bias(start), FIVE_X, FIVE_Y, 0.01, 100):
        assert numbers(net.W[1][0]) == start


def test_l1_prefers_the_fit_with_one_weight_and_l2_the_one_with_five_small_ones():
    rate, lam, epochs = 0.01, 0.05, 5000
    one = trained(without_bias([0.0] * 5), FIVE_X, FIVE_Y, rate, epochs, penalty=L1(lam)).W[1][0]
    five = trained(without_bias([0.0] * 5), FIVE_X, FIVE_Y, rate, epochs, penalty=L2(lam)).W[1][0]
    assert np.abs(one[1:]).max() <= 2 * rate * lam  # zeros, but for the swing of the last step
    assert one[0] == pytest.approx(2 - lam * 4 / 30, abs=1e-3)
    assert (five[1:] > 0.05).all()


def test_E45_weight_decay_as_printed_climbs_and_its_penalty_lacks_the_half():
    assert "+λ‖W‖ with Δw_ij = η·Δ_i" in errata()["E45"]["deck_text"]
    w, lam, rate = np.array([3.0, 4.0]), 0.1, 1.0
    rule = -rate * lam * w  # the decks' −ηλw, and of which penalty it is the slope
    penalties = {
        "λ‖W‖": lambda v: lam * np.sqrt((v * v).sum()),
        "λ‖W‖²": lambda v: lam * (v * v).sum(),
        "(λ/2)‖W‖²": lambda v: lam / 2 * (v * v).sum(),
    }
    agreeing = [name for name, f in penalties.items() if np.allclose(-rate * complex_step(f, w), rule)]
    assert agreeing == ["(λ/2)‖W‖²"]
    np.testing.assert_allclose(without_data(w, rate, 1, L2(lam)), w + rule)

    x, y, net = np.array([[1.0, 0.5]]), np.array([[1.0]]), MLP.of([[[0.3, -0.4]]], [[-0.5]])
    downhill = trained(net, x, y, 0.5, 10, penalty=L2(0.01))
    printed = net
    for _ in range(10):  # Δw = +η ∂L/∂w − ηλw
        data, with_penalty = printed.gradient(x, y).theta, printed.gradient(x, y, L2(0.01)).theta
        printed = printed.at(printed.theta + 0.5 * data - 0.5 * (with_penalty - data))
    assert downhill.cost_on(x, y, L2(0.01)) < net.cost_on(x, y, L2(0.01)) < printed.cost_on(x, y, L2(0.01))


@EVERY_PENALTY
@pytest.mark.parametrize("lam", [-0.1, -1e-300])
def test_a_reward_for_large_weights_is_refused(kind, lam):
    with pytest.raises(ValueError, match=rf"^lam: a number from 0 on expected; got {lam}$"):
        kind(lam)
    with pytest.raises(ValueError, match=r"^lam: finite numbers expected; got nan$"):
        kind(math.nan)


# Neurons switched off at random.

HIDDEN = np.array([1.0, 2.0, 3.0])
SUM = MLP.of([np.eye(3), [[1, 1, 1]]], [[0, 0, 0], [0]], identity, quadratic, identity)  # adds its three inputs up
ALL_MASKS = datasets.binary_inputs(3)


def sums_of(masks):
    return SUM.forward(np.tile(HIDDEN, (len(masks), 1)), [None, masks, None]).A[-1][:, 0]


def test_over_all_masks_the_mean_is_half_the_sum_and_with_louder_survivors_the_sum():
    assert numbers(sums_of(ALL_MASKS)) == worked_numbers()["O16.all_8_masks_sum_p.5"]
    assert matches(worked_numbers()["O16.mean_over_masks"], float(sums_of(ALL_MASKS).mean()))
    assert matches(worked_numbers()["O16.variance_over_masks"], float(sums_of(ALL_MASKS).var()))
    assert matches(worked_numbers()["O16.inverted_dropout_mean"], float(sums_of(ALL_MASKS / 0.5).mean()))


def test_masks_for_dropout_are_all_eight_and_as_loud_as_their_mean_asks():
    masks = dropout_masks(SUM, 4000, 0.5, np.random.default_rng(0))[1]
    kinds, counts = np.unique(masks, axis=0, return_counts=True)
    assert numbers(kinds) == numbers(ALL_MASKS / 0.5)
    assert len(kinds) == worked_numbers()["O18.subnetworks_dropout_3hidden|dropconnect_2-3-2_hidden_out_weights"][0]
    assert np.abs(counts - 500).max() < 5 * math.sqrt(4000 / 8)  # five standard deviations


@given(st.floats(0, 0.95), st.integers(0, 1000), st.booleans())
def test_masks_fit_the_hidden_layers_and_hold_nothing_but_off_and_loud(rate, seed, single):
    net = MLP.random((2, 3, 5, 1), np.random.default_rng(0), tanh, dtype=np.float32 if single else float)
    first, *hidden, last = dropout_masks(net, 7, np.float64(rate), np.random.default_rng(seed))
    assert first is last is None
    assert [mask.shape for mask in hidden] == [(7, 3), (7, 5)]
    assert {mask.dtype for mask in hidden} == {net.theta.dtype}
    loud = net.theta.dtype.type(1 / (1 - rate))
    assert all(((mask == 0) | np.isclose(mask, loud)).all() for mask in hidden)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_a_share_of_rate_is_off_and_the_mean_of_the_answers_is_that_of_the_whole_network(rate):
    n = 100_000
    mask = dropout_masks(SUM, n, rate, np.random.default_rng(1))[1]
    deviation = math.sqrt(rate * (1 - rate) / (3 * n))
    assert abs((mask == 0).mean() - rate) < 5 * deviation
    deviation = math.sqrt((HIDDEN**2).sum() * rate / (1 - rate) / n)
    assert abs(sums_of(mask).mean() - HIDDEN.sum()) < 5 * deviation


def test_samples_layers_and_neurons_are_switched_off_independently():
    net = MLP.random((1, 2, 2, 1), np.random.default_rng(0))
    _, first, second, _ = dropout_masks(net, 20_000, 0.5, np.random.default_rng(2))
    columns = np.hstack([first, second]) - 1  # −1 or 1
    np.testing.assert_allclose(columns.T @ columns / 20_000, np.eye(4), atol=5 / math.sqrt(20_000))
    assert abs((columns[1:] * columns[:-1]).mean()) < 5 / math.sqrt(80_000)


def test_with_rate_zero_every_neuron_answers_as_ever():
    assert (dropout_masks(SUM, 5, 0, np.random.default_rng(0))[1] == 1).all()


@pytest.mark.parametrize(
    "draw", [lambda rng: dropout_masks(SUM, 9, 0.5, rng)[1], lambda rng: dropconnect_mask(SUM, 0.5, rng)]
)
def test_the_same_generator_draws_the_same_mask_and_then_another(draw):
    rng = np.random.default_rng(3)
    first, second = draw(rng), draw(rng)
    assert numbers(first) == numbers(draw(np.random.default_rng(3)))
    assert numbers(first) != numbers(second)


# Connections switched off at random.


def distinct(masks):
    return len({mask.tobytes() for mask in masks})


def test_three_connections_can_be_cut_in_eight_ways_and_six_in_sixty_four():
    rng = np.random.default_rng(0)
    neuron, net = without_bias([1.0, 1.0, 1.0]), MLP.random((2, 3, 2), rng)
    assert (
        distinct(dropconnect_mask(neuron, 0.5, rng) for _ in range(200))
        == (worked_numbers()["O17.dropconnect_masks_for_3_weights"])
    )
    subnetworks = worked_numbers()["O18.subnetworks_dropout_3hidden|dropconnect_2-3-2_hidden_out_weights"][1]
    assert distinct(net.views(dropconnect_mask(net, 0.5, rng))[0][2] for _ in range(1500)) == subnetworks


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.8])
def test_a_share_of_rate_of_the_connections_is_cut_and_no_bias(rate):
    net = MLP.random((100, 200, 50), np.random.default_rng(0))
    mask = dropconnect_mask(net, rate, np.random.default_rng(1))
    assert (mask.dtype, mask.shape) == (bool, net.theta.shape)
    W, b = net.views(mask)
    for layer in (1, 2):
        assert b[layer].all()
        assert abs((~W[layer]).mean() - rate) <= 5 * math.sqrt(rate * (1 - rate) / W[layer].size)


def test_a_network_with_cut_connections_answers_as_if_their_weights_were_zero():
    net, rng = MLP.random((2, 3, 1), np.random.default_rng(0), sigmoid), np.random.default_rng(1)
    mask = dropconnect_mask(net, 0.5, rng)
    assert not mask.all()
    X = rng.normal(size=(5, 2))
    np.testing.assert_array_equal(net.masked(mask).predict(X), net.at(net.theta * mask).predict(X))


@pytest.mark.parametrize(
    "draw",
    [lambda rate, rng: dropout_masks(SUM, 2, rate, rng), lambda rate, rng: dropconnect_mask(SUM, rate, rng)],
    ids=["dropout", "dropconnect"],
)
def test_rates_and_generators_that_are_none_are_refused(draw):
    for rate in (-0.1, 1, 1.5):
        with pytest.raises(ValueError, match=rf"^rate: a number from 0 to below 1 expected; got {rate}$"):
            draw(rate, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^rate: finite numbers expected; got nan$"):
        draw(math.nan, np.random.default_rng(0))
    for rng in (None, 7, np.random):
        with pytest.raises(ValueError, match=r"^rng: a random generator such as np\.random\.default_rng\(7\) expected"):
            draw(0.5, rng)
