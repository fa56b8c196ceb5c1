"""A dataset of one's own: images and labels in arrays, one pair at a time."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import (
    SECONDS, as_array, later, made, undisturbed, warm,
)  # fmt: skip
from dlscratch.errors.values import name

LENGTH, IMAGE, LABEL = "`len(digits)`", "the image", "the label"
GETS, CHANGED = "what the transform is given", "the image, with a transform"
CALLS = "how often the transform is called when an image is asked for three times"
BATCH = "a batch of PyTorch's loader"


def _arrays(n, seed=0):
    rng = np.random.default_rng([n, seed])
    return rng.integers(0, 256, (n, 28, 28)).astype(np.uint8), rng.integers(0, 10, n)


def _kept(Digits, n):
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
        report[BATCH] = [f"{tuple(part.shape)} of {part.dtype}" for part in batch]
        same = np.array_equal(images, _arrays(n)[0]) and np.array_equal(labels, _arrays(n)[1])
        return report | {"the arrays, afterwards": "as they were" if same else "changed"}


_kept.arguments = ("n",)


def _length(digits):
    return attempt(len, digits)


def _read(torch, pair, where=""):
    """What stands in a pair, or what is wrong with it."""
    if pair is None or isinstance(pair, Stopped):
        return {IMAGE + where: pair} if pair is None else {f"a pair{where}": pair}
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise Refuse(f"`digits[i]` is a pair, image and label, and {name(pair)} came.")
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
        given.append(image)
        return image.flip(1) + len(given)

    digits = Digits(images, labels, transform)
    made = [attempt(digits.__getitem__, 1) for _ in range(3)]
    if stopped := [one for one in made if isinstance(one, Stopped)]:
        return {CHANGED: stopped[0]}
    if not given:
        return {CALLS: 0}
    found = {CALLS: len(given), GETS: _kind(torch, given[0])}
    first, third = made[0][0], made[2][0]
    if not isinstance(first, torch.Tensor):
        return found | {CHANGED: name(first)}
    return found | {
        CHANGED: as_array(first).astype(float),
        "the image, asked for once more": as_array(third).astype(float),
        "the label beside it": as_array(made[0][1]),
        "the image, asked by the name of the argument": as_array(
            Digits(images, labels, transform=lambda image: image * 2)[1][0]
        ),
    }


@warm
def _expect_kept(Digits, n):
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
        CALLS: 3,
        GETS: kind,
        CHANGED: flipped + 1,
        "the image, asked for once more": flipped + 3,
        "the label beside it": int(labels[1]),
        "the image, asked by the name of the argument": 2 * x[1],
        BATCH: ["(3, 28, 28) of torch.float32", "(3,) of torch.int64"],
        "the arrays, afterwards": "as they were",
    }


def _digits(get=None, length=None, start=None):
    """A dataset whose methods are get(torch, self, i), length(self) and start(self, …)."""

    @later
    def make():
        import torch

        class Digits(torch.utils.data.Dataset):
            def __init__(self, images, labels, transform=None):
                self.images, self.labels, self.transform = images, labels, transform
                if start:
                    start(self, images, labels, transform)

            def __len__(self):
                return length(self) if length else len(self.images)

            def __getitem__(self, i):
                return (get or _get)(torch, self, i)

        return Digits

    return make


def _image(torch, self, i):
    return torch.tensor(self.images[i], dtype=torch.float32) / 255


def _get(torch, self, i, image=_image):
    made = image(torch, self, i)
    if self.transform is not None:
        made = self.transform(made)
    return made, int(self.labels[i])


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=_digits(),
    prepare=made,
    run=_kept,
    expect=_expect_kept,
    probes=[(5,), (8,)],
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "What do you know of the dataset? The arrays, under `self.images` and `self.labels`. Image "
        "number i is a row of the first.",
        "Three steps: from bytes to a tensor of floats between 0 and 1; then the transform, if it "
        "is not None; then the pair.",
        "`torch.tensor` takes a `dtype`; white paper is 0 and black ink 255. The transform is "
        "called with the tensor, inside `__getitem__`, and its result takes the image's place.",
    ),
    after="These two methods are all that PyTorch asks of a dataset. Whether the images are in an "
    "array, in a folder or on another continent, a loader does not notice.",
)  # fmt: skip


def _wrong_image(image):
    return lambda torch, self, i: _get(torch, self, i, image)


exercise.mistakes(
    _digits,
    bytes_kept=(
        "The image is still made of bytes, from 0 to 255.",
        _wrong_image(lambda torch, self, i: torch.tensor(self.images[i])),
    ),
    not_divided=(
        "These are floats, from 0 to 255. The text wants them from 0 to 1.",
        _wrong_image(lambda torch, self, i: torch.tensor(self.images[i], dtype=torch.float32)),
    ),
    doubles=(
        "NumPy divides into float64, and `torch.tensor` keeps that. Networks are float32.",
        _wrong_image(lambda torch, self, i: torch.tensor(self.images[i] / 255)),
    ),
    transform_ignored=(
        "The transform is kept in `self`, and nobody calls it.",
        lambda torch, self, i: (_image(torch, self, i), int(self.labels[i])),
    ),
    no_label=(
        "The image comes alone. A loader wants the pair.",
        lambda torch, self, i: _get(torch, self, i)[0],
    ),
    label_first=(
        "The label comes first. The pair is image, label.",
        lambda torch, self, i: _get(torch, self, i)[::-1],
    ),
    next_one=(
        "That is another image. NumPy counts from 0 as well: number i is at place i.",
        lambda torch, self, i: _get(torch, self, (i + 1) % len(self.images)),
    ),
)


@exercise.variant
@later
def _in_tensors():
    import torch

    class Digits(torch.utils.data.Dataset):
        def __init__(self, images, labels, transform=lambda image: image):
            self.x, self.y = torch.from_numpy(images).float() / 255, torch.tensor(labels)
            self.transform = transform

        def __len__(self):
            return self.y.shape[0]

        def __getitem__(self, i):
            return self.transform(self.x[i]), self.y[i]

    return Digits


@exercise.variant
@later
def _in_numpy():
    import torch

    class Digits(torch.utils.data.Dataset):
        def __init__(self, images, labels, transform=None):
            self.pairs = list(zip(images, labels, strict=True))
            self.transform = transform

        def __len__(self):
            return len(self.pairs)

        def __getitem__(self, i):
            image, label = self.pairs[i]
            image = torch.from_numpy(np.float32(image) / 255)
            return [self.transform(image) if self.transform else image, label]

    return Digits
