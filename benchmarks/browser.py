"""Live figures beside `ipywidgets.interact` with `plt.show()`: the same pictures in a real JupyterLab, in one browser.

Each picture is drawn in both ways, on a plain server, on one with TCP_NODELAY on its sockets as `nncourse lab` sets it,
or on both, and by `interact` also in JupyterLab as it comes, which redraws its toolbar at every message.  These
variants are measured in turn, round after round, in an order that rotates, each in a page and a kernel of its own;
ratios are formed within a round, and their median is judged.
"""

import argparse
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
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

MOVES = 15
DRAG_SECONDS = 2.0
MOVE_SECONDS = 20.0  # in which a move has to have its picture, or the run ends
SWEEP_SECONDS = 0.3  # from one end of the slider to the other
KEY_PAUSE_MS = 60  # between a picture and the next key
CLICK_PAUSE_MS = 400  # and the next click: a slider of ipywidgets ignores all within 300 ms of the last one
QUIET_MS = 1500  # after a notebook has run, for JupyterLab to come to rest
RELEASES = 20  # drags in a round after which the last picture is waited for: a hundred in five rounds; half for a peer
CALM_SECONDS = 0.6  # without a picture: the last one has come

WAYS = ("live", "interact")
SERVERS = ("plain", "at once")  # TCP_NODELAY off, on
OWN = "as it comes"  # JupyterLab without any setting of the course
START = "import sys; from nncourse import lab; sys.exit(lab.main(sys.argv[1:]))"
SERVER = {
    "at once": ["-c", START, "--no-browser"],
    "plain": ["-c", START.replace("lab;", "lab; lab.send_at_once = lambda: None;"), "--no-browser"],
    OWN: ["-m", "jupyterlab", "--no-browser", "--allow-root"],
}
PRELUDE = """
import matplotlib.pyplot as plt
import numpy as np
import time
from ipywidgets import FloatSlider, interact
from nncourse import Perceptron, datasets, figures, sigmoid
from nncourse.live import live
from nncourse.scene import Field, Line, Panel, Points, Scene, Slider, figure
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
PROMPT, LATE = "DELAY = 0", "DELAY = 0.2"  # seconds that each picture takes besides
CLOUD = """
X = np.random.default_rng(7).uniform(0, 2, size=(200, 2))
grid = (np.arange(100) + 0.5) / 50
plane = np.stack(np.meshgrid(grid, grid), axis=-1)

def height(x, shift):
    return shift + 0.4 * np.sin(3 * x)

y = (X[:, 1] > height(X[:, 0], 1.1)).astype(int)

def seen(shift):
    if DELAY:
        time.sleep(DELAY)  # of 0 it would still give the core away
    right = int(((X[:, 1] > height(X[:, 0], shift)) == y).sum())
    words = f"At {shift:g} the curve has {right} of 200 right."
    return np.tanh(3 * (plane[..., 1] - height(plane[..., 0], shift))), words
"""
LIVE_CLOUD = """
@figure(shift=Slider(0, 2, 0.5, 0.01, label="shift"))
def cloud(shift):
    'A cloud.'
    values, words = seen(shift)
    layers = Field.of(values, (-1, 1)), Line(grid, height(grid, shift)), Points(X[:, 0], X[:, 1], y)
    return Scene((Panel(layers, (0, 2), (0, 2), "x1", "x2"),), words)

live(cloud)
"""
INTERACT_CLOUD = """
def cloud(shift):
    values, words = seen(shift)
    fig, ax = plt.subplots(figsize=SIZE)
    ax.imshow(values, extent=(0, 2, 0, 2), origin="lower", cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto")
    ax.grid(alpha=0.35)
    for k, marker in enumerate("o^"):
        ax.scatter(*X[y == k].T, marker=marker, edgecolors="white")
    ax.plot(grid, height(grid, shift), color="black")
    ax.set(xlim=(0, 2), ylim=(0, 2), xlabel="x1", ylabel="x2")
    ax.set_title(words, fontsize=9)
    plt.show()

interact(cloud, shift=FloatSlider(0.5, min=0, max=2, step=0.01));
"""
INTERACT_NET = """
side = -5 + 10 * (np.arange(80) + 0.5) / 80
plane = np.stack(np.meshgrid(side, side), axis=-1)
a1, a2 = sigmoid(plane @ [1, 1] - 1), sigmoid(plane @ [1, -1] + 0.5)

def regions(b):
    answers = sigmoid(7 * a1 + 5 * a2 + b)
    fig, (left, right) = plt.subplots(1, 2, figsize=SIZE)
    colours = dict(origin="lower", cmap="RdBu_r", vmin=0, vmax=1)
    left.imshow(answers, extent=(-5, 5, -5, 5), **colours)
    left.plot([-4, 5], [5, -4], "--", [-5, 4.5], [-4.5, 5], "--", color="gray")
    left.text(3.6, -3.2, "model 1", ha="center", color="gray")
    left.text(-3.6, -3.7, "model 2", ha="center", color="gray")
    left.set(xlim=(-5, 5), ylim=(-5, 5), xlabel="x1", ylabel="x2 (brown: yes)")
    right.axis("off")
    for values, x, y in ((a1, 0, 1.2), (a2, 0, -1.2), (answers, 3.2, 0)):
        right.imshow(values, extent=(x - 0.5, x + 0.5, y - 0.5, y + 0.5), **colours)
    right.plot([0.5, 2.6], [1.2, 0.25], [0.5, 2.6], [-1.2, -0.25], color="#a64900")
    texts = (0, 1.95, "model 1"), (0, -1.95, "model 2"), (1.6, 1, "7"), (1.6, -1, "5"), (3.2, -0.8, f"b = {b:g}")
    for x, y, words in texts:
        right.text(x, y, words, ha="center", weight="bold")
    right.plot([1.3, 1.3, 3.2], [0.84, -0.84, 0.75], "o", markersize=10, color="white", markeredgecolor="black")
    right.set(xlim=(-0.8, 4), ylim=(-2.4, 2.4), title="three knobs")
    fig.suptitle(f"The third neuron answers sigmoid(7 a1 + 5 a2 + {b:g}).", fontsize=9)
    plt.show()

interact(regions, b=FloatSlider(2, min=-14, max=4, step=0.5));
"""


@dataclass(frozen=True)
class Picture:
    """What is drawn in both ways, or live alone; which control is moved; how, and on which servers.

    keys : by the arrow keys; else by clicks to places no key leads to, so that the kernel is in the loop every time.
    released : after drags, at once alone, it is waited for the last picture.  steady : moves and frames are measured.
    """

    title: str
    control: str
    live: str
    interact: str = ""
    servers: tuple[str, ...] = ("at once",)
    keys: bool = False
    released: bool = False
    steady: bool = True


PICTURES = {
    "venue": Picture(
        "eight bars and a threshold, keys", "threshold",
        "live(figures.perceptron.venue)", INTERACT_VENUE, SERVERS, keys=True,
    ),
    "cloud": Picture(
        "field of 100 × 100, 200 points, a curve, clicks", "shift",
        PROMPT + CLOUD + LIVE_CLOUD, PROMPT + CLOUD + INTERACT_CLOUD, SERVERS, released=True,
    ),
    "late": Picture(
        "the same, each picture 200 ms late", "shift",
        LATE + CLOUD + LIVE_CLOUD, LATE + CLOUD + INTERACT_CLOUD, released=True, steady=False,
    ),
    "weight": Picture(
        "a weight of a network, its field in the page, clicks", "b", "live(figures.xor.regions)", INTERACT_NET
    ),
    "training": Picture(
        "1,000 steps on 200 points of XOR, clicks on the learning rate", "learning_rate", "live(figures.xor.training)"
    ),
}  # fmt: skip
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"  # the notebook in front
TRACK = f"{FRONT} .widget-interact .noUi-base"

# In the page.  A picture counts as painted at the end of the frame that shows it: for an <img> the frame after it is
# decoded, for a canvas the frame in which it is drawn (our figure draws in requestAnimationFrame).
COUNT_BYTES = """
window.bytes = window.pictures = 0; // of the messages that carry a scene or an image
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => {
            const text = typeof data === "string" ? data : new TextDecoder("latin1").decode(data);
            if (!/"since"|"image.png"/.test(text)) return;
            window.bytes += text.length;
            window.pictures += 1;
        });
    }
};
"""
WATCH = """
() => {
    const seen = window.seen = { pressed: 0, moved: 0, painted: [] };
    const at = (name) => () => { seen[name] = performance.now(); };
    for (const event of ["keydown", "pointerdown"]) document.addEventListener(event, at("pressed"), true);
    document.addEventListener("pointermove", at("moved"), true);
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

LIMITS = """\
Limits that no figure of ours can move: this browser shows 60 pictures a second, so where `interact` draws more than
six, ten times as many cannot be had. Where each picture is 200 ms late, both ways wait for the one under way and then
for the last one: there only staleness is judged. Of the field's time, about 8 ms are the wait for the next frame, 7 the
way to the kernel and back, through the server."""


@dataclass(frozen=True)
class Measured:
    """One variant in one round; NaN where it was not measured.

    p50, p95 : ms from a move to its picture.  frames : pictures a second while dragging.  kib : KiB a picture sent.
    settle : ms from the end of a drag to its last picture, the median.  stale : how often that was not the newest.
    """

    p50: float = math.nan
    p95: float = math.nan
    frames: float = math.nan
    kib: float = math.nan
    settle: float = math.nan
    stale: float = math.nan


Variant = tuple[str, str, str]  # way, picture, server
VARIANTS: list[Variant] = [
    (way, name, server)
    for name, picture in PICTURES.items()
    for server in picture.servers
    for way in (WAYS if picture.interact else WAYS[:1])
] + [("interact", name, OWN) for name, picture in PICTURES.items() if picture.servers == SERVERS]


def measure(page: Page, variant: Variant) -> Measured:
    """Move one step at a time, each to a value that was not there before, then drag."""
    way, name, server = variant
    slider, picture = _slider(page, way, name), PICTURES[name]
    slider.scroll_into_view_if_needed()
    found: dict[str, float] = {}
    if picture.steady:
        delays = []
        for k in range(-2, MOVES):  # two to warm up
            if k == 0:
                page.evaluate("window.bytes = window.pictures = 0")
            page.evaluate("seen.painted.length = 0")
            if picture.keys:
                slider.press("ArrowLeft")  # takes the focus, which JupyterLab may have moved
            else:
                # All over the slider, each more than two steps from all the others: what is asked for ahead is no help.
                page.mouse.click(*_place(page, way, name, 0.05 + 0.9 * (7 * (k + 3) % (MOVES + 2)) / (MOVES + 1)))
            _wait_for_a_picture(page, variant)
            if k >= 0:
                delays.append(page.evaluate("seen.painted[0] - seen.pressed"))
            page.wait_for_timeout(KEY_PAUSE_MS if picture.keys else CLICK_PAUSE_MS)
        found["p50"], found["p95"] = statistics.median(delays), statistics.quantiles(delays, n=20)[-1]
        found["kib"] = page.evaluate("window.bytes / 1024 / window.pictures")
        found["frames"] = drag(page, way, name)
    if picture.released and server == "at once":
        found["settle"], found["stale"] = settle(page, way, name)
    return Measured(**found)


def _wait_for_a_picture(page: Page, variant: Variant) -> None:
    """Asking only now and then: a page that is asked all the time answers late."""
    time.sleep(0.12)
    end = time.monotonic() + MOVE_SECONDS
    while not page.evaluate("seen.painted.length"):
        if time.monotonic() > end:
            raise TimeoutError(f"{_name(*variant)}: the slider was moved, and no picture came")
        time.sleep(0.04)


def _slider(page: Page, way: str, name: str) -> Any:
    own = f"{FRONT} .nn-figure input[type=range][id$='-{PICTURES[name].control}']"
    return page.locator(own if way == "live" else f"{FRONT} .widget-interact .noUi-handle")


def _place(page: Page, way: str, name: str, along: float) -> tuple[float, float]:
    """Where on the screen the slider stands at a part of its way."""
    track = (_slider(page, way, name) if way == "live" else page.locator(TRACK)).bounding_box()
    assert track is not None
    return track["x"] + along * track["width"], track["y"] + track["height"] / 2


def _grip(page: Page, way: str, name: str) -> None:
    """Take the slider with the mouse: one of `interact` by its handle."""
    at = _place(page, way, name, 0.5)
    if way == "interact":
        handle = _slider(page, way, name).bounding_box()
        assert handle is not None
        at = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()


def drag(page: Page, way: str, name: str) -> float:
    """Sweep the slider to and fro with the mouse; pictures a second."""
    (left, y), (right, _) = _place(page, way, name, 0.05), _place(page, way, name, 0.95)
    _grip(page, way, name)
    page.evaluate("seen.painted.length = 0")
    start = time.monotonic()
    while (passed := time.monotonic() - start) < DRAG_SECONDS:
        page.mouse.move(left + (right - left) * abs((passed / SWEEP_SECONDS) % 2 - 1), y)
        time.sleep(max(0.0, 1 / 60 - (time.monotonic() - start - passed)))
    count = page.evaluate("seen.painted.length")
    page.mouse.up()
    page.wait_for_timeout(700)  # late pictures belong to no measurement
    return count / DRAG_SECONDS


def settle(page: Page, way: str, name: str) -> tuple[float, float]:
    """Drag to new places again and again: ms from each last move to its picture; how many of these were stale."""
    rng, delays, stale = random.Random(5), [], 0
    for _ in range(RELEASES if way == "live" else RELEASES // 2):
        _grip(page, way, name)
        for x, y in [_place(page, way, name, rng.uniform(0.05, 0.95)) for _ in range(15)]:
            page.mouse.move(x, y)
            time.sleep(1 / 60)
        page.mouse.up()
        count, since = -1, time.monotonic()
        while time.monotonic() - since < CALM_SECONDS:
            time.sleep(0.1)
            if (now := page.evaluate("seen.painted.length")) != count:
                count, since = now, time.monotonic()
        delays.append(page.evaluate("Math.max(1, (seen.painted.at(-1) ?? 0) - seen.moved)"))
        if way == "live":
            words = page.locator(f"{FRONT} .nn-sentence").inner_text()
            stale += not words.startswith(f"At {float(_slider(page, way, name).input_value()):g} ")
    return statistics.median(delays), stale if way == "live" else math.nan


def run(rounds: int) -> tuple[list[dict[Variant, Measured]], str]:
    """All rounds, and the version of the browser."""
    results = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jupyter.write_notebook(folder / "00_start.ipynb", "")  # what `nncourse lab` looks for
        for way, name, server in VARIANTS:
            jupyter.write_notebook(folder / _name(way, name, server), PRELUDE, getattr(PICTURES[name], way))
        playwright = stack.enter_context(sync_playwright())
        path = jupyter.find_browser(playwright)
        if path is None:
            sys.exit("No browser of the Chromium family was found.")
        addresses = {
            server: stack.enter_context(
                jupyter.jupyterlab(
                    folder, Path(stack.enter_context(tempfile.TemporaryDirectory())), SERVER[server]
                )
            )
            for server in SERVER
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
    measured = measure(page, variant)
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
    """What has to reach a bar: its words, its median over the rounds, the least and the greatest of them."""

    words: str
    median: float
    least: float
    greatest: float
    bar: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.median <= self.bar if self.at_most else self.median >= self.bar


Round = dict[Variant, Measured]


def criteria(results: list[Round]) -> list[Criterion]:
    """What must hold, with its numbers of each round."""
    found = []

    def judge(words: str, bar: float, of: Callable[[Round], float], at_most: bool = False) -> None:
        each = [of(r) for r in results]
        found.append(Criterion(words, statistics.median(each), min(each), max(each), bar, at_most))

    def ratio(measured: str, over: Variant, under: Variant) -> Callable[[Round], float]:
        return lambda r: getattr(r[over], measured) / getattr(r[under], measured)

    for p in ("venue", "cloud"):
        for s in SERVERS:
            pair = ("interact", p, s), ("live", p, s)
            judge(f"{p}: move to picture (p50), interact {s} / live {s}", 8, ratio("p50", *pair))
            judge(f"{p}: move to picture (p95), interact {s} / live {s}", 6, ratio("p95", *pair))
        pair = ("interact", p, OWN), ("live", p, "at once")
        judge(f"{p}: move to picture (p50), interact {OWN} / live at once", 8, ratio("p50", *pair))
        judge(f"{p}: move to picture (p95), interact {OWN} / live at once", 6, ratio("p95", *pair))
        for live, other, bar in (("plain", "plain", 3), ("at once", "plain", 6), ("at once", "at once", 6)):
            pair = ("live", p, live), ("interact", p, other)
            judge(f"{p}: frames while dragging, live {live} / interact {other}", bar, ratio("frames", *pair))
        judge(f"{p}: KiB a picture sent", 16, lambda r, p=p: r["live", p, "at once"].kib, True)
    weight, other = ("live", "weight", "at once"), ("interact", "weight", "at once")
    judge("weight: move to picture (p50), interact / live", 10, ratio("p50", other, weight))
    judge("weight: frames while dragging, live / interact", 10, ratio("frames", weight, other))
    judge("weight: frames a second while dragging", 45, lambda r: r[weight].frames)
    judge("weight: KiB a picture sent", 2, lambda r: r[weight].kib, True)
    pair = ("interact", "cloud", "at once"), ("live", "cloud", "at once")
    judge("cloud: last move to last picture, interact / live", 3, ratio("settle", *pair))
    for p in ("cloud", "late"):
        stale = f"{p}: last pictures of {RELEASES} drags that were stale"
        judge(stale, 0, lambda r, p=p: r["live", p, "at once"].stale, True)
    judge("training: learning rate to picture (p50), ms", 60, lambda r: r["live", "training", "at once"].p50, True)
    return found


def report(results: list[dict[Variant, Measured]], browser: str, load_at_start: float) -> str:
    """The section of RESULTS.md."""
    packages = ("jupyterlab", "jupyter_server", "ipykernel", "ipywidgets", "anywidget", "matplotlib", "numpy")
    lines = [
        "## Live figures", "",
        f"{machine(load_at_start)}; Chromium {browser} without a screen, {versions(packages)}.", "",
        f"Medians over {len(results)} rounds of {MOVES} moves, each to a new value, {DRAG_SECONDS:g} s of dragging to "
        f"and fro, and {RELEASES} drags after which the last picture is waited for. A picture is sent as one message, "
        "of which all bytes are counted. Keys: the live figure asks ahead "
        "for the value that the next key is likely to want, and remembers what it has shown; clicks go where nothing "
        "was asked for. `interact` is `ipywidgets.interact` with a function ending in `plt.show()`. *At once*: "
        "TCP_NODELAY is set on the server's sockets, as `nncourse lab` does; *plain*: the same server without it; "
        f"*{OWN}*: JupyterLab without the course's settings, which serve `interact` too.", "",
        "| picture | way | server | move → picture p50, ms | p95, ms | frames/s while dragging | KiB a picture sent "
        "| last move → last picture, ms |",
        "|---|---|---|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    for way, picture, server in VARIANTS:
        cells = [results_of[way, picture, server] for results_of in results]
        columns = (("p50", 0), ("p95", 0), ("frames", 1), ("kib", 1), ("settle", 0))
        medians = [(statistics.median(getattr(cell, name) for cell in cells), digits) for name, digits in columns]
        shown = " | ".join("" if math.isnan(number) else f"{number:.{digits}f}" for number, digits in medians)
        lines.append(f"| {PICTURES[picture].title} | {way} | {server} | {shown} |")
    lines += [
        "",
        "| what is judged, ratios within each round | median | from – to | bar | holds |",
        "|---|--:|--:|--:|---|",
    ]
    for c in criteria(results):
        holds = "yes" if c.holds else "**no**"
        bar = f"{'≤' if c.at_most else '≥'} {c.bar:g}"
        lines.append(f"| {c.words} | {c.median:.1f} | {c.least:.1f} – {c.greatest:.1f} | {bar} | {holds} |")
    return "\n".join([*lines, "", LIMITS]) + "\n"


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
