"""Build the course for a browser tab: static files that any web server can give out.

    python ci/tab.py FOLDER

It is JupyterLite with Pyodide and all wheels inside, so that a page asks no address outside of its
own site. Needs jupyterlite-core, npm, and what ci/tab.txt and ci/tab_kernel.txt name.

The compiled wheels (NumPy and the like) come from Pyodide's own distribution, and are what its lock
says, by SHA-256. For tests the environment variable DLSCRATCH_PYODIDE may name a folder with such
wheels, and with Pyodide's npm package, if there is no npm. The others are those of ci/tab.txt.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
PYODIDE = "314.0.6"  # the one that jupyterlite-pyodide-kernel is made for
PYODIDE_SHA256 = "d78ac549b28a2a58600cd06f44e017024151775f8c6b2d73fab1475400d38ea2"
DISTRIBUTION = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
COMPILED = ("numpy", "matplotlib", "kiwisolver", "contourpy", "pillow")
PAGES = "dlscratch/pages/"  # in the wheel
FIRST = "lab/index.html?path=notebooks/00_start_here.ipynb"
TO_FIRST = f'<head><meta http-equiv="refresh" content="0; url={FIRST}">'
PREFIX = ROOT / "ci/prefix/share/jupyter"
SHARE = Path(sys.prefix, "share/jupyter/labextensions")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*command, cwd=ROOT, path=""):
    env = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")


def check_free(out, sign):
    """Only an older site may be replaced, known by its `sign`: what else lies there stays."""
    empty = not out.exists() or out.is_dir() and not any(out.iterdir())
    if not empty and not (out / sign).is_file():
        raise SystemExit(f"{out} holds other files: name a new folder, or an older site's.")


def core(given, work):
    """Pyodide's npm package, unpacked, and proved to be what it was when this was written."""
    name = f"pyodide-{PYODIDE}.tgz"
    if given and (given / name).exists():
        shutil.copy(given / name, work)
    else:
        run("npm", "pack", f"pyodide@{PYODIDE}", cwd=work)
    if sha256(work / name) != PYODIDE_SHA256:
        raise SystemExit(f"{name} is not the one that is known here (wrong SHA-256).")
    with tarfile.open(work / name) as packed:
        packed.extractall(work, filter="data")
    return work / "package"


def compiled(lock, given, folder, base=DISTRIBUTION):
    """Bring the compiled wheels into `folder`: from `given`, else from Pyodide's distribution."""
    for name in COMPILED:
        if given:
            (wheel,) = given.glob(f"{name}-*.whl")
            shutil.copyfile(wheel, folder / wheel.name)
            continue
        known = lock["packages"][name]
        try:
            with urllib.request.urlopen(base + known["file_name"]) as reply:
                (folder / known["file_name"]).write_bytes(reply.read())
        except OSError as error:
            raise SystemExit(
                f"{base}{known['file_name']} cannot be fetched ({error}): check the network, or "
                "let DLSCRATCH_PYODIDE name a folder with the wheels."
            ) from None
        if sha256(folder / known["file_name"]) != known["sha256"]:
            raise SystemExit(f"{known['file_name']} is not what Pyodide's lock says.")


def wheels(lock, given, kernel, folder):
    """Bring every wheel into `folder`."""
    compiled(lock, given, folder)
    options = "--no-deps --platform any --python-version 3.14 --implementation py --abi none"
    run(*PIP, "download", *options.split(), "--only-binary=:all:", "--require-hashes",
        "-r", ROOT / "ci/tab.txt", "-d", folder)  # fmt: skip
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    for wheel in (kernel / "static/pypi").glob("*.whl"):
        if not wheel.name.startswith("widgetsnbextension-3"):  # for ipywidgets 7
            shutil.copy(wheel, folder)


def packages(folder):
    """The lock's entries for the wheels in a folder, which are loaded all together."""
    found = {}
    for wheel in sorted(folder.glob("*.whl")):
        name, version = parse_wheel_filename(wheel.name)[:2]
        found[name] = {
            "name": name, "version": str(version), "file_name": wheel.name,
            "sha256": sha256(wheel), "install_dir": "site", "package_type": "package",
            "imports": [name.replace("-", "_")], "depends": [], "unvendored_tests": False,
        }  # fmt: skip
    return found


def build(out: Path, given: Path | None = None) -> None:
    """Write the site into the folder `out`, which may hold an older one."""
    check_free(out, "jupyter-lite.json")
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        pyodide = work / "static/pyodide"
        pyodide.mkdir(parents=True)
        package = core(given, work)
        lock = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))
        for name in CORE:
            shutil.copy(package / name, pyodide)
        run(*PIP, "install", "--no-deps", "--only-binary=:all:", "--require-hashes",
            "-r", ROOT / "ci/tab_kernel.txt", "--target", work / "kernel")  # fmt: skip
        kernel = work / "kernel/share/jupyter/labextensions" / KERNEL
        wheels(lock, given, kernel, pyodide)
        lock["packages"] = packages(pyodide)
        (pyodide / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
        contents(pyodide, work / "content")
        settings(work, kernel, [*lock["packages"]])
        run(sys.executable, "-m", "jupyterlite_core.app", "build", cwd=work, path=work / "kernel")
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(work / "site", out)
    home = (out / "index.html").read_text(encoding="utf-8")  # every page reads its settings
    assert home.count("<head>") == 1
    (out / "index.html").write_text(home.replace("<head>", TO_FIRST), encoding="utf-8")


def contents(wheels, folder):
    """What the learner finds: the pages that the course's wheel holds."""
    (wheel,) = wheels.glob("dlscratch-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            if name.startswith(PAGES):
                place = folder / name.removeprefix(PAGES)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packed.read(name))


def settings(work, kernel, loaded):
    """JupyterLite's settings: what is in the site, and that nothing is looked for elsewhere."""
    python = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": loaded}}
    site = {
        "appName": "Deep Learning from Scratch",
        "exposeAppInBrowser": True,  # for the tests
        "litePluginSettings": {f"{KERNEL}:kernel": python},
    }
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": site}
    extensions = [kernel, *(SHARE / name for name in EXTENSIONS)]
    extensions += (PREFIX / "labextensions").glob("*")  # the course's own, if there is one
    build = {
        "contents": ["content"], "output_dir": "site", "apps": ["lab"], "no_sourcemaps": True,
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [*map(str, extensions)],
    }  # fmt: skip
    shutil.copy(PREFIX / "lab/settings/overrides.json", work)
    (work / "jupyter-lite.json").write_text(json.dumps(lite), encoding="utf-8")
    (work / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": build}))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    named = os.environ.get("DLSCRATCH_PYODIDE")
    build(Path(sys.argv[1]).resolve(), Path(named).resolve() if named else None)
