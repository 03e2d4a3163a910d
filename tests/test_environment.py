"""The course installs the same by pip and by conda, and from nowhere else than where the user's own tools look."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # the same library without a window toolkit


def ranges(requirements):
    """Name → the versions it may have."""
    return {
        canonicalize_name(requirement.name): requirement.specifier for requirement in map(Requirement, requirements)
    }


def of_extras(*extras):
    return ranges(PROJECT["dependencies"] + [r for extra in extras for r in PROJECT["optional-dependencies"][extra]])


DIRECT = of_extras(*PROJECT["optional-dependencies"])


def pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return ranges(line for line in lines if line.strip() and not line.startswith("#"))


def test_conda_installs_what_pip_installs_in_the_same_ranges():
    libraries = [
        line for line in CONDA["dependencies"] if isinstance(line, str) and not re.match(r"(python|pip)\b", line)
    ]
    by_pip = of_extras("lab", "homework", "data", "scipy", "html")
    assert ranges(libraries) == {CONDA_NAMES.get(name, name): versions for name, versions in by_pip.items()}


def test_conda_takes_everything_from_conda_forge():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_conda_pins_a_python_that_the_course_supports():
    assert CONDA["dependencies"][0] == "python=3.11"
    assert "3.11" in SpecifierSet(PROJECT["requires-python"])


def test_conda_brings_pip_and_pip_installs_the_course_alone():
    assert CONDA["dependencies"][-2:] == ["pip", {"pip": ["-e ."]}]


@pytest.mark.parametrize("name", DIRECT)
def test_every_direct_dependency_has_an_exact_version_within_its_range(name):
    versions = [specifier for specifier in pinned().get(name, SpecifierSet()) if specifier.operator == "=="]
    assert len(versions) == 1, f"constraints.txt has no line {name}==…"
    assert versions[0].version in DIRECT[name]


@pytest.mark.parametrize(
    "name", ["constraints.txt", "README.md", "Makefile", ".ci/run", "environment.yml", "pyproject.toml"]
)
def test_no_file_says_where_packages_come_from(name):
    addresses = r"index[-_]url|find-links|trusted-host|^\s*-[if]\s|@\s*(https?|git\+|file:)"
    assert re.findall(addresses, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE) == []
