"""Crash hunt: with a padding, the images are larger, and the Linear behind them no longer fits."""

import numpy as np

from dlscratch import convolution, layers
from dlscratch.checks.convolution.shared.layers import numbers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import listed, name

X = numbers(100, 2, 1, 28, 28)
OUTPUTS, LAYERS = "the shape of what comes out of the last layer", "the layers"
AGAIN = "the parameters, made twice with the same rng"
OTHERS = "the parameters, made with another rng"
APART = "the first numbers of the three layers"
SPREADS = "how far the first weights of each layer spread"
KINDS = "the kinds of number of the parameters"
NETS = 80  # so many are drawn that 400 inputs differ from 410 inputs and outputs together


def _chain(function, seed):
    """The layers by their names and sizes, and what comes out of the last one."""
    made = function(seed)
    if isinstance(made, layers.Sequential):
        raise Refuse("A `Sequential` came; wanted is the list that goes into it.")
    if not isinstance(made, list | tuple):
        raise Refuse(f"`edge_layers` returns a list of layers, and {name(made)} came.")
    if strange := [one for one in made if not isinstance(one, layers.Layer)]:
        raise Refuse(f"Not everything in the list is a layer: there is {name(strange[0])}.")
    facts = {OUTPUTS: attempt(_through, made), LAYERS: [repr(one) for one in made]}
    if len(set(map(id, made))) < len(made):
        facts[LAYERS] = "one of them stands in the list twice"
    if isinstance(facts[OUTPUTS], Stopped):
        return facts
    again = function(seed)
    if any(one is other for one in made for other in again):
        raise Refuse(
            "Called a second time, `edge_layers` gives the layers of the first call again. Each "
            "call is to make new ones: whoever asks for a new net wants one that has not learnt."
        )
    weights = _weights(made)
    facts[AGAIN] = _compared(weights, _weights(again))
    facts[OTHERS] = _compared(weights, _weights(function(seed + 1)))
    facts[APART] = _apart(weights)
    kinds = {str(param.dtype) for layer in made for param in layer.params()}
    facts[KINDS] = " and ".join(sorted(kinds))
    return facts | {SPREADS: _spreads([_weights(function(seed + n)) for n in range(2, 2 + NETS)])}


_chain.arguments = ("rng",)


def _through(made):
    x = X
    for layer in made:
        x = layer.forward(x)
    return np.shape(x)


def _weights(made):
    return [param.ravel().copy() for layer in made for param in layer.params() if param.ndim > 1]


def _compared(some, others):
    same = [np.array_equal(a, b) for a, b in zip(some, others, strict=False)]
    return "the same" if all(same) else "the same in one layer" if any(same) else "other ones"


def _apart(weights):
    """Whether the layers draw from one generator; from one seed each, they would begin alike."""
    begins = [one[:20] for one in weights]
    ratios = [second / first for first, second in zip(begins, begins[1:], strict=False)]
    return "the same but for their size" if any(np.ptp(r) < 1e-9 for r in ratios) else "different"


def _spreads(nets):
    """Whether weights spread as `init` has it, by the layers' inputs and outputs."""
    found = [np.concatenate(one) for one in zip(*nets, strict=True)]
    wanted = [(2 / 25) ** 0.5, (2 / 200) ** 0.5, (2 / 410) ** 0.5]
    apart = [
        which
        for which, a, b in zip(("the first", "the second", "the last"), found, wanted, strict=False)
        if abs(a.std() / b - 1) > 4 / (2 * a.size) ** 0.5  # four times as far as chance leads
    ]
    return f"in another way: {listed(apart)}" if apart else "as they were"


def _parts(numbers=400, padding=2, channels=16, size=2, first=5, init="he", flat=True, relu=True,
           outputs=10, stride=1, second=0, last="xavier", kind=np.float64):  # fmt: skip
    """A function like the right one; each argument stands for something that may be changed."""

    def edge_layers(rng=None):
        rng = np.random.default_rng(rng)
        made = [
            convolution.Conv2d(1, 8, first, stride, padding, init, rng, kind), layers.ReLU(),
            convolution.MaxPool2d(2),
            convolution.Conv2d(8, channels, 5, 1, second, init, rng, kind), layers.ReLU(),
            convolution.MaxPool2d(size),
            convolution.Flatten(), layers.Linear(numbers, outputs, last, rng, kind),
        ]  # fmt: skip
        keep = [flat or type(one) is not convolution.Flatten for one in made]
        return [one for one, stays in zip(made, keep, strict=True)
                if stays and (relu or type(one) is not layers.ReLU)]  # fmt: skip

    return edge_layers


def _tell(outcomes):
    facts, right = outcomes[0].output, exercise.expected[0].output
    if outcomes[0].error or type(facts) is not dict or type(facts[LAYERS]) is str:
        return None
    if isinstance(facts[OUTPUTS], Stopped):
        return (
            "It still stops. Write down the shape behind each layer: 28 × 28 pixels and a padding "
            "of 2 on each side go into the first. What is left behind the last pooling, in how "
            "many channels?"
        )
    if facts[LAYERS] != right[LAYERS]:
        changed = [
            f"`{one}` where `{was}` was expected"
            for one, was in zip(facts[LAYERS], right[LAYERS], strict=False) if one != was
        ]  # fmt: skip
        what = f" There is {changed[0]}." if changed else ""
        return f"It runs, but these are not the layers that were wanted.{what}"
    return (
        "The layers are right. But the numbers that they draw were fine as they were: `rng` and "
        "`init` are handed on to the layers just as they came."
    )


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    tell=_tell,
    reference=_parts(),
    run=_chain,
    probes=[(1,), (30,)],
    hints=(
        "The last line names the layer that was running. It expects as many numbers as it was "
        "made for. What came is (examples, numbers): where do so many come from?",
        "Behind each layer, print the shape. The padding makes the first maps as large as the "
        "image: so the maps behind the last pooling are larger than they were, too.",
        "The last layer gets channels · height · width of what stands before `Flatten`. That is "
        "the number it has to be made for; all other layers are as they should be.",
    ),
    after="Only a Linear knows how large its images are; a convolution and a pool take any. So "
    "whoever changes a size, a stride or a padding has the Linear behind `Flatten` to count anew, "
    "and the error's last line gives the number.",
)

_STOPS = "It still stops at the last layer."

exercise.mistakes(
    lambda how: _parts(**how),
    unmended=(
        "The last layer was made for 16 channels of 4 × 4. With a padding of 2, the maps behind "
        "the second pooling are larger: what came, as the last line of the error says?",
        {"numbers": 256},
    ),
    padding_taken_out=(
        "It runs as it did yesterday. But the padding is wanted: leave it, and mend what no longer "
        "fits to it.",
        {"numbers": 256, "padding": 0},
    ),
    padding_taken_out_after_mending=(
        "The last layer is right now, and the padding is gone. It was wanted: put it back.",
        {"padding": 0},
    ),
    padding_of_one=(
        "The padding was to be 2, and was so. What does not fit is the last layer.",
        {"padding": 1},
    ),
    one_channel=(
        f"{_STOPS} 25 are the numbers of one map. Before `Flatten` there are 16 of them.",
        {"numbers": 25},
    ),
    first_channels=(
        f"{_STOPS} 8 channels are behind the first convolution. How many are behind the second?",
        {"numbers": 200},
    ),
    before_the_pool=(
        f"{_STOPS} 16 · 10 · 10 are the numbers before the second pooling. What is left behind it?",
        {"numbers": 1600},
    ),
    halved_once_only=(
        f"{_STOPS} 16 · 14 · 14 counts one pooling, and no second convolution. Go on from there.",
        {"numbers": 3136},
    ),
    second_window_forgotten=(
        f"{_STOPS} 16 · 7 · 7 would be right if the second convolution had a padding, too. It has "
        "none, so its maps are smaller than its inputs.",
        {"numbers": 784},
    ),
    all_of_the_image=(
        f"{_STOPS} 16 · 28 · 28 are the maps before any pooling.",
        {"numbers": 12544},
    ),
    six_by_six=(
        f"{_STOPS} 16 · 6 · 6: behind the second convolution the maps are 10 × 10. What does the "
        "pooling make of them?",
        {"numbers": 576},
    ),
    examples_counted=(
        f"{_STOPS} 2000 are the numbers of all five images. A layer is made for those of one, "
        "whatever the size of the batch.",
        {"numbers": 2000},
    ),
    sizes_swapped=(
        "The two numbers of the last layer have changed places: first its inputs, then its "
        "outputs.",
        {"numbers": 10, "outputs": 400},
    ),
    outputs_changed=(
        "The last layer takes 400 numbers now, as it should, but it gives other ones than the ten "
        "logits.",
        {"outputs": 16},
    ),
    larger_pool=(
        "The last layer was left, and the second pooling changed. It runs, but it is another net: "
        "it is the last layer that no longer fits.",
        {"numbers": 64, "size": 4},
    ),
    second_padding=(
        "The second convolution has a padding now, too. Asked for is one in the first alone.",
        {"numbers": 784, "second": 2},
    ),
    stride_added=(
        "The first convolution has another stride now. It was right as it was.",
        {"numbers": 16, "stride": 2},
    ),
    smaller_window=(
        "The first window was 5 × 5, and has another size now. What does not fit is the last "
        "layer.",
        {"numbers": 576, "first": 3},
    ),
    without_flatten=(
        "`Flatten` is gone. A Linear takes rows, so it is needed; it was right.",
        {"flat": False},
    ),
    without_relu=("The sizes fit. But the ReLUs are gone.", {"relu": False}),
    another_init=(
        'The sizes fit. But the weights of the convolutions no longer spread as `init="he"` has '
        "it, which was fine.",
        {"init": "xavier"},
    ),
    another_init_of_the_last=(
        "The sizes fit. But the weights of the last layer spread in another way than they did. It "
        "was told no `init`, and that was fine: one number is to be mended, and no more.",
        {"last": "he"},
    ),
    another_kind=(
        "The sizes fit. But the numbers of the layers are float32 now. One number is to be mended, "
        "and no more.",
        {"kind": np.float32},
    ),
    fewer_channels=(
        "It fits now because the second convolution has other channels. They were right: the "
        "last layer is what has to follow.",
        {"numbers": 250, "channels": 10},
    ),
)


@exercise.wrong("Return the list as it was before, with its square brackets alone.")
def as_a_stack(rng=None):
    return layers.Sequential(_parts()(rng))


@exercise.wrong(
    "The sizes fit. But each layer makes a generator of its own from the seed, and so all begin "
    "with the same random numbers. The first line was there for that: one generator for all."
)
def a_seed_for_each(rng=None):
    made = _parts()(rng)
    made[0] = convolution.Conv2d(1, 8, 5, padding=2, init="he", rng=rng)
    made[3] = convolution.Conv2d(8, 16, 5, init="he", rng=rng)
    made[7] = layers.Linear(400, 10, rng=rng)
    return made


@exercise.wrong(
    "The sizes fit. But `rng` makes no difference any more: it decides about all weights."
)
def rng_left_out(rng=None):
    return _parts()(0)


@exercise.variant
def counted_by_the_net_itself(rng=None):
    rng = np.random.default_rng(rng)
    *front, _ = _parts()(rng := np.random.default_rng(rng))
    x = np.zeros((1, 1, 28, 28))
    for layer in front:
        x = layer.forward(x)
    return (*front, layers.Linear(x.shape[1], 10, rng=rng))


@exercise.variant
def taken_out_of_a_stack(rng=None):
    return layers.Sequential(_parts()(rng)).layers
