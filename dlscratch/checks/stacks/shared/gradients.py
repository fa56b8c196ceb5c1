"""What can be said of wrong gradients: which slip gives just these numbers, if one does."""

import warnings

import numpy as np

from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import alike, first_alike
from dlscratch.errors.values import listed

SUMMED = {  # of what has a row for each example: how it was put together instead of summed
    "averaged over the batch, where a sum is wanted": lambda rows: rows.mean(axis=0),
    "not summed: there is still a part for each example": lambda rows: rows,
    "the part of the first example alone": lambda rows: rows[0],
    "the part of the last example alone (in a loop, parts add up)": lambda rows: rows[-1],
    "the largest of the examples' parts, where their sum is wanted": lambda rows: rows.max(axis=0),
    "divided by the number of neurons; nothing is divided": lambda rows: (
        rows.sum(axis=0) / rows.shape[1]
    ),
    "divided by the number of inputs; nothing is divided": lambda rows: (
        rows.sum(axis=0) / rows.shape[-1]
    ),
    "summed to a single number": lambda rows: rows.sum(),
    "0 throughout": lambda rows: 0 * rows.sum(axis=0),
    "1 throughout": lambda rows: 0 * rows.sum(axis=0) + 1,
    "squared before it is summed": lambda rows: (rows**2).sum(axis=0),
    "summed without its signs": lambda rows: abs(rows).sum(axis=0),
}
SIZED = {  # of a gradient that is right but for this
    "of the opposite sign": lambda right: -right,
    "turned round: rows and columns have changed places": lambda right: right.T,
    "a tenth of what it should be: to use a learning rate is an optimizer's work": lambda right: (
        0.1 * right
    ),
    "a hundredth of what it should be: to use a learning rate is an optimizer's work": lambda r: (
        0.01 * r
    ),
    "twice what it should be": lambda right: 2 * right,
    "half of what it should be": lambda right: right / 2,
    "right but for an axis too many": lambda right: right[None],
    "right but for an axis too many, at its end": lambda right: right[:, None],
}


def parts_for_w(gradient, x):
    """What each example says about w: (n, outputs, inputs)."""
    return gradient[:, :, None] * x[:, None, :]


def slips(rows=None, right=None, more=()):
    """A table for `first_alike`, of lists with a value for each probe."""
    table = [*more]
    if right is not None:
        table += [(words, [change(one) for one in right]) for words, change in SIZED.items()]
    if rows is not None:
        table += [(words, [change(one) for one in rows]) for words, change in SUMMED.items()]
    return table


def of_linear(probes, outcomes, expected):
    """What is said of a linear layer whose backward, params() or grads() are not right."""
    used = [
        (probe, outcome.output, wanted.output)
        for probe, outcome, wanted in zip(probes, outcomes, expected, strict=True)
        if probe[1] is not None
    ]
    if any(outcome.error for outcome in outcomes):
        return None
    label = next(
        (one for _, came, wanted in used for one in wanted
         if not alike(came.get(one), wanted[one])), None
    )  # fmt: skip
    if label is None or any(isinstance(came.get(label), Stopped) for _, came, _ in used):
        return None
    if label == "forward":
        return (
            "Forward comes first, and it is not right yet: exercise [linear_forward] asks for "
            "the same line."
        )
    if label in ("gradient for x", "w_grad", "b_grad"):
        return _three(used)
    if label in ("params()", "grads()"):
        came = used[0][1]
        return f"{_RIGHT} {_held(label, came)}"
    if "after backward" in label and label[0] in "wb":
        return (
            f"{_RIGHT} But backward changes `{label[0]}`. A layer only finds its gradients; an "
            "optimizer uses them."
        )
    if ", " in label:
        name, _, when = label.partition(", ")
        if when.startswith("with "):  # it depends on how the layer is made, not on what was before
            return (
                f"{_RIGHT} But {when}, {name} is not what it should be. `__init__` was given, and "
                "makes it: leave it as it was."
            )
        return (
            f"The first pass is right. But {when}, {name} is not. Something is left over from "
            "before: each forward and each backward begins anew."
        )
    return None


_RIGHT = "Right already: forward, and the three gradients of backward."


@np.errstate(all="ignore")
def _three(used):
    """A sentence for each of the three gradients that is not right."""
    texts, good = [], ["forward"]
    for label in ("gradient for x", "w_grad", "b_grad"):
        came = [output.get(label) for _, output, _ in used]
        right = [wanted[label] for _, _, wanted in used]
        if all(map(alike, came, right)):
            good.append(label)
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            words = first_alike(came, _table(label, [probe for probe, *_ in used], right))
        shape = np.shape(right[0])
        others = [one for one in used[0][2] if one in _MADE and one != label]
        swapped = [
            one for one in others if all(map(alike, came, [wanted[one] for *_, wanted in used]))
        ]
        if words is None and swapped:
            words = f"what belongs into {swapped[0]}"
        if words is None and _proportional(came, right):
            words = "right but for one factor in all its numbers"
        if words is None and np.shape(came[0]) != shape:
            words = f"of shape {np.shape(came[0])}, and the thing that it belongs to has {shape}"
        what = f"The {label}" if label[0] == "g" else f"`{label}`"
        texts.append(f"{what} is {words}." if words else f"{what} is not right: {_MADE[label]}")
    return "\n".join([f"Right already: {listed(good)}.", *texts])


def _proportional(came, right):
    """Whether each is the right one times a number."""
    for one, wanted in zip(came, right, strict=True):
        if np.shape(one) != wanted.shape:
            return False
        factors = (np.asarray(one, float) / wanted)[abs(wanted) > 1e-9]
        if not np.allclose(factors, factors[0]):
            return False
    return True


_MADE = {
    "gradient for x": "it is made of `gradient` and `w` alone, and has the shape of `x`.",
    "w_grad": "it is made of `gradient` and the kept `x` alone, and has the shape of `w`.",
    "b_grad": "it is made of `gradient` alone, and has the shape of `b`.",
}


def _table(label, probes, right):
    def each(formula):
        return [formula(*probe) for probe in probes]

    if label == "b_grad":
        rows = each(lambda x, g, w, b: g)
        return slips(rows, right, [
            ("multiplied by the biases", each(lambda x, g, w, b: g.sum(axis=0) * b)),
            ("more by the biases, which have no place in it",
             each(lambda x, g, w, b: g.sum(axis=0) + b)),
            ("the biases themselves", each(lambda x, g, w, b: b)),
            ("summed along the neurons, where the examples are to vanish",
             each(lambda x, g, w, b: g.sum(axis=1))),
        ])  # fmt: skip
    if label == "w_grad":
        rows = each(lambda x, g, w, b: parts_for_w(g, x))
        return slips(rows, right, [
            ("multiplied by the weights; only inputs and incoming gradients belong in it",
             each(lambda x, g, w, b: (g.T @ x) * w)),
            ("made with the outputs of forward; what met the weights are its inputs",
             each(lambda x, g, w, b: g.T @ (x @ w.T + b))),
            ("the incoming gradient meets itself; it should meet the inputs",
             each(lambda x, g, w, b: g.T @ g)),
            ("made of the weights, where the inputs are wanted",
             each(lambda x, g, w, b: g.sum(axis=0)[:, None] * w)),
            ("more by the weights, which have no place in it",
             each(lambda x, g, w, b: g.T @ x + w)),
            ("made by `np.outer` of whole batches; that is for one example at a time",
             each(lambda x, g, w, b: np.outer(g, x))),
            ("the weights themselves", each(lambda x, g, w, b: w)),
        ])  # fmt: skip
    return slips(None, right, [
        ("averaged over the batch; nothing is divided", [
            one / len(one) for one in right]),
        ("summed over the examples; each has inputs, and a gradient, of its own",
         [one.sum(axis=0) for one in right]),
        ("multiplied by the inputs; only the incoming gradient and the weights belong in it",
         each(lambda x, g, w, b: (g @ w) * x)),
        ("more by something made of the biases; they have no place in it",
         each(lambda x, g, w, b: g @ w + b @ w)),
        ("found with weights that backward has changed before; it changes none",
         each(lambda x, g, w, b: g @ (w - 0.1 * g.T @ x))),
        ("found with weights that backward has changed before; it changes none",
         each(lambda x, g, w, b: g @ (w - 0.01 * g.T @ x))),
        ("found with weights that backward has changed before; it changes none",
         each(lambda x, g, w, b: g @ (g.T @ x))),
        ("the inputs themselves", each(lambda x, g, w, b: x)),
        ("what came in: it has not met the weights", each(lambda x, g, w, b: g)),
        ("multiplied by the slope of a sigmoid; that is another layer's",
         each(lambda x, g, w, b: (g @ w) * x * (1 - x))),
        ("without its signs", [abs(one) for one in right]),
    ])  # fmt: skip


def _held(label, came):
    """What params() or grads() holds, by names."""
    known = {"w_grad": came["w_grad"], "b_grad": came["b_grad"]}
    first = came.get("w after backward"), came.get("b after backward")
    known = {"w": first[0], "b": first[1]} | known
    wanted = "w and b" if label == "params()" else "w_grad and b_grad"
    return f"`{label}` holds {names_of(came[label], known)}; asked for is {wanted}, in this order."


def names_of(arrays, known):
    """What a list holds, by the names in `known`."""
    found = []
    for array in list(arrays):
        name = next((one for one, values in known.items() if alike(array, values)), None)
        turned = next(
            (f"{one} turned round" for one, values in known.items()
             if name is None and np.ndim(values) == 2 and np.ndim(array) == 2
             and alike(np.transpose(array), values)), None
        )  # fmt: skip
        found.append(name or turned or "something else")
    if found and set(found) == {"something else"}:
        fits = [np.shape(one) for one in arrays] == [np.shape(one) for one in known.values()]
        return "arrays of the right shapes, with other numbers" if fits else "something else"
    return listed(found) if found else "nothing"
