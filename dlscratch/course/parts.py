"""The parts of the learner's own library, and where the code of each one comes from."""

from pathlib import Path
from typing import NamedTuple

from dlscratch.course import lessons, progress, saved
from dlscratch.course.sources import Home, Notebook


class Part(NamedTuple):
    """A name in the learner's library."""

    exercise: str  # whose cell defines it
    home: str | None  # the package's module that has the same; None where its form differs

    @property
    def lesson(self) -> lessons.Lesson:
        return lessons.find(self.exercise.partition(".")[0])


PARTS = {
    "shape": Part("tensors.shape", "dlscratch.tensors"),
    "is_1d": Part("tensors.is_1d", "dlscratch.tensors"),
    "tensor_sum": Part("tensors.tensor_sum", "dlscratch.tensors"),
    "tensor_apply": Part("tensors.tensor_apply", "dlscratch.tensors"),
    "zeros_like": Part("tensors.zeros_like", "dlscratch.tensors"),
    "tensor_combine": Part("tensors.tensor_combine", "dlscratch.tensors"),
    "Sigmoid": Part("layers.sigmoid_backward", "dlscratch.layers"),
    "Tanh": Part("layers.tanh", "dlscratch.layers"),
    "random_uniform": Part("starting_weights.random_uniform", "dlscratch.initializers"),
    "random_normal": Part("starting_weights.random_normal", "dlscratch.initializers"),
    "xavier": Part("starting_weights.xavier", "dlscratch.initializers"),
    "he": Part("starting_weights.he", "dlscratch.initializers"),
    "Linear": Part("stacks.linear_backward", "dlscratch.layers"),
    "ReLU": Part("starting_weights.relu", "dlscratch.layers"),
    "Sequential": Part("stacks.sequential", "dlscratch.layers"),
    "SSE": Part("losses.sse", "dlscratch.losses"),
    "softmax": Part("losses.softmax", "dlscratch.losses"),
    "SoftmaxCrossEntropy": Part("losses.cross_entropy_gradient", "dlscratch.losses"),
    "GradientDescent": Part("optimizers.gradient_descent", "dlscratch.optimizers"),
    "Momentum": Part("optimizers.momentum", "dlscratch.optimizers"),
    "Adam": Part("optimizers.adam", "dlscratch.optimizers"),
    "train": Part("xor.train", None),  # a whole batch a step; the package's takes parts of it
    "binary_encode": Part("fizzbuzz.binary_encode", "dlscratch.datasets"),
    "fizz_buzz_encode": Part("fizzbuzz.fizz_buzz_encode", "dlscratch.datasets"),
    "batches": Part("fizzbuzz.batches", "dlscratch.training"),
    "Dropout": Part("mnist.dropout", "dlscratch.layers"),
    "chapter_net": Part("mnist.chapter_net", "dlscratch.recipes"),
    "save_weights": Part("mnist.save_weights", None),  # of arrays; the package's of a network
    "patches": Part("convolution.patches", "dlscratch.convolution"),
    "put_back": Part("convolution.put_back", "dlscratch.convolution"),
    "Conv2d": Part("convolution.conv2d", "dlscratch.convolution"),
    "MaxPool2d": Part("convolution.max_pool", "dlscratch.convolution"),
    "Flatten": Part("convolution.flatten", "dlscratch.convolution"),
    "Value": Part("autograd.value_operators", "dlscratch.values"),
    "in_order": Part("autograd.in_order", "dlscratch.values"),
    "Tensor": Part("autograd.tensor", "dlscratch.autograd"),
    "cross_entropy": Part("autograd.cross_entropy", "dlscratch.modules"),
}
OFFERED = [name for name, part in PARTS.items() if part.home]  # by dlscratch.mine
# What the learner writes around PyTorch is no part of the library, which does without it.
IN_PYTORCH = {
    "copy_weights": Part("pytorch.copy_weights", None),
    "fit": Part("pytorch.missing_zero_grad", None),
    "accuracy": Part("pytorch.accuracy", None),
    "loss_of": Part("pytorch.softmax_before_loss", None),
    "probabilities": Part("pytorch.missing_eval", None),
}
KNOWN = PARTS | IN_PYTORCH


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
        reports = {one.lesson: one for one in progress.read(root)}
        for name, part in PARTS.items():
            report, exercise = reports[part.lesson], part.exercise.partition(".")[2]
            self._homes[name] = self._find(name) if exercise in report.passed else []
            if not self._homes[name]:
                self.others[name] = _not_passed(report, exercise)

    def _find(self, part):
        try:
            return self.notebook(part).homes(PARTS[part].exercise, part)
        except (saved.Damaged, FileNotFoundError):  # a moment ago it could be read
            return []

    def notebook(self, part: str) -> Notebook:
        """The notebook from which a part comes."""
        return self._notebook(part, own=part not in self.others)

    def courses(self, part: str) -> Notebook:
        """The course's notebook with the solution of a part."""
        return self._notebook(part, own=False)

    def _notebook(self, part, own):
        lesson = PARTS[part].lesson
        if (lesson, own) not in self._notebooks:
            make = Notebook.of_learner if own else Notebook.of_course
            self._notebooks[lesson, own] = make(self.root, lesson)
        return self._notebooks[lesson, own]

    def home(self, part: str) -> Home:
        """Where in its notebook a part stands."""
        if part in self.others:
            return self.courses(part).homes(PARTS[part].exercise, part)[0]
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
