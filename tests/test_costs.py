import decimal
import math
import re
import warnings
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import MLP, complex_step, cross_entropy, identity, log_loss, quadratic, relu, sigmoid, softmax, tanh
from tests.curriculum import matches, worked_numbers
from tests.networks import ALL, COSTS, targets
from tests.strategies import vectors

EVERY_COST = pytest.mark.parametrize(
    ("cost", "output"), COSTS, ids=lambda value: getattr(value, "__name__", repr(value))
)
OWN = pytest.mark.parametrize("cost", [quadratic, log_loss, cross_entropy], ids=repr)
moderate = st.floats(-15, 15)
any_score = st.floats(-1000, 1000)
shares = st.floats(0, 1)


@st.composite
def outputs(draw, cost, entries=moderate):
    """Weighted inputs Z (n, k) and targets Y (n, k) that the cost accepts."""
    n, k = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    net = MLP.random([1, k], np.random.default_rng(0), cost=cost)
    return draw(vectors((n, k), entries)), targets(net, n, np.random.default_rng(draw(st.integers(0, 10**6))))


def without_a_warning(f, *args):
    with warnings.catch_warnings(), np.errstate(divide="warn", over="warn", invalid="warn"):
        warnings.simplefilter("error")
        return f(*args)


# The two ways to ask for a cost.


@EVERY_COST
@given(data=st.data())
def test_the_cost_of_outputs_is_the_cost_of_their_weighted_inputs(cost, output, data):
    Z, Y = data.draw(outputs(cost))
    assert cost.from_z(Z, Y, output) == pytest.approx(cost(output(Z), Y), rel=1e-7, abs=1e-9)


@EVERY_COST
@given(data=st.data())
def test_delta_is_the_derivative_of_the_cost_of_each_sample(cost, output, data):
    Z, Y = data.draw(outputs(cost))
    Z += 1e-3 * math.pi  # away from the kinks at 0 and ±1, which hypothesis likes
    found = len(Z) * complex_step(lambda z: cost.from_z(z, Y, output), Z)
    delta = cost.delta(Z, output(Z), Y, output)
    assert delta.shape == Z.shape
    assert np.abs(delta - found).max() <= 1e-14 * max(1, np.abs(found).max())


@pytest.mark.parametrize("cost", [log_loss, cross_entropy], ids=repr)
@given(data=st.data())
def test_delta_is_the_chain_rule_through_every_output(cost, data):
    Z, Y = data.draw(outputs(cost, st.floats(-5, 5)))
    for z, y in zip(Z, Y, strict=True):
        a = cost.own_output(z)
        by_output = complex_step(lambda a, y=y: cost(a[None], y[None]), a)
        jacobian = [complex_step(lambda z, i=i: cost.own_output(z)[i], z) for i in range(len(z))]
        np.testing.assert_allclose(cost.delta([z], [a], [y])[0], by_output @ jacobian, rtol=1e-10, atol=1e-11)


@EVERY_COST
@given(data=st.data())
def test_a_cost_sums_over_outputs_and_takes_the_mean_over_samples(cost, output, data):
    Z, Y = data.draw(outputs(cost))
    each = [cost.from_z([z], [y], output) for z, y in zip(Z, Y, strict=True)]
    assert cost.from_z(Z, Y, output) == pytest.approx(np.mean(each), rel=1e-12, abs=1e-15)
    if cost is not cross_entropy:  # its outputs depend on one another
        columns = [cost.from_z(Z[:, [k]], Y[:, [k]], output) for k in range(Z.shape[1])]
        assert cost.from_z(Z, Y, output) == pytest.approx(sum(columns), rel=1e-12, abs=1e-15)


@OWN
@given(data=st.data())
def test_no_cost_is_negative_and_its_zero_has_no_sign(cost, data):
    Z, Y = data.draw(outputs(cost, any_score))
    assert math.copysign(1, cost.from_z(Z, Y)) == 1


@OWN
def test_a_perfect_output_costs_nothing(cost):
    Y = [[1, 0], [0, 1]]
    assert str(cost(Y, Y)) == "0.0"
    assert str(cost.from_z([[1000, -1000], [-1000, 1000]], Y)) == "0.0"


@pytest.mark.parametrize("cost", [log_loss, cross_entropy], ids=repr)
def test_an_output_that_is_sure_and_wrong_costs_infinitely_much_but_from_z_its_distance(cost):
    # log loss: 500 for each of the two outputs; cross entropy: 1000 between the two scores
    assert without_a_warning(cost, [[0, 1]], [[1, 0]]) == math.inf
    assert without_a_warning(cost.from_z, [[-500, 500]], [[1, 0]]) == 1000


@given(moderate, shares)
def test_two_softmax_outputs_cost_as_much_as_one_sigmoid(z, y):
    pair = cross_entropy.from_z([[z, 0]], [[y, 1 - y]])
    assert pair == pytest.approx(log_loss.from_z([[z]], [[y]]), rel=1e-12, abs=1e-14)


# At saturation.  The reference is computed with sixty decimal digits.  Floats are decimals exactly; e^z keeps sixty
# digits whatever its size; beside 1 it is lost only below 1e-60.  So the reference is wrong by less than 1e-55, and
# what is left is the error of the cost itself.
SIXTY = decimal.Context(prec=60)


def exact_share(z):
    return 1 / (1 + (-Decimal(z)).exp())


def exact_log_loss(z, y):
    return (1 + Decimal(z).exp()).ln() - Decimal(y) * Decimal(z)


def assert_close(found, exact):
    assert abs(Decimal(found) - exact) <= Decimal("1e-15") * max(1, abs(exact))


@given(any_score, shares)
def test_log_loss_is_right_to_the_last_digits_however_sure_the_output(z, y):
    with decimal.localcontext(SIXTY):
        assert_close(without_a_warning(log_loss.from_z, [[z]], [[y]]), exact_log_loss(z, y))


@pytest.mark.parametrize("z", [-1000.0, -37.0, 0.0, 37.0, 999.9])
@pytest.mark.parametrize("y", [0.0, 1e-12, 0.001, 0.999, 1 - 1e-12, 1.0])
def test_log_loss_subtracts_no_large_numbers_where_a_target_is_nearly_sure(z, y):
    with decimal.localcontext(SIXTY):
        assert_close(log_loss.from_z([[z]], [[y]]), exact_log_loss(z, y))


@given(any_score, shares)
def test_the_quadratic_cost_of_a_sigmoid_is_right_to_the_last_digits(z, y):
    with decimal.localcontext(SIXTY):
        assert_close(without_a_warning(quadratic.from_z, [[z]], [[y]]), (exact_share(z) - Decimal(y)) ** 2 / 2)


@given(vectors(3, any_score), vectors(3, shares))
def test_cross_entropy_is_right_to_the_last_digits_however_sure_the_outputs(z, weights):
    y = (weights + 1e-3) / (weights + 1e-3).sum()
    with decimal.localcontext(SIXTY):
        total = sum(Decimal(v).exp() for v in z).ln()
        exact = sum(Decimal(share) * (total - Decimal(v)) for share, v in zip(y, z, strict=True))
        assert_close(without_a_warning(cross_entropy.from_z, z[None], y[None]), exact)


@given(vectors(3, any_score), st.integers(0, 2))
def test_cross_entropy_of_one_class_is_right_to_the_last_digits_however_sure_the_outputs(z, c):
    with decimal.localcontext(SIXTY):
        exact = sum(Decimal(v).exp() for v in z).ln() - Decimal(z[c])
        assert_close(without_a_warning(cross_entropy.from_z, z[None], np.eye(3)[[c]]), exact)


@given(any_score, shares)
def test_the_error_of_a_sure_output_is_right_to_the_last_digits(z, y):
    with decimal.localcontext(SIXTY):
        for cost in (log_loss, quadratic):
            a = exact_share(z)
            exact = (a - Decimal(y)) * (1 if cost is log_loss else a * (1 - a))
            Z = np.array([[z]])
            assert_close(without_a_warning(cost.delta, Z, sigmoid(Z), [[y]]).item(), exact)


@EVERY_COST
@given(data=st.data())
def test_at_saturation_there_is_neither_warning_nor_nan_nor_infinity(cost, output, data):
    Z, Y = data.draw(outputs(cost, st.sampled_from([-1000.0, -40.0, 0.0, 40.0, 1000.0])))
    assert math.isfinite(without_a_warning(cost.from_z, Z, Y, output))
    assert np.isfinite(without_a_warning(cost.delta, Z, output(Z), Y, output)).all()
    assert not math.isnan(without_a_warning(cost, output(Z), Y))


# The output layer belongs to the cost.


def test_every_cost_has_an_output_layer_of_its_own():
    assert [cost.output(None) for cost in (quadratic, log_loss, cross_entropy)] == [sigmoid, sigmoid, softmax]


@pytest.mark.parametrize("phi", ALL, ids=repr)
def test_the_quadratic_cost_takes_every_activation(phi):
    assert quadratic.output(phi) is phi
    assert quadratic.from_z([[3.0]], [[0]], phi) == pytest.approx(float(phi(3.0)) ** 2 / 2)


@pytest.mark.parametrize(
    ("f", "args", "message"),
    [
        (log_loss.output, [tanh], "output: log_loss goes with its own output layer, sigmoid, alone"),
        (
            cross_entropy.from_z,
            [[[1]], [[1]], sigmoid],
            "output: cross_entropy goes with its own output layer, softmax",
        ),
        (
            log_loss.delta,
            [[[1]], [[1]], [[1]], relu],
            "output: log_loss goes with its own output layer, sigmoid, alone",
        ),
        (quadratic.output, [softmax], "output: an Activation such as sigmoid or identity expected; got softmax"),
        (quadratic, [[[1], [2]], [[1, 2]]], "A and Y: one shape (n, k) expected; got (2, 1) and (1, 2)"),
        (quadratic, [[[1], [2]], [[1]]], "A and Y: one shape (n, k) expected; got (2, 1) and (1, 1)"),
        (log_loss.from_z, [[[1], [2]], [[1]]], "Z and Y: one shape (n, k) expected; got (2, 1) and (1, 1)"),
        (log_loss.delta, [[[1]], [[1, 1]], [[1]]], "A and Y: one shape (n, k) expected; got (1, 2) and (1, 1)"),
        (log_loss.delta, [[[1]], [[1]], [[1], [1]]], "Z and Y: one shape (n, k) expected; got (1, 1) and (2, 1)"),
        (quadratic, [[[1], [2]], [1, 2]], "A and Y: one shape (n, k) expected; got (2, 1) and (2,)"),
        (quadratic, [[1, 2], [[1], [2]]], "A and Y: one shape (n, k) expected; got (2,) and (2, 1)"),
        (quadratic, [[[math.nan]], [[1]]], "A: finite numbers expected; got NaN or infinity among them"),
        (log_loss.from_z, [[[1]], [[math.inf]]], "Y: finite numbers expected; got NaN or infinity among them"),
        (log_loss, [[[0.5]], [[-1]]], "Y: targets from 0 to 1 expected for log_loss; got [[-1.0]]"),
        (log_loss, [[[1.5]], [[1]]], "A: outputs from 0 to 1 expected for log_loss; got 1.5 to 1.5"),
        (
            cross_entropy,
            [[[-0.5, 1]], [[0, 1]]],
            "A: outputs from 0 to 1 expected for cross_entropy; got -0.5 to 1",
        ),
        (
            cross_entropy,
            [[[0.5, 0.5]], [[1, 1]]],
            "Y: rows from 0 to 1 that sum to 1 expected for cross_entropy; got [[1.0, 1.0]]",
        ),
        (cross_entropy.from_z, [[[0, 0]], [[2, -1]]], "Y: rows from 0 to 1 that sum to 1 expected for cross_entropy"),
        (cross_entropy.delta, [[[0]], [[1]], [[0.9]]], "Y: rows from 0 to 1 that sum to 1 expected for cross_entropy"),
    ],
)
def test_bad_arguments_are_refused_where_they_come_in(f, args, message):
    with pytest.raises(ValueError, match="^" + re.escape(message)):
        f(*args)


@OWN
def test_a_cost_is_called_by_its_name(cost):
    assert repr(cost) == cost.name
    assert globals()[cost.name] is cost


# The worked numbers of the decks.


def test_the_quadratic_cost_of_the_digit_six():
    six, row = np.eye(10)[[6]], worked_numbers("G01")
    assert row["G01.C_all_outputs_half"] == quadratic(np.full((1, 10), 0.5), six)
    assert row["G01.C_all_outputs_zero"] == quadratic(np.zeros((1, 10)), six)
    assert matches(row["G01.C_all_outputs_tenth"], quadratic(np.full((1, 10), 0.1), six))
    assert row["G01.C_perfect"] == quadratic(six, six)
    assert row["G01.C_confident_wrong_digit"] == quadratic(np.eye(10)[[3]], six)
    both = quadratic(np.vstack([np.full(10, 0.5), six[0]]), np.vstack([six, six]))
    assert row["G01.C_two_examples_half_and_perfect"] == both


def test_the_cost_of_one_output_and_of_one_sample_of_two():
    C = quadratic([[0.8]], [[1]])
    assert matches(worked_numbers()["G02.cost_a(.8)_y1_MEI_house"], [2 * C, C])
    assert matches(worked_numbers()["B06.C_one_example"], quadratic([[0.2, 0.7]], [[0, 1]]))


def test_the_conventions_of_the_decks_stand_as_1_to_2_to_n_to_2n():
    X, Y, row = np.arange(1.0, 5)[:, None], 2 * np.arange(1.0, 5)[:, None], worked_numbers("G03")
    n, C = len(X), quadratic(1.5 * X, Y)
    house = MLP.of([[[1.5]]], [[0]], output=identity).gradient(X, Y).W[1].item()
    assert matches([row["G03.J_house_w=1.5_mean_half"], row["G03.J_OCT_w=1.5_half_sum"]], [C, n * C])
    assert matches(row["G03.J_KHE_w=1.5_sum"], 2 * n * C)
    written = [
        lambda w: ((w * X - Y) ** 2).sum() / (2 * n),
        lambda w: ((w * X - Y) ** 2).sum() / n,
        lambda w: ((w * X - Y) ** 2).sum() / 2,
        lambda w: ((w * X - Y) ** 2).sum(),
    ]
    slopes = [float(complex_step(f, 1.5)) for f in written]
    assert slopes == pytest.approx([house, 2 * house, n * house, 2 * n * house])
    assert matches(row["G03.grads_house_MEI_OCT_KHEsum_w=1.5"], slopes)


def test_the_cross_entropy_of_three_points():
    row = worked_numbers("G04")
    assert matches(row["G04.cross_entropy_y(1,0,1)_p(.9,.2,.6)"], log_loss([[0.9], [0.2], [0.6]], [[1], [0], [1]]))
    assert matches(row["G04.ce_of_p=.5"], log_loss([[0.5]], [[1]]))
    sure_and_wrong = [log_loss([[0.01]], [[1]]), 2 * quadratic([[0.01]], [[1]])]
    assert matches(row["G04.ce_y1_p.01_vs_squared"], sure_and_wrong)


def test_the_slopes_of_the_log_loss_at_an_output_of_seven_tenths():
    h, row = 0.7, worked_numbers("G14")
    z = math.log(h / (1 - h))
    by_h = [float(complex_step(lambda a, y=y: log_loss(np.reshape(a, (1, 1)), [[y]]), h)) for y in (1, 0)]
    assert matches(row["G14.dLdh_y1_h.7,y0_h.7"], by_h)
    assert matches(row["G14.dLdz_h-y_y1,y0"], [log_loss.delta([[z]], [[h]], [[y]]).item() for y in (1, 0)])
    assert matches(row["G14.dhdz_h.7"], float(sigmoid.df(z)))


def test_the_neuron_that_pulls_its_line():
    net, row = MLP.of([[[0.5, -0.4]]], [[0.1]], cost=log_loss), worked_numbers("G13")
    sample = [[1, 2]], [[1]]
    grad = net.gradient(*sample)
    assert matches([row["G13.yhat"], row["G13.E"]], [net.predict(sample[0]).item(), net.cost_on(*sample)])
    assert matches(row["G13.gradE_w1_w2_b"], grad.theta.tolist())
    after = net.at(net.theta - 0.5 * grad.theta)
    assert matches(row["G13.after_step_eta.5_w1_w2_b"], after.theta.tolist())
    assert matches(row["G13.after_step_yhat_E"], [after.predict(sample[0]).item(), after.cost_on(*sample)])
