"""The parts of the learner's own library, and where the code of each one comes from."""

from pathlib import Path

from dlscratch.course import lessons, progress, saved
from dlscratch.course.sources import Home, Notebook

PARTS = {  # a name in the library, and the exercise whose cell defines it
    "shape": "tensors.shape",
    "is_1d": "tensors.is_1d",
    "tensor_sum": "tensors.tensor_sum",
    "tensor_apply": "tensors.tensor_apply",
    "zeros_like": "tensors.zeros_like",
    "tensor_combine": "tensors.tensor_combine",
    "Sigmoid": "layers.sigmoid_backward",
    "Tanh": "layers.tanh",
    "random_uniform": "starting_weights.random_uniform",
    "random_normal": "starting_weights.random_normal",
    "xavier": "starting_weights.xavier",
    "Linear": "stacks.linear_backward",
    "ReLU": "starting_weights.relu",
    "Sequential": "stacks.sequential",
    "SSE": "losses.sse",
    "softmax": "losses.softmax",
    "SoftmaxCrossEntropy": "losses.cross_entropy_gradient",
    "GradientDescent": "optimizers.gradient_descent",
    "Momentum": "optimizers.momentum",
    "Adam": "optimizers.adam",
    "train": "xor.train",
    "binary_encode": "fizzbuzz.binary_encode",
    "fizz_buzz_encode": "fizzbuzz.fizz_buzz_encode",
    "argmax": "fizzbuzz.argmax",
    "one_hot": "mnist.one_hot",
    "batches": "mnist.batches",
    "accuracy": "mnist.accuracy",
    "Dropout": "mnist.dropout",
    "load_weights": "mnist.load_weights",
}


class Choice:
    """For each part: the place in the learner's notebook from which it is taken now, or why it is
    the course's.

    Raises CourseError where the course's own solutions cannot be read.
    """

    def __init__(self, root: Path):
        self.root = root
        self.others: dict[str, str] = {}  # the course's parts, and why
        self._homes: dict[str, list[Home]] = {}  # the places to try, the present one first
        self._reasons: dict[str, str] = {}  # why the first place failed
        self._notebooks: dict = {}  # each read once
        reports = {one.lesson.name: one for one in progress.read(root)}
        for part, exercise in PARTS.items():
            report, name = reports[exercise.partition(".")[0]], exercise.partition(".")[2]
            self._homes[part] = self._find(part) if name in report.passed else []
            if not self._homes[part]:
                self.others[part] = _not_passed(report, name)

    def _find(self, part):
        try:
            return self.notebook(part).homes(PARTS[part], part)
        except (saved.Damaged, FileNotFoundError):  # a moment ago it could be read
            return []

    def notebook(self, part: str) -> Notebook:
        """The notebook from which a part comes."""
        return self._notebook(part, own=part not in self.others)

    def courses(self, part: str) -> Notebook:
        """The course's notebook with the solution of a part."""
        return self._notebook(part, own=False)

    def _notebook(self, part, own):
        lesson = PARTS[part].partition(".")[0]
        if (lesson, own) not in self._notebooks:
            make = Notebook.of_learner if own else Notebook.of_course
            self._notebooks[lesson, own] = make(self.root, lessons.find(lesson))
        return self._notebooks[lesson, own]

    def home(self, part: str) -> Home:
        """Where in its notebook a part stands."""
        if part in self.others:
            return self.courses(part).homes(PARTS[part], part)[0]
        return self._homes[part][0]

    def refuse(self, part: str, reason: str):
        """Take a part from its next place, and after the last one from the course."""
        self._reasons.setdefault(part, reason)
        del self._homes[part][0]
        if not self._homes[part]:
            self.others[part] = self._reasons[part]


def _not_passed(report, exercise):
    if report.damage:
        return report.damage.rstrip(".")
    for path, names in report.strays.items():
        if exercise in names:
            return f"passed only in {path}, which does not count"
    return "not passed yet"
