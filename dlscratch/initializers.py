"""Starting values for weights: the spread decides whether a deep stack learns at all.

Each function takes (outputs, inputs) and returns an array of that shape. `rng` is a NumPy
Generator or a seed; there is no global random state.
"""

import numpy as np

from dlscratch.settings import array, generator, shown, whole


def random_uniform(outputs, inputs, rng=None):
    """Evenly spread between 0 and 1."""
    return generator(rng).random(_shape(outputs, inputs))


def random_normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
    """Normally distributed around `mean` with standard deviation `std`."""
    return generator(rng).normal(mean, std, _shape(outputs, inputs))


def xavier(outputs, inputs, rng=None):
    """Normal with variance 2 / (inputs + outputs): keeps tanh and sigmoid stacks in range.

    Source: Glorot & Bengio 2010, equation 12. The book multiplies by the variance where the
    standard deviation belongs; here it is the root.
    """
    return random_normal(outputs, inputs, rng, std=np.sqrt(2 / sum(_shape(outputs, inputs))))


def he(outputs, inputs, rng=None):
    """Normal with variance 2 / inputs, for ReLU. Source: He et al. 2015, equation 10."""
    return random_normal(outputs, inputs, rng, std=np.sqrt(2 / whole("inputs", inputs)))


def _shape(outputs, inputs):
    return whole("outputs", outputs), whole("inputs", inputs)


INITIALIZERS = {"uniform": random_uniform, "normal": random_normal, "xavier": xavier, "he": he}


def initial_weights(init, outputs, inputs, rng=None):
    """The weights (outputs, inputs) that a layer starts with.

    `init` is "xavier", "he", "normal", "uniform", or a function of (outputs, inputs, rng). Raises
    ValueError for anything else, and where the function gives another shape.
    """
    if isinstance(init, str) and init in INITIALIZERS:
        init = INITIALIZERS[init]
    if isinstance(init, type) or not callable(init):
        names, came = ", ".join(INITIALIZERS), shown(init)
        source = isinstance(init, np.random.Generator | np.random.RandomState | int)
        mend = "; a source of random numbers is given by its name, rng=…" * source
        raise ValueError(f"init is one of {names}, or a function, but {came} came{mend}")
    w = array("what init gives", init(outputs, inputs, rng))
    if w.shape != (outputs, inputs):
        raise ValueError(
            f"init gives weights of shape (outputs, inputs), here {(outputs, inputs)}, "
            f"but {shown(w)} came"
        )
    return w
