"""Mend a function whose score changes from call to call: the net stays in training mode."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.mnist.shared.nets import (
    evaluated,
    layers_within,
    measure,
    probe_net,
    score_of,
)

exercise = Exercise(
    __name__,
    kind="bug",
    reference=evaluated,
    run=measure,
    probes=[probe_net(0.4, 21), probe_net(0.3, 22, 31)],
    hints=(
        "Call it twice on the same net and the same digits. Should the answers differ?",
        "One layer draws random numbers whenever it is in training mode. Who switches it?",
        "Two calls are missing: one before the net is used, and one that leaves the net as it was, "
        "since the training is to go on.",
    ),
    after="In PyTorch you will write the same two calls, net.eval() and net.train(). Forgetting "
    "the first makes your scores too low; forgetting the second switches dropout off for good.",
)


@exercise.wrong(
    "The score is too low, and it is another one each time: the net is still in training mode, "
    "and Dropout drops."
)
def dropout_on(net, x, y):
    return score_of(net, x, y)


@exercise.wrong(
    "The accuracy is right. But the training goes on after this, and the net is left in "
    "evaluation mode: from now on it would learn without dropout."
)
def left_in_evaluation(net, x, y):
    net.eval()
    return score_of(net, x, y)


@exercise.wrong(
    "The first score is still drawn with dropout, and only the second is right: the switch comes "
    "after the forward it was meant for."
)
def switched_too_late(net, x, y):
    score = score_of(net, x, y)
    net.eval()
    return score


@exercise.wrong(
    "Both calls are there, but the forward comes before them, so it runs in training mode."
)
def switched_there_and_back_too_late(net, x, y):
    score = score_of(net, x, y)
    net.eval()
    net.train()
    return score


@exercise.wrong(
    "The two calls stand in each other's place: measured in training mode, and then left in "
    "evaluation mode."
)
def swapped(net, x, y):
    net.train()
    score = score_of(net, x, y)
    net.eval()
    return score


@exercise.wrong(
    "You set the flag of the stack alone. The Dropout layers inside have flags of their own, which "
    "`eval()` and `train()` reach."
)
def flag_of_the_stack(net, x, y):
    net.training = False
    score = score_of(net, x, y)
    net.training = True
    return score


@exercise.wrong(
    "`net.eval` and `net.train` are named, but without brackets behind the name nothing is called, "
    "so the net is in training mode all the time."
)
def no_brackets(net, x, y):
    net.eval  # noqa: B018
    score = score_of(net, x, y)
    net.train  # noqa: B018
    return score


@exercise.wrong(
    "`net.eval` is named, but without brackets behind the name nothing is called, so the net is "
    "still in training mode when it is measured."
)
def no_brackets_behind_eval(net, x, y):
    net.eval  # noqa: B018
    score = score_of(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "The accuracy is right. But `net.train` is named without brackets, which calls nothing: the "
    "net stays in evaluation mode."
)
def no_brackets_behind_train(net, x, y):
    net.eval()
    score = score_of(net, x, y)
    net.train  # noqa: B018
    return score


@exercise.wrong(
    "The accuracy is right. But afterwards only the stack itself says that it is in training mode: "
    "the layers inside have flags of their own, which `train()` reaches."
)
def only_the_stack_back(net, x, y):
    net.eval()
    score = score_of(net, x, y)
    net.training = True
    return score


@exercise.wrong(
    "Before it is measured the net is switched to training, the mode that it is in already. In "
    "which mode does Dropout let everything through?"
)
def train_for_eval(net, x, y):
    net.train()
    return score_of(net, x, y)


@exercise.wrong(
    "You set the flag of the stack alone before you measure. The Dropout layers inside have flags "
    "of their own, and are still in training mode."
)
def flag_then_train(net, x, y):
    net.training = False
    score = score_of(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "The modes are right. But that is in per cent: the accuracy is a share, from 0 to 1."
)
def per_cent(net, x, y):
    return 100 * evaluated(net, x, y)


@exercise.wrong(
    "You go through the layers of the stack, and one of them is a stack as well: the layers inside "
    "of that one are not reached. The net has two switches of its own, and they reach all."
)
def flag_of_each_layer(net, x, y):
    for layer in net.layers:
        layer.training = False
    score = score_of(net, x, y)
    for layer in net.layers:
        layer.training = True
    return score


@exercise.wrong(
    "With p = 0 Dropout drops nothing, but the net is still in training mode, and Dropout need not "
    "be the only layer that asks for it. Switch the mode."
)
def p_set_to_0(net, x, y):
    dropouts = [layer for layer in layers_within(net) if isinstance(layer, layers.Dropout)]
    old = [layer.p for layer in dropouts]
    for layer in dropouts:
        layer.p = 0
    score = score_of(net, x, y)
    for layer, p in zip(dropouts, old, strict=True):
        layer.p = p
    return score


@exercise.wrong(
    "The modes are right. But that is how many answers are right, and the accuracy is their share."
)
def count(net, x, y):
    return len(y) * evaluated(net, x, y)


@exercise.wrong(
    "The modes are right. But you return the comparison itself, True or False for each example; "
    "the accuracy is its mean."
)
def one_by_one(net, x, y):
    net.eval()
    right = net.forward(x).argmax(axis=1) == y
    net.train()
    return right


@exercise.wrong("The modes are right. But the accuracy has been rounded: leave it as it is.")
def rounded(net, x, y):
    return round(evaluated(net, x, y), 2)


@exercise.wrong(
    "The score is the mean of several measurements with dropout on. It should be measured once, in "
    "evaluation mode."
)
def mean_of_many(net, x, y):
    return float(np.mean([score_of(net, x, y) for _ in range(10)]))


@exercise.wrong(
    "The score is measured in training mode, and only then comes a switch to training, which "
    "changes nothing. The switch that has to come before is missing, or only named, without "
    "brackets."
)
def train_at_the_end(net, x, y):
    score = score_of(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "Both calls stand before the net is used, and the second undoes the first. Between the two "
    "belongs what is to be measured."
)
def both_before(net, x, y):
    net.eval()
    net.train()
    return score_of(net, x, y)


@exercise.wrong(
    "The accuracy is right. But afterwards the same switch is called once more: the net stays in "
    "evaluation mode. Which mode does the training need?"
)
def eval_twice(net, x, y):
    net.eval()
    score = score_of(net, x, y)
    net.eval()
    return score


@exercise.wrong(
    "The same switch before and after: the net is in training mode all the time. In which mode "
    "does Dropout let everything through?"
)
def train_twice(net, x, y):
    net.train()
    score = score_of(net, x, y)
    net.train()
    return score


@exercise.wrong(
    "You set the flag of the stack alone before you measure. The Dropout layers inside have flags "
    "of their own, and are still in training mode."
)
def flag_alone(net, x, y):
    net.training = False
    return score_of(net, x, y)


@exercise.wrong(
    "Dropout was turned off by its p, and stays off: the training would go on without it. The net "
    "has a mode that can be switched there and back."
)
def p_left_at_0(net, x, y):
    for layer in layers_within(net):
        if isinstance(layer, layers.Dropout):
            layer.p = 0
    return score_of(net, x, y)


@exercise.wrong(
    "The Dropout layers you reach have p = 0 now, for good, and one within the inner stack drops "
    "as before. The net has two switches that reach all layers, and back again."
)
def outer_p_left_at_0(net, x, y):
    for layer in net.layers:
        if hasattr(layer, "p"):
            layer.p = 0
    return score_of(net, x, y)


@exercise.wrong(
    "Layers have been taken out of the net: the training would go on without them. They can stay "
    "and be switched to another mode."
)
def layers_removed(net, x, y):
    net.layers = [layer for layer in net.layers if not isinstance(layer, layers.Dropout)]
    return score_of(net, x, y)


@exercise.wrong(
    "The best of several measurements with dropout on is still one with dropout on. It should be "
    "measured once, in evaluation mode."
)
def best_of_many(net, x, y):
    return max(score_of(net, x, y) for _ in range(20))


@exercise.wrong("The modes are right. But only the first 32 examples are measured.")
def first_batch_only(net, x, y):
    return evaluated(net, x[:32], y[:32])


@exercise.wrong("The modes are right. But that is the share of the wrong answers.")
def error_rate(net, x, y):
    return 1 - evaluated(net, x, y)


@exercise.variant
def one_example_at_a_time(net, x, y):
    net.eval()
    try:
        return sum(net.forward(x[i]).argmax() == y[i] for i in range(len(y))) / len(y)
    finally:
        net.train()


@exercise.variant
def back_to_the_mode_it_had(net, x, y):
    was = net.training
    net.eval()
    score = np.mean(np.argmax(net.forward(x), axis=-1) == y)
    if was:
        net.train()
    return score
