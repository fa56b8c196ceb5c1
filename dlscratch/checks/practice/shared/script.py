"""The examination of a script of the learner's own: what it returns, and what its net knows."""

import copy
import tempfile
from pathlib import Path

import numpy as np

from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.first_layer import OTHER_SCALE, given_first, other_scale
from dlscratch.checks.in_pytorch import as_array, undisturbed
from dlscratch.checks.loops import counted, of_the_examples, of_the_loss, of_the_net, trained
from dlscratch.checks.watch import watching
from dlscratch.datasets import ORBITS, orbits, write_csv
from dlscratch.errors.values import name

ENOUGH = 0.93
PLANET = np.array((0.5, 0.6, 1.0))  # half as large, and speeds go by 0.6: the fates stay the same

RETURNS, PREPARED = "what `learn` returns", "what `prepare` gives"
GIVES, ALONE = "what the net gives", "a body asked alone"
LAYERS, PAGE = "the layers that the net uses", "the planet that the net knows"
MOVED, BY_HEART = "the parameter tensors that a step moves", "32 bodies, after 100 steps with them"
ALIKE, SHARE = "two answers to one question", "the share of the 1,000 new bodies that is right"
ANSWERS = "the different answers"
LOADED = "what was loaded into the net at the end"
CLUE = "what was seen"  # nothing is expected of it, but it tells mistakes apart
UNSCALED = "columns of very different sizes"
UNMIXED = "batches of one fate"
PASSED = {
    RETURNS: "a net and a function",
    PREPARED: "a tensor",
    GIVES: "three logits each",
    LAYERS: "are known to it",
    ALIKE: "the same",
    ALONE: "as among others",
    MOVED: "all",
    ANSWERS: "three",
    PAGE: "that of the file",
    SHARE: "at least 93 %",
    BY_HEART: "nearly all right",
    LOADED: "a copy, or nothing",
}


def _bodies(n, seed):
    x, y = orbits(n, rng=seed)
    return x * PLANET, y


def judged(learn, count, new):
    """Lets `learn` read a file, and asks its net about other bodies."""
    x, y = _bodies(count, 1)
    x_new, y_new = _bodies(new, 2)
    with undisturbed() as torch, tempfile.TemporaryDirectory() as folder:
        rows = y.argsort(kind="stable")
        path = write_csv(Path(folder) / "bodies.csv", ORBITS, x[rows], y[rows])
        with watching() as seen, given_first(torch) as in_training:
            made = attempt(learn, path)
        if made is None or isinstance(made, Stopped):
            return {RETURNS: made}
        pair = isinstance(made, tuple | list) and len(made) == 2
        if not pair or not isinstance(made[0], torch.nn.Module) or not callable(made[1]):
            return PASSED | {RETURNS: _what(made)}
        net, prepare = made
        net.eval()
        return _measured(torch, net, prepare, x_new, y_new, seen, in_training)


judged.arguments = ("the bodies in the file", "the new ones")


def _what(made):
    if isinstance(made, tuple | list):
        return f"{len(made)} things: " + ", ".join(name(one) for one in made[:4])
    return name(made)


def _measured(torch, net, prepare, x, y, seen, in_training):
    inputs = attempt(prepare, x.copy())
    if inputs is None or isinstance(inputs, Stopped):
        return {RETURNS: PASSED[RETURNS], PREPARED: inputs}
    if not isinstance(inputs, torch.Tensor):
        return PASSED | {PREPARED: name(inputs)}
    unknown = set()  # layers that run, and that the net does not know of
    known = set(net.modules())
    hook = torch.nn.modules.module.register_module_forward_pre_hook(
        lambda layer, _: None if layer in known else unknown.add(layer)
    )
    try:
        with given_first(torch) as asked:
            logits = attempt(_answers, torch, net, inputs)
    finally:
        hook.remove()
    if logits is None or isinstance(logits, Stopped):
        return {RETURNS: PASSED[RETURNS], PREPARED: "a tensor", GIVES: logits}
    if not isinstance(logits, np.ndarray) or logits.shape != (len(x), 3):
        shape = f"a tensor {logits.shape}" if isinstance(logits, np.ndarray) else name(logits)
        return PASSED | {GIVES: shape}
    right = float(np.mean(logits.argmax(axis=1) == y))
    note(f"The check measured: {right:.1%} of the 1,000 new bodies right.")
    report = dict(PASSED)
    if not np.isfinite(logits).all():
        return report | {GIVES: "numbers that are none"}
    if logits.min() >= 0 and logits.max() <= 1 + 1e-6:
        return report | {GIVES: "numbers from 0 to 1"}
    if any(True for layer in unknown for _ in layer.parameters()):
        return report | {LAYERS: "are not all known to it"}
    report |= _panel(torch, net, inputs, y)
    if report.get(ALIKE) == "different ones":  # then chance has a hand in all the rest
        return PASSED | {ALIKE: report[ALIKE]}
    single = attempt(lambda: _answers(torch, net, prepare(x[:1].copy())))
    if isinstance(single, Stopped):
        report[ALONE] = single
    elif single.shape != (1, 3) or not np.allclose(single[0], logits[0], rtol=1e-3, atol=1e-3):
        report[ALONE] = "otherwise than among others"
    if right < ENOUGH:
        note(f"The spreads of the columns that `prepare` gives: {_spreads(inputs)}.")
        report[SHARE] = next(f"less than {at} %" for at in (45, 75, 87, 93) if right < at / 100)
        on_page = _answers(torch, net, prepare(x / PLANET)).argmax(axis=1) == y
        if np.mean(on_page) > max(right + 0.05, 0.8):
            return report | {PAGE: "that of the page"}
        for line in (counted(seen), trained(seen)) if seen.order else ():
            note(line) if line else None
        told = report[ALIKE] == PASSED[ALIKE] and report[ALONE] == PASSED[ALONE]
        if told and (clue := _clue(seen, net, in_training, asked)):
            return PASSED | {SHARE: "less than 93 %", CLUE: clue}
        if len(np.unique(logits.argmax(axis=1))) < 3:
            return report | {ANSWERS: f"{len(np.unique(logits.argmax(axis=1)))} of three"}
    if report | {SHARE: PASSED[SHARE]} == PASSED and seen.loaded_itself(net):
        return PASSED | {LOADED: "its own tensors"}
    return report


def _clue(seen, net, in_training, asked):
    """What was seen that may be why a net is poor, the most telling first; else None."""
    if found := of_the_net(seen, net):
        return found
    if other_scale(in_training, asked):
        return OTHER_SCALE
    if asked and asked[0].ndim == 2 and asked[0].shape[1] == 3:
        spreads = asked[0].std(axis=0)
        if spreads.max() > 30 * spreads.min():
            return UNSCALED
    if found := of_the_loss(seen) or of_the_examples(seen, 1000):  # of 2,000; some are held back
        return found
    alone = sum(times for kinds, times in seen.kinds.items() if len(kinds) == 1)
    if len(frozenset().union(*seen.kinds)) == 3 and 2 * alone > seen.kinds.total():
        return UNMIXED
    return None


def _spreads(inputs):
    """The spread of each column, as a learner would print it: "1.02, 0.98, 1"."""
    return ", ".join(f"{spread:,.3g}" if spread < 1000 else f"{spread:,.0f}"
                     for spread in as_array(inputs).std(axis=0).ravel())  # fmt: skip


def _answers(torch, net, inputs):
    with torch.no_grad():
        return as_array(net(inputs))


def _panel(torch, net, x, y):
    """What the five numbers say, in words."""
    params = [param for param in net.parameters() if param.requires_grad]
    if not params:
        return {MOVED: "there is none"}
    optimizer, labels = torch.optim.Adam(params, lr=0.005), torch.from_numpy(y)
    few = attempt(_five_numbers, torch, net, optimizer, x[:32], labels[:32])
    if isinstance(few, Stopped):
        return {MOVED: few}
    count, first, moved, by_heart, alike = few
    note(
        f"Its five numbers: {count:,} parameters, first loss {first:.2f}, {moved} of "
        f"{len(params)} tensors moved, {by_heart:.0%} by heart, answers "
        f"{'alike' if alike else 'different'}."
    )
    return {
        ALIKE: "the same" if alike else "different ones",
        MOVED: "all" if moved == len(params) else "not all",
        BY_HEART: PASSED[BY_HEART] if by_heart > 0.9 else "not all right",
    }


def _five_numbers(torch, net, optimizer, x, y):
    """What the exercise on the panel measures; a copy takes the hundred steps."""
    net, optimizer = copy.deepcopy((net, optimizer))
    before = [param.detach().clone() for param in net.parameters()]
    net.train()
    first = moved = 0
    for step in range(100):
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(net(x), y)
        value.backward()
        optimizer.step()
        if step == 0:
            first = value.item()
            pairs = zip(before, net.parameters(), strict=True)
            moved = sum(not torch.equal(old, new) for old, new in pairs)
    net.eval()
    with torch.no_grad():
        once, again = net(x), net(x)
    by_heart = (once.argmax(dim=1) == y).float().mean().item()
    return sum(map(torch.numel, before)), first, moved, by_heart, torch.equal(once, again)
