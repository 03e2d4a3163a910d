"""Thirty live figures on one page of JupyterLab, dragged for ten minutes: does the page or the kernel grow?

Beside them, in turn, thirty sliders of ipywidgets with a word each are dragged in a page of their own: what grows there
too is JupyterLab's.  Every minute garbage is collected, and what is left is weighed.  The figures remember the scenes
they have shown and the kernel its trainings: the first half is for filling, and over the second nothing may grow.

All thirty stand below one cell: whenever another cell becomes the active one, JupyterLab 4.6 loses the toolbar that it
had made for the last (some 800 listeners, 260 nodes, 0.1 MB), whatever the cell shows.
"""

import argparse
import inspect
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
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
MINUTES = 10  # for each page
MOST_GROWTH = 0.03  # of the page of the figures over the second half, beyond that of the sliders; and of their kernel
PRELUDE = """
from IPython.display import display
from ipywidgets import FloatSlider, Label, VBox
from nncourse import figures
from nncourse.live import live

def slider():
    slider, label = FloatSlider(), Label()
    slider.observe(lambda change: setattr(label, "value", f"{change.new:g}"), "value")
    return VBox([slider, label])
"""
WEIGH = "import gc, psutil; gc.collect(); print(psutil.Process().memory_info().rss)"
ASK = """
(code) => new Promise((found) => {
    const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
    kernel.requestExecute({ code }).onIOPub = ({ content }) => content.text && found(Number(content.text));
})
"""
SHOWN = {"figures": ".nn-figure", "sliders": ".widget-slider"}  # in the page of each kind


@dataclass(frozen=True)
class Weight:
    """What one page holds at one moment, and its kernel: MB of objects, elements, listeners; MB of the process."""

    page: float
    nodes: int
    listeners: int
    kernel: float


Weights = dict[str, list[Weight]]  # kind → minute by minute


def names() -> list[str]:
    """Thirty figures of the course, from all its lectures."""
    modules = [module for module in vars(figures).values() if inspect.ismodule(module)]
    every = [figure for module in modules for figure in vars(module).values() if isinstance(figure, Figure)]
    found = [f.name for f in every if any(isinstance(control, Slider) for control in f.controls.values())]
    return [found[k * len(found) // FIGURES] for k in range(FIGURES)]


def weigh(page: Page) -> Weight:
    """What is left without garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used, counted = session.send("Runtime.getHeapUsage")["usedSize"], session.send("Memory.getDOMCounters")
    session.detach()
    return Weight(used / 1e6, counted["nodes"], counted["jsEventListeners"], page.evaluate(ASK, WEIGH) / 1e6)


def drag(page: Page, kind: str, number: int, rng: random.Random) -> None:
    """Drag a slider to and fro: of a figure always the same one, so that all its scenes are soon remembered."""
    shown = page.locator(SHOWN[kind]).nth(number)
    shown.scroll_into_view_if_needed()  # the browser leaves out what it has not yet had in view
    track = grip = shown.locator(".noUi-base")
    if kind == "figures":
        sliders = shown.locator("input[type=range]:visible")
        track = grip = sliders.nth(number % sliders.count())
    else:
        grip = shown.locator(".noUi-handle")
    track.scroll_into_view_if_needed()
    way, held = track.bounding_box(), grip.bounding_box()
    assert way is not None
    assert held is not None
    y = held["y"] + held["height"] / 2
    page.mouse.move(held["x"] + held["width"] / 2, y)
    page.mouse.down()
    for _ in range(rng.randint(2, 6)):
        page.mouse.move(way["x"] + rng.uniform(0.02, 0.98) * way["width"], y, steps=15)
    page.mouse.up()


def run(minutes: float) -> tuple[Weights, int, str]:
    """What was weighed each minute, how many drags there were in each page, and the version of the browser."""
    rng, drags = random.Random(6), 0
    every = {
        "figures": [f"display(live(figures.{name}))" for name in names()],
        "sliders": ["display(slider())"] * FIGURES,
    }
    with (
        tempfile.TemporaryDirectory() as made,
        tempfile.TemporaryDirectory() as private,
        sync_playwright() as playwright,
    ):
        folder = Path(made)
        jupyter.write_notebook(folder / "00_start.ipynb", "")  # what `nncourse lab` looks for
        for kind, lines in every.items():
            jupyter.write_notebook(folder / f"{kind}.ipynb", PRELUDE, "\n".join(lines))
        path = jupyter.find_browser(playwright)
        if path is None:
            sys.exit("No browser of the Chromium family was found.")
        command = ["-m", "nncourse.cli", "lab", str(folder), "--no-browser"]
        with jupyter.jupyterlab(folder, Path(private), command) as address:
            browser = playwright.chromium.launch(executable_path=path, args=list(jupyter.FLAGS))
            pages = {}
            for kind in every:
                pages[kind] = page = browser.new_context(viewport={"width": 1300, "height": 1000}).new_page()
                jupyter.open_notebook(page, address, f"{kind}.ipynb")
                jupyter.run_all(page)
                page.locator(f":nth-match({SHOWN[kind]}, {FIGURES})").wait_for(state="attached")
            weights = {kind: [weigh(page)] for kind, page in pages.items()}
            spent = 0.0  # by the figures: as many drags of the sliders may take another time
            while spent < 60 * minutes:
                start = time.monotonic()
                drag(pages["figures"], "figures", drags % FIGURES, rng)
                spent += time.monotonic() - start
                drag(pages["sliders"], "sliders", drags % FIGURES, rng)
                drags += 1
                if spent >= 60 * len(weights["figures"]):
                    for kind, page in pages.items():
                        weights[kind].append(weigh(page))
                    now = ", ".join(f"{kind} {each[-1].page:.1f} MB" for kind, each in weights.items())
                    print(f"minute {len(weights['figures']) - 1}: {now}", file=sys.stderr, flush=True)
            found = browser.version
            browser.close()
    return weights, drags, found


def growth(column: list[float]) -> float:
    """How much a line fitted to the second half rises from its one end to the other."""
    half = column[len(column) // 2 :]
    return statistics.linear_regression(range(len(half)), half).slope * (len(half) - 1) if len(half) > 1 else 0.0


def judged(weights: Weights) -> list[tuple[str, float, float]]:
    """What must not grow, by how many MB it did, and how many are allowed."""
    page = {kind: [weight.page for weight in each] for kind, each in weights.items()}
    kernel = [weight.kernel for weight in weights["figures"]]
    more = growth(page["figures"]) - growth(page["sliders"])
    return [
        ("page of the figures, beyond that of the sliders", more, MOST_GROWTH * page["figures"][-1]),
        ("kernel of the figures", growth(kernel), MOST_GROWTH * kernel[-1]),
    ]


def report(weights: Weights, drags: int, browser: str, load_at_start: float) -> str:
    """The section of RESULTS.md."""
    packages = ("jupyterlab", "ipykernel", "ipywidgets")
    lines = [
        "## Endurance", "",
        f"{machine(load_at_start)}; Chromium {browser} without a screen, {versions(packages)}.", "",
        f"{FIGURES} live figures on one page of JupyterLab and {FIGURES} sliders of ipywidgets on another, dragged in "
        f"turn, {drags} times each; garbage is collected before each weighing. One slider a figure: the scenes of all "
        "its values are remembered after a while. All stand below one cell: JupyterLab loses some memory whenever "
        "another cell becomes the active one, with sliders as with figures.", "",
        "| minute | figures: page, MB | elements | listeners | kernel, MB | sliders: page, MB | elements | listeners "
        "| kernel, MB |",
        "|" + "--:|" * 9,
    ]  # fmt: skip
    for minute, pair in enumerate(zip(weights["figures"], weights["sliders"], strict=True)):
        cells = (f"{w.page:.1f} | {w.nodes:,} | {w.listeners:,} | {w.kernel:.1f}" for w in pair)
        lines.append(f"| {minute} | {' | '.join(cells)} |")
    lines += ["", "| growth over the second half, fitted | MB | at most | holds |", "|---|--:|--:|---|"]
    for words, grown, most in judged(weights):
        lines.append(f"| {words} | {grown:.2f} | {most:.2f} | {'yes' if grown <= most else '**no**'} |")
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
    return 0 if all(grown <= most for _, grown, most in judged(weights)) else 1


if __name__ == "__main__":
    sys.exit(main())
