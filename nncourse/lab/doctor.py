"""Is everything there?  The installation, checked and answered in plain words."""

import argparse
import importlib
import sys
from pathlib import Path

_PACKAGES = {
    "numpy": "the mathematics",
    "matplotlib": "still pictures",
    "ipywidgets": "controls",
    "anywidget": "live figures",
    "jupyterlab": "the pages you are reading",
}
_EXTENSIONS = {"@jupyter-widgets/jupyterlab-manager": "controls in the page", "anywidget": "live figures in the page"}
_REPAIR = 'In a terminal, in the course\'s folder, run: pip install -e ".[lab]"'


def findings() -> list[tuple[str, str]]:
    """What was looked at, each with what is wrong with it in words; an empty text where nothing is."""
    found = [
        ("Python 3.11 or newer", "" if sys.version_info >= (3, 11) else f"this is Python {sys.version.split()[0]}")
    ]
    for package, purpose in _PACKAGES.items():
        try:
            importlib.import_module(package)
            problem = ""
        except ImportError as error:
            problem = f"{package} cannot be loaded ({error})"
        found.append((f"{package}, for {purpose}", problem))
    for extension, purpose in _EXTENSIONS.items():
        there = any((folder / extension).is_dir() for folder in _extension_folders())
        found.append((purpose, "" if there else f"JupyterLab's part of {extension} is not beside this Python"))
    return found


def _extension_folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return []
    return [Path(folder) for folder in jupyter_path("labextensions")]


def check_installation() -> bool:
    """Print a line for everything looked at, and what to do if something is missing; returns whether all is well."""
    problems = 0
    for subject, problem in findings():
        print(f"{'MISSING' if problem else 'fine   '}  {subject}" + (f": {problem}" if problem else ""))
        problems += bool(problem)
    print(f"{_REPAIR}\nThen restart JupyterLab." if problems else "Everything is there.")
    return not problems


def main(arguments: list[str]) -> int:
    """Say what is there and what is missing; exit code 0 if everything is there, 1 if not."""
    argparse.ArgumentParser(prog="nncourse doctor", description="Is everything installed?").parse_args(arguments)
    return 0 if check_installation() else 1
