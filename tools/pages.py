"""Notebooks as pages to read: one HTML file each, that needs no network, no script and no kernel.

    python tools/pages.py [--out build/html] [NOTEBOOK …]

Mathematics becomes MathML, pictures carry their sentence as alternative text, links between notebooks lead to the
pages, and an output that answers a prediction waits behind "Show the output".
"""

import argparse
import functools
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
from latex2mathml.converter import convert
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

LONG = 27  # letters and signs of a formula that may be wider than a small screen
ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "mroot": 2, "msubsup": 3, "munderover": 3}


def page(notebook: Any, folder: Path = NOTEBOOKS) -> str:
    """The HTML of a notebook that stands in a folder; ValueError if part of it cannot be shown without a network."""
    titles = [cell.source for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.startswith("# ")]
    exporter = TemplateExporter(
        template_name="page_template", template_file="index.html.j2", extra_template_basedirs=[str(ROOT / "tools")]
    )
    taken: Counter[str] = Counter()
    exporter.register_filter("text", functools.partial(text, taken=taken, folder=folder))
    exporter.register_filter("program", program)
    exporter.register_filter("sentence", sentence)
    exporter.register_filter("plain", strip_ansi)
    title = titles[0].partition("\n")[0].removeprefix("# ") if titles else "nncourse"
    html, _ = exporter.from_notebook_node(notebook, resources={"title": re.sub(r"[*_`$]", "", title)})
    SelfContained().feed(html)
    return html


def program(source: str) -> str:
    """Python with its keywords, texts, numbers and comments marked."""
    return highlight(source, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).rstrip("\n")


def sentence(output: Any) -> str:
    """What a picture shows, in words."""
    words = output.data.get("text/plain", "").strip()
    if not words or words.startswith("<"):
        raise ValueError(f"a picture has no sentence that tells what it shows; its text is {words!r}")
    return words


def text(cell: Any, taken: Counter[str], folder: Path) -> str:
    """Markdown, with its mathematics, as HTML; `taken` counts the names of headings on the page so far."""
    renderer = Renderer(taken, path=str(folder), attachments=cell.get("attachments"))
    markdown = MarkdownWithMath(renderer=renderer)
    renderer.register("table", table)
    html = markdown.render(cell.source).replace("<pre>", f"<pre {frame('Code')}>")
    return re.sub(r'href="([^":]+)\.ipynb(#[^"]*)?"', r'href="\1.html\2"', html)


def table(_: Any, rows: str) -> str:
    """A table in a frame of its own; a head without a word is no head, one that is a formula has it as a name too."""
    rows = re.sub(r"<th\b[^>]*>\s*</th>", "<td></td>", rows.replace(frame("Formula"), ""))
    rows = re.sub(r"<thead>\s*<tr>(\s*<td></td>)*\s*</tr>\s*</thead>\s*", "", rows)
    rows = re.sub(
        r"(<th\b[^>]*><math)(.*?</math></th>)", lambda m: f'{m[1]} aria-label="{letters(m[1] + m[2])}"{m[2]}', rows
    )
    return f"<div {frame('Table')}><table>{rows}</table></div>"


def frame(name: str) -> str:
    """The attributes of what may be wider than the page, and is then moved by itself, with the keyboard too."""
    return f'class="wide" tabindex="0" role="group" aria-label="{name}"'


def letters(html: str) -> str:
    """What is written, without the markup: x 1."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


class Renderer(IPythonRenderer):
    """Markdown to HTML, mathematics to MathML."""

    def __init__(self, taken: Counter[str], **options: Any) -> None:
        super().__init__(escape=False, embed_images=True, **options)
        self.taken = taken

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        name = re.sub(r"\s+", "-", re.sub(r"<[^>]*>", "", text).strip())
        self.taken[name] += 1
        number = f"-{self.taken[name]}" if self.taken[name] > 1 else ""
        return f'<h{level} id="{name}{number}">{text}</h{level}>\n'

    def block_html(self, html: str) -> str:
        return html + "\n"  # as it stands: what embeds pictures would close a <details> whose text comes after

    def inline_html(self, html: str) -> str:
        return html

    def inline_math(self, body: str) -> str:
        formula = mathml(body, "inline")
        long = len(unescape(letters(formula)).replace(" ", "")) > LONG
        return f"<span {frame('Formula')}>{formula}</span>" if long else formula

    def block_math(self, body: str) -> str:
        number = re.search(r"\\tag\{(.*?)\}", body)
        formula = mathml(body.replace(number[0], "") if number else body, "block")
        shown = f'<span class="number">({number[1]})</span>' if number else ""
        called = f"Equation {number[1]}" if number else "Equation"
        return f'<span class="equation"><span {frame(called)}>{formula}</span>{shown}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")


def mathml(formula: str, display: str) -> str:
    """A formula in LaTeX as MathML; ValueError with its text if any of it is not understood."""
    understood = re.sub(r"(begin|end)\{aligned\}", r"\1{align*}", formula.strip())
    # What is raised beside a matrix belongs to all of it, not to its last bracket.
    matrix = r"(\\begin\{(\w*matrix)\}(?:(?!\\end\{\2\}).)*\\end\{\2\})(?=\s*[\^_])"
    understood = re.sub(matrix, r"{\1}", understood, flags=re.DOTALL)
    try:
        html = convert(understood, display=display)
        for element in ElementTree.fromstring(html).iter():
            tag = element.tag.rpartition("}")[2]
            if len(element) != CHILDREN.get(tag, len(element)):
                raise ValueError(f"{tag} has {len(element)} parts")
            if tag == "mi" and re.search(r"[\\&{}]", element.text or ""):
                raise ValueError(f"{element.text} is unknown")
    except Exception as error:
        raise ValueError(f"formula: cannot be made MathML: {formula.strip()} ({error!r})") from error
    # The sign of a prime is small and raised by itself; as an exponent it would be a speck.
    return re.sub(r"<msup>(<mi>[^<]*</mi><mi>&#x0203[234];</mi>)</msup>", r"<mrow>\1</mrow>", html)


class SelfContained(HTMLParser):
    """Reads a page; ValueError if it would fetch or run anything.  A link to follow (<a href>) is no fetching."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "object", "embed", "base"}:
            raise ValueError(f"page: <{tag}> is not shown without a network")
        for name, value in attrs:
            fetches = name in {"src", "href", "srcset", "poster", "data", "xlink:href"} and tag != "a"
            if fetches and not (value or "").startswith(("data:", "#")):
                raise ValueError(f"page: <{tag}> would be fetched from {value}")
            if name == "style":
                self.read_style(value or "")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self.read_style(data)

    def read_style(self, css: str) -> None:
        remote = re.search(r"@import[^;]*|url\((?!['\"]?(data:|#))[^)]*\)", css)
        if remote:
            raise ValueError(f"page: a style would be fetched: {remote[0]}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make a page to read, without network or kernel, of each notebook.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "html", help="folder of the pages")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: the lectures and the homework")
    options = parser.parse_args(arguments)
    default = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("homework/*.ipynb"))]
    for path in map(Path.resolve, options.notebooks or default):
        below = path.relative_to(NOTEBOOKS) if path.is_relative_to(NOTEBOOKS) else Path(path.name)
        target = options.out / below.with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            html = page(nbformat.read(path, as_version=4), path.parent)
        except ValueError as error:
            raise SystemExit(f"{path.name}: {error}") from error
        target.write_text(html, encoding="utf-8", newline="\n")
        print(target)


if __name__ == "__main__":
    main()
