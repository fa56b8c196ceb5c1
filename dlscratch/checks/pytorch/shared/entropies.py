"""What is said of a cross-entropy that went wrong, from what reached its loss."""

from dlscratch.checks.watch import kind_of

RIGHT = "cross_entropy", "nll_loss"
OTHERS = {
    "binary_cross_entropy": "a yes-or-no question of each class",
    "binary_cross_entropy_with_logits": "a yes-or-no question of each class",
    "mse_loss": "how far amounts are off",
    "l1_loss": "how far amounts are off",
    "smooth_l1_loss": "how far amounts are off",
    "huber_loss": "how far amounts are off",
}  # the rest of the losses goes without such words
NLL = "`nll_loss` wants logarithms of probabilities, which `log_softmax` gives along each row, "


def said(torch, seen, logits, labels) -> str | None:
    """A sentence or two on the last loss that an answer called; None if it called none, or if
    nothing was seen. `logits`, a tensor (n, k), and `labels`, (n,), are what the answer got."""
    call = seen.last
    if call is None or not all(isinstance(one, torch.Tensor) for one in call[1:3]):
        return None
    if call.result is not None and not call.result.requires_grad:
        return None  # what has cut off the recording matters more
    logits, given, target = logits.detach(), call.input.detach(), call.target.detach()
    if target.ndim == 0 and given.ndim == 1:  # an example at a time, of which this is the last
        logits, labels = logits[-1], labels[-1]
    if given.shape == labels.shape != logits.shape and target.shape == logits.shape:
        return "The loss takes what the net gave first, and then the labels."
    with torch.no_grad():
        text = _of_the_shapes(given, target, logits, labels) or _of_the_name(call.name)
        text = text or _of_the_logits(torch, call.name, given, logits)
        return text or _of_the_rest(torch, call, target, logits, labels)


def _of_the_name(name):
    if name in RIGHT:
        return None
    asks = OTHERS.get(name)
    asks = f": it asks {asks}, where one class of several is wanted" if asks else ""
    return f"`{name}` is another loss{asks}. The one that stood there was right."


def _of_the_shapes(given, target, logits, labels):
    wants = f"It wants the logits as they are, of shape {tuple(logits.shape)}."
    if not given.is_floating_point():
        return f"The loss was given whole numbers. {wants}"
    if given.ndim == 2 and given.shape == logits.shape[::-1] != logits.shape:
        return "The table has been turned: the loss wants a row for each example."
    if given.shape != logits.shape:
        return f"The loss was given something of shape {tuple(given.shape)}. {wants}"
    if target.shape not in (labels.shape, logits.shape):
        return (
            f"The loss was given labels of shape {tuple(target.shape)}. They come as one number "
            "for each example, and may stay so."
        )
    if target.shape == logits.shape and not target.is_floating_point():
        return (
            "The labels have become a table of whole numbers. The loss takes them as they come, "
            "one number for each example; a table would have to hold probabilities."
        )
    return None


def _of_the_logits(torch, name, given, logits):
    """What has been done to the logits on their way to the loss."""
    kind = kind_of(given)
    if name == "nll_loss":
        if _close(given, logits.log_softmax(dim=-1)):
            return None
        if _close(given, logits.log_softmax(dim=0)):
            return NLL + "and here they are taken over the batch."
        return NLL + f"and it was given {'something else' if kind == 'numbers' else kind}."
    if _close(given.log_softmax(dim=-1), logits.log_softmax(dim=-1)):
        return None  # a number added to a whole row changes nothing
    if logits.ndim == 2 and any(
        _close(given, of(logits, dim=0)) for of in (torch.softmax, torch.log_softmax)
    ):
        return "This softmax runs along the batch, and the loss does one of its own afterwards."
    if kind == "probabilities":
        return (
            "The loss was given numbers from 0 to 1 that add up to 1 in each row, and it takes "
            "softmax of whatever it gets. It wants the logits as they are."
        )
    if kind == "numbers from 0 to 1":
        return "The loss was given numbers from 0 to 1 only. It wants the logits as they are."
    factor = (given * logits).sum() / (logits * logits).sum()
    if _close(given, factor * logits):
        return _of_the_factor(factor.item())
    first, row = (one.reshape(-1, one.shape[-1])[0].tolist() for one in (logits, given))
    return (
        f"The logits have been changed on their way to the loss: where the first row was "
        f"{_shown(first)}, it was given {_shown(row)}. It wants them as they are."
    )


def _of_the_factor(factor):
    if abs(factor + 1) < 1e-4:
        return "The logits have changed their signs before the loss sees them."
    sure = "more" if factor > 1 else "less" if 0 < factor else "otherwise"
    return (
        f"The logits have been multiplied by {factor:.3g} before the loss sees them, and so the "
        f"net seems {sure} sure than it is."
    )


def _of_the_rest(torch, call, target, logits, labels):
    """What reached the loss in place of the labels, what the loss did, and what came afterwards."""
    if target.shape == labels.shape and not torch.equal(target, labels):
        return "The labels that reach the loss are not those that came."
    if target.shape != labels.shape:
        table = torch.nn.functional.one_hot(labels, logits.shape[-1])
        if not _close(target, table.to(target)):
            return (
                "The table that the loss gets in place of the labels does not hold a 1 for the "
                "right class and 0 for all others. The labels may stay as they come."
            )
    if call.result is None:
        return None
    wanted = torch.nn.functional.cross_entropy(logits, labels)
    if call.result.ndim or not _close(call.result, wanted):
        return (
            "The right things reach the loss, and its brackets tell it to do something else with "
            "them than to take the mean over the batch. Empty ones do that."
        )
    return "The loss itself is right. What is done with it afterwards changes it."


def _close(some, others) -> bool:
    return some.shape == others.shape and some.isclose(others, rtol=1e-4, atol=1e-5).all().item()


def _shown(row):
    return "[" + ", ".join(f"{number:.3g}" for number in row) + "]"
