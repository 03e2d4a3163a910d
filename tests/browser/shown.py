"""A live figure as a page shows it: its controls, its picture, its sentence, and where things are on the screen."""

from importlib.resources import files

from playwright.sync_api import expect

expect.set_options(timeout=20_000)

CANVAS_JS = files("nncourse.live").joinpath("canvas.js").read_text("utf-8")


class OnPage:
    """One live figure as the page shows it."""

    def __init__(self, page, title, number=0):
        self.page = page
        self.root = page.get_by_role("group", name=title.split("\n")[0], exact=True).nth(number)
        self.canvas = self.root.locator("canvas")

    def control(self, figure, name):
        return self.root.get_by_label(figure.controls[name].label, exact=True)

    def pixels(self):
        return self.canvas.evaluate("canvas => canvas.toDataURL()")

    def says(self, sentence, timeout=10_000):
        """Wait for a sentence; it is written in the same frame as the picture."""
        expect(self.root.locator(".nn-sentence")).to_have_text(sentence, timeout=timeout)

    def settles(self):
        expect(self.root).to_have_attribute("data-settled", "true")

    def reset(self):
        self.root.get_by_role("button", name="reset").click()

    def place(self, figure_scene, x, y, panel=0):
        """Where a point of the figure's axes is on the screen, by the ticks' own map."""
        plain = [
            {"x": list(axes.x), "y": list(axes.y), "equal": axes.equal, "bare": axes.bare,
             "title": axes.title, "ylabel": axes.ylabel, "xlabel": axes.xlabel,
             "layers": [{"kind": type(layer).__name__, "classes": [int(c) for c in getattr(layer, "classes", ())]}
                        for layer in axes.layers]} for axes in figure_scene.panels
        ]  # fmt: skip
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        at = self.page.evaluate(
            """async ([code, panels, number, width, x, y]) => {
                const address = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
                const box = (await import(address)).layout(panels, width).boxes[number];
                return [box.toX(x), box.toY(y)]; }""",
            [CANVAS_JS, plain, panel, int(box["width"]), x, y],
        )
        return box["x"] + at[0], box["y"] + at[1]

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    def colour(self, x, y):
        """The colour (3,) of the picture at a place of the screen."""
        box = self.canvas.bounding_box()
        return self.canvas.evaluate(
            """(canvas, [x, y]) => { const ratio = canvas.width / canvas.clientWidth;
                return [...canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)]; }""",
            [x - box["x"], y - box["y"]],
        )

    def sentences(self):
        """A growing list, in the page, of all the sentences from now on."""
        return self.page.evaluate_handle(
            """root => { const seen = [], sentence = root.querySelector(".nn-sentence");
                new MutationObserver(() => seen.push(sentence.textContent)).observe(sentence, { childList: true });
                return seen; }""",
            self.root.element_handle(),
        )
