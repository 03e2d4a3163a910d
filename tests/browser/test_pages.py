"""The static pages of the lectures in a real browser: on a narrow screen and on paper."""

import nbformat
import pytest

from tools.pages import NOTEBOOKS, page

pytestmark = pytest.mark.browser

OPEN = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
WIDE = "() => [...document.querySelectorAll('math, table, img')].map((e) => e.getBoundingClientRect().right)"


@pytest.fixture(params=sorted(path.name for path in NOTEBOOKS.glob("0*.ipynb")))
def lecture(request, watched):
    """The page of a lecture, opened."""
    shown = watched.page()
    shown.set_content(page(nbformat.read(NOTEBOOKS / request.param, 4)))
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
