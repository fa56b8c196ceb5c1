"""Pictures of digits: a grid of them, the weights of a layer as images, the worst mistakes.

Each function returns a figure for a notebook. A live picture keeps one figure and calls `draw` on
it whenever its images change.
"""

import numpy as np
from matplotlib.patches import Rectangle

from dlscratch.losses import softmax
from dlscratch.visuals.toolkit import GREY, INK, Picture


def digit_grid(images, titles=None, columns=10):
    """The `images` (n, 28, 28) or (n, 784) in rows of `columns`, each with its title above it.

    `titles`: one string or number an image, for instance the labels.
    """
    picture = Picture(dpi=72)
    draw(picture, images, titles, columns)
    return picture


def weight_images(w, titles=None):
    """Each row of `w` (outputs, 784), the weights of one output, as an image; five to a row.

    Red pixels count for the output, blue ones against it, white ones do not matter.
    """
    titles = range(len(w)) if titles is None else titles
    largest = float(np.abs(w).max()) or 1.0
    picture = Picture(dpi=72)
    draw(picture, w, titles, 5, inches=1.5, colours="RdBu_r", limits=(-largest, largest))
    page = picture.axes[0]
    width, height = picture.get_size_inches()
    picture.set_size_inches(width + 1.2, height)
    page.set_position((0, 0, width / (width + 1.2), 1))
    key = picture.add_axes(((width + 0.1) / (width + 1.2), 0.2, 0.15 / width, 0.6))
    bar = picture.colorbar(page.images[0], cax=key)
    bar.set_ticks([-largest, 0, largest], labels=["against", "0", "for"])
    bar.outline.set_visible(False)
    return picture


def most_wrong(images, labels, logits, count=12, columns=6):
    """The `count` images whose wrong answer has the highest probability, the worst first.

    Above each stand its label, the answer, and the probability of the answer in per cent.
    """
    labels, probabilities = np.asarray(labels), softmax(logits)
    answers, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != labels)
    if not len(wrong):
        raise ValueError("there is nothing to show: every answer is right")
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:count]
    titles = [f"a {labels[i]} read as {answers[i]}\n{100 * sure[i]:.1f} % sure" for i in worst]
    picture = Picture(dpi=72)
    draw(picture, np.asarray(images)[worst], titles, columns, inches=1.35)
    return picture


def draw(figure, images, titles=None, columns=10, *, inches=0.9, colours="gray_r", limits=None):
    """Draws on `figure` what `digit_grid` describes, in place of what was there.

    `inches` is the size of an image; `limits` are the values of the first and the last of the
    `colours`, by default those of white and black ink.
    """
    images = _square(images)
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    titles = None if titles is None else [str(title) for title in titles]
    lines = 0 if titles is None else 1 + max(title.count("\n") for title in titles)
    side = images.shape[1]
    pixel = inches / side
    gap, above = 2, round(2 + 0.17 * lines / pixel)  # in pixels, as all that follows
    height, width = rows * (side + above) + 1, columns * (side + gap) + 1
    page = np.full((height, width), np.nan)
    figure.clear()
    figure.set_facecolor("white")
    figure.set_size_inches(width * pixel, height * pixel)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.axis("off")
    for i, image in enumerate(images):
        top, left = i // columns * (side + above) + above, i % columns * (side + gap) + 1
        page[top : top + side, left : left + side] = image
        ax.add_patch(Rectangle((left, top), side, side, fill=False, edgecolor=GREY, lw=0.5))
        if titles:
            ax.text(left + side / 2, top - 1, titles[i], ha="center", va="bottom", size=10,
                    color=INK, linespacing=1.1)
    low, high = limits or ((0, 255) if images.dtype == np.uint8 else (images.min(), images.max()))
    ax.imshow(page, cmap=colours, vmin=low, vmax=high, extent=(0, width, height, 0))
    said = ""
    if titles:
        said = ", row by row: " + " / ".join(
            "; ".join(titles[i : i + columns]).replace("\n", ", ")
            for i in range(0, len(titles), columns)
        )
    figure.description = f"{len(images)} images of {side} × {side} pixels{said}."


def _square(images):
    """The images as (n, side, side)."""
    images = np.asarray(images)
    if images.ndim == 2 and round(images.shape[1] ** 0.5) ** 2 == images.shape[1]:
        side = round(images.shape[1] ** 0.5)
        images = images.reshape(-1, side, side)
    if images.ndim != 3 or images.shape[1] != images.shape[2] or not len(images):
        raise ValueError(
            "a grid needs square images, (n, side, side) or (n, side · side), and at least one, "
            f"but {images.shape} came"
        )
    return images
