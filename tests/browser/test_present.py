"""Settings side by side and the classroom mode in JupyterLab, with mouse and keyboard."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from nncourse import figures
from nncourse.questions import find

from . import jupyter
from .test_jupyter import OnPage

pytestmark = pytest.mark.browser

VENUE, TRAINING = figures.perceptron.venue, figures.xor.training
CELLS = (
    "from nncourse import figures\nfrom nncourse.live import beside, live, present",
    "fig = present(figures.perceptron.venue, hide=('w3',), w3=3)\nfig",
    "tally = present('P05')\ntally",
    "pair = beside(figures.xor.training, {}, {'hidden': 1}, together=('epoch',))\npair",
    "live(figures.perceptron.venue)",
    "",
)
SPARE = len(CELLS) - 1


@pytest.fixture(scope="module")
def core(watched, lab, folder):
    page = watched.page()
    jupyter.run_new(page, lab, folder / "present.ipynb", *CELLS)
    expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(4, timeout=20_000)
    expect(page.locator(".nn-question")).to_have_count(1)
    yield page
    page.close()


def place(shown, scene, x, y):
    """Where a point of a large figure's axes is on the screen: as in a figure of its width divided by 1.6."""
    shown.canvas.scroll_into_view_if_needed()
    box = shown.canvas.bounding_box()
    small = OnPage(shown.page, VENUE.__doc__)
    small.canvas = SimpleNamespace(
        scroll_into_view_if_needed=lambda: None, bounding_box=lambda: {**box, "width": box["width"] / 1.6}
    )
    at = small.place(scene, x, y)
    return box["x"] + 1.6 * (at[0] - box["x"]), box["y"] + 1.6 * (at[1] - box["y"])


# ------------------------------------------------------------------------------------------ a large figure


def test_a_presented_figure_is_at_least_1_6_times_as_large(core):
    large, normal = OnPage(core, VENUE.__doc__, 0), OnPage(core, VENUE.__doc__, 1)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    for part in ("label", ".nn-sentence", "output", ".nn-tools button", ".nn-ghost"):
        ratio = large.root.locator(part).first.evaluate(size) / normal.root.locator(part).first.evaluate(size)
        assert ratio >= 1.599, part
    heights = [shown.canvas.bounding_box()["height"] for shown in (large, normal)]
    assert heights[0] / heights[1] == pytest.approx(1.6, abs=0.02)
    drawn = large.canvas.evaluate("canvas => [canvas.width, canvas.height, canvas.clientWidth, canvas.clientHeight]")
    assert drawn[0] == pytest.approx(drawn[2], abs=1)  # as many pixels as the screen has: crisp
    assert drawn[1] == pytest.approx(drawn[3], abs=1)


def test_a_hidden_control_is_not_in_the_page_and_keeps_its_value_through_reset(core):
    shown = OnPage(core, VENUE.__doc__, 0)
    expect(shown.control(VENUE, "w2")).to_have_count(1)
    expect(shown.control(VENUE, "w3")).to_have_count(0)
    shown.says(VENUE(w3=3).sentence)
    shown.control(VENUE, "threshold").fill("5")
    shown.says(VENUE(w3=3, threshold=5).sentence)
    shown.reset()
    shown.says(VENUE(w3=3).sentence)
    shown.settles()
    assert jupyter.run_cell(core, SPARE, "print(fig.w3, fig.threshold)") == "3.0 9.0\n"
    jupyter.run_cell(core, SPARE, "fig.w3 = -1")  # the teacher's hand behind the scene
    shown.says(VENUE(w3=-1).sentence)
    jupyter.run_cell(core, SPARE, "fig.w3 = 3")
    shown.says(VENUE(w3=3).sentence)


def test_a_knob_of_a_large_figure_is_where_it_is_drawn_for_mouse_and_keyboard(core):
    shown, scene = OnPage(core, VENUE.__doc__, 0), VENUE(w3=3)
    (handle,) = (layer for layer in scene.panels[0].layers if type(layer).__name__ == "Handle")
    at = place(shown, scene, handle.x, handle.y)
    box = shown.root.locator(".nn-knob").bounding_box()
    assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx(at, abs=3)
    core.mouse.move(*at)
    core.mouse.down()
    core.mouse.move(*place(shown, scene, handle.x, 3.1), steps=6)
    core.mouse.up()
    shown.says(VENUE(w3=3, threshold=3).sentence)
    shown.root.locator(".nn-knob").focus()
    core.keyboard.press("ArrowUp")
    shown.says(VENUE(w3=3, threshold=3.5).sentence)
    shown.reset()
    shown.says(VENUE(w3=3).sentence)


# ------------------------------------------------------------------------------------------ a tally


def test_hands_are_counted_by_mouse_keys_and_typing_and_nothing_is_marked_before_the_answer(core):
    asked = find("P05")
    card = core.locator(".nn-question")
    first, second, third = (option.text for option in asked.options)
    counts = [card.get_by_role("spinbutton", name=text, exact=True) for text in (first, second, third)]
    expect(card.get_by_role("group", name=asked.text)).to_have_count(1)
    for _ in range(3):
        card.get_by_role("button", name=f"one more: {first}", exact=True).click()
    card.get_by_role("button", name=f"one less: {first}", exact=True).click()
    expect(counts[0]).to_have_value("2")
    counts[1].focus()
    for key in ("+", "+", "+", "-", "ArrowUp", "+"):
        core.keyboard.press(key)
    expect(counts[1]).to_have_value("4")
    core.keyboard.press("Tab")  # to the button beside it
    expect(card.get_by_role("button", name=f"one more: {second}", exact=True)).to_be_focused()
    core.keyboard.press("Enter")
    core.keyboard.press("Space")
    core.keyboard.press("+")
    expect(counts[1]).to_have_value("7")
    counts[2].fill("12")
    core.keyboard.press("-")
    expect(counts[2]).to_have_value("11")
    card.get_by_role("button", name=f"one less: {first}", exact=True).focus()
    for _ in range(4):
        core.keyboard.press("-")
    expect(counts[0]).to_have_value("0")  # and never less
    for _ in range(20):  # the last press is on its way to the kernel
        counted = jupyter.run_cell(core, SPARE, "print(tally.counts, tally.right)")
        if counted == "[0, 7, 11] -1\n":
            break
    assert counted == "[0, 7, 11] -1\n"
    expect(card.locator(".nn-right")).to_have_count(0)
    expect(card.locator(".nn-reply")).to_be_empty()
    show = card.get_by_role("button", name="Show the answer")
    show.focus()
    core.keyboard.press("Enter")
    expect(card.locator(".nn-right label")).to_have_text(asked.answer.text)
    expect(card.locator(".nn-reply")).to_contain_text(f"7 of 18 said so. {asked.answer.feedback}")
    expect(show).not_to_be_visible()
    sizes = card.locator("legend, label, .nn-reply, button:visible").evaluate_all(
        "nodes => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 1.6 * 15


def test_a_learners_card_is_as_it_was(core):
    jupyter.run_cell(core, SPARE, "from nncourse.live import predict\npredict('P05')")
    card = core.locator(".nn-question").nth(1)
    expect(card.get_by_role("radio")).to_have_count(3)
    expect(card.get_by_role("spinbutton")).to_have_count(0)
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Commit my prediction").click()
    expect(card.locator(".nn-reply")).to_have_text("Noted. Now try it in the figure; then come back and compare.")
    card.get_by_role("button", name="Compare with the figure").click()
    expect(card.locator(".nn-reply")).to_contain_text("Not quite.")
    assert "nn-large" not in card.get_attribute("class")


# ------------------------------------------------------------------------------------------ side by side


def test_what_is_together_moves_in_both_figures_by_keyboard_and_the_rest_in_one(core):
    one, two = OnPage(core, TRAINING.__doc__, 0), OnPage(core, TRAINING.__doc__, 1)
    boxes = [shown.root.bounding_box() for shown in (one, two)]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert boxes[0]["y"] == pytest.approx(boxes[1]["y"], abs=2)
    one.control(TRAINING, "epoch").focus()
    core.keyboard.press("ArrowRight")
    core.keyboard.press("ArrowRight")
    one.says(TRAINING(epoch=20).sentence)
    two.says(TRAINING(epoch=20, hidden=1).sentence)
    two.control(TRAINING, "epoch").press("End")
    one.says(TRAINING(epoch=1000).sentence)
    two.control(TRAINING, "learning_rate").press("ArrowRight")
    two.says(TRAINING(epoch=1000, hidden=1, learning_rate=0.6).sentence)
    one.settles()
    one.says(TRAINING(epoch=1000).sentence)
    expect(one.control(TRAINING, "learning_rate")).to_have_value("0.5")


def test_side_by_side_becomes_one_below_the_other_on_a_narrow_page(watched, lab, folder):
    page = watched.page()
    page.set_viewport_size({"width": 700, "height": 2500})
    pair = "beside(figures.perceptron.venue, {}, {'threshold': 3})"
    jupyter.run_new(page, lab, folder / "narrow.ipynb", CELLS[0], pair, "")
    expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(2)
    boxes = [OnPage(page, VENUE.__doc__, k).root.bounding_box() for k in (0, 1)]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert boxes[0]["x"] == pytest.approx(boxes[1]["x"], abs=2)
    text = page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets[1].model.outputs.toJSON()")
    words = "".join(text[0]["data"]["text/plain"])
    assert re.split("\n", words) == [VENUE().sentence, VENUE(threshold=3).sentence]
    page.close()
