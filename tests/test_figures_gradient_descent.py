"""The figures of lecture 3, compared with the mathematics and with the worked numbers."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import datasets
from nncourse.activations import sigmoid
from nncourse.costs import log_loss, quadratic
from nncourse.figures import drawing
from nncourse.figures import gradient_descent as figures
from nncourse.gradcheck import numerical_gradient
from nncourse.neuron import Neuron
from nncourse.scene import Bars, Field, Handle, Lamp, Line, Points, Text
from nncourse.surfaces import bowl, double_well, doubling, ravine, saddle
from tests.curriculum import matches, worked_numbers
from tests.test_figures import settings_of


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def numbers(text):
    return [float(word) for word in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-"))]


def said(scene, label):
    """The number, or the numbers in brackets, that the sentence gives after "label = "."""
    found = re.search(rf"(?<!\w){re.escape(label)} = (\([^)]*\)|−?[\d.]*\d)", scene.sentence)[1]
    return numbers(found) if found.startswith("(") else numbers(found)[0]


def ball(panel):
    """Where the ball is, or None if it is not in the picture."""
    balls = [(lamp.x, lamp.y) for lamp in panel.layers if isinstance(lamp, Lamp) and lamp.on]
    return balls[-1] if balls else None


def leaves(panel):
    return any(isinstance(line, Line) and line.arrow and line.tone == "negative" for line in panel.layers)


# ---------------------------------------------------------------------------------------------- pieces


@given(st.floats(-1e9, 1e9))
def test_a_number_in_digits_is_the_number_to_six_places_without_a_power_of_ten(number):
    text = drawing.in_digits(number)
    assert re.fullmatch(r"−?\d+(\.\d+)?", text)
    assert float(text.replace("−", "-")) == pytest.approx(number, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("surface", [bowl, ravine, saddle], ids=repr)
def test_within_a_band_the_cost_differs_less_than_between_the_bands_on_either_side(surface):
    field = drawing.bands(surface.value, (-2.5, 2.5), (-2.5, 2.5))
    costs = surface.value(drawing.cells((-2.5, 2.5), (-2.5, 2.5), len(field.codes))).reshape(field.codes.shape)
    codes = np.unique(field.codes)
    assert len(codes) >= 9
    for low, high in pairwise(codes):
        assert costs[field.codes == low].max() <= costs[field.codes == high].min() + 1e-9


def test_a_trail_that_ends_outside_stops_at_its_last_place_inside_and_an_arrow_shows_where_it_left():
    points = np.array([[0, 0], [0.5, 0.5], [3, 1.0], [8, 8]])
    way, *_, arrow = drawing.trail(points, (-1, 1), (-1, 1))
    assert (way.x.tolist(), way.y.tolist()) == ([0, 0.5], [0, 0.5])
    assert arrow.arrow
    assert 0.95 < arrow.x[-1] <= 1
    assert arrow.y[-1] == pytest.approx(0.6, abs=0.01)  # on the straight line to (3, 1)
    assert not [layer for layer in drawing.trail(points, (-1, 1), (-1, 1)) if isinstance(layer, Lamp)]


def test_a_trail_that_comes_back_ends_in_a_ball():
    layers = drawing.trail(np.array([[0, 0], [3, 1.0], [0.5, 0.5]]), (-1, 1), (-1, 1), dots=True)
    assert [(lamp.x, lamp.y, lamp.on) for lamp in layers if isinstance(lamp, Lamp)] == [(0, 0, False), (0.5, 0.5, True)]
    assert not [line for line in layers if isinstance(line, Line) and line.arrow]


# ---------------------------------------------------------------------------------------------- the cost


@given(settings_of(figures.cost))
def test_the_cost_is_half_the_sum_of_the_squared_errors_and_the_shares_add_up_to_it(settings):
    scene = figures.cost(**settings)
    outputs, shares = layers(scene, Bars)
    target = datasets.one_hot(6)
    exact = 0.5 * ((outputs.heights - target) ** 2).sum()
    assert shares.heights[-1] == pytest.approx(exact)
    assert shares.heights[:-1].sum() == pytest.approx(exact)
    assert numbers(scene.sentence.partition(") = ")[2])[0] == pytest.approx(exact, rel=1e-5)
    assert [line.y[0] for line in layers(scene, Line)] == target.tolist()


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("all_outputs_half", (0.5, 0.5, 0.5)),
        ("all_outputs_zero", (0, 0, 0)),
        ("all_outputs_tenth", (0.1, 0.1, 0.1)),
        ("perfect", (1, 0, 0)),
        ("confident_wrong_digit", (0, 1, 0)),
    ],
)
def test_the_cost_of_a_digit_is_that_of_the_worked_numbers(name, outputs):
    scene = figures.cost(**dict(zip(("six", "eight", "others"), outputs, strict=True)))
    assert matches(worked_numbers("G01")[f"G01.C_{name}"], layers(scene, Bars)[1].heights[-1])


def test_two_equal_outputs_lead_nothing():
    assert figures.cost(six=0.5, eight=0.5).sentence.endswith("no output leads.")
    assert figures.cost(six=0.6, eight=0.5).sentence.endswith("that of 6.")


def test_four_conventions_have_four_costs_and_slopes_and_one_lowest_place():
    W = worked_numbers("G03")
    costs, slopes = [], []
    for convention in figures.conventions.controls["convention"].options:
        scene = figures.conventions(w=1.5, convention=convention)
        cost, slope, lowest = numbers(scene.sentence)[1:3] + numbers(scene.sentence)[-1:]
        costs.append(cost)
        slopes.append(slope)
        assert lowest == 2
        (chosen,) = [line for line in scene.panels[1].layers if isinstance(line, Line) and line.width == 2.5]
        assert chosen.x[chosen.y.argmin()] == pytest.approx(2)
    assert matches(W["G03.grads_house_MEI_OCT_KHEsum_w=1.5"], slopes)
    named = [W[f"G03.J_{name}"] for name in ("house_w=1.5_mean_half", "OCT_w=1.5_half_sum", "KHE_w=1.5_sum")]
    assert [costs[0], costs[2], costs[3]] == named


@given(settings_of(figures.conventions))
def test_the_tangent_touches_the_chosen_cost_at_the_knob(settings):
    scene = figures.conventions(**settings)
    (knob,) = layers(scene, Handle)
    (tangent,) = [line for line in scene.panels[1].layers if isinstance(line, Line) and line.dashed]
    slope = (tangent.y[1] - tangent.y[0]) / (tangent.x[1] - tangent.x[0])
    assert knob.y == pytest.approx(tangent.y.mean())
    times = knob.y / doubling.value([knob.x]) if knob.x != 2 else 1
    assert slope == pytest.approx(times * doubling.gradient([knob.x])[0], abs=1e-9)
    assert (tangent.tone == "negative") == (slope < 0)


# ---------------------------------------------------------------------------------------------- one weight


def test_ten_steps_at_six_learning_rates_end_where_the_worked_numbers_say():
    (expected,) = [value for name, value in worked_numbers("G22").items() if "10steps" in name]
    ends = [said(figures.rates(learning_rate=rate, step=10), "w") for rate in (0.01, 0.1, 0.5, 0.9, 1, 1.1)]
    assert matches(expected, ends)


@given(settings_of(figures.rates))
def test_the_words_for_a_learning_rate_are_what_the_walk_does(settings):
    scene, rate = figures.rates(**settings), settings["learning_rate"]
    end = abs((1 - 2 * rate) ** 10)
    assert ("further and further out" in scene.sentence) == (end > 1 + 1e-9)
    assert ("for ever" in scene.sentence) == (rate == 1)
    assert ("one step is enough" in scene.sentence) == (rate == 0.5)
    assert ("swings and comes closer" in scene.sentence) == (0.5 < rate < 1)
    assert numbers(scene.sentence.partition("1 − 2η = ")[2])[0] == pytest.approx(1 - 2 * rate)
    w = said(scene, "w")
    assert w == pytest.approx((1 - 2 * rate) ** settings["step"], rel=1e-5, abs=1e-9)
    assert ("out of the picture" in scene.sentence) == (ball(scene.panels[0]) is None) == leaves(scene.panels[0])


@given(st.integers(1, 99).map(lambda k: k / 100), st.integers(1, 10))
def test_below_the_bound_no_step_down_the_parabola_climbs(rate, step):
    before, after = (said(figures.rates(learning_rate=rate, step=k), "C") for k in (step - 1, step))
    assert after <= before


def test_the_ball_rests_where_the_worked_numbers_say():
    W = worked_numbers("G27")
    ends = [figures.valleys(start=start, step=500) for start in (-2, 0, 0.2, 2)]
    assert matches(W["G27.minima_from_w0=-2,0,0.2,2"], [said(scene, "w") for scene in ends])
    assert matches(W["G27.f_values"], [said(scene, "C") for scene in ends])
    assert [scene.goal for scene in ends] == [True, True, False, False]
    assert ["deeper" in scene.sentence for scene in ends] == [True, True, False, False]


def test_the_ridge_is_the_border_of_the_worked_numbers():
    assert matches(worked_numbers("G27")["G27.basin_boundary"], figures._RIDGE)
    assert double_well.gradient([figures._RIDGE])[0] == pytest.approx(0, abs=1e-5)


@given(settings_of(figures.valleys))
def test_the_ball_lies_on_the_curve_with_its_tangent_and_rolls_against_the_slope(settings):
    scene = figures.valleys(**settings)
    (panel,) = scene.panels
    place = ball(panel)
    if place is not None:
        w, C = place
        assert double_well.value([w]) == pytest.approx(C)
        slope = float(double_well.gradient([w])[0])
        assert said(scene, "w") == pytest.approx(w, rel=1e-5)
        assert f"rolls to the {'left' if slope > 0 else 'right'}" in scene.sentence or abs(slope) < 0.01
    assert scene.goal == figures.valleys(**settings | {"step": 0}).goal  # the goal is about the end


def test_below_the_bound_of_the_steepest_place_no_step_climbs():
    for start in (-2, -1, 0.5, 2):  # the curvature is 42 at most between −2 and 2
        costs = [said(figures.valleys(start=start, learning_rate=0.04, step=step), "C") for step in range(0, 501, 10)]
        assert (np.diff(costs) <= 1e-9).all()


def test_too_long_a_step_throws_the_ball_out_of_the_picture_and_the_sentence_says_so():
    scene = figures.valleys(start=2, learning_rate=0.2, step=500)
    assert "far out of the picture" in scene.sentence
    assert leaves(scene.panels[0])
    assert ball(scene.panels[0]) is None


# ---------------------------------------------------------------------------------------------- many weights


def test_the_slopes_around_the_compass_are_those_of_the_worked_numbers():
    W = worked_numbers("G07")
    scenes = [figures.compass(angle=angle, gradient=True) for angle in (0, 45, 90)]
    slopes = [numbers(scene.sentence)[1] for scene in scenes]
    steepest = numbers(scenes[0].sentence.partition("largest: ")[2])[0]
    assert matches(W["G07.dirderiv_of_unit_directions_0,45,63.43,90deg"], [*slopes[:2], steepest, slopes[2]])
    assert f"{W['G07.steepest_angle_deg']:.2f}°" in scenes[0].sentence
    assert "∇C = (2, 4)" in scenes[0].sentence


@given(settings_of(figures.compass))
def test_the_slope_in_a_direction_is_what_a_tiny_step_that_way_climbs_and_none_beats_the_gradient(settings):
    scene = figures.compass(**settings)
    way = np.array([np.cos(np.radians(settings["angle"])), np.sin(np.radians(settings["angle"]))])
    climbed = (bowl.value(np.array([1, 2]) + 1e-6 * way) - bowl.value([1, 2])) / 1e-6
    assert numbers(scene.sentence)[1] == pytest.approx(climbed, abs=1e-4)
    assert numbers(scene.sentence)[1] <= np.sqrt(20)
    arrow = next(line for line in layers(scene, Line) if line.arrow)
    assert (arrow.x[1] - arrow.x[0], arrow.y[1] - arrow.y[0]) == pytest.approx(tuple(way))
    assert ("∇C" in scene.sentence) == settings["gradient"] == (len([a for a in layers(scene, Line) if a.arrow]) == 2)


@given(settings_of(figures.change))
def test_the_prediction_is_the_dot_product_and_on_this_bowl_off_by_the_squared_length(settings):
    scene = figures.change(**settings)
    dv = np.array([settings["d1"], settings["d2"]])
    predicted, true = layers(scene, Bars)[0].heights
    assert predicted == pytest.approx(np.dot([2, 4], dv))
    assert true == pytest.approx(((np.array([1, 2]) + dv) ** 2).sum() - 5)
    assert numbers(scene.sentence)[-1] == pytest.approx(dv @ dv, abs=1e-9)


def test_the_change_of_the_worked_numbers_is_written_out():
    scene = figures.change(d1=0.1, d2=-0.1)
    assert scene.sentence.startswith("∇C·Δv = 2·0.1 + 4·(−0.1) = −0.2 is predicted; the true change of C is −0.18,")
    (expected,) = worked_numbers("G08").values()
    assert matches(expected, layers(scene, Bars)[0].heights.tolist())


def test_one_step_and_ten_steps_down_the_bowl_are_those_of_the_worked_numbers():
    one, ten = figures.descent(step=1), figures.descent(step=10)
    assert matches(worked_numbers("G10")["G10.step_eta.1_from_(1,2)"], said(one, "v"))
    promised = said(one, "−η‖∇C‖²"), numbers(one.sentence)[-1]
    assert matches(worked_numbers("G10")["G10.dC_pred_-eta|g|^2_and_true"], list(promised))
    assert matches(worked_numbers("G11")["G11.v_after_10_steps_eta.1"], said(ten, "v"))
    assert matches(worked_numbers("G11")["G11.C_after_10_steps"], said(ten, "C"))


@pytest.mark.parametrize(("surface", "bound"), [("bowl", 1), ("ravine", 0.08), ("saddle", 1)])
def test_the_bound_is_named_beyond_it_and_only_there(surface, bound):
    for rate in (0.05, 0.08, 0.09, 0.5, 1, 1.01, 1.1):
        sentence = figures.descent(surface=surface, learning_rate=rate, step=1).sentence
        assert ("is beyond 2/" in sentence) == (rate > bound)
        assert f" = {bound:g}, the bound" in sentence or rate <= bound
        assert "bound" not in figures.descent(surface=surface, learning_rate=rate).sentence


tenths = st.integers(-20, 20).map(lambda k: k / 10)


@given(st.sampled_from(["bowl", "ravine"]), tenths, tenths, st.integers(1, 8), st.integers(1, 30))
def test_below_the_bound_no_step_climbs(surface, v1, v2, rate, step):
    start = {"v1": v1, "v2": v2, "learning_rate": rate / 100, "surface": surface}
    before, after = (said(figures.descent(**start, step=k), "C") for k in (step - 1, step))
    assert after <= before * (1 + 1e-5)


@given(settings_of(figures.descent))
def test_the_ball_is_where_the_gradient_has_led_it_and_its_arrow_leads_on(settings):
    scene, surface = (
        figures.descent(**settings),
        {"bowl": bowl, "ravine": ravine, "saddle": saddle}[settings["surface"]],
    )
    place = ball(scene.panels[0])
    v = np.array([settings["v1"], settings["v2"]])
    for _ in range(int(settings["step"])):
        v = v - settings["learning_rate"] * surface.gradient(v)
    assert (place is not None) == bool(np.abs(v).max() <= 2.5) or abs(np.abs(v).max() - 2.5) < 1e-9
    if place is not None:
        assert place == pytest.approx(tuple(v), abs=1e-9)
        arrow = [line for line in scene.panels[0].layers if isinstance(line, Line) and line.arrow][-1]
        following = v - settings["learning_rate"] * surface.gradient(v)
        assert (arrow.x[-1], arrow.y[-1]) == pytest.approx(tuple(following), abs=1e-9)
    else:
        assert leaves(scene.panels[0])


# ---------------------------------------------------------------------------------------------- a neuron


def test_the_neuron_begins_and_ends_as_the_worked_numbers_say():
    W = worked_numbers("G12")
    assert matches(W["G12.grad_w_b_sigmoid_neuron_x1_y0_w.6_b.9_house"], said(figures.neuron(), "∇C"))
    end = figures.neuron(epoch=300)
    output = numbers(end.sentence.partition("output ")[2])[0]
    assert matches(W["G12.nielsen_style_after_300_epochs_eta.15_w_b_out"], [said(end, "w"), said(end, "b"), output])


@given(settings_of(figures.neuron))
def test_the_neuron_shown_has_the_cost_and_the_gradient_that_the_sentence_says(settings):
    scene = figures.neuron(**settings)
    X, y = figures._SAMPLES[settings["data"]]
    unit, cost = Neuron([settings["w"]], settings["b"]), figures._COSTS[settings["cost"]]
    walk = figures._epochs(settings["data"], cost, settings["w"], settings["b"], settings["learning_rate"])
    np.testing.assert_allclose(walk[1], unit.descend(X, y, cost, settings["learning_rate"]).folded, atol=1e-12)
    here = unit.at(walk[int(settings["epoch"])])
    assert said(scene, "C") == pytest.approx(here.cost_on(X, y, cost), rel=1e-5, abs=1e-12)
    curve = scene.panels[1].layers[0]
    np.testing.assert_allclose(curve.y, here.predict(curve.x[:, None]))
    height, top = here.cost_on(X, y, cost), scene.panels[2].y[1]
    assert height > top or ball(scene.panels[2]) == pytest.approx((settings["epoch"] / 100, height))
    assert cost is log_loss or height <= top


@pytest.mark.parametrize("cost", [quadratic, log_loss], ids=repr)
def test_the_field_is_the_cost_of_the_neuron_at_each_place(cost):
    X, y = figures._SAMPLES["four samples"]
    points = np.random.default_rng(0).uniform(-3, 3, size=(20, 2))
    expected = [Neuron([w], b).cost_on(X, y, cost) for w, b in points]
    np.testing.assert_allclose(figures._cost_over(X, y, cost, sigmoid, points), expected)


def test_the_four_samples_have_a_lowest_place_within_the_picture():
    ends = [figures.neuron(data="four samples", w=w, b=b, learning_rate=5, epoch=300) for w, b in ((-3, 3), (2, -1))]
    (w, b), (w2, b2) = ((said(scene, "w"), said(scene, "b")) for scene in ends)
    assert (w, b) == pytest.approx((w2, b2), abs=0.01)
    assert max(abs(w), abs(b)) < 3.5


def test_the_log_loss_wakes_the_neuron_that_is_sure_and_wrong():
    output = {cost: said(figures.neuron(w=2, b=2, epoch=50, cost=cost), "w") for cost in figures._COSTS}
    assert output["log loss"] < 0 < 1.8 < output["quadratic"]


def test_a_neuron_that_is_sure_and_wrong_starts_slowly():
    slow, quick = ([said(figures.neuron(w=w, b=b, epoch=e), "C") for e in (0, 30)] for w, b in ((2, 2), (0.6, 0.9)))
    assert slow[0] > quick[0]
    assert slow[0] - slow[1] < (quick[0] - quick[1]) / 5


# ---------------------------------------------------------------------------------------------- log loss


def test_the_point_pulls_as_in_the_worked_numbers():
    W, before, after = worked_numbers("G13"), figures.pull(), figures.pull(step=1)
    assert matches([W["G13.yhat"], W["G13.E"]], [said(before, "a"), said(before, "C")])
    assert matches(W["G13.gradE_w1_w2_b"], numbers(before.sentence.rpartition("(")[2]))
    assert matches(W["G13.after_step_eta.5_w1_w2_b"], [*said(after, "w"), said(after, "b")])
    assert matches(W["G13.after_step_yhat_E"], [said(after, "a"), said(after, "C")])


@given(settings_of(figures.pull))
def test_no_step_makes_the_one_point_cost_more_and_the_gradient_is_error_times_input(settings):
    scene = figures.pull(**settings)
    y, a = float(settings["y"]), said(scene, "a")
    x = np.array([settings["x1"], settings["x2"], 1])
    assert numbers(scene.sentence.rpartition("(")[2]) == pytest.approx((a - y) * x, abs=1e-4)
    (mark,) = layers(scene, Points)
    assert (mark.x[0], mark.y[0], mark.classes[0]) == (*x[:2], y)
    if settings["step"]:
        before = figures.pull(**settings | {"step": settings["step"] - 1})
        assert said(scene, "C") <= said(before, "C")
        assert sum(line.dashed for line in scene.panels[0].layers if isinstance(line, Line)) <= 1


def test_the_slopes_of_the_log_loss_are_those_of_the_worked_numbers():
    W = worked_numbers("G14")
    scenes = [figures.surprise(a=0.7, y=y) for y in (1, 0)]
    assert matches(W["G14.dLdh_y1_h.7,y0_h.7"], [said(scene, "dC/da") for scene in scenes])
    in_z = [figures.surprise(a=0.7, y=y, in_z=True) for y in (1, 0)]
    assert matches(W["G14.dLdz_h-y_y1,y0"], [numbers(layers(scene, Text)[0].text)[-1] for scene in in_z])


def test_sure_and_wrong_costs_more_by_the_log_loss_as_in_the_worked_numbers():
    loss, squared = worked_numbers("G04")["G04.ce_y1_p.01_vs_squared"]
    (handle,), (other,) = (
        [each for each in panel.layers if isinstance(each, Handle)] for panel in figures.surprise(a=0.01, y=1).panels
    )
    assert matches([loss, squared / 2], [handle.y, other.y])


@given(settings_of(figures.surprise))
def test_the_tangents_touch_the_curves_and_the_printed_slope_is_right_for_one_target_alone(settings):
    scene, a, y = figures.surprise(**settings), settings["a"], float(settings["y"])
    shown = [[line for line in panel.layers if isinstance(line, Line)] for panel in scene.panels]
    *slide, curve, right = shown[0]
    for (graph, tangent), cost in zip(((curve, right), shown[1]), (log_loss, quadratic), strict=True):
        np.testing.assert_allclose(graph.y, [cost([[each]], [[y]]) for each in graph.x])
        slope = (tangent.y[1] - tangent.y[0]) / (tangent.x[1] - tangent.x[0])
        assert slope == pytest.approx(numerical_gradient(lambda a, c=cost: c([a], [[y]]), np.array([a]))[0], rel=1e-4)
    assert bool(slide) == settings["printed"] == ("slide" in scene.sentence)
    if slide:
        assert np.allclose(slide[0].y, right.y) == settings["y"] == scene.sentence.endswith("the same.")


@given(st.integers(1, 99), st.booleans())
def test_in_z_the_log_loss_has_lost_the_slope_of_the_sigmoid_and_the_quadratic_cost_has_it(hundredths, y):
    a = hundredths / 100
    told = [numbers(each.text)[-1] for each in layers(figures.surprise(a=a, y=y, in_z=True), Text)]
    z = np.log([[a / (1 - a)]])
    wanted = [float(cost.delta(z, [[a]], [[float(y)]])[0, 0]) for cost in (log_loss, quadratic)]
    assert told == pytest.approx(wanted, abs=1e-5)


# ---------------------------------------------------------------------------------------------- a few samples


@given(settings_of(figures.estimate))
def test_the_estimates_are_the_means_over_the_batches_and_all_of_them_have_the_full_gradient_as_mean(settings):
    scene, m = figures.estimate(**settings), int(settings["m"])
    each = layers(scene, Bars)[0]
    assert matches(worked_numbers("G23")["G23.per_example_grads_w0"], each.heights.tolist())
    means = [(lamp.x, lamp.on) for lamp in layers(scene, Lamp)]
    assert sorted(x for x, _ in means) == sorted(np.mean(batch) for batch in combinations(each.heights, m))
    assert np.mean([x for x, _ in means]) == pytest.approx(worked_numbers("G23")["G23.full_grad"])
    (drawn,) = {x for x, on in means if on}
    assert drawn == each.heights[each.classes == 1].mean()
    assert each.classes.sum() == m
    spread = numbers(scene.sentence)[-1]
    assert matches(worked_numbers("G24")["G24.std_of_minibatch_means_m=1,2,3,4"][m - 1], spread)
    assert numbers(scene.sentence.partition("from 0 to ")[2])[0] == pytest.approx(-0.1 * drawn, rel=1e-5)


def test_some_seed_draws_the_batch_of_the_worked_numbers():
    steps = [figures.estimate(m=2, seed=seed).sentence for seed in range(20)]
    assert any("x = 1 and 2 " in step and "from 0 to 0.5." in step for step in steps)
    assert worked_numbers("G25")["G25.w_after_minibatch_{x=1,x=2}_eta.1"] == 0.5
    assert len(set(steps)) == 6  # and all six are drawn


@pytest.mark.parametrize(("m", "updates"), [("1", 40), ("4", 10), ("all", 1)])
def test_an_epoch_has_an_update_for_every_batch_and_each_goes_against_the_gradient_of_its_batch(m, updates):
    assert f"{3 * updates} updates" in figures.modes(m=m, epoch=3).sentence
    X, y = figures._near_a_line()
    size = 40 // updates
    walk = figures._updates(size, 0.1, 5)
    assert len(walk) == 10 * updates + 1
    order = np.random.default_rng(5).permutation(40) if updates > 1 else np.arange(40)
    w, b = walk[0]
    for k in range(updates):
        rows = order[k * size : (k + 1) * size]
        error = w * X[rows, 0] + b - y[rows]
        w, b = w - 0.1 * (error * X[rows, 0]).mean(), b - 0.1 * error.mean()
        assert (w, b) == pytest.approx(tuple(walk[k + 1]))


def test_all_samples_at_once_take_one_way_and_single_ones_many():
    ways = {
        m: {figures.modes(m=m, seed=seed, epoch=5).sentence.partition("w = ")[2] for seed in range(5)}
        for m in ("1", "all")
    }
    assert (len(ways["all"]), len(ways["1"])) == (1, 5)


def test_pattern_mode_is_down_sooner_and_then_does_not_rest():
    def costs(m):
        return [said(figures.modes(m=m, learning_rate=0.3, epoch=epoch), "C") for epoch in range(11)]

    pattern, batch = costs("1"), costs("all")
    assert pattern[1] < batch[1] / 2
    assert (np.diff(batch) < 0).all()
    assert (np.diff(pattern) > 0).any()


# ---------------------------------------------------------------------------------------------- digits


def test_learning_to_read_creeps_learns_or_fails_by_its_learning_rate():
    ends = {
        (rate, size): figures.digits(learning_rate=rate, batch_size=size, epoch=30)
        for rate, size in ((0.5, "all"), (1, "10"), (12, "all"), (6, "10"), (10, "10"))
    }
    costs = {key: said_cost(scene) for key, scene in ends.items()}
    start = said_cost(figures.digits())
    assert start - 0.5 < costs[0.5, "all"] < start  # it creeps
    assert costs[1, "10"] < 0.05
    assert min(costs[12, "all"], costs[10, "10"]) > 2
    assert [scene.goal for scene in ends.values()] == [False, True, False, True, False]


def said_cost(scene):
    return numbers(scene.sentence.partition("the cost is ")[2])[0]


@pytest.mark.parametrize("sample", [0, 42, 99])
def test_the_digit_shown_is_held_out_and_its_shares_add_up(sample):
    X, Y = datasets.digits()
    scene = figures.digits(learning_rate=1, batch_size="50", epoch=20, sample=sample)
    (image,), (bars,) = layers(scene, Field), layers(scene, Bars)
    assert image.values[::-1].reshape(-1) == pytest.approx(X[1000 + sample], abs=1 / 127)
    assert bars.classes.tolist() == Y[1000 + sample].tolist()
    assert bars.heights.sum() == pytest.approx(100, abs=5)
    read, target = numbers(scene.sentence)[-2], int(Y[1000 + sample].argmax())
    assert f"this {target} is" in scene.sentence
    assert ("wrongly" in scene.sentence) == (read != target)


def test_the_goal_is_nine_digits_of_ten_at_the_end_whatever_epoch_is_shown():
    for epoch in (0, 30):
        scene = figures.digits(learning_rate=1, batch_size="10", epoch=epoch)
        assert scene.goal
    right = int(re.search(r"(\d+) of 300", scene.sentence)[1])
    assert right >= 270
    assert ball(scene.panels[1])[1] == pytest.approx(right / 300)


# ---------------------------------------------------------------------------------------------- the race


def test_the_seven_ways_come_as_far_as_the_worked_numbers_say():
    W = worked_numbers("G30") | worked_numbers("G31") | worked_numbers("G32")
    momentum = [said(figures.race(way="momentum", mu=mu, learning_rate=0.05, step=30), "C") for mu in (0, 0.5, 0.9)]
    assert matches(W["G30.ravine_cost_30_steps_alpha0_.5_.9"], momentum)
    for way, rate, name in (("AdaGrad", 0.5, "adagrad_eta.5"), ("Adam", 0.1, "adam_eta.1")):
        places = [said(figures.race(way=way, learning_rate=rate, step=step), "p") for step in (1, 2, 3)]
        assert matches(W[f"G31.{name}_3steps_on_diag(1,25)"], places)
    conjugate = [said(figures.race(way="conjugate gradients", step=step), "p") for step in (0, 1, 2)]
    assert matches(W["G32.conjugate_gradient_iterates"], conjugate)
    assert matches(W["G32.newton_one_step"], said(figures.race(way="Newton", step=1), "p"))


def test_momentum_of_nothing_is_plain_descent():
    for step in (1, 7, 30):
        plain, momentum = (figures.race(way=way, mu=0, step=step) for way in ("plain", "momentum"))
        assert (said(plain, "p"), said(plain, "C")) == (said(momentum, "p"), said(momentum, "C"))


@given(settings_of(figures.race))
def test_the_height_of_the_ball_is_the_logarithm_of_the_cost(settings):
    scene = figures.race(**settings)
    if "far out" not in scene.sentence:
        C, place = said(scene, "C"), ball(scene.panels[1])
        assert leaves(scene.panels[1]) == (place is None) == (C > 100)
        assert place is None or place[1] == pytest.approx(max(np.log10(max(C, 1e-300)), -10), abs=1e-4)
    asks = settings["way"] not in ("conjugate gradients", "Newton")
    assert ("with η" in scene.sentence) == asks or "far out" in scene.sentence
