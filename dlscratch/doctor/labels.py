"""Whether answers belong to their inputs: those of inputs that look alike should agree."""

import numpy as np

from dlscratch.doctor.finding import Finding

FEATURES = 1000  # of an input that are looked at, where it has more


def labels_in_step(patient):
    """Labels that have slipped agree better in the rows before or after. Shuffled ones agree
    nowhere: that is said only of inputs that form groups, since others may have such answers."""
    if len(patient.y) < 100 or patient.looks_up:
        return
    x = np.asarray(patient.x, np.float32)
    if _are_windows(x):
        return
    x = x.reshape(len(x), -1)
    x = x[:, :: -(-x.shape[1] // FEATURES)]
    y, are_labels = _answers(np.asarray(patient.y))
    near = _nearest(x)[0]
    agree = {step: _agreement(np.roll(y, -step, axis=0), near) for step in (0, 1, -1, 2, -2)}
    best = max(agree, key=agree.get)
    slipped, unrelated = agree[best] > agree[0] + 0.2, None
    if not (slipped and are_labels):  # yesterday's number may agree better than today's
        unrelated = _unrelated(x, y, near)
    if slipped and (are_labels or unrelated):
        where = "further down" if best > 0 else "further up"
        rows = "one row" if abs(best) == 1 else f"{abs(best)} rows"
        yield Finding("labels_in_step",
            f"The labels are out of step: inputs that look alike have the same label in "
            f"{agree[0]:.0%} of cases, but in {agree[best]:.0%} with the label that stands {rows} "
            f"{where}." if are_labels else
            f"The answers are out of step: those of inputs that look alike correlate by "
            f"{agree[0]:.2f}, but by {agree[best]:.2f} with the answer that stands {rows} "
            f"{where}.")  # fmt: skip
        return
    any_two = np.sum(y.mean(axis=0) ** 2)
    rare = any_two > 0.6  # what tells of a rare label is easily too weak to be seen
    if unrelated and not rare and _form_groups(x):
        yield Finding("labels_in_step",
            f"The labels seem to belong to other inputs: inputs that look alike have the same "
            f"label in {agree[0]:.0%} of cases, and any two inputs in {any_two:.0%}."
            if are_labels else
            f"The answers seem to belong to other inputs: those of inputs that look alike "
            f"correlate by {agree[0]:.2f}.")  # fmt: skip


def _are_windows(x):
    """Whether each row is the one before, moved on by a place: a time series. There the answer
    before is part of the input, and agrees with it better than the one that is to be foretold."""
    if x.ndim < 2 or x.shape[1] < 2:
        return False
    x = x.reshape(len(x), x.shape[1], -1)
    earlier, later = x[:-1], x[1:]
    moved = [later[:, :-1] == earlier[:, 1:], later[:, 1:] == earlier[:, :-1]]
    return max(np.mean(same.all(axis=(1, 2))) for same in moved) > 0.5


def _answers(y):
    """Labels as one-hot rows, numbers standardized, so that the mean product of two rows is the
    share of equal labels, or the correlation; and whether they are labels."""
    y = y.reshape(len(y), -1)
    kinds, number = np.unique(y, axis=0, return_inverse=True)
    if len(kinds) <= len(y) / 5:
        return np.eye(len(kinds))[number.ravel()], True
    return (y - y.mean(axis=0)) / (y.std(axis=0) + 1e-12) / np.sqrt(y.shape[1]), False


def _agreement(y, near):
    return float(np.mean(np.sum(y * y[near], axis=1)))


def _nearest(x):
    """For each row the number of the row that is nearest to it, and how far that is."""
    squares = (x * x).sum(axis=1)
    distances = squares[:, None] + squares - 2 * x @ x.T
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(axis=1), np.sqrt(np.maximum(distances.min(axis=1), 0))


def _unrelated(x, y, near):
    """Whether answers dealt out anew fit the inputs as well: neither the nearest input nor the
    average input of a label tells anything."""
    rng, y = np.random.default_rng(0), y - y.mean(axis=0)
    x = (x - x.mean(axis=0)).astype(np.result_type(x, y))  # once, not in each product below

    def measured(y):
        return _agreement(y, near), np.sum((x.T @ y) ** 2)

    dealt = np.array([measured(rng.permutation(y)) for _ in range(50)])
    far = np.abs(measured(y) - dealt.mean(axis=0)) / (dealt.std(axis=0) + 1e-12)
    return bool((far < 3).all())


def _form_groups(x):
    """Whether inputs lie nearer together than if each of their numbers were drawn on its own."""
    alone = _nearest(np.random.default_rng(0).permuted(x, axis=0))[1]
    return bool(_nearest(x)[1].mean() < 0.9 * alone.mean())
