import decimal
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import complex_step, hard_tanh, identity, relu, sigmoid, sign, step, tanh
from tests.curriculum import worked_numbers

SMOOTH = [sigmoid, tanh, identity]
ALL = [*SMOOTH, relu, hard_tanh, step, sign]
EVERY = pytest.mark.parametrize("phi", ALL, ids=repr)
KINKS = {relu: [0.0], hard_tanh: [-1.0, 1.0], step: [0.0], sign: [0.0]}

moderate = st.floats(-20, 20)
any_number = st.floats(-1000, 1000)
shapes = hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)


@EVERY
@given(z=moderate)
def test_the_slope_is_the_complex_step_derivative_of_the_function(phi, z):
    if z not in KINKS.get(phi, []):
        assert phi.df(z) == pytest.approx(complex_step(phi, z), rel=1e-12, abs=1e-15)


@EVERY
@given(z=hnp.arrays(float, shapes, elements=any_number))
def test_the_slope_from_the_output_is_the_slope_from_the_input(phi, z):
    np.testing.assert_array_equal(phi.df(z, phi(z)), phi.df(z))


@pytest.mark.parametrize("phi", SMOOTH, ids=repr)
def test_a_given_output_is_used_and_not_computed_again(phi):
    marked = np.array([0.25])
    assert phi.df(np.array([3.0]), marked) == phi.slope(np.array([3.0]), marked)


@EVERY
@given(z=hnp.arrays(float, shapes, elements=any_number))
def test_function_and_slope_have_the_shape_of_z(phi, z):
    assert np.shape(phi(z)) == np.shape(phi.df(z)) == z.shape


@EVERY
@given(low=any_number, high=any_number)
def test_no_activation_ever_falls(phi, low, high):
    low, high = sorted((low, high))
    assert phi(low) <= phi(high)


@EVERY
def test_single_precision_stays_single(phi):
    z = np.linspace(-3, 3, 7, dtype=np.float32)
    assert phi(z).dtype == phi.df(z).dtype == phi.df(z, phi(z)).dtype == np.float32


@EVERY
def test_whole_numbers_are_taken_as_real_numbers(phi):
    z = np.arange(-2, 3)
    np.testing.assert_array_equal(phi(z), phi(z.astype(float)))
    np.testing.assert_array_equal(phi.df(z), phi.df(z.astype(float)))


@EVERY
def test_z_itself_is_left_alone(phi):
    z = np.array([-2.0, 0.0, 2.0])
    phi(z)
    phi.df(z)
    np.testing.assert_array_equal(z, [-2, 0, 2])


@EVERY
def test_an_activation_is_called_by_its_name(phi):
    assert repr(phi) == phi.name
    assert globals()[phi.name] is phi


@pytest.mark.parametrize(
    ("convention", "value"),
    [
        (step(0), 0),
        (step(-0.0), 0),
        (sign(0), -1),
        (sign(-0.0), -1),
        (relu.df(0), 0),
        (hard_tanh.df(1), 0),
        (hard_tanh.df(-1), 0),
    ],
)
def test_a_tie_does_not_fire_and_a_kink_has_slope_zero(convention, value):
    assert convention == value


@given(any_number)
def test_sign_is_step_in_the_coding_of_plus_and_minus_one(z):
    assert sign(z) == 2 * step(z) - 1


@given(any_number)
def test_sigmoid_agrees_with_its_definition_in_fifty_digits(z):
    with decimal.localcontext(decimal.Context(prec=50)):
        definition = 1 / (1 + (-decimal.Decimal(z)).exp())
        error = abs(decimal.Decimal(float(sigmoid(z))) - definition)
    assert error <= decimal.Decimal("1e-15")


@given(st.floats(-700, 700))
def test_sigmoid_agrees_with_the_exponential_formula(z):
    assert float(sigmoid(z)) == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-15)


@given(any_number)
def test_sigmoid_is_symmetric_about_one_half(z):
    assert sigmoid(-z) == pytest.approx(1 - sigmoid(z), abs=1e-15)


@given(moderate)
def test_tanh_is_a_stretched_sigmoid(z):
    assert tanh(z) == pytest.approx(2 * sigmoid(2 * z) - 1, abs=1e-15)


@EVERY
@pytest.mark.parametrize("z", [-1000.0, 1000.0])
def test_far_out_there_is_no_warning_and_no_nan(phi, z):
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        assert np.isfinite([phi(z), phi.df(z)]).all()


def test_the_values_of_the_curriculum():
    numbers = worked_numbers()
    np.testing.assert_allclose(sigmoid([-4, -2, 0, 2, 4]), numbers["S04.sigma_-4,-2,0,2,4"], rtol=1e-14)
    np.testing.assert_allclose(sigmoid.df([0, 1, 2, 5, 10]), numbers["S08.dsigma_0,1,2,5,10"], rtol=1e-11)
    np.testing.assert_allclose(tanh.df([0, 0.5, 1, 2]), numbers["S09.tanh'_0,0.5,1,2"], rtol=1e-14)
    np.testing.assert_array_equal(relu([-2, 0, 3]), numbers["S10.relu_-2,0,3"])
    np.testing.assert_array_equal(relu.df([-2, 0, 3]), numbers["S10.relu'_-2,0,3"])
    np.testing.assert_array_equal(hard_tanh([-2, -0.5, 0, 0.5, 2]), numbers["S11.hardtanh_-2,-.5,0,.5,2"])
    np.testing.assert_array_equal(hard_tanh.df([-2, -0.5, 0, 0.5, 2]), numbers["S11.hardtanh'_-2,-.5,0,.5,2"])


def test_the_slope_of_sigmoid_by_hand():
    # σ(0) = 1/2, so σ′(0) = 1/2 · 1/2
    assert sigmoid.df(0) == 0.25
