"""What an editor and a Codespace read: .vscode/ and .devcontainer/.

Neither can be opened here. So their names are compared with those that their makers document, and
what they run and name with what the course has.
"""

import json
import re
import subprocess
import sys
import tomllib

import jsonschema
import pytest
from gate import ROOT
from packaging.specifiers import SpecifierSet

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEXTS = {
    "type": "array", "items": {"type": "string", "pattern": r"^[a-z0-9-]+\.[a-z0-9-]+$"},
}  # fmt: skip
# The part of the schema of devcontainer.json that a small one needs (containers.dev, 2026).
DEVCONTAINER = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image"],
    "properties": {
        "name": {"type": "string"},
        "image": {"type": "string"},
        "postCreateCommand": {"type": "string"},
        "forwardPorts": {"type": "array", "items": {"type": "integer", "maximum": 65535}},
        "portsAttributes": {
            "type": "object",
            "patternProperties": {
                r"^\d+$": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "label": {"type": "string"},
                        "onAutoForward": {
                            "enum": ["notify", "openBrowser", "openPreview", "silent", "ignore"]
                        },
                    },
                }
            },
            "additionalProperties": False,
        },
        "customizations": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "codespaces": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"openFiles": {"type": "array", "items": {"type": "string"}}},
                },
                "vscode": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"extensions": TEXTS},
                },
            },
        },
    },
}
SETTINGS = {
    "python.defaultInterpreterPath": str, "jupyter.notebookFileRoot": str,
    "jupyter.themeMatplotlibPlots": bool, "notebook.output.wordWrap": bool,
    "notebook.output.textLineLimit": int, "files.exclude": dict,
}  # fmt: skip


def read(name):
    return json.loads((ROOT / name).read_text("utf-8"))


def test_the_container_is_as_its_schema_has_it():
    jsonschema.validate(read(".devcontainer/devcontainer.json"), DEVCONTAINER)


@pytest.mark.parametrize(
    "wrong",
    [{"postCreate": "x"}, {"forwardPorts": ["8888"]}, {"image": 3},
     {"customizations": {"vscode": {"extensions": ["jupyter"]}}}],
)  # fmt: skip
def test_a_wrong_container_is_seen(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read(".devcontainer/devcontainer.json") | wrong, DEVCONTAINER)


def test_the_containers_python_fits():
    image = re.fullmatch(r"python:(3\.\d+)", read(".devcontainer/devcontainer.json")["image"])
    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{image[1]}.0")


def test_what_the_container_opens_and_runs_is_there():
    container = read(".devcontainer/devcontainer.json")
    for name in container["customizations"]["codespaces"]["openFiles"]:
        assert (ROOT / name).is_file()
    assert set(map(str, container["forwardPorts"])) == set(container["portsAttributes"])
    command, file, option = container["postCreateCommand"].split()
    assert command == "python3" and (ROOT / file).is_file()


def test_the_installation_of_the_container_ends():
    """start.py makes .venv; with the container's option JupyterLab is not opened after that."""
    option = read(".devcontainer/devcontainer.json")["postCreateCommand"].split()[-1]
    command = [sys.executable, "-m", "dlscratch.course.server", option]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and re.match(r"4\.\d+", done.stdout), done.stderr


def test_the_editors_settings():
    settings = read(".vscode/settings.json")
    assert {name: type(value) for name, value in settings.items()} == SETTINGS
    place = settings["python.defaultInterpreterPath"]
    assert place == "${workspaceFolder}/.venv", "start.py makes it; a folder, for every system"
    assert settings["jupyter.notebookFileRoot"] == "${fileDirname}", "pages read files beside them"
    assert all(re.fullmatch(r"\*\*/[._a-z]+", name) for name in settings["files.exclude"])


def test_both_name_the_same_extensions():
    recommended = read(".vscode/extensions.json")
    jsonschema.validate(recommended["recommendations"], TEXTS)
    container = read(".devcontainer/devcontainer.json")["customizations"]["vscode"]
    assert recommended == {"recommendations": container["extensions"]}
    assert container["extensions"] == ["ms-python.python", "ms-toolsai.jupyter"]
