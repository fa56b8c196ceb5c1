"""The engine's tensor as it is on a learner's page: it says what it has not."""

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.engine.run import Refuse


class AsInTheExercise(Tensor):
    """Says what the learner's Tensor cannot do where somebody asks for it."""

    def __getattr__(self, asked):
        if asked.startswith("__"):
            raise AttributeError(asked)
        if asked == "item":
            raise Refuse(
                "The `Tensor` of exercise [tensor] has no `item`, and none is needed: a bare "
                "number takes no notes. What comes back is the tensor, so that `backward` can be "
                "asked of it."
            )
        if asked in ("max", "shape", "reshape", "sigmoid", "transpose", "detach", "ndim"):
            raise Refuse(
                f"The `Tensor` of exercise [tensor] has no `{asked}`, and with it your loss is to "
                "work. Its array, in `data`, has whatever NumPy has."
            )
        raise AttributeError(f"'Tensor' object has no attribute '{asked}'", name=asked, obj=self)

    def record(self, data, *pairs):
        return as_here(super().record(data, *pairs))

    def as_tensor(self, value):
        return value if isinstance(value, Tensor) else as_here(super().as_tensor(value))

    def __truediv__(self, other):
        raise Refuse(
            "The `Tensor` of exercise [tensor] cannot divide. Take logs apart, or multiply by a "
            "number."
        )

    __rtruediv__ = __truediv__

    def __neg__(self):
        raise Refuse(
            "The `Tensor` of exercise [tensor] knows no sign in front of it. Take it away from "
            "something, or multiply by -1."
        )

    def __pow__(self, power):
        raise Refuse("The `Tensor` of exercise [tensor] has no `**`.")


AsInTheExercise.__name__ = AsInTheExercise.__qualname__ = "Tensor"  # as errors call it


def as_here(tensor):
    """The tensor, as one that knows what it lacks."""
    made = AsInTheExercise(tensor.data)
    made.parents, made.requires_grad = tensor.parents, tensor.requires_grad
    return made
