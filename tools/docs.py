"""The syllabus and the teacher's pages: Markdown made from what the course says about itself.

    python tools/docs.py

docs/syllabus.md    from the tags of the cells: curriculum row → section → figure → exercise.
docs/teacher/*.md   from a lecture, its questions and its homework, and from docs/source/teacher/<topic>.toml for what
                    stands in none of them: plans of lessons, drawings, answers to students; what is the same for
                    all stands in docs/source/every_lecture.toml.  Exit tickets and votes have a page of their own,
                    to print and to show, without answers.

Nothing is written if a part names something that is not there.  A second run leaves no difference.
"""

import ast
import json
import re
import sys
import textwrap
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from os.path import relpath
from pathlib import Path
from typing import Any

from nncourse import figures
from nncourse.grading.files import read_notebook, replace_file
from nncourse.homework.catalogue import EXERCISES
from nncourse.numbers import in_words
from nncourse.questions import find

ROOT = Path(__file__).resolve().parents[1]
LESSON = 50  # minutes
LINE = 110  # characters
LETTERS = "ABCDEF"  # of the options
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
        """What stands in italics at the beginning of a line and counts minutes: "8 minutes"; empty if nothing does."""
        lines = (re.search(r"^\*([^*\n]*\d+ minutes[^*\n]*?)\.?\*", cell.source, re.MULTILINE) for cell in self.cells)
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
    return next(cell.source for cell in read_notebook(notebook).cells if cell.source[:2] == "# ").splitlines()[0][2:]


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
    indents = {"initial_indent": lead, "subsequent_indent": " " * len(lead)}
    return textwrap.fill(text, LINE, **indents, break_long_words=False, break_on_hyphens=False).replace(stay, " ")


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

    words = (
        "What the lectures teach, where, with which live figure, and where it is practised. A *row* is one thing that "
        "the decks behind this course teach; its id stands as a tag on the cells of the notebooks. This page is made "
        "from these tags by `make docs`: change the notebooks, not this page."
    )
    blocks = ["# Syllabus", wrapped(words)]
    lecture_of: dict[str, str] = {}
    rows = _curriculum(root, "rows")
    for row in rows:
        homes = [s.notebook.stem for use in ("", "-live", "-task") for s, _ in tagged(row["id"] + use)]
        lecture_of[row["id"]] = homes[0].removesuffix("_homework") if homes else ""
    for lecture in lectures:
        here = [(row["id"], row["concept"]) for row in rows if lecture_of[row["id"]] == lecture.stem]
        lines = [[id, literal(what), links(id), shown(f"{id}-live"), links(f"{id}-task")] for id, what in here]
        if lines:
            blocks += [f"## {title(lecture)}", table(["row", "what it is", "section", "figure", "practised in"], lines)]

    slips = [
        [slip["id"], slip["where"], literal(slip["deck_text"]), literal(slip["corrected"]), links(slip["id"])]
        for slip in _curriculum(root, "errata")
        if tagged(slip["id"])
    ]
    blocks += [
        "## Slips on the slides",
        "Formulas and rules of the decks that are wrong, and the sections that put them right. (Slips of "
        "wording are put right where they come up.)",
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
    """A part of a lesson, from one minute to another; sections and drawings are named by title or id."""

    minutes: list[int]  # from, to
    title: str
    do: list[str]  # one that begins with "Vote P05, which weekends?" is the place of that vote
    section: str = ""
    projected: str = ""  # names the figures, in `code`
    drawings: list[str] = field(default_factory=list)

    @property
    def time(self) -> str:
        return f"{self.minutes[0]}–{self.minutes[1]}"

    @property
    def votes(self) -> dict[str, str]:
        """The ids of the questions to vote on, in their order, each with a few words."""
        return dict(vote.groups() for vote in (re.match(r"Vote (\S+), ([^?]+\?)", text) for text in self.do) if vote)


@dataclass(frozen=True)
class Lesson:
    """A plan from minute 0 to the last; its exit ticket names questions by their numbers."""

    name: str
    title: str
    words: str
    ticket: list[int]
    steps: list[Step]

    @property
    def votes(self) -> list[str]:
        return [name for step in self.steps for name in step.votes]


def read_source(file: Path) -> dict[str, Any]:
    """What stands in a source; {separation.gates.b} in it becomes the range of this control of a figure."""

    def span(match: re.Match[str]) -> str:
        control = getattr(getattr(figures, match[1]), match[2]).controls[match[3]]
        return f"from {in_words(control.lo)} to {in_words(control.hi)}, in steps of {in_words(control.step)}"

    return tomllib.loads(re.sub(r"\{(\w+)\.(\w+)\.(\w+)\}", span, file.read_text(encoding="utf-8")))


def _lessons(file: str, source: dict[str, Any], parts: list[Section]) -> list[Lesson]:
    """The plans.

    ValueError if one has a gap, an overlap or another length than a lesson, or names what is not in the lecture.
    """
    there = {
        "section": [section.title for section in parts],
        "figure": [first(call) for section in parts for call in section.calls("live")],
        "question": [first(call) for section in parts for call in section.calls("predict", "quiz")],
        "drawing": [drawing["id"] for drawing in source["drawing"]],
    }
    lessons = []
    for entry in source["lesson"]:
        lessons.append(lesson := Lesson(**entry | {"steps": [Step(**step) for step in entry["steps"]]}))
        where, minute = f"{file}, {lesson.name}", 0
        for step in lesson.steps:
            if step.minutes[0] != minute or step.minutes[1] <= minute:
                raise ValueError(f"{where}: a step from minute {minute} on expected; got {step.time}, {step.title!r}")
            minute = step.minutes[1]
            shown = re.findall(r"`(\w+\.\w+)`", step.projected)
            named = [[step.section] if step.section else [], shown, [*step.votes], step.drawings]
            for kind, names in zip(there, named, strict=True):
                for unknown in [name for name in names if name not in there[kind]]:
                    known = f"is in the lecture; it has {', '.join(map(repr, dict.fromkeys(there[kind])))}"
                    raise ValueError(f"{where}, minutes {step.time}: no {kind} {unknown!r} {known}")
        if minute != LESSON:
            raise ValueError(f"{where}: a plan of {LESSON} minutes expected; it ends at minute {minute}")
    return lessons


def teacher_pages(topic: str, source: dict[str, Any], root: Path, place: Path) -> tuple[str, str]:
    """Two pages of a lecture, from `source`, the notebooks of the topic, and their questions and slips.

    For its teacher, with all answers; and without any: exit tickets and votes.
    ValueError if a plan is refused, or a link leads nowhere.
    """
    (lecture,) = root.glob(f"notebooks/[0-9]*_{topic}.ipynb")
    homework = lecture.parent / "homework" / f"{lecture.stem}_homework.ipynb"
    parts, exercises = sections(lecture), sections(homework)
    lessons = _lessons(f"{topic}.toml", source, parts)
    name = title(lecture)
    blocks = [
        f"# For the teacher: {name}",
        wrapped("**This page holds the answers**: keep it from learners until they have committed to their own."),
        wrapped(
            f"It is made by `make docs` from the [lecture]({to(lecture, place)}), its questions, the [homework]("
            f"{to(homework, place)}) and [a source of its own](../source/teacher/{topic}.toml): change those, not this."
        ),
        *_before(lecture.stem, source, read_source(root / "docs/source/every_lecture.toml")),
        *_plans(source, lessons, parts),
        *_around(source, lessons),
        *_section_by_section(parts),
        *_questions(parts),
        *_homework(source, exercises),
    ]
    headings = [block.partition("\n")[0][3:] for block in blocks if block.startswith("## ")]
    blocks.insert(3, "On this page:\n\n" + "\n".join(f"- [{heading}]({inside(heading)})" for heading in headings))
    return page(blocks, parts + exercises, place), page(_slips(name, source, lessons), [], place)


def _before(lecture: str, source: dict[str, Any], shared: dict[str, Any]) -> list[str]:
    """What to prepare, and how a vote goes: what is said of every lecture, with what is this one's own."""
    names = {"lecture": lecture, "short_names": source["short_names"]}
    prepare = [*source["prepare"], *(text.format(**names) for text in shared["prepare"])]
    *vote, compare, ask = shared["vote"]
    compare = " ".join(filter(None, [compare, source.get("results")]))
    return [f"## What to prepare\n\n{bullets(prepare)}", f"## The vote\n\n{numbered([*vote, compare, ask])}"]


def _plans(source: dict[str, Any], lessons: list[Lesson], parts: list[Section]) -> list[str]:
    """Each lesson, step by step."""
    link = {section.title: section.link for section in parts}
    drawn = {id: f"[drawing {n}]({inside(heading)})" for n, (id, heading) in enumerate(_headings(source).items(), 1)}
    blocks = []
    for lesson in lessons:
        blocks += [f"## {lesson.name}: {lesson.title}", wrapped(lesson.words)]
        for step in lesson.steps:
            blocks.append(f"### {lesson.name}, {step.time}: {step.title}")
            uses = [link.get(step.section, ""), *(drawn[name] for name in step.drawings)]
            shown = " · ".join(filter(None, [*uses, step.projected and f"*Projected:* {step.projected}"]))
            do = [
                re.sub(r"^Vote (\S+),", lambda m: f"**Vote [{m[1]}]({inside(m[1])})** ({_right(m[1])}),", text)
                for text in step.do
            ]
            blocks += [*([wrapped(f"{shown}.")] if shown else []), bullets(do)]
    return blocks


def _right(id: str) -> str:
    """The letter of the right option."""
    return next(letter for letter, option in zip(LETTERS, find(id).options, strict=False) if option.right)


def _slips(name: str, source: dict[str, Any], lessons: list[Lesson]) -> list[str]:
    """Exit tickets, each two on a page, and the vote sheet, in the order of the plans: no answer stands in them."""
    words = "Exit tickets, two on a page to cut apart, and the votes, with blanks for the hands. No answers."
    blocks = [f"# To print and to show: {name}", words]
    for ticket in dict.fromkeys(tuple(lesson.ticket) for lesson in lessons):
        head = [f"Exit ticket, {name}"] * 2
        rows = [[f"{literal(source['exit']['question'][k - 1]['text'])}{'<br>' * 8}"] * 2 for k in ticket]
        blocks += [f"## Exit ticket with question {' and '.join(map(str, ticket))}", table(head, rows)]
    blocks += ["## The votes", bullets(f"{lesson.name}: {', '.join(lesson.votes)}" for lesson in lessons)]
    for vote in dict.fromkeys(vote for lesson in lessons for vote in lesson.votes):
        options = [[LETTERS[k], literal(option.text), "", ""] for k, option in enumerate(find(vote).options)]
        head = ["letter", "option", "hands", "after talk"]
        blocks += [f"### {vote}", wrapped(literal(find(vote).text)), table(head, options)]
    return blocks


def _around(source: dict[str, Any], lessons: list[Lesson]) -> list[str]:
    """Drawings, exit tickets, answers to students, slips on the slides."""
    planned = {name for lesson in lessons for step in lesson.steps for name in step.drawings}
    blocks = ["## On the board", *_drawings(source, planned), "## Exit tickets", wrapped(source["exit"]["words"])]
    for number, question in enumerate(source["exit"]["question"], 1):
        blocks += [f"### Question {number}", wrapped(question["text"]), wrapped(f"**Answer.** {question['answer']}")]
        blocks.append(table(["who answers", "shows"], question["wrong"]))
    asked = [text for each in source["asked"] for text in (wrapped(f"**{each['question']}**"), wrapped(each["answer"]))]
    blocks += [
        "## What students ask",
        *asked,
        *(["## On the board, if asked"] if _headings(source).keys() - planned else []),
        *_drawings(source, _headings(source).keys() - planned),
    ]
    blocks += ["## Slips on the slides", wrapped(source["slides"]["words"]), bullets(source["slides"]["slips"])]
    return blocks


def _drawings(source: dict[str, Any], wanted: Collection[str]) -> list[str]:
    return [
        f"### {_headings(source)[drawing['id']]}\n\n```text\n{drawing['sketch']}```\n\n{numbered(drawing['steps'])}"
        for drawing in source["drawing"]
        if drawing["id"] in wanted
    ]


def _headings(source: dict[str, Any]) -> dict[str, str]:
    """The headings of the drawings by their ids."""
    return {drawing["id"]: f"Drawing {n}: {drawing['title']}" for n, drawing in enumerate(source["drawing"], 1)}


def _section_by_section(parts: list[Section]) -> list[str]:
    """The lecture as a table: how long each section takes a reader, its figures and its questions."""
    rows = []
    for section in parts:
        figures = dict.fromkeys(f"`{ast.unparse(call)}`" for call in section.calls("live"))
        questions = [f"[{name}]({inside(name)})" for name in map(first, section.calls("predict", "quiz"))]
        rows.append([section.link, section.time or "–", "<br>".join(figures) or "–", ", ".join(questions) or "–"])
    words = "The times are those of the notebook; who does every task alone takes longer."
    return ["## The lecture, section by section", words, table(["section", "time", "figures", "questions"], rows)]


def _questions(parts: list[Section]) -> list[str]:
    """Every question of the lecture in its order, with what stands behind each answer and what to say to it."""
    blocks = ["## The questions, and what wrong answers show", "In the order of the lecture."]
    for section in parts:
        for call in section.calls("predict", "quiz"):
            question = find(first(call))
            by = f"A prediction, to compare with the {question.answered_by}"
            kind = by if ast.unparse(call.func) == "predict" else "A question to look back"
            options = []
            for k, option in enumerate(question.options):
                text, say = literal(option.text), f"say: {literal(option.feedback)}"
                behind = f"behind it: *{literal(option.misconception)}*"
                head = wrapped(f"{LETTERS[k]}: {f'**{text}**' if option.right else text}", "- ")
                options.append(f"{head}\n{bullets(['**right**' if option.right else behind, say], '  ')}")
            blocks += [f"### {question.id}", wrapped(f"{kind}, section {section.link}.")]
            blocks += [wrapped(f"**{literal(question.text)}**"), "\n".join(options)]
    return blocks


def _homework(source: dict[str, Any], exercises: list[Section]) -> list[str]:
    """Every exercise with its slips: what students do wrong, and what the feedback says to it."""
    blocks = ["## The homework: what students do wrong", wrapped(source["homework"]["words"])]
    for section in exercises:
        blocks += [f"### {section.link}", *([f"*{section.time}*"] if section.time else [])]
        for call in section.calls("feedback"):
            exercise, answer = EXERCISES[first(call)], call.args[1].value
            slips = bullets(f"**{literal(slip.name)}**: {slip.message}" for slip in exercise.slips)
            blocks += [f"{exercise.id}, `{answer}`:", slips]
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
        both = teacher_pages(file.stem, read_source(file), root, place)
        pages |= zip((place, place.with_stem(f"{place.stem}_slips")), both, strict=True)
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
