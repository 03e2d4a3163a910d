import itertools
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nncourse import (
    MLP,
    AdaGrad,
    Adam,
    Momentum,
    RMSProp,
    complex_step,
    conjugate_gradient,
    gradient_descent,
    identity,
    newton,
    numerical_gradient,
    sigmoid,
)
from nncourse.descent import Plain, Stepper
from tests.curriculum import errata, matches, worked_numbers
from tests.strategies import eighths, vectors

OPTIMIZERS = [Plain(), Momentum(), Momentum(0.5), AdaGrad(), RMSProp(), RMSProp(0.5), Adam(), Adam(0.5, 0.75)]
EVERY_OPTIMIZER = pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
small = st.floats(-3, 3).filter(lambda x: x == 0 or abs(x) > 1e-3)  # ε is nothing beside it
histories = st.integers(1, 5).flatmap(lambda d: vectors(st.tuples(st.integers(1, 8), st.just(d)), small))
RAVINE = np.array([1.0, 25.0])


def ravine(p):
    """∇ of ½ pᵀ diag(1, 25) p."""
    return RAVINE * p


def two_valleys(w):
    """∇ of w⁴ − 3w² + w."""
    return 4 * w**3 - 6 * w + 1


def cut(points, n):
    return list(itertools.islice(points, n))


def last(points, steps):
    return cut(points, steps + 1)[-1]


def numbers(value):
    return np.asarray(value).tolist()


def walked(optimizer, gradients, rate):
    """Where the gradients of a history (t, d) take a stepper that starts at 0."""
    theta = np.zeros(gradients.shape[1])
    stepper = optimizer.start(theta)
    for gradient in gradients:
        stepper.step(theta, gradient, rate)
    return theta


# Plain descent.


@given(vectors(st.integers(1, 4), eighths), vectors(1, eighths), st.integers(0, 5))
def test_every_step_goes_against_the_gradient_and_is_as_long_as_the_learning_rate_says(start, centre, n):
    points = cut(gradient_descent(lambda p: p - centre, start, 0.25), n + 1)
    for here, there in itertools.pairwise(points):
        np.testing.assert_array_equal(there, here - 0.25 * (here - centre))


@given(vectors(st.integers(1, 4)), st.sampled_from([None, *OPTIMIZERS]))
def test_a_walk_begins_with_its_start_and_has_no_end(start, optimizer):
    points = cut(gradient_descent(lambda p: 2 * p, start, 0.1, optimizer), 50)
    assert numbers(points[0]) == numbers(start)
    assert len(points) == 50


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1, 2, 2)])
def test_a_point_may_have_any_shape(shape):
    points = cut(gradient_descent(lambda p: 2 * p, np.ones(shape), 0.25, Momentum(0.5)), 3)
    assert [p.shape for p in points] == [shape] * 3
    assert [float(p.max()) for p in points] == [1, 0.5, 0]


@EVERY_OPTIMIZER
def test_the_points_are_the_readers_own_and_so_is_the_start(optimizer):
    start = np.array([1.0, 1.0])
    untouched = cut(gradient_descent(ravine, start, 0.01, optimizer), 6)
    points = []
    for point in itertools.islice(gradient_descent(ravine, start, 0.01, optimizer), 6):
        points.append(point.copy())
        point[:] = 99
    assert numbers(points) == numbers(untouched)
    assert numbers(start) == [1, 1]


@EVERY_OPTIMIZER
def test_a_gradient_that_hands_back_the_point_itself_does_no_harm(optimizer):
    mine = cut(gradient_descent(lambda p: p, [1.0, -2.0], 0.1, optimizer), 6)
    assert numbers(mine) == numbers(cut(gradient_descent(lambda p: p.copy(), [1.0, -2.0], 0.1, optimizer), 6))


@EVERY_OPTIMIZER
@pytest.mark.parametrize("gradient", [lambda p: 1e3 * p**3, lambda p: np.sinh(p)])
def test_a_learning_rate_that_is_far_too_large_ends_in_no_number_and_not_in_a_warning(optimizer, gradient):
    end = last(gradient_descent(gradient, [-2.0, 3.0], 1e300, optimizer), 60)
    assert not np.isfinite(end).all()


# The optimisers, against sums over the whole history of gradients: no recursion, nothing carried along.


def weighted_sums(shares, gradients):
    """Σ_i share^(t − i) ∇_i for every t."""
    t = np.arange(len(gradients))
    return np.tril(shares ** np.maximum(t[:, None] - t, 0)) @ gradients


@given(histories, eighths)
def test_plain_descent_sums_the_gradients_up(gradients, rate):
    np.testing.assert_allclose(walked(Plain(), gradients, rate), -rate * gradients.sum(axis=0), atol=1e-12)


@given(histories, st.floats(0, 0.99))
def test_momentum_moves_by_all_gradients_so_far_the_older_the_fainter(gradients, mu):
    theta = -0.1 * weighted_sums(mu, gradients).sum(axis=0)
    np.testing.assert_allclose(walked(Momentum(mu), gradients, 0.1), theta, atol=1e-12)


@given(histories)
def test_adagrad_divides_by_the_root_of_all_squares_so_far(gradients):
    moves = gradients / (np.sqrt(weighted_sums(1, gradients**2)) + 1e-8)
    np.testing.assert_allclose(walked(AdaGrad(), gradients, 0.1), -0.1 * moves.sum(axis=0), atol=1e-12)


@given(histories, st.floats(0, 0.99))
def test_rmsprop_divides_by_the_root_of_a_mean_that_forgets(gradients, rho):
    moves = gradients / (np.sqrt((1 - rho) * weighted_sums(rho, gradients**2)) + 1e-8)
    np.testing.assert_allclose(walked(RMSProp(rho), gradients, 0.1), -0.1 * moves.sum(axis=0), atol=1e-9)


@given(histories, st.floats(0, 0.99), st.floats(0, 0.999))
def test_adam_divides_a_mean_of_gradients_by_the_root_of_a_mean_of_squares(gradients, beta1, beta2):
    def mean(share, values):
        return weighted_sums(share, values) / weighted_sums(share, np.ones_like(values))

    moves = mean(beta1, gradients) / (np.sqrt(mean(beta2, gradients**2)) + 1e-8)
    np.testing.assert_allclose(
        walked(Adam(beta1, beta2), gradients, 0.1), -0.1 * moves.sum(axis=0), rtol=1e-6, atol=1e-9
    )


@given(vectors(3, small), st.floats(0, 0.99), st.floats(0, 0.999), st.integers(1, 9))
def test_adam_moves_by_the_learning_rate_towards_the_sign_while_the_gradient_stays_what_it_is(g, beta1, beta2, n):
    theta = walked(Adam(beta1, beta2), np.tile(g, (n, 1)), 0.125)
    np.testing.assert_allclose(theta, -0.125 * n * np.sign(g), rtol=2e-5)


@given(vectors(3, small), st.floats(0, 0.95))
def test_momentum_is_at_most_one_over_one_minus_mu_times_as_quick(g, mu):
    steps = np.diff([walked(Momentum(mu), np.tile(g, (n, 1)), 1.0) for n in (0, 1, 2, 399, 400)], axis=0)
    speed_up = np.abs(steps[[0, 1, 3]]) / np.where(g == 0, 1, np.abs(g))
    assert (np.diff(speed_up, axis=0) >= -1e-9).all()
    np.testing.assert_allclose(speed_up[-1], np.where(g == 0, 0, 1 / (1 - mu)), rtol=1e-7)


@given(histories, eighths)
def test_momentum_zero_is_plain_descent_to_the_last_bit(gradients, rate):
    assert numbers(walked(Momentum(0), gradients, rate)) == numbers(walked(Plain(), gradients, rate))


@given(histories, st.sampled_from([AdaGrad(1e-30), RMSProp(0.9, 1e-30), Adam(epsilon=1e-30)]))
def test_steps_of_a_size_of_their_own_do_not_ask_how_steep_it_is(gradients, optimizer):
    steep = walked(optimizer, gradients * RAVINE[1], 0.1)
    np.testing.assert_allclose(steep, walked(optimizer, gradients, 0.1), rtol=1e-9, atol=1e-12)


# An optimiser is a value, a stepper has the memory.


@EVERY_OPTIMIZER
@given(a=vectors((4, 2), small), b=vectors((4, 2), small))
def test_two_starts_know_nothing_of_each_other(optimizer, a, b):
    theta, other = np.zeros(2), np.zeros(2)
    stepper, beside = optimizer.start(theta), optimizer.start(other)
    for g, h in zip(a, b, strict=True):
        stepper.step(theta, g, 0.1)
        beside.step(other, h, 0.1)
    assert numbers([theta, other]) == numbers([walked(optimizer, a, 0.1), walked(optimizer, b, 0.1)])


@EVERY_OPTIMIZER
def test_an_optimizer_cannot_be_changed_and_is_what_it_says(optimizer):
    assert eval(repr(optimizer)) == optimizer
    assert hash(eval(repr(optimizer))) == hash(optimizer)
    with pytest.raises(AttributeError):
        optimizer.mu = 0.3


@EVERY_OPTIMIZER
def test_a_step_changes_theta_in_place_and_nothing_else(optimizer):
    theta = np.array([1.0, 2.0, 3.0])
    part, gradient = theta[1:], np.array([4.0, 5.0])
    stepper = optimizer.start(part)
    assert stepper.step(part, gradient, 0.1) is None
    assert (theta[0], numbers(gradient)) == (1, [4, 5])
    assert (theta[1:] < [2, 3]).all()


@EVERY_OPTIMIZER
def test_steps_in_single_precision_are_the_steps_in_double_precision_rounded(optimizer):
    theta, exact = np.zeros(50, np.float32), np.zeros(50)
    single, double = optimizer.start(theta), optimizer.start(exact)
    for gradient in np.random.default_rng(0).normal(size=(20, 50)):
        single.step(theta, gradient.astype(np.float32), 0.1)
        double.step(exact, gradient, 0.1)
    assert theta.dtype == np.float32
    np.testing.assert_allclose(theta, exact, rtol=1e-4, atol=1e-5)
    assert (theta != exact.astype(np.float32)).any()  # nothing was computed in double precision on the way


@pytest.mark.parametrize(
    ("optimizer", "held"), [(Plain(), 1), (Momentum(), 1), (AdaGrad(), 1), (RMSProp(), 1), (Adam(), 2)]
)
def test_a_stepper_holds_so_many_vectors_in_the_precision_of_theta(optimizer, held):
    theta = np.zeros(1_000_000, np.float32)
    tracemalloc.start()
    try:
        stepper = optimizer.start(theta)
        memory = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert stepper.step(theta, theta, 0.1) is None
    assert memory == pytest.approx(held * theta.nbytes, abs=1e5)


# Newton's method and conjugate gradients, on bowls ½ (p − c)ᵀ H (p − c).


@st.composite
def bowls(draw):
    """∇, H, the bottom c (d,) and a start (d,) of a bowl that is not too flat."""
    d = draw(st.integers(1, 4))
    factor = draw(vectors((d, d), eighths)) / 10
    c, start = draw(vectors(d, eighths)), draw(vectors(d, eighths))
    H = factor @ factor.T + np.eye(d)
    return (lambda p: H @ (p - c)), (lambda p: H), c, start


@given(bowls())
def test_newton_reaches_the_bottom_of_a_bowl_in_one_step_and_stays(bowl):
    gradient, hessian, bottom, start = bowl
    first, second, third = cut(newton(gradient, hessian, start), 3)
    assert numbers(first) == numbers(start)
    np.testing.assert_allclose([second, third], [bottom, bottom], atol=1e-9)


def test_newton_goes_to_a_maximum_too():
    ends = [last(newton(lambda w: two_valleys(w), lambda w: np.diag(12 * w**2 - 6), [w]), 20) for w in (-2, 0, 2)]
    assert matches(worked_numbers()["G06.stationary_points_w^4-3w^2+w"], [float(w[0]) for w in ends])


def test_newton_needs_a_curvature():
    with pytest.raises(np.linalg.LinAlgError):
        last(newton(lambda p: p, lambda p: np.zeros((2, 2)), [1.0, 1.0]), 1)


def test_on_a_curve_newton_doubles_the_right_digits_with_every_step():
    walk = newton(lambda w: np.sinh(w), lambda w: np.diag(np.cosh(w)), [1.0])  # the slope of cosh, lowest at 0
    errors = [abs(float(w[0])) for w in cut(walk, 4)]
    assert all(after < before**2 for before, after in itertools.pairwise(errors))


@given(bowls())
def test_conjugate_gradients_reach_the_bottom_of_a_bowl_of_d_dimensions_after_d_steps(bowl):
    gradient, hessian, bottom, start = bowl
    points = conjugate_gradient(gradient, hessian, start)
    assert numbers(points[0]) == numbers(start)
    assert len(points) <= len(start) + 1
    np.testing.assert_allclose(points[-1], bottom, atol=1e-6)


@given(bowls())
def test_the_ways_of_conjugate_gradients_are_conjugate(bowl):
    gradient, hessian, _, start = bowl
    ways = np.diff(conjugate_gradient(gradient, hessian, start), axis=0)
    assume((np.linalg.norm(ways, axis=1) > 1e-3).all())
    H = hessian(start)
    for a, b in itertools.combinations(ways, 2):
        assert abs(a @ H @ b) <= 1e-6 * math.sqrt((a @ H @ a) * (b @ H @ b))


def test_who_starts_at_the_bottom_is_done():
    assert numbers(conjugate_gradient(ravine, lambda p: np.diag(RAVINE), [0.0, 0.0])) == [[0, 0]]


# The numbers of the course.


def test_one_step_and_ten_in_the_bowl_of_the_lecture():
    points = cut(gradient_descent(lambda v: 2 * v, [1, 2], 0.1), 11)
    C = [float((v**2).sum()) for v in points]
    assert matches(worked_numbers()["G10.step_eta.1_from_(1,2)"], numbers(points[1]))
    predicted = -0.1 * float(((2 * points[0]) ** 2).sum())
    assert matches(worked_numbers()["G10.dC_pred_-eta|g|^2_and_true"], [predicted, C[1] - C[0]])
    assert matches(worked_numbers()["G11.v_after_10_steps_eta.1"], numbers(points[10]))
    assert matches(worked_numbers()["G11.C_after_10_steps"], C[10])


def test_the_same_loop_walks_in_five_dimensions():
    end = last(gradient_descent(lambda v: 2 * v, [1, -1, 2, -2, 3], 0.1), 10)
    assert matches(worked_numbers()["G11.m5_v_after_10_steps"], numbers(end))


def test_a_sigmoid_neuron_learns_to_answer_one_with_zero():
    x, y = np.array([[1.0]]), np.array([[0.0]])
    net = MLP.of([[[0.6]]], [[0.9]])
    grad = worked_numbers()["G12.grad_w_b_sigmoid_neuron_x1_y0_w.6_b.9_house"]
    assert matches(grad, numbers(net.gradient(x, y).theta))
    w, b = last(gradient_descent(lambda theta: net.at(theta).gradient(x, y).theta, [0.6, 0.9], 0.15), 300)
    after = worked_numbers()["G12.nielsen_style_after_300_epochs_eta.15_w_b_out"]
    assert matches(after, [float(w), float(b), float(net.at([w, b]).predict(x)[0, 0])])


def test_learning_rates_too_small_good_and_too_large_on_a_parabola():
    rates = (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)
    ends = [float(last(gradient_descent(lambda w: 2 * w, 1, rate), 10)) for rate in rates]
    assert matches(worked_numbers()["G22.w^2_from_1_10steps_eta.01,.1,.5,.9,1.0,1.1"], ends)


@given(st.floats(0.01, 2).filter(lambda rate: abs(rate - 1) > 1e-3))
def test_on_a_parabola_descent_diverges_beyond_its_threshold(rate):
    threshold = worked_numbers()["G22.divergence_threshold_eta_for_C=w^2"]
    first, second = cut(gradient_descent(lambda w: 2 * w, 1, rate), 2)
    assert (abs(second) > abs(first)) == (rate > threshold)


@pytest.mark.parametrize("side", [-1, 1])
def test_the_start_decides_in_which_valley_descent_ends(side):
    border = worked_numbers()["G27.basin_boundary"]
    left, _, right = worked_numbers()["G06.stationary_points_w^4-3w^2+w"]
    end = float(last(gradient_descent(two_valleys, border + side * 1e-6, 0.01), 2000))
    assert end == pytest.approx(left if side < 0 else right, abs=1e-6)


def test_E49_descent_without_any_noise_stops_in_the_worse_of_two_valleys():
    ends = [float(last(gradient_descent(two_valleys, w, 0.01), 500)) for w in (-2, 0, 0.2, 2)]
    assert matches(worked_numbers()["G27.minima_from_w0=-2,0,0.2,2"], ends)
    assert matches(worked_numbers()["G27.f_values"], [w**4 - 3 * w**2 + w for w in ends])


def test_descent_may_stop_where_the_cost_has_come_to_a_plateau():
    x, y = np.arange(1.0, 5)[:, None], 2 * np.arange(1.0, 5)[:, None]
    line = MLP.of([[[0]]], [[0]], output=identity).masked([True, False])  # a line through the origin: no bias
    walk = gradient_descent(lambda theta: line.at(theta).gradient(x, y).theta, [0, 0], 0.05)
    costs = [line.at(theta).cost_on(x, y) for theta in cut(walk, 30)]
    assert matches(worked_numbers()["G28.costs_first4_eta.05"], costs[:4])
    stop = next(t for t in range(1, 30) if costs[t - 1] - costs[t] < 1e-6)
    assert stop == worked_numbers()["G28.first_epoch_with_improvement_below_1e-6"]


def test_momentum_overshoots_where_plain_descent_creeps():
    rolling, creeping = (
        [float(w) for w in cut(gradient_descent(lambda w: w, 1, 0.1, optimizer), 6)[1:]]
        for optimizer in (Momentum(0.9), None)
    )
    assert matches(worked_numbers()["G30.momentum_w_C=w^2/2_eta.1_alpha.9_5steps"], rolling)
    assert matches(worked_numbers()["G30.plain_GD_same_5steps"], creeping)


def test_in_a_ravine_some_momentum_helps_and_too_much_harms():
    ends = [last(gradient_descent(ravine, [1, 1], 0.05, Momentum(mu)), 30) for mu in (0, 0.5, 0.9)]
    costs = [float(0.5 * RAVINE @ p**2) for p in ends]
    assert matches(worked_numbers()["G30.ravine_cost_30_steps_alpha0_.5_.9"], costs)


@pytest.mark.parametrize(("key", "optimizer", "rate"), [("adagrad_eta.5", AdaGrad(), 0.5), ("adam_eta.1", Adam(), 0.1)])
def test_step_sizes_of_their_own_make_both_ways_across_a_ravine_equally_quick(key, optimizer, rate):
    points = cut(gradient_descent(ravine, [1, 1], rate, optimizer), 4)[1:]
    assert matches(worked_numbers()[f"G31.{key}_3steps_on_diag(1,25)"], numbers(points))
    assert np.ptp(points, axis=1).max() < 1e-6


def test_conjugate_gradients_and_newton_are_done_where_steepest_descent_still_zigzags():
    points = conjugate_gradient(ravine, lambda p: np.diag(RAVINE), [1, 1])
    assert matches(worked_numbers()["G32.conjugate_gradient_iterates"], numbers(points))
    bottom = last(newton(ravine, lambda p: np.diag(RAVINE), [1, 1]), 1)
    assert matches(worked_numbers()["G32.newton_one_step"], numbers(bottom))
    p = np.array([1.0, 1.0])
    for _ in range(2):  # as far along the gradient as it goes down
        g = ravine(p)
        p = last(gradient_descent(ravine, p, g @ g / (g @ (RAVINE * g))), 1)
    assert matches(worked_numbers()["G32.steepest_descent_exact_line_search_after_2"], numbers(p))


@pytest.mark.parametrize(("key", "w"), [("B37.hessian_C=1/2(y-sigma(w))^2_y1_w0", 0.0), ("B37.hessian_same_w=1", 1.0)])
def test_newton_on_a_neuron_divides_its_slope_by_its_curvature(key, w):
    def slope(v):
        return complex_step(lambda v: 0.5 * (1 - sigmoid(v)) ** 2, v)

    found = float(numerical_gradient(lambda v: float(slope(v)), w))
    assert matches(worked_numbers()[key], found)
    end = last(newton(lambda v: [slope(v[0])], lambda v: [[found]], [w]), 1)
    assert float(end[0]) == pytest.approx(w - slope(w) / worked_numbers()[key], rel=1e-8)


# Errata of the decks, with the sign or the index as printed.


class PrintedMomentum:
    """Δw = η·Δ_i·x_j·Φ′(a_i) + α·Δw, where Δ_i·x_j·Φ′(a_i) is ∂L/∂w."""

    def start(self, theta):
        change = np.zeros_like(theta)

        def step(theta, gradient, learning_rate):
            change[:] = learning_rate * gradient + 0.9 * change
            theta += change

        return Stepper(step)


def test_E44_momentum_as_printed_climbs_and_as_corrected_descends():
    assert errata()["E44"]["deck_text"].startswith("Δw_ij = η·Δ_i")
    x, y = np.array([[1.0, 0.5]]), np.array([[1.0]])
    net = MLP.of([[[0.3, -0.4]]], [[-0.5]])

    def costs(optimizer):
        walk = gradient_descent(lambda theta: net.at(theta).gradient(x, y).theta, net.theta, 0.5, optimizer)
        return [net.at(theta).cost_on(x, y) for theta in cut(walk, 11)]

    assert (np.diff(costs(PrintedMomentum())) > 0).all()
    assert (np.diff(costs(Momentum(0.9))) < 0).all()


def test_E62_read_as_an_equation_the_printed_rule_jumps_where_the_rule_over_time_rolls():
    jump = -0.1 * 1 / (1 - 0.9)  # Δw = −η∇ + αΔw, solved for Δw
    over_time = [float(w) for w in cut(gradient_descent(lambda w: w, 1, 0.1, Momentum(0.9)), 4)[1:]]
    assert 1 + jump == pytest.approx(0, abs=1e-12)
    assert matches([0.9, 0.72, 0.486], over_time)


# What is refused, and how it is said.


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (Momentum, "mu"),
        (RMSProp, "rho"),
        (lambda share: Adam(beta1=share), "beta1"),
        (lambda share: Adam(beta2=share), "beta2"),
    ],
    ids=["Momentum", "RMSProp", "Adam-beta1", "Adam-beta2"],
)
@pytest.mark.parametrize("share", [-0.1, 1, 1.5])
def test_a_share_outside_its_range_is_refused(make, name, share):
    with pytest.raises(ValueError, match=rf"^{name}: a number from 0 to below 1 expected; got {share}$"):
        make(share)
    with pytest.raises(ValueError, match=rf"^{name}: finite numbers expected; got nan$"):
        make(math.nan)


@pytest.mark.parametrize("make", [AdaGrad, lambda e: RMSProp(epsilon=e), lambda e: Adam(epsilon=e)])
@pytest.mark.parametrize("epsilon", [0, -1e-8])
def test_an_epsilon_that_may_divide_by_zero_is_refused(make, epsilon):
    with pytest.raises(ValueError, match=rf"^epsilon: a positive number expected; got {epsilon}$"):
        make(epsilon)


@pytest.mark.parametrize("start", [math.nan, [1, math.inf]])
@pytest.mark.parametrize(
    "walk",
    [
        lambda start: gradient_descent(ravine, start, 0.1),
        lambda start: newton(ravine, np.diag, start),
        lambda start: conjugate_gradient(ravine, np.diag, start),
    ],
    ids=["descent", "newton", "conjugate"],
)
def test_a_start_that_is_no_point_is_refused_at_the_call(walk, start):
    with pytest.raises(ValueError, match=r"^start: finite numbers expected; got "):
        walk(start)


@pytest.mark.parametrize("start", [1.0, [[1.0], [1.0]]])
@pytest.mark.parametrize("walk", [newton, conjugate_gradient])
def test_a_curvature_matrix_needs_a_start_with_one_axis(walk, start):
    with pytest.raises(ValueError, match=r"^start: shape \(d,\) expected; got \("):
        walk(ravine, lambda p: np.eye(2), start)


@pytest.mark.parametrize("walk", [lambda *a: last(newton(*a), 1), conjugate_gradient], ids=["newton", "conjugate"])
def test_a_hessian_of_another_shape_is_refused(walk):
    with pytest.raises(ValueError, match=r"^hessian: shape \(2, 2\) expected; got \(3, 3\)$"):
        walk(ravine, lambda p: np.eye(3), [1.0, 1.0])


@pytest.mark.parametrize("rate", [math.nan, math.inf, "quick"])
def test_a_learning_rate_that_is_none_is_refused_at_the_call(rate):
    with pytest.raises(ValueError, match=r"^learning_rate: (finite )?numbers expected; got "):
        gradient_descent(ravine, [1, 1], rate)


@pytest.mark.parametrize("optimizer", [Adam, "adam", 0.9])
def test_an_optimizer_that_is_none_is_refused_at_the_call(optimizer):
    with pytest.raises(ValueError, match=r"^optimizer: an optimiser such as Adam\(\) expected; got "):
        gradient_descent(ravine, [1, 1], 0.1, optimizer)


WALKS = pytest.mark.parametrize(
    "walk",
    [
        lambda gradient, start: last(gradient_descent(gradient, start, 0.1), 1),
        lambda gradient, start: last(newton(gradient, lambda p: np.eye(2), start), 1),
        lambda gradient, start: conjugate_gradient(gradient, lambda p: np.eye(2), start),
    ],
    ids=["descent", "newton", "conjugate"],
)


@WALKS
def test_a_gradient_of_another_shape_than_the_point_is_refused_with_both_shapes(walk):
    with pytest.raises(ValueError, match=r"^gradient: shape \(2,\) of the point expected; got \(2, 1\)$"):
        walk(lambda p: p[:, None], [1.0, 1.0])
    with pytest.raises(ValueError, match=r"^gradient: shape \(2,\) of the point expected; got \(\)$"):
        walk(lambda p: 1.0, [1.0, 1.0])


@pytest.mark.parametrize("H", [[[1, 0], [0, -1]], [[1, 0], [0, 0]], [[1, 1], [0, 1]]])
def test_conjugate_gradients_refuse_what_is_no_bowl(H):
    with pytest.raises(ValueError, match=r"^hessian: a symmetric matrix that curves upwards everywhere expected; got "):
        conjugate_gradient(ravine, lambda p: H, [1, 1])
