"""JupyterLab as start.py opens it: its address is always shown, and it has room for its files."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlscratch.course import server
from tests import ROOT


def a_server(token, generated, auth=True):
    identity = SimpleNamespace(token=token, token_generated=generated, auth_enabled=auth)
    return SimpleNamespace(identity_provider=identity, public_url="http://localhost:8888/lab?token=...")


@pytest.mark.parametrize(
    "token, generated, auth, said",
    [
        ("a1", True, True, ""),  # Jupyter itself shows it
        ("anna", False, True, "open at http://localhost:8888/lab; it asks for your password"),
        ("", False, True, "open at http://localhost:8888/lab; it asks for your password"),
        ("", False, False, "open at http://localhost:8888/lab."),
    ],
)
def test_the_address_is_said_by_one_of_the_two(token, generated, auth, said):
    sentence = server.address(a_server(token, generated, auth))
    assert said in sentence and bool(sentence) == bool(said)


@pytest.mark.parametrize("settings", [{"JUPYTER_TOKEN": "anna"}, {}, {"HOME": "nowhere"}])
def test_a_real_server_shows_its_address_and_no_file(tmp_path, settings):
    """Until it does, or for a minute; then it is ended."""
    if "HOME" in settings:
        settings = {"HOME": str(tmp_path / "file" / "home")}
        (tmp_path / "file").touch()  # so that nobody, not even root, can make a folder below it
    names = ("JUPYTER", "PYTHONPATH", "IPYTHONDIR", "XDG")
    env = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    env |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **settings}
    log = tmp_path / "log"
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--log-level=WARN",
               "--LabApp.log_level=WARN"]  # fmt: skip
    code = f"import sys; sys.prefix = {str(tmp_path / 'prefix')!r}; " if "HOME" in settings else ""
    code += "from dlscratch.course import server; server.main(sys.argv[1:])"
    command = [sys.executable, "-c", "import sys; " + code, *options]
    with open(log, "wb") as file:
        process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=file, stderr=file)
        try:
            for _ in range(600):
                if "http://" in log.read_text() or process.poll() is not None:
                    break
                time.sleep(0.1)
        finally:
            process.kill()
            process.wait()
    said = log.read_text()
    assert "http://" in said and "file://" not in said and "Traceback" not in said, said
    assert ("The course is open at" in said) == ("JUPYTER_TOKEN" in settings)
    if "file" in settings.get("HOME", ""):
        assert "cannot be written: JupyterLab uses" in said


@pytest.fixture
def opened(monkeypatch, tmp_path):
    """opened() gives JupyterLab's options when the course in a folder is opened."""

    def open_folder(*options):
        found = []
        monkeypatch.setattr(server, "main", found.extend)
        server.open_folder(tmp_path, list(options))
        return found

    monkeypatch.setenv("PATH", os.environ["PATH"])  # both come back after the test
    monkeypatch.chdir(tmp_path)
    return open_folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a screen")
@pytest.mark.parametrize("screen", ["", ":0"])
def test_no_browser_without_a_screen(opened, monkeypatch, screen):
    for name in ["WAYLAND_DISPLAY", "BROWSER"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    assert ("--no-browser" in opened()) == (not screen)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
@pytest.mark.parametrize("user", [0, 1000])
def test_jupyter_lets_root_in_only_when_told(opened, monkeypatch, user):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--allow-root" in opened()) == (user == 0)


def test_the_learners_options_come_last(opened):
    assert opened("--port", "9000")[-2:] == ["--port", "9000"]


def test_folders_that_cannot_be_written_are_led_elsewhere(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    good, bad, instead = tmp_path / "good", tmp_path / "file" / "x", tmp_path / "instead"
    for variable in server.PLACES:
        monkeypatch.setenv(variable, str(good))
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    assert server.make_room(instead) == [] and "IPYTHONDIR" not in os.environ
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(bad))
    monkeypatch.setenv("IPYTHONDIR", str(good))
    [said] = server.make_room(instead)
    assert said == f"{bad} cannot be written: JupyterLab uses {instead / 'config'}."
    assert Path(os.environ["JUPYTER_CONFIG_DIR"]) == instead / "config"
    assert server.writable(instead / "config")


def test_a_jupyterlab_that_cannot_be_loaded_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    with pytest.raises(SystemExit, match="JupyterLab cannot be loaded .*: delete the folder"):
        server.main([])
