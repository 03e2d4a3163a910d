"""The syllabus and the teacher's pages: Markdown made from what the course says about itself.

    python tools/docs.py

docs/syllabus.md    from the tags of the cells: curriculum row → section → figure → exercise.
docs/teacher/*.md   from a lecture, its questions and its homework, and from docs/source/teacher/<topic>.toml for what
                    stands in none of them: the plan of a lesson, drawings for the board, answers to students.

Nothing is written if a part names something that is not there.  A second run leaves no difference.
"""

import ast
import json
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path
from typing import Any

from nncourse.grading.files import read_notebook, replace_file
from nncourse.homework.catalogue import EXERCISES
from nncourse.questions import find

ROOT = Path(__file__).resolve().parents[1]
LESSON = 50  # minutes
LINE = 110  # characters
DECKS = {
    "IBR": "*Neural Networks*, Nail Ibrahimli",
    "MEI": "*Neural Networks Crash Course*, Alex Mei, 2020",
    "OCT": "*Neural Networks*, 4 October 2017",
    "BAD": "*Neural Network*, Hassan Badawy",
    "KHE": "*Introduction to Neural Networks*, S. R. Kheradpisheh, 2019",
}

# ---------------------------------------------------------------------------------------------- what the notebooks hold


@dataclass(frozen=True, eq=False)
class Section:
    """A numbered section of a notebook: its heading, such as "1.3 A story in eight sums", and its cells."""

    heading: str
    notebook: Path
    cells: list[Any] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.heading.partition(" ")[2]

    @property
    def link(self) -> str:
        """A link whose address stands at the end of the page, so that the page reads well as plain text."""
        return f"[{'Homework ' * (self.notebook.parent.name == 'homework')}{self.heading}]"

    @property
    def time(self) -> str:
        """What stands in italics at the beginning of a line and ends in minutes: "8 minutes"; empty if nothing does."""
        lines = (re.search(r"^\*([^*\n]*\d+ minutes)\.?\*", cell.source, re.MULTILINE) for cell in self.cells)
        return next((line[1] for line in lines if line), "")

    def calls(self, *functions: str) -> list[ast.Call]:
        return [call for cell in self.cells for call in calls(cell, *functions)]


def sections(notebook: Path) -> list[Section]:
    """The numbered sections of a notebook.  ValueError if a tag of a row stands in none of them."""
    found: list[Section] = []
    for cell in read_notebook(notebook).cells:
        heading = re.match(r"##+ (\d+\.\d+ .+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.append(Section(heading[1].strip(), notebook))
        if found:
            found[-1].cells.append(cell)
        elif any(re.fullmatch(r"[A-Z]\d\d(-\w+)?", tag) for tag in cell.metadata.get("tags", [])):
            raise ValueError(f"{notebook.name}, cell {cell.id}: it has the tag of a row and stands in no section")
    return found


def calls(cell: Any, *functions: str) -> list[ast.Call]:
    """The calls of these functions in a code cell, in the order in which they stand."""
    nodes = ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ()
    found = [n for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in functions]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def first(call: ast.Call) -> str:
    """The first argument of a call: a text as it is, of a figure its module and name, else the program."""
    argument = call.args[0]
    return str(argument.value) if isinstance(argument, ast.Constant) else ast.unparse(argument).removeprefix("figures.")


def title(notebook: Path) -> str:
    """The first heading of a notebook."""
    return next(cell.source[2:] for cell in read_notebook(notebook).cells if cell.source.startswith("# ")).split("\n")[
        0
    ]


# ------------------------------------------------------------------------------------------------------------- Markdown


def literal(text: str) -> str:
    """A text that knows nothing of Markdown, so that Markdown shows it as it is, in a table too."""
    return re.sub(r"[\\`*<|]|(?<!\w)_|_(?!\w)", r"\\\g<0>", " ".join(text.split()))


def wrapped(text: str, lead: str = "") -> str:
    """One paragraph in short lines, the first after `lead`, the others indented as far.

    Programs and tuples of numbers stay whole.  No line begins with what Markdown takes for the beginning of a list, a
    quotation, a heading or a table.
    """
    stay = "\N{NO-BREAK SPACE}"
    text = re.sub(r"`[^`]*`|\([−\d., ]+\)", lambda whole: whole[0].replace(" ", stay), " ".join(text.split()))
    text = re.sub(r" (?=>|([-+*#=|]+|\d+[.)])( |$))", stay, text)
    lines = textwrap.fill(
        text,
        LINE,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(stay, " ")


def bullets(items: Iterable[str], indent: str = "") -> str:
    return "\n".join(wrapped(item, f"{indent}- ") for item in items)


def numbered(items: Iterable[str]) -> str:
    return "\n".join(wrapped(item, f"{number}. ") for number, item in enumerate(items, 1))


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def page(blocks: Iterable[str], linked: Iterable[Section], place: Path) -> str:
    """The blocks, an empty line between them, and the addresses of the sections whose links are in them.

    ValueError if there is a link to a section that is not among the linked.
    """
    text = "\n\n".join(blocks)
    links = {" ".join(link.split()) for link in re.findall(r"\[(?:Homework\s+)?\d+\.\d+\s[^]]+\]", text)}
    anchors = {s.link: f"{to(s.notebook, place)}#{re.sub(r' +', '-', s.heading)}" for s in linked}
    if unknown := sorted(links - anchors.keys()):
        raise ValueError(f"{place.name}: links to sections expected; there is no {', '.join(unknown)}")
    return "\n".join([text, "", *(f"{link}: <{address}>" for link, address in anchors.items() if link in links), ""])


def inside(heading: str) -> str:
    """The address of a heading on the same page, as GitHub makes it."""
    return "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def to(path: Path, place: Path) -> str:
    """The address of a file as it is written on a page at another place."""
    return Path(relpath(path, place.parent)).as_posix()


# ------------------------------------------------------------------------------------------------------------- syllabus


def syllabus(root: Path, place: Path) -> str:
    """Every tagged row of the curriculum with its sections, figures and exercises; the slips that are put right."""
    lectures, homework = sorted(root.glob("notebooks/[0-9]*.ipynb")), sorted(root.glob("notebooks/homework/*.ipynb"))
    everywhere = [section for notebook in lectures + homework for section in sections(notebook)]

    def tagged(tag: str) -> list[tuple[Section, Any]]:
        return [(s, cell) for s in everywhere for cell in s.cells if tag in cell.metadata.get("tags", [])]

    def links(tag: str) -> str:
        return "<br>".join(dict.fromkeys(section.link for section, _ in tagged(tag))) or "–"

    def shown(tag: str) -> str:
        found = [first(call) for _, cell in tagged(tag) for call in calls(cell, "live")]
        return "<br>".join(f"`{name}`" for name in dict.fromkeys(found)) or "–"

    blocks = [
        "# Syllabus",
        wrapped(
            "What the lectures teach, where, with which live figure, and where it is practised. A *row* is one thing "
            "that the decks behind this course teach; its id stands as a tag on the cells of the notebooks. This page "
            "is made from these tags by `make docs`: change the notebooks, not this page."
        ),
    ]
    lecture_of: dict[str, str] = {}
    rows = _curriculum(root, "rows")
    for row in rows:
        homes = [s.notebook.stem for use in ("", "-live", "-task") for s, _ in tagged(row["id"] + use)]
        lecture_of[row["id"]] = homes[0].removesuffix("_homework") if homes else ""
    for lecture in lectures:
        lines = [
            [
                row["id"],
                literal(row["concept"]),
                links(row["id"]),
                shown(f"{row['id']}-live"),
                links(f"{row['id']}-task"),
            ]
            for row in rows
            if lecture_of[row["id"]] == lecture.stem
        ]
        if lines:
            blocks += [f"## {title(lecture)}", table(["row", "what it is", "section", "figure", "practised in"], lines)]

    slips = [
        [slip["id"], slip["where"], literal(slip["deck_text"]), literal(slip["corrected"]), links(slip["id"])]
        for slip in _curriculum(root, "errata")
        if tagged(slip["id"])
    ]
    blocks += [
        "## Slips on the slides",
        "Formulas and rules of the decks that are wrong, and the sections that put them right.",
        table(["slip", "deck, line", "on the slide", "right", "put right in"], slips),
        "The decks, by their short names; a number after one is a line of its text:",
        bullets(f"{short}: {name}" for short, name in DECKS.items()),
    ]
    return page(blocks, everywhere, place)


def _curriculum(root: Path, name: str) -> list[dict[str, str]]:
    return json.loads((root / f"tests/curriculum/{name}.json").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------------- teacher's page


@dataclass(frozen=True)
class Step:
    """A part of the lesson, from one minute to another; what it uses is named by title or id."""

    minutes: list[int]  # from, to
    title: str
    section: str
    do: list[str]
    projected: str = "nothing; the board is enough"
    figures: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)

    @property
    def time(self) -> str:
        return f"{self.minutes[0]}–{self.minutes[1]}"


def teacher_page(topic: str, source: dict[str, Any], root: Path, place: Path) -> str:
    """The page of a lecture for its teacher, from `source`, the notebooks of the topic, and their questions and slips.

    ValueError if the plan has a gap, an overlap or another length than a lesson, or names a section, a figure, a
    question or a drawing that is not there.
    """
    (lecture,) = root.glob(f"notebooks/[0-9]*_{topic}.ipynb")
    homework = lecture.parent / "homework" / f"{lecture.stem}_homework.ipynb"
    parts, exercises = sections(lecture), sections(homework)
    steps = [Step(**step) for step in source["step"]]
    _check(f"{topic}.toml", steps, source["drawing"], parts)
    name = title(lecture)
    blocks = [
        f"# For the teacher: {name}",
        wrapped(
            "**This page holds the answers**: to all predictions, to the exit ticket, and to what the homework asks "
            "for in words. Keep it from learners until they have committed to answers of their own."
        ),
        wrapped(
            f"It is made by `make docs` from the [lecture]({to(lecture, place)}), its questions, the "
            f"[homework]({to(homework, place)}) and [a source of its own](../source/teacher/{topic}.toml): "
            "change those, not this page."
        ),
        *_lesson(source, steps, parts),
        *_around(source),
        *_section_by_section(parts),
        *_questions(parts),
        *_homework(source, exercises),
    ]
    return page(blocks, parts + exercises, place)


def _check(file: str, steps: list[Step], drawings: list[dict[str, Any]], parts: list[Section]) -> None:
    """ValueError with the name of what is not there, or the minute at which the plan goes wrong."""
    there = {
        "section": [section.title for section in parts],
        "figure": [first(call) for section in parts for call in section.calls("live")],
        "question": [first(call) for section in parts for call in section.calls("predict", "quiz")],
        "drawing": [drawing["id"] for drawing in drawings],
    }
    minute = 0
    for step in steps:
        if step.minutes[0] != minute or step.minutes[1] <= minute:
            raise ValueError(f"{file}: a step from minute {minute} on expected; got {step.time}, {step.title!r}")
        minute = step.minutes[1]
        named = {
            "section": [step.section],
            "figure": step.figures,
            "question": step.questions,
            "drawing": step.drawings,
        }
        for kind, names in named.items():
            for unknown in [name for name in names if name not in there[kind]]:
                known = ", ".join(map(repr, dict.fromkeys(there[kind])))
                raise ValueError(
                    f"{file}, minutes {step.time}: no {kind} {unknown!r} is in the lecture; it has {known}"
                )
    if minute != LESSON:
        raise ValueError(f"{file}: a plan of {LESSON} minutes expected; it ends at minute {minute}")


def _lesson(source: dict[str, Any], steps: list[Step], parts: list[Section]) -> list[str]:
    """What to prepare, how to vote, and the plan: at a glance, then step by step."""
    link = {section.title: section.link for section in parts}
    drawings = {
        drawing["id"]: f"[{number}]({inside(heading)})"
        for number, (drawing, heading) in enumerate(
            zip(source["drawing"], _headings(source["drawing"]), strict=True), 1
        )
    }
    votes = [", ".join(f"[{name}]({inside(name)})" for name in step.questions) for step in steps]
    glance = [[step.time, step.title, link[step.section], vote or "–"] for step, vote in zip(steps, votes, strict=True)]
    blocks = [
        "## What to prepare",
        bullets(source["prepare"]),
        "## The vote",
        numbered(source["vote"]),
        f"## The lesson: {LESSON} minutes",
        wrapped(source["lesson"]),
        table(["minutes", "step", "section of the lecture", "vote"], glance),
    ]
    for step, vote in zip(steps, votes, strict=True):
        uses = [
            f"section {link[step.section]}",
            *([f"vote {vote}"] if vote else []),
            *(f"drawing {drawings[name]}" for name in step.drawings),
            *(f"figure `{name}`" for name in step.figures),
        ]
        blocks += [
            f"### {step.time}: {step.title}",
            wrapped(f"*Uses* {', '.join(uses)}. *Projected:* {step.projected}."),
            bullets(step.do),
        ]
    return blocks


def _around(source: dict[str, Any]) -> list[str]:
    """Drawings, exit ticket, answers to students, what to leave out, slips on the slides."""
    blocks = ["## When time is short", wrapped(source["short"]["words"])]
    blocks.append(table(["saves", "leave out", "instead"], source["short"]["cuts"]))
    blocks.append("## On the board")
    for drawing, heading in zip(source["drawing"], _headings(source["drawing"]), strict=True):
        sketch = drawing["sketch"].strip("\n")
        blocks += [f"### {heading}", f"```text\n{sketch}\n```", numbered(drawing["steps"])]
    blocks += ["## Exit ticket", wrapped(source["exit"]["words"])]
    for number, question in enumerate(source["exit"]["question"], 1):
        blocks += [
            f"### Question {number}",
            wrapped(question["text"]),
            wrapped(f"**Answer.** {question['answer']}"),
            table(["who answers", "shows"], question["wrong"]),
        ]
    blocks.append("## What students ask")
    for asked in source["asked"]:
        blocks += [wrapped(f"**{asked['question']}**"), wrapped(asked["answer"])]
    blocks += ["## Slips on the slides", wrapped(source["slides"]["words"]), bullets(source["slides"]["slips"])]
    return blocks


def _headings(drawings: list[dict[str, Any]]) -> list[str]:
    return [f"Drawing {number}: {drawing['title']}" for number, drawing in enumerate(drawings, 1)]


def _section_by_section(parts: list[Section]) -> list[str]:
    """The lecture as a table: how long each section takes a reader, its figures and its questions."""
    rows = []
    for section in parts:
        figures = dict.fromkeys(f"`{ast.unparse(call)}`" for call in section.calls("live"))
        questions = [f"[{name}]({inside(name)})" for name in map(first, section.calls("predict", "quiz"))]
        rows.append([section.link, section.time or "–", "<br>".join(figures) or "–", ", ".join(questions) or "–"])
    return [
        "## The lecture, section by section",
        "The times are those of a reader who works alone.",
        table(["section", "time", "figures", "questions"], rows),
    ]


def _questions(parts: list[Section]) -> list[str]:
    """Every question of the lecture in its order, with what stands behind each answer and what to say to it."""
    blocks = [
        "## The questions, and what wrong answers show",
        wrapped(
            "In the order of the lecture. The options have the numbers to vote with; the blanks are for the hands that "
            "you count. A prediction comes before its figure; a question to look back has no figure."
        ),
    ]
    for section in parts:
        for call in section.calls("predict", "quiz"):
            question = find(first(call))
            kind = "A prediction" if ast.unparse(call.func) == "predict" else "A question to look back"
            options = []
            for number, option in enumerate(question.options, 1):
                text, say = literal(option.text), f"say: {literal(option.feedback)}"
                behind = f"behind it: *{literal(option.misconception)}*"
                head = wrapped(f"{f'**{text}**' if option.right else text} (hands: ____)", f"{number}. ")
                options.append(f"{head}\n{bullets(['**right**' if option.right else behind, say], '   ')}")
            blocks += [
                f"### {question.id}",
                wrapped(f"{kind}, section {section.link}."),
                wrapped(f"**{literal(question.text)}**"),
                "\n".join(options),
            ]
    return blocks


def _homework(source: dict[str, Any], exercises: list[Section]) -> list[str]:
    """Every exercise with its slips: what students do wrong, and what the feedback says to it."""
    blocks = ["## The homework: what students do wrong", wrapped(source["homework"]["words"])]
    for section in exercises:
        blocks.append(f"### {section.link}")
        if section.time:
            blocks.append(f"*{section.time}*")
        for call in section.calls("feedback"):
            exercise, answer = EXERCISES[first(call)], ast.unparse(call.args[1])
            blocks.append(f"{exercise.id}, `{answer}`:")
            blocks.append(bullets(f"**{literal(slip.name)}**: {slip.message}" for slip in exercise.slips))
    blocks += ["### What a person marks", bullets(source["homework"]["marking"])]
    return blocks


# ---------------------------------------------------------------------------------------------------------------- files


def contents(root: Path = ROOT) -> dict[Path, str]:
    """Every page by its path.  ValueError if one cannot be made."""
    docs = root / "docs"
    pages = {docs / "syllabus.md": syllabus(root, docs / "syllabus.md")}
    for file in sorted(docs.glob("source/teacher/*.toml")):
        (lecture,) = root.glob(f"notebooks/[0-9]*_{file.stem}.ipynb")
        place = docs / "teacher" / f"{lecture.stem}.md"
        pages[place] = teacher_page(file.stem, tomllib.loads(file.read_text(encoding="utf-8")), root, place)
    return pages


def main(root: Path = ROOT) -> int:
    """Returns the exit code: 0, or 1 if a page could not be made and nothing was written."""
    try:
        pages = contents(root)
    except ValueError as error:
        print(f"{error}\nNothing was written.", file=sys.stderr)
        return 1
    for place, text in pages.items():
        if replace_file(place, text.encode()):
            print(f"written: {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
