"""What a training shows, and whether it is clearly other than that of a healthy library."""

from dataclasses import dataclass, field

import numpy as np

from dlscratch.clinic.facts import aligned
from dlscratch.clinic.library import Complaint

SLACK = 0.08  # of all that the healthy losses span: so far outside is still healthy
CLOSE = 0.05  # so far outside a share is
CLEARLY = 0.2  # of the curve must lie outside
ENOUGH = 3.0  # seconds for a training, and more where a healthy one is slow
ROWS = 6  # of a table of losses


def losses(given, who: str, unit: str) -> list[float]:
    """The losses that a part gave back, one for each `unit`. Raises Complaint, which says what
    came, where they are no list of numbers, or where there are none."""
    try:
        curve = np.asarray(given, float)
    except Exception:  # it may be anything
        came = f"a {type(given).__name__} that is no list of numbers"
    else:
        if curve.ndim == 1 and curve.size:
            return curve.tolist()
        came = f"numbers of shape {curve.shape}" if curve.size else "0 losses"
        if given is None or curve.ndim == 0:
            came = f"{given}"
    raise Complaint(f"{who} gave back {came}, where a loss for each {unit} should come")


def number(given, who: str) -> float:
    """The number that a part gave back. Raises Complaint, which says what came, if it is none."""
    try:
        return float(given)
    except Exception as error:  # it may be anything
        came = "None" if given is None else f"a {type(given).__name__} that is no number"
        raise Complaint(f"{who} gave back {came}, where a number should come") from error


def share(right, answers) -> float:
    """The share of right answers; nan where an answer is nan, for then it is none: a comparison, or
    argmax, would count it all the same."""
    return float("nan") if np.isnan(answers).any() else float(np.mean(right))


@dataclass
class Run:
    """What one training showed: the losses on its way, and what was measured at its end."""

    curve: list[float]
    numbers: dict[str, float] = field(default_factory=dict)

    def __post_init__(self):
        self.curve = losses(self.curve, "the training", "look")
        self.numbers = {name: float(value) for name, value in self.numbers.items()}


@dataclass
class Band:
    """Between which losses, and which numbers, a healthy library stays, whatever the seed."""

    low: np.ndarray
    high: np.ndarray
    numbers: dict[str, tuple[float, float]]
    seconds: float  # that are enough for a training

    @classmethod
    def of(cls, runs: list[Run], seconds: float):
        """The band of some trainings, which together took so many seconds."""
        curves = np.array([run.curve for run in runs])
        measured = {name: [run.numbers[name] for run in runs] for name in runs[0].numbers}
        return cls(
            curves.min(axis=0),
            curves.max(axis=0),
            {name: (min(values), max(values)) for name, values in measured.items()},
            ENOUGH + 2 * seconds,
        )

    def misses(self, run: Run) -> list[str]:
        """In what a training is clearly not healthy: "the losses", or the names of numbers."""
        found = ["the losses"] if self._other(run.curve) else []
        for name, (low, high) in self.numbers.items():
            if not low - CLOSE <= run.numbers[name] <= high + CLOSE:
                found.append(name)
        return found

    def _other(self, curve):
        if len(curve) != len(self.low):
            return True
        slack = SLACK * (self.high.max() - self.low.min())
        with np.errstate(all="ignore"):
            inside = (self.low - slack <= curve) & (curve <= self.high + slack)
        return np.mean(~inside) >= CLEARLY


def table(band: Band, runs: list[Run], unit: str, each: int) -> str:
    """The losses of some trainings, and the numbers, beside those of a healthy library. Between two
    losses of a curve are `each` times a `unit`, such as 5 batches."""
    last = min([len(band.low), *(len(run.curve) for run in runs)]) - 1
    places = np.unique(np.linspace(0, last, ROWS).round().astype(int))
    rows = []
    for place in places:
        now = _range([run.curve[place] for run in runs], "{:.3f}")
        healthy = _range([band.low[place], band.high[place]], "{:.3f}")
        rows.append((f"loss, {unit} {place * each}", now, healthy))
    lengths = {len(run.curve) for run in runs} | {len(band.low)}
    if len(lengths) > 1:
        there = _range([len(run.curve) for run in runs], "{:.0f}")
        rows.append(("losses in the list", there, f"{len(band.low)}"))
    for name, both in band.numbers.items():
        there = _range([run.numbers[name] for run in runs], "{:.1%}")
        rows.append((name, there, _range(both, "{:.1%}")))
    return aligned([("", "now", "healthy"), *rows])


def _range(values, form):
    """Between which values they lie; nan lies between none."""
    numbers = [value for value in values if not np.isnan(value)]
    if not numbers:
        return "nan"
    low, high = form.format(min(numbers)), form.format(max(numbers))
    said = low if low == high else f"{low} to {high}"
    return said if len(numbers) == len(values) else f"{said}, or nan"
