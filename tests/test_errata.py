"""The errata of the decks that are wrong mathematics: as printed it fails, as corrected it holds.

E36 stands in test_perceptron_learning, E40 to E42 in test_half_adder, E44 in test_descent, E45 in test_regularization.
"""

import math
import re

import numpy as np
import pytest

from nncourse import MLP, complex_step, datasets, identity, log_loss, sigmoid, tanh
from tests.curriculum import matches, worked_numbers

X, Y = datasets.gate("XOR")


def numbers(array):
    return np.asarray(array).tolist()


def small_network(sizes=(2, 3, 2), hidden=tanh, output=None):
    """A network without a zero, a one or two equal numbers in it."""
    net = MLP.random(sizes, np.random.default_rng(3), hidden, output=output)
    return net.at(net.theta + np.linspace(-0.3, 0.4, net.theta.size))


def test_E01_a_sigmoid_neurons_output_is_a_real_number_and_not_binary():
    venue = MLP.of([[[6, 2, 2]]], [[-5]])
    outputs = venue.predict(datasets.binary_inputs(3))[:, 0]
    assert not np.isin(outputs, (0, 1)).any()
    assert ((outputs > 0) & (outputs < 1)).all()
    assert matches(worked_numbers()["S03.sigmoid_venue_scores_b-5"], numbers(outputs))


def test_E02_the_half_square_has_the_derivative_a_minus_y_and_not_twice_that():
    a, y = np.array([0.2, 0.7]), np.array([0.4, 0.4])
    half, square = (complex_step(lambda a, c=c: (c * (a - y) ** 2).sum(), a) for c in (0.5, 1))
    np.testing.assert_allclose(half, a - y, rtol=1e-14)
    assert np.abs(half - 2 * (a - y)).min() > 0.1
    np.testing.assert_allclose(square, 2 * (a - y), rtol=1e-14)  # the 2 belongs to the cost without the ½


def test_E03_one_layer_back_needs_the_weight_in_between():
    net = MLP.of([[[0.5]], [[-1.3]]], [[0.1], [0.2]])
    trace, grad = net.forward([[0.6]]), net.gradient([[0.6]], [[1]])
    printed = 0.6 * sigmoid.df(trace.Z[1]) * grad.delta[2]
    found = complex_step(lambda theta: net.at(theta).cost_on([[0.6]], [[1]]), net.theta)[0]
    assert matches(worked_numbers()["B08.wrong_dw1_missing_factor"], printed.item())
    assert (printed * net.W[2]).item() == pytest.approx(found, rel=1e-13)
    assert printed.item() != pytest.approx(found, rel=0.1)


def test_E09_there_is_one_bias_for_every_row_of_the_weights_and_not_for_every_column():
    W = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
    with pytest.raises(ValueError, match=re.escape("got [(2, 3)] and [(3,)]")):
        MLP.of([W], [[1, 2, 3]])
    assert MLP.of([W], [[1, 2]]).predict([[1, 1, 1]]).shape == (1, 2)


def test_E11_an_overfitted_model_works_for_the_training_data_and_not_for_the_test_data():
    training = np.hstack([np.arange(1.0, 5)[:, None], np.eye(4)]), 2 * np.arange(1.0, 5)[:, None]
    test = np.hstack([np.arange(5.0, 9)[:, None], np.zeros((4, 4))]), 2 * np.arange(5.0, 9)[:, None]
    overfitted = MLP.of([[[0, 2, 4, 6, 8]]], [[0]], output=identity)
    mean_squared_errors = [2 * overfitted.cost_on(*data) for data in (training, test)]
    assert mean_squared_errors == [0, 174]


def test_E14_the_outer_function_takes_as_many_numbers_as_the_inner_one_gives():
    # x in R³ → y in R² → z: y = (x1 x2, x2 + x3), z = y1² + 3 y2.
    def inner(x):
        return np.array([x[0] * x[1], x[1] + x[2]])

    x = np.array([1.0, 2.0, 3.0])
    y = inner(x)
    jacobian = np.array([complex_step(lambda x, j=j: inner(x)[j], x) for j in range(2)])
    by_y = complex_step(lambda y: y[0] ** 2 + 3 * y[1], y)
    row = worked_numbers("B02")
    assert [numbers(jacobian), numbers(by_y)] == [row["B02.jacobian_2x3"], row["B02.grad_y"]]
    by_x = complex_step(lambda x: inner(x)[0] ** 2 + 3 * inner(x)[1], x)
    assert matches(row["B02.grad_x"], numbers(by_x))
    np.testing.assert_allclose(jacobian.T @ by_y, by_x, rtol=1e-14)
    linear = np.array([[2.0, 1.0]])  # an outer function of two numbers does not take the three of R³
    assert (linear @ y).shape == (1,)
    with pytest.raises(ValueError, match="mismatch"):
        linear @ x


def test_E15_the_way_to_the_next_layer_goes_through_the_next_layers_weights():
    net = small_network((2, 2, 2))
    x = [0.3, -0.8]
    trace = net.forward([x])
    # ∂z²_l / ∂z¹_k: a change of b¹_k changes z¹_k by as much.
    found = complex_step_of_layer(net, x)
    slope = tanh.df(trace.Z[1][0])
    np.testing.assert_allclose(net.W[2] * slope, found, rtol=1e-13)
    assert np.abs(net.W[1] * slope - found).max() > 0.1  # as printed, with the weights of layer n


def complex_step_of_layer(net, x):
    """∂z²_l/∂b¹_k of one sample: (n_2, n_1)."""
    first, width = net.names.index("b[1][0]"), net.sizes[1]

    def z2(l):
        return lambda theta: net.at(theta).forward([x]).Z[2][0, l]

    return np.array([complex_step(z2(l), net.theta)[first : first + width] for l in range(net.sizes[2])])


def test_E16_the_error_of_the_output_is_output_minus_target_and_the_other_sign_climbs():
    net, X, Y = small_network(), [[0.3, -0.8]], np.array([[1.0, 0.0]])
    trace = net.forward(X)
    h, slope = trace.A[2], sigmoid.df(trace.Z[2])
    corrected, printed = (h - Y) * slope, (Y - h) * slope
    by_bias = complex_step(lambda theta: net.at(theta).cost_on(X, Y), net.theta)[-2:]  # of one sample: δ
    np.testing.assert_allclose(corrected, [by_bias], rtol=1e-13)
    np.testing.assert_allclose(net.gradient(X, Y).delta[2], corrected, rtol=1e-13)

    def cost_after_a_step(delta):
        W, b = list(net.W[1:]), list(net.b[1:])
        W[1], b[1] = W[1] - 0.5 * delta.T @ trace.A[1], b[1] - 0.5 * delta[0]
        return MLP.of(W, b, tanh).cost_on(X, Y)

    assert cost_after_a_step(corrected) < net.cost_on(X, Y) < cost_after_a_step(printed)


def test_E17_the_sum_over_samples_comes_after_the_product_of_error_and_input():
    net = small_network((2, 2, 1), output=sigmoid)
    trace, grad = net.forward(X), net.gradient(X, Y)
    delta, h = grad.delta[2], trace.A[1]
    found = complex_step(lambda t: len(X) * net.at(t).cost_on(X, Y), net.theta)[-3:-1]  # J is not divided by n
    np.testing.assert_allclose(sum(delta[i] * h[i] for i in range(len(X))), found, rtol=1e-12)
    for i in range(len(X)):  # the sum of all errors times the input of whichever sample
        assert np.abs(delta.sum() * h[i] - found).max() > 0.01


def test_E19_it_is_the_output_layer_that_must_be_linear():
    inputs = np.linspace(-1, 1, 9)[:, None]
    target = np.full((9, 1), 2.0)
    rng = np.random.default_rng(0)
    for _ in range(200):  # a squashed output stays below 1, however large the weights
        squashed = MLP.random([1, 5, 1], rng, scale=100).predict(inputs)
        assert (target - squashed >= 1).all()
    linear = MLP.of([np.zeros((5, 1)), [[4, 0, 0, 0, 0]]], [np.zeros(5), [0]], output=identity)
    np.testing.assert_array_equal(linear.predict(inputs), target)  # 4 σ(0)


# Deck BAD: the bias is the last row of W⁽¹⁾ (3 × 2), and the last of three weights W⁽²⁾.
W1, W2, INPUT = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), np.array([0.7, 0.8, 0.9]), np.array([1.0, 2.0, 1.0])


def test_E23_the_matrix_with_the_bias_in_its_last_row_has_to_be_transposed():
    with pytest.raises(ValueError, match="mismatch"):
        W1 @ INPUT
    scalar_formulas = [W1[0, j] * 1 + W1[1, j] * 2 + W1[2, j] for j in range(2)]
    np.testing.assert_allclose(W1.T @ INPUT, scalar_formulas, rtol=1e-15)
    assert matches(worked_numbers()["X17.h1_h2"], numbers(W1.T @ INPUT))


def test_E24_the_second_layer_is_three_weights_for_the_hidden_outputs_and_not_a_matrix_for_the_inputs():
    printed = np.array([[0.7, 0.8], [0.8, 0.9]])  # (W11 W12; W21 W31), whatever its numbers
    with pytest.raises(ValueError, match="mismatch"):
        printed @ INPUT
    h = W2 @ [*sigmoid(W1.T @ INPUT), 1]
    assert matches(worked_numbers()["B27.h1_h2_h_yhat"][2], float(h))
    assert MLP.of([W1[:2].T, [W2[:2]]], [W1[2], W2[2:]]).forward([INPUT[:2]]).Z[2].item() == pytest.approx(h)


def test_E25_the_constant_input_is_appended_after_the_sigmoid():
    hidden = W1.T @ INPUT
    with pytest.raises(ValueError, match="mismatch"):
        W2 @ sigmoid(hidden)
    before, after = W2 @ sigmoid(np.array([*hidden, 1])), W2 @ [*sigmoid(hidden), 1]
    row = worked_numbers("X18")
    assert matches(row["X18.wrong_append_before_sigma_h"], float(before))  # the bias enters as σ(1) = 0.731
    assert matches(row["X18.stages_sigmaW1x|W2sigmaW1x|yhat"][1], float(after))


def slopes_of_the_log_loss(z, y):
    """∂L/∂h, ∂h/∂z and ∂L/∂z at h = σ(z), all by the complex step."""
    h = float(sigmoid(z))
    by_h = complex_step(lambda a: log_loss(np.reshape(a, (1, 1)), [[y]]), np.array(h))
    by_z = complex_step(lambda z: log_loss.from_z(np.reshape(z, (1, 1)), [[y]]), np.array(z))
    return h, float(by_h), float(complex_step(sigmoid, np.array(z))), float(by_z)


@pytest.mark.parametrize("y", [0, 1])
def test_E27_the_second_term_of_the_log_loss_slope_has_a_plus(y):
    h, found, _, _ = slopes_of_the_log_loss(math.log(0.3 / 0.7), y)  # h = 0.3
    assert -y / h + (1 - y) / (1 - h) == pytest.approx(found, rel=1e-13)
    printed = -y / h - (1 - y) / (1 - h)
    assert (printed == pytest.approx(found, rel=0.1)) is (y == 1)  # a positive sample does not show the slip


@pytest.mark.parametrize("y", [0, 1])
def test_E28_the_slopes_of_the_log_loss_are_multiplied_and_not_subtracted(y):
    _, by_h, by_z, found = slopes_of_the_log_loss(0.5, y)
    assert by_h * by_z == pytest.approx(found, rel=1e-13)
    assert by_h - by_z != pytest.approx(found, rel=0.1)


@pytest.mark.parametrize("y", [0, 1])
def test_E29_the_slope_of_the_log_loss_is_h_minus_y_and_the_printed_one_climbs_for_negative_samples(y):
    z, rate = 0.5, 1.0
    h, _, _, found = slopes_of_the_log_loss(z, y)
    printed, corrected = -y * (1 - h) - (1 - y) * h, -y * (1 - h) + (1 - y) * h
    assert corrected == pytest.approx(h - y, rel=1e-14)
    assert corrected == pytest.approx(found, rel=1e-13)
    assert (printed == pytest.approx(found)) is (y == 1)

    def loss_after_a_step(slope):
        return log_loss.from_z([[z - rate * slope]], [[y]])

    assert loss_after_a_step(corrected) < log_loss.from_z([[z]], [[y]])
    assert (loss_after_a_step(printed) > log_loss.from_z([[z]], [[y]])) is (y == 0)
