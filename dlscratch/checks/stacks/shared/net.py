"""What can be said of linear → sigmoid → linear → sigmoid, written wrong as one function.

Each place at which learners slip has a few ways to be written. All their combinations are tried:
where one gives just the numbers that came, its slips are named.
"""

import itertools

import numpy as np

from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import alike, first_alike
from dlscratch.checks.stacks.shared.gradients import parts_for_w, slips
from dlscratch.errors.values import listed, number

GRADS = ("w1_grad", "b1_grad", "w2_grad", "b2_grad")


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


SQUASHES = {  # in the place of a sigmoid; the right one has no words
    "": _sigmoid,
    "there is no sigmoid": lambda z: z,
    "there is a tanh in the place of the sigmoid": np.tanh,
    "there is a ReLU in the place of the sigmoid": lambda z: np.maximum(0, z),
    "there is a softmax in the place of the sigmoid": _softmax,
    "the sigmoid is taken twice": lambda z: _sigmoid(_sigmoid(z)),
    "the sigmoid has another sign in its `np.exp`": lambda z: _sigmoid(-z),
    "in the sigmoid, brackets are missing below the line": lambda z: 1 / 1 + np.exp(-z),
    "the slope of the sigmoid stands in its place": lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    "the sigmoid is without its 1 above the line": lambda z: np.exp(-z) / (1 + np.exp(-z)),
    "in the sigmoid, 1 is subtracted below the line": lambda z: 1 / (1 - np.exp(-z)),
    "in the sigmoid, the line is missing": lambda z: 1 + np.exp(-z),
}
BIASES = {
    "": lambda sums, b: sums + b,
    "the bias is missing": lambda sums, b: sums,
    "the bias multiplies": lambda sums, b: sums * b,
    "the bias is subtracted": lambda sums, b: sums - b,
    "the bias is added twice": lambda sums, b: sums + 2 * b,
}
SLOPES = {  # of a sigmoid, of whose outputs a and sums z
    "": lambda z, a: a * (1 - a),
    "is missing": lambda z, a: np.ones_like(a),
    "is taken as a · (1 + a)": lambda z, a: a * (1 + a),
    "is taken as 1 - a², which is that of tanh": lambda z, a: 1 - a**2,
    "has only its first factor": lambda z, a: a,
    "has only its second factor": lambda z, a: 1 - a,
    "is made of the sums that went in": lambda z, a: z * (1 - z),
    "is made of outputs that went through the sigmoid once more": lambda z, a: (
        _sigmoid(a) * (1 - _sigmoid(a))
    ),
    "comes in twice": lambda z, a: (a * (1 - a)) ** 2,
    "has the opposite sign": lambda z, a: a * (a - 1),
    "has its first factor squared": lambda z, a: a**2 * (1 - a),
    "has the factor (1 - a) twice": lambda z, a: a * (1 - a) ** 2,
    "is that of a ReLU": lambda z, a: (z > 0) * 1.0,
}
BRACKETS = {  # slopes whose brackets are forgotten, of the gradient d and the outputs a
    "has lost its brackets, so that a is subtracted at last": lambda d, a: d * a * 1 - a,
    "has lost its brackets, so that a² is subtracted at last": lambda d, a: d * a - a**2,
}
STARTS = {  # in the place of the incoming gradient
    "": lambda g, a: g,
    "the incoming gradient has the opposite sign": lambda g, a: -g,
    "`gradient` is taken away from the outputs, as if it were the wanted ones": lambda g, a: a - g,
    "the outputs are taken away from `gradient`, as if it were the wanted ones": lambda g, a: g - a,
    "`gradient` is subtracted and doubled, as if it were the wanted outputs": lambda g, a: (
        2 * (a - g)
    ),
    "the incoming gradient is left out": lambda g, a: np.ones_like(g),
    "the outputs stand in the place of the incoming gradient": lambda g, a: a,
    "the incoming gradient is multiplied by the outputs once more": lambda g, a: g * a,
    "the incoming gradient is averaged over the batch": lambda g, a: g / len(g),
}


def of_net(probes, outcomes, expected):
    """What is said of `both_ways`, where its outputs or its gradients are not right."""
    if any(outcome.error for outcome in outcomes):
        return None
    came = [outcome.output for outcome in outcomes]
    right = [one.output for one in expected]
    pairs = list(zip(came, right, strict=True))
    wrong = [name for name in right[0] if not all(alike(a[name], b[name]) for a, b in pairs)]
    if not wrong or any(isinstance(value, Stopped) for one in came for value in one.values()):
        return None
    with np.errstate(all="ignore"):
        if "the outputs" in wrong:
            return _forward(probes, [one["the outputs"] for one in came])
        return _backward(probes, came, right, wrong)


def _combinations(*places):
    """All ways to go through some places, those with few slips first: tuples of words."""
    ways = list(itertools.product(*places))
    return sorted(ways, key=lambda way: sum(bool(words) for words in way))


WAYS = [
    way
    for way in _combinations(BIASES, SQUASHES, ("", "z1"), BIASES, SQUASHES)
    if 0 < sum(map(bool, way)) <= 3 and not (way[1] and way[2])
]


def _forward(probes, came):
    """Where forward leaves the right way, or its stages in numbers."""
    for digits in range(5):
        rounded = [_stages(*probe)[-1].round(digits) for probe in probes]
        if all(map(alike, came, rounded)):
            return "The outputs are right but for this: they are rounded. Give them as they are."
    for way in WAYS:
        if all(
            alike(one, _outputs(way, *probe)[-1]) for probe, one in zip(probes, came, strict=True)
        ):
            return _way(way)
    stages = _outputs(("",) * 5, *probes[0])
    names = ("the first sums", "the first sigmoid", "the second sums", "the outputs")
    told = "; ".join(f"{name} {_row(stage)}" for name, stage in zip(names, stages, strict=True))
    return (
        f"The outputs come before the gradients. Print your stages: for the first example these "
        f"are the right numbers. They are, for {told}."
    )


def _way(way):
    """The slips of forward in words."""
    first, second = listed(list(filter(None, way[:2]))), listed(list(filter(None, way[3:])))
    texts = ["The outputs are not right yet."]
    if first:
        texts.append(f"In the first stage {first}.")
    if way[2]:
        texts.append("The second stage gets z1, which has not been through the first sigmoid.")
    if second:
        texts.append(f"In the second stage {second}.")
    return " ".join(texts)


def _row(stage):
    return f"[{', '.join(number(one) for one in stage[0])}]"


def _outputs(way, x, gradient, w1, b1, w2, b2):
    z1 = BIASES[way[0]](x @ w1.T, b1)
    a1 = SQUASHES[way[1]](z1)
    z2 = BIASES[way[3]]((z1 if way[2] else a1) @ w2.T, b2)
    return z1, a1, z2, SQUASHES[way[4]](z2)


def _backward(probes, came, right, wrong):
    """Which slips give the gradients that came, and which of them are right."""
    good = [name for name in right[0] if name not in wrong]
    texts, said = [f"Right already: {listed(good)}."], {}
    behind = _ways(probes)
    for name in GRADS:
        if name not in wrong:
            continue
        mine = [one[name] for one in came]
        words = _told(name, mine, probes, right, behind)
        said.setdefault(words, []).append(f"`{name}`")
    for words, names in said.items():
        verb = "are" if len(names) > 1 else "is"
        if words is None:
            texts.append(f"{listed(names)} {verb} not right yet.")
        else:
            texts.append(f"In {listed(names)}: {words}.")
    if None in said:
        texts.append(_numbers(probes[0], said[None]))
    return "\n".join(texts)


def _stages(x, gradient, w1, b1, w2, b2):
    return _outputs(("",) * 5, x, gradient, w1, b1, w2, b2)


def _ways(probes):
    """The gradient behind the second sums, and behind the first: [(words, values by probe)]."""
    stages = [_stages(*probe) for probe in probes]
    second, first = [], []
    for start, slope in _combinations(STARTS, (*SLOPES, *BRACKETS)):
        values = []
        for (_, gradient, *_), (_, _, z2, a2) in zip(probes, stages, strict=True):
            begun = STARTS[start](gradient, a2)
            values.append(_times(begun, slope, z2, a2))
        words = [start] * bool(start) + [f"the slope of the last sigmoid {slope}"] * bool(slope)
        second.append((words, values))
    for words, values in second:
        for slope in (*SLOPES, *BRACKETS, "other", "w2"):
            if len(words) + bool(slope) > 2:
                continue
            rows = []
            for value, probe, (z1, a1, _, a2) in zip(values, probes, stages, strict=True):
                w2 = probe[4]
                if slope == "other" and a2.shape[1] not in (1, a1.shape[1]):
                    break
                if slope == "other":
                    rows.append(value @ w2 * a2 * (1 - a2))
                elif slope == "w2":  # as if w2 had learnt already
                    used = w2 - 0.1 * (value.T @ a1)
                    rows.append(value @ used * a1 * (1 - a1))
                else:
                    rows.append(_times(value @ w2, slope, z1, a1))
            text = {
                "": [],
                "other": ["the slope of the last sigmoid stands in the place of the first one's"],
                "w2": ["w2 is changed before the gradient goes back through it"],
            }.get(slope, [f"the slope of the first sigmoid {slope}"])
            if len(rows) == len(probes):
                first.append(([*words, *text], rows))
    second.sort(key=lambda way: len(way[0]))
    first.sort(key=lambda way: len(way[0]))
    return {"2": second, "1": first}


def _times(value, slope, z, a):
    if slope in BRACKETS:
        return BRACKETS[slope](value, a)
    return value * SLOPES[slope](z, a)


def _told(name, mine, probes, everything, behind):
    """The slips that give one gradient, in words; None where none is known."""
    stage, right = name[1], [one[name] for one in everything]
    stages = [_stages(*probe) for probe in probes]
    inputs = [
        probe[0] if stage == "1" else one[1] for probe, one in zip(probes, stages, strict=True)
    ]
    for other in GRADS:
        if other != name and all(map(alike, mine, [one[other] for one in everything])):
            return f"it is what belongs into `{other}`"
    exact = behind[stage][0][1]
    rows = exact if name[0] == "b" else list(map(parts_for_w, exact, inputs))
    if words := first_alike(mine, slips(rows, right, _others(name, exact, probes, stages))):
        return f"it is {words}"
    for words, values in behind[stage]:
        if words and all(
            alike(one, value.sum(axis=0) if name[0] == "b" else value.T @ into)
            for one, value, into in zip(mine, values, inputs, strict=True)
        ):
            return "; and ".join(words)
    return None


def _others(name, exact, probes, stages):
    """Further slips at the end of the way, with other arrays than the right ones."""
    table = []

    def add(words, formula):
        values = []
        for d, probe, stage in zip(exact, probes, stages, strict=True):
            try:
                values.append(formula(d, *probe, *stage))
            except ValueError:  # shapes that do not meet: nobody has got so far with this slip
                return
        table.append((words, values))

    if name == "w2_grad":
        add(
            "made with the first sums; the sigmoid comes after them",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.T @ z1,
        )
        add(
            "made with the outputs; it wants what went into the second stage",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.T @ a2,
        )
        add(
            "made with x; it wants what went into the second stage",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.T @ x,
        )
    if name == "w1_grad":
        add(
            "made with the outputs of the first stage; it wants what went in",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.T @ a1,
        )
        add(
            "made with the sums of the first stage; it wants what went in",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.T @ z1,
        )
    if name[0] == "b":
        add(
            "summed along the neurons, where the examples are to vanish",
            lambda d, x, g, w1, b1, w2, b2, z1, a1, z2, a2: d.sum(axis=1),
        )
    return table


def _numbers(probe, names):
    """The gradients on the way back in numbers, to be compared with printed ones."""
    x, gradient, w1, b1, w2, b2 = probe
    z1, a1, z2, a2 = _stages(*probe)
    behind_second = gradient * a2 * (1 - a2)
    told = f"behind the second sums {_row(behind_second)}"
    if any("1" in name for name in names):
        behind_first = behind_second @ w2
        told += (
            f", behind the first sigmoid {_row(behind_first)}, and behind the first sums "
            f"{_row(behind_first * a1 * (1 - a1))}"
        )
    return (
        f"Print your gradients on the way back. For the first example they are {told}: where do "
        "yours part from these?"
    )
