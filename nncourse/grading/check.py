"""`nncourse check FILE`: a learner's own look at a whole homework, on the published numbers and on fresh ones."""

import argparse
import contextlib
import copy
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nbformat import NotebookNode

from .build import WRITE_HERE, exercise_of, is_answer, is_check, released, topic_of
from .compare import compare, first_difference
from .files import Unusable, read_notebook, read_submission
from .merge import Merged, merge, shared_answers
from .run import CellRun, run

_COURSE = Path(__file__).resolve().parents[2]  # where the package was installed from, if with `pip install -e`
_WIDTH = 40  # columns of the report before the status


@dataclass(frozen=True)
class Result:
    """What came of one exercise, with the sentences that go with it."""

    exercise: str
    title: str
    status: Literal["right", "wrong", "not attempted", "error"]
    sentences: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """`nncourse check FILE`; returns 0 if all is right, 1 if not, 2 if the file cannot be used."""
    parser = argparse.ArgumentParser(prog="nncourse check", description="Check a homework before you hand it in.")
    parser.add_argument("file", type=Path, help="your notebook")
    path = parser.parse_args(arguments).file
    try:
        submission = read_submission(path)
        release, instructor = _find_release(path, submission)
    except Unusable as problem:
        print(f"nncourse check: {problem}", file=sys.stderr)
        return 2
    fresh = secrets.randbelow(10**6) + 1
    results = check(release, instructor, merge(release, submission), seed=fresh)
    for result in results:
        print(f"{result.title:<{_WIDTH}}  {result.status}")
        for sentence in result.sentences:
            print(f"    {sentence}")
    right = sum(result.status == "right" for result in results)
    numbers = "the published numbers and on fresh ones"
    if instructor is None:
        numbers = "the published numbers only (the notebook with the answers is not here)"
    print(f"{right} of {len(results)} exercises right, checked on {numbers}.")
    return 0 if right == len(results) else 1


def check(
    release: NotebookNode, instructor: NotebookNode | None, merged: Merged, seed: int, timeout: float = 10
) -> list[Result]:
    """Run the merged notebook at seed 0 against the stored outputs; what is right there, at `seed` against the
    instructor's.  What follows an earlier answer may also be right given the learner's own.
    """
    exercises, remarks = _exercises(release), _remarks(merged)
    stored = {cell.id: _stored_text(cell) for cell in release.cells if is_check(cell)}
    runs = run(merged.notebook, 0, timeout)
    given = _given(instructor, merged, stored, runs, 0, timeout)
    results = {e: _result(*of, stored, given, runs, remarks, instructor is None) for e, of in exercises.items()}
    for result in results.values():
        if result.status == "wrong":
            cells = (cell.id for cell in exercises[result.exercise][1] if is_check(cell))
            differences = filter(None, (first_difference(stored[id_], runs[id_].text) for id_ in cells))
            results[result.exercise] = replace(result, sentences=(*result.sentences, *differences))
    right = [e for e, result in results.items() if result.status == "right"]
    if instructor is not None and right:
        fresh = {id_: cell.text for id_, cell in run(instructor, seed).items()}
        runs = run(merged.notebook, seed, timeout, before=runs)
        given = _given(instructor, merged, fresh, runs, seed, timeout)
        results |= {e: _result(*exercises[e], fresh, given, runs, remarks) for e in right}
    return list(results.values())


def _given(
    instructor: NotebookNode | None,
    merged: Merged,
    references: dict[str, str],
    runs: dict[str, CellRun],
    seed: int,
    timeout: float,
) -> dict[str, str]:
    """What our answers print when they stand on the learner's earlier ones, for checks that are not right: id → text.

    The learner's code runs beside ours here and could forge these lines; all there is to gain is the later exercise.
    """
    checks = (cell for cell in merged.notebook.cells if is_check(cell) and "follows" in cell.metadata.nncourse)
    off = {c.id: c.metadata.nncourse.follows for c in checks if not _all_right(references[c.id], runs[c.id].text)}
    if instructor is None or not off:
        return {}
    notebook = copy.deepcopy(instructor)
    own = {cell.id: cell.source for cell in merged.notebook.cells}
    for cell in notebook.cells:
        if cell.id in off.values():
            cell.source = own[cell.id]
    texts = {id_: cell.text for id_, cell in run(notebook, seed, timeout, before=runs).items() if id_ in off}
    whole = {
        id_: not {"missing", "repeated"} & set(compare(references[id_], text).values()) for id_, text in texts.items()
    }
    return {id_: text for id_, text in texts.items() if whole[id_]}


def _all_right(reference: str, printed: str) -> bool:
    try:
        return set(compare(reference, printed).values()) == {"right"}
    except ValueError:  # a reference made with a learner's code may be anything
        return False


def _remarks(merged: Merged) -> dict[str, str]:
    """What is to be said of answer cells that hold no answer: cell id → one sentence."""
    remarks = {id_: f"The answer cell {id_} is missing from your file." for id_ in merged.missing}
    for cell in merged.notebook.cells:
        if is_answer(cell) and cell.cell_type == "markdown" and cell.source.strip() in ("", WRITE_HERE):
            remarks.setdefault(cell.id, "Your reason is not written yet. A person will read it.")
    return remarks


def _exercises(release: NotebookNode) -> dict[str, tuple[str, list[NotebookNode]]]:
    """Exercise → its heading and its cells, in the order of the notebook."""
    heading = ""
    exercises: dict[str, tuple[str, list[NotebookNode]]] = {}
    for cell in release.cells:
        if cell.cell_type == "markdown" and (found := re.findall(r"^#+ +(.+)$", cell.source, re.MULTILINE)):
            heading = found[-1]
        if (exercise := exercise_of(cell)) is not None:
            exercises.setdefault(exercise, (heading, []))[1].append(cell)
    return exercises


def _result(
    title: str,
    cells: list[NotebookNode],
    references: dict[str, str],
    given: dict[str, str],
    runs: dict[str, CellRun],
    remarks: dict[str, str],
    alone: bool = False,
) -> Result:
    exercise = exercise_of(cells[0]) or ""
    # The feedback is the learner's own process speaking: good for a sentence, not for the verdict.  Without the
    # notebook with the answers it is all there is to say of what follows an earlier answer, to the learner alone.
    said = [s for c in cells if _is_feedback(c) for s in runs[c.id].text.splitlines() if "  Right." not in s]
    labels: dict[str, str] = {}
    for cell in filter(is_check, cells):
        printed = runs[cell.id].text
        followed = cell.id in given and _all_right(given[cell.id], printed)
        found = compare(given[cell.id] if followed else references[cell.id], printed)
        if alone and "follows" in cell.metadata.nncourse and any("  Right, given" in s for s in said):
            found = dict.fromkeys(found, "right")
        labels |= found
    absent = [remarks[c.id] for c in cells if c.id in remarks]
    if set(labels.values()) == {"right"} and not absent:
        return Result(exercise, title, "right", tuple(s for s in said if "  Right, given" in s))
    error = next((runs[c.id].error for c in cells if c.cell_type == "code" and runs[c.id].error), None)
    if error is not None:
        own = [] if any("raised" in s for s in said) else [f"Your code {error}"]
        return Result(exercise, title, "error", (*absent, *own, *said))
    if set(labels.values()) <= {"right", "not attempted"}:
        return Result(exercise, title, "not attempted", (*absent, *said))
    off = ", ".join(f"{label} ({status})" for label, status in labels.items() if status != "right")
    return Result(exercise, title, "wrong", (*absent, *said) or (f"Not yet: {off} in the check cell.",))


def _is_feedback(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "nbgrader" not in cell.metadata


def _stored_text(cell: NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def _find_release(path: Path, submission: dict[str, Any]) -> tuple[NotebookNode, NotebookNode | None]:
    """The release a submission was made from, and its instructor notebook where that is here.

    A learner may work in the release itself, so it is built anew if it can be, and never taken from the file.
    Unusable if no release is found, walking up from the file and from the current folder, or in the course itself.
    """
    topic = topic_of(submission)
    for folder in _notebook_folders(path):
        others = (file for file in folder.glob("homework/*_homework.ipynb") if file.resolve() != path.resolve())
        found: list[tuple[NotebookNode, NotebookNode | None]] = [
            *((released(n), n) for n in _readable(folder.glob("instructor/*_solution.ipynb"))),
            *((n, None) for n in _readable(others)),
        ]
        for release, instructor in found:
            if topic is not None and topic_of(release) == topic:
                return release, instructor
        # Some programs drop the notebook's metadata; its answer cells still know where they come from.
        best = max(found, key=lambda pair: shared_answers(pair[0], submission), default=None)
        if best is not None and shared_answers(best[0], submission):
            return best
    raise Unusable(
        f"{path.name} finds no untouched homework to be compared with; "
        "keep it inside the course's folder, or run the command from there."
    )


def _notebook_folders(path: Path) -> Iterator[Path]:
    for start in (path.resolve().parent, Path.cwd(), _COURSE):
        yield from (folder for parent in (start, *start.parents) if (folder := parent / "notebooks").is_dir())


def _readable(files: Iterable[Path]) -> Iterator[NotebookNode]:
    """The notebooks among the files that can be read; a learner's folder may hold anything."""
    for file in sorted(files):
        with contextlib.suppress(ValueError, OSError):
            yield read_notebook(file)
