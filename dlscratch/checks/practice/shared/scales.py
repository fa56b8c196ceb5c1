"""On which scale a net is given its inputs, in words."""

import numpy as np

from dlscratch.errors.values import listed

OTHERS, MEAN_DIVIDED = "other means and spreads", "the mean divided, the throw itself not"
SCALED = "mean 0 and spread 1 in each column"


def asked(given, new, first, x):
    """In words, what has been done with 12 new throws; `x` are those of the training, and `first`
    those that were asked about before."""
    def scaled(new):
        return (new - x.mean(axis=0)) / x.std(axis=0)

    if given.shape != new.shape:
        return "others"
    known = {
        "as they came": new, "by the training": scaled(new), "twice": scaled(scaled(new)),
        "by the spread alone": new / x.std(axis=0), "by the mean alone": new - x.mean(axis=0),
        "by the first asked": (new - first.mean(axis=0)) / first.std(axis=0),
        "multiplied": (new - x.mean(axis=0)) * x.std(axis=0),
        "by the variance": (new - x.mean(axis=0)) / x.var(axis=0),
        MEAN_DIVIDED: new - x.mean(axis=0) / x.std(axis=0),
    }  # fmt: skip
    for words, right in known.items():
        if np.allclose(given, right, rtol=0.05, atol=0.05):
            return words
    return _moments(given)


def _moments(given, told=False):
    """Whether the columns have mean 0 and spread 1; what else they have, if that is to be told."""
    centred = np.all(np.abs(given.mean(axis=0)) < 0.05)
    spread = np.all(np.abs(given.std(axis=0) - 1) < 0.06)
    if centred or spread:
        if centred and spread:
            return SCALED
        other = [f"{one:.3g}" for one in (given.std(axis=0) if centred else given.mean(axis=0))]
        words = ("mean 0", "the spreads") if centred else ("spread 1", "the means")
        return f"{words[0]} in each column, and {words[1]} {listed(other)}" if told else words[0]
    return OTHERS


def alike(one, x_one, other, x_other):
    """Whether two tables have come from their throws by the same numbers, column by column."""
    lines = []
    for given, x in ((one, x_one), (other, x_other)):
        if given.shape != x.shape:
            return False
        fits = [np.polyfit(*columns, 1) for columns in zip(x.T, given.T, strict=True)]
        if any(not np.allclose(np.polyval(fit, before), after, atol=1e-2)
               for fit, before, after in zip(fits, x.T, given.T, strict=True)):  # fmt: skip
            return False
        lines.append(fits)
    return np.allclose(*lines, rtol=1e-3, atol=1e-3)


def trained(given, x):
    """In words, what has been done with the throws `x` of a training."""
    if given.shape != x.shape:
        return f"other examples, of shape {given.shape}"
    low, high = x.min(axis=0), x.max(axis=0)
    centred = x - x.mean(axis=0)
    known = {
        "the numbers as they came": x,
        "one scale for the whole table": (x - x.mean()) / x.std(),
        "the mean of the whole table taken off": (x - x.mean()) / x.std(axis=0),
        "numbers from 0 to 1": (x - low) / (high - low),
        "mean 0, and the spreads as they were": centred,
        "spread 1, and no mean taken off": x / x.std(axis=0),
        "mean 0, divided by the largest of each column": centred / high,
        "mean 0, divided by the variances": centred / x.var(axis=0),
        MEAN_DIVIDED: x - x.mean(axis=0) / x.std(axis=0),
    }
    for ddof in (0, 1):
        own = (x.T - x.mean(axis=1)).T / x.std(axis=1, ddof=ddof)[:, None]
        if np.allclose(given, own, rtol=0.05, atol=0.03):
            return "a scale for each throw"
        mean, spread = x.mean(axis=0), x.std(axis=0, ddof=ddof)
        if np.allclose(given, ((x - mean) / spread - mean) / spread, rtol=0.01, atol=0.01):
            return "throws that are scaled twice"
    for words, right in known.items():
        if np.allclose(given, right, rtol=0.05, atol=0.03):
            return words
    return _moments(given, told=True)
