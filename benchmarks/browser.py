"""Live figures beside `ipywidgets.interact` with `plt.show()`: the same pictures in a real JupyterLab, in one browser.

Two pictures, each drawn in both ways, each on two servers: one plain, one with TCP_NODELAY on its sockets as
`nncourse lab` sets it.  These eight variants are measured in turn, round after round, in an order that rotates, each in
a page and a kernel of its own; ratios are formed within a round, and their median is judged.
"""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
# Folders of this checkout, not packages that are installed.
from benchmarks.results import RESULTS, load, machine, put_section, versions  # noqa: E402
from tests.browser import jupyter  # noqa: E402

KEYS = 15
DRAG_SECONDS = 2.0
KEY_SECONDS = 20.0  # in which a key has to have its picture, or the run ends
SWEEP_SECONDS = 0.3  # from one end of the slider to the other
PAUSE_MS = 60  # between an answer and the next key
QUIET_MS = 1500  # after a notebook has run, for JupyterLab to come to rest

WAYS = ("live", "interact")
SERVERS = ("plain", "at once")  # TCP_NODELAY off, on
PICTURES = ("venue", "line")
TITLES = {"venue": "eight bars and a threshold", "line": "field of 100 × 100, twenty points, a line"}

# What must hold: a median of ratios over the rounds, for each picture.
KEY_RATIO = 6.0  # p50 of interact / p50 of the live figure, on the same kind of server
DRAG_RATIO_PLAIN = 3.0  # frames of the live figure / frames of interact, both plain
DRAG_RATIO_AT_ONCE = 6.0  # live figure at once / interact plain, and / interact at once

SERVER = {
    "at once": "import sys; from nncourse import lab; sys.exit(lab.main(sys.argv[1:]))",
    "plain": "import sys; from nncourse import lab; lab.send_at_once = lambda: None; sys.exit(lab.main(sys.argv[1:]))",
}
PRELUDE = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact
from nncourse import Perceptron, datasets, figures
from nncourse.live import live
%matplotlib inline
SIZE = (7, 3)  # inches of 100 pixels: as large as the live figure in this window
"""
INTERACT_VENUE = """
X = datasets.binary_inputs(3)
names = ["".join(str(int(bit)) for bit in row) for row in X]

def venue(threshold):
    unit = Perceptron.with_threshold([6, 2, 2], threshold)
    sums, truth = unit.weighted_sum(X), unit.predict(X)
    fig, ax = plt.subplots(figsize=SIZE)
    ax.grid(color="#d9d9de")
    ax.set_axisbelow(True)
    bars = ax.bar(range(8), sums, 0.72, color=["#a64900" if t else "#0072b2" for t in truth], tick_label=names)
    ax.bar_label(bars, weight="bold")
    ax.axhline(threshold, color="black", label=f"threshold {threshold:g}")
    ax.legend(loc="upper left")
    for k, t in enumerate(truth):
        ax.plot(k, -2.4, "^" if t else "o", color="#a64900" if t else "#0072b2")
    ax.set(ylim=(-2.8, 12.8), ylabel="weighted sum", xlabel="weather, friend, commute")
    ax.set_title(f"You go on {int(truth.sum())} of 8 kinds of weekend.", fontsize=9)
    plt.show()

interact(venue, threshold=FloatSlider(9, min=-1, max=11, step=0.5));
"""
INTERACT_LINE = """
rng = np.random.default_rng(7)
X = rng.normal(size=(20, 2)) * 0.6 + np.repeat([[-1.2, -0.7], [1.2, 0.7]], 10, axis=0)
y = np.repeat([0, 1], 10)
grid = np.linspace(-3, 3, 100)
plane = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
w = np.array([np.cos(np.radians(120)), np.sin(np.radians(120))])

def line(shift):
    neuron = Perceptron(w, -shift)
    fig, ax = plt.subplots(figsize=SIZE)
    field = np.tanh(3 * neuron.score(plane)).reshape(100, 100)
    ax.imshow(field, extent=(-3, 3, -3, 3), origin="lower", cmap="RdBu_r", vmin=-1, vmax=1)
    ax.grid(alpha=0.35)
    for k, marker in enumerate("o^"):
        ax.scatter(*X[y == k].T, marker=marker, edgecolors="white")
    ends, foot = shift * w + np.outer([-9, 9], [-w[1], w[0]]), shift * w
    ax.plot(ends[:, 0], ends[:, 1], color="black")
    ax.annotate("fires", foot + w, foot, arrowprops={"arrowstyle": "<-"}, weight="bold")
    ax.set(xlim=(-3, 3), ylim=(-3, 3), xlabel="x1", ylabel="x2")
    ax.set_title(f"The line leaves {int((neuron.predict(X) != y).sum())} of 20 on the wrong side.", fontsize=9)
    plt.show()

interact(line, shift=FloatSlider(1, min=-3, max=3, step=0.1));
"""
CELLS = {
    ("live", "venue"): "live(figures.perceptron.venue)",
    ("live", "line"): "live(figures.start.line)",
    ("interact", "venue"): INTERACT_VENUE,
    ("interact", "line"): INTERACT_LINE,
}
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # the notebook in front
SLIDER = {
    ("live", "venue"): f"{FRONT} .nn-figure input[type=range][id$='-threshold']",
    ("live", "line"): f"{FRONT} .nn-figure input[type=range][id$='-shift']",
    ("interact", "venue"): f"{FRONT} .widget-interact .noUi-handle",
    ("interact", "line"): f"{FRONT} .widget-interact .noUi-handle",
}
TRACK = f"{FRONT} .widget-interact .noUi-base"

# In the page.  A picture counts as painted at the end of the frame that shows it: for an <img> the frame after it is
# decoded, for a canvas the frame in which it is drawn (our figure draws in requestAnimationFrame).
COUNT_BYTES = """
window.received = 0;
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => { window.received += data.byteLength ?? data.length; });
    }
};
"""
WATCH = """
() => {
    const seen = window.seen = { pressed: 0, painted: [] };
    document.addEventListener("keydown", () => { seen.pressed = performance.now(); }, true);
    const endOfFrame = (then) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = then;
        port2.postMessage(0);
    };
    const painted = () => seen.painted.push(performance.now());
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    CanvasRenderingContext2D.prototype.clearRect = function (...given) {
        if (this.canvas.closest?.(".nn-figure")) endOfFrame(painted);
        return clear.apply(this, given);
    };
    window.watchImage = (area) => {
        let last = area.querySelector("img").src;
        new MutationObserver(async () => {
            const image = area.querySelector("img");
            if (!image || image.src === last) return;
            last = image.src;
            await image.decode().catch(() => {});
            requestAnimationFrame(() => endOfFrame(painted));
        }).observe(area, { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] });
    };
}
"""


@dataclass(frozen=True)
class Measured:
    """One variant in one round: ms from key to picture, pictures a second while dragging, KiB a picture."""

    p50: float
    p95: float
    frames: float
    kib: float


Variant = tuple[str, str, str]  # way, picture, server
VARIANTS: list[Variant] = [(way, picture, server) for picture in PICTURES for server in SERVERS for way in WAYS]


def measure(page: Page, way: str, picture: str, name: str) -> Measured:
    """Press keys one at a time, each to a value that was not there before, then drag to and fro."""
    slider = page.locator(SLIDER[way, picture])
    slider.scroll_into_view_if_needed()
    delays, received = [], 0
    for k in range(-2, KEYS):  # two to warm up
        if k == 0:
            received = page.evaluate("window.received")
        page.evaluate("seen.painted.length = 0")
        slider.press("ArrowLeft")  # takes the focus, which JupyterLab may have moved
        # Asking only now and then: a page that is asked all the time answers late.
        time.sleep(0.12)
        end = time.monotonic() + KEY_SECONDS
        while not page.evaluate("seen.painted.length"):
            if time.monotonic() > end:
                raise TimeoutError(f"{name}: a key was pressed, and no picture came")
            time.sleep(0.04)
        if k >= 0:
            delays.append(page.evaluate("seen.painted[0] - seen.pressed"))
        page.wait_for_timeout(PAUSE_MS)
    kib = (page.evaluate("window.received") - received) / KEYS / 1024
    frames = drag(page, way, picture)
    return Measured(statistics.median(delays), statistics.quantiles(delays, n=20)[-1], frames, kib)


def drag(page: Page, way: str, picture: str) -> float:
    """Sweep the slider to and fro with the mouse; pictures a second."""
    handle = page.locator(SLIDER[way, picture])
    track = (handle if way == "live" else page.locator(TRACK)).bounding_box()
    assert track is not None
    y = track["y"] + track["height"] / 2
    page.mouse.move(track["x"] + 0.5 * track["width"], y)
    if way == "interact":  # this slider is taken by its handle
        grip = handle.bounding_box()
        assert grip is not None
        page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.evaluate("seen.painted.length = 0")
    start = time.monotonic()
    while (passed := time.monotonic() - start) < DRAG_SECONDS:
        along = abs((passed / SWEEP_SECONDS) % 2 - 1)
        page.mouse.move(track["x"] + (0.05 + 0.9 * along) * track["width"], y)
        time.sleep(max(0.0, 1 / 60 - (time.monotonic() - start - passed)))
    count = page.evaluate("seen.painted.length")
    page.mouse.move(track["x"] + 0.5 * track["width"], y)  # from here an arrow key can go both ways
    page.mouse.up()
    page.wait_for_timeout(700)  # late pictures belong to no measurement
    return count / DRAG_SECONDS


def run(rounds: int) -> tuple[list[dict[Variant, Measured]], str]:
    """All rounds, and the version of the browser."""
    results = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jupyter.write_notebook(folder / "00_start.ipynb", "")  # what `nncourse lab` looks for
        for (way, picture), cell in CELLS.items():
            for server in SERVERS:
                jupyter.write_notebook(folder / _name(way, picture, server), PRELUDE, cell)
        playwright = stack.enter_context(sync_playwright())
        path = jupyter.find_browser(playwright)
        if path is None:
            sys.exit("No browser of the Chromium family was found.")
        addresses = {
            server: stack.enter_context(
                jupyter.jupyterlab(
                    folder, Path(stack.enter_context(tempfile.TemporaryDirectory())),
                    ["-c", SERVER[server], str(folder), "--no-browser"],
                )
            )
            for server in SERVERS
        }  # fmt: skip
        browser = playwright.chromium.launch(executable_path=path, args=list(jupyter.FLAGS))
        for r in range(rounds):
            turn = VARIANTS[r % len(VARIANTS) :] + VARIANTS[: r % len(VARIANTS)]
            results.append({v: _alone(browser, addresses[v[2]], v) for v in turn})
            print(f"round {r + 1} of {rounds}", file=sys.stderr, flush=True)
        found = browser.version
        browser.close()
    return results, found


def _alone(browser: Any, address: str, variant: Variant) -> Measured:
    """Measure one variant in a new page with nothing else open; its kernel ends with it."""
    page = _open(browser, address, variant)
    page.wait_for_timeout(QUIET_MS)
    measured = measure(page, variant[0], variant[1], _name(*variant))
    jupyter.run(page, "notebook:shutdown-kernel")
    page.context.close()
    return measured


def _name(way: str, picture: str, server: str) -> str:
    return f"{way}_{picture}_{server.replace(' ', '_')}.ipynb"


def _open(browser: Any, address: str, variant: Variant) -> Page:
    """A new page with one notebook, run, its picture watched."""
    way, name = variant[0], _name(*variant)
    page = browser.new_context(viewport={"width": 1300, "height": 1000}).new_page()
    page.add_init_script(COUNT_BYTES)
    jupyter.open_notebook(page, address + "&reset", name)  # reset: without the tabs of the page before
    page.evaluate(WATCH)
    jupyter.run_all(page)
    page.wait_for_selector(f"{FRONT} .nn-figure[data-settled]" if way == "live" else f"{FRONT} .widget-interact img")
    jupyter.kernel_is_idle(page, name)
    if way == "interact":
        page.locator(f"{FRONT} .widget-interact").evaluate("(area) => watchImage(area)")
    return page


@dataclass(frozen=True)
class Criterion:
    """A ratio that has to reach a bar: its words, its median over the rounds, the least and the greatest of them."""

    words: str
    median: float
    least: float
    greatest: float
    bar: float

    @property
    def holds(self) -> bool:
        return self.median >= self.bar


def criteria(results: list[dict[Variant, Measured]]) -> list[Criterion]:
    """What must hold, with the ratios of each round."""

    def judged(words: str, bar: float, ratios: list[float]) -> Criterion:
        return Criterion(words, statistics.median(ratios), min(ratios), max(ratios), bar)

    found = []
    for p in PICTURES:
        for s in SERVERS:
            ratios = [r["interact", p, s].p50 / r["live", p, s].p50 for r in results]
            found.append(judged(f"{p}: key to picture (p50), interact {s} / live {s}", KEY_RATIO, ratios))
        for live, other, bar in (
            ("plain", "plain", DRAG_RATIO_PLAIN),
            ("at once", "plain", DRAG_RATIO_AT_ONCE),
            ("at once", "at once", DRAG_RATIO_AT_ONCE),
        ):
            ratios = [r["live", p, live].frames / r["interact", p, other].frames for r in results]
            found.append(judged(f"{p}: frames while dragging, live {live} / interact {other}", bar, ratios))
    return found


def report(results: list[dict[Variant, Measured]], browser: str, load_at_start: float) -> str:
    """The section of RESULTS.md."""
    packages = ("jupyterlab", "jupyter_server", "ipykernel", "ipywidgets", "anywidget", "matplotlib", "numpy")
    lines = [
        "## Live figures", "",
        f"{machine(load_at_start)}; Chromium {browser} without a screen, {versions(packages)}.", "",
        f"Medians over {len(results)} rounds of {KEYS} keys, each to a new value, and {DRAG_SECONDS:g} s of dragging "
        "to and fro. The live figure asks ahead for the value that the next key is likely to want, and remembers the "
        "scenes it has shown. `interact` is `ipywidgets.interact` with a function ending in `plt.show()`. *At once*: "
        "TCP_NODELAY is set on the server's sockets, as `nncourse lab` does; *plain*: the same server without it.", "",
        "| picture | way | server | key → picture p50, ms | p95, ms | frames/s while dragging | KiB a picture |",
        "|---|---|---|--:|--:|--:|--:|",
    ]  # fmt: skip
    for way, picture, server in VARIANTS:
        cells = [results_of[way, picture, server] for results_of in results]
        p50, p95, frames, kib = (
            statistics.median(getattr(cell, name) for cell in cells) for name in ("p50", "p95", "frames", "kib")
        )
        shown = f"{p50:.0f} | {p95:.0f} | {frames:.1f} | {kib:.1f}"
        lines.append(f"| {TITLES[picture]} | {way} | {server} | {shown} |")
    lines += ["", "| ratio, formed within each round | median | from – to | bar | holds |", "|---|--:|--:|--:|---|"]
    for c in criteria(results):
        holds = "yes" if c.holds else "**no**"
        lines.append(f"| {c.words} | {c.median:.1f} | {c.least:.1f} – {c.greatest:.1f} | {c.bar:g} | {holds} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    load_at_start = load()
    results, browser = run(chosen.rounds)
    section = report(results, browser, load_at_start)
    put_section(chosen.out, section)
    print(section)
    return 0 if all(criterion.holds for criterion in criteria(results)) else 1


if __name__ == "__main__":
    sys.exit(main())
