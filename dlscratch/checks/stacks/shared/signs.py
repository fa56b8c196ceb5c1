"""What can be said of a wrong ReLU: where the input is positive, and where it is not."""

import numpy as np

_WHERE = {"forward": "forward", "gradient for x": "backward"}
_RULES = {
    "forward": "what went in is expected",
    "gradient for x": "what came in as `gradient` is expected",
}


def by_sign(label, came, right, x):
    """How many of the numbers under a label are right, by the sign of the input."""
    if label not in ("forward", "gradient for x"):
        what, _, when = label.partition(", ")
        return f"The first pass is right. Look at {what} {when}: something has changed in between."
    start = "" if label == "forward" else "Forward is right. "
    if np.shape(came) != np.shape(right):
        return f"{start}What comes out of {_WHERE[label]} has the shape of what goes in."
    good = np.isclose(np.asarray(came, float), right)
    facts = [
        f"where the input is {name}, {'all' if here.all() else 'some' if here.any() else 'no'} "
        f"numbers are right ({rule})"
        for name, here, rule in (
            ("positive", good[x > 0], _RULES[label]),
            ("negative", good[x < 0], "0 is expected"),
            ("0", good[x == 0], "0 is expected"),
        )
        if here.size
    ]
    return f"{start}In {_WHERE[label]}: {'; '.join(facts)}."
