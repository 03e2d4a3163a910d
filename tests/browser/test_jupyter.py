"""Live figures and questions in JupyterLab, as a learner meets them: with mouse, keyboard, and without a kernel."""

import base64
import re

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect

from nncourse import figures, questions
from nncourse.live import live
from nncourse.palette import DARK, LIGHT

from . import jupyter
from .shown import OnPage

pytestmark = pytest.mark.browser

VENUE, UNIT, TIE, BIAS, LINE, PRODUCT = (
    figures.perceptron.venue, figures.perceptron.unit, figures.perceptron.tie, figures.perceptron.bias,
    figures.start.line, figures.perceptron.inner_product,
)  # fmt: skip

SLOW = '''
computed = []

@figure(level=Slider(0, 30, 0, 1, label="level"))
def slow(level):
    """A slow figure."""
    time.sleep(0.2)
    computed.append(level)
    return Scene((Panel((Text(level, 0, "here"),), (0, 30), (-1, 1)),), f"level {level:g}, computed {len(computed)}.")
'''
CELLS = (
    "import time\nfrom nncourse import figures\nfrom nncourse.live import live, predict, quiz\n"
    "from nncourse.scene import Panel, Scene, Slider, Text, figure",
    "fig = live(figures.perceptron.venue)\nfig",
    "live(figures.perceptron.unit)",
    "live(figures.perceptron.tie)",
    "live(figures.perceptron.bias)",
    "live(figures.start.line)",
    "pair = live(figures.perceptron.inner_product)\npair",
    "pair",
    SLOW + "live(slow)",
    "predict('start')",
    "",
)
COUNT = """
from ipywidgets.widgets.widget import _instances
print(sum(type(widget).__name__ == "LiveFigure" for widget in _instances.values()), "figures in the kernel")
"""
SPARE = len(CELLS) - 1  # an empty cell for code of a test


@pytest.fixture(scope="module")
def core(watched, lab, folder):
    """A notebook with every kind of control, run once and shared by the tests that leave it as it was."""
    page = watched.page()
    jupyter.run_new(page, lab, folder / "core.ipynb", *CELLS)
    expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(8)
    yield page
    page.close()


@pytest.fixture
def venue(core):
    """The venue figure in its start state."""
    shown = OnPage(core, VENUE.__doc__)
    shown.reset()
    shown.says(VENUE().sentence)
    shown.settles()
    return shown


# ------------------------------------------------------------------------------------------ the first page


def test_the_lab_opens_on_the_first_notebook_and_asks_nothing(page, lab):
    page.goto(lab)
    jupyter.kernel_is_idle(page, "00_start.ipynb")
    expect(page.locator("dialog, .jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    expect(page.locator(".jp-Notification-Status")).not_to_contain_text(re.compile("[1-9]"))


@pytest.mark.parametrize("name", ["00_start.ipynb", "01_perceptron.ipynb"])
def test_a_lecture_runs_from_top_to_bottom_and_draws_every_figure(page, lab, folder, name):
    cells = nbformat.read(folder / name, 4).cells
    lively = sum(len(re.findall(r"\blive\(", cell.source)) for cell in cells if cell.cell_type == "code")
    jupyter.open_notebook(page, lab, name)
    jupyter.run(page, "notebook:expand-all-headings")  # sections for a second visit are folded
    jupyter.run_all(page)
    expect(page.locator("[data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)
    expect(page.locator(".nn-figure")).to_have_count(lively)
    for shown in page.locator(".nn-figure").all():  # the browser leaves out what it has not yet had in view
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_attribute("data-settled", "true")
    drawn = page.locator(".nn-figure canvas").evaluate_all(
        """all => all.map((canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data)
            .map((bytes) => new Set(new Uint32Array(bytes.buffer)).size)"""
    )
    assert all(colours > 3 for colours in drawn), drawn


# ------------------------------------------------------------------------------------------ moving controls


def test_an_arrow_key_on_a_slider_changes_picture_and_sentence(venue):
    before = venue.pixels()
    slider = venue.control(VENUE, "threshold")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    venue.says(VENUE(threshold=8).sentence)
    venue.settles()
    assert venue.pixels() != before
    assert slider.input_value() == "8"


def test_a_slider_follows_the_mouse(venue):
    slider = venue.control(VENUE, "w1")
    box = slider.bounding_box()
    before = venue.pixels()
    middle = box["y"] + box["height"] / 2
    venue.page.mouse.move(box["x"] + box["width"] * 0.8, middle)
    venue.page.mouse.down()
    venue.page.mouse.move(box["x"] + 2, middle, steps=12)
    venue.page.mouse.up()
    venue.says(VENUE(w1=-4).sentence)
    venue.settles()
    assert venue.pixels() != before


def test_reset_brings_back_the_very_picture_of_the_start(venue):
    start = venue.pixels()
    venue.control(VENUE, "w2").press("End")
    venue.control(VENUE, "threshold").press("Home")
    venue.says(VENUE(w2=8, threshold=VENUE.controls["threshold"].lo).sentence)
    assert venue.pixels() != start
    venue.reset()
    venue.says(VENUE().sentence)
    venue.settles()
    assert venue.pixels() == start


def test_a_handle_is_dragged_to_a_control_value(venue):
    before = venue.pixels()
    scene = VENUE()
    (handle,) = (layer for layer in scene.panels[0].layers if type(layer).__name__ == "Handle")
    venue.page.mouse.move(*venue.place(scene, handle.x, handle.y))
    venue.page.mouse.down()
    venue.page.mouse.move(*venue.place(scene, handle.x, 3.1), steps=8)
    venue.page.mouse.up()
    venue.says(VENUE(threshold=3).sentence)
    venue.settles()
    assert venue.control(VENUE, "threshold").input_value() == "3"
    assert venue.pixels() != before


def test_a_handle_of_two_directions_sets_both_controls(core):
    shown = OnPage(core, PRODUCT.__doc__)
    shown.reset()
    shown.says(PRODUCT().sentence)
    scene = PRODUCT()
    (handle,) = (layer for layer in scene.panels[0].layers if type(layer).__name__ == "Handle")
    core.mouse.move(*shown.place(scene, handle.x, handle.y))
    core.mouse.down()
    core.mouse.move(*shown.place(scene, 2.1, -1.4), steps=8)
    core.mouse.up()
    shown.says(PRODUCT(x1=2, x2=-1.5).sentence)


def test_a_student_is_dragged_row_by_row_copied_as_code_and_put_back(page, lab, folder):
    acceptance = figures.separation.line
    jupyter.run_new(page, lab, folder / "places.ipynb", PRELUDE, "fig = live(figures.separation.line)\nfig", "")
    shown, scene = OnPage(page, acceptance.__doc__), acceptance()
    shown.says(scene.sentence)
    students = [list(row) for row in acceptance.controls["students"].start]
    for row, (x, y) in ((0, (2, 9)), (4, (9.5, 0.5))):
        page.mouse.move(*shown.place(scene, *students[row][:2]))
        page.mouse.down()
        page.mouse.move(*shown.place(scene, x + 0.1, y - 0.1), steps=6)
        page.mouse.up()
        students[row][:2] = x, y
        shown.says(acceptance(students=students).sentence)
    shown.settles()
    assert jupyter.run_cell(page, 2, "print([list(row) for row in fig.students])") == f"{np.array(students).tolist()}\n"
    shown.root.get_by_role("button", name="copy as code").click()
    expect(shown.root.locator(".nn-spoken")).to_contain_text("Copied: live(figures.separation.line, students=[[2,9,1],")
    code = page.evaluate("navigator.clipboard.readText()")
    rebuilt = eval(code, {"live": lambda figure, **start: figure.values(**start), "figures": figures})
    assert rebuilt == acceptance.values(students=students)
    shown.reset()
    shown.says(scene.sentence)
    # Without a mouse: Tab leads to the knob of the third student, an arrow key moves it.
    knob = shown.root.get_by_role("button", name="3 at (6, 6): move it with the arrow keys, remove it with Delete")
    shown.root.get_by_role("button", name="2 at (5, 6): move it").focus()
    page.keyboard.press("Tab")
    expect(knob).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    students = [list(row) for row in acceptance.controls["students"].start]
    students[2][:2] = 6.5, 6.5
    shown.says(acceptance(students=students).sentence)
    expect(shown.root.get_by_role("button", name="3 at (6.5, 6.5)")).to_be_focused()


def test_a_student_is_taken_away_by_key_and_by_double_click_and_two_stay(page, lab, folder):
    acceptance = figures.separation.line
    jupyter.run_new(page, lab, folder / "removed.ipynb", PRELUDE, "fig = live(figures.separation.line)\nfig", "")
    shown, knobs = OnPage(page, acceptance.__doc__), page.locator(".nn-knob")
    students, last = list(acceptance.controls["students"].start), page.get_by_role("button", name="12 at ")
    shown.says(acceptance().sentence)
    expect(knobs).to_have_count(12)
    last.focus()
    page.keyboard.press("Delete")
    del students[11]
    shown.says(acceptance(students=students).sentence)
    expect(shown.root.locator(".nn-spoken")).to_have_text(acceptance(students=students).sentence)  # said aloud
    expect(knobs.last).to_be_focused()
    page.mouse.click(*shown.place(acceptance(), *students[4][:2]))
    expect(knobs.nth(4)).to_be_focused()
    page.keyboard.press("Backspace")
    del students[4]
    shown.says(acceptance(students=students).sentence)
    page.mouse.dblclick(*shown.place(acceptance(), *students[0][:2]))
    del students[0]
    shown.says(acceptance(students=students).sentence)
    shown.settles()
    printed = jupyter.run_cell(page, 2, "print([list(row) for row in fig.students])")
    assert printed == f"{[list(map(float, row)) for row in students]}\n"
    page.mouse.dblclick(*shown.place(acceptance(), 0.5, 9.5))  # where nobody is
    knobs.first.focus()
    for _ in range(20):  # faster than the pictures come
        page.keyboard.press("Delete")
    shown.says(acceptance(students=students[-2:]).sentence)
    shown.settles()
    expect(knobs).to_have_count(2)
    expect(knobs.first).to_be_focused()
    assert "Delete" not in knobs.first.get_attribute("aria-label")
    shown.reset()
    shown.says(acceptance().sentence)
    expect(knobs).to_have_count(12)


def test_what_waits_behind_more_is_reached_by_keyboard(page, lab, folder):
    gates = figures.separation.gates
    jupyter.run_new(page, lab, folder / "more.ipynb", PRELUDE, "live(figures.separation.gates, table='XOR')")
    shown = OnPage(page, gates.__doc__)
    shown.says(gates(table="XOR").sentence)
    expect(shown.control(gates, "show")).not_to_be_visible()
    shown.control(gates, "b").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(shown.control(gates, "show")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    shown.says(gates(table="XOR", show=True).sentence)


def test_pressing_beside_the_handle_drags_nothing(venue):
    scene = VENUE()
    venue.page.mouse.move(*venue.place(scene, 2, 5))
    venue.page.mouse.down()
    venue.page.mouse.move(*venue.place(scene, 2, 0), steps=4)
    venue.page.mouse.up()
    venue.settles()
    venue.says(VENUE().sentence)
    assert venue.control(VENUE, "threshold").input_value() == "9"


def test_a_checkbox_switches_an_input(core):
    shown = OnPage(core, UNIT.__doc__)
    before = shown.pixels()
    box = shown.control(UNIT, "x1").bounding_box()
    assert min(box["width"], box["height"]) >= 24
    shown.control(UNIT, "x1").check()
    shown.says(UNIT(x1=True).sentence)
    assert shown.pixels() != before
    shown.control(UNIT, "x1").press("Space")
    shown.says(UNIT().sentence)


def test_an_option_is_chosen_from_the_list(core):
    shown = OnPage(core, TIE.__doc__)
    shown.control(TIE, "threshold").press("Home")
    before = shown.pixels()
    shown.control(TIE, "rule").select_option("sum ≥ threshold")
    shown.says(TIE(threshold=TIE.controls["threshold"].lo, rule="sum ≥ threshold").sentence)
    shown.reset()
    shown.says(TIE().sentence)
    assert shown.pixels() != before


def test_threshold_and_bias_move_together(core):
    shown = OnPage(core, BIAS.__doc__)
    shown.reset()
    shown.says(BIAS().sentence)
    shown.control(BIAS, "bias").press("ArrowLeft")
    bias = BIAS.controls["bias"].start - 0.5
    shown.says(BIAS(bias=bias).sentence)
    expect(shown.control(BIAS, "threshold")).to_have_value(f"{-bias:g}")
    shown.control(BIAS, "threshold").press("ArrowRight")
    shown.says(BIAS(bias=bias - 0.5).sentence)
    expect(shown.control(BIAS, "bias")).to_have_value(f"{bias - 0.5:g}")


def test_the_newest_value_wins_over_a_slow_kernel(core):
    shown = OnPage(core, "A slow figure.")
    seen = shown.sentences()
    slider = shown.root.get_by_label("level", exact=True)
    slider.focus()
    for _ in range(30):
        core.keyboard.press("ArrowRight")
    shown.says(re.compile(r"^level 30, computed"), timeout=1500)
    pictures = [tuple(map(int, re.findall(r"\d+", text))) for text in seen.json_value()]
    levels, computed = zip(*pictures, strict=True)
    assert list(levels) == sorted(levels)
    assert computed[-1] - computed[0] <= 10  # thirty events, and the kernel was asked a few times
    shown.settles()


def test_values_seen_before_and_the_next_one_are_shown_while_python_is_busy(venue):
    page, slider = venue.page, venue.control(VENUE, "threshold")
    for threshold in (8.5, 8):
        slider.press("ArrowLeft")
        venue.says(VENUE(threshold=threshold).sentence)
        venue.settles()
    page.wait_for_timeout(1000)  # the hand rests: the figure asks for the two values that may follow
    jupyter.stall(page, 4)
    slider.press("ArrowLeft")  # asked for ahead
    venue.says(VENUE(threshold=7.5).sentence, timeout=1000)
    slider.press("ArrowRight")  # seen before
    venue.says(VENUE(threshold=8).sentence, timeout=1000)
    expect(venue.root).to_have_attribute("data-settled", "false", timeout=1)
    venue.settles()
    assert jupyter.run_cell(page, SPARE, "print(fig.threshold)") == "8.0\n"


def test_the_toolbar_shows_that_a_cell_runs_and_is_not_redrawn_for_a_figure(core):
    shown = OnPage(core, "A slow figure.")
    toolbar = core.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-NotebookPanel-toolbar")
    expect(toolbar.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")
    redrawn = toolbar.evaluate_handle(
        """toolbar => {
            const seen = [];
            const note = (changes) => seen.push(...changes.map(({ target }) => target.getAttribute("class")));
            new MutationObserver(note).observe(toolbar, { attributes: true, childList: true, subtree: true });
            return seen;
        }"""
    )
    slider = shown.root.get_by_label("level", exact=True)
    slider.press("End" if slider.input_value() == "0" else "Home")
    shown.settles()
    core.wait_for_timeout(300)
    assert redrawn.json_value() == []
    jupyter.run_cell(core, SPARE, "print(time.sleep(0.5))")
    assert "jp-Notebook-ExecutionIndicator" in redrawn.json_value()


# ------------------------------------------------------------------------------------------ Python and page


def test_python_moves_the_slider_and_the_picture(venue):
    before = venue.pixels()
    jupyter.run_cell(venue.page, SPARE, "fig.threshold = 3")
    venue.says(VENUE(threshold=3).sentence)
    assert venue.control(VENUE, "threshold").input_value() == "3"
    assert venue.pixels() != before


def test_python_reads_what_the_learner_has_set(venue):
    venue.control(VENUE, "threshold").fill("3")
    venue.says(VENUE(threshold=3).sentence)
    venue.settles()  # a scene that the page remembers is shown before the kernel has adopted its values
    printed = jupyter.run_cell(venue.page, SPARE, "print(fig.threshold, fig.sentence)")
    assert printed == f"3.0 {VENUE(threshold=3).sentence}\n"


def test_two_views_of_one_figure_stay_in_step(core):
    one, two = OnPage(core, PRODUCT.__doc__, 0), OnPage(core, PRODUCT.__doc__, 1)
    one.reset()
    one.says(PRODUCT().sentence)
    for moved, other, x1 in ((one, two, -2.5), (two, one, -2)):
        moved.control(PRODUCT, "x1").press("ArrowRight")
        for each in (moved, other):
            each.says(PRODUCT(x1=x1).sentence)
            each.settles()
        assert other.control(PRODUCT, "x1").input_value() == f"{x1:g}"
        assert one.pixels() == two.pixels()


def test_copy_as_code_is_one_call_that_rebuilds_the_state(venue):
    venue.control(VENUE, "w2").press("ArrowRight")
    venue.control(VENUE, "threshold").press("Home")
    venue.root.get_by_role("button", name="copy as code").click()
    expect(venue.root.locator(".nn-spoken")).to_contain_text("Copied: live(figures.perceptron.venue")
    code = venue.page.evaluate("navigator.clipboard.readText()")
    rebuilt = eval(code, {"live": lambda figure, **start: figure.values(**start), "figures": figures})
    assert rebuilt == VENUE.values(w2=3, threshold=VENUE.controls["threshold"].lo)


def test_running_a_cell_again_leaves_one_figure_in_its_start_state(venue):
    venue.control(VENUE, "threshold").fill("3")
    venue.says(VENUE(threshold=3).sentence)
    jupyter.run_cell(venue.page, 1)
    venue.says(VENUE().sentence)
    expect(venue.page.get_by_role("group", name=VENUE.__doc__.split("\n")[0], exact=True)).to_have_count(1)
    assert jupyter.run_cell(venue.page, SPARE, COUNT) == "7 figures in the kernel\n"


# ------------------------------------------------------------------------------------------ theme, width, access


def corner(shown):
    """The colour of the canvas at its upper left corner, as #rrggbb."""
    red, green, blue = shown.canvas.evaluate("c => [...c.getContext('2d').getImageData(1, 1, 1, 1).data].slice(0, 3)")
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_a_figure_follows_the_theme_of_the_page(venue):
    assert corner(venue) == LIGHT["page"]
    sentence = venue.root.locator(".nn-sentence").inner_text()
    try:
        jupyter.run(venue.page, "apputils:change-theme", theme="JupyterLab Dark")
        expect(venue.root).to_have_css("background-color", "rgb({}, {}, {})".format(*bytes.fromhex(DARK["page"][1:])))
        assert corner(venue) == DARK["page"]
        assert venue.root.locator(".nn-sentence").inner_text() == sentence
    finally:
        jupyter.run(venue.page, "apputils:change-theme", theme="JupyterLab Light")
    expect(venue.root).to_have_css("background-color", "rgb({}, {}, {})".format(*bytes.fromhex(LIGHT["page"][1:])))
    assert corner(venue) == LIGHT["page"]


def test_on_a_narrow_page_the_panels_are_stacked_and_nothing_sticks_out(core):
    shown = OnPage(core, BIAS.__doc__)
    wide = shown.canvas.bounding_box()["height"]
    shown.root.evaluate("root => { root.parentElement.style.width = '360px'; }")
    try:
        core.wait_for_function("c => c.clientHeight >= 600", arg=shown.canvas.element_handle())
        assert wide < 400
        frame = shown.root.bounding_box()
        assert frame["width"] <= 360
        assert shown.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")
        for element in shown.root.locator("input, canvas, button:visible, label").all():
            box = element.bounding_box()
            assert frame["x"] <= box["x"]
            assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    finally:
        shown.root.evaluate("root => { root.parentElement.style.width = ''; }")
    core.wait_for_function("c => c.clientHeight < 400", arg=shown.canvas.element_handle())


def test_everything_to_use_has_a_name_and_sliders_say_their_value_with_its_unit(core):
    for figure in (VENUE, UNIT, TIE, BIAS, LINE, PRODUCT):
        shown = OnPage(core, figure.__doc__)
        tree = shown.root.aria_snapshot()
        items = re.findall(r"^\s*- '?(slider|checkbox|combobox|button|img)\b(.*)", tree, re.MULTILINE)
        assert len(items) >= len(figure.controls) + 3
        assert all(re.match(r' "[^"]+', rest) for _, rest in items), tree
        for name, control in figure.controls.items():
            if type(control).__name__ == "Slider":
                said = shown.control(figure, name).get_attribute("aria-valuetext")
                assert re.fullmatch(rf"(minus )?[\d.]+{re.escape(control.unit)}", said), said


def test_tab_reaches_every_control_and_the_focus_is_seen(venue):
    page = venue.page
    wanted = venue.root.locator("input, select, button:not([hidden])").count()
    venue.root.locator("input").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # now the keyboard has put the focus there
    reached = []
    for _ in range(wanted):
        reached.append(
            page.evaluate(
                """() => { const e = document.activeElement, style = getComputedStyle(e);
                    const name = e.id || e.textContent || e.ariaLabel, width = parseFloat(style.outlineWidth);
                    return [e.closest(".nn-figure") !== null, name, style.outlineStyle, width]; }"""
            )
        )
        page.keyboard.press("Tab")
    assert len({name for _, name, _, _ in reached}) == wanted
    for inside, name, style, width in reached:
        assert inside
        assert style != "none", name
        assert width >= 2, name


# ------------------------------------------------------------------------------------------ questions


def test_a_prediction_is_made_by_keyboard_alone_and_its_key_comes_last(core):
    question = questions.find("start")
    card = core.locator(".nn-question")
    card.get_by_role("radio").first.focus()
    core.keyboard.press("Space")
    core.keyboard.press("ArrowDown")
    expect(card.get_by_role("radio").nth(1)).to_be_checked()
    whole = core.content()
    assert not any(option.feedback[:40] in whole for option in question.options)
    core.keyboard.press("Tab")
    core.keyboard.press("Enter")
    expect(card.locator(".nn-reply")).to_have_text(re.compile("try it in the figure"))
    compare = card.get_by_role("button", name="Compare with the figure")
    expect(compare).to_be_visible()
    whole = core.content()
    assert not any(option.feedback[:40] in whole for option in question.options)
    expect(card.get_by_role("radio").first).to_be_disabled()
    compare.focus()
    core.keyboard.press("Enter")
    expect(card.locator(".nn-reply")).to_contain_text(question.options[1].feedback)
    expect(card.locator(".nn-reply")).to_be_focused()  # the button is gone, and the keyboard keeps its place
    assert question.options[0].feedback not in core.content()


# ------------------------------------------------------------------------------------------ kernels that go away

PRELUDE = "from nncourse import figures\nfrom nncourse.live import live"


def test_a_page_loaded_again_shows_what_the_figure_shows_now(page, lab, folder):
    jupyter.run_new(page, lab, folder / "again.ipynb", PRELUDE, "live(figures.perceptron.venue)")
    shown = OnPage(page, VENUE.__doc__)
    shown.control(VENUE, "threshold").fill("3")
    shown.says(VENUE(threshold=3).sentence)
    jupyter.run(page, "docmanager:save")
    page.reload()
    shown.says(VENUE(threshold=3).sentence, timeout=30_000)
    assert shown.control(VENUE, "threshold").input_value() == "3"
    shown.control(VENUE, "threshold").fill("5")
    shown.says(VENUE(threshold=5).sentence)


# What can happen to a kernel: it is restarted, it is shut down, its process dies and the server starts another.
ENDS = {
    "restarted": """async () => { const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
        await kernel.restart();
        await kernel.requestKernelInfo(); }""",
    "shut down": "() => jupyterapp.shell.currentWidget.sessionContext.shutdown()",
    "killed": """async () => { const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
        const back = new Promise((done) => kernel.statusChanged.connect((_, status) =>
            status === "autorestarting" && done()));
        kernel.requestExecute({ code: "import os; os.kill(os.getpid(), 9)" }).done.catch(() => {});
        await back; }""",
}


@pytest.mark.parametrize("end", ENDS)
def test_without_its_kernel_a_figure_keeps_its_picture_and_says_so(page, lab, folder, end):
    name = f"{end.replace(' ', '_')}.ipynb"
    jupyter.run_new(page, lab, folder / name, PRELUDE, "live(figures.perceptron.venue, threshold=3)")
    shown = OnPage(page, VENUE.__doc__)
    shown.says(VENUE(threshold=3).sentence)
    before = shown.pixels()
    page.evaluate(ENDS[end])
    if end == "killed":
        page.get_by_role("button", name="Ok", exact=True).click()  # JupyterLab's own word on it
    shown.control(VENUE, "threshold").press("ArrowRight")
    shown.says(re.compile("No answer from Python.*run this cell again"))
    assert shown.pixels() == before
    if end != "shut down":
        jupyter.run_all(page)
        shown.says(VENUE(threshold=3).sentence)


def test_a_stored_notebook_shows_the_still_picture(page, lab, folder):
    data, metadata = live(VENUE, threshold=3)._repr_mimebundle_()
    jupyter.write_notebook(folder / "stored.ipynb", PRELUDE, "live(figures.perceptron.venue, threshold=3)")
    stored = nbformat.read(folder / "stored.ipynb", 4)
    stored.cells[1].outputs = [nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)]
    nbformat.write(stored, folder / "stored.ipynb")
    jupyter.open_notebook(page, lab, "stored.ipynb")
    picture = page.locator(".jp-OutputArea-output img")
    expect(picture).to_be_visible()
    source = picture.get_attribute("src")
    assert base64.b64decode(source.partition(",")[2]) == base64.b64decode(data["image/png"])
    expect(page.locator(".nn-figure")).to_have_count(0)
