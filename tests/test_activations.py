import decimal
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nncourse import complex_step, hard_tanh, identity, relu, sigmoid, sign, softmax, softmax_jacobian, step, tanh
from tests.curriculum import matches, worked_numbers

SMOOTH = [sigmoid, tanh, identity]
ALL = [*SMOOTH, relu, hard_tanh, step, sign]
EVERY = pytest.mark.parametrize("phi", ALL, ids=repr)
KINKS = {relu: [0.0], hard_tanh: [-1.0, 1.0], step: [0.0], sign: [0.0]}

moderate = st.floats(-20, 20)
any_number = st.floats(-1000, 1000)
shapes = hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)
score_shapes = hnp.array_shapes(min_dims=1, max_dims=3, max_side=4)


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


@pytest.mark.parametrize("z", [0.5, -2])
def test_the_six_panels_of_the_curriculum_and_their_slopes(z):
    six, row = [identity, sign, sigmoid, tanh, relu, hard_tanh], worked_numbers()
    assert matches(row[f"S12.all_six_at_a={z}"], [float(phi(z)) for phi in six])
    assert matches(row[f"S13.all_six_derivs_at_a={z}"], [float(phi.df(z)) for phi in six])


def test_the_slope_of_sigmoid_by_hand():
    # σ(0) = 1/2, so σ′(0) = 1/2 · 1/2
    assert sigmoid.df(0) == 0.25


# Softmax: its outputs depend on all scores of a row together.


@given(hnp.arrays(float, score_shapes, elements=any_number))
def test_softmax_turns_every_row_of_scores_into_shares_of_one(z):
    a = softmax(z)
    assert a.shape == z.shape
    assert ((a >= 0) & (a <= 1)).all()
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-15)


@given(hnp.arrays(float, (2, 3), elements=moderate))
def test_softmax_is_its_definition(z):
    np.testing.assert_allclose(softmax(z), np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), rtol=1e-12)
    np.testing.assert_array_equal(softmax(z)[1], softmax(z[1]))


@given(hnp.arrays(float, 4, elements=st.integers(-1000, 1000)), st.integers(-(10**6), 10**6))
def test_softmax_does_not_see_what_is_added_to_all_scores(z, shift):
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))  # whole numbers: the shift itself is exact


@given(any_number)
def test_softmax_of_a_score_beside_zero_is_the_sigmoid_of_the_score(z):
    np.testing.assert_allclose(softmax([z, 0.0]), sigmoid(np.array([z, -z])), rtol=1e-13, atol=1e-15)


@given(hnp.arrays(float, 4, elements=any_number))
def test_softmax_keeps_the_order_of_the_scores(z):
    assert (np.diff(softmax(z)[np.argsort(z)]) >= 0).all()


@given(hnp.arrays(float, st.integers(1, 4), elements=moderate))
def test_the_softmax_jacobian_is_the_complex_step_derivative_of_every_share_by_every_score(z):
    found = [complex_step(lambda z, i=i: softmax(z)[i], z) for i in range(len(z))]
    np.testing.assert_allclose(softmax_jacobian(z), found, rtol=1e-12, atol=1e-15)


@given(hnp.arrays(float, score_shapes, elements=any_number))
def test_the_softmax_jacobian_is_symmetric_and_its_rows_sum_to_zero_because_the_shares_sum_to_one(z):
    J = softmax_jacobian(z)
    assert J.shape == (*z.shape, z.shape[-1])
    np.testing.assert_array_equal(J, np.swapaxes(J, -1, -2))
    np.testing.assert_allclose(J.sum(axis=-1), 0, atol=1e-15)


def test_softmax_and_its_jacobian_of_several_rows_are_those_of_each_row():
    z = np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 0.1]])
    np.testing.assert_array_equal(softmax_jacobian(z), [softmax_jacobian(row) for row in z])


@pytest.mark.parametrize("f", [softmax, softmax_jacobian])
def test_softmax_keeps_the_number_type_and_takes_whole_numbers(f):
    assert f(np.ones(3, dtype=np.float32)).dtype == np.float32
    assert f(np.ones(3, dtype=complex)).dtype == complex
    np.testing.assert_array_equal(f([1, 2, 3]), f([1.0, 2.0, 3.0]))


@pytest.mark.parametrize("f", [softmax, softmax_jacobian])
def test_softmax_of_scores_far_apart_is_finite_and_meets_no_warning(f):
    with warnings.catch_warnings(), np.errstate(divide="warn", over="warn", invalid="warn"):
        warnings.simplefilter("error")
        assert np.isfinite(f([1e6, -1e6, 0.0])).all()


@pytest.mark.parametrize("f", [softmax, softmax_jacobian])
def test_softmax_of_a_single_number_is_refused(f):
    with pytest.raises(ValueError, match=r"^z: one row of scores expected, shape \(k,\); got a single number$"):
        f(2.0)


def test_softmax_leaves_the_scores_alone():
    z = np.array([1.0, 2.0])
    softmax(z)
    assert z.tolist() == [1, 2]


def test_the_softmax_values_of_the_curriculum():
    row, shares = worked_numbers(), softmax([1, 2, 3])
    assert matches(row["S14.softmax_123"], shares.tolist())
    assert matches(row["S14.softmax_sum"], float(shares.sum()))
    shift = float(np.abs(softmax([101, 102, 103]) - shares).max())
    assert shift == row["S14.softmax_shift_invariance_max_diff"]
    two = [float(softmax([1, 0])[0]), float(sigmoid(1))]
    assert matches(row["S14.softmax_two_classes_(z,0)_z=1_equals_sigma(1)"], two)
    assert matches(row["S15.softmax_jacobian_123"], softmax_jacobian([1, 2, 3]).tolist())
    sums = float(np.abs(softmax_jacobian([1, 2, 3]).sum(axis=1)).max())
    assert matches(row["S15.jacobian_row_sums_max_abs"], sums)
    assert matches(row["S22.softmax_cat_dog_bird_(2,1,.1)"], softmax([2, 1, 0.1]).tolist())


def test_softmax_by_hand():
    # e^{ln 1}, e^{ln 2}, e^{ln 5} stand as 1 : 2 : 5
    np.testing.assert_allclose(softmax(np.log([1, 2, 5])), [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)
    np.testing.assert_allclose(softmax_jacobian([0, 0]), [[0.25, -0.25], [-0.25, 0.25]])


@pytest.mark.parametrize("code", ["e", "f", "d", "g", "F", "D", ">f8", ">f4"])
def test_sigmoid_is_half_of_1_plus_tanh_and_keeps_the_number_type_whatever_it_is(code):
    z = np.linspace(-9, 9, 37).astype(code)
    expected = (1 + np.tanh(z / 2)) / 2
    assert sigmoid(z).dtype == expected.dtype
    np.testing.assert_array_equal(sigmoid(z), expected)
