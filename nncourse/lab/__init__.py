"""`nncourse lab`: JupyterLab on the first notebook, set up for live figures.

Four things differ from a plain start.  Small messages leave at once (TCP_NODELAY on the kernel's socket: figures
follow the hand at about twice the rate), the page does not redraw its toolbar whenever a figure asks the kernel for a
picture, no news are asked for, so nothing leaves this machine, and it works as root and without a screen, where it
prints the address.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

FIRST = "00_start.ipynb"


def notebooks_folder(start: Path) -> Path:
    """The folder with the course's notebooks: `start` itself or the `notebooks` folder of the nearest one above.

    FileNotFoundError, in plain words, if there is none.
    """
    for folder in (start, *start.parents):
        for candidate in (folder, folder / "notebooks"):
            if (candidate / FIRST).is_file():
                return candidate
    raise FileNotFoundError(f"{FIRST} was not found in {start} or above; call this inside the course's folder")


def settings(folder: Path, port: int | None, browser: bool) -> Any:
    """The server's configuration."""
    from traitlets.config import Config

    config = Config()
    config.ServerApp.jpserver_extensions = {"jupyterlab": True}
    config.ServerApp.root_dir = str(folder)
    config.ServerApp.default_url = f"/lab/tree/{FIRST}"
    config.ServerApp.allow_root = True
    config.ServerApp.open_browser = browser
    config.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
    config.MappingKernelManager.untracked_message_types.append("comm_msg")  # what figures and kernel say to each other
    if port is not None:
        config.ServerApp.port = port
        config.ServerApp.port_retries = 0
    return config


def send_at_once() -> None:
    """Switch off the delay that collects small messages (Nagle) on the sockets between page and kernel."""
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    plain_open = KernelWebsocketHandler.open

    async def open_at_once(self: Any, kernel_id: str) -> None:
        self.set_nodelay(True)
        await plain_open(self, kernel_id)

    KernelWebsocketHandler.open = open_at_once  # type: ignore[method-assign]


def has_screen() -> bool:
    """Whether a browser window could appear here."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: list[str]) -> int:
    """Start JupyterLab; returns when it is stopped."""
    parser = argparse.ArgumentParser(prog="nncourse lab", description="Open the course in JupyterLab.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the course's folder (default: here)")
    parser.add_argument("--port", type=int, help="the port to use (default: the first free one from 8888)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, open no window")
    chosen = parser.parse_args(arguments)
    try:
        folder = notebooks_folder(chosen.folder.resolve())
        import jupyterlab  # noqa: F401  (the server finds it by name)
        from jupyter_server.serverapp import ServerApp
    except (FileNotFoundError, ImportError) as error:
        print(f"nncourse lab: {error}", file=sys.stderr)
        return 2
    # JupyterLab looks for labconfig/ (here: no question about news) on this path.
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        [str(Path(__file__).parent), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    )
    # So that `!nncourse check …` in a notebook finds this environment's command.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    browser = has_screen() and not chosen.no_browser
    send_at_once()
    print("Starting JupyterLab." + ("" if browser else "  Open the address that follows in a browser."))
    ServerApp.launch_instance(argv=[], config=settings(folder, chosen.port, browser))
    return 0
