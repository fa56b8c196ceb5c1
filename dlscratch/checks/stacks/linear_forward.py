"""Write the line of `Linear` that makes outputs of inputs, a row for each example."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.stacks.shared import B, LinearInPieces, W, X, forward_of

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Linear,
    run=forward_of,
    accepts=(list,),
    # The last one is square, so that a mistake in the shapes still gives numbers.
    probes=[(X, W, B), (X[:2, :2], W[:3, :2], B[:3]), (X[:1], W, B), (X[:3], W[:3], B[:3])],
    hints=(
        "Write the shapes under each other: `x` is (n, 3), `w` is (5, 3), and out come (n, 5). "
        "Which two sizes meet in the product, and must vanish?",
        "`@` sums over the last axis of what stands on its left and the first axis of what stands "
        "on its right. One of the two arrays has to be turned for that.",
        "Turn the weights: `.T` makes (3, 5) of (5, 3). Afterwards each row needs the biases, and "
        "broadcasting adds them to all rows.",
    ),
    after="One line, and it holds for a batch of any size: the examples are the axis that `@` and "
    "broadcasting leave alone. You will never write a loop over examples again.",
)


@exercise.wrong(
    "`w` has one row for each neuron, so its 3 stands at the end, where `@` does not look. Which "
    "of the two arrays must be turned round?"
)
class not_turned(LinearInPieces):
    def forward(self, x):
        return x @ self.w + self.b


@exercise.wrong(
    "`w @ x` was right for a single example. Now the examples are the rows of `x`, and the product "
    "takes rows of the left side: what has to stand on the left?"
)
class w_first(LinearInPieces):
    def forward(self, x):
        return self.w @ x + self.b


@exercise.wrong(
    "`*` multiplies number by number and sums nothing. Each output is a whole sum of products."
)
class elementwise(LinearInPieces):
    def forward(self, x):
        return x * self.w + self.b


@exercise.wrong("The weighted sums are right. Each neuron has a bias, too.")
class no_bias(LinearInPieces):
    def forward(self, x):
        return x @ self.w.T


@exercise.wrong(
    "The neurons are the rows here, and the examples the columns. The next layer wants one row for "
    "each example, as `x` has."
)
class outputs_transposed(LinearInPieces):
    def forward(self, x):
        return self.w @ x.T + self.b[:, None]


@exercise.wrong("The weighted sums are right. The bias is added, not subtracted.")
class bias_subtracted(LinearInPieces):
    def forward(self, x):
        return x @ self.w.T - self.b


@exercise.wrong("The bias has been added twice.")
class bias_twice(LinearInPieces):
    def forward(self, x):
        return x @ self.w.T + 2 * self.b


@exercise.wrong(
    "All examples have been added into one. Each should have a row of outputs of its own."
)
class summed_over_the_batch(LinearInPieces):
    def forward(self, x):
        return (x @ self.w.T + self.b).sum(axis=0)


@exercise.wrong("One row came out: that of the first example. Is there a `[0]`?")
class first_example_only(LinearInPieces):
    def forward(self, x):
        return x[0] @ self.w.T + self.b


@exercise.wrong(
    "There is a sigmoid in it. That is a layer of its own: this one gives the plain sums."
)
class squashed(LinearInPieces):
    def forward(self, x):
        return 1 / (1 + np.exp(-super().forward(x)))


@exercise.variant
class by_einsum(LinearInPieces):
    def forward(self, x):
        return np.einsum("ni,oi->no", x, self.w) + self.b


@exercise.variant
class neuron_by_neuron(LinearInPieces):
    def forward(self, x):
        return np.array([[row @ example + bias for row, bias in zip(self.w, self.b, strict=True)]
                         for example in x])  # fmt: skip


@exercise.variant
class turned_twice(LinearInPieces):
    def forward(self, x):
        return (self.w @ x.T).T + self.b
