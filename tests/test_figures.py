"""Every figure is swept over its controls; then the numbers of single figures are compared with the mathematics."""

import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncourse import Perceptron, boolean_functions, datasets, figures
from nncourse.activations import relu, sigmoid, tanh
from nncourse.costs import log_loss
from nncourse.live.engine import LiveFigure, _pack
from nncourse.mlp import MLP
from nncourse.scene import (
    Bars,
    Choice,
    Field,
    Figure,
    Handle,
    Lamp,
    Line,
    NetField,
    Places,
    Points,
    Rings,
    Slider,
    Text,
    Toggle,
)
from nncourse.training import sgd

ALL = {
    figure.name: figure
    for module in vars(figures).values()
    if inspect.ismodule(module)
    for figure in vars(module).values()
    if isinstance(figure, Figure)
}
EACH = pytest.mark.parametrize("figure", ALL.values(), ids=ALL)
MOST_BYTES = 16 * 1024  # of one frame to the browser
WORKED = json.loads((Path(__file__).parent / "curriculum/worked_numbers.json").read_text(encoding="utf-8"))

# A control whose effect the sentence rightly does not tell: in `neuron` the weight w₂ meets an input that is 0.
UNHEARD = {("perceptron.neuron", "w2")}


def grid(control):
    """Every value that a control can be set to in the page; of places, which are too many, a few."""
    if isinstance(control, Places):
        return control.samples(np.random.default_rng(4))
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
            if isinstance(c, Toggle | Choice):
                choice[name] = grid(c)[int(rng.integers(len(grid(c))))]
    return [{}, *singles, *joint]


def packed(scene):
    """A scene as it goes to the browser: its JSON and the bytes of its fields."""
    panels, _ = _pack(scene, [])
    fields = [layer.pop("codes") for panel in panels for layer in panel["layers"] if layer["kind"] == "Field"]
    return json.dumps({"panels": panels, "sentence": scene.sentence}, allow_nan=False), fields


def layers(scene, kind):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, kind)]


def words(scene):
    return [text.text for text in layers(scene, Text)]


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
        assert not re.search(r"nan|inf\b|None(?! of \d)|-\d|  ", scene.sentence), scene.sentence
        for panel in scene.panels:
            assert panel.x[0] < panel.x[1]
            assert panel.y[0] < panel.y[1]


@EACH
def test_no_bar_and_no_mark_leaves_its_panel(figure):
    for settings in sweep(figure):
        for panel in figure(**settings).panels:
            low, high = np.array([panel.x, panel.y]).T
            for layer in panel.layers:
                if isinstance(layer, Bars):
                    heights = np.asarray(layer.heights)
                    assert ((low[1] <= heights) & (heights <= high[1])).all(), settings
                elif isinstance(layer, Points | Rings | Lamp | Handle):
                    places = np.column_stack([np.atleast_1d(layer.x), np.atleast_1d(layer.y)])
                    assert ((low - 1e-9 <= places) & (places <= high + 1e-9)).all(), settings


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
            if True in seen and True in heard:
                break
        assert True in seen, f"{name} changes no layer"
        assert True in heard or (figure.name, name) in UNHEARD, f"{name} changes no word"


@EACH
def test_the_same_settings_give_the_same_scene(figure):
    for settings in sweep(figure, 3):
        assert packed(figure(**settings)) == packed(figure(**settings))


@EACH
def test_a_figure_has_few_controls_with_words_and_declared_starts(figure):
    assert 1 <= sum(not getattr(c, "more", False) for c in figure.controls.values()) <= 4
    for name, control in figure.controls.items():
        assert control.label, name
        assert not hasattr(LiveFigure, name), f"{name} is taken by the widget"
        assert control.start in grid(control), f"{name}: the start is not on the slider's steps"
    assert figure.__doc__


@EACH
def test_what_a_handle_names_are_sliders_or_places_of_its_figure(figure):
    for settings in sweep(figure, 3):
        for handle in layers(figure(**settings), Handle):
            named = [name for name in (handle.horizontal, handle.vertical) if name]
            assert bool(named) != bool(handle.places)
            assert all(isinstance(figure.controls[name], Slider) for name in named)
            assert not handle.places or isinstance(figure.controls[handle.places], Places)


@EACH
def test_dragging_a_handle_to_where_it_stands_changes_nothing(figure):
    for settings in sweep(figure, 5):
        values = figure.values(**settings)
        for handle in layers(figure(**settings), Handle):
            for name, place in ((handle.horizontal, handle.x), (handle.vertical, handle.y)):
                assert not name or handle.per_unit or place == values[name]
            assert not handle.places or (handle.x, handle.y) == values[handle.places][handle.row][:2]


@EACH
def test_places_can_be_dragged_row_by_row_and_a_mark_stands_where_they_are(figure):
    for name, control in figure.controls.items():
        if isinstance(control, Places):
            for settings in sweep(figure, 3):
                scene = figure(**settings)
                rows = [handle.row for handle in layers(scene, Handle) if handle.places == name]
                places = figure.values(**settings)[name]
                assert rows == list(range(len(places)))
                marks = {place for points in layers(scene, Points) for place in zip(points.x, points.y, strict=True)}
                assert {tuple(row[:2]) for row in places} <= marks


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
    (label,) = layers(scene, Text)
    assert label.text == f"threshold {threshold:g}".replace("-", "−")
    assert label.y > 8.5  # above the highest stair
    assert abs(label.x - threshold) < 2.5


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
    w, x = settings["times"] * np.array([3.0, 1.0]), np.array([settings["x1"], settings["x2"]])
    scene = figures.perceptron.inner_product(**settings)
    added, stated, rest = read_sum(scene.sentence)
    assert added == stated == np.dot(w, x)
    assert ("same side" in rest, "other side" in rest) == (stated > 0, stated < 0)
    foot = next(np.array([line.x[-1], line.y[-1]]) for line in layers(scene, Line) if line.width == 6)
    np.testing.assert_allclose((x - foot) @ w, 0, atol=1e-12)  # the rest stands upright on w
    length, reach = map(float, re.findall(r"is about ([\d.]+) \(the length of w\) times (-?[\d.]+) \(how far", rest)[0])
    assert length == pytest.approx(np.linalg.norm(w), abs=0.005)
    assert reach == pytest.approx(stated / np.linalg.norm(w), abs=0.005)
    assert abs(reach) == pytest.approx(np.linalg.norm(foot), abs=0.005)


def test_a_longer_w_stretches_the_product_and_leaves_the_reach():
    short, long = (figures.perceptron.inner_product(x1=2, x2=1.5, times=times).sentence for times in (0.5, 1.5))
    assert short.startswith("w·x = 3 + 0.75 = 3.75: that is about 1.58 (the length of w) times 2.37 (how far")
    assert long.startswith("w·x = 9 + 2.25 = 11.25: that is about 4.74 (the length of w) times 2.37 (how far")


@given(settings_of(ALL["perceptron.fold"]))
def test_folding_the_bias_adds_an_input_that_is_always_1_and_changes_no_number(settings):
    apart, folded = (figures.perceptron.fold(**settings | {"folded": folded}) for folded in (False, True))
    x = np.array([settings["x1"], settings["x2"], settings["x3"]], dtype=float)
    lamps = layers(apart, Lamp), layers(folded, Lamp)
    (extra,) = [lamp for lamp in lamps[1] if lamp.label == "always 1"]
    assert extra.on
    assert [(lamp.label, lamp.value) for lamp in lamps[0]] == [
        (lamp.label, lamp.value) for lamp in lamps[1] if lamp is not extra
    ]
    changed = ["−5" if word == "b = −5" else word for word in words(apart)]  # the bias is the weight on the new arrow
    assert sorted(words(folded)) == sorted(changed) != sorted(words(apart))
    endings = {scene.sentence.split(" = ", 1)[1] for scene in (apart, folded)}
    assert len(endings) == 1
    added, stated, rest = read_sum(endings.pop())
    assert added == stated == x @ [6, 2, 2] - 5
    assert ("it fires" in rest) == (stated > 0)


def test_the_folded_decision_of_the_deck_scores_3():
    scene = figures.perceptron.fold(folded=True, x1=True, x2=False, x3=True)
    assert "(6, 2, 2, −5)·(1, 0, 1, 1) = 6 + 0 + 2 − 5 = 3; it fires." in scene.sentence
    assert WORKED["P11.augmented_(-5,6,2,2).(1,1,0,1)"] == 3


@given(settings_of(ALL["perceptron.anatomy"]))
def test_the_anatomy_sums_then_applies_its_function_and_the_dot_is_on_the_curve(settings):
    scene = figures.perceptron.anatomy(**settings)
    v = round(settings["w1"] * 0.5 - settings["w2"] + settings["b"], 9)
    answer = {"step": float(v > 0), "sign": 1.0 if v > 0 else -1.0, "tanh": np.tanh(v), "identity": v}[settings["f"]]
    said = re.search(r"= (\S+)\. Function: (\w+)\((\S+)\) = (\S+)\.$", scene.sentence.replace("−", "-")).groups()
    assert said[1] == settings["f"]
    assert [float(said[0]), float(said[2])] == pytest.approx([v, v], abs=1e-9)
    assert float(said[3]) == pytest.approx(answer, rel=1e-5)
    (dot,) = [layer for layer in scene.panels[1].layers if isinstance(layer, Lamp)]
    assert (dot.x, dot.y) == pytest.approx((v, answer))
    *halves, _ = [layer for layer in scene.panels[1].layers if isinstance(layer, Line)]
    curve = np.concatenate([half.x for half in halves]), np.concatenate([half.y for half in halves])
    assert np.interp(v, *curve) == pytest.approx(answer, abs=0.002)


def test_the_neuron_of_the_deck_has_0_9_before_and_0_716298_after_its_function():
    scene = figures.perceptron.anatomy(f="tanh", w1=2, w2=0.4, b=0.3)
    assert scene.sentence == "Score: z = 2·0.5 + 0.4·(−1) + 0.3 = 0.9. Function: tanh(0.9) = 0.716298."
    assert WORKED["P13.v_k_(h0=1,h=(.5,-1)),w=(.3,2,.4)"] == pytest.approx(0.9)
    assert WORKED["P13.h_k_tanh"] == pytest.approx(0.716298, abs=5e-7)


@given(settings_of(ALL["perceptron.layers"]))
def test_the_layers_light_as_logic_says_and_the_chosen_unit_tells_its_sum(settings):
    x = np.array([settings["x1"], settings["x2"], settings["x3"]], dtype=int)
    scene = figures.perceptron.layers(**settings)
    h = [x[0] & x[1], x[1] & x[2], x[0] & x[2]]
    on = {f"h{'₁₂₃'[j]}": bool(h[j]) for j in range(3)}
    on |= {"y₁": sum(h) > 0, "y₂": sum(h) > 1, "y₃": sum(h) > 2, "y₄": sum(h) == 0}
    assert {lamp.label: lamp.on for lamp in layers(scene, Lamp) if lamp.label in on} == on
    unit = settings["unit"]
    assert f": {unit} is {'on' if on[unit] else 'off'}." in scene.sentence
    sum_in_words, stated = re.match(r"(.*) = (\S+):", scene.sentence.replace("−", "-").replace("·", "*")).groups()
    assert eval(sum_in_words) == float(stated)  # made of numbers, * + - and brackets
    assert (float(stated) > 0) == on[unit]
    arrows = [line for line in layers(scene, Line) if line.arrow]
    assert len(arrows) == 3
    assert all(line.dashed == (line.tone == "negative" or unit == "y₄") for line in arrows)


def test_the_two_layers_answer_110_and_111_as_worked():
    for x3, wanted in zip((False, True), WORKED["P18.two_layer_outputs_for_110_and_111"], strict=True):
        *_, y1, y2, y3, y4 = layers(figures.perceptron.layers(x1=True, x2=True, x3=x3), Lamp)
        assert [y1.on, y2.on, y3.on, y4.on] == wanted


@pytest.mark.parametrize("part", ALL["perceptron.parts"].controls["part"].options)
def test_each_part_is_lit_in_the_cell_and_in_the_model(part):
    scene = figures.perceptron.parts(part=part)
    for panel in scene.panels:
        lit = [
            layer for layer in panel.layers if getattr(layer, "tone", "") == "positive" or getattr(layer, "on", False)
        ]
        assert lit, panel.title
    assert part.removesuffix("s") in scene.sentence


# ---------------------------------------------------------------------------------------------- lines that separate


def wrong_side(scene):
    """How many are on the wrong side, of how many: as the sentence says, and as the rings show."""
    count, of = re.search(r"(\d+|[Nn]one) of (\d+) \w+ (?:is|are) on the wrong side", scene.sentence).groups()
    (rings,) = layers(scene, Rings)
    assert len(rings.x) == (0 if count.lower() == "none" else int(count))
    return len(rings.x), int(of)


def shaded(scene, unit):
    """Where the panel is shaded: 1, 0 in its middle; and what the unit says there, left out close to the line."""
    (panel,), (field,) = scene.panels[:1], layers(scene, Field)
    rows, columns = field.codes.shape
    x = panel.x[0] + (np.arange(columns) + 0.5) / columns * (panel.x[1] - panel.x[0])
    y = panel.y[0] + (np.arange(rows) + 0.5) / rows * (panel.y[1] - panel.y[0])
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    clear = np.abs(unit.distance(places)) > x[1] - x[0] if unit.weights.any() else np.full(len(places), True)
    return field.values.ravel()[clear] > 0.25, unit.predict(places[clear]).astype(bool)


def lines_on_the_boundary(scene, unit):
    """The straight lines of the scene that lie on w·x + b = 0."""
    straight = [np.column_stack([line.x, line.y]) for line in layers(scene, Line) if not line.arrow]
    return [ends for ends in straight if np.abs(unit.score(ends)).max() < 1e-6]


@given(settings_of(ALL["separation.line"]))
def test_the_line_is_where_the_score_is_0_its_shaded_side_fires_and_mistakes_are_ringed(settings):
    unit = Perceptron([settings["w1"], settings["w2"]], settings["b"])
    X, classes = np.split(np.array(settings["students"]), [2], axis=1)
    scene = figures.separation.line(**settings)
    wrong = unit.predict(X) != classes[:, 0]
    assert wrong_side(scene) == (wrong.sum(), len(X))
    (points,) = layers(scene, Points)
    assert points.classes.tolist() == classes[:, 0].tolist()
    (rings,) = layers(scene, Rings)
    assert np.column_stack([rings.x, rings.y]).tolist() == X[wrong].tolist()
    assert ("exactly one mistake" in scene.sentence) == (wrong.sum() == 1)
    np.testing.assert_array_equal(*shaded(scene, unit))
    if not unit.weights.any():
        assert "there is no line" in scene.sentence
        assert layers(scene, Line) == []
        return
    stated = re.search(r"score .* = (\S+);.*from the line is (\S+), on", scene.sentence.replace("−", "-")).groups()
    assert float(stated[0]) == unit.score(X[0])
    assert float(stated[1]) == pytest.approx(unit.distance(X[0]), abs=0.005)
    assert (lines_on_the_boundary(scene, unit) == []) == ("out of the picture" in scene.sentence)
    for arrow in (line for line in layers(scene, Line) if line.arrow):
        along = np.array([arrow.x[1] - arrow.x[0], arrow.y[1] - arrow.y[0]])
        assert along @ unit.weights == pytest.approx(np.hypot(*along) * np.hypot(*unit.weights))  # the normal


def test_the_house_line_judges_the_three_students_of_the_deck_and_accepts_who_is_to_be_accepted():
    house = figures.separation.line(w1=2, w2=1, b=-18)
    assert house.sentence == (
        "None of 12 students is on the wrong side. A has the score 2·7 + 1·6 − 18 = 2; divided by the length 2.24 "
        "of w, its signed distance from the line is 0.89, on the firing side."
    )
    others = ALL["separation.line"].controls["students"].start[1:]
    for student, side in (((5, 6, 1), "= −2;"), ((6, 6, 1), "= 0;")):
        assert side in figures.separation.line(w1=2, w2=1, b=-18, students=(student, *others)).sentence
    tie = figures.separation.line(w1=2, w2=1, b=-18, students=((6, 6, 1), *others))
    assert "on the line itself: silent" in tie.sentence
    assert "exactly one mistake" in tie.sentence  # the accepted student was dragged onto the line


def test_a_student_taken_away_is_judged_no_more_and_the_others_keep_their_answers():
    start = ALL["separation.line"].controls["students"].start
    wrong = [k for k, (x, y, accepted) in enumerate(start) if (2 * x + y - 17 > 0) != accepted]
    assert len(wrong) == 1
    left = start[: wrong[0]] + start[wrong[0] + 1 :]
    assert wrong_side(figures.separation.line(w1=2, w2=1, b=-17, students=left)) == (0, 11)


def test_the_acceptance_figure_starts_wrong_and_one_mistake_can_be_made():
    assert wrong_side(figures.separation.line())[0] >= 2
    assert wrong_side(figures.separation.line(w1=2, w2=1, b=-17)) == (1, 12)


@given(settings_of(ALL["separation.bias"]))
def test_without_bias_every_line_makes_a_mistake_and_the_bias_moves_it_parallel(settings):
    scene = figures.separation.bias(**settings)
    b = 0 if settings["without"] else settings["b"]
    unit = Perceptron([settings["w1"], settings["w2"]], b)
    (points,) = layers(scene, Points)
    X = np.column_stack([points.x, points.y])
    assert wrong_side(scene) == ((unit.predict(X) != points.classes).sum(), 6)
    assert b != 0 or wrong_side(scene)[0] > 0
    if unit.weights.any():
        (through,) = lines_on_the_boundary(scene, Perceptron(unit.weights, 0))[-1:]
        assert all(line.dashed for line in layers(scene, Line) if (line.x[0], line.y[0]) == tuple(through[0]) and b)
        moved = re.search(r"moves the line by ([\d.]+) (in|against) the direction of w", scene.sentence)
        assert bool(moved) == (b != 0)
        if moved:
            signed = float(moved[1]) * (1 if moved[2] == "in" else -1)
            assert signed == pytest.approx(-b / np.linalg.norm(unit.weights), abs=0.005)


def test_a_bias_mends_the_samples_that_no_line_through_the_origin_separates():
    assert wrong_side(figures.separation.bias(w1=1, w2=1, b=-3)) == (0, 6)
    assert wrong_side(figures.separation.bias(w1=1, w2=1, b=-3, without=True)) == (3, 6)
    weights = np.random.default_rng(0).normal(size=(2000, 2))  # among them are all directions a slider can reach
    (points,) = layers(figures.separation.bias(), Points)
    outputs = weights @ np.array([points.x, points.y]) > 0
    assert (outputs != points.classes).sum(axis=1).min() == 3


GATES = ALL["separation.gates"].controls


@pytest.mark.parametrize("name", GATES["table"].options)
def test_a_line_is_shown_for_14_functions_the_sliders_reach_it_and_for_two_the_reason_stands_there(name):
    truth = boolean_functions()[GATES["table"].options.index(name)]
    shown = figures.separation.gates(table=name, show=True)
    (points,) = layers(shown, Points)
    assert points.classes.tolist() == truth.tolist()
    reached = [
        (w1, w2, b) for w1 in grid(GATES["w1"]) for w2 in grid(GATES["w2"]) for b in grid(GATES["b"])
        if (Perceptron([w1, w2], b).predict(datasets.binary_inputs(2)) == truth).all()
    ]  # fmt: skip
    if name in ("XOR", "XNOR"):
        assert truth.astype(int).tolist() in WORKED["P17.not_separable"]
        assert reached == []
        assert "No line can" in shown.sentence
        fire, silent = re.search(
            r"above 0 for (\d\d and \d\d) and neither for (\d\d and \d\d)", shown.sentence
        ).groups()
        assert sorted(fire.split(" and ")) == [n for n, t in zip(("00", "01", "10", "11"), truth, strict=True) if t]
        assert sorted(silent.split(" and ")) == [
            n for n, t in zip(("00", "01", "10", "11"), truth, strict=True) if not t
        ]
        return
    w1, w2, b = reached[0]
    done = figures.separation.gates(table=name, w1=w1, w2=w2, b=b)
    assert f"{name}: none of 4 corners is on the wrong side, so this perceptron computes {name}." in done.sentence
    (dashed,) = [line for line in layers(shown, Line) if line.dashed]
    ends = np.column_stack([dashed.x, dashed.y])
    normal = np.array([ends[0, 1] - ends[1, 1], ends[1, 0] - ends[0, 0]])
    sides = (datasets.binary_inputs(2) - ends[0]) @ normal > 0
    assert sides.tolist() in (truth.astype(bool).tolist(), (~truth.astype(bool)).tolist())


@given(settings_of(ALL["separation.gates"]))
def test_the_mistakes_at_the_corners_are_counted(settings):
    scene = figures.separation.gates(**settings)
    truth = boolean_functions()[GATES["table"].options.index(settings["table"])]
    outputs = Perceptron([settings["w1"], settings["w2"]], settings["b"]).predict(datasets.binary_inputs(2))
    assert wrong_side(scene) == ((outputs != truth).sum(), 4)
    assert ("Dashed" in scene.sentence or "No line" in scene.sentence) == settings["show"]


# ---------------------------------------------------------------------------------------------- learning from mistakes


STEPS = ALL["learning_rule.steps"]
CORNERS = ["00", "01", "10", "11"]


def learn(gate, start, rate, looks):
    """The learning rule in plain Python: W after so many looks, mistakes of the finished epochs, the last look."""
    x, targets = [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)], {
        "AND": (-1, -1, -1, 1), "OR": (-1, 1, 1, 1), "NAND": (1, 1, 1, -1), "XOR": (-1, 1, 1, -1)}[gate]  # fmt: skip
    W, epochs, mistakes, last = list(start), [], 0, None
    for k in range(looks):
        i = k % 4
        output = 1 if sum(w * entry for w, entry in zip(W, x[i], strict=True)) > 0 else -1
        if output != targets[i]:
            mistakes += 1
            W = [w + rate * (targets[i] - output) * entry for w, entry in zip(W, x[i], strict=True)]
        last = (i, targets[i], output)
        if i == 3:
            epochs.append(mistakes)
            if mistakes == 0:
                break
            mistakes = 0
    return W, epochs, last


def numbers(text):
    return [float(number) for number in text.replace("−", "-").split(", ")]


@given(settings_of(STEPS))
def test_every_look_shows_the_weights_the_mistakes_and_the_sample_of_the_learning_rule(settings):
    scene, start = STEPS(**settings), numbers(settings["start"].strip("()"))
    rate, looks = float(settings["learning_rate"]), int(settings["step"])
    W, epochs, last = learn(settings["gate"], start, rate, looks)
    said = re.findall(r"\(([−\d., ]+)\)", scene.sentence)[-1]
    assert numbers(said) == pytest.approx(W, rel=1e-5)
    np.testing.assert_array_equal(*shaded(scene, Perceptron.unfold(W)))
    (bars,) = layers(scene, Bars)
    assert bars.heights.tolist() == epochs[-12:]
    assert list(bars.labels) == [str(k + 1) for k in range(len(epochs))][-12:]
    rings, marked = layers(scene, Rings), [text.text for text in layers(scene, Text) if text.text.endswith(" ◂")]
    assert marked == ([f"{CORNERS[last[0]]} ◂"] if looks else [])
    assert len(rings) == (looks > 0 and last[1] != last[2])
    if looks == 0:
        assert scene.sentence.startswith("Before the first look")
    elif epochs and epochs[-1] == 0 and looks > 4 * len(epochs):
        assert scene.sentence.startswith(f"Learning stopped after {4 * len(epochs)} looks, with an epoch without a")
    else:
        i, target, output = last
        assert f"sample {CORNERS[i]} wants {target:+d} and gets {output:+d}".replace("-", "−") in scene.sentence
        assert ("stays" in scene.sentence) == (target == output)
        if target != output:
            assert (rings[0].x[0], rings[0].y[0]) == (i // 2, i % 2)
        ended = re.search(r"Epoch \d+ had (\w+) mistake", scene.sentence)
        assert bool(ended) == (looks % 4 == 0)
        if ended:
            assert ended[1] == (str(epochs[-1]) if epochs[-1] else "no")


@given(settings_of(STEPS))
def test_the_correction_leads_from_the_tip_of_the_old_w_to_the_tip_of_the_new(settings):
    scene, looks = STEPS(**settings), int(settings["step"])
    start, rate = numbers(settings["start"].strip("()")), float(settings["learning_rate"])
    before, after = (np.array(learn(settings["gate"], start, rate, max(k, 0))[0][:2]) for k in (looks - 1, looks))
    arrows = [np.column_stack([line.x, line.y]) for line in layers(scene, Line) if line.arrow]
    if (before == after).all():
        assert len(arrows) == after.any()
    else:
        np.testing.assert_allclose(arrows[-1], [before, after])


@pytest.mark.parametrize("gate", ["AND", "OR", "NAND"])
def test_the_gates_of_the_deck_are_learned_in_the_epochs_and_to_the_weights_of_the_worked_numbers(gate):
    scene = STEPS(gate=gate, step=STEPS.controls["step"].hi)
    assert layers(scene, Bars)[0].heights.tolist() == WORKED[f"G19.{gate}_errors_per_epoch"]
    final = WORKED[f"G19.{gate}_W0=0_eta.5_final_w1_w2_b"]
    assert numbers(re.findall(r"= \(([^()]*)\)\.", scene.sentence)[-1]) == final


def test_xor_is_never_learned_and_the_sentence_says_why_it_goes_on():
    scene = STEPS(gate="XOR", step=STEPS.controls["step"].hi)
    assert layers(scene, Bars)[0].heights.tolist()[-5:] == WORKED["G19.XOR_errors_last5_of_100"]
    assert "all weights are what they were after epoch 2: this goes on for ever." in scene.sentence
    assert "for ever" not in STEPS(gate="XOR", step=8).sentence


@pytest.mark.parametrize("gate", ["AND", "OR", "NAND"])
@pytest.mark.parametrize("start", STEPS.controls["start"].options)
@pytest.mark.parametrize("rate", STEPS.controls["learning_rate"].options)
def test_the_slider_of_looks_is_long_enough_for_every_run_that_ends(gate, start, rate):
    scene = STEPS(gate=gate, start=start, learning_rate=rate, step=STEPS.controls["step"].hi)
    assert "Learning stopped" in scene.sentence


@pytest.mark.parametrize("start", ALL["learning_rule.rates"].controls["start"].options)
def test_the_bars_of_the_rates_are_the_epochs_until_one_has_no_mistake(start):
    scene = figures.learning_rule.rates(start=start)
    (bars,) = layers(scene, Bars)
    first = numbers(start.strip("()"))
    assert bars.heights.tolist() == [len(learn("AND", first, float(rate), 400)[1]) for rate in bars.labels]
    assert ("for every η" in scene.sentence) == (len(set(bars.heights)) == 1)
    assert all(re.search(rf"\b{count:g}\b", scene.sentence) for count in bars.heights)


def test_the_rates_agree_with_the_worked_numbers_of_starts_and_learning_rates():
    rates = {start: layers(figures.learning_rule.rates(start=start), Bars)[0] for start in ("(3, -2, 1)", "(0, 0, 0)")}
    for label, epochs in zip(rates["(3, -2, 1)"].labels, rates["(3, -2, 1)"].heights, strict=True):
        assert WORKED[f"G21.AND_W0=(3,-2,1)_eta{float(label)}_epochs_final"][0] == epochs
    assert set(rates["(0, 0, 0)"].heights) == set(WORKED["G21.AND_W0=0_epochs_eta.125,.5,2"])
    for start in ALL["learning_rule.rates"].controls["start"].options:
        (bars,) = layers(figures.learning_rule.rates(start=start), Bars)
        epochs, _ = WORKED[f"G20.AND_W0=[{start.strip('()')}]_eta.5_epochs_final"]
        assert bars.heights[bars.labels.index("0.5")] == epochs


STAIRS = ALL["learning_rule.staircase"]


def half_loss(w1, w2):
    """½ Σ (Y − y)² of the three samples of the deck, by hand."""
    samples = [((1, 2), 1), ((3, -1), -1), ((-1, -1), -1)]
    return 0.5 * sum((Y - (1 if w1 * x1 + w2 * x2 > 0 else -1)) ** 2 for (x1, x2), Y in samples)


@pytest.mark.parametrize("w1", grid(STAIRS.controls["w1"]))
def test_the_stairs_are_flat_and_the_dot_stands_on_them(w1):
    scene = STAIRS(w1=w1)
    flats = layers(scene, Line)
    for flat in flats:
        assert flat.y[0] == flat.y[1]
        inside = np.linspace(flat.x[0] + 1e-6, flat.x[1] - 1e-6, 50)
        assert {half_loss(x, 0.5) for x in inside} == {flat.y[0]}
    assert [flat.x[0] for flat in flats][1:] == [flat.x[1] for flat in flats][:-1]  # and they cover the axis
    (dot,) = layers(scene, Handle)
    assert (dot.x, dot.y) == (w1, half_loss(w1, 0.5))
    jump = half_loss(w1 - 1e-6, 0.5) != half_loss(w1 + 1e-6, 0.5)
    assert ("there is no slope" in scene.sentence, "the slope is 0" in scene.sentence) == (jump, not jump)


@pytest.mark.parametrize("w1", grid(STAIRS.controls["w1"]))
def test_the_surrogate_step_ends_where_the_sentence_says(w1):
    scene = STAIRS(w1=w1, surrogate=True)
    if half_loss(w1, 0.5) == 0:
        assert "The surrogate gradient is (0, 0): without a mistake there is no step." in scene.sentence
        assert not any(line.arrow for line in layers(scene, Line))
        return
    gradient, end = (
        numbers(re.search(pattern, scene.sentence)[1]) for pattern in (r"gradient is \((.*?)\)", r"to w = \((.*?)\)")
    )
    assert end == pytest.approx(np.array([w1, 0.5]) - 0.25 * np.array(gradient))
    (arrow,) = [line for line in layers(scene, Line) if line.arrow]
    assert [arrow.x[-1], arrow.y[-1]] == pytest.approx([end[0], half_loss(*end)])
    assert f"{end[0] - w1:g}".replace("-", "−") in words(scene)


def test_the_deck_has_loss_2_the_surrogate_gradient_6_minus_2_and_goes_to_loss_0():
    scene = STAIRS(w1=0.5, surrogate=True)
    assert "At w = (0.5, 0.5) the halved loss is 2;" in scene.sentence
    assert "gradient is (6, −2): with η = 0.25 it moves w₁ by −1.5 and w₂ by 0.5, to w = (−1, 1)" in scene.sentence
    assert scene.sentence.endswith("with the halved loss 0.")
    assert (WORKED["G15.L_half"], WORKED["G17.surrogate_grad"]) == (2, [6, -2])
    assert (WORKED["G18.W_after_GD_eta.25"], WORKED["G18.L_after"]) == ([-1, 1], 0)


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


# ---------------------------------------------------------------------------------------------- two models combined

REGIONS, TRAINING = ALL["xor.regions"], ALL["xor.training"]
MODELS = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([-1.0, 0.5])  # x₁ + x₂ = 1 and x₁ − x₂ = −½


def gate_in_words(sentence):
    return [int(bit) for bit in re.search(r": ([01], [01], [01], [01]) for 00, 01, 10, 11\.$", sentence)[1].split(", ")]


@pytest.mark.parametrize(
    ("b", "gate", "name"), [(-3, [0, 1, 1, 1], "OR"), (-6, [0, 0, 1, 1], "model 1"), (-9, [0, 0, 0, 1], "AND")]
)
def test_the_bias_turns_two_models_from_or_over_the_first_to_and(b, gate, name):
    sentence = REGIONS(b=b).sentence
    assert gate_in_words(sentence) == gate
    assert f"would say {name}: " in sentence
    scores = [7 * h1 + 5 * h2 - 6 for h1, h2 in datasets.binary_inputs(2)]
    assert scores == WORKED["X15.corner_scores_h1h2=00,01,10,11_bias-6"]
    assert gate_in_words(REGIONS(b=-6).sentence) == WORKED["X15.rows_as_gate_bias-6_00,01,10,11"]


@pytest.mark.parametrize(("gate", "name"), [([0, 0, 0, 1], "AND"), ([0, 1, 1, 1], "OR")])
def test_the_biases_of_a_gate_are_those_of_the_table(gate, name):
    low, high = WORKED[f"X15.bias_for_{name}_range"]
    biases = [b for b in grid(REGIONS.controls["b"]) if gate_in_words(REGIONS(b=b).sentence) == gate]
    assert biases == [b for b in grid(REGIONS.controls["b"]) if low < b <= high]


def test_a_region_is_told_by_a_word_too():
    for b in grid(REGIONS.controls["b"]):
        assert ("yes" in words(REGIONS(b=b))) == any(gate_in_words(REGIONS(b=b).sentence))


@given(settings_of(REGIONS))
def test_the_region_of_two_models_is_the_formula_at_every_place(settings):
    scene = REGIONS(**settings)
    w1, w2, b = (settings[name] for name in ("w1", "w2", "b"))
    plane, first, second, third = layers(scene, NetField)
    places = -5 + 10 * (np.arange(80) + 0.5) / 80
    x1, x2 = np.meshgrid(places, places)

    def sigma(z):
        return 1 / (1 + np.exp(-z))

    a1, a2 = sigma(x1 + x2 - 1), sigma(x1 - x2 + 0.5)
    for field, formula in ((first, a1), (second, a2), (plane, sigma(w1 * a1 + w2 * a2 + b))):
        np.testing.assert_allclose(field.values, formula, rtol=1e-9, atol=1e-12)
        assert field.range == (0, 1)
    np.testing.assert_array_equal(third.values, plane.values)
    for mark in (text for text in layers(scene, Text) if text.text == "yes"):
        assert w1 * sigma(mark.x + mark.y - 1) + w2 * sigma(mark.x - mark.y + 0.5) + b > 0
    assert gate_in_words(scene.sentence) == [int(w1 * h1 + w2 * h2 + b > 0) for h1, h2 in datasets.binary_inputs(2)]
    assert f"b = {b:g}".replace("-", "−") in words(scene)


@pytest.mark.parametrize(("w1", "w2", "b"), [(7, 5, -6), (-2.5, -3, 4), (0, 0.5, 0)])
def test_the_sentence_writes_the_formula_with_its_signs(w1, w2, b):
    expected = {
        (7, 5, -6): "ŷ = σ(7·a₁ + 5·a₂ − 6).", (-2.5, -3, 4): "ŷ = σ(−2.5·a₁ − 3·a₂ + 4).",
        (0, 0.5, 0): "ŷ = σ(0·a₁ + 0.5·a₂ + 0).",
    }  # fmt: skip
    assert REGIONS(w1=w1, w2=w2, b=b).sentence.startswith(expected[w1, w2, b])


@EACH
def test_a_driven_weight_stands_where_the_field_says_so(figure):
    """What the page sets by itself when a slider moves is what Python sets."""
    for settings in sweep(figure, 4):
        values = figure.values(**settings)
        for field in layers(figure(**settings), NetField):
            for name, (which, l, *place) in field.driven.items():
                held = (field.weights if which == "W" else field.biases)[l - 1]
                assert held[tuple(place)] == values[name]


@given(settings_of(REGIONS))
def test_a_frame_of_a_network_is_small(settings):
    _, before = _pack(REGIONS(), [])
    panels, _ = _pack(REGIONS(**settings), before)
    message = {"values": REGIONS.values(**settings), "panels": panels, "sentence": REGIONS(**settings).sentence}
    assert len(json.dumps(message).encode()) <= 2048


# ---------------------------------------------------------------------------------------------- learning XOR


def trained(epoch, learning_rate=0.5, hidden=4, seed=0, activation="tanh"):
    """The network that so many steps of batch descent give, and the data, without the figure's memory."""
    X, Y = datasets.xor_clouds(200, np.random.default_rng(1), noise=0.2)
    phi = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu}[activation]
    start = MLP.random([2, hidden, 1], np.random.default_rng(seed), hidden=phi, cost=log_loss, scale=1.0)
    *_, net = sgd(start, X, Y, learning_rate, epoch)
    return net, X, Y


@pytest.mark.parametrize(
    "settings",
    [{"epoch": 0}, {"epoch": 10, "seed": 7}, {"epoch": 250, "learning_rate": 3.0, "hidden": 2, "seed": 3},
     {"epoch": 1000, "learning_rate": 0.1, "activation": "sigmoid"}, {"epoch": 120, "hidden": 6, "activation": "relu"}],
    ids=str,
)  # fmt: skip
def test_the_network_at_an_epoch_is_what_sgd_gives_and_the_sentence_measures_it(settings):
    net, X, Y = trained(**settings)
    scene = TRAINING(**settings)
    field = layers(scene, NetField)[0]
    for held, W in zip(field.weights, net.W[1:], strict=True):
        np.testing.assert_array_equal(held, W)
    for held, b in zip(field.biases, net.b[1:], strict=True):
        np.testing.assert_array_equal(held, b)
    cost = float(re.search(r"the cost is ([\d.]+),", scene.sentence)[1])
    assert cost == pytest.approx(net.cost_on(X, Y), abs=5.1e-4)
    right = int(((net.predict(X) > 0.5) == (Y > 0.5)).sum())
    assert f"and {right} of the 200 points are right: the goal of 190 is" in scene.sentence
    assert scene.goal == (right >= 190) == ("not reached" not in scene.sentence)
    until, drawn = layers(scene, Line)[-1], layers(scene, Line)[-2]
    assert (until.x[-1], until.y[-1]) == (settings["epoch"], pytest.approx(net.cost_on(X, Y)))
    assert drawn.x.tolist() == list(range(0, 1001, 10))
    (points,) = layers(scene, Points)
    np.testing.assert_array_equal(np.column_stack([points.x, points.y]), X)
    assert points.classes.tolist() == Y[:, 0].tolist()


def weights_at(**settings):
    field = layers(TRAINING(**settings), NetField)[0]
    return np.concatenate([entry.ravel() for entry in (*field.weights, *field.biases)])


@given(st.sampled_from([0.1, 1.0, 6.0]), st.integers(0, 3))
def test_a_seed_is_one_start_whatever_the_rate_and_another_seed_another(rate, seed):
    np.testing.assert_array_equal(
        weights_at(epoch=0, seed=seed, learning_rate=rate), weights_at(epoch=0, seed=seed, learning_rate=0.5)
    )
    assert np.abs(weights_at(epoch=0, seed=seed) - weights_at(epoch=0, seed=seed + 1)).max() > 0.1


def test_a_training_is_computed_once_and_its_epochs_are_only_looked_up(monkeypatch):
    calls = []
    monkeypatch.setattr(figures.xor, "sgd", lambda *given: calls.append(given) or sgd(*given))
    figures.xor._training.cache_clear()
    scenes = [TRAINING(seed=11, epoch=epoch).sentence for epoch in (0, 500, 10, 1000)]
    assert len(calls) == 1
    assert len(set(scenes)) == 4
    TRAINING(seed=12)
    TRAINING(seed=11, learning_rate=0.6)
    TRAINING(seed=11)
    assert len(calls) == 3


def test_one_hidden_unit_never_learns_xor_and_four_do_from_every_start():
    assert not any(TRAINING(epoch=1000, hidden=1, seed=seed, learning_rate=2).goal for seed in range(4))
    assert all(TRAINING(epoch=1000, hidden=4, seed=seed).goal for seed in range(4))


def test_the_diagram_draws_every_weight_with_its_sign_and_size_and_every_neuron_with_its_answers():
    scene = TRAINING(epoch=200, hidden=3)
    net, *_ = trained(200, hidden=3)
    plane, *small = layers(scene, NetField)
    assert [field.within != () for field in (plane, *small)] == [False, True, True, True, True]
    for j, field in enumerate(small[:3]):
        np.testing.assert_array_equal(field.weights[0], net.W[1][[j]])
        assert field.range == (-1, 1)
    np.testing.assert_array_equal(small[3].values, plane.values)
    arrows = layers(scene, Line)[:-2]
    drawn = [*net.W[1].ravel(), *net.W[2].ravel()]
    assert [arrow.dashed for arrow in arrows] == [w < 0 for w in drawn]
    assert [arrow.tone for arrow in arrows] == ["negative" if w < 0 else "positive" for w in drawn]
    for some in (slice(0, 6), slice(6, 9)):  # the widest is the largest of its layer
        widths, sizes = [arrow.width for arrow in arrows[some]], np.abs(drawn[some])
        assert np.argsort(widths).tolist() == np.argsort(sizes).tolist()
