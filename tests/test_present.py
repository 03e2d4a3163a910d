"""Settings side by side, and the classroom's large figures and tallies, without a browser."""

import base64
import re
from importlib.resources import files

import comm
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from traitlets import TraitError

from nncourse import figures
from nncourse.live import LiveFigure, beside, cell, live, present, question
from nncourse.live.classroom import Tally
from nncourse.paint import as_bytes, frames, still
from nncourse.questions import Option, Question, bank
from nncourse.scene import Figure, Handle, Panel, Places, Points, Scene, Slider, figure

from .test_live import Wire, messages, receive, synced

VENUE, TRAINING, BIAS, LINE, REGIONS = (
    figures.perceptron.venue, figures.xor.training, figures.perceptron.bias, figures.separation.line,
    figures.xor.regions,
)  # fmt: skip
EVERY_FIGURE = [
    pytest.param(found, id=found.name)
    for module in map(figures.__dict__.get, figures.__all__)
    for found in vars(module).values()
    if isinstance(found, Figure) and found.function.__module__ == module.__name__
]
on_the_wire = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
levels = st.integers(0, 10)


@pytest.fixture(autouse=True)
def wire(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Wire)


def knobs(scene):
    return [layer for panel in scene.panels for layer in panel.layers if isinstance(layer, Handle)]


# ------------------------------------------------------------------------------------------ side by side


@figure(epoch=Slider(0, 10, 0, 1, label="epoch"), rate=Slider(0, 10, 1, 1, label="rate"), seed=Slider(0, 10, 0, 1))
def run(epoch, rate, seed):
    """A run."""
    return Scene((Panel((), (0, 1), (0, 1)),), f"{epoch:g} {rate:g} {seed:g}")


@on_the_wire
@given(st.lists(st.tuples(st.sampled_from(["epoch", "rate", "seed"]), st.integers(0, 2), levels), max_size=8))
def test_what_is_together_stays_equal_and_the_rest_stays_apart_whoever_moves(moves):
    rates = [1, 5, 9]
    pair = beside(run, *({"rate": rate} for rate in rates), together=("epoch", "seed"))
    shared = {"epoch": 0, "seed": 0}
    for name, k, value in moves:
        if k:
            setattr(pair.children[k], name, value)
        else:
            receive(pair.children[k], type="set", serial=1, values={name: value})
        if name == "rate":
            rates[k] = value
        else:
            shared[name] = value
        assert [shown.values for shown in pair.children] == [{**shared, "rate": rate} for rate in rates]
        assert [shown.sentence for shown in pair.children] == [run(**shared, rate=rate).sentence for rate in rates]


def test_the_page_of_the_other_figure_is_told_its_new_scene():
    one, two = beside(run, {}, {"rate": 5}, together=["epoch"]).children
    two.comm.sent.clear()
    receive(one, type="set", serial=1, values={"epoch": 7})
    ((content, _),) = messages(two)
    assert (content["type"], content["serial"], content["sentence"]) == ("scene", None, "7 5 0")


def test_each_side_is_an_ordinary_live_figure_that_starts_as_it_is_told():
    pair = beside(VENUE, {"threshold": 3}, {"threshold": 5, "w1": 2})
    assert all(isinstance(shown, LiveFigure) for shown in pair.children)
    for shown, start in zip(pair.children, ({"threshold": 3}, {"threshold": 5, "w1": 2}), strict=True):
        alone = live(VENUE, **start)
        assert (shown.values, shown.declaration, shown.first) == (alone.values, alone.declaration, alone.first)


def test_places_and_opposites_move_together_too():
    rows = [[0, 10, 1], *([5, 5, 0] for _ in range(7))]
    one, two = beside(LINE, {}, {}, together=("students",)).children
    one.students = rows
    assert two.sentence == LINE(students=rows).sentence
    one, two = beside(BIAS, {}, {}, together=("threshold",)).children
    two.bias = -3
    assert (one.threshold, one.bias) == (3, -3)


def test_a_notebook_keeps_the_sentences_of_both_and_one_picture_that_names_what_differs():
    pair = beside(TRAINING, {"hidden": 1}, {"hidden": 4}, together=("epoch",))
    pair.children[0].epoch = 200
    kept = [{"epoch": 200, "hidden": 1}, {"epoch": 200, "hidden": 4}]
    data = pair._repr_mimebundle_()
    assert data["text/plain"] == "\n".join(TRAINING(**setting).sentence for setting in kept)
    picture = frames(TRAINING, kept, ["hidden"])
    assert base64.b64decode(data["image/png"]) == as_bytes(picture, "png")
    assert [place.texts[0].get_text() for place in picture.subfigs] == ["hidden units 1", "hidden units 4"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == pair.model_id


def test_a_pair_and_what_is_presented_close_with_their_cell(monkeypatch):
    running = [("a", "1")]
    monkeypatch.setattr(cell, "_running", lambda: running[0])
    monkeypatch.setattr(cell, "_open", {})
    pair = beside(run, {}, {})
    widgets = [pair, *pair.children, present(run), present("start")]
    assert all(widget.comm is not None for widget in widgets)
    running[0] = ("a", "2")
    live(run)
    assert all(widget.comm is None for widget in widgets)


@pytest.mark.parametrize(
    ("given_settings", "together", "words"),
    [
        (({},), (), r"settings: two or more dictionaries such as \{'threshold': 3\} expected; got \(\{\},\)"),
        ((), (), r"settings: two or more dictionaries .* got \(\)"),
        (({}, 5), (), r"settings: two or more dictionaries .* got \(\{\}, 5\)"),
        (({}, {"rat": 1}), (), r"rat: not a control of test_present\.run; it has epoch, rate, seed"),
        (({}, {"rate": 99}), (), "rate: a number from 0 to 10 expected; got 99"),
        (({}, {}), ("epo",), r"together: a tuple of controls expected \(epoch, rate, seed\); got \('epo',\)"),
        (({}, {}), "epoch", r"together: a tuple of controls expected .* got 'epoch'"),
        (({}, {"rate": 3}), ("rate",), r"together: rate at one value in all settings expected; got \[1.0, 3.0\]"),
    ],
)
def test_settings_that_cannot_stand_side_by_side_are_refused_in_words(given_settings, together, words):
    with pytest.raises(ValueError, match=words):
        beside(run, *given_settings, together=together)


def test_only_a_figure_can_stand_side_by_side():
    with pytest.raises(ValueError, match=r"figure: a figure such as figures\.perceptron\.venue expected"):
        beside(figures.xor, {}, {})


# ------------------------------------------------------------------------------------------ a large figure


@pytest.mark.parametrize("shown", EVERY_FIGURE)
def test_a_hidden_control_is_marked_for_the_page_and_no_knob_moves_it(shown):
    for name in shown.controls:
        fig = present(shown, hide=(name,))
        hidden = [control["name"] for control in fig.declaration["controls"] if control["hidden"]]
        assert hidden == [name]
        assert fig.declaration["large"] >= 1.6
        assert fig.declaration["code"] == shown.name
        assert fig.declaration["title"] == live(shown).declaration["title"]
        left = [knob for knob in knobs(shown()) if name not in (knob.horizontal, knob.vertical, knob.places)]
        assert list(map(vars, knobs(fig.scene))) == list(map(vars, left))
        assert fig.sentence == shown().sentence


@on_the_wire
@given(st.sets(st.sampled_from(list(REGIONS.controls))), st.integers(-20, 20).map(lambda k: k / 2))
def test_a_hidden_control_is_an_attribute_like_the_others(hide, w1):
    w1 = max(-10, min(10, w1))
    fig = present(REGIONS, hide=tuple(hide), w1=w1)
    assert fig.values == REGIONS.values(w1=w1)
    fig.w1 = -w1
    receive(fig, type="set", serial=1, values={"w2": 3})
    assert fig.values == REGIONS.values(w1=-w1, w2=3)
    assert fig.sentence == REGIONS(w1=-w1, w2=3).sentence


def test_a_knob_of_places_goes_with_its_control_and_the_marks_stay():
    fig = present(LINE, hide=("students",))
    assert not [knob for knob in knobs(fig.scene) if knob.places]
    points = [layer for panel in fig.scene.panels for layer in panel.layers if isinstance(layer, Points)]
    assert points
    assert isinstance(LINE.controls["students"], Places)


def test_without_anything_hidden_a_large_figure_is_the_figure():
    fig, alone = present(VENUE, threshold=3), live(VENUE, threshold=3)
    assert fig.first == alone.first
    assert fig._repr_mimebundle_()[0]["text/plain"] == alone.sentence
    assert base64.b64decode(fig._repr_mimebundle_()[0]["image/png"]) == still(
        VENUE(threshold=3), "run this cell to move it"
    )


def test_the_large_style_comes_with_what_is_large_alone_and_loads_nothing():
    style = files("nncourse.live").joinpath("large.css").read_text("utf-8")
    assert str(present(VENUE)._css).endswith(style)
    assert str(present("start")._css).endswith(style)
    assert style not in str(live(VENUE)._css)
    assert not re.search(r"@import|url\(", style)
    normal = files("nncourse.live").joinpath("figure.css").read_text("utf-8")
    sizes = [float(re.search(r"\.nn-figure \{.*?font: ([\d.]+)px", normal, re.DOTALL)[1])]
    sizes.append(float(re.search(r"\.nn-figure button \{.*?font-size: ([\d.]+)px", normal)[1]))
    large = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", style)[:2]]
    assert large == pytest.approx([1.6 * size for size in sizes])
    assert present(VENUE).declaration["large"] == 1.6


@pytest.mark.parametrize(
    ("shown", "options", "words"),
    [
        (VENUE, {"hide": ("w9",)}, r"hide: a tuple of controls expected \(w1, w2, w3, threshold\); got \('w9',\)"),
        (VENUE, {"hide": "w3"}, r"hide: a tuple of controls expected .* got 'w3'"),
        (VENUE, {"threshold": 99}, "threshold: a number from -1 to 11 expected; got 99"),
        (VENUE, {"lvl": 1}, r"lvl: not a control of perceptron\.venue"),
        (7, {}, "shown: a figure, or the id of a question alone, expected; got 7"),
        ("start", {"hide": ("w3",)}, "shown: a figure, or the id of a question alone, expected; got 'start'"),
        ("start", {"w3": 1}, "shown: a figure, or the id of a question alone, expected; got 'start'"),
        ("nowhere", {}, r"id: a question of the bank expected \(.*start.*\); got 'nowhere'"),
    ],
)
def test_what_cannot_be_presented_is_refused_in_words(shown, options, words):
    with pytest.raises(ValueError, match=words):
        present(shown, **options)


# ------------------------------------------------------------------------------------------ a tally

WHICH = Question(
    "Q1",
    ("P05",),
    "Which way?",
    (Option("up.", "Wrong sign.", misconception="sign"), Option("down.", "It falls.", right=True)),
)


@pytest.fixture
def tally(monkeypatch):
    monkeypatch.setattr("nncourse.live.classroom.find", lambda id: {"Q1": WHICH}[id])
    return present("Q1")


def set_counts(tally, counts):
    """The page sends its counts."""
    data = {"method": "update", "state": {"counts": counts}, "buffer_paths": []}
    tally.comm.handle_msg({"content": {"data": data}, "buffers": []})


def test_the_key_stays_in_the_kernel_until_the_answer_is_shown(tally):
    set_counts(tally, [3, 4])
    receive(tally, type="commit", option=0)  # what a learner's card would send tells nothing here
    receive(tally, type="compare")
    assert (tally.right, tally.reply, tally.counts) == (-1, "", [3, 4])
    assert not re.search(r"Wrong sign|It falls|misconception|'right': [^-]", synced(tally))
    receive(tally, type="show")
    assert (tally.right, tally.reply) == (1, "Answer: down. 4 of 7 said so. It falls.")
    assert "Wrong sign" not in synced(tally)


def test_an_answer_without_hands_counts_none(tally):
    tally.show_answer()
    assert tally.reply == "Answer: down. It falls."


@pytest.mark.parametrize("id", bank())
def test_every_question_can_be_presented_and_its_right_option_is_the_one_marked(id):
    asked = present(id)
    assert asked.counts == [0] * len(bank()[id].options)
    asked.show_answer()
    assert bank()[id].options[asked.right].right
    assert bank()[id].answer.feedback in asked.reply


def test_a_stored_tally_is_the_question_without_the_key_even_after_it_was_shown(tally):
    before = tally._repr_mimebundle_()[0]["text/plain"]
    tally.show_answer()
    assert before == tally._repr_mimebundle_()[0]["text/plain"] == "Which way?\n  ( ) up.\n  ( ) down."


@pytest.mark.parametrize("counts", [[-1, 0], [0.5, 0], ["1", 0]])
def test_a_count_that_is_no_number_of_hands_is_refused(tally, counts):
    with pytest.raises(TraitError, match="counts"):
        tally.counts = counts
    assert tally.counts == [0, 0]


def test_a_tally_is_told_to_the_page_as_one(tally):
    assert isinstance(tally, Tally)
    assert tally.card["tally"] is True
    assert "tally" not in question.predict("start").card
