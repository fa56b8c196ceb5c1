"""Mend a function whose probabilities differ at each call, since dropout is still on."""

import numpy as np

from dlscratch import layers, losses
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, asked, numbers, undisturbed, warm
from dlscratch.checks.loops import times
from dlscratch.checks.pytorch.shared import X, mode_of, seeded_linear, stacked, twin_of
from dlscratch.checks.pytorch.shared.asking import (
    between,
    by,
    children,
    dropouts_alone,
    dropouts_in_sight,
    flag,
    in_evaluation,
    in_sight_and_left,
    no_dropout_left,
    nothing,
    seeded,
    share_to_0,
)
from dlscratch.checks.watch import watching
from dlscratch.errors.values import name

DROPOUT, TWICE = "the dropout, while the net is asked", "two calls in a row"
MODE = "the mode of the net, all its layers included, while it is asked"
OTHERS = "the result for other inputs of that shape"
AFTERWARDS, THE_NET = (
    "the mode of the net afterwards",
    "the layers and parameters of the net afterwards",
)
RESULT, KIND = "the result", "the kind of result"
# Nothing is expected of these, but they tell mistakes apart.
ALONE, NO_BRACKETS = "the flag of the net alone", "what stands there without brackets"
SWITCHED = "whether `eval` is called"


def _with_dropout():
    """Our net, one dropout of which lies in a block of its own."""
    block = layers.Sequential([layers.Dropout(0.4), seeded_linear(5, 5, 3), layers.Dropout(0.3)])
    return stacked(
        seeded_linear(3, 5, 1), layers.Tanh(), block, layers.Dropout(0.4), seeded_linear(5, 4, 2)
    )


def _probabilities(predict, x):
    with undisturbed() as torch:
        twin = twin_of(_with_dropout())
        twin.train()
        before, inputs = _state(twin), torch.from_numpy(x)
        alone, modes = [], []  # the net's own flag, and that of all, each time it was asked
        twin.register_forward_pre_hook(lambda net, _: alone.append(not net.training))
        twin.register_forward_pre_hook(lambda net, _: modes.append(_mode(net)))
        with watching() as seen:
            first = asked(predict, [twin, inputs], x=inputs)
        if isinstance(first, Stopped):
            return {KIND: first}
        report = {
            AFTERWARDS: mode_of(twin),
            THE_NET: "as before" if _state(twin) == before else "others",
        }
        twin.train()  # a second call from the same state
        second = attempt(predict, twin, inputs)
        if isinstance(second, Stopped):
            return report | {TWICE: second}
        twin.train()
        others = attempt(predict, twin, 0.5 - inputs)
    if isinstance(first, torch.Tensor):
        return report | {KIND: "a tensor"}
    same = compare.same(first, second)
    on = [one.training and one.p > 0 for one in seen.modes.elements()]
    report |= {
        KIND: "an array" if isinstance(first, np.ndarray) else first and name(first),
        TWICE: "the same" if same else "two different answers",
        DROPOUT: "on" if on and all(on) else "partly on" if any(on) else "off",
    }
    if any(on):
        note(f"Dropout was called {times(len(on))}, and {times(sum(on))} in training mode.")
        if any(alone):
            report[ALONE] = "off"
        if seen.uncalled:
            report[NO_BRACKETS] = ", ".join(seen.uncalled)
        if "eval" in seen.called and all(on) and report[AFTERWARDS] == "training":
            report[SWITCHED] = "at another time"
    elif same:
        report |= {MODE: modes[0] if modes else "evaluation", RESULT: first, OTHERS: others}
    return report


def _mode(net):
    within = {module.training for module in net.modules() if module is not net}
    if within == {False} and net.training:
        return "evaluation, all but the net itself"
    return mode_of(net)


def _state(net):
    """The layers, the parameters, and whether they learn; all but the modes."""
    return repr(net), [(param.tolist(), param.requires_grad) for param in net.parameters()]


@warm
def _expect_probabilities(predict, x):
    return {
        KIND: "an array",
        THE_NET: "as before",
        TWICE: "the same",
        DROPOUT: "off",
        MODE: "evaluation",
        RESULT: losses.softmax(_with_dropout().forward(x)),
        OTHERS: losses.softmax(_with_dropout().forward(0.5 - x)),
        AFTERWARDS: "training",
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
    probes=[(X,), (numbers(7, 3, seed=8),), (numbers(1, 3, seed=4),)],
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
    "The same net, the same inputs, two different answers: dropout is on while the net is asked. "
    "`no_grad` stops the recording and nothing else."
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


def _eval_alone(net, x):
    import torch

    net.eval()
    result = torch.softmax(net(x), dim=1)
    net.train()
    return result.numpy()


def _remembering(net, x):
    kept = net.__dict__.setdefault("kept", {})
    if tuple(x.shape) not in kept:
        kept[tuple(x.shape)] = _predict(net, x)
    return kept[tuple(x.shape)]


exercise.mistakes(
    without_brackets=(
        "`eval` and `train` stand without their brackets: so they are only looked up, and nothing "
        "is switched. Brackets call them.",
        between(lambda net: net.eval, lambda net: net.train),
    ),
    eval_without_brackets=(
        "`eval` stands without its brackets: so it is only looked up, and nothing is switched. "
        "Brackets call it.",
        between(lambda net: net.eval, lambda net: net.train()),
    ),
    seeded=(
        "Two calls agree, but the dropout is on all the same: with a seed it is each time the same "
        "neurons that are dropped. In evaluation none is.",
        by(seeded),
    ),
    flag_by_hand=(
        "The flag of the net itself is off. But each layer within has a flag of its own, and the "
        "dropout looks at its own. Which method goes to all of them?",
        between(flag(False), flag(True)),
    ),
    flag_by_hand_and_left=(
        "The flag of the net itself is off, before and after. But each layer within has a flag of "
        "its own, and the dropout looks at its own. Which method goes to all of them?",
        between(flag(False), nothing),
    ),
    not_all_switched_back=(
        "The result is right. Afterwards a part is in training and a part is not: the net has a "
        "flag, and so has each layer within. Which method goes to all of them?",
        between(lambda net: net.eval(), flag(True)),
    ),
    dropout_taken_away=(
        "The answers are right. But the net is another one afterwards, and the training goes on "
        "with it. A layer should only rest for a while, not be changed.",
        by(no_dropout_left),
    ),
    dropouts_in_sight=(
        "Not every dropout is off: this net holds some in a block of its own, and a loop over the "
        "net sees only what lies right in it. Which method reaches all of them?",
        by(dropouts_in_sight),
    ),
    dropouts_in_sight_and_left=(
        "Not every dropout is off, and those that are stay off afterwards. Which two methods reach "
        "all layers of a net, however deep they lie?",
        by(in_sight_and_left),
    ),
    dropouts_alone=(
        "The dropouts of this net are off, and nothing else is in evaluation. Other layers have "
        "two modes as well, such as a `BatchNorm1d`. Which method switches a net and all in it?",
        by(dropouts_alone),
    ),
    children_alone=(
        "All that lies in the net is in evaluation, and the net itself is not: it has a flag of "
        "its own, which its `forward` may ask for. Which method switches a net and all in it?",
        between(lambda net: children(net, False), lambda net: children(net, True)),
    ),
    share_to_0=(
        "The dropouts drop nothing, and still the whole net is in training mode. Other layers have "
        "two modes as well, such as a `BatchNorm1d`. Which method switches a net and all in it?",
        by(share_to_0),
    ),
    squeezed=(
        "With several inputs it is right. But `squeeze` takes away every size of 1: for one input "
        "(k,) comes out, where (1, k) is wanted.",
        in_evaluation(lambda torch, logits: logits.softmax(dim=1).squeeze().numpy()),
    ),
    remembered=(
        "The first inputs get their probabilities, and other inputs get the same ones. Something "
        "is kept from one call to the next; each call should begin anew.",
        _remembering,
    ),
    switches_swapped=(
        "The net is asked in training mode, and left in evaluation. Do the two switches stand in "
        "each other's place, or does the one come too late?",
        between(lambda net: net.train(), lambda net: net.eval()),
    ),
    eval_too_late=(
        "`eval` is called, but not while it matters: when the net is asked, it is in training "
        "mode. In which order do these lines run, and is it this very net that is switched?",
        between(nothing, lambda net: net.eval().train()),
    ),
    still_recorded=(
        "A tensor that is being recorded gives no array. `eval` changes what layers do, and "
        "records as before: the other switch is wanted, too.",
        _eval_alone,
    ),
    net_not_asked=(
        "`eval()` and `train()` only switch: they take no inputs. The net is asked afterwards, as "
        "before.",
        by(lambda torch, net, x: torch.softmax(net.eval(x), dim=1).numpy()),
    ),
    a_tensor=(
        "The result is a tensor; a NumPy array was asked for. The last line had it.",
        in_evaluation(lambda torch, logits: torch.softmax(logits, dim=1)),
    ),
    no_return=(
        "It is computed, and nothing hands it out: `return` does.",
        in_evaluation(lambda *_: None),
    ),
    one_softmax_for_all=(
        "The dropout is off. But all probabilities together add up to 1; each row should.",
        in_evaluation(lambda torch, logits: (logits.exp() / logits.exp().sum()).numpy()),
    ),
    log_of_the_probabilities=(
        "The dropout is off. These are logarithms of probabilities.",
        in_evaluation(lambda torch, logits: torch.log_softmax(logits, dim=1).numpy()),
    ),
    sigmoid=(
        "The dropout is off. But the sigmoid looks at each number alone, so the rows do not add up "
        "to 1. Only one thing was wrong in the code that you were given.",
        in_evaluation(lambda torch, logits: torch.sigmoid(logits).numpy()),
    ),
    softmax_twice=(
        "The dropout is off. But softmax is applied twice.",
        in_evaluation(lambda torch, logits: logits.softmax(1).softmax(1).numpy()),
    ),
)


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
