"""What goes wrong in the blanks of exercise [tensor], and other ways to fill them."""

import numpy as np


def _both(to_a, to_b):
    """Two pulls, made as to_a(g, a, b) and to_b(g, a, b)."""
    return lambda a, b: (lambda g: to_a(g, a, b), lambda g: to_b(g, a, b))


def _add_to(gradients, parent, share):
    """In place, in an array that may be somebody else's, too."""
    if parent in gradients:
        gradients[parent] += share
        return gradients[parent]
    return share


def _into_grad_as_well(gradients, parent, share):
    parent.grad = share
    return gradients.get(parent, 0) + share


def _add_to_leaf(tensor, gradient):
    if tensor.grad is None:
        return gradient
    tensor.grad += gradient
    return tensor.grad


SLIPS = dict(
    # what is recorded
    never_needed=(
        "No gradient goes further back than one operation: a result does not say that it needs "
        "one, so what is made of it keeps no parents.",
        {"needs": lambda pairs, parents: False},
    ),
    always_needed=(
        "The gradients are right. But a result of constants alone says that it needs one, too. So "
        "the walk goes there for nothing, and keeps gradients that nobody wants.",
        {"needs": lambda pairs, parents: True},
    ),
    first_one_asked=(
        "Only the left one of the two is asked whether it needs a gradient. Where a constant "
        "stands on the left, the way back ends.",
        {"needs": lambda pairs, parents: pairs[0][0].requires_grad},
    ),
    last_one_asked=(
        "Only the right one of the two is asked whether it needs a gradient. Where a constant "
        "stands on the right, the way back ends.",
        {"needs": lambda pairs, parents: pairs[-1][0].requires_grad},
    ),
    all_of_them=(
        "A result needs a gradient here if *all* that it was made of do. One is enough: then "
        "somebody waits for what comes back.",
        {"needs": lambda pairs, parents: len(parents) == len(pairs)},
    ),
    needed_without_parents=(
        "It is just the wrong way round: those without parents need a gradient here, and those "
        "with parents do not.",
        {"needs": lambda pairs, parents: not parents},
    ),
    two_parents_wanted=(
        "A result with a single parent that learns is left out: one is enough.",
        {"needs": lambda pairs, parents: len(parents) > 1},
    ),
    # numbers times numbers
    factors_of_their_own=(
        "In a product, each factor's slope is the *other* factor. Here each has its own.",
        {"times": _both(lambda g, a, b: g * a, lambda g, a, b: g * b)},
    ),
    left_factor_for_both=(
        "In a product, both factors get the slope a. For one of them that is right.",
        {"times": _both(lambda g, a, b: g * a, lambda g, a, b: g * a)},
    ),
    right_factor_for_both=(
        "In a product, both factors get the slope b. For one of them that is right.",
        {"times": _both(lambda g, a, b: g * b, lambda g, a, b: g * b)},
    ),
    product_without_g=(
        "The pulls of `*` give the slopes alone. Along a way slopes are multiplied: by the "
        "gradient that comes in.",
        {"times": _both(lambda g, a, b: b, lambda g, a, b: a)},
    ),
    product_like_a_sum=(
        "The pulls of `*` hand on what comes in, as those of `+` do. How fast does a product "
        "change with one of its factors?",
        {"times": _both(lambda g, a, b: g, lambda g, a, b: g)},
    ),
    product_added=(
        "In the pulls of `*`, the slope is added to what comes in. Along a way slopes are "
        "multiplied.",
        {"times": _both(lambda g, a, b: g + b, lambda g, a, b: g + a)},
    ),
    product_divided=(
        "In the pulls of `*`, what comes in is divided by the other factor.",
        {"times": _both(lambda g, a, b: g / b, lambda g, a, b: g / a)},
    ),
    whole_product=(
        "In the pulls of `*`, what comes in is multiplied by the whole product: one of its factors "
        "is too much.",
        {"times": _both(lambda g, a, b: g * a * b, lambda g, a, b: g * a * b)},
    ),
    # rows with columns
    matmul_swapped=(
        "The two pulls of `@` have changed places: the first is for a.",
        {"matmul": _both(lambda g, a, b: a.T @ g, lambda g, a, b: g @ b.T)},
    ),
    matmul_not_turned=(
        "In the pulls of `@`, neither factor is turned. Look at exercise [matmul_back].",
        {"matmul": _both(lambda g, a, b: g @ b, lambda g, a, b: a @ g)},
    ),
    matmul_b_not_turned=(
        "In the pull of `@` for a, the other factor has to be turned.",
        {"matmul": _both(lambda g, a, b: g @ b, lambda g, a, b: a.T @ g)},
    ),
    matmul_a_not_turned=(
        "In the pull of `@` for b, the other factor has to be turned.",
        {"matmul": _both(lambda g, a, b: g @ b.T, lambda g, a, b: a @ g)},
    ),
    matmul_sides=(
        "In the pulls of `@`, the two of each product have changed sides. Write their shapes "
        "beside each other.",
        {"matmul": _both(lambda g, a, b: b.T @ g, lambda g, a, b: g @ a.T)},
    ),
    matmul_sides_for_a=(
        "In the pull of `@` for a, the two of the product have changed sides.",
        {"matmul": _both(lambda g, a, b: b.T @ g, lambda g, a, b: a.T @ g)},
    ),
    matmul_sides_for_b=(
        "In the pull of `@` for b, the two of the product have changed sides.",
        {"matmul": _both(lambda g, a, b: g @ b.T, lambda g, a, b: g @ a.T)},
    ),
    matmul_comes_turned=(
        "What the pulls of `@` give comes out turned: compare its shape with that of the array.",
        {"matmul": _both(lambda g, a, b: b @ g.T, lambda g, a, b: g.T @ a)},
    ),
    matmul_second_comes_turned=(
        "The pull of `@` for a is right. What the one for b gives comes out turned.",
        {"matmul": _both(lambda g, a, b: g @ b.T, lambda g, a, b: g.T @ a)},
    ),
    matmul_number_by_number=(
        "The pulls of `@` are those of `*`, number by number. Forward was a product of rows with "
        "columns.",
        {"matmul": _both(lambda g, a, b: g * b, lambda g, a, b: g * a)},
    ),
    matmul_without_g=(
        "The pulls of `@` give the turned factors alone: what comes in is not used.",
        {"matmul": _both(lambda g, a, b: b.T, lambda g, a, b: a.T)},
    ),
    # many to one
    sum_not_stretched=(
        "The pull of `sum` gives what comes in, as it is. The gradient is to have the shape of "
        "what was summed: each of its numbers gets one.",
        {"spread": lambda g, data: g},
    ),
    sum_all_ones=(
        "The pull of `sum` gives ones, whatever comes in. Along a way slopes are multiplied.",
        {"spread": lambda g, data: np.ones_like(data)},
    ),
    sum_shared_out=(
        "The pull of `sum` shares the gradient out, as for a mean. In a sum each number counts in "
        "full.",
        {"spread": lambda g, data: np.broadcast_to(g, data.shape) * (g.size / data.size)},
    ),
    sum_as_a_mean=(
        "The pull of `sum` divides by how many numbers were summed, as for a mean. In a sum each "
        "number counts in full.",
        {"spread": lambda g, data: np.broadcast_to(g, data.shape) / data.size},
    ),
    sum_times_size=(
        "The pull of `sum` multiplies by how many numbers were summed. Each went into the sum with "
        "the weight 1.",
        {"spread": lambda g, data: np.broadcast_to(g, data.shape) * data.size},
    ),
    sum_times_data=(
        "The pull of `sum` multiplies by the numbers that were summed. Each went into the sum with "
        "the weight 1.",
        {"spread": lambda g, data: g * data},
    ),
    sum_summed_again=(
        "The pull of `sum` sums once more, where it should spread out what comes in.",
        {"spread": lambda g, data: np.broadcast_to(np.sum(g), data.shape)},
    ),
    sum_in_wrong_order=(
        "What comes in is put row by row into the shape of what was summed, so that it gets to the "
        "wrong places. Broadcasting knows which axis is stretched.",
        {"spread": lambda g, data: np.resize(g, data.shape)},
    ),
    # a leaf
    leaf_written_over=(
        "Right for one loss. With the second the gradient of the first is lost: a leaf adds up, "
        "from call to call.",
        {"leaf": lambda tensor, gradient: gradient},
    ),
    leaf_adds_to_none=(
        "A `grad` is None until something has arrived, and nothing can be added to None. A leaf "
        "that still has None keeps the gradient as it comes. In the line that hands on, what came "
        "before for a parent stands in `gradients`, and not in its `grad`.",
        {"leaf": lambda tensor, gradient: tensor.grad + gradient},
    ),
    leaf_keeps_the_first=(
        "Right for one loss. With the second nothing changes: the first gradient stays as it was. "
        "A leaf adds up.",
        {"leaf": lambda tensor, gradient: gradient if tensor.grad is None else tensor.grad},
    ),
    leaf_takes_a_step=(
        "The gradient is taken away from what is there, as in a step. A leaf adds up.",
        {"leaf": lambda tensor, gradient: (
            gradient if tensor.grad is None else tensor.grad - gradient)},
    ),
    leaf_holds_ones=(
        "A leaf gets ones, and not the gradient that has arrived.",
        {"leaf": lambda tensor, gradient: np.ones_like(tensor.data)},
    ),
    leaf_in_place=(
        "Right for one loss. With the next, `+=` adds into an array that may be another leaf's, "
        "too: a plus hands the same gradient to both. Make a new one: `… + …`.",
        {"leaf": _add_to_leaf},
    ),
    inner_gradients_kept=(
        "The gradients of all leaves are right. But results on the way keep theirs as well: has "
        "the line slipped out of its `if`? Only leaves keep a `grad`.",
        {"kept": lambda tensor: True},
    ),
    constants_that_learn=(
        "A constant is treated as if it learnt: it keeps a gradient. `record` is to keep only "
        "those pairs whose tensor needs one.",
        {"matters": lambda pair: True},
    ),
    # what is handed on
    last_way_only=(
        "Of several ways to a tensor only the last one counts. In `backward`, what stands in "
        "`gradients` already must stay, and the share is added.",
        {"handed": lambda gradients, parent, share: share},
    ),
    first_way_only=(
        "Of several ways to a tensor only the first one counts. In `backward`, the share is added "
        "to what stands in `gradients` already.",
        {"handed": lambda gradients, parent, share: gradients.get(parent, share)},
    ),
    not_pulled=(
        "A parent gets what its result has, as it came, and not the share that the pull has made "
        "of it.",
        {"passed": lambda gradient, share: gradient},
    ),
    grads_on_the_way=(
        "A share is put into the parent's `grad` at once, and counts again when it is the parent's "
        "turn: only there does a leaf keep it.",
        {"handed": _into_grad_as_well},
    ),
    nothing_there_yet=(
        "The first share for a parent finds nothing in `gradients` to be added to. A dict's `get` "
        "takes a second argument, for what is not there.",
        {"handed": lambda gradients, parent, share: gradients[parent] + share},
    ),
    begins_with_one=(
        "Every gradient is too large by 1: what stands there before the first share comes?",
        {"handed": lambda gradients, parent, share: gradients.get(parent, 1) + share},
    ),
    first_share_twice=(
        "The first share counts twice: it is taken for what was there before, and added to it.",
        {"handed": lambda gradients, parent, share: gradients.get(parent, share) + share},
    ),
    ways_multiplied=(
        "Where several ways meet, their shares are multiplied. Along a way slopes are multiplied; "
        "several ways add up.",
        {"handed": lambda gradients, parent, share: gradients.get(parent, 1) * share},
    ),
    handed_on_in_place=(
        "Where the ways meet, `+=` adds into an array that belongs to others as well: a plus hands "
        "the same gradient to both. Make a new one: `… + …`.",
        {"handed": _add_to},
    ),
)  # fmt: skip

VARIANTS = [
    {
        "spread": lambda g, data: g * np.ones_like(data),
        "handed": lambda gradients, parent, share: gradients.get(parent, 0) + share,
        "needs": lambda pairs, parents: any(tensor.requires_grad for tensor, _ in pairs),
    },
    {
        "matmul": _both(lambda g, a, b: np.dot(b, g.T).T, lambda g, a, b: np.dot(a.T, g)),
        "leaf": lambda tensor, gradient: gradient + (0 if tensor.grad is None else tensor.grad),
        "needs": lambda pairs, parents: bool(parents),
    },
    {
        "times": _both(lambda g, a, b: np.multiply(b, g), lambda g, a, b: a * g),
        "spread": lambda g, data: np.zeros_like(data) + g,
        "needs": lambda pairs, parents: len(parents),
    },
    {
        "spread": lambda g, data: np.full(data.shape, g),
        "handed": lambda gradients, parent, share: share + gradients.get(parent, 0.0),
        "needs": lambda pairs, parents: parents != (),
    },
    {"spread": lambda g, data: np.ones(data.shape) * g},  # float64, and right
]
