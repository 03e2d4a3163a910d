"""A live figure, a prediction and a quiz in Jupyter Notebook 7, without a network."""

import re

import pytest
from playwright.sync_api import expect

from nncourse import figures, questions

from . import jupyter
from .conftest import Watched
from .shown import OnPage

pytestmark = pytest.mark.browser

VENUE, REGIONS = figures.perceptron.venue, figures.xor.regions
CELLS = (
    "from nncourse import figures\nfrom nncourse.live import live, predict, quiz",
    "live(figures.perceptron.venue)",
    "live(figures.xor.regions)",
    "predict('start')",
)


@pytest.fixture(scope="module")
def watched(browser, tmp_path_factory):
    """Pages of Notebook 7 that note errors and requests to another machine, and its address."""
    folder = tmp_path_factory.mktemp("seven")
    jupyter.write_notebook(folder / "seven.ipynb", *CELLS)
    command = ["-m", "notebook", "--no-browser", "--ip=127.0.0.1", "--allow-root"]
    with jupyter.jupyterlab(folder, tmp_path_factory.mktemp("private7"), command) as address:
        watched = Watched(browser, address)
        watched.address = address
        yield watched
        watched.context.close()


@pytest.fixture(scope="module")
def seven(watched):
    """The notebook, run from top to bottom."""
    page = watched.page()
    page.goto(re.sub(r"/tree[^?]*", "/notebooks/seven.ipynb", watched.address))
    jupyter.kernel_is_idle(page, "seven.ipynb")
    jupyter.run_all(page)
    expect(page.locator(".nn-figure[data-settled=true]")).to_have_count(2)
    assert not [fault for fault in watched.faults if fault.startswith("request")]  # of loading the page
    yield page
    page.close()


def test_figures_are_drawn_moved_dragged_and_reset(seven):
    venue, regions = OnPage(seven, VENUE.__doc__), OnPage(seven, REGIONS.__doc__)
    venue.says(VENUE().sentence)
    before = venue.pixels()
    slider = venue.control(VENUE, "threshold")
    slider.press("ArrowLeft")  # and the notebook's own shortcuts leave the key alone
    venue.says(VENUE(threshold=8.5).sentence)
    venue.settles()
    assert venue.pixels() != before
    scene = REGIONS()
    knob = next(layer for layer in scene.panels[1].layers if getattr(layer, "vertical", "") == "b")
    seven.mouse.move(*regions.place(scene, knob.x, knob.y, panel=1))
    seven.mouse.down()
    seven.mouse.move(*regions.place(scene, knob.x, knob.y - 1, panel=1), steps=6)
    seven.mouse.up()
    regions.says(REGIONS(b=-6).sentence)
    regions.reset()
    regions.says(scene.sentence)


def test_a_prediction_is_committed_and_compared(seven):
    question = questions.find("start")
    card = seven.locator(".nn-question")
    card.get_by_role("radio").nth(1).check()
    card.get_by_role("button").click()
    expect(card.locator(".nn-reply")).to_have_text(re.compile("try it in the figure"))
    assert question.options[1].feedback not in seven.content()
    card.get_by_role("button", name="Compare with the figure").click()
    expect(card.locator(".nn-reply")).to_contain_text(question.options[1].feedback)
