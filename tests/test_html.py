"""A notebook as a page to read: `tools/pages.py`."""

import base64
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.pages import mathml, page

ROOT = Path(__file__).parents[1]
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n a picture").decode()
SENTENCE = 'Threshold 5: 4 of 8 inputs fire, "you go" < 5 & more.'


class Elements(HTMLParser):
    """Every element of a page: its tag and its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def picture(sentence=SENTENCE):
    return new_output("display_data", {"image/png": PNG, "text/plain": sentence})


def printed(text):
    return new_output("stream", name="stdout", text=text)


def notebook(*cells):
    for i, cell in enumerate(cells):
        cell["id"] = f"cell-{i}"
    return new_notebook(cells=list(cells))


def html_of(markdown):
    return page(notebook(new_markdown_cell(markdown)))


def test_a_picture_is_told_by_the_sentence_of_its_figure():
    html = page(notebook(new_code_cell("live(threshold)", outputs=[picture()])))
    (image,) = Elements(html).all("img")
    assert image == {"src": f"data:image/png;base64,{PNG}", "alt": SENTENCE}


@pytest.mark.parametrize("sentence", ["", "<Figure size 640x480 with 1 Axes>"])
def test_a_picture_without_a_sentence_is_refused(sentence):
    with pytest.raises(ValueError, match="a picture has no sentence"):
        page(notebook(new_code_cell("plot()", outputs=[picture(sentence)])))


def test_inline_and_display_mathematics_become_mathml():
    html = html_of("With $w \\cdot x$ we have\n\n$$z = w \\cdot x + b$$\n")
    assert [m["display"] for m in Elements(html).all("math")] == ["inline", "block"]
    assert "$" not in html.partition("<main")[2]


def test_the_number_of_an_equation_stands_beside_it():
    html = html_of("$$a = \\varphi(z) \\tag{1.1}$$")
    assert re.search(r'</math></span><span class="number">\(1\.1\)</span>', html)


def test_mathematics_holds_its_case_distinctions_and_aligned_lines():
    for formula in (
        r"\begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    ):
        rows = [e for e in ElementTree.fromstring(mathml(formula, "block")).iter() if e.tag.endswith("}mtr")]
        assert len(rows) == 2


def test_a_prime_which_is_raised_by_itself_is_no_exponent():
    tags = [e.tag.rpartition("}")[2] for e in ElementTree.fromstring(mathml("\\sigma'(z) f''(c)", "inline")).iter()]
    assert "msup" not in tags
    assert "msup" in mathml("a^2 + b'", "inline")


def test_what_is_raised_beside_a_matrix_is_raised_beside_all_of_it():
    column = r"\begin{pmatrix} x \\ 1 \end{pmatrix}"
    html = mathml(rf"{column} {column}^{{(1)}} {column}_2", "block")
    tags = [e.tag.rpartition("}")[2] for e in ElementTree.fromstring(html)[0]]
    assert tags == ["mo", "mtable", "mo", "msup", "msub"]


@pytest.mark.parametrize("formula", [r"\frobnicate{z}", r"\frac{a}", r"\left( z", "x_", "a}", "a & b"])
def test_a_formula_that_is_not_understood_stops_the_page_with_its_text(formula):
    with pytest.raises(ValueError, match=re.escape(formula)):
        html_of(f"We have $${formula}$$ here")


def test_a_head_without_a_word_is_no_head():
    html = html_of("| | first | second |\n|---|---|---|\n| reads | $x$ | |\n")
    heads = re.findall(r"<th>(.*?)</th>", html)
    assert heads == ["first", "second"]
    assert re.findall(r"<td>(.*?)</td>", html)[:2] == ["", "reads"]
    assert "<thead>" not in html_of("| | |\n|---|---|\n| **Time** | an hour |\n")


def test_a_head_that_is_a_formula_has_a_name_for_whoever_reads_no_mathematics():
    assert [m.get("aria-label") for m in Elements(html_of("| $x_1$ |\n|---|\n| $x_2$ |\n")).all("math")] == [
        "x 1",
        None,
    ]


def test_what_may_be_wider_than_the_page_has_a_name_and_can_be_moved_with_the_keyboard():
    cells = [
        new_markdown_cell("| a |\n|---|\n| $" + "b + " * 14 + "b$ |\n\n$$x \\tag{4.2}$$\n\n$$y$$\n\n    z = 1"),
        new_markdown_cell("Short: $b + b$. Long: $" + "b + " * 14 + "b$."),
        new_code_cell("x", outputs=[new_output("display_data", {"text/html": "<table></table>", "text/plain": "a"})]),
    ]
    elements = Elements(page(notebook(*cells)))
    wide = [attributes for _, attributes in elements.found if "wide" in attributes.get("class", "").split()]
    assert [frame["aria-label"] for frame in wide] == ["Table", "Equation 4.2", "Equation", "Code", "Formula", "Output"]
    assert {(frame["tabindex"], frame["role"]) for frame in wide} == {("0", "group")}


def test_a_dollar_sign_in_a_program_is_no_mathematics():
    html = page(notebook(new_code_cell("price = '$3$'"), new_markdown_cell("`$3$`")))
    assert Elements(html).all("math") == []


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("[next](02_sigmoid.ipynb)", "02_sigmoid.html"),
        ("[part](02_sigmoid.ipynb#Step)", "02_sigmoid.html#Step"),
        ("[task](homework/01_perceptron_homework.ipynb)", "homework/01_perceptron_homework.html"),
        ('<a href="../01_perceptron.ipynb">back</a>', "../01_perceptron.html"),
        ("[far](https://example.org/a.ipynb)", "https://example.org/a.ipynb"),
        ("[here](#Step)", "#Step"),
    ],
)
def test_links_between_notebooks_lead_to_their_pages(link, target):
    skip, followed = Elements(html_of(link)).all("a")
    assert (skip["href"], followed["href"]) == ("#content", target)


def test_an_output_that_answers_a_prediction_waits_behind_show_the_output():
    hidden = new_code_cell("show(output=1)", outputs=[printed("output = 1\n")])
    hidden.metadata = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    html = page(notebook(hidden, new_code_cell("show(sum=8)", outputs=[printed("sum = 8\n")])))
    (behind,) = re.findall(r"<details.*?</details>", html, re.DOTALL)
    assert "<summary>Show the output</summary>" in behind
    assert "output = 1" in behind
    assert "sum = 8" not in behind
    assert "open" not in Elements(html).all("details")[0]


def test_a_fold_in_the_text_keeps_its_markdown():
    html = html_of("<details><summary>More</summary>\n\nA **bold** word and $x$.\n\n</details>")
    (fold,) = re.findall(r"<details>.*?</details>", html, re.DOTALL)
    assert "<strong>bold</strong>" in fold
    assert "<math" in fold


def test_outputs_are_text_and_not_markup():
    cell = new_code_cell("x", outputs=[printed("<b>1 < 2</b>\x1b[31m red\x1b[0m")])
    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt; red</pre>" in page(notebook(cell))


def test_a_program_is_shown_whole_and_its_words_are_marked():
    source = "for x in [1, 2]:  # a loop\n    print('<', x)"
    html = page(notebook(new_code_cell(source)))
    shown = re.search(r"<code>(.*?)</code>", html, re.DOTALL)[1]
    assert re.sub(r"<[^>]*>", "", shown).replace("&lt;", "<").replace("&#39;", "'") == source
    assert '<span class="k">for</span>' in shown


def test_the_page_says_its_language_title_and_width_and_lets_one_skip_to_the_content():
    html = page(notebook(new_markdown_cell("# Perceptron *thresholds*\n\nText.")))
    elements = Elements(html)
    assert elements.all("html") == [{"lang": "en"}]
    assert "<title>Perceptron thresholds</title>" in html
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in elements.all("meta")
    assert elements.found[[tag for tag, _ in elements.found].index("body") + 1][1]["href"] == "#content"
    assert elements.all("main")[0]["id"] == "content"


def test_headings_of_one_name_have_two_anchors():
    html = page(notebook(new_markdown_cell("## Try it"), new_markdown_cell("## Try it")))
    assert [h["id"] for h in Elements(html).all("h2")] == ["Try-it", "Try-it-2"]


@pytest.mark.parametrize(
    "remote",
    [
        '<script src="https://example.org/a.js"></script>',
        "<script>1</script>",
        '<img src="https://example.org/a.png" alt="a">',
        '<img src="beside.png" alt="a">',
        '<link rel="stylesheet" href="//example.org/a.css">',
        '<iframe src="a.html"></iframe>',
        "<style>@import 'a.css';</style>",
        '<p style="background: url(https://example.org/a.png)">a</p>',
    ],
)
@pytest.mark.parametrize("where", ["text", "output"])
def test_what_would_be_fetched_or_run_is_refused(remote, where):
    output = new_output("display_data", {"text/html": remote, "text/plain": "a"})
    cell = new_markdown_cell(remote) if where == "text" else new_code_cell("x", outputs=[output])
    with pytest.raises(ValueError, match=r"^page: "):
        page(notebook(cell))


def test_a_picture_beside_the_notebook_is_taken_into_the_page(tmp_path):
    (tmp_path / "drawing.png").write_bytes(base64.b64decode(PNG))
    html = page(notebook(new_markdown_cell("![A neuron](drawing.png)")), folder=tmp_path)
    assert Elements(html).all("img") == [{"src": f"data:image/png;base64,{PNG}", "alt": "A neuron"}]


def test_a_page_fetches_nothing():
    html = page(
        notebook(new_markdown_cell("[far](https://example.org)\n\n$x$"), new_code_cell("x", outputs=[picture()]))
    )
    fetched = [(tag, value) for tag, attributes in Elements(html).found for name, value in attributes.items()
               if name in {"src", "href"} and tag != "a" and not value.startswith("data:")]  # fmt: skip
    assert fetched == []
    assert Elements(html).all("script") == Elements(html).all("link") == []


def test_the_same_notebook_gives_the_same_page():
    cells = new_markdown_cell("# A\n\n$x$"), new_code_cell("x", outputs=[picture()])
    assert page(notebook(*cells)) == page(notebook(*cells))


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_text_stands_out_from_paper_and_shade(theme):
    css = (ROOT / "tools/page_template/page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", css, re.DOTALL)[theme]))
    grounds = colours.pop("paper"), colours.pop("shade")
    least = {"line": 3}  # a border, not a text
    weak = {
        name: contrast(c, g) for name, c in colours.items() for g in grounds if contrast(c, g) < least.get(name, 4.5)
    }
    assert len(colours) == 8
    assert weak == {}


def test_the_command_makes_a_page_of_each_notebook_and_names_the_one_it_cannot_make(tmp_path):
    def run(name, markdown):
        nbformat.write(notebook(new_markdown_cell(markdown)), tmp_path / name)
        command = [sys.executable, ROOT / "tools/pages.py", "--out", tmp_path / "out", tmp_path / name]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert run("good.ipynb", "# Good\n\n$x$").returncode == 0
    assert "<title>Good</title>" in (tmp_path / "out" / "good.html").read_text(encoding="utf-8")
    bad = run("bad.ipynb", r"$\frobnicate$")
    assert bad.returncode == 1
    assert bad.stderr.startswith("bad.ipynb: formula: cannot be made MathML: \\frobnicate")


def test_on_a_small_screen_and_there_alone_the_sentence_stands_below_its_picture():
    html = page(notebook(new_code_cell("live(threshold)", outputs=[picture("Four of 8 fire.")])))
    assert '<p class="caption" aria-hidden="true">Four of 8 fire.</p>' in html
    assert re.search(r"\.caption { display: none;", html)
    assert re.search(r"max-width: 640px\) { \.caption { display: block;", html)
