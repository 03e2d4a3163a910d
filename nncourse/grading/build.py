"""From the instructor's notebook to the one learners get: the answers go, the references stay.

    ### BEGIN SOLUTION total = ...
    total = total + w_j * x_j
    ### END SOLUTION

becomes the one line `total = ...`; without a text after the marker the line is `...`.  The marks and the cell metadata
are nbgrader's (schema 3), so a teacher who uses nbgrader can.
"""

import argparse
import copy
import sys
from pathlib import Path

from nbformat import NotebookNode

from .files import notebook_bytes, read_notebook, replace_file

_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
WRITE_HERE = "*Write your answer here.*"


def is_answer(cell: NotebookNode) -> bool:
    """Does the learner write in this cell?"""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_check(cell: NotebookNode) -> bool:
    """Does this cell print what is compared?"""
    mark = cell.metadata.get("nbgrader", {})
    return bool(mark.get("grade")) and not mark.get("solution")


def topic_of(notebook: dict) -> str | None:
    """The homework a notebook belongs to, its metadata.nncourse.homework, if it says so."""
    metadata = notebook.get("metadata")
    course = metadata.get("nncourse") if isinstance(metadata, dict) else None
    topic = course.get("homework") if isinstance(course, dict) else None
    return topic if isinstance(topic, str) else None


def exercise_of(cell: NotebookNode) -> str | None:
    """The exercise a cell belongs to, its metadata.nncourse.exercise; None for text and set-up."""
    return cell.metadata.get("nncourse", {}).get("exercise")


def released(instructor: NotebookNode) -> NotebookNode:
    """The notebook learners get: stubs for the answers, outputs on the check cells alone.

    ValueError that names the cell if a solution would stay in it, a check has no stored output,
    a graded cell's id is not its grade_id, or the notebook names no homework.
    """
    if topic_of(instructor) is None:
        raise ValueError("notebook: metadata.nncourse.homework expected; without it no answer finds its release")
    release = copy.deepcopy(instructor)
    for cell in release.cells:
        cell.source = _without_solution(cell)
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.get("grade_id") != cell.id:
            raise ValueError(
                f"cell {cell.id}: its grade_id has to be its id; got {cell.metadata.nbgrader.get('grade_id')}"
            )
        if (is_check(cell) or is_answer(cell)) and exercise_of(cell) is None:
            raise ValueError(f"cell {cell.id}: metadata.nncourse.exercise expected")
        follows = cell.metadata.get("nncourse", {}).get("follows")
        if follows is not None and not any(is_answer(other) for other in release.cells if other.id == follows):
            raise ValueError(f"cell {cell.id}: metadata.nncourse.follows names no answer cell; got {follows}")
        if cell.cell_type != "code":
            continue
        if not is_check(cell):
            cell.outputs, cell.execution_count = [], None
        elif not cell.outputs or cell.execution_count is None:
            raise ValueError(f"cell {cell.id}: a check needs its stored output; run the notebook first")
    return release


def _without_solution(cell: NotebookNode) -> str:
    """The source of a cell with every solution replaced by its stub."""
    lines: list[str] = []
    stub = None
    for line in cell.source.split("\n"):
        if _BEGIN in line:
            if stub is not None:
                raise ValueError(f"cell {cell.id}: {_BEGIN} inside a solution")
            before, after = line.split(_BEGIN)
            empty = "..." if cell.cell_type == "code" else WRITE_HERE
            stub = before + (after.strip() or empty)
        elif _END in line:
            if stub is None:
                raise ValueError(f"cell {cell.id}: {_END} without {_BEGIN}")
            lines.append(stub)
            stub = None
        elif stub is None:
            lines.append(line)
    if stub is not None:
        raise ValueError(f"cell {cell.id}: {_BEGIN} without {_END}")
    if is_answer(cell) and _BEGIN not in cell.source:
        if cell.cell_type == "code":
            raise ValueError(f"cell {cell.id}: {_BEGIN} expected in a cell that learners answer")
        return WRITE_HERE
    return "\n".join(lines)


def release_path(source: Path) -> Path:
    """Where the release of an instructor notebook belongs: homework/…_homework.ipynb beside the folder instructor/.

    ValueError if the name does not end in _solution.ipynb.
    """
    if not source.name.endswith("_solution.ipynb"):
        raise ValueError(f"source: a name that ends in _solution.ipynb expected, or --out; got {source.name}")
    return source.resolve().parent.parent / "homework" / source.name.replace("_solution.ipynb", "_homework.ipynb")


def main(arguments: list[str]) -> int:
    """`nncourse build SOURCE [--out FILE]`; returns the exit code."""
    parser = argparse.ArgumentParser(prog="nncourse build", description="Make the notebook that learners get.")
    parser.add_argument("source", type=Path, help="an executed notebook in notebooks/instructor")
    parser.add_argument("--out", type=Path, help="where to write it (default: notebooks/homework)")
    options = parser.parse_args(arguments)
    try:
        target = options.out or release_path(options.source)
        new = replace_file(target, notebook_bytes(released(read_notebook(options.source))))
    except (ValueError, OSError) as error:
        print(f"nncourse build: {error}", file=sys.stderr)
        return 2
    print(f"{target}: {'written' if new else 'unchanged'}")
    return 0
