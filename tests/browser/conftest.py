import os
import re
import shutil
from pathlib import Path

import pytest

from . import jupyter

# A fault of JupyterLab's own, which hurts nobody: two changes of theme in a row both take the splash screen away.
SPLASH_REMOVED_TWICE = re.compile(r"[^\n]*'removeChild' on 'Node'[^\n]*\n *at \S+/static/lab/jlab_core\.\S+")

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="session")
def browser():
    """A browser of the Chromium family; without one the tests are skipped, or fail where one was promised."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = jupyter.find_browser(playwright)
        if path is None:
            words = "No browser of the Chromium family was found, and Playwright could not install one."
            (pytest.fail if os.environ.get("NNCOURSE_REQUIRE_BROWSER") == "1" else pytest.skip)(words)
        browser = playwright.chromium.launch(executable_path=path, args=list(jupyter.FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """A copy of the course's notebooks, to write in."""
    return Path(shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("course") / "notebooks"))


@pytest.fixture(scope="session")
def lab(browser, folder, tmp_path_factory):
    """The address of `nncourse lab` on that copy."""
    command = ["-m", "nncourse.cli", "lab", str(folder), "--no-browser"]
    with jupyter.jupyterlab(folder, tmp_path_factory.mktemp("private"), command) as address:
        yield address


class Watched:
    """Opens pages and notes what must not happen in them: errors, and requests that leave this machine."""

    def __init__(self, browser, address):
        self.context = browser.new_context(viewport={"width": 1300, "height": 5000})
        self.context.grant_permissions(
            ["clipboard-read", "clipboard-write"], origin=re.match(r"http://[^/]+", address)[0]
        )
        self.context.set_default_timeout(30_000)
        self.faults = []

    def page(self):
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.faults.append(f"console: {message.text}"))
        page.on("pageerror", self._page_error)
        page.on("request", lambda request: self._local(request.url))
        page.on("websocket", lambda socket: self._local(socket.url))
        page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?", which a reload asks
        return page

    def _page_error(self, error):
        if not SPLASH_REMOVED_TWICE.fullmatch(error.stack):
            self.faults.append(f"page: {error.stack}")

    def _local(self, url):
        if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url):
            self.faults.append(f"request to {url}")


@pytest.fixture(scope="session")
def watched(browser, lab):
    watched = Watched(browser, lab)
    yield watched
    watched.context.close()


@pytest.fixture(autouse=True)
def nothing_goes_wrong(watched):
    """After each test: no error in the page, no request to another machine."""
    watched.faults.clear()
    yield
    assert watched.faults == []


@pytest.fixture
def page(watched):
    """A page of its own, for tests that reload, restart or go elsewhere."""
    page = watched.page()
    yield page
    page.close()
