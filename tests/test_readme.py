"""Every command in the README and the contributing guide is one that exists; the plain way is what `make` does."""

import re
import tomllib
from pathlib import Path

import pytest

from nncourse import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

NAMED = set(re.findall(r"(?:/|\\|`|^ {4})nncourse ([a-z]+)", README + GUIDE, re.MULTILINE))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?\bmake ([a-z-]+)", README + GUIDE))))
def test_a_make_target_that_is_named_exists(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("command", sorted(NAMED))
def test_an_nncourse_command_that_is_named_exists(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])
    assert stopped.value.code == 0
    assert f"nncourse {command}" in capsys.readouterr().out


def test_the_plain_way_installs_what_make_installs():
    install = re.findall(r"-m pip install .*?(-c constraints\.txt -e \S+)", README)
    assert len(install) == 2  # Linux and macOS, Windows
    made = set(re.findall(r"(-c constraints\.txt -e \S+)", MAKEFILE))
    assert set(install) == made - {'-c constraints.txt -e ".[bench]"'}  # what `make bench` adds


def test_the_extras_that_are_installed_exist():
    (extras,) = set(re.findall(r'"\.\[(.*?)\]"', README))
    assert set(extras.split(",")) <= PYPROJECT["project"]["optional-dependencies"].keys()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README + GUIDE))))
def test_a_link_leads_to_a_file(target):
    assert (ROOT / target).exists()


def test_there_is_one_picture_and_it_has_a_text():
    ((text, path),) = re.findall(r"!\[(.*?)\]\((.*?)\)", README)
    assert len(text) > 80
    assert (ROOT / path).stat().st_size < 200_000
