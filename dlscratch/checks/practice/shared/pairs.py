"""What a learner's dataset of digits says and gives, without a transform and with one."""

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import as_array, undisturbed, warm_to_step
from dlscratch.errors.values import name

LENGTH, IMAGE, LABEL = "`len(digits)`", "the image", "the label"
GETS, CHANGED = "what the transform is given", "the image, with a transform"
ASKED = "what comes, with a transform"
CALLS = "how often the transform is called when an image is asked for three times"
BATCH = "a batch of PyTorch's loader"


def _arrays(n, seed=0):
    rng = np.random.default_rng([n, seed])
    images = rng.integers(0, 256, (n, 28, 28))
    images //= 1 + np.arange(n).reshape(-1, 1, 1) % 2  # in every second one no ink is full
    return images.astype(np.uint8), rng.integers(0, 10, n)


def kept(Digits, n):
    """What a dataset of `n` digits says and gives, without a transform and with one."""
    images, labels = _arrays(n)
    with undisturbed() as torch:
        digits, other = Digits(images, labels), Digits(*_arrays(n + 2, 1))
        report = {LENGTH: _length(digits), "`len` of another one": _length(other)}
        for where, i in ("", n - 2), (", first", 0):
            pair = attempt(digits.__getitem__, i)
            report |= _read(torch, pair, where)
            if IMAGE + where not in report:
                return report
        report |= _transformed(torch, Digits, images, labels)
        loader = torch.utils.data.DataLoader(digits, batch_size=3)
        batch = attempt(lambda: next(iter(loader)))
        if isinstance(batch, Stopped):
            return report | {BATCH: batch}
        report[BATCH] = [_kind(torch, part).removeprefix("a tensor ") for part in batch]
        same = np.array_equal(images, _arrays(n)[0]) and np.array_equal(labels, _arrays(n)[1])
        return report | {"the arrays, afterwards": "as they were" if same else "changed"}


kept.arguments = ("n",)


def _length(digits):
    return attempt(len, digits)


def _read(torch, pair, where=""):
    """What stands in a pair, or what is wrong with it."""
    if pair is None or isinstance(pair, Stopped):
        return {f"what the image is{where}": pair}
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        count = f" of {len(pair)}" if isinstance(pair, tuple | list) else ""
        raise Refuse(f"`digits[i]` is a pair, image and label, and {name(pair)}{count} came.")
    image, label = pair
    kinds = {f"what the image is{where}": _kind(torch, image)}
    if not isinstance(image, torch.Tensor):
        return kinds
    return kinds | {
        IMAGE + where: as_array(image).astype(float),
        f"what the label is{where}": _whole(torch, label),
        LABEL + where: as_array(label),
    }


def _kind(torch, image):
    if isinstance(image, torch.Tensor):
        return f"a tensor {tuple(image.shape)} of {image.dtype}"
    return name(image)


def _whole(torch, label):
    """Whether a label is one whole number, as a Python number, of NumPy, or a tensor."""
    if isinstance(label, torch.Tensor):
        whole = not label.is_floating_point() and label.ndim == 0 and label.dtype != torch.bool
        return "one whole number" if whole else f"a tensor {tuple(label.shape)} of {label.dtype}"
    is_whole = isinstance(label, int | np.integer) and not isinstance(label, bool)
    return "one whole number" if is_whole else name(label)


def _transformed(torch, Digits, images, labels):
    """The same with a transform that turns the image round and adds 1 more at each call."""
    given = []

    def transform(image):
        if np.ndim(image) == 0:
            raise Refuse(f"The transform was given {name(image)}, where an image was expected.")
        given.append(image)
        return image.flip(1) + len(given)

    digits = Digits(images, labels, transform)
    made = [attempt(digits.__getitem__, 1) for _ in range(3)]
    doubled = attempt(Digits(images, labels, transform=lambda image: image * 2).__getitem__, 1)
    for one in (*made, doubled):
        if isinstance(one, Stopped) or not isinstance(one, tuple | list) or len(one) != 2:
            return {ASKED: one if isinstance(one, Stopped) else name(one)}
    if not given:
        return {ASKED: "a pair", CALLS: 0}
    found = {ASKED: "a pair", CALLS: len(given), GETS: _kind(torch, given[0])}
    first, third = made[0][0], made[2][0]
    if not isinstance(first, torch.Tensor):
        return found | {CHANGED: name(first)}
    return found | {
        CHANGED: as_array(first).astype(float),
        "the image, asked for once more": as_array(third).astype(float),
        "the label beside it": as_array(made[0][1]),
        "the image, with a transform that doubles": as_array(doubled[0]),
    }


@warm_to_step
def expect_kept(Digits, n):
    images, labels = _arrays(n)
    x, kind = (images / 255).astype(np.float32).astype(float), "a tensor (28, 28) of torch.float32"
    report = {LENGTH: n, "`len` of another one": n + 2}
    for where, i in ("", n - 2), (", first", 0):
        report |= {
            f"what the image is{where}": kind,
            IMAGE + where: x[i],
            f"what the label is{where}": "one whole number",
            LABEL + where: int(labels[i]),
        }
    flipped = x[1][:, ::-1]
    return report | {
        ASKED: "a pair",
        CALLS: 3,
        GETS: kind,
        CHANGED: flipped + 1,
        "the image, asked for once more": flipped + 3,
        "the label beside it": int(labels[1]),
        "the image, with a transform that doubles": 2 * x[1],
        BATCH: ["(3, 28, 28) of torch.float32", "(3,) of torch.int64"],
        "the arrays, afterwards": "as they were",
    }
