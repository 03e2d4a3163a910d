"""A live figure, a prediction and a warm-up in Jupyter Notebook 7, without a network."""

import json
import re
import sys

import pytest
from playwright.sync_api import expect

from nncourse import figures, questions

from . import jupyter
from .conftest import Watched
from .shown import OnPage

pytestmark = pytest.mark.browser

VENUE, REGIONS = figures.perceptron.venue, figures.xor.regions
CELLS = (
    "from nncourse import figures\nfrom nncourse.live import live, predict, warm_up",
    "live(figures.perceptron.venue)",
    "live(figures.xor.regions)",
    "predict('start')",
    "warm_up('P10', 'P02-role')",
)


@pytest.fixture(scope="module")
def watched(browser, tmp_path_factory):
    """Pages of Notebook 7 that note errors and requests to another machine, and its address."""
    folder = tmp_path_factory.mktemp("seven")
    jupyter.write_notebook(folder / "seven.ipynb", *CELLS)
    command = ["-m", "notebook", "--no-browser", "--ip=127.0.0.1", "--allow-root"]
    private = tmp_path_factory.mktemp("private7")
    progress = private / "data/nncourse/progress.jsonl"
    progress.parent.mkdir(parents=True)
    wrong = {"version": 1, "day": "2025-01-01", "question": "P15-double", "right": False}
    progress.write_text(f'{{"version": 1, "keep": true}}\n{json.dumps(wrong)}\n')
    with jupyter.jupyterlab(folder, private, command) as address:
        watched = Watched(browser, address)
        watched.progress = progress
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
    card = seven.locator(".nn-question").filter(has_text=question.text)
    card.get_by_role("radio").nth(1).check()
    card.get_by_role("button").click()
    expect(card.locator(".nn-reply")).to_have_text(re.compile("try it in the figure"))
    assert question.options[1].feedback not in seven.content()
    card.get_by_role("button", name="Compare with the figure").click()
    expect(card.locator(".nn-reply")).to_contain_text(question.options[1].feedback)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the file is not where the test can put one")
def test_a_warm_up_asks_what_was_wrong_and_notes_the_first_answer(seven, watched):
    asked = [questions.find(id) for id in ("P15-double", "P10")]
    cards = seven.locator(".nn-question")
    expect(cards).to_have_count(3)  # and the prediction
    for card, question in zip(cards.all()[1:], asked, strict=True):
        expect(card.locator("legend")).to_have_text(question.text)
        wrong = next(k for k, option in enumerate(question.options) if not option.right)
        for option in (wrong, question.options.index(question.answer)):
            card.get_by_role("radio").nth(option).check()
            card.get_by_role("button", name="Check").click()
            expect(card.locator(".nn-reply")).to_contain_text(question.options[option].feedback)
    noted = [json.loads(line) for line in watched.progress.read_text().splitlines() if line][2:]
    assert [(entry["question"], entry["right"]) for entry in noted] == [(question.id, False) for question in asked]
