"""What moves, waits and is compared in a live figure: weights, players, ghosts, dials and knobs, in JupyterLab."""

import re
from itertools import pairwise

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nncourse import figures

from . import jupyter
from .shown import OnPage

pytestmark = pytest.mark.browser

REGIONS, TRAINING, LINE, PRODUCT, VENUE = (
    figures.xor.regions, figures.xor.training, figures.separation.line, figures.perceptron.inner_product,
    figures.perceptron.venue,
)  # fmt: skip
CHAIN = figures.backpropagation.chain

SLOW = '''
@figure(w=Slider(-10, 10, 0, 0.5, label="weight"), other=Slider(0, 100, 0, 1, label="other"))
def slow(w, other):
    """A slow network."""
    time.sleep(0.2)
    net = NetField((np.array([[w, 0.0]]),), (np.array([0.0]),), ("sigmoid",), (0, 1), (-10, 10), (-10, 10),
                   driven={"w": ("W", 1, 0, 0)})
    layers = net, Text(other / 20, -8, "here"), Handle(0, w, vertical="w")
    return Scene((Panel(layers, (-10, 10), (-10, 10), bare=True),), f"w {w:g}, other {other:g}.")
'''
CLOCK = '''
@figure(time=Slider(0, 12, 0, 1, label="time", play=20), seed=Slider(0, 5, 2, 1, label="seed", dial=True),
        rate=Slider(0, 10, 5, 1, label="rate"))
def clock(time, seed, rate):
    """A clock."""
    level = Line(np.array([0.0, 12.0]), np.array([rate, rate]), width=4)
    panel = Panel((level, Text(time, seed, "here")), (0, 12), (-1, 11))
    return Scene((panel,), f"time {time:g}, seed {seed:g}, rate {rate:g}.", goal=bool(seed % 2))
'''
CELLS = (
    "import time\nimport numpy as np\nfrom nncourse import figures\nfrom nncourse.live import live, predict\n"
    "from nncourse.scene import Handle, Line, NetField, Panel, Scene, Slider, Text, figure",
    "regions = live(figures.xor.regions)\nregions",
    SLOW + "lag = live(slow)\nlag",
    CLOCK + "live(clock)",
    "live(figures.xor.training, hidden=2, epoch=200, learning_rate=1)",
    "live(figures.separation.line)",
    "live(figures.perceptron.inner_product)",
    "live(figures.perceptron.venue)",
    "chain = live(figures.backpropagation.chain)\nchain",
    "live(figures.gradient_descent.valleys)",
    "",
)
SPARE = len(CELLS) - 1  # an empty cell for code of a test


@pytest.fixture(scope="module")
def lively(watched, lab, folder):
    """A notebook with every kind of figure that moves, run once."""
    page = watched.page()
    jupyter.run_new(page, lab, folder / "lively.ipynb", *CELLS)
    expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(len(CELLS) - 2)
    yield page
    page.close()


def at_the_start(page, title, sentence):
    shown = OnPage(page, title)
    if shown.button("drop the ghost").count():
        shown.button("drop the ghost").click()
    shown.reset()
    shown.says(sentence)
    shown.settles()
    return shown


@pytest.fixture
def regions(lively):
    return at_the_start(lively, REGIONS.__doc__, REGIONS().sentence)


@pytest.fixture
def slow(lively):
    return at_the_start(lively, "A slow network.", "w 0, other 0.")


@pytest.fixture
def clock(lively):
    return at_the_start(lively, "A clock.", told())


def told(time=0, seed=2, rate=5):
    """What the clock says."""
    return f"time {time}, seed {seed}, rate {rate}."


def slider(shown, label):
    return shown.root.get_by_label(label, exact=True)


# ------------------------------------------------------------------------------------------ weights in the page


def test_a_slider_that_is_a_weight_redraws_while_python_is_busy_and_python_then_agrees(regions):
    places = [regions.place(REGIONS(), x, y) for x, y in ((-4, 1), (-3, -1), (0, 3), (0, -3), (3, 1), (2.5, -0.5))]
    start = [regions.colour(*place) for place in places]
    jupyter.stall(regions.page, 4)
    slider(regions, "bias b").press("Home")
    slider(regions, "w₁ of model 1").press("Home")
    regions.page.wait_for_timeout(100)
    moved = [regions.colour(*place) for place in places]
    expect(regions.root.locator(".nn-sentence")).to_have_text(REGIONS().sentence, timeout=1)  # the words are Python's
    expect(regions.root).to_have_attribute("data-settled", "false", timeout=1)
    regions.says(REGIONS(b=-14, w1=-10).sentence)
    regions.settles()
    assert [regions.colour(*place) for place in places] == moved
    assert np.abs(np.subtract(moved, start)).max() > 60


def test_an_answer_that_comes_late_never_turns_a_weight_back(slow):
    box = slow.canvas.bounding_box()
    frames = slow.page.evaluate_handle(
        """([canvas, x, y]) => { const seen = [], context = canvas.getContext("2d");
            const look = () => { const [red, , blue] = context.getImageData(x, y, 1, 1).data;
                seen.push(Math.sign(red - blue)); if (seen.length < 200) requestAnimationFrame(look); };
            look();
            return seen; }""",
        [slow.canvas.element_handle(), box["width"] * 0.6, box["height"] / 2],
    )
    slider(slow, "weight").fill("8")
    slow.page.wait_for_timeout(100)  # Python is now at work on 8
    slider(slow, "weight").fill("-8")
    slow.says("w -8, other 0.")
    slow.settles()
    seen = [sign for sign, after in pairwise(frames.json_value()) if sign != after]
    assert seen.count(1) == 1, seen  # orange once, then blue and nothing else
    assert frames.json_value()[-1] == -1


def test_after_a_hundred_drags_over_a_slow_kernel_the_picture_is_that_of_the_last_place(slow):
    rng, mouse = np.random.default_rng(2), slow.page.mouse
    boxes = {name: slider(slow, name).bounding_box() for name in ("weight", "other")}
    for _ in range(5):
        for _ in range(20):
            box = boxes[str(rng.choice(list(boxes)))]
            there, then = box["x"] + box["width"] * rng.uniform(0.02, 0.98, size=2)
            mouse.move(there, box["y"] + box["height"] / 2)
            mouse.down()
            mouse.move(then, box["y"] + box["height"] / 2, steps=2)
            mouse.up()
        w, other = (float(slider(slow, name).input_value()) for name in boxes)
        slow.says(f"w {w:g}, other {other:g}.")
        slow.settles()
    final = slow.pixels()
    assert jupyter.run_cell(slow.page, SPARE, "print(lag.w, lag.other)") == f"{w} {other}\n"
    slow.reset()
    slow.says("w 0, other 0.")
    slow.settles()
    jupyter.run_cell(slow.page, SPARE, f"lag.w, lag.other = {w}, {other}")  # drawn by Python's own scene
    slow.says(f"w {w:g}, other {other:g}.")
    slow.settles()
    assert slow.pixels() == final


# ------------------------------------------------------------------------------------------ time


def recorded(seen):
    return seen.json_value()


@pytest.mark.parametrize("speed", ["1", "4"])
def test_play_shows_every_picture_in_order_stops_at_the_end_and_starts_again(clock, speed):
    clock.root.get_by_label("speed of time").select_option(speed)
    for _ in range(2):  # the second time round every scene is known already
        seen = clock.sentences()
        clock.button("play").click()
        expect(clock.button("pause")).to_have_count(0)
        clock.says(told(12))
        clock.settles()
        shown = [sentence for sentence in recorded(seen) if sentence != told(0)]
        assert shown == [told(time) for time in range(1, 13)]
    clock.root.get_by_label("speed of time").select_option("1")


def test_a_slower_speed_takes_longer(clock):
    clock.button("play").click()
    clock.says(told(12))  # every scene is known from here on
    took = {}
    for speed in ("4", "0.25"):
        clock.root.get_by_label("speed of time").select_option(speed)
        clock.button("to the start").click()
        took[speed] = clock.page.evaluate(
            """([root, play]) => new Promise((done) => { const start = performance.now();
                const sentence = root.querySelector(".nn-sentence");
                new MutationObserver(() => /^time 3,/.test(sentence.textContent) && done(performance.now() - start))
                    .observe(sentence, { childList: true });
                play.click(); })""",
            [clock.root.element_handle(), clock.button("play").element_handle()],
        )
        clock.button("pause").click()
    clock.root.get_by_label("speed of time").select_option("1")
    assert took["0.25"] >= 600  # three steps of 200 ms
    assert took["4"] < took["0.25"]


def test_pause_holds_the_picture_and_step_goes_one_on_each_time(clock):
    clock.button("play").click()
    clock.says(re.compile("^time [3-9]"))
    clock.button("pause").click()
    clock.settles()
    clock.page.wait_for_timeout(300)
    held = int(slider(clock, "time").input_value())
    clock.says(told(held))
    clock.button("to the start").click()
    clock.says(told(0))
    for _ in range(3):
        clock.button("step").click()  # faster than the pictures come: none is lost
    clock.says(told(3))
    clock.settles()
    slider(clock, "time").press("End")
    clock.button("step").click()
    clock.says(told(12))


def test_play_goes_on_under_another_control_and_reset_ends_it(clock):
    clock.root.get_by_label("speed of time").select_option("0.25")
    clock.button("play").click()
    clock.says(told(1))
    slider(clock, "rate").press("End")
    clock.says(re.compile("^time [2-9], seed 2, rate 10"))
    clock.reset()
    clock.says(told())
    clock.page.wait_for_timeout(500)
    clock.says(told())
    expect(clock.button("play")).to_be_visible()
    clock.root.get_by_label("speed of time").select_option("1")


def test_running_the_cell_again_ends_what_plays(clock, lively):
    clock.root.get_by_label("speed of time").select_option("0.25")
    clock.button("play").click()
    clock.says(told(1))
    jupyter.run_cell(lively, 3)
    clock.says(told())
    lively.wait_for_timeout(500)
    clock.says(told())
    expect(lively.get_by_role("group", name="A clock.", exact=True)).to_have_count(1)


def test_a_training_goes_back_to_the_very_picture_of_its_start_whatever_the_rate_was(lively):
    shown = OnPage(lively, TRAINING.__doc__)
    shown.reset()
    shown.says(TRAINING().sentence)
    shown.settles()
    start = shown.pixels()
    shown.root.get_by_label(f"speed of {TRAINING.controls['epoch'].label}").select_option("4")
    shown.control(TRAINING, "learning_rate").fill("3")
    shown.button("play").click()
    shown.says(re.compile(r"^After ([2-9]0|\d\d0) epochs"))
    shown.button("to the start").click()
    shown.says(TRAINING(learning_rate=3).sentence)
    shown.control(TRAINING, "learning_rate").fill("0.5")
    shown.says(TRAINING().sentence)
    shown.settles()
    assert shown.pixels() == start


# ------------------------------------------------------------------------------------------ ghost


def test_a_ghost_says_what_differs_changes_places_outlives_a_reset_and_is_dropped(clock):
    words, swap = clock.root.locator(".nn-ghost"), clock.button("swap")
    start = clock.pixels()
    expect(swap).to_be_hidden()
    clock.button("keep as ghost").click()
    expect(words).to_have_text("Faint: the same settings.")
    expect(swap).to_be_hidden()
    slider(clock, "rate").fill("8")
    clock.says(told(rate=8))
    expect(words).to_have_text("Faint: rate 5, now 8.")
    slider(clock, "time").fill("4")
    expect(words).to_have_text("Faint: time 0, now 4; rate 5, now 8.")
    clock.settles()
    with_ghost = clock.pixels()
    swap.click()
    clock.says(told())
    expect(words).to_have_text("Faint: time 4, now 0; rate 8, now 5.")
    expect(slider(clock, "rate")).to_have_value("5")
    swap.click()
    clock.says(told(4, rate=8))
    clock.settles()
    assert clock.pixels() == with_ghost
    clock.reset()
    clock.says(told())
    expect(words).to_have_text("Faint: the same settings.")
    slider(clock, "rate").fill("8")
    clock.button("drop the ghost").click()
    expect(words).to_have_text("")
    expect(swap).to_be_hidden()
    clock.reset()
    clock.says(told())
    clock.settles()
    assert clock.pixels() == start


# ------------------------------------------------------------------------------------------ dial


def test_the_dial_counts_the_starts_that_python_counts_and_puts_the_start_back(lively):
    shown = OnPage(lively, TRAINING.__doc__)
    settings = {"hidden": 2, "epoch": 200, "learning_rate": 1}
    for name, value in settings.items():
        shown.control(TRAINING, name).fill(str(value))
    shown.control(TRAINING, "seed").fill("7")
    shown.says(TRAINING(**settings, seed=7).sentence)
    shown.button("try all 20").click()
    reached = [seed for seed in range(20) if TRAINING(**settings, seed=seed).goal]
    assert 0 < len(reached) < 20
    listed = ", ".join(map(str, reached))
    told = f"{TRAINING.controls['seed'].label}: {len(reached)} of 20 reach the goal ({listed})."
    expect(shown.root.locator(".nn-play p")).to_have_text(told)
    shown.says(TRAINING(**settings, seed=7).sentence)
    expect(shown.control(TRAINING, "seed")).to_have_value("7")
    expect(shown.button("try all 20")).to_be_visible()


def test_a_dial_writes_what_is_below_zero_with_a_minus_sign(lively):
    shown = OnPage(lively, figures.gradient_descent.valleys.__doc__)
    shown.button("try all 41").click()
    expect(shown.root.locator(".nn-play p").first).to_contain_text("(−2, −1.9")
    shown.button("stop").click()


def test_a_dial_is_stopped_and_a_control_that_is_moved_ends_it(clock):
    words = clock.root.locator(".nn-play p")
    clock.button("try all 6").click()
    expect(words).to_contain_text(re.compile("of [1-4] reach"))
    clock.button("stop").click()
    clock.says(told())
    clock.page.wait_for_timeout(300)
    clock.says(told())
    clock.button("try all 6").click()
    expect(words).to_contain_text(re.compile("of [1-3] reach"))
    expect(words).to_have_attribute("aria-busy", "true")  # not read out at every step
    slider(clock, "rate").press("End")
    expect(clock.button("try all 6")).to_be_visible()
    expect(words).not_to_contain_text("of 6")
    clock.settles()
    clock.button("try all 6").click()
    counted = "seed: 3 of 6 reach the goal (1, 3, 5)."
    expect(words).to_have_text(counted)
    expect(words).to_have_attribute("aria-busy", "false")
    slider(clock, "seed").press("End")
    expect(words).to_have_text(counted)
    slider(clock, "rate").press("Home")
    expect(words).to_have_text(f"With other settings, {counted}")
    slider(clock, "rate").press("End")
    expect(words).to_have_text(counted)


def test_only_one_thing_moves_by_itself(clock):
    clock.root.get_by_label("speed of time").select_option("0.25")
    clock.button("play").click()
    clock.says(told(1))
    clock.button("try all 6").click()
    expect(clock.button("play")).to_be_visible()
    clock.button("play").click()
    expect(clock.button("try all 6")).to_be_visible()
    clock.button("pause").click()
    clock.root.get_by_label("speed of time").select_option("1")


# ------------------------------------------------------------------------------------------ knobs


def test_a_knob_of_a_weight_is_dragged_up_by_eight_a_unit_and_stays_where_it_is(regions):
    scene, mouse = REGIONS(), regions.page.mouse
    (knob,) = (layer for layer in scene.panels[1].layers if getattr(layer, "vertical", "") == "w2")
    mouse.move(*regions.place(scene, knob.x, knob.y, panel=1))
    mouse.down()
    mouse.move(*regions.place(scene, knob.x, knob.y - 0.5, panel=1), steps=5)
    regions.says(REGIONS(w2=1).sentence)
    mouse.move(*regions.place(scene, knob.x + 0.3, knob.y - 1.26, panel=1), steps=5)
    mouse.up()
    regions.says(REGIONS(w2=-5).sentence)
    regions.settles()
    assert slider(regions, "w₂ of model 2").input_value() == "-5"
    moved = next(layer for layer in REGIONS(w2=-5).panels[1].layers if getattr(layer, "vertical", "") == "w2")
    assert (moved.x, moved.y) == (knob.x, knob.y)


@pytest.mark.parametrize(
    ("figure", "name", "moved", "keys", "settings"),
    [
        (REGIONS, "w₁ of model 1 7", "w₁ of model 1 7.5", ["ArrowUp"], {"w1": 7.5}),
        (REGIONS, "bias b 2", "bias b 1.5", ["ArrowDown"], {"b": 1.5}),
        (PRODUCT, "x₁ −3, x₂ 1", "x₁ −2.5, x₂ 0.5",
         ["ArrowRight", "ArrowDown"], {"x1": -2.5, "x2": 0.5}),
    ],
    ids=["a weight", "a bias", "both ways"],
)  # fmt: skip
def test_a_knob_is_reached_by_tab_moved_by_arrows_and_says_its_values(lively, figure, name, moved, keys, settings):
    shown = at_the_start(lively, figure.__doc__, figure().sentence)
    knob = shown.root.locator(".nn-knob").and_(shown.button(f"{name}: move it with the arrow keys"))
    shown.root.locator("input, select").last.focus()
    for _ in range(8):
        lively.keyboard.press("Tab")
        if knob.evaluate("knob => knob === document.activeElement"):
            break
    expect(knob).to_be_focused()
    for key in keys:
        lively.keyboard.press(key)
    shown.says(figure(**settings).sentence)
    after = shown.button(f"{moved}: move it with the arrow keys")
    expect(after).to_be_focused()
    style = after.evaluate(
        "e => { const s = getComputedStyle(e); return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
    )
    assert style[0] == "solid"
    assert style[1] >= 2
    shown.reset()


def test_every_knob_stands_on_its_handle_and_all_that_is_pressed_is_large_enough(lively):
    for figure in (REGIONS, PRODUCT, LINE):
        shown = at_the_start(lively, figure.__doc__, figure().sentence)
        scene = figure()
        handles = [
            (layer, p) for p, panel in enumerate(scene.panels) for layer in panel.layers
            if type(layer).__name__ == "Handle"
        ]  # fmt: skip
        knobs = shown.root.locator(".nn-knob")
        expect(knobs).to_have_count(len(handles))
        for (handle, p), knob in zip(handles, knobs.all(), strict=True):
            box, (x, y) = knob.bounding_box(), shown.place(scene, handle.x, handle.y, panel=p)
            assert (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) == pytest.approx((x, y), abs=1)
    for element in lively.locator(".nn-figure :is(button, input, select, summary):visible").all():
        box = element.bounding_box()
        assert min(box["width"], box["height"]) >= 24, element.evaluate("e => e.outerHTML")


def test_a_finger_drags_a_knob_and_a_double_tap_takes_a_point_away(watched, lab, folder):
    context = watched.context.browser.new_context(viewport={"width": 500, "height": 1800}, has_touch=True)
    page = context.new_page()
    try:
        alone = lab.replace("/lab", "/lab/workspaces/touched")  # no other tab
        jupyter.run_new(page, alone, folder / "touched.ipynb", CELLS[0], "live(figures.separation.line)")
        shown = OnPage(page, LINE.__doc__)
        shown.says(LINE().sentence)
        students = list(LINE.controls["students"].start)
        finger = context.new_cdp_session(page)
        for what, at in (("touchStart", students[0]), ("touchMove", (4, 8)), ("touchMove", (2, 9)), ("touchEnd", None)):
            points = [dict(zip("xy", shown.place(LINE(), *at[:2]), strict=True))] if at else []
            finger.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})
        students[0] = (2, 9, students[0][2])
        shown.says(LINE(students=students).sentence)
        shown.settles()
        at = shown.place(LINE(), *students[3][:2])
        page.touchscreen.tap(*at)
        page.touchscreen.tap(*at)
        del students[3]
        shown.says(LINE(students=students).sentence)
    finally:
        context.close()


# ------------------------------------------------------------------------------------------ access


def test_the_sentence_is_said_when_the_hand_rests_and_not_at_every_move(clock):
    clock.page.wait_for_timeout(800)  # what was said of the reset is over
    said = clock.page.evaluate_handle(
        """spoken => { const seen = [];
            new MutationObserver(() => seen.push(spoken.textContent)).observe(spoken, { childList: true });
            return seen; }""",
        clock.root.locator(".nn-spoken").element_handle(),
    )
    slider(clock, "rate").evaluate(
        """async (slider) => { for (const value of [4, 3, 2, 1, 0, 1, 2, 3]) {
            slider.value = value;
            slider.dispatchEvent(new Event("input"));
            await new Promise((done) => setTimeout(done, 60)); } }"""
    )
    clock.says(told(rate=3))
    expect(clock.root.locator(".nn-spoken")).to_have_text(told(rate=3))
    assert said.json_value() == [told(rate=3)]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_a_figure(lively, clock, theme):
    clock.button("keep as ghost").click()
    slider(clock, "rate").fill("8")
    clock.says(told(rate=8))
    clock.button("try all 6").click()
    expect(clock.root.locator(".nn-play p")).to_contain_text("of 6 reach")
    for fold in lively.locator(".nn-figure details").all():
        fold.evaluate("fold => { fold.open = true; }")
    try:
        jupyter.run(lively, "apputils:change-theme", theme=f"JupyterLab {theme}")
        expect(lively.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "Light").lower())
        lively.wait_for_timeout(300)
        rules = {"rules": {"target-size": {"enabled": True}}}
        found = Axe().run(lively, context={"include": [[".nn-figure"]]}, options=rules).response
        faults = [(fault["id"], node["html"][:200]) for fault in found["violations"] for node in fault["nodes"]]
        assert faults == []
        assert len(found["passes"]) > 10
    finally:
        jupyter.run(lively, "apputils:change-theme", theme="JupyterLab Light")
        expect(lively.locator("body")).to_have_attribute("data-jp-theme-light", "true")


@pytest.mark.parametrize("figure", [REGIONS, TRAINING], ids=lambda figure: figure.name)
def test_at_360_pixels_nothing_sticks_out(lively, figure):
    shown = OnPage(lively, figure.__doc__)
    shown.root.evaluate("root => { root.parentElement.style.width = '360px'; }")
    try:
        lively.wait_for_function("c => c.clientWidth <= 330 && c.clientHeight > 400", arg=shown.canvas.element_handle())
        frame = shown.root.bounding_box()
        assert shown.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        for element in shown.root.locator("input, canvas, button, select, label, p").locator("visible=true").all():
            box = element.bounding_box()
            assert frame["x"] <= box["x"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    finally:
        shown.root.evaluate("root => { root.parentElement.style.width = ''; }")


def test_at_200_percent_the_picture_is_sharp_nothing_sticks_out_and_nothing_moves_by_itself(
    watched, lab, folder, clock
):
    context = watched.context.browser.new_context(
        viewport={"width": 650, "height": 1500}, device_scale_factor=2, reduced_motion="reduce"
    )
    page = context.new_page()
    try:
        alone = lab.replace("/lab", "/lab/workspaces/zoomed")  # no other tab
        jupyter.run_new(
            page, alone, folder / "zoomed.ipynb", CELLS[0], "live(figures.xor.regions)", CLOCK + "live(clock)"
        )
        expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(2)
        for shown in (OnPage(page, REGIONS.__doc__), OnPage(page, "A clock.")):
            shown.canvas.scroll_into_view_if_needed()
            assert shown.canvas.evaluate("c => Math.abs(c.width - 2 * c.clientWidth) <= 2")
            assert shown.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
            assert shown.root.evaluate("root => root.getAnimations({ subtree: true }).length") == 0
            before = shown.pixels()
            page.wait_for_timeout(700)
            assert shown.pixels() == before
        shown.button("step").click()
        shown.says(told(1))
    finally:
        context.close()


# ------------------------------------------------------------------------------------------ running again

WEIGH = """
import gc, tracemalloc
from ipywidgets.widgets.widget import _instances
if not tracemalloc.is_tracing(): tracemalloc.start()
gc.collect()
print(tracemalloc.get_traced_memory()[0], sum(type(widget).__name__ == "LiveFigure" for widget in _instances.values()))
"""


def test_running_a_cell_again_and_again_leaves_one_figure_and_little_memory(lively):
    jupyter.run_cell(lively, SPARE, WEIGH)
    jupyter.run_cell(lively, SPARE - 1)
    before, figures_before = map(int, jupyter.run_cell(lively, SPARE, WEIGH).split())
    for _ in range(12):
        jupyter.run_cell(lively, SPARE - 1)
    after, figures_after = map(int, jupyter.run_cell(lively, SPARE, WEIGH).split())
    expect(lively.get_by_role("group", name=VENUE.__doc__.split("\n")[0], exact=True)).to_have_count(1)
    assert figures_after == figures_before
    assert after - before <= 5e6 * 12 / 100  # 5 MB for a hundred times


# ------------------------------------------------------------------------------------------ a number that is typed


@pytest.fixture
def chain(lively):
    return at_the_start(lively, CHAIN.__doc__, CHAIN().sentence)


def test_a_typed_number_is_taken_when_it_is_finished_and_marked_and_announced(chain):
    field = chain.root.get_by_role("spinbutton", name="your number (three decimals)")
    field.fill("0.4")
    chain.settles()
    chain.says(CHAIN().sentence)  # nobody is marked in the middle of a number
    field.press("Enter")
    chain.says(CHAIN(yours=0.4).sentence)
    assert "Right" in CHAIN(yours=0.4).sentence
    expect(chain.root.locator(".nn-spoken")).to_have_text(CHAIN(yours=0.4).sentence)


def test_a_typed_number_beyond_the_range_becomes_the_nearest_one_and_reset_clears_it(chain):
    field = chain.root.get_by_role("spinbutton", name="your number (three decimals)")
    field.fill("-70.5")
    field.press("Tab")
    expect(field).to_have_value("-5")
    chain.says(CHAIN(yours=-5).sentence)
    chain.reset()
    expect(field).to_have_value("0")
