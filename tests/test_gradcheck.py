import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from nncourse import check_gradient, complex_step, numerical_gradient, relu, sigmoid
from tests.strategies import vectors

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
    with pytest.raises(ValueError, match=r"^gradient: shape \(2,\) of theta expected; got shape \(3,\)"):
        check_gradient(lambda v: v.sum(), [1, 1, 1], [0.0, 0.0])


def bowl(W):
    return (W**2).sum()


W = np.array([[1.0, -2.0], [3.0, 0.5]])


def test_a_right_gradient_passes():
    check = check_gradient(bowl, 2 * W, W)
    assert check.passed
    assert str(check) == "The gradient agrees with the slope of the function."


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
    assert str(check) == "The gradient is off: it says -6, the function's slope is 6."


@pytest.mark.parametrize("slip", [float("nan"), float("inf")])
def test_a_gradient_that_is_no_number_does_not_pass(slip):
    check = check_gradient(bowl, [[2, slip], [6, 1]], W)
    assert not check.passed
    assert check.worst == (0, 1)


def test_the_tolerance_decides():
    assert not check_gradient(lambda t: t**2, 6.01, 3.0).passed
    assert check_gradient(lambda t: t**2, 6.01, 3.0, tolerance=0.01).passed
