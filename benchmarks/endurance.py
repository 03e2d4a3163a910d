"""Thirty live figures on one page of JupyterLab, dragged for ten minutes: does the page or the kernel grow?

Every minute garbage is collected on both sides, and what is left is weighed.  The figures remember the scenes they have
shown and the kernel its trainings: the first half is for filling, and over the second half nothing may grow.
"""

import argparse
import inspect
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
# Folders of this checkout, not packages that are installed.
from benchmarks.results import RESULTS, load, machine, put_section, versions  # noqa: E402
from nncourse import figures  # noqa: E402
from nncourse.scene import Figure, Slider  # noqa: E402
from tests.browser import jupyter  # noqa: E402

FIGURES = 30
MINUTES = 10
MOST_GROWTH = 0.03  # of the last quarter, over the quarter before it
NOTEBOOK = "endurance.ipynb"
PRELUDE = "import gc, psutil\nfrom nncourse import figures\nfrom nncourse.live import live"
WEIGH = "gc.collect()\nprint(psutil.Process().memory_info().rss)"

Weights = list[tuple[float, float]]  # MB of the page and of the kernel, minute by minute


def names() -> list[str]:
    """Thirty figures of the course, from all its lectures."""
    modules = [module for module in vars(figures).values() if inspect.ismodule(module)]
    every = [figure for module in modules for figure in vars(module).values() if isinstance(figure, Figure)]
    found = [f.name for f in every if any(isinstance(control, Slider) for control in f.controls.values())]
    return [found[k * len(found) // FIGURES] for k in range(FIGURES)]


def weigh(page: Page) -> tuple[float, float]:
    """MB of the page's objects and of the kernel's process, without garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6, int(jupyter.run_cell(page, FIGURES + 1, WEIGH)) / 1e6


def drag(page: Page, number: int, rng: random.Random) -> None:
    """Drag a slider of a figure to and fro: always the same one, so that all its scenes are soon remembered."""
    figure = page.locator(".nn-figure").nth(number)
    figure.scroll_into_view_if_needed()  # the browser leaves out what it has not yet had in view
    sliders = figure.locator("input[type=range]:visible")
    slider = sliders.nth(number % sliders.count())
    slider.scroll_into_view_if_needed()
    track = slider.bounding_box()
    assert track is not None
    y = track["y"] + track["height"] / 2
    page.mouse.move(track["x"] + track["width"] / 2, y)
    page.mouse.down()
    for _ in range(rng.randint(2, 6)):
        page.mouse.move(track["x"] + rng.uniform(0.02, 0.98) * track["width"], y, steps=15)
    page.mouse.up()


def run(minutes: float) -> tuple[Weights, int, str]:
    """What was weighed each minute, how many drags there were, and the version of the browser."""
    rng, weights, drags = random.Random(6), [], 0
    with (
        tempfile.TemporaryDirectory() as made,
        tempfile.TemporaryDirectory() as private,
        sync_playwright() as playwright,
    ):
        folder = Path(made)
        jupyter.write_notebook(folder / "00_start.ipynb", "")  # what `nncourse lab` looks for
        jupyter.write_notebook(folder / NOTEBOOK, PRELUDE, *(f"live(figures.{name})" for name in names()), "")
        path = jupyter.find_browser(playwright)
        if path is None:
            sys.exit("No browser of the Chromium family was found.")
        command = ["-m", "nncourse.cli", "lab", str(folder), "--no-browser"]
        with jupyter.jupyterlab(folder, Path(private), command) as address:
            browser = playwright.chromium.launch(executable_path=path, args=list(jupyter.FLAGS))
            page = browser.new_context(viewport={"width": 1300, "height": 1000}).new_page()
            jupyter.open_notebook(page, address, NOTEBOOK)
            jupyter.run_all(page)
            page.locator(f":nth-match(.nn-figure, {FIGURES})").wait_for(state="attached")
            weights.append(weigh(page))
            start = time.monotonic()
            while time.monotonic() - start < 60 * minutes:
                drag(page, drags % FIGURES, rng)
                drags += 1
                if time.monotonic() - start >= 60 * len(weights):
                    weights.append(weigh(page))
                    print(f"minute {len(weights) - 1}: {weights[-1]}", file=sys.stderr, flush=True)
            weights.append(weigh(page))
            found = browser.version
            browser.close()
    return weights, drags, found


def growth(column: list[float]) -> float:
    """By what part the last quarter is above the quarter before it: medians, so that one reading decides nothing."""
    quarter = max(1, len(column) // 4)
    return statistics.median(column[-quarter:]) / statistics.median(column[-2 * quarter : -quarter]) - 1


def report(weights: Weights, drags: int, browser: str, load_at_start: float) -> str:
    """The section of RESULTS.md."""
    lines = [
        "## Endurance", "",
        f"{machine(load_at_start)}; Chromium {browser} without a screen, {versions(('jupyterlab', 'ipykernel'))}.", "",
        f"{FIGURES} live figures on one page of JupyterLab, {drags} drags one after the other; garbage is collected "
        "before each weighing. One slider a figure: the scenes of all its values are remembered after a while.", "",
        "| minute | page, MB | kernel, MB |", "|--:|--:|--:|",
        *(f"| {minute} | {page:.1f} | {kernel:.1f} |" for minute, (page, kernel) in enumerate(weights)), "",
        "| last quarter against the quarter before it | growth | at most | holds |", "|---|--:|--:|---|",
    ]  # fmt: skip
    for who, column in zip(("page", "kernel"), zip(*weights, strict=True), strict=True):
        grown = growth(list(column))
        holds = "yes" if grown <= MOST_GROWTH else "**no**"
        lines.append(f"| {who} | {100 * grown:.1f} % | {100 * MOST_GROWTH:g} % | {holds} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    load_at_start = load()
    weights, drags, browser = run(chosen.minutes)
    section = report(weights, drags, browser, load_at_start)
    put_section(chosen.out, section)
    print(section)
    return 0 if all(growth(list(column)) <= MOST_GROWTH for column in zip(*weights, strict=True)) else 1


if __name__ == "__main__":
    sys.exit(main())
