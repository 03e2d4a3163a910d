"""The committed notebooks, as the tests of their form and their content read them."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parents[2]
LECTURES = sorted(ROOT.glob("notebooks/0*.ipynb"))
INSTRUCTOR = sorted(ROOT.glob("notebooks/instructor/*.ipynb"))
EXECUTED = LECTURES + INSTRUCTOR  # the homework students get is generated from the instructor's and never executed
HOMEWORK = sorted(ROOT.glob("notebooks/homework/*.ipynb"))

Cell = Any


def name(path: Path) -> str:
    """How a test names a notebook: its path below notebooks/."""
    return path.relative_to(ROOT / "notebooks").as_posix()


def notebook(path: Path) -> Any:
    """A notebook as it is stored, valid or not."""
    return nbformat.v4.reads(path.read_text(encoding="utf-8"))


def cells(path: Path, kind: str | None = None) -> list[Cell]:
    """The cells of a notebook, or those of one kind: markdown, code."""
    return [cell for cell in notebook(path).cells if kind in (None, cell.cell_type)]


def tags(cell: Cell) -> list[str]:
    return cell.metadata.get("tags", [])


def called(cell: Cell) -> str:
    """How a failure names a cell: its id and how it begins."""
    return f"{cell.id}: {cell.source[:60]!r}"


def texts(cell: Cell) -> list[str]:
    """Every text a code cell has printed or shown, one string an output."""
    found = []
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        found.append(text if isinstance(text, str) else "".join(text))
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


def nbval(path: Path) -> tuple[set[int], int]:
    """Run nbval strictly: the code cells that failed, by their number, and the exit code."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=30"]
    command += ["-p", "no:cacheprovider", "-o", "addopts=", "-q", "--color=no", "-rf", "--tb=no", str(path)]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True)
    return {int(n) for n in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)}, done.returncode
