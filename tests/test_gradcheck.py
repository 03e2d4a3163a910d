import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from nncourse import MLP, check_gradient, complex_step, log_loss, numerical_gradient, relu, sigmoid
from nncourse.gradcheck import hessian
from tests.curriculum import matches, worked_numbers
from tests.strategies import eighths, vectors

small = st.floats(-3, 3, allow_subnormal=False)
coefficients = st.lists(small, min_size=1, max_size=6)
METHODS = pytest.mark.parametrize("method", [complex_step, numerical_gradient])


def size(p, t):
    """The sum of the absolute terms of a polynomial: what its rounding errors are relative to."""
    return 1 + Polynomial(np.abs(p.coef))(np.abs(t))


@given(coefficients, small)
def test_the_complex_step_is_the_derivative_of_a_polynomial_to_the_last_digits(coefs, t):
    p = Polynomial(coefs)
    assert float(complex_step(p, t)) == pytest.approx(p.deriv()(t), abs=1e-14 * size(p.deriv(), t))


@given(coefficients, small)
def test_the_secant_is_the_derivative_of_a_polynomial_to_nine_digits(coefs, t):
    p = Polynomial(coefs)
    assert float(numerical_gradient(p, t)) == pytest.approx(
        p.deriv()(t), abs=1e-9 * (size(p, t) + size(p.deriv(3), abs(t) + 1))
    )


@given(vectors(3, small), vectors(3, small))
def test_both_ways_agree_on_a_neuron(w, x):
    def output(w):
        return sigmoid(w @ x)

    np.testing.assert_allclose(complex_step(output, w), numerical_gradient(output, w), atol=1e-8)
    np.testing.assert_allclose(complex_step(output, w), sigmoid.df(w @ x) * x, atol=1e-14)


@METHODS
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 2, 2)])
def test_the_gradient_has_the_shape_of_theta_and_each_entry_its_own_slope(method, shape):
    weights = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    gradient = method(lambda theta: (weights * theta).sum(), np.ones(shape))
    assert gradient.shape == shape
    np.testing.assert_allclose(gradient, weights, rtol=1e-9)


@METHODS
def test_whole_numbers_and_lists_will_do_for_theta(method):
    np.testing.assert_allclose(method(lambda v: (v**2).sum(), [1, 2]), [2, 4], rtol=1e-9)


@METHODS
def test_theta_is_left_alone(method):
    theta = np.array([1.0, 2.0])
    method(lambda v: (v**2).sum(), theta)
    assert theta.tolist() == [1, 2]


def test_the_error_of_a_secant_is_a_third_of_h_squared_on_a_cube_times_three():
    # ((t + h)³ − (t − h)³) / 2h = 3t² + h², with t = 2 and h = 1/4
    assert numerical_gradient(lambda t: t**3, 2.0, h=0.25) == 12 + 0.0625


def test_the_complex_step_needs_no_good_h():
    assert complex_step(np.exp, 0.0, h=1e-200) == complex_step(np.exp, 0.0, h=1e-10) == 1


def test_at_a_kink_the_secant_takes_the_mean_of_the_two_slopes_and_the_complex_step_takes_ours():
    assert numerical_gradient(relu, 0.0) == 0.5
    assert complex_step(relu, 0.0) == relu.df(0.0) == 0


@pytest.mark.parametrize("lossy", [np.abs, lambda t: t.real, lambda t: np.linalg.norm([t])])
def test_a_function_that_loses_the_imaginary_part_is_told_so(lossy):
    with pytest.raises(ValueError, match=r"^f: lost the imaginary part on the way"):
        complex_step(lossy, 2.0)


def test_a_function_with_many_values_is_told_so():
    with pytest.raises(ValueError, match=r"^f: a single number expected; got shape \(2,\)"):
        complex_step(lambda v: v**2, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"^f: a single number expected; got shape \(2,\)"):
        numerical_gradient(lambda v: v**2, [1.0, 2.0])


@METHODS
@pytest.mark.parametrize("h", [0, -1e-5, float("nan")])
def test_a_step_that_is_not_positive_is_refused(method, h):
    with pytest.raises(ValueError, match=r"^h: a positive number expected; got "):
        method(np.sin, 1.0, h=h)


def test_a_gradient_of_another_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"^gradient: shape \(2,\) of theta, not empty, expected; got shape \(3,\)"):
        check_gradient(lambda v: v.sum(), [1, 1, 1], [0.0, 0.0])


def bowl(W):
    return (W**2).sum()


W = np.array([[1.0, -2.0], [3.0, 0.5]])


def test_a_right_gradient_passes():
    check = check_gradient(bowl, 2 * W, W)
    assert check.passed
    assert str(check).startswith("The gradient agrees with the slope of the function.")
    assert check.factor == pytest.approx(1)


@given(st.sampled_from([(0, 0), (0, 1), (1, 0), (1, 1)]), st.sampled_from([-1, -1e-3, 1e-3, 1]))
def test_a_wrong_gradient_is_caught_and_its_worst_entry_named(index, slip):
    claimed = 2 * W
    claimed[index] += slip
    check = check_gradient(bowl, claimed, W)
    assert not check.passed
    assert check.worst == index
    assert check.error == pytest.approx(abs(slip) / 6, rel=1e-4)  # relative to the largest entry, 2 · 3
    assert f"at index {index[0]}, {index[1]}: it says {claimed[index]:.6g}" in str(check)


def test_the_report_by_hand():
    check = check_gradient(lambda t: t**2, -6.0, 3.0)
    assert str(check) == (
        "The gradient is off: it says -6, the function's slope is 6.\n"
        "It is -1 times the slope: the sign is turned.\n"
        "The slope was found by the complex step, right to the last digit."
    )


@pytest.mark.parametrize("slip", [float("nan"), float("inf")])
def test_a_gradient_that_is_no_number_does_not_pass(slip):
    check = check_gradient(bowl, [[2, slip], [6, 1]], W)
    assert not check.passed
    assert check.worst == (0, 1)


def test_the_tolerance_decides():
    assert not check_gradient(lambda t: t**2, 6.01, 3.0).passed
    assert check_gradient(lambda t: t**2, 6.01, 3.0, tolerance=0.01).passed


@METHODS
def test_an_empty_theta_has_an_empty_gradient(method):
    assert method(lambda v: v.sum(), np.zeros((0, 3))).shape == (0, 3)


# What the report says, by name.


def network():
    """A network, its cost as a function of its parameters, and its gradient; four samples."""
    X = np.array([[0.0, 0.5], [0.25, 1], [1, -0.5], [1, 1]])
    net = MLP.random([2, 3, 1], np.random.default_rng(1), cost=log_loss)
    Y = (X.sum(axis=1, keepdims=True) > 1).astype(float)
    return net, lambda theta: net.at(theta).cost_on(X, Y), net.gradient(X, Y).theta


def test_backpropagation_passes_by_the_complex_step():
    net, cost, gradient = network()
    check = check_gradient(cost, gradient, net.theta, tolerance=1e-14, names=net.names, samples=4)
    assert check.passed
    assert check.exact


@given(st.integers(0, 12), st.sampled_from([-1e-3, 1e-3, 1]))
def test_the_parameter_that_is_off_is_called_by_its_name(entry, slip):
    net, cost, gradient = network()
    gradient[entry] += slip
    report = str(check_gradient(cost, gradient, net.theta, names=net.names))
    assert f"The gradient is off at {net.names[entry]}: it says {gradient[entry]:.6g}, the function's" in report
    assert f"12 of 13 entries are right; off at {net.names[entry]}.\n" in report


def test_six_names_are_enough():
    net, cost, gradient = network()
    gradient[:9] += 1
    report = str(check_gradient(cost, gradient, net.theta, names=net.names))
    assert "4 of 13 entries are right; off at W[1][0, 0]; W[1][0, 1]; W[1][1, 0]" in report
    assert "W[1][2, 1] and 3 more.\n" in report


SLIPS = [
    (-1, "the sign is turned"),
    (2, "the ½ of the cost is missing"),
    (0.5, "it is halved once too often"),
    (4, "a sum over the samples stands where the mean belongs"),
    (0.25, "the mean over the samples is taken twice"),
    (-2, "the sign is turned, and the ½ of the cost is missing"),
    (-4, "the sign is turned, and a sum over the samples stands where the mean belongs"),
]


@pytest.mark.parametrize(("factor", "slip"), SLIPS)
def test_one_factor_for_all_entries_tells_what_slipped(factor, slip):
    net, cost, gradient = network()
    check = check_gradient(cost, factor * gradient, net.theta, names=net.names, samples=4)
    assert check.factor == pytest.approx(factor)
    assert f"\nEvery entry is {factor:g} times the slope: {slip}.\n" in str(check)


@given(st.sampled_from(SLIPS), st.integers(0, 12))
def test_a_factor_is_not_blamed_if_one_entry_says_otherwise(slip, entry):
    net, cost, gradient = network()
    claimed = slip[0] * gradient
    claimed[entry] = gradient[entry] + 0.01
    check = check_gradient(cost, claimed, net.theta, samples=4)
    assert check.factor is None
    assert slip[1] not in str(check)
    assert "0 of 13 entries are right" in str(check)


def test_without_the_number_of_samples_four_is_no_more_than_a_factor():
    net, cost, gradient = network()
    assert "\nEvery entry is 4 times the slope.\n" in str(check_gradient(cost, 4 * gradient, net.theta))


def test_with_two_samples_a_factor_of_two_has_two_explanations():
    report = str(check_gradient(bowl, 4 * W, W, samples=2))
    assert "the ½ of the cost is missing or a sum over the samples stands where the mean belongs" in report


def test_with_one_sample_there_is_no_mean_to_forget():
    assert "sum" not in str(check_gradient(bowl, -2 * W, W, samples=1))
    assert "mean" not in str(check_gradient(bowl, 2.0001 * W, W, samples=1))


def test_a_single_entry_is_always_some_multiple_and_only_a_known_one_is_told():
    assert "times" not in str(check_gradient(lambda t: t**2, 21.0, 3.0))
    assert "It is 2 times the slope: the ½" in str(check_gradient(lambda t: t**2, 12.0, 3.0))
    assert "times" not in str(check_gradient(lambda v: v[0] ** 2, [21.0, 0], [3.0, 1]))


def test_a_gradient_of_zeros_is_no_multiple_of_the_slope():
    check = check_gradient(bowl, np.zeros((2, 2)), W)
    assert check.factor is None
    assert "0 of 4 entries are right" in str(check)


# Kinks.


@given(vectors(3, eighths.filter(bool)), st.integers(0, 2), st.floats(-5, 5))
def test_at_a_kink_no_gradient_is_right_or_wrong(v, entry, claim):
    v[entry] = 0
    claimed = np.sign(v)
    claimed[entry] = claim
    for size in (lambda v: np.abs(v).sum(), lambda v: np.where(v.real < 0, -v, v).sum()):
        check = check_gradient(size, claimed, v)
        assert check.passed
        assert np.flatnonzero(check.kinks).tolist() == [entry]
        assert f"\nThe function has a kink at index {entry}: its two sides differ in slope, no gradient" in str(check)


def test_beside_a_kink_the_other_entries_are_judged():
    def hinges(v):
        return relu(v).sum()

    assert not check_gradient(hinges, [0, 1, 1], [0.0, 2, -3]).passed
    check = check_gradient(hinges, [0.7, -1, 0], [0.0, 2, -3])
    assert check.factor == -1
    assert "The gradient is off at index 1: it says -1, the function's slope is 1.\nEvery entry is -1" in str(check)


def test_where_all_is_kink_there_is_no_verdict():
    assert str(check_gradient(abs, 7.0, 0.0)).startswith("The function has a kink: its two sides differ in slope")


def test_at_a_kink_what_is_no_number_is_wrong():
    check = check_gradient(lambda v: np.abs(v).sum(), [float("nan"), 1], [0.0, 1])
    assert not check.passed
    assert "1 of 2 entries are right; off at index 0." in str(check)


@given(coefficients, small)
def test_a_smooth_function_has_no_kink_however_curved(coefs, t):
    p = Polynomial(coefs)
    check = check_gradient(p, p.deriv()(t), t, tolerance=1e-7)
    assert check.passed
    assert not check.kinks.any()


def test_the_rounding_of_a_large_value_is_no_kink():
    check = check_gradient(lambda v: 1e5 + (v**2).sum(), [2, 4, 6], [1.0, 2, 3])
    assert check.passed
    assert not check.kinks.any()


def test_xor_at_relu_neurons_with_biases_of_zero_has_a_kink_in_every_hidden_bias():
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    net = MLP.of([[[1, 2], [3, -1]], [[1, -2]]], [[0, 0], [0.5]], hidden=relu)  # the sample (0, 0) gives z = 0
    check = check_gradient(
        lambda theta: net.at(theta).cost_on(X, Y), net.gradient(X, Y).theta, net.theta, names=net.names
    )
    assert check.passed
    assert [name for name, kink in zip(net.names, check.kinks, strict=True) if kink] == ["b[1][0]", "b[1][1]"]


# By which way the slope was found.


def by_math(v):
    return sum(float(x) ** 2 for x in v)


def without_a_word(v):
    return (v.astype(float) ** 2).sum()


def refusing(v):
    if np.iscomplexobj(v):
        raise KeyError("no complex numbers here")
    return (v**2).sum()


def lost_in_places(v):
    return np.abs(v[0]) ** 2 + v[1] ** 2


@pytest.mark.parametrize(
    "square",
    [by_math, without_a_word, refusing, lost_in_places, lambda v: np.vdot(v, v), lambda v: (v.conj() * v).sum()],
)
def test_a_function_that_loses_the_imaginary_part_somewhere_is_measured_by_secants(square):
    check = check_gradient(square, [2, -6], [1.0, -3])
    assert check.passed
    assert not check.exact
    assert str(check).endswith("The slope was found by secants, right to about nine digits.")
    assert not check_gradient(square, [2, 0], [1.0, -3]).passed


def test_trying_complex_numbers_leaves_no_warning_behind():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        check_gradient(without_a_word, [2, -6], [1.0, -3])
    assert seen == []


def test_the_complex_step_sees_what_secants_cannot():
    claimed = complex_step(np.exp, 3.0)
    assert check_gradient(np.exp, claimed, 3.0, tolerance=1e-15).passed
    assert not check_gradient(np.exp, claimed * (1 + 1e-13), 3.0, tolerance=1e-15).passed


def test_an_error_of_the_function_itself_is_not_swallowed():
    with pytest.raises(KeyError, match="my own"):
        check_gradient(lambda v: {}["my own"], [0.0], [0.0])


# What the check does not accept.


@pytest.mark.parametrize("names", [[], ["w"], ["w", "b", "c"]])
def test_names_that_are_too_few_or_too_many_are_refused(names):
    with pytest.raises(ValueError, match=rf"^names: one for each of 2 entries expected; got {len(names)}"):
        check_gradient(lambda v: v.sum(), [1, 1], [0.0, 0.0], names=names)


@pytest.mark.parametrize("samples", [0, -1, 2.5])
def test_a_number_of_samples_that_is_none_is_refused(samples):
    with pytest.raises(ValueError, match=r"^samples: at least 1 whole numbers from 1 on expected; got "):
        check_gradient(lambda v: v.sum(), [1, 1], [0.0, 0.0], samples=samples)


def test_a_theta_without_numbers_is_refused():
    with pytest.raises(ValueError, match=r"^gradient: shape \(0,\) of theta, not empty, expected; got shape \(0,\)"):
        check_gradient(lambda v: v.sum(), [], [])
    with pytest.raises(ValueError, match=r"^theta: finite numbers expected; got "):
        check_gradient(lambda v: v.sum(), [1.0], [float("nan")])


def test_a_function_with_many_values_is_not_checked():
    with pytest.raises(ValueError, match=r"^f: a single number expected; got shape \(2,\)"):
        check_gradient(lambda v: v**2, [1, 1], [1.0, 2.0])


def test_theta_is_not_changed_by_a_function_that_changes_what_it_gets():
    def careless(v):
        v += 0
        v *= v
        return v.sum()

    theta = np.array([1.0, -3])
    check = check_gradient(careless, [2, -6], theta)
    assert check.found == pytest.approx([2, -6])
    assert not check.kinks.any()
    assert theta.tolist() == [1, -3]


# The matrix of second derivatives.


@st.composite
def quadratics(draw):
    """A symmetric matrix (d, d) and a point (d,)."""
    d = draw(st.integers(1, 4))
    M = draw(vectors((d, d), eighths))
    return M + M.T, draw(vectors(d, eighths))


@given(quadratics())
def test_the_hessian_of_a_quadratic_is_its_matrix_everywhere(quadratic):
    H, point = quadratic
    np.testing.assert_allclose(hessian(lambda p: H @ p, point), H, rtol=1e-14, atol=1e-14)


@given(vectors(2, small))
def test_the_hessian_holds_the_slopes_of_every_entry_of_the_gradient(p):
    def gradient(p):  # of x³ y + eˣ
        return np.array([3 * p[0] ** 2 * p[1] + np.exp(p[0]), p[0] ** 3])

    x, y = p
    np.testing.assert_allclose(
        hessian(gradient, p), [[6 * x * y + np.exp(x), 3 * x**2], [3 * x**2, 0]], rtol=0, atol=1e-12
    )


def test_the_hessian_of_a_network_is_what_secants_of_its_gradient_say():
    X, Y = np.array([[0.0, 0.5], [0.25, 1], [1, -0.5]]), np.array([[1.0], [0], [1]])
    net = MLP.random([2, 2, 1], np.random.default_rng(2))

    def gradient(theta):
        return net.at(theta).gradient(X, Y).theta

    steps = 1e-5 * np.eye(net.theta.size)
    secants = [(gradient(net.theta + e) - gradient(net.theta - e)) / 2e-5 for e in steps]
    np.testing.assert_allclose(hessian(gradient, net.theta), secants, atol=1e-9)


def test_the_curvature_of_one_neurons_cost():
    def slope(w):  # of ½ (1 − σ(w))²
        return (sigmoid(w) - 1) * sigmoid.df(w)

    numbers = worked_numbers("B37")
    assert hessian(slope, 0.0).shape == ()
    assert matches(numbers["B37.hessian_C=1/2(y-sigma(w))^2_y1_w0"], float(hessian(slope, 0.0)))
    assert matches(numbers["B37.hessian_same_w=1"], float(hessian(slope, 1.0)))


def test_slopes_that_are_not_symmetric_are_no_functions():
    with pytest.raises(
        ValueError, match=r"^gradient: slopes that are symmetric expected, as a function's are; got \[\["
    ):
        hessian(lambda p: np.array([p[1], -p[0]]), [1.0, 2.0])


def test_a_gradient_that_cannot_be_differentiated_is_told_why():
    with pytest.raises(ValueError, match=r"^gradient: shape \(2,\) of theta expected; got shape \(\)"):
        hessian(lambda p: p.sum(), [1.0, 2.0])
    with pytest.raises(ValueError, match=r"^gradient: lost the imaginary part on the way"):
        hessian(lambda p: p.real, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"^theta: shape \(d,\) or a single number expected; got shape \(1, 2\)"):
        hessian(lambda p: p, [[1.0, 2.0]])
