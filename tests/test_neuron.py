import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nncourse import (
    MLP,
    Perceptron,
    complex_step,
    cross_entropy,
    datasets,
    hard_tanh,
    identity,
    log_loss,
    numerical_gradient,
    quadratic,
    relu,
    sigmoid,
    step,
    tanh,
    with_constant_input,
)
from nncourse.neuron import Neuron
from tests.curriculum import matches, worked_numbers
from tests.strategies import eighths, neurons, vectors

SMOOTH = st.sampled_from([sigmoid, tanh, identity])
ALL = st.sampled_from([sigmoid, tanh, identity, relu, hard_tanh, step])


@st.composite
def training_sets(draw):
    """weights (d,), a bias, inputs X (n, d), targets y (n,) of 0 and 1: moderate numbers."""
    d, n = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    some = st.integers(-16, 16).map(lambda k: k / 8)
    y = draw(vectors(n, st.sampled_from([0.0, 1.0])))
    return draw(vectors(d, some)), draw(some), draw(vectors((n, d), some)), y


@given(neurons(eighths), ALL)
def test_a_neuron_is_an_activation_of_the_perceptrons_score(neuron, phi):
    weights, bias, X = neuron
    np.testing.assert_array_equal(Neuron(weights, bias, phi).predict(X), phi(Perceptron(weights, bias).score(X)))


@given(neurons(eighths))
def test_with_a_step_the_neuron_is_the_perceptron(neuron):
    weights, bias, X = neuron
    np.testing.assert_array_equal(Neuron(weights, bias, step).predict(X), Perceptron(weights, bias).predict(X))


@given(neurons(eighths), ALL)
def test_many_inputs_at_once_are_each_input_by_itself(neuron, phi):
    weights, bias, X = neuron
    unit = Neuron(weights, bias, phi)
    assert unit.predict(X).tolist() == [float(unit.predict(x)) for x in X]
    assert unit.sensitivity(X).tolist() == [unit.sensitivity(x).tolist() for x in X]


@given(neurons(eighths), ALL)
def test_at_gives_the_same_activation_other_weights(neuron, phi):
    weights, bias, _ = neuron
    there = Neuron(np.zeros_like(weights), 0, phi).at([*weights, bias])
    assert type(there) is Neuron
    assert (there.weights.tolist(), there.bias, there.activation) == (weights.tolist(), bias, phi)


def test_a_neuron_is_a_sigmoid_neuron_unless_told_otherwise():
    assert Neuron([1], 0).activation is sigmoid


@pytest.mark.parametrize("activation", [None, "sigmoid", np.tanh, quadratic])
def test_an_activation_that_is_none_is_refused(activation):
    with pytest.raises(ValueError, match=r"^activation: an Activation such as sigmoid or tanh expected; got "):
        Neuron([1], 0, activation)


@pytest.mark.parametrize("weights", [[], 1, [[1, 2]]])
def test_weights_that_are_no_row_are_refused(weights):
    with pytest.raises(ValueError, match=r"^weights: one row of numbers expected"):
        Neuron(weights, 0)


@pytest.mark.parametrize("folded", [[1, 2], [1, 2, 3, 4], [[1, 2, 3]], 1])
def test_another_number_of_weights_is_refused_with_both_shapes(folded):
    with pytest.raises(ValueError, match=r"^folded: shape \(3,\) expected, the bias last; got shape "):
        Neuron([1, 2], 3).at(folded)


def test_a_neuron_cannot_be_changed():
    with pytest.raises(AttributeError):
        Neuron([1], 0).activation = tanh


# A small change of the weights.


@given(training_sets(), SMOOTH)
def test_the_sensitivity_is_the_slope_of_the_output_by_each_weight_and_the_bias(samples, phi):
    weights, bias, X, _ = samples
    found = Neuron(weights, bias, phi).sensitivity(X)
    for x, row in zip(with_constant_input(X), found, strict=True):
        slope = complex_step(lambda folded, x=x: phi(folded @ x), [*weights, bias])
        np.testing.assert_allclose(row, slope, rtol=1e-12, atol=1e-15)


@given(training_sets(), vectors(5, st.floats(-1, 1)))
def test_the_estimated_change_of_the_output_is_off_by_the_square_of_the_change(samples, way):
    weights, bias, X, _ = samples
    unit = Neuron(weights, bias)
    change = 1e-3 * way[: weights.size + 1]
    true = unit.at(unit.folded + change).predict(X) - unit.predict(X)
    # |σ″| ≤ 1/10, so Taylor's rest is at most (Δz)²/20
    rest = (with_constant_input(X) @ change) ** 2 / 20
    assert (np.abs(unit.sensitivity(X) @ change - true) <= rest + 1e-15).all()


def test_a_little_more_weight_a_little_more_output():
    numbers, unit = worked_numbers("S07"), Neuron([6], -5)
    both = [float(unit.sensitivity([1]) @ [0.1, 0]), float(Neuron([6.1], -5).predict([1]) - unit.predict([1]))]
    assert matches(numbers["S07.delta_out_approx_w1_6->6.1_x1=1"], both)

    def error(change):
        estimate = unit.predict([1]) + unit.sensitivity([1]) @ [change, 0]
        return float(unit.at([6 + change, -5]).predict([1]) - estimate)

    assert matches(numbers["S07.error_ratio_dx.1_vs_dx.01_at_z1"], error(0.1) / error(0.01))


def test_the_sigmoid_of_a_tenth_by_taylor():
    unit = Neuron([1], 0)
    both = [float(unit.predict([0]) + unit.sensitivity([0]) @ [0, 0.1]), float(unit.predict([0.1]))]
    assert matches(worked_numbers()["S07.sigma_taylor_c0_x.1"], both)


def test_the_step_jumps_where_the_sigmoid_glides():
    weights = [5.01, 5, 4.99]
    jumps = [Neuron([w, 2, 2], -5, step).predict([1, 0, 0]).item() for w in weights]
    assert jumps == worked_numbers()["S01.step_w1=5.01,5,4.99_x100_b-5"]
    glides = [Neuron([w, 2, 2], -5).predict([1, 0, 0]).item() for w in weights]
    assert matches(worked_numbers()["S02.sigmoid_w1=5.01,5,4.99"], glides)
    more = [Neuron([w, 2, 2], -5).predict([1, 0, 0]).item() for w in (6, 5.9)]
    assert matches(worked_numbers()["S02.sigmoid_w1=6_and_5.9"], more)


def test_the_venue_of_the_lecture_with_a_sigmoid():
    outputs = Neuron([6, 2, 2], -5).predict(datasets.binary_inputs(3))
    assert matches(worked_numbers()["S03.sigmoid_venue_scores_b-5"], outputs.tolist())


def test_a_neuron_of_long_weights_is_nearly_a_perceptron():
    steep = [Neuron([k], 0).predict([0.1]).item() for k in (1, 10, 100)]
    assert matches(worked_numbers()["S05.steepness_sigma(k*.1)_k=1,10,100"], steep)


def test_the_bias_shifts_and_one_of_several_inputs_at_the_first_layer_of_the_lecture():
    shifted = [Neuron([1], b).predict([1]).item() for b in (-3, -1, 0, 1)]
    assert matches(worked_numbers()["S06.bias_shift_sigma(x+b)_x=1_b=-3,-1,0,1"], shifted)
    assert matches(worked_numbers()["S03.yhat_w(2,-1)_b.5_x(1,1)"], Neuron([2, -1], 0.5).predict([1, 1]).item())
    assert matches(
        worked_numbers()["S16.a0_1_single_neuron"], Neuron([0.1, 0.2, 0.3], 0.1).predict([1, 0.5, -1]).item()
    )


# Where the output is one half.


@given(eighths.filter(bool), eighths)
def test_at_the_half_point_the_sigmoid_is_one_half_and_on_its_sides_it_is_not(weight, bias):
    unit = Neuron([weight], bias)
    assert unit.predict([unit.half_point]) == pytest.approx(0.5, abs=1e-14)
    below, above = unit.predict([[unit.half_point - 0.125], [unit.half_point + 0.125]])
    assert (below < 0.5 < above) if weight > 0 else (above < 0.5 < below)


def test_the_half_point_of_the_lecture():
    assert Neuron([2], -6).half_point == worked_numbers()["S06.half_point_w=2_b=-6"]
    assert str(Neuron([2], 0).half_point) == "0.0"


@pytest.mark.parametrize("weights", [[0], [1, 2]])
def test_a_neuron_without_a_half_point_says_so(weights):
    with pytest.raises(ValueError, match=r"^weights: one, and not 0, expected for a half point; got \["):
        _ = Neuron(weights, 1).half_point


# Learning.


COSTS = st.sampled_from([(quadratic, sigmoid), (quadratic, tanh), (quadratic, identity), (log_loss, sigmoid)])


@given(training_sets(), COSTS)
def test_the_gradient_is_the_slope_of_the_cost(samples, pair):
    (weights, bias, X, y), (cost, phi) = samples, pair
    unit = Neuron(weights, bias, phi)
    slope = numerical_gradient(lambda folded: unit.at(folded).cost_on(X, y, cost), unit.folded)
    np.testing.assert_allclose(unit.gradient(X, y, cost), slope, rtol=1e-6, atol=1e-7)


@given(training_sets())
def test_the_gradients_are_the_formulas_on_the_board_written_as_a_loop(samples):
    weights, bias, X, y = samples
    unit, n = Neuron(weights, bias), len(X)
    of_log_loss, of_quadratic, loss = 0, 0, 0
    for x, y_i in zip(X, y, strict=True):
        a = unit.predict(x)
        of_log_loss += (a - y_i) * np.append(x, 1) / n
        of_quadratic += (a - y_i) * a * (1 - a) * np.append(x, 1) / n
        loss += 0.5 * (a - y_i) ** 2 / n
    np.testing.assert_allclose(unit.gradient(X, y, log_loss), of_log_loss, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(unit.gradient(X, y, quadratic), of_quadratic, rtol=1e-12, atol=1e-14)
    assert unit.cost_on(X, y, quadratic) == pytest.approx(loss, rel=1e-12)


@given(training_sets(), COSTS)
def test_a_neuron_is_a_network_of_one_layer_and_one_neuron(samples, pair):
    (weights, bias, X, y), (cost, phi) = samples, pair
    unit, net = Neuron(weights, bias, phi), MLP.of([[weights]], [[bias]], cost=cost, output=phi)
    np.testing.assert_allclose(unit.predict(X), net.predict(X)[:, 0], rtol=1e-13, atol=1e-15)
    assert unit.cost_on(X, y, cost) == pytest.approx(net.cost_on(X, y[:, None]), rel=1e-12)
    np.testing.assert_allclose(unit.gradient(X, y, cost), net.gradient(X, y[:, None]).theta, rtol=1e-10, atol=1e-14)


@given(training_sets(), st.floats(1e-6, 1e-3))
def test_a_short_step_downhill_lowers_the_cost(samples, rate):
    weights, bias, X, y = samples
    unit = Neuron(weights, bias)
    for cost in (quadratic, log_loss):
        assume(np.abs(unit.gradient(X, y, cost)).max() > 1e-4)
        assert unit.descend(X, y, cost, rate).cost_on(X, y, cost) < unit.cost_on(X, y, cost)


def test_one_point_pulls_the_line_towards_its_side():
    numbers, unit, X, y = worked_numbers("G13"), Neuron([0.5, -0.4], 0.1), [[1, 2]], [1]
    assert matches(numbers["G13.z"], unit.score(X).item())
    assert matches(numbers["G13.yhat"], unit.predict(X).item())
    assert matches(numbers["G13.E"], unit.cost_on(X, y, log_loss))
    assert matches(numbers["G13.gradE_w1_w2_b"], unit.gradient(X, y, log_loss).tolist())
    after = unit.descend(X, y, log_loss, 0.5)
    assert matches(numbers["G13.after_step_eta.5_w1_w2_b"], after.folded.tolist())
    assert matches(numbers["G13.after_step_yhat_E"], [after.predict(X).item(), after.cost_on(X, y, log_loss)])


def test_a_neuron_that_learns_to_answer_0_to_1():
    numbers, unit = worked_numbers("G12"), Neuron([0.6], 0.9)
    gradient = unit.gradient([[1]], [0], quadratic)
    assert matches(numbers["G12.grad_w_b_sigmoid_neuron_x1_y0_w.6_b.9_house"], gradient.tolist())


def outputs_after_300_steps(cost):
    units = [Neuron([0.6], 0.9), Neuron([2], 2)]
    for _ in range(300):
        units = [unit.descend([[1]], [0], cost, 0.15) for unit in units]
    return units, [unit.predict([1]).item() for unit in units]


def test_three_hundred_steps_by_two_costs():
    (first, _), by_quadratic = outputs_after_300_steps(quadratic)
    _, by_log_loss = outputs_after_300_steps(log_loss)
    numbers = worked_numbers()
    assert matches(
        numbers["G12.nielsen_style_after_300_epochs_eta.15_w_b_out"], [*first.folded.tolist(), by_quadratic[0]]
    )
    assert matches(numbers["B34.output_after_300_steps_x1_y0_start(.6,.9)|(2,2)_squared"], by_quadratic)
    assert matches(numbers["B34.same_with_cross_entropy"], by_log_loss)


def test_the_error_of_the_log_loss_is_the_output_minus_the_target():
    unit = Neuron([0], np.log(0.7 / 0.3))  # answers 0.7
    found = [unit.gradient([[0]], [y], log_loss)[1].item() for y in (1, 0)]
    assert matches(worked_numbers()["G14.dLdz_h-y_y1,y0"], found)
    assert matches(worked_numbers()["G14.dhdz_h.7"], unit.sensitivity([0])[1].item())


# What is not accepted.


@pytest.mark.parametrize(
    ("X", "y"),
    [([[1, 2]], [[1]]), ([[1, 2]], [1, 0]), ([1, 2], [1]), ([[1, 2, 3]], [1]), ([[1, 2]], 1), (np.zeros((0, 2)), [1])],
)
def test_samples_of_other_shapes_are_refused_with_both(X, y):
    unit = Neuron([1, 2], 0)
    shapes = f"{np.shape(X)} and {np.shape(y)}".replace("(", r"\(").replace(")", r"\)")
    for call in (unit.cost_on, unit.gradient, lambda *samples: unit.descend(*samples, 0.1)):
        with pytest.raises(ValueError, match=rf"^X and y: shapes \(n, 2\) and \(n,\) expected; got {shapes}$"):
            call(X, y, quadratic)


def test_a_cost_that_does_not_go_with_the_activation_is_refused():
    for cost, phi in ((log_loss, tanh), (cross_entropy, sigmoid)):
        with pytest.raises(ValueError, match=rf"^output: {cost!r} goes with its own output layer"):
            Neuron([1], 0, phi).gradient([[1]], [1], cost)
        with pytest.raises(ValueError, match=rf"^output: {cost!r} goes with its own output layer"):
            Neuron([1], 0, phi).cost_on([[1]], [1], cost)


@pytest.mark.parametrize("rate", [0, -0.1, float("nan"), [0.1]])
def test_a_learning_rate_that_is_not_positive_is_refused(rate):
    with pytest.raises(ValueError, match=r"^learning_rate: "):
        Neuron([1], 0).descend([[1]], [1], quadratic, rate)
