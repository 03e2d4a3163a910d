"""The static pages in a real browser: on a narrow screen, on paper, and as axe finds them."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.pages import NOTEBOOKS, page

pytestmark = pytest.mark.browser

OPEN = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
WIDE = "() => [...document.querySelectorAll('math, table, img')].map((e) => e.getBoundingClientRect().right)"


PAGES = sorted([*NOTEBOOKS.glob("0*.ipynb"), *NOTEBOOKS.glob("homework/*.ipynb")])


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def lecture(request, watched):
    """The page of a lecture or a homework, opened."""
    shown = watched.page()
    shown.set_content(page(nbformat.read(request.param, 4), request.param.parent))
    yield shown
    shown.close()


def test_at_360_pixels_no_page_scrolls_sideways_and_on_paper_all_is_unfolded_and_within_the_sheet(lecture):
    lecture.set_viewport_size({"width": 360, "height": 800})
    lecture.emulate_media(media="print")
    folded = lecture.locator("details > :not(summary)")
    assert folded.evaluate_all("all => all.filter((e) => !e.checkVisibility()).length") == 0
    lecture.set_viewport_size({"width": 680, "height": 960})  # A4 with margins of 15 mm
    assert max(lecture.evaluate(WIDE), default=0) <= 681
    lecture.emulate_media(media="screen")
    lecture.set_viewport_size({"width": 360, "height": 800})
    assert folded.evaluate_all("all => all.filter((e) => e.checkVisibility()).length") == 0
    lecture.evaluate(OPEN)
    assert lecture.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 1300])
def test_axe_finds_nothing_on_a_page(lecture, width):
    lecture.set_viewport_size({"width": width, "height": 800})
    lecture.evaluate(OPEN)
    found = Axe().run(lecture).response
    assert [(fault["id"], node["html"][:200]) for fault in found["violations"] for node in fault["nodes"]] == []
    assert len(found["passes"]) > 10
