"""Live figures and questions without a browser: what is sent and received is looked at on the wire."""

import base64
import json
import re
from types import SimpleNamespace

import comm
import ipywidgets
import numpy as np
import pytest
from comm.base_comm import BaseComm

from nncourse import figures
from nncourse.live import LiveFigure, cell, live, page, predict, question, quiz
from nncourse.live.engine import HINT
from nncourse.paint import still
from nncourse.questions import Option, Question
from nncourse.scene import Field, Panel, Scene, Slider, Text, figure

JAVASCRIPT = {name: page.source(name) for name in ("page.js", "canvas.js", "widget.js")}


class Wire(BaseComm):
    """The connection to a page that is not there: it keeps what the kernel sends."""

    def __init__(self, *arguments, **options):
        self.sent = []
        super().__init__(*arguments, **options)

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        self.sent.append((msg_type, data or {}, buffers or []))


@pytest.fixture(autouse=True)
def wire(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Wire)


def receive(widget, **content):
    """The page sends a message; the kernel's answers to it, each with its buffers."""
    sent = widget.comm.sent
    sent.clear()
    widget.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    return messages(widget)


def messages(widget):
    """The messages sent since the wire was cleared."""
    return [(data["content"], buffers) for _, data, buffers in widget.comm.sent if data.get("method") == "custom"]


@figure(level=Slider(0, 10, 5, 1, label="level"), height=Slider(0, 4, 2, 1, label="height"))
def plane(level: float, height: float) -> Scene:
    """A field, a text that stays, a text that moves."""
    if level == 7:
        raise ZeroDivisionError("seven")
    field = Field.of(np.full((2, 3), level), (0, 10))
    return Scene((Panel((field, Text(0, 0, "fixed"), Text(0, height, "moved")), (0, 1), (0, 4)),), f"{level} {height}")


# ------------------------------------------------------------------------------------------ controls as attributes


def test_controls_are_attributes_that_start_where_they_are_told():
    fig = live(figures.perceptron.venue, threshold=3)
    assert fig.values == {"w1": 6, "w2": 2, "w3": 2, "threshold": 3}
    assert fig.threshold == 3
    fig.threshold = 5
    assert fig.sentence == figures.perceptron.venue(threshold=5).sentence


def test_a_value_outside_its_range_is_refused_with_the_range_and_nothing_changes():
    fig = live(plane, level=4)
    with pytest.raises(ValueError, match="level: a number from 0 to 10 expected; got 99"):
        fig.level = 99
    assert (fig.level, fig.sentence) == (4, "4.0 2.0")
    with pytest.raises(ValueError, match="from 0 to 10"):
        live(plane, level=99)
    with pytest.raises(ValueError, match="lvl: not a control"):
        live(plane, lvl=5)


def test_only_a_figure_can_live():
    with pytest.raises(ValueError, match=r"a figure such as figures\.perceptron\.venue expected"):
        live(figures.perceptron)


def test_places_are_rows_of_numbers_for_python_and_for_the_page():
    fig = live(figures.separation.line)
    rows = [list(row) for row in fig.students]
    rows[3] = [0, 10, 1]
    del rows[7]
    ((content, _),) = receive(fig, type="set", serial=1, values={"students": rows})
    assert json.loads(json.dumps(content["values"]))["students"] == rows
    assert fig.students[3] == (0, 10, 1)
    assert len(fig.students) == 11
    assert fig.sentence == figures.separation.line(students=rows).sentence
    fig.students = np.array(fig.students) * 0
    assert fig.sentence == figures.separation.line(students=np.zeros((11, 3))).sentence
    with pytest.raises(ValueError, match=r"students: numbers of shape \(n, 3\), n at least 2, expected"):
        fig.students = []
    json.dumps(fig.declaration)


def test_observers_hear_of_a_change_once():
    fig, heard = live(figures.perceptron.venue), []
    fig.observe(lambda change: heard.append((change["name"], change["old"], change["new"])), names="threshold")
    fig.threshold = 3
    receive(fig, type="set", serial=1, values={"threshold": 5})
    assert heard == [("threshold", 9, 3), ("threshold", 3, 5)]


def test_an_observer_sees_the_scene_that_belongs_to_the_new_value():
    fig, seen = live(figures.perceptron.venue), []
    fig.observe(lambda change: seen.append(fig.sentence), names="threshold")
    receive(fig, type="set", serial=1, values={"threshold": 3})
    assert seen == [figures.perceptron.venue(threshold=3).sentence]


def test_two_figures_can_be_linked_like_any_two_widgets():
    one, two = live(figures.perceptron.venue), live(figures.perceptron.tie)
    ipywidgets.link((one, "threshold"), (two, "threshold"))
    two.threshold = 4
    assert one.sentence == figures.perceptron.venue(threshold=4).sentence
    receive(one, type="set", serial=1, values={"threshold": 6})
    assert two.sentence == figures.perceptron.tie(threshold=6).sentence


@pytest.mark.parametrize(("name", "value"), [("threshold", 3), ("bias", -3)])
def test_opposite_controls_follow_from_python_and_from_the_page(name, value):
    for change in (
        lambda fig: setattr(fig, name, value),
        lambda fig: receive(fig, type="set", serial=1, values={name: value}),
    ):
        fig = live(figures.perceptron.bias)
        change(fig)
        assert (fig.threshold, fig.bias) == (3, -3)
        assert fig.sentence == figures.perceptron.bias(threshold=3).sentence


# ------------------------------------------------------------------------------------------ messages


def test_the_answer_to_a_set_is_the_scene_of_these_values_with_the_same_serial():
    fig = live(figures.perceptron.venue)
    ((content, _),) = receive(fig, type="set", serial=7, values={"threshold": 3})
    assert (content["type"], content["serial"]) == ("scene", 7)
    assert content["values"] == {"w1": 6, "w2": 2, "w3": 2, "threshold": 3}
    assert content["sentence"] == figures.perceptron.venue(threshold=3).sentence
    assert content["panels"][0]["layers"][1]["y"] == [3, 3]


def test_a_change_from_python_is_sent_to_the_page_without_a_serial():
    fig = live(figures.perceptron.venue)
    fig.comm.sent.clear()
    fig.threshold = 3
    ((content, _),) = messages(fig)
    assert content["serial"] is None
    assert content["values"]["threshold"] == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"level": 99}, "ValueError: level: a number from 0 to 10 expected; got 99"),
        ({"lvl": 1}, "ValueError: lvl: not a control"),
        ({"level": 7}, "ZeroDivisionError: seven"),
    ],
)
def test_a_refused_or_failing_setting_is_answered_in_words_and_the_old_one_stays(values, words):
    fig = live(plane, level=4)
    ((content, _),) = receive(fig, type="set", serial=3, values=values)
    assert (content["type"], content["serial"]) == ("error", 3)
    assert content["text"].startswith(words)
    assert fig.values == {"level": 4, "height": 2}
    assert fig.sentence == "4.0 2.0"
    ((content, _),) = receive(fig, type="set", serial=4, values={"height": 1})  # and it goes on working
    assert content["values"] == {"level": 4, "height": 1}


def test_a_failing_setting_from_python_is_taken_back():
    fig = live(plane, level=4)
    with pytest.raises(ZeroDivisionError):
        fig.level = 7
    assert fig.values == {"level": 4, "height": 2}


def test_a_layer_that_did_not_change_is_sent_as_nothing():
    fig = live(plane)
    ((content, buffers),) = receive(fig, type="set", serial=1, values={"height": 3})
    field, fixed, moved = content["panels"][0]["layers"]
    assert (field, fixed, buffers) == (None, None, [])
    assert moved["y"] == 3
    ((content, buffers),) = receive(fig, type="set", serial=2, values={"level": 10})
    field, fixed, moved = content["panels"][0]["layers"]
    assert (fixed, moved) == (None, None)
    assert field == {"kind": "Field", "codes": 0, "shape": [2, 3], "sharp": False}
    assert bytes(buffers[0]) == b"\xff" * 6


@figure(top=Slider(1, 9, 2, 1, label="top"), names=Slider(0, 1, 0, 1, label="names"))
def growing(top: float, names: float) -> Scene:
    """Panels whose axes change, and come and go."""
    one, two = Panel((), (0, 1), (0, top), "x", f"up to {top:g}"), Panel((), (0, 1), (0, 1), title="second")
    return Scene((one, two) if names else (one,), "")


def test_of_a_panel_only_what_changed_is_said_and_all_of_it_to_whoever_says_hello():
    fig = live(growing)
    whole = {"x", "y", "xlabel", "ylabel", "title", "equal", "bare", "xticks", "yticks", "layers"}
    assert fig.first["panels"][0].keys() == whole
    ((content, _),) = receive(fig, type="set", serial=1, values={"top": 6})
    (panel,) = content["panels"]
    assert panel == {"y": [0, 6], "ylabel": "up to 6", "yticks": panel["yticks"], "layers": []}
    ((content, _),) = receive(fig, type="set", serial=2, values={"names": 1})
    assert [panel.keys() for panel in content["panels"]] == [{"layers"}, whole]
    ((content, _),) = receive(fig, type="hello")
    assert [panel.keys() for panel in content["panels"]] == [whole, whole]


@pytest.mark.parametrize("values", [{"w1": -9.5}, {"w2": 0.5}, {"b": -13.5}, {"w1": -9.5, "w2": -7.5, "b": -13.5}])
def test_a_slider_that_is_a_weight_costs_two_kilobytes_a_frame(values):
    fig = live(figures.xor.regions)
    ((content, buffers),) = receive(fig, type="set", serial=1, values=values)
    assert buffers == []  # weights travel, not pixels
    most = 1400 if len(values) == 1 else 1800  # what Jupyter wraps around it takes some 600 more
    assert len(json.dumps(content).encode()) <= most
    plane = content["panels"][0]["layers"][0]
    assert plane["kind"] == "NetField"
    for name, (which, l, *place) in plane["driven"].items():
        held = (plane["weights"] if which == "W" else plane["biases"])[l - 1]
        for k in place:
            held = held[k]
        assert held == fig.values[name]
    assert content["panels"][1]["layers"][4] is None  # the models themselves did not change
    json.dumps(fig.declaration)


def test_the_page_is_told_whether_the_goal_is_reached():
    fig = live(figures.xor.training, epoch=300)
    assert (fig.first["goal"], fig.scene.goal) == (True, True)
    ((content, _),) = receive(fig, type="set", serial=1, values={"epoch": 0})
    assert content["goal"] is False
    ((content, _),) = receive(fig, type="ahead", values={**fig.values, "epoch": 300})
    assert content["goal"] is True
    assert live(plane).first["goal"] is None


def test_the_page_learns_which_slider_plays_which_is_a_dial_and_which_is_typed():
    typed = [
        control["name"] for control in live(figures.backpropagation.chain).declaration["controls"] if control["typed"]
    ]
    assert typed == ["yours"]
    controls = {control["name"]: control for control in live(figures.xor.training).declaration["controls"]}
    assert {name for name, control in controls.items() if control.get("play")} == {"epoch"}
    assert {name for name, control in controls.items() if control.get("dial")} == {"seed"}


def test_a_page_that_says_hello_is_sent_every_layer():
    fig = live(plane)
    receive(fig, type="set", serial=1, values={"height": 3})
    ((content, buffers),) = receive(fig, type="hello")
    assert content["sentence"] == "5.0 3.0"
    assert [layer["kind"] for layer in content["panels"][0]["layers"]] == ["Field", "Text", "Text"]
    assert bytes(buffers[0]) == b"\x80" * 6


def test_a_scene_asked_for_ahead_is_told_against_the_last_one_and_the_figure_stays_where_it_is():
    fig = live(plane)
    ((before, _),) = receive(fig, type="set", serial=1, values={"height": 3})
    ((content, buffers),) = receive(fig, type="ahead", values={"level": 10, "height": 3})
    assert (content["type"], content["values"]) == ("ahead", {"level": 10, "height": 3})
    field, *texts = content["panels"][0]["layers"]
    assert (field["kind"], texts) == ("Field", [None, None])
    assert content["since"] == before["edition"]
    assert (content["sentence"], bytes(buffers[0])) == ("10.0 3.0", b"\xff" * 6)
    assert (fig.values, fig.sentence) == ({"level": 5, "height": 3}, "5.0 3.0")
    ((content, _),) = receive(fig, type="set", serial=2, values={"height": 2})
    assert content["panels"][0]["layers"][:2] == [None, None]  # what was sent ahead does not count as sent
    assert content["since"] == before["edition"]


def test_each_scene_names_the_one_it_is_told_against_and_a_whole_one_none():
    fig = live(plane)
    assert (fig.first["edition"], fig.first["since"]) == (1, 0)
    ((one, _),) = receive(fig, type="set", serial=1, values={"height": 3})
    ((whole, _),) = receive(fig, type="hello")
    ((two, _),) = receive(fig, type="set", serial=2, values={"height": 1})
    assert [(told["since"], told["edition"]) for told in (one, whole, two)] == [(1, 2), (0, 3), (3, 4)]


def test_a_scene_that_fails_ahead_is_not_spoken_of_before_the_learner_goes_there():
    fig = live(plane, level=6)
    assert receive(fig, type="ahead", values={"level": 7, "height": 2}) == []
    ((content, _),) = receive(fig, type="set", serial=1, values={"level": 7})
    assert content["type"] == "error"


def test_a_scene_the_page_remembers_is_adopted_and_not_sent_again():
    fig = live(plane)
    ((content, buffers),) = receive(fig, type="set", serial=1, values={"level": 10}, known=True)
    assert (content, buffers) == ({"type": "scene", "serial": 1, "values": {"level": 10, "height": 2}}, [])
    assert fig.sentence == "10.0 2.0"
    ((content, _),) = receive(fig, type="set", serial=2, values={"height": 3})
    assert content["panels"][0]["layers"][0] is not None  # its field was never sent


def test_the_page_learns_the_controls_the_colours_and_the_name_in_code():
    declaration = live(plane).declaration
    assert declaration["code"] == "test_live.plane"
    assert declaration["title"] == "A field, a text that stays, a text that moves."
    assert declaration["controls"][0] == {
        "name": "level", "kind": "Slider", "lo": 0, "hi": 10, "start": 5, "step": 1, "label": "level",
        "unit": "", "opposite_of": "", "play": 0, "dial": False, "typed": False,
    }  # fmt: skip
    assert declaration["palettes"].keys() == {"light", "dark"}


# ------------------------------------------------------------------------------------------ what a notebook keeps


def test_a_notebook_keeps_the_sentence_and_a_captioned_picture():
    fig = live(figures.perceptron.venue, threshold=9)
    fig.threshold = 3
    data, _ = fig._repr_mimebundle_()
    assert data["text/plain"] == figures.perceptron.venue(threshold=3).sentence
    png = base64.b64decode(data["image/png"])
    assert png == still(figures.perceptron.venue(threshold=3), HINT)
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == fig.model_id


# ------------------------------------------------------------------------------------------ running a cell again


@pytest.fixture
def notebook(monkeypatch):
    """A notebook whose running cell the test names: notebook.run = (cell, request)."""
    page = SimpleNamespace(run=None)
    monkeypatch.setattr(cell, "_running", lambda: page.run)
    monkeypatch.setattr(cell, "_open", {})
    return page


def closed(widget):
    return widget.comm is None


def test_running_a_cell_again_closes_what_it_made_before_and_nothing_else(notebook):
    notebook.run = ("a", "1")
    first, second = live(figures.perceptron.venue), live(figures.perceptron.tie)
    notebook.run = ("b", "2")
    other = live(figures.perceptron.venue)
    assert not closed(first)
    notebook.run = ("a", "3")
    again = live(figures.perceptron.venue)
    assert (closed(first), closed(second), closed(other), closed(again)) == (True, True, False, False)
    notebook.run = ("a", "4")
    live(figures.perceptron.venue)
    assert closed(again)


def test_outside_a_notebook_figures_stay_open(notebook):
    figures_made = [live(figures.perceptron.venue) for _ in range(3)]
    assert not any(map(closed, figures_made))


# ------------------------------------------------------------------------------------------ the code of the page


@pytest.mark.parametrize("widget", [LiveFigure, question.QuestionCard])
def test_a_widgets_code_is_one_module_that_loads_nothing(widget):
    source = widget._esm
    assert not re.search(r"^\s*import\b|\bimport\s*\(|https?://", str(source), re.MULTILINE)
    assert "function themed(" in str(source)
    assert ("function paint(" in str(source)) == (widget is LiveFigure)
    assert str(source).count("export default") == 1


def test_the_page_draws_and_does_no_mathematics_of_the_course_but_the_field_of_a_small_network():
    geometry = {"PI", "abs", "min", "max", "round", "floor", "ceil", "hypot", "atan2", "cos", "sin"}
    field = re.compile(r"const ACTIVATIONS = .*?^}$", re.MULTILINE | re.DOTALL)
    drawing = JAVASCRIPT | {"canvas.js": field.sub("", JAVASCRIPT["canvas.js"])}
    assert len(field.search(JAVASCRIPT["canvas.js"])[0].splitlines()) <= 20
    used = {name for source in drawing.values() for name in re.findall(r"\bMath\.(\w+)", source)}
    assert {"PI", "min"} <= used <= geometry
    assert not re.search(r"sigmoid|perceptron|threshold|weights", drawing["canvas.js"])


def test_a_network_is_computed_at_as_many_places_in_the_page_as_in_python():
    from nncourse import scene

    assert int(re.search(r"const CELLS = (\d+)", JAVASCRIPT["canvas.js"]).group(1)) == scene.CELLS


def test_both_painters_draw_bars_of_one_width():
    from nncourse import paint

    assert float(re.search(r"BAR_WIDTH = ([\d.]+)", JAVASCRIPT["canvas.js"]).group(1)) == paint.BAR_WIDTH


# ------------------------------------------------------------------------------------------ questions

WHICH = Question(
    "Q1",
    ("P05",),
    "Which way?",
    (Option("up", "Wrong sign.", misconception="sign"), Option("down", "It falls.", right=True)),
)


@pytest.fixture
def card(monkeypatch):
    """Build a card of the question WHICH with `predict` or `quiz`."""
    monkeypatch.setattr(question, "find", lambda id: {"Q1": WHICH}[id])
    return lambda ask: ask("Q1")


def synced(widget):
    """All that the page can know of a card, as one text; the code and the style of the card are not about it."""
    state = widget.get_state()
    return repr({name: value for name, value in state.items() if not name.startswith("_")})


def test_the_key_stays_in_the_kernel_until_the_learner_has_committed_and_compares(card):
    asked = card(predict)
    assert "Which way?" in synced(asked)
    for commit in (False, True):
        if commit:
            receive(asked, type="commit", option=0)
        assert not re.search("Wrong sign|It falls|right|misconception", synced(asked))
    receive(asked, type="compare")
    assert asked.reply == "Not quite. Wrong sign."
    assert "It falls" not in synced(asked)


def test_a_prediction_is_committed_once(card):
    asked = card(predict)
    receive(asked, type="commit", option=0)
    receive(asked, type="commit", option=1)
    assert asked.chosen == 0
    receive(asked, type="compare")
    receive(asked, type="commit", option=1)
    assert (asked.chosen, asked.reply) == (0, "Not quite. Wrong sign.")


def test_there_is_nothing_to_compare_before_a_prediction(card):
    asked = card(predict)
    receive(asked, type="compare")
    assert (asked.chosen, asked.reply) == (-1, "")


def test_a_quiz_answers_at_once_and_can_be_tried_again(card):
    asked = card(quiz)
    receive(asked, type="commit", option=0)
    assert asked.reply == "Not quite. Wrong sign."
    receive(asked, type="commit", option=1)
    assert (asked.chosen, asked.reply) == (1, "Yes. It falls.")


@pytest.mark.parametrize("option", [-1, 2, "0", None])
def test_an_option_that_is_not_there_is_refused(card, option):
    asked = card(quiz)
    with pytest.raises(ValueError, match="option: a number from 0 to 1 expected"):
        asked.commit(option)
    assert asked.chosen == -1


def test_a_stored_question_is_its_text_without_the_key(card):
    bundle = card(predict)._repr_mimebundle_()
    assert bundle[0]["text/plain"] == "Which way?\n  ( ) up\n  ( ) down"


@pytest.mark.parametrize("ask", [predict, quiz])
def test_an_unknown_question_is_refused_with_the_ids_there_are(ask):
    with pytest.raises(ValueError, match=r"id: a question of the bank expected \(.*start.*\); got 'nowhere'"):
        ask("nowhere")


def test_a_card_closes_with_its_cell(card, notebook):
    notebook.run = ("a", "1")
    first = card(predict)
    notebook.run = ("a", "2")
    card(predict)
    assert closed(first)
