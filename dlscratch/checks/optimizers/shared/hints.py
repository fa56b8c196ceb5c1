"""Hints for slips that are made in any optimizer."""

STILL = "No array of the net has moved, in any of the steps."
STEP_ONLY = (
    "The parameter now holds nothing but the step. It should keep its value and move by the step."
)
TURNED_ROUND = (
    "The net stands still, and its gradients move: the two have changed places. Compare the order "
    "of the names in the loop with that of the lists in `zip`."
)
SQUARED_IN_PLACE = (
    "The gradient itself has been squared, in place, so its sign is lost for the step. It belongs "
    "to the layers: square it where its square is needed, and leave the array as it is."
)
SIZE_ONLY = (
    "Where the gradient is negative, your step goes the wrong way: its sign is lost. It says which "
    "way is up."
)
SIGN_ONLY = "Only the sign of the gradient counts in your step; its size is lost. Keep both."
ONE_NUMBER = (
    "All numbers of an array get the same gradient, a mean over the array. Each number has one of "
    "its own, in the same place of the gradient."
)
FIRST_PART = (
    "Every row of an array moves along the first row of its gradient: an index picks a part. Each "
    "number has a gradient of its own, in the same place."
)
CLIPPED = (
    "Gradients above 1 are cut down to 1 here. The step has the gradient as it is, however large."
)
RATE_TWICE = "The learning rate comes in twice. Once is enough: when the parameter moves."
BY_THE_RATE = (
    "You divide by the learning rate, so a small one gives a long step. It should be a short one."
)
UPHILL = "This walks uphill: each parameter moves along its gradient, so the loss grows."
FIXED_SETTING = (
    "With the default of `{}` your steps are right. Here another one was given, and they do not "
    "notice: use what is kept in `self`."
)
FIXED_RATE = (
    "The first steps are right. Then `learning_rate` was made smaller, and your step did not "
    "notice. Read `self.learning_rate` anew in every step."
)
DEFAULT_RATE = (
    "Your steps are right only while the learning rate is the default. Here another one was given: "
    "does a number stand where `self.learning_rate` should?"
)
IGNORED = (
    "Whatever settings are given, this optimizer works with the defaults. What does `__init__` do "
    "with its arguments?"
)
NO_RATE = (
    "The learning rate has no part in your step, so the step is far too long. Where does it belong?"
)
TOUCHED = (
    "The gradients have changed. They belong to the layers, and the optimizer only reads them. Is "
    "one of them changed in place, or used as a memory?"
)
ZEROED = (
    "The net moves as it should, but afterwards the gradients are zero. They belong to the layers, "
    "and backward writes them anew each time: an optimizer here leaves them as they are."
)
FIRST_ONLY = (
    "The first array has moved and the others have not. Does a `return` or a `break` stand inside "
    "the loop?"
)
LAST_ONLY = (
    "The last array has moved and the others have not. Which lines are indented under `for`, and "
    "which come only after the loop?"
)
NOT_THE_LAST = (
    "All arrays but the last one move; if there is only one, none. How far does the loop get? "
    "`range(n)` ends at n - 1 already."
)
NOT_THE_FIRST = (
    "All arrays but the first one move; if there is only one, none. Where does the loop begin?"
)
NESTED = (
    "One array alone is right. With two of the same shape, each also moves along the gradient of "
    "the other: is there a loop in a loop? Each array has one gradient, that in the same place of "
    "the list."
)
BY_SHAPE = (
    "Arrays of different shapes are right. Two of the same shape share one memory, so what one has "
    "learnt pushes the other. Under what do you keep the memory? The place in the list is "
    "different for each."
)
SKIPPED = (
    "The first step moves nothing; it only makes the memory. Does a `return` or an `else` keep the "
    "rest from running? Once the memory is there, the step goes on."
)
FLATTENED = (
    "The biases move and the weights do not. Of an array with two axes `ravel` and `reshape` may "
    "make a copy, and then the copy is what moves. Change the array itself, all its axes at once."
)
SHARED = (
    "All parameters use one and the same memory, so what one array has learnt pushes the next. If "
    "the shapes differ, NumPy protests; if they are the same, nothing does. Each parameter needs a "
    "memory of its own. (`[zeros] * n` holds one array n times.)"
)
ANEW = " And this one begins at zero in every step: it is to last from step to step."
ONE_MEMORY = (
    "One optimizer alone is right. A second one, for another net, goes on with the memory of the "
    "first. Is it kept in the class, under a name outside of it, or in a list behind `=` in a "
    "`def` line, which is made only once? What belongs to one optimizer goes into `self`."
)
ONE_SETTING = (
    "One optimizer alone is right. Once there is a second one with other settings, the first works "
    "with those, too. Are they kept in the class, or under a name outside? What belongs to one "
    "optimizer goes into `self`."
)
