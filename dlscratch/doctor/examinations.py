"""What the doctor looks at: each examination gets a patient and gives its findings.

They stand in the order in which they are made: what is wrong with the examples explains what comes
later. The bounds were chosen wide, so that a healthy net is left in peace (tests/doctor).
"""

import numpy as np

from dlscratch.doctor.finding import ENOUGH, Finding, rms, share
from dlscratch.doctor.labels import labels_in_step
from dlscratch.doctor.outputs import (
    answers_fit,
    first_loss,
    logits_come_out,
    logs_come_out,
    signals_keep_their_size,
)


def runs(patient):
    """One batch goes forward and backward, the loss is a number, and the optimizer steps."""
    copied = patient.copy()
    try:
        loss = copied.backward(*patient.batch())
    except Exception as error:
        said = " ".join(str(error).split())
        said = f"A batch of {len(patient.batch()[0])} does not get through: {said.rstrip('.')}."
        yield Finding("runs", said, True)
        return
    if not np.isfinite(loss):
        yield Finding("runs", f"The loss of a batch is {loss}, no number to go on with.", True)
        return
    for sentence in copied.odd_params():
        yield Finding("runs", sentence, True)
        return
    try:
        patient.copy().step(*patient.batch())
    except Exception as error:
        said = " ".join(str(error).split()).rstrip(".")
        yield Finding("runs", f"Step 1 of the optimizer does not get through: {said}.", True)


def inputs_centred(patient):
    """Large, far off or constant inputs make the first layer's gradients so, too."""
    if patient.looks_up:
        return
    x = np.asarray(patient.x)
    x = x.astype(float)
    mean, spread = x.mean(), x.std()
    if not np.isfinite(mean):
        count = np.sum(~np.isfinite(x))
        yield Finding("inputs_centred", f"{count} of the inputs are nan or infinite.", True)
    elif spread > 10 or abs(mean) > 10:
        yield Finding("inputs_centred",
            f"The inputs are large: {x.min():.3g} to {x.max():.3g}, {mean:.3g} on average. Take "
            "off the average, and divide by the spread.")  # fmt: skip
    elif abs(mean) > 3 * spread:
        yield Finding("inputs_centred",
            f"The inputs are not centred: {mean:.3g} on average, and they only spread by "
            f"{spread:.2g} around it.")  # fmt: skip
    elif spread < 0.01:
        yield Finding("inputs_centred",
            f"The inputs hardly differ: they spread by {spread:.2g}.")  # fmt: skip


def layers_are_known(patient):
    """What a net works with and does not count among its parameters is never learnt."""
    for sentence in patient.overlooked():
        yield Finding("layers_are_known", sentence)


def evaluations_alike(patient):
    """In evaluation there is no chance, and an example's answer is its own."""
    x, _ = patient.batch(32)
    first, second = patient.outputs(x), patient.outputs(x)
    size = np.abs(first).max() + 1e-12
    change = np.abs(first - second).max() / size
    alone = np.abs(first[:1] - patient.outputs(x[:1])).max() / size
    if change > 1e-4:
        yield Finding("evaluations_alike",
            f"Two evaluations of the same examples differ by {share(change)}: something random is "
            "still switched on in evaluation.", True)  # fmt: skip
    elif alone > 1e-3:
        yield Finding("evaluations_alike",
            f"The outputs of an example change by {share(alone)} with the others in its "
            "batch.")  # fmt: skip


def gradients_are_slopes(patient):
    """A small step along a parameter's gradient changes the loss as the gradient says."""
    if patient.automatic:
        return
    patient, (x, y) = patient.copy(), patient.batch()
    params, rng = patient.params(), np.random.default_rng(0)
    for param in params.values():  # away from kinks: biases of 0 put a ReLU exactly on its own
        param += (0.01 * rng.standard_normal(param.shape)).astype(param.dtype)
    loss = max(1.0, abs(patient.backward(x, y)))
    once = {name: np.array(grad, float) for name, grad in patient.grads().items()}
    patient.backward(x, y)
    grads = {name: np.array(grad, float) for name, grad in patient.grads().items()}
    piling = [name for name in grads if rms(grads[name] - once[name]) > 0.1 * rms(grads[name])]
    if piling:
        ratio = rms(grads[piling[0]]) / (rms(once[piling[0]]) or 1)
        yield Finding("gradients_are_slopes",
            f"Gradients pile up ({_and_more(piling)}): a second backward gives {ratio:.2g} times "
            "what the first gave, for the same batch.")  # fmt: skip
        return
    wrong = {}
    for name, param in params.items():
        length = np.linalg.norm(grads[name])
        way = grads[name] if length else rng.standard_normal(param.shape)
        way = way / np.linalg.norm(way)
        exact = param.dtype == np.float64
        nudge = (1e-5 if exact else 1e-3) * loss / max(1.0, float(length))
        slopes = _slopes(patient, x, y, param, way, nudge)
        low, high = float(slopes.min()), float(slopes.max())
        wanted, slope = np.sum(grads[name] * way), (low + high) / 2
        rounding = 10 * np.finfo(param.dtype).eps * loss / nudge  # of a difference of two losses
        leeway = 0.05 * max(abs(slope), abs(wanted)) + (1e-5 if exact else 1e-3) + rounding
        if not low - leeway <= wanted <= high + leeway:
            wrong[name] = slope, wanted
    if wrong:  # what is wrong in one layer goes on to those in front of it: the last tells most
        *before, name = wrong
        slope, wanted = wrong[name]
        yield Finding("gradients_are_slopes",
            f"The gradient of {name} is not the slope of the loss: along it the loss grows by "
            f"{slope:.3g} for each 1, and the gradient says {wanted:.3g}."
            + f" {len(before)} before it {'is' if len(before) == 1 else 'are'} wrong, too."
            * bool(before))  # fmt: skip


def _and_more(names):
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _slopes(patient, x, y, param, way, nudge):
    """How the loss changes with a step back and one ahead: not alike where a ReLU has its kink."""
    kept, losses = param.copy(), []
    for length in (-nudge, 0, nudge):
        param += (length * way).astype(param.dtype)
        losses.append(patient.loss(x, y))
        param[...] = kept
    return np.diff(losses) / nudge


def parameters_move(patient):
    """One step of the optimizer changes every parameter, by a small part of itself."""
    (x, y), new = patient.batch(), patient
    patient = patient.copy()
    first = patient.loss(x, y)
    patient.mode(training=True)
    before = {name: param.copy() for name, param in patient.params().items()}
    loss = patient.step(x, y)
    after, grads, sizes = patient.params(), patient.grads(), []
    still = [name for name in before if np.array_equal(before[name], after[name])]
    if still and loss > 1e-3:
        why = "they have no gradient"
        if all(grads[name] is not None and np.any(grads[name]) for name in still):
            largest = max(np.abs(grads[name]).max() for name in still)
            why = f"their gradients, {largest:.1g} at most, are too small for this learning rate"
            if _stay(patient.copy(), x, y, still):
                why = "they have gradients, but the optimizer does not change the net's own arrays"
        yield Finding("parameters_move",
            f"{len(still)} of {len(before)} parameters did not move in a step "
            f"({_and_more(still)}): {why}.")  # fmt: skip
    if not before:
        why = f"All {patient.frozen} parameters are frozen" if patient.frozen else "There are none"
        yield Finding("parameters_move", f"{why}: 0 parameters can move.", True)
    for name, param in before.items():
        if name not in still and param.ndim > 1 and param.any():
            sizes.append(np.linalg.norm(after[name] - param) / np.linalg.norm(param))
    patient.mode(training=False)
    last = patient.loss(x, y)
    if sizes and max(sizes) > 1 and not last < first and not _starts_large(new):
        yield Finding("parameters_move",
            f"A step changes weights by {share(max(sizes), ' of their size')}, and the loss goes "
            f"from {first:.3g} to {last:.3g}: the learning rate is too large for such "
            "gradients.")  # fmt: skip
    if sizes and max(sizes) < 1e-6 and loss > 1e-3:
        yield Finding("parameters_move",
            f"A step changes the weights by {max(sizes):.1g} of their size: the learning rate is "
            "too small to see anything happen.")  # fmt: skip


def _stay(patient, x, y, names):
    """Whether these parameters do not move even where their gradients are huge."""
    patient.backward(x, y)
    before = {name: patient.params()[name].copy() for name in names}
    for name in names:
        patient.grads()[name][...] = 1e6
    patient.follow_gradients()
    return any(np.array_equal(before[name], patient.params()[name]) for name in names)


def _starts_large(patient):
    """Whether the net's numbers are too large already, before any step: then steps are too long
    whatever the learning rate, and the cause has been named."""
    return any(signals_keep_their_size(patient)) or any(first_loss(patient))


def units_alive(patient):
    """A unit that gives 0 for every example passes no gradient on, and stays so."""
    for name, dead in _dead(patient).items():
        if dead >= 0.4:
            yield Finding("units_alive",
                f"{dead:.0%} of the units behind {name} give 0 for all of {len(patient.x)} "
                "examples: they are dead.")  # fmt: skip


def _dead(patient):
    """{name of a ReLU: the share of its units that are 0 for every example}

    A map (n, maps, height, width) is one unit, at many places.
    """
    if len(patient.x) < ENOUGH:
        return {}
    return {
        name: float(np.mean((outputs == 0).all(axis=(0, 2, 3)[: outputs.ndim - 1])))
        for name, outputs in patient.activations(patient.x)
        if "relu" in name.lower() and outputs.ndim in (2, 4)
    }


def units_turn(patient):
    """Far from zero a tanh or a sigmoid is flat, and lets no gradient through."""
    if len(patient.x) < ENOUGH:
        return
    for name, outputs in patient.activations(patient.x)[:-1]:
        kind = next((kind for kind in ("tanh", "sigmoid") if kind in name.lower()), None)
        units = outputs.size // len(outputs) if outputs.ndim in (2, 4) else 0
        if kind and "log" not in name.lower() and units >= 10:
            slope = 1 - outputs**2 if kind == "tanh" else 4 * outputs * (1 - outputs)
            flat = float(np.mean(slope < 0.01))
            if flat > 0.6:
                yield Finding("units_turn",
                    f"{flat:.0%} of the outputs of {name}, are at an end of the {kind}, where it "
                    "is flat: what goes into it is too large.")  # fmt: skip
                return


def something_bends(patient):
    """Linear layers with nothing in between are together one linear layer; so are windows."""
    names = [name.partition(", ")[2] for name, _ in patient.activations(patient.x[:1])]
    straight = [name for name in names if name.startswith(("Linear(", "Conv2d(", "Flatten("))]
    linear = [name for name in straight if not name.startswith("Flatten(")]
    if patient.is_a_stack() and len(straight) == len(names) and len(linear) > 1:
        yield Finding("something_bends",
            f"No activation stands between the {len(linear)} linear layers: together they are no "
            "more than one.")  # fmt: skip


def units_differ(patient):
    """Units that begin alike get the same gradients, and stay alike."""
    for name, param in patient.params().items():
        rows = param.reshape(len(param), -1) if param.ndim > 1 else param[:1, None]
        if len(rows) > 1 and rows.size > len(rows) and np.ptp(rows, axis=0).max() == 0:
            yield Finding("units_differ",
                f"All {len(rows)} units have the same weights in {name}: they will stay one unit "
                f"in {len(rows)} copies.")  # fmt: skip
            return


def gradients_reach_the_front(patient):
    """Through a deep stack gradients may shrink to nothing, or grow without bounds."""
    patient, (x, y) = patient.copy(), patient.batch(64)
    patient.backward(x, y)
    if any(first_loss(patient)) or any(units_differ(patient)):
        return  # gradients say nothing behind outputs of any size, or where units cancel out
    grads = [grad for grad in patient.grads().values() if grad is not None and grad.ndim > 1]
    sizes = [float(np.sqrt(np.mean(np.square(grad, dtype=float)))) for grad in grads]
    if len(sizes) < 2 or not all(sizes):
        return
    ratio = sizes[0] / sizes[-1]
    if ratio < 1e-3:
        yield Finding("gradients_reach_the_front",
            f"Gradients vanish: in the first of {len(sizes)} weights they are {ratio:.1g} times "
            "as large as in the last.")  # fmt: skip
    elif ratio > 1e3:
        yield Finding("gradients_reach_the_front",
            f"Gradients explode: in the first of {len(sizes)} weights they are {ratio:.2g} times "
            "as large as in the last.")  # fmt: skip


def loss_falls(patient):
    """Twenty steps of the optimizer bring the loss down, on one batch and on many, and kill no
    ReLUs."""
    x, y = patient.batch()
    size = 1 if patient.classifies or patient.takes_logits else np.var(np.asarray(patient.y))
    many = [(patient.x[start::20], patient.y[start::20]) for start in range(20)]
    kinds = {"one batch": ([(x, y)] * 20, (x, y))}
    if len(patient.x) >= 20 * ENOUGH:
        kinds["many batches"] = many, (patient.x, patient.y)
    for which, (batches, (x, y)) in kinds.items():
        after = patient.copy()
        first = after.loss(x, y)
        with np.errstate(all="ignore"):
            for batch in batches:
                after.step(*batch)
            last = after.loss(x, y)
        if not last <= 1.2 * first + 0.02 * size:  # near 0, steps of any length shake the loss
            if _starts_large(patient):
                return
            yield Finding("loss_falls",
                f"Twenty steps on {which} raise the loss from {first:.3g} to {last:.3g}: the steps "
                "are too long, or lead uphill.")  # fmt: skip
            return
    before, dead = _dead(patient), _dead(after)
    for name in dead:
        if dead[name] > before[name] + 0.5 and not _starts_large(patient):
            yield Finding("loss_falls",
                f"Twenty steps raise the share of dead units behind {name} from {before[name]:.0%} "
                f"to {dead[name]:.0%}: the steps are too long.")  # fmt: skip
            return


def batch_by_heart(patient):
    """A net that can learn at all learns a few examples by heart, at one rate or another."""
    x, y = patient.batch()
    first = patient.loss(x, y)
    if first < 0.01:
        return
    lasts = []
    for rate in (0.03, 0.003):
        lasts.append(_learnt(patient.copy(), x, y, rate, first / 2))
        if not min(lasts) > 0.6 * first:  # XOR from an unlucky start halves it: that is no fault
            return
    yield Finding("batch_by_heart",
        f"{len(x)} examples are not learnt by heart: their loss is {first:.3g} at first, and "
        f"{min(lasts):.3g} after a thousand steps of Adam.")  # fmt: skip


def _learnt(patient, x, y, rate, enough):
    """The loss after so many steps of Adam, fewer where it is low enough before."""
    patient.follow(rate)
    for _ in range(20):
        for _ in range(50):
            patient.step(x, y)
        if (loss := patient.loss(x, y)) < enough:
            break
    return loss


EXAMINATIONS = (
    runs, layers_are_known, inputs_centred, answers_fit, labels_in_step, logits_come_out,
    logs_come_out, signals_keep_their_size, first_loss, evaluations_alike, something_bends,
    units_differ, gradients_are_slopes, parameters_move, units_alive, units_turn,
    gradients_reach_the_front, loss_falls, batch_by_heart,
)  # fmt: skip
