"""Exercises of lesson 1: shapes, the six functions on nested lists, names, and NumPy's axes."""

import copy
import functools

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble

# Probes are lopsided on purpose: sizes that all differ, no repeated numbers, a float, a negative.
ROW = [7, 8, 10]
TABLE = [[1, 2, 4], [8, 16, 33]]
STACK = [[[1, 2], [3, 5]], [[8, 13], [21, 34]], [[55, 89], [-4, 7]]]
FLOATS = [0.5, -1.5, 4.0, 2.25]
SINGLE = [[5]]


# The shape, predicted and computed


read_shape = Exercise(
    "tensors.read_shape",
    kind="predict",
    wants="value",
    reference=[2, 1, 3],
    accepts=(tuple,),
    hints=(
        "Work from the outside in, one level of brackets at a time.",
        "Put a finger on the first bracket and count the items up to the one that closes it: "
        "items, not numbers. Then do the same with the first item.",
        "The outer list holds two items. Each of them is a list that holds a single item, and that"
        " item is a list as well.",
    ),
    after="A size of 1 is easy to overlook and never without effect: broadcasting, at the "
    "end of this page, depends on it. Most errors in deep learning are shapes that "
    "were misread like that.",
)


read_shape.wrong(
    "skipped_the_one",
    "How many brackets stand at the very beginning? There are as many sizes as there are brackets.",
)([2, 3])
read_shape.wrong(
    "inside_out",
    "These are the right sizes, counted from the innermost list. A shape begins with the "
    "outermost.",
)([3, 1, 2])
read_shape.wrong(
    "stopped_early",
    "You have two sizes, and there are three brackets. What do the innermost lists hold?",
)([2, 1])
read_shape.wrong(
    "columns_first", "The size 1 belongs to lists that hold a single item. Which lists are those?"
)([2, 3, 1])
read_shape.wrong("one_first", "The outermost list comes first. How many items does it hold?")(
    [1, 2, 3]
)
read_shape.wrong(
    "counted_numbers",
    "That is how many numbers there are. A shape is a list: one size for each level.",
)(6)
read_shape.wrong(
    "depth", "That is how many levels there are. A shape says how many items each level has."
)(3)


read_shape.variant((2, 1, 3))
read_shape.variant(list(np.shape([[[1, 2, 3]], [[4, 5, 6]]])))


shape = Exercise(
    "tensors.shape",
    kind="fill",
    reference=tensors.shape,
    probes=[(ROW,), (TABLE,), (STACK,), (SINGLE,), ([[1], [2], [3], [4]],)],
    seconds=0.5,
    hints=(
        "Only one thing is missing: what `tensor` stands for in the next round of the loop.",
        "After the first round you know how long the outer list is. The next size is the length of"
        " one of its items. Which item is always there?",
        "The loop goes on while `tensor` is a list, so tie the name to the first item of the list "
        "that it stands for now.",
    ),
    after="Printing shapes is how you will find most of your mistakes from here on. NumPy "
    "keeps the shape beside the numbers, so asking for it costs nothing.",
)


@shape.wrong(
    "only_the_outer",
    "That is the length of the outermost list and nothing more, so the loop has run only once. "
    "What is `tensor` after the first round: still a list? Or does `return` stand inside the loop?",
)
def _(tensor):
    return [len(tensor)]


@shape.wrong(
    "every_list",
    "Each list inside has left its own length here. They are all alike, so it is enough to go down"
    " into one of them.",
)
def _every_length(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor)] + [size for part in tensor for size in _every_length(part)]


@shape.wrong(
    "tuple",
    "The sizes are right. The function promises them as a list, and here they come as a tuple.",
)
def _(tensor):
    return tuple(tensors.shape(tensor))


@shape.wrong(
    "inside_out",
    "The sizes are right, but the innermost came first. Does each new size go to the end of the "
    "list?",
)
def _(tensor):
    return tensors.shape(tensor)[::-1]


@shape.wrong(
    "a_level_short",
    "The innermost lists were not counted. The loop has to go on as long as `tensor` itself is a "
    "list.",
)
def _(tensor):
    return tensors.shape(tensor)[:-1]


@shape.wrong(
    "a_size_for_numbers",
    "There is one size too many, at the end. A number holds no items, so it adds no size: what "
    "does the function return for one?",
)
def _(tensor):
    return tensors.shape(tensor) + [1]


@shape.wrong(
    "lists_in_lists",
    "The right sizes, each in a list inside the one before. `[2, [3]]` puts a list into a list; "
    "what joins two lists into one?",
)
def _lists_in_lists(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor), _lists_in_lists(tensor[0])]


@shape.wrong(
    "depth",
    "That is how many levels there are. What is asked for is the length of a list on each level.",
)
def _(tensor):
    return len(tensors.shape(tensor))


@shape.wrong(
    "lengths_of_the_parts",
    "You have measured every part, one after the other. Measure the list itself, then one part, "
    "then a part of that.",
)
def _(tensor):
    return [len(part) if isinstance(part, list) else 1 for part in tensor]


@shape.wrong(
    "never_ends",
    "The loop goes on while `tensor` is a list. Does your line bring it one level deeper? "
    "`tensor[1:]` is shorter but still a list, and so is an empty list.",
)
def _(tensor):
    while isinstance(tensor, list):
        tensor = tensor[1:]


@shape.wrong(
    "two_sizes_only",
    "That is right for a table and for nothing else: you ask for just two lengths. How many there "
    "are depends on the depth, so it takes a loop (or a function that calls itself).",
)
def _(tensor):
    return [len(tensor), len(tensor[0])]


@shape.variant
def _shape_by_recursion(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor)] + _shape_by_recursion(tensor[0])


@shape.variant
def _(tensor):
    return list(np.array(tensor).shape)


@shape.variant
def _(tensor):
    sizes = []
    while type(tensor) is list:
        sizes += [len(tensor)]
        tensor = tensor[-1]
    return sizes


is_1d = Exercise(
    "tensors.is_1d",
    kind="fill",
    reference=tensors.is_1d,
    probes=[(ROW,), (TABLE,), (FLOATS,), (STACK,), (SINGLE,), ([6],)],
    hints=(
        "The items of a tensor are all alike, so you need to look at only one of them.",
        "`isinstance(thing, list)` is True for a list. Which thing do you want to ask about?",
        "`tensor[0]` is a list exactly when the tensor is not one-dimensional. `not` turns the "
        "answer round.",
    ),
    after="Every recursive function on this page asks this question first: it is their base case.",
)


@is_1d.wrong(
    "forgot_not",
    "Every answer is the opposite of the right one. What does it mean for the depth when an item "
    "is a list?",
)
def _(tensor):
    return isinstance(tensor[0], list)


@is_1d.wrong(
    "always_false",
    "The answer is False for every input. A tensor is always a list, so asking about the whole "
    "tells you nothing: ask about what is in it.",
)
def _(tensor):
    return not isinstance(tensor, list)


@is_1d.wrong(
    "always_true",
    "The answer is True for every input. Did you ask about the whole tensor, or compare an item "
    "with the type `list`? A list is never equal to its type; `isinstance` asks the question that "
    "you mean.",
)
def _(tensor):
    return isinstance(tensor, list)


@is_1d.wrong(
    "one_item",
    "One-dimensional says how deep the brackets go. How many items the list has is another "
    "question.",
)
def _(tensor):
    return len(tensor) == 1


@is_1d.wrong(
    "whole_numbers_only",
    "With whole numbers it works. The numbers in a network are mostly floats, and those are no "
    "`int`. Is there a question that does not care which kind of number it is?",
)
def _(tensor):
    return isinstance(tensor[0], int)


@is_1d.wrong(
    "floats_only",
    "With floats it works, and whole numbers are numbers too. Is there a question that does not "
    "care which kind of number it is?",
)
def _(tensor):
    return isinstance(tensor[0], float)


@is_1d.variant
def _(tensor):
    return len(tensors.shape(tensor)) == 1


@is_1d.variant
def _(tensor):
    return np.ndim(tensor) == 1


@is_1d.variant
def _(tensor):
    for item in tensor:
        if type(item) is list:
            return False
    return True


# Recursion


tensor_sum = Exercise(
    "tensors.tensor_sum",
    kind="fill",
    reference=tensors.tensor_sum,
    probes=[(ROW,), (TABLE,), (STACK,), (FLOATS,), (SINGLE,)],
    hints=(
        "There are two cases. In which of them is Python's own `sum` all you need?",
        "In the other case every part of `tensor` is a smaller tensor. Suppose that `tensor_sum` "
        "already works for those: what do you do with the numbers that it gives?",
        "Second case: call `tensor_sum` on each part, and add up what comes back. `sum` adds up "
        "whatever an expression with `for` runs through.",
    ),
    after="The loss of a network is such a sum: every number of a tensor of mistakes, "
    "added into a single one.",
)


@tensor_sum.wrong(
    "flat_sum",
    "`sum` begins with 0 and adds the items. Here the items are lists, and a number and a list "
    "cannot be added. Which function can make a number of each of these lists?",
)
def _(tensor):
    return sum(tensor)


@tensor_sum.wrong(
    "no_return",
    "A plain list works and a list of lists does not, so look at the second case. Whatever it "
    "works out must be given back; a function that ends without `return` gives None.",
)
def _(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)


@tensor_sum.wrong(
    "only_the_first_part",
    "That is the sum of the first part; the others are missing. Is there a `[0]` too many, or a "
    "`return` inside a loop?",
)
def _(tensor):
    while not tensors.is_1d(tensor):
        tensor = tensor[0]
    return sum(tensor)


@tensor_sum.wrong(
    "only_the_last_part",
    "That is the sum of the last part alone. In the loop, does the total grow, or is it replaced "
    "in each round?",
)
def _(tensor):
    while not tensors.is_1d(tensor):
        tensor = tensor[-1]
    return sum(tensor)


@tensor_sum.wrong(
    "two_levels_only",
    "It works for two levels and fails at the third. `sum(part)` again takes the part for a list "
    "of numbers; what can you call instead, that works at any depth?",
)
def _(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return sum(sum(part) for part in tensor)


@tensor_sum.wrong(
    "a_sum_for_each_part",
    "You have the sums of the parts, still side by side in a list. One step is missing: there "
    "should be a single number.",
)
def _sums(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return [_sums(part) for part in tensor]


@tensor_sum.wrong(
    "counts",
    "That is how many numbers there are. What is asked for is what they add up to: look at the "
    "base case.",
)
def _(tensor):
    return int(np.size(tensor))


@tensor_sum.wrong(
    "empties_its_input",
    "The sum is right, but taking the items out with `pop` leaves the caller with an empty list. "
    "Walk over the items with `for` and leave them where they are.",
)
def _(tensor):
    total = tensors.tensor_sum(tensor)
    tensor.clear()
    return total


@tensor_sum.wrong(
    "never_smaller",
    "A plain list works. Otherwise the function calls itself with the same tensor, over and over. "
    "Each call must get something smaller: what is `tensor` made of?",
)
def _never_smaller(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return sum(_never_smaller(tensor) for part in tensor)


@tensor_sum.wrong(
    "base_case_not_summed",
    "A plain list comes back as it is. Even the base case has to give a number, because that is "
    "what the calls above it add up.",
)
def _base_not_summed(tensor):
    if tensors.is_1d(tensor):
        return tensor
    return sum(_base_not_summed(part) for part in tensor)


@tensor_sum.wrong(
    "first_two_parts",
    "With two parts it works. This tensor has another number of them: which expression runs "
    "through all the parts, however many there are?",
)
def _first_two_parts(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return _first_two_parts(tensor[0]) + _first_two_parts(tensor[1])


@tensor_sum.wrong(
    "tables_only",
    "Two loops, one inside the other, add up a table and nothing else. With recursion you need "
    "only one level: what is right for each part?",
)
def _(tensor):
    return sum(number for row in tensor for number in row)


@tensor_sum.variant
def _sum_by_a_loop(tensor):
    total = 0
    for part in tensor:
        total += _sum_by_a_loop(part) if isinstance(part, list) else part
    return total


@tensor_sum.variant
def _(tensor):
    return np.array(tensor).sum()


@tensor_sum.variant
def _(tensor):
    while not tensors.is_1d(tensor):
        tensor = functools.reduce(lambda a, b: a + b, tensor)
    return functools.reduce(lambda a, b: a + b, tensor, 0.0)


LINES = {
    "A": "    return total",
    "B": "        total = total + count_numbers(part)",
    "C": "def count_numbers(tensor):",
    "D": "    total = 0",
    "E": "        return len(tensor)",
    "F": "    for part in tensor:",
    "G": "    if is_1d(tensor):",
}


count_numbers = Exercise(
    "tensors.count_numbers",
    kind="order",
    wants="value",
    reference="CGEDFBA",
    prepare=functools.partial(
        assemble, lines=LINES, name="count_numbers", known={"is_1d": tensors.is_1d}
    ),
    probes=[(ROW,), (TABLE,), (STACK,), (SINGLE,)],
    hints=(
        "Find the line with which a function begins, and the line with which it is done.",
        "A recursive function first asks whether it has the base case before it. What does it "
        "return then?",
        "After the base case: a total that starts at 0, a loop that adds one part's count to it in"
        " each round, and after the loop the total goes back.",
    ),
    after="Base case, calls on the parts, one way to put their answers together: you will "
    "meet these three again in lesson 3, where a stack of layers is itself a layer.",
)

count_numbers.wrong(
    "bodies_swapped",
    "Which of the two lines that are indented furthest belongs to `if`, and which to `for`? In the"
    " base case there are no parts to call the function on.",
)("CGBDFEA")
count_numbers.wrong(
    "returns_before_the_loop",
    "`return` ends the function at once. When it comes here, has the loop had a chance to add "
    "anything?",
)("CGEDAFB")
count_numbers.wrong(
    "total_used_too_early",
    "A plain list is fine, because it needs no total. For any other tensor some line uses `total` "
    "before it has a value. Where must the first value be given, and where is it given back?",
)("CGEFBDA")

count_numbers.variant("CDGEFBA")
count_numbers.variant(["C", "G", "E", "D", "F", "B", "A"])


# Map and zip


def double(n):
    return 2 * n


def add_half(n):
    return n + 0.5


tensor_apply = Exercise(
    "tensors.tensor_apply",
    kind="fill",
    reference=tensors.tensor_apply,
    # `double` also takes a list, and then repeats it: so a row handed to f gives itself away.
    probes=[
        (add_half, ROW),
        (double, TABLE),
        (double, STACK),
        (add_half, SINGLE),
        (double, FLOATS),
    ],
    hints=(
        "It has the skeleton of `tensor_sum`: one question, and one `return` for each answer to "
        "it.",
        "Where `tensor_sum` put numbers together with `sum`, this function puts them into a list: "
        "square brackets and a `for` inside.",
        "In the base case call `f` on each number. In the other case call `tensor_apply` on each "
        "part, and do not forget to hand `f` on.",
    ),
    after="An activation function such as the sigmoid, in lesson 2, is applied in this "
    "way: the same function, to every number of a tensor.",
)


@tensor_apply.wrong(
    "f_gets_a_row",
    "`f` is made for a number, and here it gets a whole row. (A list can be doubled too: it is "
    "repeated.) Who takes care of the rows?",
)
def _(f, tensor):
    return [f(part) for part in tensor]


@tensor_apply.wrong(
    "f_not_handed_on",
    "A plain list works. In the other case look at the inner call: does it get all that "
    "`tensor_apply` takes, in its order? And what collects the results, so that the shape stays?",
)
def _f_not_handed_on(f, tensor=None):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]
    return [_f_not_handed_on(part) for part in tensor]


@tensor_apply.wrong(
    "no_return",
    "A plain list works, and with a list of lists None comes back. What does your second case give"
    " back?",
)
def _(f, tensor):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]


@tensor_apply.wrong(
    "in_place",
    "The new numbers are right, but they were written over the old ones: whoever passed the tensor"
    " has lost it. Start from an empty list, or let square brackets make one.",
)
def _overwrite(f, tensor):
    for i, part in enumerate(tensor):
        tensor[i] = _overwrite(f, part) if isinstance(part, list) else f(part)
    return tensor


@tensor_apply.wrong(
    "flat",
    "All the numbers are there, but the brackets are gone. `+` and `extend` pour the lists into "
    "one; to keep the shape, each part must go in as a list of its own.",
)
def _(f, tensor):
    return [f(number) for number in np.array(tensor).ravel().tolist()]


@tensor_apply.wrong(
    "unchanged",
    "The tensor came back as it was. Follow a single number down to the base case: does it meet "
    "`f` there?",
)
def _(f, tensor):
    return tensors.tensor_apply(lambda n: n, tensor)


@tensor_apply.wrong(
    "returns_too_soon",
    "Only the first item of each list has come through. `return` ends the function, so in a loop "
    "it leaves after one round.",
)
def _first_item(f, tensor):
    if tensors.is_1d(tensor):
        return [f(tensor[0])]
    return [_first_item(f, tensor[0])]


@tensor_apply.wrong(
    "adds_up",
    "These are sums, so the function has the ending of `tensor_sum`. Here the results stay apart, "
    "in a list.",
)
def _(f, tensor):
    return tensors.tensor_sum(tensors.tensor_apply(f, tensor))


@tensor_apply.wrong(
    "tables_only",
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to "
    "be done with a plain list, and with parts that are deeper?",
)
def _(f, tensor):
    return [[f(number) for number in row] for row in tensor]


@tensor_apply.wrong(
    "two_levels_only",
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no "
    "more. Which function already works at any depth?",
)
def _(f, tensor):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]
    return [[f(number) for number in row] for row in tensor]


@tensor_apply.wrong(
    "one_round_only",
    "The loop has only one round, because `return` ends the function. Gather the results in a "
    "list, and return it after the loop.",
)
def _(f, tensor):
    return [f(tensor[0])]


@tensor_apply.variant
def _apply_by_a_loop(f, tensor):
    result = []
    for part in tensor:
        if isinstance(part, list):
            result.append(_apply_by_a_loop(f, part))
        else:
            result.append(f(part))
    return result


@tensor_apply.variant
def _(f, tensor):
    return np.vectorize(f, otypes=[float])(np.array(tensor)).tolist()


@tensor_apply.variant
def _apply_by_map(f, tensor):
    if tensors.is_1d(tensor):
        return list(map(f, tensor))
    return list(map(lambda part: _apply_by_map(f, part), tensor))


def minus(a, b):
    return a - b


def plus(a, b):
    return a + b


def times_plus_one(a, b):
    return a * b + 1


OTHER_TABLE = [[10, 30, 70], [0, -5, 0.5]]
OTHER_STACK = [[[4, 1], [0, 6]], [[2, 9], [7, -3]], [[5, 8], [12, 11]]]

tensor_combine = Exercise(
    "tensors.tensor_combine",
    kind="fill",
    reference=tensors.tensor_combine,
    # `plus` also takes two lists, and then joins them: so rows handed to f give themselves away.
    probes=[
        (minus, ROW, [1, 20, 300]),
        (plus, TABLE, OTHER_TABLE),
        (times_plus_one, STACK, OTHER_STACK),
        (minus, SINGLE, [[2]]),
    ],
    hints=(
        "It is `tensor_apply` with two tensors. Write that one down first, from memory.",
        "`zip(tensor1, tensor2)` runs through both at once and gives one item of each: two numbers"
        " in the base case, two parts otherwise.",
        "Base case: a list of `f(a, b)` for each pair that `zip` gives. Otherwise: a list of what "
        "`tensor_combine` gives for `f` and each pair of parts.",
    ),
    after="Combining by position is everywhere from here on: prediction minus truth, slope"
    " times gradient, weight minus step.",
)


@tensor_combine.wrong(
    "every_pair",
    "Two `for`s, one inside the other, pair every item with every other. Each item has just one "
    "partner: the one in the same place.",
)
def _every_pair(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a in tensor1 for b in tensor2]
    return [_every_pair(f, a, b) for a in tensor1 for b in tensor2]


@tensor_combine.wrong(
    "f_gets_rows",
    "`f` is made for two numbers, and here it gets two rows. (`+` joins two lists into one.) Who "
    "takes care of a pair of rows?",
)
def _(f, tensor1, tensor2):
    return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]


@tensor_combine.wrong(
    "f_not_handed_on",
    "A plain list works. In the other case the function calls itself and must give itself all that"
    " it needs. What does `tensor_combine` take, and in which order?",
)
def _f_not_handed_on_either(f, tensor1, tensor2=None):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return [_f_not_handed_on_either(a, b) for a, b in zip(tensor1, tensor2, strict=True)]


@tensor_combine.wrong(
    "swapped",
    "Each pair is the right one, but it comes to `f` in the wrong order, and a - b is not b - a. "
    "The first number comes from `tensor1`.",
)
def _(f, tensor1, tensor2):
    return tensors.tensor_combine(f, tensor2, tensor1)


@tensor_combine.wrong(
    "no_return",
    "A plain list works, and with lists of lists None comes back. What does your second case give "
    "back?",
)
def _(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return tensors.tensor_combine(f, tensor1, tensor2)


@tensor_combine.wrong(
    "in_place",
    "The results are right, but they were written over `tensor1`, which belongs to the caller. "
    "Build a new list instead.",
)
def _combine_into(f, tensor1, tensor2):
    for i, (a, b) in enumerate(zip(tensor1, tensor2, strict=True)):
        tensor1[i] = _combine_into(f, a, b) if isinstance(a, list) else f(a, b)
    return tensor1


@tensor_combine.wrong(
    "pairs_without_f", "These are the right pairs. What is to be done with each of them?"
)
def _(f, tensor1, tensor2):
    return tensors.tensor_combine(lambda a, b: (a, b), tensor1, tensor2)


@tensor_combine.wrong(
    "flat",
    "All the results are there, but the brackets are gone. Each pair of parts must become one "
    "item, and that item is a list.",
)
def _(f, tensor1, tensor2):
    return _flat(tensors.tensor_combine(f, tensor1, tensor2))


def _flat(tensor):
    return tensor if tensors.is_1d(tensor) else [n for part in tensor for n in _flat(part)]


@tensor_combine.wrong(
    "adds_up", "The results were added together. They should stay apart, each in its place."
)
def _(f, tensor1, tensor2):
    return tensors.tensor_sum(tensors.tensor_combine(f, tensor1, tensor2))


@tensor_combine.wrong(
    "returns_too_soon",
    "Only the first pair of each list has come through. `return` ends the function, so in a loop "
    "it leaves after one round.",
)
def _first_pair(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(tensor1[0], tensor2[0])]
    return [_first_pair(f, tensor1[0], tensor2[0])]


@tensor_combine.wrong(
    "tables_only",
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to "
    "be done with a plain list, and with parts that are deeper?",
)
def _(f, tensor1, tensor2):
    pairs_of_rows = zip(tensor1, tensor2, strict=True)
    return [[f(a, b) for a, b in zip(*rows, strict=True)] for rows in pairs_of_rows]


@tensor_combine.wrong(
    "two_levels_only",
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no "
    "more. Which function already works at any depth?",
)
def _(f, tensor1, tensor2):
    pairs = list(zip(tensor1, tensor2, strict=True))
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in pairs]
    return [[f(a, b) for a, b in zip(*rows, strict=True)] for rows in pairs]


@tensor_combine.variant
def _combine_down_to_numbers(f, tensor1, tensor2):
    if not isinstance(tensor1, list):
        return f(tensor1, tensor2)
    return [_combine_down_to_numbers(f, tensor1[i], tensor2[i]) for i in range(len(tensor1))]


@tensor_combine.variant
def _(f, tensor1, tensor2):
    return f(np.array(tensor1), np.array(tensor2)).tolist()


@tensor_combine.variant
def _combine_by_map(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return list(map(f, tensor1, tensor2))
    return list(map(functools.partial(_combine_by_map, f), tensor1, tensor2))


# Names and lists


shared_list = Exercise(
    "tensors.shared_list",
    kind="predict",
    wants="value",
    reference=[[9, 2], [9, 2], [1, 2]],
    accepts=(tuple,),
    hints=(
        "Draw it: a box for each list, an arrow to its box from each name and from each place in "
        "`rows`.",
        "How many boxes `[1, 2]` are there? Each pair of brackets that Python comes across makes "
        "one; an `=` makes none.",
        "`b[0] = 9` writes into the box that `b` points to. `a = [5, 5]` makes a new box and moves"
        " the arrow of `a`; the arrows of `rows` stay where they are.",
    ),
    after="In lesson 5 an optimizer and a layer hold the same array of weights under two "
    "names. Training works only because the optimizer changes that array and does "
    "not rebind its own name.",
)
shared_list.wrong(
    "assignment_copies",
    "You let `b = a` make a copy. It ties a second name to the list that is there already.",
)([[1, 2], [9, 2], [1, 2]])
shared_list.wrong(
    "rows_follows_the_name",
    "You let `rows` remember the name `a`. It holds the list that `a` stood for when `rows` was "
    "made.",
)([[5, 5], [9, 2], [1, 2]])
shared_list.wrong(
    "rebinding_seen_everywhere",
    "`a = [5, 5]` changes no list. It ties `a` to a new one, and `rows` never hears of it.",
)([[5, 5], [5, 5], [1, 2]])
shared_list.wrong(
    "equal_is_the_same",
    "The third row has equal numbers, but brackets of its own, so it is a list of its own. Which "
    "rows are one and the same list?",
)([[9, 2], [9, 2], [9, 2]])
shared_list.wrong(
    "rows_are_copies",
    "You let `rows` take copies. A list holds its items as a name does: nothing is copied when it "
    "is made.",
)([[1, 2], [1, 2], [1, 2]])
shared_list.variant([(9, 2), (9, 2), (1, 2)])
shared_list.variant([[9, 2]] * 2 + [[1.0, 2.0]])


def _zeros_then_change(zeros_like, tensor):
    """The zeros, and what they are after a single change: a row in two places shows twice."""
    numbers = copy.deepcopy(tensor)
    zeros = untouched = zeros_like(tensor)
    if tensor == numbers and _alike(zeros, tensor) and zeros == tensors.zeros_like(tensor):
        untouched = copy.deepcopy(zeros)
        innermost = zeros
        while isinstance(innermost[0], list):
            innermost = innermost[0]
        innermost[0] = 7.0
    return {"zeros": untouched, "zeros after a change": zeros}


def _alike(a, b):
    """Whether two nested lists have one shape."""
    if not isinstance(a, list) or not isinstance(b, list):
        return not isinstance(a, list) and not isinstance(b, list)
    return len(a) == len(b) and all(map(_alike, a, b))


zeros_like = Exercise(
    "tensors.zeros_like",
    kind="fill",
    reference=tensors.zeros_like,
    run=_zeros_then_change,
    probes=[(ROW,), (TABLE,), (STACK,), ([[1], [2], [3], [4]],)],
    hints=(
        "You have written a function that keeps the shape and puts something in the place of every"
        " number.",
        "`tensor_apply` wants a function. Which one turns every number into 0?",
        "A function that does not care what it gets: `lambda number: 0`. Hand it to "
        "`tensor_apply`, together with the tensor.",
    ),
    after="Momentum and Adam, in lesson 5, keep a tensor of zeros like each of the "
    "weights, and change it at every step. With shared rows they would train on "
    "nonsense, and no error would say so.",
)


_SHARED_ROWS = (
    "The check set one number to 7, and more than one changed: these rows are one list. `*` "
    "repeats a list without copying it. What makes a new list every time it runs?"
)


@zeros_like.wrong("shared_rows", _SHARED_ROWS)
def _(tensor):
    if tensors.is_1d(tensor):
        return [0] * len(tensor)
    return [tensors.zeros_like(tensor[0])] * len(tensor)


@zeros_like.wrong("shared_rows_in_a_table", _SHARED_ROWS)
def _(tensor):
    return [[0] * len(tensor[0])] * len(tensor)


@zeros_like.wrong("shared_rows_in_two_levels", _SHARED_ROWS)
def _(tensor):
    if tensors.is_1d(tensor):
        return [0] * len(tensor)
    return [[0] * len(tensor[0])] * len(tensor)


@zeros_like.wrong(
    "tables_only",
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to "
    "be done with a plain list, and with parts that are deeper?",
)
def _(tensor):
    return [[0 for _ in row] for row in tensor]


@zeros_like.wrong(
    "two_levels_only",
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no "
    "more. Which function already works at any depth?",
)
def _(tensor):
    if tensors.is_1d(tensor):
        return [0 for _ in tensor]
    return [[0 for _ in row] for row in tensor]


@zeros_like.wrong(
    "in_place",
    "The zeros were written into the tensor that was passed, and its numbers are lost. The zeros "
    "belong in a new list.",
)
def _(tensor):
    return _overwrite(lambda n: 0, tensor)


@zeros_like.wrong(
    "outer_level_only",
    "There are as many zeros as the outermost list has items. Each of these items may be a list, "
    "with a shape to keep.",
)
def _(tensor):
    return [0] * len(tensor)


@zeros_like.wrong(
    "flat", "As many zeros as there are numbers, but all in one row. Where did the brackets go?"
)
def _(tensor):
    return [0] * int(np.size(tensor))


@zeros_like.wrong(
    "one_zero", "A single 0 came back. What is asked for has the shape of the tensor."
)
def _(tensor):
    return 0


@zeros_like.wrong(
    "the_shape_itself",
    "This holds the sizes. What is asked for is a tensor that has these sizes, full of zeros.",
)
def _(tensor):
    return tensors.shape(tensor)


@zeros_like.wrong(
    "zero_times_the_list",
    "0 times an array is an array of zeros, but 0 times a list is the list repeated no times: "
    "`[]`. A list does not calculate, so its numbers have to be met one by one.",
)
def _(tensor):
    return 0 * tensor


@zeros_like.variant
def _zeros_by_recursion(tensor):
    return [_zeros_by_recursion(part) if isinstance(part, list) else 0 for part in tensor]


@zeros_like.variant
def _(tensor):
    return np.zeros_like(tensor).tolist()


@zeros_like.variant
def _zeros_row_by_row(tensor):
    if tensors.is_1d(tensor):
        return [0.0] * len(tensor)
    return [_zeros_row_by_row(part) for part in tensor]


def _one_hot_rows(labels, n):
    return [[1 if column == label else 0 for column in range(n)] for label in labels]


one_hot_rows = Exercise(
    "tensors.one_hot_rows",
    kind="bug",
    reference=_one_hot_rows,
    probes=[([2, 0, 1, 2], 3), ([1, 1], 4), ([0], 2), ([1, 0], 3)],
    hints=(
        "Predict, on paper, what `one_hot_rows([1, 0], 3)` should give. Then print `rows` at the "
        "end of each round of the loop. In which round does it go wrong, and where?",
        "One line sets one number, and more than one row changes. So look for the line in which "
        "the rows were made, and ask of it: `rows[0] is rows[1]`?",
        "`[row] * 2` holds one row twice. You want an expression that makes a row of zeros anew "
        "for each label.",
    ),
    after="A row with a single 1 is called one-hot. In lesson 8 that is how the answer for"
    " each digit is written, ten numbers to a row.",
)


@one_hot_rows.wrong(
    "shared_rows",
    "Every row shows the marks of all the labels. The line that sets the 1 is innocent: it changes"
    " one list. How many lists of zeros were ever made?",
)
def _(labels, n):
    rows = [[0] * n] * len(labels)
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@one_hot_rows.wrong(
    "row_never_cleared",
    "The rows are separate now, but each still carries the marks of those before it. Is the row of"
    " zeros made once, or once for each label?",
)
def _(labels, n):
    rows, row = [], [0] * n
    for label in labels:
        row[label] = 1
        rows.append(row.copy())
    return rows


@one_hot_rows.wrong(
    "sizes_swapped",
    "There should be one row for each label, with n numbers in it. Which of the two sizes did you "
    "use for what?",
)
def _(labels, n):
    rows = [[0] * len(labels) for _ in range(n)]
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@one_hot_rows.wrong(
    "places_swapped",
    "The first pair of brackets chooses the row, the second the place in that row. The rows are "
    "separate now; that part is mended.",
)
def _(labels, n):
    rows = [[0] * n for _ in labels]
    for i, label in enumerate(labels):
        rows[label][i] = 1
    return rows


@one_hot_rows.wrong(
    "writes_the_label",
    "The place is right. What belongs there is a 1, and the label only says where.",
)
def _(labels, n):
    rows = [[0] * n for _ in labels]
    for i, label in enumerate(labels):
        rows[i][label] = label
    return rows


@one_hot_rows.wrong(
    "returns_too_soon", "Only the first label was dealt with. How far is `return` indented?"
)
def _(labels, n):
    return [row if i == 0 else [0] * n for i, row in enumerate(_one_hot_rows(labels, n))]


@one_hot_rows.wrong(
    "n_rows",
    "The rows are separate now, but how many of them should there be? One for each label, and n is"
    " how many numbers a row holds.",
)
def _(labels, n):
    rows = [[0] * n for _ in range(n)]
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@one_hot_rows.variant
def _(labels, n):
    return np.eye(n)[labels].tolist()


@one_hot_rows.variant
def _(labels, n):
    rows = []
    for label in labels:
        row = [0.0] * n
        row[label] = 1.0
        rows.append(row)
    return rows


@one_hot_rows.variant
def _(labels, n):
    rows = [([0] * n).copy() for _ in range(len(labels))]
    for row, label in zip(rows, labels, strict=True):
        row[label] += 1
    return rows


# NumPy


sum_shape = Exercise(
    "tensors.sum_shape",
    kind="predict",
    wants="value",
    reference=(4, 3),
    accepts=(list,),
    hints=(
        "Write the shape down and put the number of its axis under each size. Axes are counted "
        "from 0.",
        "The axis that you name is the one that vanishes; the others stay, in their order.",
        "Axis 0 has size 4, axis 1 has size 2, axis 2 has size 3. Cross out axis 1.",
    ),
    after="In lesson 3 the gradient for a layer's biases is a sum over the batch, and the "
    "only question is which axis that is. This is how you will answer it.",
)
sum_shape.wrong(
    "kept_the_named_axis",
    "You kept the axis that was named and dropped the others. It is the other way round.",
)((2,))
sum_shape.wrong(
    "counted_from_one", "The axis of size 4 is gone here. It is number 0: axes are counted from 0."
)((2, 3))
sum_shape.wrong(
    "dropped_the_last",
    "The axis of size 3 is gone here. Number them from the left, and begin with 0.",
)((4, 2))
sum_shape.wrong(
    "kept_as_one",
    "That is what comes with `keepdims=True`. Without it the axis is gone altogether.",
)((4, 1, 3))
sum_shape.wrong(
    "nothing_vanished",
    "That is the shape before the sum. One axis was added up, so one of the sizes has to go.",
)((4, 2, 3))
sum_shape.wrong(
    "everything_vanished", "So it is without `axis`, when all is added up. Here one axis is named."
)(())
sum_shape.variant([4, 3])
sum_shape.variant(np.ones((4, 2, 3)).sum(axis=1).shape)


broadcast_shape = Exercise(
    "tensors.broadcast_shape",
    kind="predict",
    wants="value",
    reference=(4, 3),
    accepts=(list,),
    hints=(
        "Write the two shapes under each other, lined up at the right.",
        "Where a size is missing, put a 1. Now compare the sizes one above the other: they fit if "
        "they are equal or one of them is 1.",
        "(4, 1) over (1, 3): a 1 stretches to the size it meets. Take the larger of each two.",
    ),
    after="A column and a row make a whole table. That is handy when you mean it, and a "
    "quiet mistake when you do not: subtract labels of shape (n,) from predictions "
    "of shape (n, 1) and you get (n, n) numbers, without an error.",
)
broadcast_shape.wrong(
    "thought_it_an_error",
    "Did you line the shapes up at the left? Then 4 meets 3, and they would not fit. NumPy lines "
    "them up at the right.",
)("error")
broadcast_shape.wrong(
    "shape_of_a", "You let `a` keep its shape. Its second size is 1: what does it meet in `b`?"
)((4, 1))
broadcast_shape.wrong(
    "shape_of_b", "You let `b` keep its shape. What does the 4 of `a` meet in `b`?"
)((3,))
broadcast_shape.wrong(
    "turned_round",
    "The sizes are right and their order is not. Each size stays in the column in which you found "
    "it.",
)((3, 4))
broadcast_shape.wrong(
    "one_after_the_other",
    "You wrote one shape after the other. Write one under the other, lined up at the right.",
)((4, 1, 3))
broadcast_shape.wrong(
    "all_in_a_row",
    "There are twelve numbers, that is right. In how many rows and columns do they lie?",
)((12,))
broadcast_shape.variant([4, 3])
broadcast_shape.variant(np.broadcast_shapes((4, 1), (3,)))


def _row_shares(x):
    return x / x.sum(axis=1, keepdims=True)


row_shares = Exercise(
    "tensors.row_shares",
    kind="fill",
    reference=_row_shares,
    probes=[
        (np.array([[1.0, 3.0, 4.0], [2.0, 5.0, 9.0], [6.0, 6.5, 0.5], [7.0, 1.0, 12.0]]),),
        (np.array([[1.0, 2.0, 5.0], [3.0, 4.0, 13.0], [0.5, 1.0, 3.5]]),),
        (np.array([[2.0, 3.0, 5.0, 8.0]]),),
    ],
    hints=(
        "First find the sum of each row. Its axis is the one over which you add within a row.",
        "`x` has shape (n, k). To be used once for each row, the sums need the shape (n, 1).",
        "`keepdims=True` keeps the axis over which you add, with size 1. Then one division is all "
        "you need.",
    ),
    after="You have written the last line of softmax, which turns the outputs of a network"
    " into probabilities in lesson 4.",
)


@row_shares.wrong(
    "columns",
    "Now each column adds up to 1. Which axis vanished in your sum, and which should have?",
)
def _(x):
    return x / x.sum(axis=0)


@row_shares.wrong(
    "whole",
    "All the numbers together add up to 1. Each row should do so on its own: a sum for each row, "
    "so name an axis.",
)
def _(x):
    return x / x.sum()


@row_shares.wrong(
    "no_keepdims",
    "The sums have shape (n,). Lined up at the right, they meet the columns: an error if there are"
    " more rows than columns or fewer, and wrong numbers without a word if there are just as many."
    " Which shape would meet the rows?",
)
def _(x):
    return x / x.sum(axis=1)


@row_shares.wrong(
    "in_place",
    "The shares are right, but `/=` has written them over `x`. A plain `/` makes a new array.",
)
def _(x):
    x /= x.sum(axis=1, keepdims=True)
    return x


@row_shares.wrong("only_the_sums", "These are the sums of the rows. Now divide by them.")
def _(x):
    return x.sum(axis=1, keepdims=True)


@row_shares.wrong(
    "upside_down", "This is the sum of the row divided by the number. Turn the division round."
)
def _(x):
    return x.sum(axis=1, keepdims=True) / x


@row_shares.wrong(
    "mean",
    "The rows add up to the number of columns, not to 1: you have divided by the mean of the row.",
)
def _(x):
    return x / x.mean(axis=1, keepdims=True)


@row_shares.wrong(
    "left_transposed",
    "The shares are right, and the table lies on its side. You have turned it with `.T`; turn it "
    "back.",
)
def _(x):
    return x.T / x.sum(axis=1)


@row_shares.variant
def _(x):
    return (x.T / x.sum(axis=1)).T


@row_shares.variant
def _(x):
    return np.array([row / row.sum() for row in x])


@row_shares.variant
def _(x):
    return x / np.sum(x, axis=-1)[:, None]


# An empty page


def _mean_squared_difference(tensor1, tensor2):
    squares = tensors.tensor_combine(lambda a, b: (a - b) ** 2, tensor1, tensor2)
    return tensors.tensor_sum(squares) / tensors.tensor_sum(
        tensors.tensor_apply(lambda n: 1, squares)
    )


mean_squared_difference = Exercise(
    "tensors.mean_squared_difference",
    kind="page",
    reference=_mean_squared_difference,
    probes=[
        ([1, 2, 5], [4, 2, 3]),
        (TABLE, [[2, 4, 1], [8, 12, 30]]),
        (STACK, OTHER_STACK),
        ([[5.0]], [[3.5]]),
        ([[1.5], [2.0], [4.0]], [[0.5], [5.0], [4.0]]),
    ],
    hints=(
        "Read the name from its end: the difference of two numbers, its square, and the mean of "
        "all these squares. Which of your functions does which of the three?",
        "`tensor_combine` gives a tensor of squared differences. `tensor_sum` makes one number of "
        "it. By which number do you divide?",
        "Divide by how many numbers there are. You ordered the lines of a function that counts "
        "them; or multiply the sizes in the shape.",
    ),
    after="This is a loss: one number that says how far a prediction is from the truth. "
    "Lesson 4 begins with it, and all learning in this course means making it "
    "smaller.",
)


@mean_squared_difference.wrong(
    "sum_not_mean", "That is the sum of the squares. A mean is a sum divided by how many there are."
)
def _(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).sum())


@mean_squared_difference.wrong(
    "divided_by_the_rows",
    "You divided by the length of the outermost list. That counts rows, or tables; how many "
    "numbers are there?",
)
def _(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).sum()) / len(tensor1)


@mean_squared_difference.wrong(
    "not_squared",
    "That is the mean of the differences. There, differences up and down cancel each other, and a "
    "bad prediction can look perfect. That is what the square is for.",
)
def _(tensor1, tensor2):
    return float((np.array(tensor1) - np.array(tensor2)).mean())


@mean_squared_difference.wrong(
    "absolute", "That is the mean of the differences without their signs. Squared was asked for."
)
def _(tensor1, tensor2):
    return float(np.abs(np.array(tensor1) - np.array(tensor2)).mean())


@mean_squared_difference.wrong(
    "square_of_the_mean",
    "You took the mean first and squared it once. Each difference is to be squared before they are"
    " added; the order matters.",
)
def _(tensor1, tensor2):
    return float((np.array(tensor1) - np.array(tensor2)).mean()) ** 2


@mean_squared_difference.wrong(
    "root",
    "You have taken a root at the end. It is a good measure too, but a different one; the mean "
    "itself was asked for.",
)
def _(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).mean()) ** 0.5


@mean_squared_difference.wrong(
    "difference_of_squares",
    "You squared each number and then subtracted. Subtract first: (5 - 3)² is 4, and 5² - 3² is "
    "16.",
)
def _(tensor1, tensor2):
    return float((np.array(tensor1) ** 2 - np.array(tensor2) ** 2).mean())


@mean_squared_difference.wrong(
    "not_yet_one_number",
    "These are the squared differences, each in its place. One number is asked for: their mean.",
)
def _(tensor1, tensor2):
    return tensors.tensor_combine(lambda a, b: (a - b) ** 2, tensor1, tensor2)


@mean_squared_difference.wrong(
    "plain_lists_only",
    "For plain lists it works. In a deeper tensor the items are lists, which cannot be subtracted."
    " Which of your functions brings numbers together at any depth?",
)
def _(tensor1, tensor2):
    return sum((a - b) ** 2 for a, b in zip(tensor1, tensor2, strict=True)) / len(tensor1)


@mean_squared_difference.wrong(
    "caret",
    "In Python `^` is no power; it does something with bits, and only for whole numbers. The sign "
    "for a power is `**`.",
)
def _(tensor1, tensor2):
    odd = tensors.tensor_combine(lambda a, b: (a - b) ^ 2, tensor1, tensor2)
    return tensors.tensor_sum(odd) / np.size(tensor1)


@mean_squared_difference.wrong(
    "tables_only",
    "A table is right, and nothing else. Two `for`s suit exactly two levels. Which of your "
    "functions brings numbers together at any depth?",
)
def _(tensor1, tensor2):
    pairs_of_rows = zip(tensor1, tensor2, strict=True)
    squares = [(a - b) ** 2 for rows in pairs_of_rows for a, b in zip(*rows, strict=True)]
    return sum(squares) / len(squares)


@mean_squared_difference.variant
def _(tensor1, tensor2):
    return np.mean(np.square(np.subtract(tensor1, tensor2)))


@mean_squared_difference.variant
def _mean_of_means(tensor1, tensor2):
    if not isinstance(tensor1, list):
        return (tensor1 - tensor2) ** 2
    means = [_mean_of_means(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return sum(means) / len(means)


@mean_squared_difference.variant
def _(tensor1, tensor2):
    flat1, flat2 = _flat(tensor1), _flat(tensor2)
    total = 0
    for i in range(len(flat1)):
        total += (flat1[i] - flat2[i]) * (flat1[i] - flat2[i])
    return total / len(flat1)
