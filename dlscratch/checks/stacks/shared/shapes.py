"""What shapes there are in an exercise, and which are wanted: said where some do not fit."""


def outputs(x, w, b):
    return (
        f"Here x has shape {x.shape}, w {w.shape} and b {b.shape}, and {(len(x), len(b))} is to "
        f"come out: the {x.shape[1]} is summed away."
    )


def linear(x, gradient, w, b):
    return (
        f"x has shape {x.shape} and the incoming gradient {gradient.shape}. Wanted are w_grad with "
        f"{w.shape}, b_grad with {b.shape}, and the gradient for x with {x.shape}: which arrays "
        "make each, and which axis vanishes?"
    )


def stack(x, gradient, w1, b1, w2, b2):
    hidden, out = (len(x), len(b1)), gradient.shape
    return (
        f"Forward, the four layers turn {x.shape} into {hidden}, {hidden}, {out} and {out}; the "
        f"gradient goes the same way back, from {out} to {x.shape}. Print the shape before each "
        "layer: which one gets something that is not for it?"
    )


def two_stages(x, gradient, w1, b1, w2, b2):
    first, second = (len(x), len(b1)), gradient.shape
    return (
        f"w1 has shape {w1.shape} and w2 {w2.shape}. The sums and the outputs of the first stage "
        f"have {first}, and so have the gradients behind them; those of the second {second}. Which "
        "one stands in your line, and is one of the two turned that should not be, or not turned?"
    )
