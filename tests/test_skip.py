import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import L1, L2, MLP, SkipMLP, complex_step, datasets, dropconnect_mask, identity, quadratic, relu
from nncourse.mlp import Gradient
from tests.curriculum import matches, worked_numbers
from tests.networks import interventions, problems, textbook_forward, textbook_sample

XOR = datasets.gate("XOR")


@st.composite
def problems_with_skips(draw):
    """A network with some of the skip connections it can have, X and Y."""
    net, X, Y = draw(problems(layers=(2, 4)))
    possible = [(k, l) for l in range(2, len(net.sizes)) for k in range(l - 1)]
    chosen = draw(st.lists(st.sampled_from(possible), unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 10**9)))
    return SkipMLP.over(net, {(k, l): rng.normal(size=(net.sizes[l], net.sizes[k])) / 2 for k, l in chosen}), X, Y


@given(problems_with_skips(), st.data())
def test_the_gradient_is_the_complex_step_derivative_of_the_cost(problem, data):
    _, X, Y = problem
    net, keep, penalty = data.draw(interventions(problem))
    gradient = net.gradient(X, Y, penalty, keep).theta
    found = complex_step(lambda theta: net.at(theta).cost_on(X, Y, penalty, keep), net.theta)
    assert np.abs(gradient - found).max() <= 1e-14 * max(1, np.abs(gradient).max())


@given(problems_with_skips())
def test_the_gradient_is_the_mean_of_the_textbooks_sample_by_sample(problem):
    net, X, Y = problem
    each = [textbook_sample(net, x, y, net.skips) for x, y in zip(X, Y, strict=True)]
    grad = net.gradient(X, Y)
    np.testing.assert_allclose(grad.theta, np.mean([g for _, _, g in each], axis=0), rtol=1e-9, atol=1e-10)
    for l in range(1, len(net.sizes)):
        np.testing.assert_allclose(grad.delta[l], [delta[l] for _, delta, _ in each], rtol=1e-9, atol=1e-10)


@given(problems_with_skips())
def test_the_forward_pass_is_the_textbooks_neuron_by_neuron(problem):
    net, X, _ = problem
    trace = net.forward(X)
    for i, x in enumerate(X):
        z, a = textbook_forward(net, x, net.skips)
        for l in range(1, len(net.sizes)):
            np.testing.assert_allclose(trace.Z[l][i], z[l], rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(trace.A[l][i], a[l], rtol=1e-12, atol=1e-12)


@given(problems(layers=(2, 4)))
def test_skips_of_zeros_change_nothing(problem):
    net, X, Y = problem
    skipping = SkipMLP.over(net, {(0, 2): np.zeros((net.sizes[2], net.sizes[0]))})
    for new in (skipping, SkipMLP.over(net, {})):
        np.testing.assert_array_equal(new.predict(X), net.predict(X))
        np.testing.assert_allclose(
            new.gradient(X, Y).theta[: net.theta.size], net.gradient(X, Y).theta, rtol=1e-12, atol=1e-15
        )
        assert new.cost_on(X, Y) == net.cost_on(X, Y)


@given(problems_with_skips())
def test_the_matrices_stand_behind_the_layers_in_the_vector_and_are_views_of_it(problem):
    net, _, _ = problem
    moved = net.at(np.arange(float(net.theta.size)))
    assert list(moved.skips) == list(net.skips)
    parts = [part.ravel() for l in range(1, len(net.sizes)) for part in (moved.W[l], moved.b[l])]
    parts += [S.ravel() for S in moved.skips.values()]
    np.testing.assert_array_equal(np.concatenate(parts), moved.theta)
    assert all(np.shares_memory(S, moved.theta) for S in moved.skips.values())


@given(problems_with_skips())
def test_every_name_is_the_expression_for_its_own_entry(problem):
    net, _, _ = problem
    net = net.at(np.arange(float(net.theta.size)))
    assert len(set(net.names)) == net.theta.size
    parts = {"W": net.W, "b": net.b, "S": net.skips}
    assert [int(eval(name, parts)) for name in net.names] == list(range(net.theta.size))


def test_at_leaves_the_network_as_it_was():
    net = SkipMLP.over(MLP.of([[[1]], [[1]]], [[0], [0]]), {(0, 2): [[5]]})
    other = net.at(net.theta + 1)
    assert [net.skips[0, 2].item(), other.skips[0, 2].item(), net.theta[-1]] == [5, 6, 5]
    with pytest.raises(ValueError, match="read-only"):
        other.skips[0, 2][0, 0] = 1


def test_connections_that_were_removed_before_stay_removed_and_a_skip_can_be_removed_too():
    net = MLP.of([[[1]], [[2]]], [[3], [4]], identity, output=identity).masked([True, False, True, True])
    skipping = SkipMLP.over(net, {(0, 2): [[5]]})
    assert skipping.at(np.ones(5)).theta.tolist() == [1, 0, 1, 1, 1]
    assert skipping.masked([True] * 4 + [False]).at(np.ones(5)).theta.tolist() == [1, 0, 1, 1, 0]
    assert SkipMLP.over(MLP.of([[[1]], [[2]]], [[3], [4]]), {(0, 2): [[5]]}).mask is None


@given(problems_with_skips(), st.sampled_from([L1(0.3), L2(0.7)]))
def test_a_penalty_is_on_all_weights_and_those_of_the_skips_and_its_gradient_the_complex_step_derivative(
    problem, price
):
    net, _, _ = problem
    weights = np.concatenate([part.ravel() for part in (*net.W[1:], *net.skips.values())])
    priced = np.abs(weights).sum() if isinstance(price, L1) else (weights**2).sum() / 2
    assert price(net) == pytest.approx(price.lam * priced, rel=1e-12)
    grad = Gradient(net)
    price.add_gradient(net, grad)
    found = complex_step(lambda theta: price(net.at(theta)), net.theta)
    np.testing.assert_allclose(grad.theta, found, rtol=0, atol=1e-14 * max(1, np.abs(found).max()))


@given(problems_with_skips(), st.integers(0, 99))
def test_dropconnect_cuts_connections_of_skips_and_the_gradient_is_still_exact(problem, seed):
    net, X, Y = problem
    net = net.masked(dropconnect_mask(net, 0.5, np.random.default_rng(seed)))
    gradient = net.gradient(X, Y, L2(0.7)).theta
    found = complex_step(lambda theta: net.at(theta).cost_on(X, Y, L2(0.7)), net.theta)
    assert np.abs(gradient - found).max() <= 1e-14 * max(1, np.abs(gradient).max())


def test_dropconnect_cuts_a_share_of_the_skips_and_no_bias():
    net = SkipMLP.over(MLP.random([40, 3, 50], np.random.default_rng(0)), {(0, 2): np.ones((50, 40))})
    cut = ~dropconnect_mask(net, 0.3, np.random.default_rng(1))
    assert abs(cut[-2000:].mean() - 0.3) <= 5 * (0.3 * 0.7 / 2000) ** 0.5
    assert not any(b.any() for b in net.views(cut)[1][1:])


@pytest.mark.parametrize(
    ("skips", "message"),
    [
        ({(0, 1): np.ones((3, 2))}, "skips: from a layer k to a layer l > k + 1, at most 3; got (0, 1)"),
        ({(1, 0): np.ones((2, 3))}, "skips: from a layer k to a layer l > k + 1, at most 3; got (1, 0)"),
        ({(2, 2): np.ones((4, 4))}, "skips: from a layer k to a layer l > k + 1, at most 3; got (2, 2)"),
        ({(-1, 2): np.ones((4, 2))}, "skips: from a layer k to a layer l > k + 1, at most 3; got (-1, 2)"),
        ({(0, 4): np.ones((1, 2))}, "skips: from a layer k to a layer l > k + 1, at most 3; got (0, 4)"),
        ({(0, 2): np.ones((2, 4))}, "skips[(0, 2)]: shape (4, 2) expected; got (2, 4)"),
        ({(0, 2): [1, 2]}, "skips[(0, 2)]: shape (4, 2) expected; got (2,)"),
        ({(0, 2): [[np.nan] * 2] * 4}, "skips[(0, 2)]: finite numbers expected; got"),
    ],
)
def test_skips_that_do_not_fit_are_refused(skips, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        SkipMLP.over(MLP.random([2, 3, 4, 1], np.random.default_rng(0)), skips)


def test_skips_are_given_all_at_once():
    net = SkipMLP.over(MLP.random([2, 3, 4, 1], np.random.default_rng(0)), {(0, 2): np.ones((4, 2))})
    with pytest.raises(
        ValueError, match=r"^net: a network without skip connections expected; give all of them at once"
    ):
        SkipMLP.over(net, {(0, 3): np.ones((1, 2))})


def test_a_parameter_vector_without_the_skips_is_refused():
    net = SkipMLP.over(MLP.of([[[1]], [[1]]], [[0], [0]]), {(0, 2): [[5]]})
    with pytest.raises(ValueError, match=re.escape("theta: shape (5,) expected for this network; got shape (4,)")):
        net.at(np.zeros(4))


# The worked numbers of the decks.


def test_one_hidden_relu_and_a_skip_are_enough_for_xor():
    net = MLP.of([[[1, 1]], [[-2]]], [[-1], [0]], relu, output=identity)
    skipping = SkipMLP.over(net, {(0, 2): [[1, 1]]})
    key = "X26.xor_linear_skip_one_relu_[x1+x2-2relu(x1+x2-1)]"
    assert worked_numbers()[key] == skipping.predict(XOR[0])[:, 0].tolist() == XOR[1][:, 0].tolist()
    assert skipping.cost_on(*XOR) == 0
    assert net.cost_on(*XOR) > 0


def test_skips_from_the_inputs_to_the_output_are_two_parameters_more():
    net = SkipMLP.over(MLP.random([2, 2, 1], np.random.default_rng(0)), {(0, 2): np.zeros((1, 2))})
    assert worked_numbers()["X26.params_with_two_skip_connections"] == net.theta.size == len(net.names)


def test_skips_carry_the_error_past_the_layers_where_it_fades():
    # Ten layers of slope ¼.  A residual layer is two of ours: a → ¼a, then · 1 + the skip from a: factor 1 + ¼.
    plain = MLP.of([[[0.25]]] * 10, [[0]] * 10, identity, quadratic, identity)
    blocks = MLP.of([[[0.25]], [[1]]] * 10, [[0]] * 20, identity, quadratic, identity)
    skipping = SkipMLP.over(blocks, {(2 * i, 2 * i + 2): [[1]] for i in range(10)})
    slopes = []
    for net in (plain, skipping):
        grad = net.backward(net.forward([[1]]), net.predict([[1]]) - 1)  # so that the error of the output is 1
        slopes.append(float(grad.delta[1][0, 0] * 0.25 + (grad.delta[2][0, 0] if net is skipping else 0)))
    assert matches(worked_numbers()["X26.derivative_10_layers_plain_vs_skip_slope.25"], slopes)
