"""A dataset of one's own: images and labels in arrays, one pair at a time."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.in_pytorch import SECONDS, later, made
from dlscratch.checks.practice.shared.pairs import expect_kept, kept


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
    run=kept,
    expect=expect_kept,
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


def _label_through(self, image, label):
    return image, self.transform(label) if self.transform else label


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
    always_the_first=(
        "Whichever is asked for, the first one comes: `i` is not used.",
        lambda torch, self, i: _get(torch, self, 0),
    ),
    first_label=(
        "The image is right, and the label is always the first one: it has a number, too.",
        lambda torch, self, i: (_get(torch, self, i)[0], int(self.labels[0])),
    ),
    all_labels=(
        "The image is one, and in the label's place stand the labels of all.",
        lambda torch, self, i: (_get(torch, self, i)[0], self.labels),
    ),
    all_images=(
        "In the image's place stand all the images. One was asked for.",
        lambda torch, self, i: (torch.tensor(self.images).float() / 255, int(self.labels[i])),
    ),
    flat=(
        "The image has become a row of 784 numbers. It is to stay (28, 28).",
        _wrong_image(lambda torch, self, i: _image(torch, self, i).flatten()),
    ),
    an_axis_more=(
        "The image has an axis more than was asked for. It is to be (28, 28).",
        _wrong_image(lambda torch, self, i: _image(torch, self, i)[None]),
    ),
    turned=(
        "Rows and columns have changed places.",
        _wrong_image(lambda torch, self, i: _image(torch, self, i).T),
    ),
    array=(
        "The image is a NumPy array. A transform, and a network, wants a tensor.",
        _wrong_image(lambda torch, self, i: self.images[i].astype(np.float32) / 255),
    ),
    divided_by_256=(
        "The darkest ink is 255, so dividing by 256 never gets to 1.",
        _wrong_image(lambda torch, self, i: torch.tensor(self.images[i]).float() / 256),
    ),
    divided_by_its_own_largest=(
        "Each image is divided by a number of its own. All are to be on the same scale: white "
        "paper 0, black ink 1.",
        _wrong_image(lambda torch, self, i: _image(torch, self, i) / _image(torch, self, i).max()),
    ),
    divided_twice=(
        "The image is divided by 255 twice. Does a division stand in `__init__`, too?",
        _wrong_image(lambda torch, self, i: _image(torch, self, i) / 255),
    ),
    whole_division=(
        "Nearly all is 0: with `//`, or as whole numbers, only full ink is left.",
        _wrong_image(lambda torch, self, i: torch.tensor(self.images[i] // 255).float()),
    ),
    centred=(
        "Something is taken off the pixels. They are to go from 0 to 1.",
        _wrong_image(lambda torch, self, i: _image(torch, self, i) - 0.5),
    ),
    label_as_float=(
        "The label is a float. It is the number of a class, a whole one.",
        lambda torch, self, i: (_get(torch, self, i)[0], float(self.labels[i])),
    ),
    label_as_float_tensor=(
        "The label is a tensor of floats. It is the number of a class, a whole one.",
        lambda torch, self, i: (
            _get(torch, self, i)[0], torch.tensor(self.labels[i], dtype=torch.float32)
        ),
    ),
    label_one_hot=(
        "The label has become a row of ten numbers. One whole number was asked for.",
        lambda torch, self, i: (_get(torch, self, i)[0], torch.eye(10)[int(self.labels[i])]),
    ),
    label_with_an_axis=(
        "The label is a list of one. A loader would make a column of such labels, (n, 1).",
        lambda torch, self, i: (_get(torch, self, i)[0], torch.tensor([int(self.labels[i])])),
    ),
    transform_gets_bytes=(
        "The transform is called with what is in the array. It wants the finished tensor.",
        lambda torch, self, i: _bytes_first(torch, self, i),
    ),
    transform_before_dividing=(
        "The transform gets numbers from 0 to 255. It is to get them from 0 to 1.",
        lambda torch, self, i: (
            (self.transform or (lambda image: image))(255 * _image(torch, self, i)) / 255,
            int(self.labels[i]),
        ),
    ),
    number_transformed=(
        "A single number goes through the transform: the label, or `i`? It is made for images. "
        "The label comes as it is.",
        lambda torch, self, i: _label_through(self, *_get(torch, self, i)),
    ),
    without_asking=(
        "Without a transform, `self.transform` is None, and None cannot be called.",
        lambda torch, self, i: (self.transform(_image(torch, self, i)), int(self.labels[i])),
    ),
    result_dropped=(
        "The transform is called, and what it gives is not used.",
        lambda torch, self, i: (
            self.transform and self.transform(_image(torch, self, i)),
            (_image(torch, self, i), int(self.labels[i])),
        )[1],
    ),
    transform_called_twice=(
        "Each time an image is asked for, the transform is called twice.",
        lambda torch, self, i: (self.transform and self.transform(_image(torch, self, i)),
                                _get(torch, self, i))[1],
    ),
    transformed_once_for_all=(
        "The transform is called once for each image, when the dataset is made. So it gives the "
        "same each time, and whoever wants another shift in each epoch does not get it.",
        lambda torch, self, i: (self.ready[i], int(self.labels[i])),
        None,
        lambda self, images, labels, transform: vars(self).update(ready=_ready(images, transform)),
    ),
    length_of_an_image=(
        "That is the length of one image, 28 rows. How many images are there?",
        None, lambda self: len(self.images[0]),
    ),
    count_of_pixels=(
        "That is how many numbers there are. How many images?",
        None, lambda self: self.images.size,
    ),
    last_place=(
        "That is the place of the last one. Their number is 1 more.",
        None, lambda self: len(self.images) - 1,
    ),
    shape=(
        "`len` wants one number, and a shape is several.",
        None, lambda self: self.images.shape,
    ),
    arrays_of_the_class=(
        "Two datasets share their arrays: a second one changes the first. What belongs to one is "
        "kept in its `self`.",
        lambda torch, self, i: _get(torch, _Latest, i), lambda self: len(_Latest.images),
        lambda self, images, labels, transform: vars(self).update(_latest(*_three(self))),
    ),
)


class _Latest:
    """The dataset that was made last."""


def _three(self):
    return self.images, self.labels, self.transform


def _latest(images, labels, transform):
    _Latest.images, _Latest.labels, _Latest.transform = images, labels, transform
    return {}


def _bytes_first(torch, self, i):
    image = self.images[i]
    image = torch.tensor(image if self.transform is None else self.transform(image))
    return image.float() / 255, int(self.labels[i])


def _ready(images, transform):
    import torch

    tensors = torch.tensor(images, dtype=torch.float32) / 255
    return [transform(image) if transform else image for image in tensors]


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
