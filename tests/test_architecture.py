"""The house: who may import whom, what a core module needs, how large a part may grow."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import nncourse

PACKAGE = Path(nncourse.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
EVERY_MODULE = pytest.mark.parametrize("name", MODULES)

PART_OF = {"palette": "scene", "scene": "scene", "paint": "paint", "cli": "cli", "lab": "cli"}
FOLDERS = {"figures", "questions", "live", "homework", "grading"}
# What a part may import of the course, beside itself.  The command line may import all, but not at its top level.
MAY_IMPORT = {
    "core": set(),
    "scene": {"core"},
    "figures": {"core", "scene"},
    "questions": set(),
    "paint": {"core", "scene", "figures"},
    "live": {"core", "scene", "figures", "paint", "questions"},
    "homework": {"core"},
    "grading": {"core", "homework"},
    "cli": {"core", "scene", "figures", "paint", "live", "questions", "homework", "grading"},
}
BUDGETS = {
    ("core",): 1875,
    ("figures",): 3600,
    ("scene", "paint", "live"): 1200,
    ("homework",): 2700,
    ("grading",): 900,
    ("cli",): 200,
}


def part(name):
    """The part of the house a module belongs to: figures/perceptron.py → figures."""
    return part_of(name.partition("/")[0].removesuffix(".py"))


def part_of(first):
    """The part that the first name below nncourse stands for; what is not named is core."""
    return first if first in FOLDERS else PART_OF.get(first, "core")


def imports(name, nodes):
    """The dotted names that the import statements among the nodes of a module bring in."""
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ["nncourse", *name.split("/")[:-1]]
            base = base[: len(base) - node.level + 1] if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{whole}.{alias.name}" for alias in node.names]
    return found


def everywhere(name):
    return imports(name, ast.walk(TREES[name]))


def at_top_level(name):
    return imports(name, TREES[name].body)


def part_imported(dotted):
    """The part that `nncourse.figures.perceptron.f` stands for."""
    return part_of([*dotted.split("."), "__init__"][1])


def of_the_course(dotted):
    return dotted.split(".")[0] == "nncourse"


@EVERY_MODULE
def test_imports_point_one_way(name):
    reached = {part_imported(dotted) for dotted in everywhere(name) if of_the_course(dotted)}
    assert reached <= MAY_IMPORT[part(name)] | {part(name)}


@EVERY_MODULE
def test_what_lies_below_the_painters_and_the_grading_needs_numpy_alone(name):
    allowed = {"nncourse", "numpy"} | sys.stdlib_module_names
    if part(name) in {"core", "scene", "figures", "homework"}:
        assert {dotted.split(".")[0] for dotted in at_top_level(name)} <= allowed


@EVERY_MODULE
def test_the_command_line_imports_when_it_is_asked(name):
    if part(name) == "cli":
        assert {dotted.split(".")[0] for dotted in at_top_level(name)} <= sys.stdlib_module_names


@EVERY_MODULE
def test_nothing_is_imported_by_a_star(name):
    assert [dotted for dotted in everywhere(name) if dotted.endswith("*")] == []


@EVERY_MODULE
def test_no_module_is_a_drawer_for_odds_and_ends(name):
    assert Path(name).stem not in {"utils", "util", "helpers", "misc", "common"}


@EVERY_MODULE
def test_there_is_no_global_random_state(name):
    attributes = [ast.unparse(node) for node in ast.walk(TREES[name]) if isinstance(node, ast.Attribute)]
    used = {dotted.replace("numpy.", "np.") for dotted in attributes + everywhere(name)}
    assert {dotted.split(".")[2] for dotted in used if dotted.startswith("np.random.")} <= {"default_rng", "Generator"}
    assert not {dotted for dotted in everywhere(name) if dotted.split(".")[0] == "random"}


def lines_of_code(name):
    """How many lines hold code: docstrings and comments are there to learn from, and the more the better."""
    text = MODULES[name].read_text(encoding="utf-8")
    if name == "__init__.py":  # names alone
        return 0
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    told = {
        line
        for node in ast.walk(TREES[name])
        if isinstance(node, documented) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, node.body[0].end_lineno + 1)
    }
    lines = enumerate(text.splitlines(), start=1)
    return sum(1 for number, line in lines if number not in told and line.strip() and not line.strip().startswith("#"))


@pytest.mark.parametrize("parts", BUDGETS, ids="+".join)
def test_a_part_stays_within_its_lines(parts):
    lines = {name: lines_of_code(name) for name in MODULES if part(name) in parts}
    assert sum(lines.values()) <= BUDGETS[parts], lines


@pytest.mark.parametrize("name", [name for name in MODULES if part(name) == "core"])
def test_a_module_of_the_core_is_read_in_one_sitting(name):
    assert lines_of_code(name) <= 160


def test_the_javascript_stays_within_its_lines():
    texts = {path.name: path.read_text(encoding="utf-8").splitlines() for path in PACKAGE.rglob("*.js")}
    code = {
        name: [line for line in lines if line.strip() and not line.strip().startswith(("//", "/*", "*"))]
        for name, lines in texts.items()
    }  # as in Python: comments are there to learn from
    assert sum(map(len, code.values())) <= 730, {name: len(lines) for name, lines in code.items()}


def test_no_exported_name_but_a_modules_own_is_the_name_of_a_module():
    modules = {name.partition("/")[0].removesuffix(".py") for name in MODULES}
    assert [n for n in nncourse.__all__ if n in modules and not isinstance(getattr(nncourse, n), ModuleType)] == []


def test_all_lists_each_public_name_once():  # ruff keeps them in order
    assert len(nncourse.__all__) == len(set(nncourse.__all__))


@pytest.mark.parametrize("name", nncourse.__all__)
def test_every_exported_name_says_what_it_is(name):
    value = getattr(nncourse, name)
    inherited = type(value).__doc__ if not isinstance(value, type) else object.__doc__
    assert (value.__doc__ and value.__doc__ != inherited) or repr(value) == name


def test_importing_the_course_brings_numpy_and_nothing_heavier():
    heavy = ["matplotlib", "ipywidgets", "anywidget", "scipy", "nbformat", "IPython", "traitlets", "pooch", "tqdm"]
    program = f"import json, sys, nncourse; print(json.dumps([m for m in {heavy} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_modules_that_the_course_alone_does_not_need_come_when_they_are_asked_for():
    program = """
import sys, nncourse
before = {"nncourse.surfaces", "nncourse.half_adder"} & sys.modules.keys()
print(before, {*nncourse.__all__} <= {*dir(nncourse)}, nncourse.surfaces.__name__, nncourse.half_adder.__name__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set() True nncourse.surfaces nncourse.half_adder\n"


def test_a_name_that_the_course_does_not_have_is_named():
    with pytest.raises(AttributeError, match=r"^module 'nncourse' has no attribute 'mpl'$"):
        nncourse.mpl  # noqa: B018
