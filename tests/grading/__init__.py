"""The committed homework, and hand-ins made from it."""

import json
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
INSTRUCTOR = ROOT / "notebooks/instructor/01_perceptron_solution.ipynb"
RELEASE = ROOT / "notebooks/homework/01_perceptron_homework.ipynb"
ANSWERS = ("hw1-ex1-answer", "hw1-ex2-answer", "hw1-ex3-answer")


def notebook(path):
    return nbformat.read(path, as_version=4)


def cell(notebook, id_):
    return next(c for c in notebook["cells"] if c["id"] == id_)


def handed_in(**sources):
    """The release as plain data with right answers, but for those given, as ex1=…, ex2=…, ex3=…"""
    data, solution = json.loads(RELEASE.read_text(encoding="utf-8")), notebook(INSTRUCTOR)
    for id_ in ANSWERS:
        source = sources.get(id_.split("-")[1])
        cell(data, id_)["source"] = cell(solution, id_).source if source is None else source
    return data


def untouched():
    return json.loads(RELEASE.read_text(encoding="utf-8"))
