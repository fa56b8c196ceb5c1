"""The exam of `fit`: it learns from digits of the check's own, and is asked about others."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.exam import ENOUGH, digits, mark
from dlscratch.checks.first_layer import OTHER_SCALE, given_first, other_scale
from dlscratch.checks.in_pytorch import as_array, asked, parameters_around, undisturbed
from dlscratch.checks.loops import (
    counted,
    of_the_examples,
    of_the_loss,
    of_the_net,
    trained,
)
from dlscratch.checks.watch import watching
from dlscratch.errors.values import name

NET, GIVES, DIGITS = "what `fit` returns", "what the net gives", "the digits that it has learnt"
ANSWERS, SHARE = "the different answers", "the share of the 1,000 new digits that is right"
CLUE = "what was seen"  # nothing is expected of it, but it tells mistakes apart
PASSED = {
    NET: "a net",
    GIVES: "ten logits each",
    DIGITS: "those given to it",
    ANSWERS: "many",
    SHARE: "at least 90 %",
}
UNUSED, NO_NUMBERS = "an argument that is not used", "numbers that are none"
NONE_BELOW = "no logit below 0"


BY_HEART, NEAR_0 = "a few digits known by heart", 0.05


def _mirrored(x):
    return np.ascontiguousarray(x.reshape(-1, 28, 28)[:, :, ::-1].reshape(-1, 784))


def examined(fit, learn, new):
    """Lets `fit` learn from the small digits and asks its net about the others.

    All are seen in a mirror and come in another order than on the page: whoever learns from the
    page's own digits learns others.
    """
    x, y, x_new, y_new = digits()
    order = np.random.default_rng(0).permutation(len(x))
    with undisturbed() as torch:
        if isinstance(fit, torch.nn.Module):
            raise Refuse(
                "A net came. The check wants `fit` itself, with no brackets behind its name, and "
                "calls it with digits of its own."
            )
        given = torch.tensor(_mirrored(x[order])), torch.tensor(y[order].astype(int))
        before, watched = parameters_around(fit), []

        def learnt(*given):
            with watching(*given) as seen, given_first(torch) as in_training:
                watched.extend((seen, in_training))
                return fit(*given)

        net = asked(learnt, given, x=given[0], y=given[1])
        seen, in_training = watched
        if isinstance(net, Stopped):
            return {NET: net}
        if isinstance(net, torch.nn.modules.loss._Loss):
            return PASSED | {NET: "a loss"}
        if isinstance(net, layers.Layer):
            return PASSED | {NET: "a net of this course"}
        if not callable(net):
            return PASSED | {NET: name(net)}
        if isinstance(net, torch.nn.Module):
            if any(one is param for one in before for param in net.parameters()):
                raise Refuse(
                    "The net that came back was there before `fit` was called, so a second call "
                    "would go on from where the first has ended. `fit` makes its net itself, a new "
                    "one in each call."
                )
            net.eval()
        with given_first(torch) as when_asked:
            logits = attempt(_answers, net, _mirrored(x_new))
        if isinstance(logits, Stopped):
            return {NET: "a net", GIVES: logits}
        if not isinstance(logits, np.ndarray) or logits.shape != (len(x_new), 10):
            return PASSED | {GIVES: name(logits)}
        right = np.mean(logits.argmax(axis=1) == y_new)
        note(f"The check measured: {right:.1%} of the 1,000 new digits right.")
        if 0 <= logits.min() and logits.max() <= 1 + 1e-6:
            return PASSED | {GIVES: _squeezed(logits)}
        if right >= ENOUGH:
            return dict(PASSED)
        of_given = np.mean(_answers(net, given[0]).argmax(axis=1) == y[order])
        note(f"Of the {len(x):,} digits that it was given, {of_given:.1%} are right.")
        for line in (counted(seen), trained(seen)) if seen.order else ():
            note(line) if line else None
        if np.mean(_answers(net, x_new).argmax(axis=1) == y_new) > right + 0.2:
            return PASSED | {DIGITS: "those of the page"}
        clue = _clue(seen, given, net, logits)
        if not clue and seen.values and seen.values[-1] < NEAR_0 and of_given < ENOUGH:
            clue = BY_HEART
        if not clue and isinstance(net, torch.nn.Module):
            other = np.mean(_answers(net.train(), _mirrored(x_new)).argmax(axis=1) == y_new)
            if other > right + 0.05:
                note(f"In training mode, {other:.1%} of the new digits would be right.")
        if not clue and other_scale(in_training, when_asked):
            clue = OTHER_SCALE
    if clue:
        return PASSED | {SHARE: "less than 90 %", CLUE: clue}
    return PASSED | {
        ANSWERS: "many" if len(np.unique(logits.argmax(axis=1))) > 3 else "one to three",
        SHARE: mark(right),
    }


def _answers(net, x):
    import torch

    return as_array(net(torch.as_tensor(x)))


def _squeezed(logits):
    probabilities = np.allclose(logits.sum(axis=1), 1, atol=1e-3)
    if np.allclose(logits.sum(axis=0), 1, atol=1e-3):
        return "ten numbers each, and 1 in the sum over all digits"
    return "ten probabilities each" if probabilities else "ten numbers from 0 to 1"


def _clue(seen, given, net, logits):
    """What was seen that may be why a net is poor, the most telling first; else None."""
    if not all(map(seen.used, given)):
        return UNUSED
    if found := of_the_net(seen, net):
        return found
    if not np.isfinite(logits).all():
        return NO_NUMBERS
    if logits.min() == 0:
        return NONE_BELOW
    return of_the_loss(seen) or of_the_examples(seen, len(given[0]))
