"""A homework's notebooks, as its tests read them and hand them in."""

import functools
import json
import re
from dataclasses import dataclass

import nbformat

from nncourse.grading.check import check
from nncourse.grading.merge import merge
from tests.grading import ROOT


@functools.cache
def notebook(path):
    return nbformat.read(path, as_version=4)


@dataclass(frozen=True)
class Homework:
    """The homework of a lecture, as 02_sigmoid."""

    lecture: str

    @property
    def instructor(self):
        return ROOT / f"notebooks/instructor/{self.lecture}_solution.ipynb"

    @property
    def release(self):
        return ROOT / f"notebooks/homework/{self.lecture}_homework.ipynb"

    @property
    def cells(self):
        """The cells of the release."""
        return notebook(self.release).cells

    @property
    def text(self):
        """What stands in the text cells of the release."""
        return "\n".join(cell.source for cell in self.cells if cell.cell_type == "markdown")

    def untouched(self):
        """The release as plain data."""
        return json.loads(self.release.read_text(encoding="utf-8"))

    def handed_in(self, **sources):
        """The release as plain data with the instructor's answers, but for those given, as ex1=…, ex2c=…"""
        data = self.untouched()
        solution = {cell.id: cell.source for cell in notebook(self.instructor).cells}
        for cell in (cell for cell in data["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")):
            name = re.sub(r"hw\d-|-answer", "", cell["id"])
            cell["source"] = sources.pop(name, solution[cell["id"]])
        assert not sources
        return data

    def marked(self, data, seeds=(0,)):
        """What each exercise of a hand-in earns, by its id."""
        release = notebook(self.release)
        return {r.exercise: r for r in check(release, merge(release, data), seeds)}

    def results(self, **sources):
        """What the exercises earn with the instructor's answers, but for those given."""
        return self.marked(self.handed_in(**sources))
