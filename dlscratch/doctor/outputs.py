"""What comes out of a net, beside what its loss and its answers want."""

import numpy as np

from dlscratch.doctor.finding import ENOUGH, Finding, rms


def answers_fit(patient):
    """Outputs and answers of other shapes stretch silently against each other; and no answer
    should lie where no output can."""
    answers = np.asarray(patient.y)
    if len(answers) >= ENOUGH and np.ptp(answers, axis=0).max() == 0:
        yield Finding("answers_fit",
            f"All {len(answers)} answers are the same: there is nothing to learn.")  # fmt: skip
    if not patient.subtracts:
        return
    outputs = patient.outputs(patient.x)
    if outputs.shape != answers.shape:
        yield Finding("answers_fit",
            f"The outputs have shape {outputs.shape}, and the answers {answers.shape}: taken from "
            "each other they stretch, and every output is compared with every answer.")  # fmt: skip
        return
    low, high = _limits(patient)
    beyond = float(np.mean((answers < low - 0.1) | (answers > high + 0.1)))
    mean, spread = answers.mean(), answers.std(axis=0).max()
    if beyond > 0.01:
        yield Finding("answers_fit",
            f"All outputs lie between {low} and {high}, whatever the weights, but {beyond:.0%} of "
            f"the answers do not: they go from {answers.min():.3g} to "
            f"{answers.max():.3g}.")  # fmt: skip
    elif len(outputs) >= ENOUGH and outputs.min() == 0 > answers.min():
        yield Finding("answers_fit",
            f"Answers go down to {answers.min():.3g}, but no output is below 0: does a ReLU stand "
            "at the end of the net?")  # fmt: skip
    elif max(abs(mean), spread) > 100 and rms(outputs - answers) > spread:
        yield Finding("answers_fit",
            f"The answers are large: {answers.min():.3g} to {answers.max():.3g}, {mean:.3g} on "
            "average. Take off the average, and divide by the spread.")  # fmt: skip


def logits_come_out(patient):
    """A cross-entropy does the softmax or the sigmoid itself, and wants numbers of any size."""
    if not patient.takes_logits:
        return
    outputs, limits = patient.outputs(patient.x), _limits(patient)
    several = outputs.ndim == 2 and outputs.shape[1] > 1
    if several and outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=1e-4):
        yield Finding("logits_come_out",
            "The outputs of each example add up to 1: a softmax stands at the end of the net, and "
            "the loss takes a second one.")  # fmt: skip
    elif several and outputs.min() >= 0 and np.allclose(outputs.sum(axis=0), 1, atol=1e-4):
        yield Finding("logits_come_out",
            f"The outputs of all {len(outputs)} examples together add up to 1 for each class: a "
            "softmax along the wrong axis stands at the end of the net, and the loss takes one "
            "itself.")  # fmt: skip
    elif patient.classifies and outputs.shape[1:] == (1,):
        yield Finding("logits_come_out",
            "The net has 1 output, and softmax makes 1 of a single number, whatever it is: give it "
            "an output for each class, or take BCEWithLogitsLoss.")  # fmt: skip
    elif limits[1] == 1:
        low, kind = limits[0], "tanh" if limits[0] else "sigmoid"
        yield Finding("logits_come_out",
            f"All outputs lie between {low} and 1, whatever the weights, here from "
            f"{outputs.min():.2g} to {outputs.max():.2g}: something like a {kind} stands at the "
            "end of the net, and the loss squeezes once more.")  # fmt: skip
    elif len(outputs) >= ENOUGH and outputs.min() == 0 and 0.2 < np.mean(outputs == 0) < 1:
        yield Finding("logits_come_out",
            f"No output is below 0, and {np.mean(outputs == 0):.0%} are exactly 0: a ReLU stands "
            "at the end of the net.")  # fmt: skip


def logs_come_out(patient):
    """A negative log-likelihood picks a class's output as it is: no softmax, no logarithm."""
    if not patient.takes_logs:
        return
    outputs = patient.outputs(patient.x).astype(float)
    sums = np.exp(np.minimum(outputs, 700)).sum(axis=1)  # e^710 is too large for a float
    if outputs.ndim == 2 and not np.allclose(sums, 1, atol=1e-3):
        yield Finding("logs_come_out",
            f"The loss takes logarithms of probabilities, but the probabilities of an example add "
            f"up to {sums.mean():.3g} and not to 1: end the net with LogSoftmax, or take "
            "CrossEntropyLoss.")  # fmt: skip


def signals_keep_their_size(patient):
    """Weights that are too large make numbers grow from layer to layer."""
    inputs, outputs = rms(patient.x), rms(patient.outputs(patient.x))
    usual = max(1, inputs, rms(patient.y) if patient.subtracts else 0)
    if outputs > 1000 * usual:
        yield Finding("signals_keep_their_size",
            f"Signals explode: inputs of a size of {inputs:.2g} leave the net as outputs of "
            f"{outputs:.2g}. The weights are too large.")  # fmt: skip


def first_loss(patient):
    """A net that knows nothing gives each of k classes about 1/k: a loss of ln k."""
    if not patient.classifies:
        return
    classes = patient.outputs(patient.x[:1]).shape[-1]
    loss, guess = patient.loss(patient.x, patient.y), np.log(classes)
    if loss > 4 * guess + 1:  # a LeNet of our own may begin at three times this guess
        yield Finding("first_loss",
            f"The loss is {loss:.3g}, and plain guessing among {classes} classes has "
            f"ln {classes} = {guess:.3g}: the net is sure of wrong answers. In a new net the "
            "weights are too large.")  # fmt: skip


def _limits(patient):
    """Between which numbers the outputs lie with any weights: 0 and 1 behind a sigmoid, -1 and 1
    behind a tanh. Other outputs grow with the weights."""
    wild, rng = patient.copy(), np.random.default_rng(0)
    if not wild.numbers():
        return -np.inf, np.inf
    for param in wild.numbers():
        param += (10 * rng.standard_normal(param.shape)).astype(param.dtype)
    with np.errstate(all="ignore"):
        outputs = wild.outputs(patient.x)
    if np.ptp(outputs) > 0.1:
        for low, high in (0, 1), (-1, 1):
            if low <= outputs.min() and outputs.max() <= high:
                return low, high
    return -np.inf, np.inf
