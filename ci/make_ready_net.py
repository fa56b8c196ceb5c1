"""Make weights/ready.safetensors, the network that reads your digits on the first page.

    python ci/make_ready_net.py            trains it, a few minutes; the same on every run
    python ci/make_ready_net.py --check    only says how many digits the stored one reads rightly

It needs all 70,000 digits (`python -m dlscratch data`). It learns from MNIST's 60,000, without the
1,000 on which the small set is tested, so that the tests of the course can be held against it:
they do not need the download. The weights are stored as float16, with half the bytes.

The bytes are the same on one machine; on another one the last bits of a sum may differ.
"""

import argparse
from functools import partial

import numpy as np

from dlscratch.course.goal import WEIGHTS, new_net, prepare, ready_net
from dlscratch.course.lessons import folder
from dlscratch.datasets import mnist, mnist_small
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.recipes import cosine, shift_images
from dlscratch.training import accuracy, train
from dlscratch.weights import save_weights

EPOCHS, BATCH, RATE = 30, 128, 0.002
SHIFT = 2  # pixels: a hand does not place its digits as MNIST's makers did


def to_learn_from():
    """Images and labels of MNIST's 60,000, without those on which the small set is tested."""
    digits = mnist()
    kept_back = {image.tobytes() for image in mnist_small().test_images}
    rows = [i for i, one in enumerate(digits.train_images) if one.tobytes() not in kept_back]
    assert len(rows) == 59_000
    return digits.train_images[rows], digits.train_labels[rows]


def make() -> None:
    images, labels = to_learn_from()
    rng = np.random.default_rng(0)
    net = new_net(rng)
    train(
        net,
        prepare(images),
        labels,
        SoftmaxCrossEntropy(),
        Adam(RATE),
        epochs=EPOCHS,
        batch_size=BATCH,
        rng=rng,
        schedule=cosine(RATE),
        augment=partial(shift_images, pixels=SHIFT),
        progress=False,
    )
    small = new_net(dtype=np.float16)
    for stored, learnt in zip(small.params(), net.params(), strict=True):
        stored[...] = learnt
    save_weights(small, folder() / WEIGHTS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="train nothing, only measure")
    if not parser.parse_args().check:
        make()
    net = ready_net()
    for name, digits in (("1,000 small test digits", mnist_small()), ("10,000 of MNIST", mnist())):
        right = accuracy(net, prepare(digits.test_images), digits.test_labels)
        print(f"Of the {name}, it reads {right:.2%} rightly.")
    print(f"{WEIGHTS} has {(folder() / WEIGHTS).stat().st_size:,} bytes.")


if __name__ == "__main__":
    main()
