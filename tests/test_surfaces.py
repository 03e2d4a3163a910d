from itertools import combinations, islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import AdaGrad, Adam, Momentum, complex_step, conjugate_gradient, gradient_descent, newton
from nncourse.gradcheck import hessian
from nncourse.surfaces import (
    Surface,
    bowl,
    double_well,
    doubling,
    line_fit,
    parabola,
    paraboloid,
    ravine,
    saddle,
)
from tests.curriculum import matches, worked_numbers
from tests.strategies import eighths, vectors

ALL = [parabola, bowl, ravine, saddle, doubling, double_well]
EVERY_SURFACE = pytest.mark.parametrize("surface", ALL, ids=repr)


def points_on(surface, n=3):
    return vectors((n, len(surface.window)), eighths)


def walk(surface, start, learning_rate, steps, optimizer=None):
    """The point after so many steps of descent."""
    return next(islice(gradient_descent(surface.gradient, start, learning_rate, optimizer), steps, None))


@EVERY_SURFACE
@given(st.data())
def test_the_gradient_is_the_slope_of_the_value(surface, data):
    (p,) = data.draw(points_on(surface, 1))
    np.testing.assert_allclose(surface.gradient(p), complex_step(surface.value, p), rtol=1e-12, atol=1e-12)


@EVERY_SURFACE
@given(st.data())
def test_the_hessian_is_the_slope_of_the_gradient(surface, data):
    (p,) = data.draw(points_on(surface, 1))
    np.testing.assert_allclose(surface.hessian(p), hessian(surface.gradient, p), rtol=1e-12, atol=1e-12)


@EVERY_SURFACE
@given(st.data())
def test_many_points_at_once_are_each_point_by_itself(surface, data):
    points = data.draw(points_on(surface))
    n, d = points.shape
    for method, shape in ((surface.value, ()), (surface.gradient, (d,)), (surface.hessian, (d, d))):
        together = method(points)
        assert together.shape == (n, *shape)
        assert together.tolist() == [method(p).tolist() for p in points]
        assert method(points[:, None]).shape == (n, 1, *shape)


@EVERY_SURFACE
def test_a_window_has_a_lowest_and_a_highest_number_for_each_parameter(surface):
    p = np.array([lowest for lowest, highest in surface.window if lowest < highest])
    assert p.shape == (len(surface.window),)
    assert surface.value(p).shape == ()


@EVERY_SURFACE
def test_whole_numbers_will_do(surface):
    ones = [1] * len(surface.window)
    for method in (surface.value, surface.gradient, surface.hessian):
        assert method(ones).dtype == float
        assert method(ones).tolist() == method(np.array(ones, dtype=float)).tolist()


@EVERY_SURFACE
def test_points_of_another_number_of_parameters_are_refused(surface):
    d = len(surface.window)
    for method in (surface.value, surface.gradient, surface.hessian):
        with pytest.raises(ValueError, match=rf"^points: shape \(\.\.\., {d}\) expected for .*; got shape \(4, 3\)"):
            method(np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"got shape \(\)$"):
        surface.value(1.0)


@EVERY_SURFACE
def test_a_surface_is_called_by_its_formula(surface):
    assert repr(surface) == surface.name


def test_a_surface_cannot_be_changed():
    with pytest.raises(AttributeError):
        bowl.name = "ravine"


@given(st.integers(1, 5).flatmap(lambda d: st.tuples(vectors(d, eighths), vectors(d, eighths))))
def test_a_paraboloid_is_half_of_p_times_diagonal_times_p(both):
    c, p = both
    surface = paraboloid("any", c, 1)
    assert float(surface.value(p)) == pytest.approx(p @ np.diag(c) @ p / 2)
    assert len(surface.window) == c.size


@given(points_on(parabola), points_on(bowl), points_on(ravine), points_on(saddle), points_on(double_well))
def test_the_formula_is_what_the_name_says(w, v, p, q, r):
    np.testing.assert_allclose(parabola.value(w), w[:, 0] ** 2)
    np.testing.assert_allclose(bowl.value(v), v[:, 0] ** 2 + v[:, 1] ** 2)
    np.testing.assert_allclose(ravine.value(p), (p[:, 0] ** 2 + 25 * p[:, 1] ** 2) / 2)
    np.testing.assert_allclose(saddle.value(q), q[:, 0] ** 2 - q[:, 1] ** 2, atol=1e-12)
    np.testing.assert_allclose(double_well.value(r), [np.polyval([1, 0, -3, 1, 0], x[0]) for x in r], atol=1e-12)


@pytest.mark.parametrize("curvatures", [[], 2, [[1, 2]]])
def test_curvatures_that_are_no_row_are_refused(curvatures):
    with pytest.raises(ValueError, match=r"^curvatures: one row of numbers expected, shape \(d,\); got shape "):
        paraboloid("any", curvatures, 1)


# The bowl and the gradient.


def test_the_gradient_of_the_bowl_is_its_steepest_direction():
    slope, numbers = bowl.gradient([1, 2]), worked_numbers("G07")
    assert matches(numbers["G07.grad_v1^2+v2^2_at_(1,2)"], slope.tolist())
    steepest = np.degrees(np.arctan2(slope[1], slope[0]))
    assert matches(numbers["G07.steepest_angle_deg"], float(steepest))
    angles = np.radians([0, 45, steepest, 90])
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert matches(numbers["G07.dirderiv_of_unit_directions_0,45,63.43,90deg"], (directions @ slope).tolist())


def test_the_gradient_predicts_a_small_change_of_the_bowl():
    v, change = np.array([1.0, 2]), np.array([0.1, -0.1])
    both = [float(bowl.gradient(v) @ change), float(bowl.value(v + change) - bowl.value(v))]
    assert matches(worked_numbers()["G08.dC_lin_vs_true_dv(.1,-.1)"], both)


def test_a_step_against_the_gradient_and_what_it_gains():
    start, step, numbers = np.array([1.0, 2]), walk(bowl, [1, 2], 0.1, 1), worked_numbers("G10")
    assert matches(numbers["G10.step_eta.1_from_(1,2)"], step.tolist())
    both = [float(bowl.gradient(start) @ (step - start)), float(bowl.value(step) - bowl.value(start))]
    assert matches(numbers["G10.dC_pred_-eta|g|^2_and_true"], both)


def test_ten_steps_in_a_bowl_of_two_and_of_five_parameters():
    numbers, five = worked_numbers("G11"), paraboloid("Σ vᵢ²", [2] * 5, 3)
    assert matches(numbers["G11.v_after_10_steps_eta.1"], walk(bowl, [1, 2], 0.1, 10).tolist())
    assert matches(numbers["G11.C_after_10_steps"], float(bowl.value(walk(bowl, [1, 2], 0.1, 10))))
    assert matches(numbers["G11.m5_v_after_10_steps"], walk(five, [1, -1, 2, -2, 3], 0.1, 10).tolist())


# The parabola and the learning rate.


def test_ten_steps_on_the_parabola_at_six_learning_rates():
    ends = [float(walk(parabola, [1], rate, 10)[0]) for rate in (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)]
    assert matches(worked_numbers()["G22.w^2_from_1_10steps_eta.01,.1,.5,.9,1.0,1.1"], ends)


@given(st.floats(0.001, 2))
def test_descent_on_the_parabola_diverges_above_two_over_its_curvature(rate):
    bound = 2 / parabola.hessian([0]).item()
    assert bound == worked_numbers()["G22.divergence_threshold_eta_for_C=w^2"]
    assert (abs(walk(parabola, [1], rate, 1)[0]) > 1) == (rate > bound)


def test_taylors_first_order_on_the_parabola():
    numbers = worked_numbers("S07")
    estimate, true = parabola.value([3]) + parabola.gradient([3]) @ [0.1], parabola.value([3.1])
    assert matches(numbers["S07.taylor_x^2_c3_x3.1"], [float(estimate), float(true)])
    assert matches(numbers["S07.taylor_error_x^2_dx=.1"], float(true - estimate))


# Two valleys.


def stationary_points():
    """Where Newton's method comes to rest, from a start near each."""
    walks = [newton(double_well.gradient, double_well.hessian, [start]) for start in (-1.5, 0.1, 1.5)]
    return np.array([next(islice(points, 20, None)) for points in walks])


def test_the_double_well_has_slope_zero_at_two_minima_and_a_maximum_between_them():
    points, numbers = stationary_points(), worked_numbers("G06")
    assert matches(numbers["G06.stationary_points_w^4-3w^2+w"], points[:, 0].tolist())
    assert matches(numbers["G06.f_at_stationary"], double_well.value(points).tolist())
    assert np.sign(double_well.hessian(points)).ravel().tolist() == [1, -1, 1]


def test_the_start_decides_in_which_valley_descent_ends():
    ends, numbers = (
        np.array([walk(double_well, [start], 0.01, 500) for start in (-2, 0, 0.2, 2)]),
        worked_numbers("G27"),
    )
    assert matches(numbers["G27.minima_from_w0=-2,0,0.2,2"], ends[:, 0].tolist())
    assert matches(numbers["G27.f_values"], double_well.value(ends).tolist())


def test_the_border_of_the_two_valleys_is_the_maximum():
    border = worked_numbers()["G27.basin_boundary"]
    assert matches(border, float(stationary_points()[1, 0]))
    assert walk(double_well, [border - 1e-6], 0.01, 2000) < 0 < walk(double_well, [border + 1e-6], 0.01, 2000)


# The cost of a line.


X, Y = np.array([1.0, 2, 3, 4]), np.array([2.0, 4, 6, 8])


def of_batch(rows):
    return line_fit(X[list(rows)], Y[list(rows)])


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(vectors(n, eighths), vectors(n, eighths))), eighths)
def test_the_cost_of_a_line_is_half_the_mean_of_its_squared_errors(data, w):
    (x, y), total = data, 0
    for x_i, y_i in zip(x, y, strict=True):
        total += (w * x_i - y_i) ** 2
    assert float(line_fit(x, y).value([w])) == pytest.approx(total / (2 * len(x)))


@given(vectors(4, eighths), vectors(4, eighths), eighths)
def test_the_gradient_of_all_samples_is_the_mean_of_theirs(x, y, w):
    each = [line_fit([x_i], [y_i]).gradient([w]) for x_i, y_i in zip(x, y, strict=True)]
    np.testing.assert_allclose(line_fit(x, y).gradient([w]), np.mean(each, axis=0), rtol=1e-12, atol=1e-12)


def test_the_minimum_of_the_doubling_cost_is_two():
    minimum = next(islice(newton(doubling.gradient, doubling.hessian, [0]), 1, None))
    assert minimum.item() == worked_numbers()["G06.minimum_of_C_w"] == 2
    assert doubling.value(minimum) == 0


def test_the_decks_costs_of_a_line_are_multiples_of_the_house_cost():
    numbers, n = worked_numbers("G03"), len(X)
    C, slope = float(doubling.value([1.5])), doubling.gradient([1.5]).item()
    assert matches(numbers["G03.J_house_w=1.5_mean_half"], C)
    assert matches(numbers["G03.J_OCT_w=1.5_half_sum"], n * C)
    assert matches(numbers["G03.J_KHE_w=1.5_sum"], 2 * n * C)
    assert matches(numbers["G03.grads_house_MEI_OCT_KHEsum_w=1.5"], [slope, 2 * slope, n * slope, 2 * n * slope])


def test_the_gradients_of_the_single_samples_and_of_all():
    each = [of_batch([i]).gradient([0]).item() for i in range(4)]
    assert matches(worked_numbers()["G23.per_example_grads_w0"], each)
    assert matches(worked_numbers()["G23.full_grad"], doubling.gradient([0]).item())


def test_batches_are_right_on_the_average_and_the_larger_the_surer():
    numbers = worked_numbers("G24")
    of_size = {m: [of_batch(rows).gradient([0]).item() for rows in combinations(range(4), m)] for m in range(1, 5)}
    assert matches(numbers["G24.six_minibatch_means_m2"], of_size[2])
    assert matches(numbers["G24.mean_of_minibatch_means"], float(np.mean(of_size[2])))
    assert matches(numbers["G24.std_of_minibatch_means_m=1,2,3,4"], [float(np.std(of_size[m])) for m in range(1, 5)])


def test_a_step_by_a_batch_and_the_modes_of_learning():
    assert matches(
        worked_numbers()["G25.w_after_minibatch_{x=1,x=2}_eta.1"], walk(of_batch([0, 1]), [0], 0.1, 1).item()
    )
    numbers, w = worked_numbers("G26"), np.zeros(1)
    for i in range(4):
        w = walk(of_batch([i]), w, 0.01, 1)
    assert matches(numbers["G26.pattern_mode_one_epoch_eta.01"], w.item())
    assert matches(numbers["G26.batch_mean_one_step_eta.01"], walk(doubling, [0], 0.01, 1).item())
    assert matches(numbers["G26.batch_sum_one_step_eta.01"], walk(doubling, [0], 4 * 0.01, 1).item())


def test_the_costs_of_the_first_epochs_and_where_they_hardly_fall_any_more():
    numbers = worked_numbers("G28")
    costs = [float(doubling.value(w)) for w in islice(gradient_descent(doubling.gradient, [0], 0.05), 30)]
    assert matches(numbers["G28.costs_first4_eta.05"], costs[:4])
    stop = next(epoch for epoch in range(1, 30) if costs[epoch - 1] - costs[epoch] < 1e-6)
    assert stop == numbers["G28.first_epoch_with_improvement_below_1e-6"]


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([[1], [2]], [[1], [2]]), ([1, 2], [[1], [2]]), ([], []), (1, 1)])
def test_samples_of_other_shapes_are_refused_with_both(x, y):
    shapes = f"{np.shape(x)} and {np.shape(y)}".replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(ValueError, match=rf"^x and y: one shape \(n,\) expected; got {shapes}$"):
        line_fit(x, y)


# The ravine and who walks in it.


def test_momentum_rolls_and_a_little_of_it_is_best_in_the_ravine():
    numbers, half = worked_numbers("G30"), paraboloid("w²/2", [1], 2)
    for optimizer, key in ((Momentum(0.9), "momentum_w_C=w^2/2_eta.1_alpha.9_5steps"), (None, "plain_GD_same_5steps")):
        points = islice(gradient_descent(half.gradient, [1], 0.1, optimizer), 1, 6)
        assert matches(numbers[f"G30.{key}"], [p.item() for p in points])
    costs = [float(ravine.value(walk(ravine, [1, 1], 0.05, 30, Momentum(mu)))) for mu in (0, 0.5, 0.9)]
    assert matches(numbers["G30.ravine_cost_30_steps_alpha0_.5_.9"], costs)


@pytest.mark.parametrize(("optimizer", "rate", "key"), [(AdaGrad(), 0.5, "adagrad_eta.5"), (Adam(), 0.1, "adam_eta.1")])
def test_step_sizes_of_its_own_for_each_parameter_make_the_ravine_round(optimizer, rate, key):
    points = islice(gradient_descent(ravine.gradient, [1, 1], rate, optimizer), 1, 4)
    assert matches(worked_numbers()[f"G31.{key}_3steps_on_diag(1,25)"], [p.tolist() for p in points])


def test_curvature_shows_the_way_out_of_the_ravine():
    numbers = worked_numbers("G32")
    found = conjugate_gradient(ravine.gradient, ravine.hessian, [1, 1])
    assert matches(numbers["G32.conjugate_gradient_iterates"], [p.tolist() for p in found])
    one_step = next(islice(newton(ravine.gradient, ravine.hessian, [1, 1]), 1, None))
    assert matches(numbers["G32.newton_one_step"], one_step.tolist())


def test_steepest_descent_as_far_as_it_pays_zigzags_in_the_ravine():
    p = np.array([1.0, 1])
    for _ in range(2):
        g = ravine.gradient(p)
        p = p - (g @ g) / (g @ ravine.hessian(p) @ g) * g
    assert matches(worked_numbers()["G32.steepest_descent_exact_line_search_after_2"], p.tolist())


def test_at_the_saddle_the_slope_is_zero_and_it_goes_down_on_both_sides():
    assert saddle.gradient([0, 0]).tolist() == [0, 0]
    assert np.linalg.eigvalsh(saddle.hessian([0, 0])).tolist() == [-2, 2]
    assert walk(saddle, [1, 0], 0.1, 100) == pytest.approx([0, 0], abs=1e-9)  # along the ridge it ends there
    assert abs(walk(saddle, [1, 1e-9], 0.1, 100)[1]) > 0.01  # from beside the ridge it does not


def test_a_surface_of_ones_own():
    cubic = Surface("w³", ((-1, 1),), lambda w: w[..., 0] ** 3, lambda w: 3 * w**2, lambda w: 6 * w[..., None])
    assert (cubic.value([2]), cubic.gradient([2]).tolist(), cubic.hessian([2]).tolist()) == (8, [12], [[12]])
