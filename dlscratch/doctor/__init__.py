"""A doctor for nets: looks at a net, its examples, its loss and its optimizer before you train.

    from dlscratch.doctor import diagnose

    diagnose(net, x, y, SoftmaxCrossEntropy(), Adam())

The net may be one of the course's, one of your own layers, or a PyTorch module with a loss and an
optimizer of PyTorch's. Everything is tried on copies: net and optimizer stay as they are.
"""

import warnings

from dlscratch.doctor.examinations import EXAMINATIONS
from dlscratch.doctor.finding import Finding
from dlscratch.doctor.patient import admit

__all__ = ["Diagnosis", "Finding", "diagnose"]


class Diagnosis(list):
    """The findings, each with a `name` and a `sentence`; empty where nothing was found."""

    def __repr__(self):
        if not self:
            return f"Nothing found in {len(EXAMINATIONS)} examinations."
        return "\n".join(f"{number}. {one.sentence}" for number, one in enumerate(self, 1))


def diagnose(net, x, y, loss, optimizer) -> Diagnosis:
    """What is likely to keep `net` from learning the examples `x` (n, …) and their answers `y`.

    A finding is one sentence with the number that was measured. None is a proof that all is well:
    the doctor sees one net at one moment, and at most 1,000 of its examples. Takes some seconds
    for a net of some 100,000 parameters. Raises ValueError where x and y are not equally long.
    """
    patient = admit(net, x, y, loss, optimizer)
    found = Diagnosis()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # each would come once for each of some thousand steps
        for examination in EXAMINATIONS:
            found += examination(patient)
            if any(one.final for one in found):
                break
    return found
