"""Every figure is swept over its controls; then the numbers of single figures are compared with the mathematics."""

import inspect
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import Perceptron, datasets, figures
from nncourse.live.engine import LiveFigure, _pack
from nncourse.scene import Bars, Figure, Handle, Lamp, Line, Points, Slider, Toggle

ALL = {
    figure.name: figure
    for module in vars(figures).values()
    if inspect.ismodule(module)
    for figure in vars(module).values()
    if isinstance(figure, Figure)
}
EACH = pytest.mark.parametrize("figure", ALL.values(), ids=ALL)
MOST_BYTES = 16 * 1024  # of one frame to the browser

# A control whose effect the sentence rightly does not tell: in `neuron` the weight w₂ meets an input that is 0.
UNHEARD = {("perceptron.neuron", "w2")}


def grid(control):
    """Every value that a control can be set to in the page."""
    if isinstance(control, Slider):
        steps = round((control.hi - control.lo) / control.step)
        return [round(control.lo + k * control.step, 9) for k in range(steps + 1)]
    return [False, True] if isinstance(control, Toggle) else list(control.options)


def free(figure):
    """The controls that can be chosen independently: of two opposites, one."""
    return {name: c for name, c in figure.controls.items() if not getattr(c, "opposite_of", "")}


def settings_of(figure):
    """Hypothesis draws a value for each free control of a figure."""
    return st.fixed_dictionaries({name: st.sampled_from(grid(c)) for name, c in free(figure).items()})


def sweep(figure, count=20):
    """Settings to try: each control at its samples with the others at their start, and some random ones."""
    rng = np.random.default_rng(1)
    singles = [{name: value} for name, c in figure.controls.items() for value in c.samples(rng)]
    joint = [{name: c.samples(rng)[-1] for name, c in free(figure).items()} for _ in range(count)]
    for choice in joint:
        for name, c in free(figure).items():
            if not isinstance(c, Slider):
                choice[name] = grid(c)[int(rng.integers(len(grid(c))))]
    return [{}, *singles, *joint]


def packed(scene):
    """A scene as it goes to the browser: its JSON and the bytes of its fields."""
    panels, _ = _pack(scene, [])
    fields = [layer.pop("codes") for panel in panels for layer in panel["layers"] if layer["kind"] == "Field"]
    return json.dumps({"panels": panels, "sentence": scene.sentence}, allow_nan=False), fields


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


# ---------------------------------------------------------------------------------------------- every figure


def test_the_sweep_knows_the_figures_of_the_course():
    assert {"perceptron.venue", "perceptron.tie", "perceptron.bias", "perceptron.unit", "start.line"} <= ALL.keys()


@EACH
def test_every_setting_gives_finite_numbers_and_a_sentence_in_a_small_frame(figure):
    for settings in sweep(figure):
        scene = figure(**settings)
        text, fields = packed(scene)  # refuses NaN and infinity
        assert len(text.encode()) + sum(map(len, fields)) <= MOST_BYTES, settings
        assert re.fullmatch(r"[^\s-].*\.", scene.sentence), scene.sentence
        assert not re.search(r"nan|inf\b|None|-\d|  ", scene.sentence), scene.sentence
        for panel in scene.panels:
            assert panel.x[0] < panel.x[1]
            assert panel.y[0] < panel.y[1]


@EACH
def test_every_control_changes_the_picture_and_the_sentence(figure):
    rng = np.random.default_rng(2)
    for name, control in figure.controls.items():
        partner = getattr(control, "opposite_of", "")
        seen, heard = set(), set()
        for others in sweep(figure, 10):
            base = {other: value for other, value in others.items() if other not in (name, partner)}
            base = {n: v for n, v in base.items() if getattr(figure.controls[n], "opposite_of", "") != name}
            scenes = [figure(**base, **{name: value}) for value in control.samples(rng)]
            seen.add(len({json.dumps(_pack(scene, [])[0], default=bytes.hex) for scene in scenes}) > 1)
            heard.add(len({scene.sentence for scene in scenes}) > 1)
        assert True in seen, f"{name} changes no layer"
        assert True in heard or (figure.name, name) in UNHEARD, f"{name} changes no word"


@EACH
def test_the_same_settings_give_the_same_scene(figure):
    for settings in sweep(figure, 3):
        assert packed(figure(**settings)) == packed(figure(**settings))


@EACH
def test_a_figure_has_few_controls_with_words_and_declared_starts(figure):
    assert 1 <= len(figure.controls) <= 4
    for name, control in figure.controls.items():
        assert control.label, name
        assert not hasattr(LiveFigure, name), f"{name} is taken by the widget"
        assert control.start in grid(control), f"{name}: the start is not on the slider's steps"
    assert figure.__doc__


@EACH
def test_what_a_handle_names_are_sliders_of_its_figure(figure):
    for settings in sweep(figure, 3):
        for handle in layers(figure(**settings), Handle):
            named = [name for name in (handle.horizontal, handle.vertical) if name]
            assert named
            assert all(isinstance(figure.controls[name], Slider) for name in named)


@EACH
def test_dragging_a_handle_to_where_it_stands_changes_nothing(figure):
    for settings in sweep(figure, 5):
        values = figure.values(**settings)
        for handle in layers(figure(**settings), Handle):
            for name, place in ((handle.horizontal, handle.x), (handle.vertical, handle.y)):
                assert not name or place == values[name]


# ---------------------------------------------------------------------------------------------- the venue

X3 = datasets.binary_inputs(3)
NAMES = ["".join(str(int(bit)) for bit in row) for row in X3]
WORDS = {
    "the weather is bad": (0, 0), "the weather is good": (0, 1),
    "no friend comes": (1, 0), "a friend comes": (1, 1),
    "the commute is hard": (2, 0), "the commute is easy": (2, 1),
}  # fmt: skip


def table_from_words(sentence):
    """The truth table (8,) that the sentence of the venue states, read back word by word."""
    if "you never go" in sentence:
        return [0] * 8
    if "you always go" in sentence:
        return [1] * 8
    condition = re.search(r"exactly if ([^.]*)\.", sentence).group(1)
    terms = [[WORDS[fact] for fact in term.split(" and ")] for term in condition.split(", or if ")]
    return [int(any(all(row[k] == bit for k, bit in term) for term in terms)) for row in X3]


@given(settings_of(ALL["perceptron.venue"]))
def test_the_venue_shows_what_a_perceptron_computes_and_says_the_same_in_words(settings):
    w = [settings["w1"], settings["w2"], settings["w3"]]
    unit = Perceptron.with_threshold(w, settings["threshold"])
    truth = unit.predict(X3).astype(int)
    scene = figures.perceptron.venue(**settings)
    (bars,) = layers(scene, Bars)
    assert bars.heights.tolist() == (X3 @ w).tolist()
    assert bars.classes.tolist() == truth.tolist()
    assert list(bars.labels) == NAMES
    assert table_from_words(scene.sentence) == truth.tolist()
    assert scene.sentence.startswith(f"You go on {truth.sum()} of 8 kinds of weekend")
    ties = [name for name, total in zip(NAMES, X3 @ w, strict=True) if total == settings["threshold"]]
    assert re.findall(r"[01]{3}", scene.sentence) == ties
    (level,) = layers(scene, Line)
    assert level.y.tolist() == [settings["threshold"]] * 2


def test_at_threshold_5_only_the_weather_counts_and_at_3_a_friend_with_an_easy_way_will_do():
    at5, at3 = figures.perceptron.venue(threshold=5), figures.perceptron.venue(threshold=3)
    assert at5.sentence == "You go on 4 of 8 kinds of weekend: exactly if the weather is good."
    assert at3.sentence == (
        "You go on 5 of 8 kinds of weekend: exactly if the weather is good, "
        "or if a friend comes and the commute is easy."
    )
    assert layers(at5, Bars)[0].heights.tolist() == [0, 2, 2, 4, 6, 8, 8, 10]


def test_a_tie_counts_for_one_rule_and_not_for_the_other():
    strict = figures.perceptron.tie(threshold=4, rule="sum > threshold")
    lax = figures.perceptron.tie(threshold=4, rule="sum ≥ threshold")
    assert layers(strict, Bars)[0].classes.sum() == 4
    assert layers(lax, Bars)[0].classes.sum() == 5
    assert "4 of 8 inputs fire at threshold 4; the tie at 011 stays out" in strict.sentence
    assert "5 of 8 inputs fire at threshold 4; the tie at 011 fires too" in lax.sentence


@pytest.mark.parametrize("threshold", grid(ALL["perceptron.tie"].controls["threshold"]))
def test_the_tie_rules_differ_exactly_where_a_bar_stands_at_the_threshold(threshold):
    counts = {}
    for rule in ALL["perceptron.tie"].controls["rule"].options:
        scene = figures.perceptron.tie(threshold=threshold, rule=rule)
        counts[rule] = int(layers(scene, Bars)[0].classes.sum())
        assert f" {counts[rule]} of 8 inputs fire" in scene.sentence
    at_level = int((threshold == X3 @ [6, 2, 2]).sum())
    assert counts["sum ≥ threshold"] - counts["sum > threshold"] == at_level


@pytest.mark.parametrize("threshold", grid(ALL["perceptron.bias"].controls["threshold"]))
def test_bias_is_minus_the_threshold_and_shifts_every_sum_to_its_score(threshold):
    figure = ALL["perceptron.bias"]
    assert figure.values(threshold=threshold)["bias"] == -threshold
    scene = figure(threshold=threshold)
    sums, scores = layers(scene, Bars)
    np.testing.assert_array_equal(scores.heights, sums.heights - threshold)
    assert sums.classes.tolist() == scores.classes.tolist() == (scores.heights > 0).astype(int).tolist()
    count = int((sums.heights > threshold).sum())
    assert f"exceeds the threshold for {count} of 8 inputs" in scene.sentence
    assert f"exceeds zero for {count} of 8." in scene.sentence
    assert packed(figure(bias=-threshold)) == packed(scene)


@pytest.mark.parametrize("threshold", grid(ALL["perceptron.sweep"].controls["threshold"]))
def test_the_sweep_counts_lamps_stairs_and_words_alike(threshold):
    scene = figures.perceptron.sweep(threshold=threshold)
    truth = Perceptron.with_threshold([6, 2, 2], threshold).predict(X3).astype(bool)
    lamps = layers(scene, Lamp)
    assert [lamp.on for lamp in lamps] == truth.tolist()
    assert [lamp.label for lamp in lamps] == NAMES
    firing = [name for name, on in zip(NAMES, truth, strict=True) if on]
    assert re.findall(r"[01]{3}", scene.sentence) == firing
    assert (f"{len(firing)} of 8 fire" if firing else "none fires") in scene.sentence
    stairs = layers(scene, Line)[0]
    beside = np.interp(threshold + 1e-9, stairs.x, stairs.y)  # just to the right of the threshold
    assert threshold == 11 or beside == len(firing)


# ---------------------------------------------------------------------------------------------- one unit


def read_sum(sentence):
    """Left side added up, right side, and the rest of "6 + 0 − 2 = 4 < 5: …"."""
    left, right = sentence.removeprefix("w·x = ").replace("−", "-").split(" = ", 1)
    terms = re.sub(r" ([+-]) ", r" \1", left).split()
    total, rest = re.match(r"(-?[\d.]+)(.*)", right).groups()
    return sum(map(float, terms)), float(total.rstrip(".")), rest


@given(settings_of(ALL["perceptron.unit"]))
def test_the_unit_adds_up_and_its_lamp_is_what_the_sentence_says(settings):
    x = [settings["x1"], settings["x2"], settings["x3"]]
    total, threshold = float(np.dot([6, 2, 2], x)), settings["threshold"]
    scene = figures.perceptron.unit(**settings)
    added, stated, rest = read_sum(scene.sentence)
    assert added == stated == total
    fires = total > threshold
    relation = ">" if fires else "=" if total == threshold else "<"
    assert rest.startswith(f" {relation} {threshold:g}:")
    assert ("does not fire" in rest) == (not fires)
    assert ("a tie" in rest) == (total == threshold)
    *inputs, output = layers(scene, Lamp)
    assert [lamp.on for lamp in inputs] == x
    assert output.on == fires


@given(settings_of(ALL["perceptron.neuron"]))
def test_the_needle_points_at_the_sum(settings):
    w = [settings["w1"], settings["w2"], settings["w3"]]
    scene = figures.perceptron.neuron(**settings)
    added, stated, rest = read_sum(scene.sentence)
    assert added == pytest.approx(np.dot([1, 0, 1], w), abs=1e-9)
    assert stated == pytest.approx(added, abs=1e-9)
    needle = layers(scene, Line)[-1]
    assert needle.x == pytest.approx([stated, stated])
    assert ("not above 0" in rest) == (stated <= 0)
    assert layers(scene, Lamp)[-1].on == (stated > 0)


def test_the_neuron_of_the_deck_sums_to_0_6():
    scene = figures.perceptron.neuron(w1=0.5, w2=-0.2, w3=0.1)
    assert scene.sentence == "0.5 + 0 + 0.1 = 0.6, above 0, so the output is 1."


@given(settings_of(ALL["perceptron.inner_product"]))
def test_the_inner_product_is_the_one_of_numpy_and_its_foot_is_the_projection(settings):
    w, x = np.array([3.0, 1.0]), np.array([settings["x1"], settings["x2"]])
    scene = figures.perceptron.inner_product(**settings)
    added, stated, rest = read_sum(scene.sentence)
    assert added == stated == np.dot(w, x)
    assert ("same side" in rest, "other side" in rest) == (stated > 0, stated < 0)
    foot = next(np.array([line.x[-1], line.y[-1]]) for line in layers(scene, Line) if line.width == 6)
    np.testing.assert_allclose((x - foot) @ w, 0, atol=1e-12)  # the rest stands upright on w


@pytest.mark.parametrize("part", ALL["perceptron.parts"].controls["part"].options)
def test_each_part_is_lit_in_the_cell_and_in_the_model(part):
    scene = figures.perceptron.parts(part=part)
    for panel in scene.panels:
        lit = [
            layer for layer in panel.layers if getattr(layer, "tone", "") == "positive" or getattr(layer, "on", False)
        ]
        assert lit, panel.title
    assert part.removesuffix("s") in scene.sentence


# ---------------------------------------------------------------------------------------------- the first page


def mistakes_of(scene):
    count = re.search(r"leaves (no|\d+) samples? of 20 on the wrong side", scene.sentence).group(1)
    return 0 if count == "no" else int(count)


@given(settings_of(ALL["start.line"]))
def test_the_first_figure_counts_its_mistakes(settings):
    scene = figures.start.line(**settings)
    (points,) = layers(scene, Points)
    direction = np.radians(settings["angle"])
    side = np.cos(direction) * points.x + np.sin(direction) * points.y > settings["shift"]
    assert mistakes_of(scene) == int((side != points.classes.astype(bool)).sum())


def test_the_first_figure_starts_wrong_and_can_be_solved_with_its_controls():
    figure = ALL["start.line"]
    assert mistakes_of(figure()) >= 3
    angles, shifts = grid(figure.controls["angle"]), grid(figure.controls["shift"])
    assert any(mistakes_of(figure(angle=a, shift=s)) == 0 for a in angles[::2] for s in shifts[::5])
