"""Put a learner's answers into the pristine release; nothing else of the learner's file is used.

So checks cannot be deleted, changed or given other outputs, and points and references are the course's own.
"""

import copy
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from .build import is_answer


@dataclass(frozen=True)
class Merged:
    """The release with a learner's answers in it; `missing` are the answer cells that the learner's file lacks."""

    notebook: NotebookNode
    missing: tuple[str, ...]


def merge(release: NotebookNode, submission: dict[str, Any]) -> Merged:
    """The release with the answers of a submission, which may be damaged in any way that leaves it a list of cells."""
    notebook = copy.deepcopy(release)
    missing = []
    for cell in notebook.cells:
        if is_answer(cell):
            source = _answer(submission["cells"], cell.id)
            if source is None:
                missing.append(cell.id)
            else:
                cell.source = source
    return Merged(notebook, tuple(missing))


def shared_answers(release: NotebookNode, submission: dict[str, Any]) -> int:
    """How many of the release's answer cells the submission has."""
    return sum(_answer(submission["cells"], cell.id) is not None for cell in release.cells if is_answer(cell))


def _answer(cells: list[Any], grade_id: str) -> str | None:
    """The text of an answer cell.  A pasted copy has a new id, so the id counts for more than the grade_id."""
    best, answer = 0, None
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        metadata = _mapping(cell.get("metadata"))
        mark = _mapping(metadata.get("nbgrader"))
        # Colab moves the cell id into the metadata.
        ids = (cell.get("id"), metadata.get("id"))
        rank = 2 * (grade_id in ids) + (mark.get("grade_id") == grade_id)
        source = _text(cell.get("source"))
        if rank > best and source is not None:
            best, answer = rank, source
    return answer


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(source: object) -> str | None:
    """A cell's source, one text or a list of lines; None if it is neither."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    # A lone surrogate is legal in JSON, but cannot be sent to a kernel.
    return source.encode("utf-8", "replace").decode() if isinstance(source, str) else None
