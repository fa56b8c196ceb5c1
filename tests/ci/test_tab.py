"""What goes into the browser tab: compiled wheels as Pyodide's lock has them, others as pinned."""

import hashlib
import importlib.util
import re

import pytest

from tests import ROOT


@pytest.fixture(scope="module")
def tab():
    spec = importlib.util.spec_from_file_location("ci_tab", ROOT / "ci" / "tab.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def distribution(tab, tmp_path):
    """A folder in the place of Pyodide's distribution: its address, and its lock."""
    lock = {}
    for name in tab.COMPILED:
        file = f"{name}-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
        (tmp_path / file).write_bytes(name.encode())
        lock[name] = {"file_name": file, "sha256": hashlib.sha256(name.encode()).hexdigest()}
    return f"{tmp_path.as_uri()}/", {"packages": lock}


def test_compiled_wheels_are_those_of_pyodides_lock(tab, distribution, tmp_path):
    address, lock = distribution
    place = tmp_path / "place"
    place.mkdir()
    tab.compiled(lock, None, place, address)
    found = tab.packages(place)
    assert {*found} == {*tab.COMPILED}
    assert all(found[name]["sha256"] == lock["packages"][name]["sha256"] for name in found)
    lock["packages"]["pillow"]["sha256"] = "0" * 64
    with pytest.raises(SystemExit, match="pillow.* is not what Pyodide's lock says"):
        tab.compiled(lock, None, place, address)


def test_the_others_are_pinned_with_their_hashes(tab):
    text = (ROOT / "ci" / "tab.txt").read_text(encoding="utf-8")
    hashes = r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
    pins = re.findall(rf"(?m)^([\w.-]+)==\S+ \\\n{hashes}", text)
    assert len(pins) == len(re.findall("(?m)^[^ #]", text)) > 20
    assert not set(pins) & set(tab.COMPILED)


def test_a_network_that_is_not_there_is_one_sentence(tab, distribution, tmp_path):
    _, lock = distribution
    with pytest.raises(SystemExit, match="cannot be fetched .* check the network"):
        tab.compiled(lock, None, tmp_path, f"{(tmp_path / 'gone').as_uri()}/")


@pytest.mark.parametrize("held, free", [(None, True), ([], True), (["sign"], True), (["x"], False)])
def test_no_folder_is_emptied_but_an_older_sites(tab, tmp_path, held, free):
    out = tmp_path / "out"
    if held is not None:
        out.mkdir()
        for name in held:
            (out / name).touch()
    if free:
        assert tab.check_free(out, "sign") is None
    else:
        with pytest.raises(SystemExit, match="holds other files: name a new folder"):
            tab.check_free(out, "sign")
