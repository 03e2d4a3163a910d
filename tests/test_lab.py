"""How JupyterLab is started, and the check of the installation."""

import json
from pathlib import Path

import pytest

from nncourse import lab
from nncourse.lab import doctor


def test_the_notebooks_are_found_from_anywhere_in_the_course(tmp_path):
    notebooks = tmp_path / "course/notebooks"
    (notebooks / "homework").mkdir(parents=True)
    (notebooks / lab.FIRST).touch()
    for start in (tmp_path / "course", notebooks, notebooks / "homework"):
        assert lab.notebooks_folder(start) == notebooks


def test_outside_the_course_the_folder_and_the_first_page_are_named(tmp_path, capsys):
    assert lab.main([str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert str(tmp_path) in message
    assert lab.FIRST in message


def test_the_server_opens_the_first_page_at_the_port_that_was_asked_for():
    config = lab.settings(Path("/course/notebooks"), 8890, browser=False)
    assert config.ServerApp.root_dir == str(Path("/course/notebooks"))
    assert config.ServerApp.default_url.endswith(lab.FIRST)
    assert (config.ServerApp.port, config.ServerApp.port_retries) == (8890, 0)
    assert config.ServerApp.allow_root
    assert not config.ServerApp.open_browser


def test_what_figures_and_kernel_say_to_each_other_is_no_work_of_the_kernel_and_a_cell_is():
    from jupyter_server.services.kernels.kernelmanager import MappingKernelManager

    manager = MappingKernelManager(config=lab.settings(Path("/course"), None, browser=True))
    assert not manager.track_message_type("comm_msg")
    assert not manager.track_message_type("kernel_info_request")  # as without us
    assert manager.track_message_type("execute_request")


def test_without_a_port_the_server_looks_for_a_free_one():
    assert "port" not in lab.settings(Path("/course"), None, browser=True).ServerApp


def test_nobody_is_asked_about_news():
    overrides = json.loads((Path(lab.__file__).parent / "labconfig/default_setting_overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


@pytest.mark.parametrize(("environment", "expected"), [({}, False), ({"DISPLAY": ":0"}, True)])
def test_a_window_opens_only_where_there_is_a_screen(monkeypatch, environment, expected):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("os.environ", environment)
    assert lab.has_screen() is expected


def test_small_messages_leave_at_once(monkeypatch):
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    calls = []

    async def opened(self, kernel_id):
        calls.append(kernel_id)

    class Socket:
        def set_nodelay(self, value):
            calls.append(value)

    monkeypatch.setattr(KernelWebsocketHandler, "open", opened)
    lab.send_at_once()
    coroutine = KernelWebsocketHandler.open(Socket(), "kernel")
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert calls == [True, "kernel"]


def test_in_a_whole_installation_everything_is_there(capsys):
    assert doctor.main([]) == 0
    assert capsys.readouterr().out.endswith("Everything is there.\n")


def test_a_missing_package_is_named_with_its_purpose_and_the_repair(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "_PACKAGES", {"no_such_package": "live figures"})
    assert doctor.main([]) == 1
    out = capsys.readouterr().out
    assert "MISSING  no_such_package, for live figures" in out
    assert "pip install" in out


def test_a_missing_part_of_the_page_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "_extension_folders", lambda: [tmp_path])
    problems = dict(doctor.findings())
    assert "anywidget" in problems["live figures in the page"]
