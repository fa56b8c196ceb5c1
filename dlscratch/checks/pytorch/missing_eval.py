"""Mend a function whose probabilities differ at each call, since dropout is still on."""

import numpy as np

from dlscratch import layers, losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.pytorch.shared import (
    SECONDS,
    X,
    numbers,
    seeded_linear,
    stacked,
    twin_of,
    undisturbed,
    warm,
)


def _with_dropout():
    return stacked(
        seeded_linear(3, 5, 1), layers.Tanh(), layers.Dropout(0.4), seeded_linear(5, 4, 2)
    )


def _probabilities(predict, x):
    with undisturbed() as torch:
        twin = twin_of(_with_dropout())
        twin.train()
        inputs = torch.from_numpy(x)
        first = predict(twin, inputs)
        if isinstance(first, torch.Tensor):
            raise Refuse("`probabilities` gives a tensor; a NumPy array was asked for.")
        twin.train()  # a second call from the same state
        second = predict(twin, inputs)
        modes = {module.training for module in twin.modules()}
        mode = {True: "training", False: "evaluation"}[modes.pop()] if len(modes) == 1 else "mixed"
    same = np.shape(first) == np.shape(second) and np.allclose(first, second)
    report = {"two calls in a row": "the same" if same else "two different answers"}
    if same:
        report |= {"the result": first, "the mode of the net afterwards": mode}
    return report


@warm
def _expect_probabilities(predict, x):
    return {
        "two calls in a row": "the same",
        "the result": losses.softmax(_with_dropout().forward(x)),
        "the mode of the net afterwards": "training",
    }


def _predict(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        result = torch.softmax(net(x), dim=1).numpy()
    net.train()
    return result


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_predict,
    run=_probabilities,
    seconds=SECONDS,
    expect=_expect_probabilities,
    probes=[(X,), (numbers(7, 3, seed=8),)],
    rtol=1e-4,
    hints=(
        "Which layer of a net may give another answer each time it is asked?",
        "There are two switches, for two things. The one stops the recording, the other stops "
        "dropout. Which of them is here?",
        "Switch the net to evaluation before you ask it, and back to training when you have the "
        "answer.",
    ),
    after="`no_grad` saves the recording; `eval` changes what layers do. Neither does the work of "
    "the other, and an evaluation wants both.",
)


@exercise.wrong(
    "The same net, the same inputs, two different answers: dropout is on. `no_grad` stops the "
    "recording and nothing else."
)
def dropout_on(net, x):
    import torch

    with torch.no_grad():
        return torch.softmax(net(x), dim=1).numpy()


@exercise.wrong(
    "The answers are right. But the net came in training mode, and the training that goes on "
    "afterwards would do so without dropout."
)
def left_in_evaluation(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        return torch.softmax(net(x), dim=1).numpy()


@exercise.wrong(
    "The dropout is off. Now look at the sums: which ones are 1, those of the rows or those of the "
    "columns?"
)
def softmax_over_the_batch(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        result = torch.softmax(net(x), dim=0).numpy()
    net.train()
    return result


@exercise.wrong("The dropout is off. What comes out now are the logits: the softmax has gone, too.")
def no_softmax(net, x):
    net.eval()
    result = net(x).detach().numpy()
    net.train()
    return result


@exercise.wrong(
    "The dropout is off, and the softmax has gone, and the net stays in evaluation. Only one thing "
    "was wrong in the code that you were given."
)
def softmax_left_out_in_evaluation(net, x):
    net.eval()
    return net(x).detach().numpy()


@exercise.variant
def mode_as_it_was(net, x):
    import torch

    was_training = net.training
    net.train(False)
    result = torch.softmax(net(x), dim=1).detach().numpy()
    net.train(was_training)
    return result


@exercise.variant
def each_module_switched(net, x):
    import torch

    for module in net.modules():
        module.training = False
    with torch.inference_mode():
        result = np.array(torch.softmax(net(x), dim=-1).tolist())
    net.train()
    return result
