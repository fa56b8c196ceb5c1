"""Lesson 8: right answers in unlikely words pass; encodings that do not work hear why."""

import numpy as np
import pytest

from dlscratch.checks import fizzbuzz as check
from tests.checks import hunting


@pytest.mark.parametrize(
    "encode",
    [
        lambda n: [n % 3 == 0, n % 5 == 0],
        lambda n: [float(n % 3), float(n % 5)],
        lambda n: [1000 * (n % 3 == 0), 0.001 * (n % 5 == 0), n],
        lambda n: [int(n % 15 == rest) for rest in range(15)] + [0, 7],
        lambda n: np.eye(15, dtype=int)[n % 15],
        lambda n: tuple(np.sin(2 * np.pi * (n + k) / m) for m in (3, 5) for k in range(m)),
        lambda n: [n >> bit & 1 for bit in range(10)] + [n % 3 == 0, n % 5 == 0],
    ],
)
def test_every_encoding_that_a_layer_can_use_passes(encode):
    verdict = check.own_encoding.grade(encode)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize(
    "encode, words",
    [
        (lambda n: [], "holds 0 numbers"),
        (lambda n: [0] * 31, "may hold 1 to 30"),
        (lambda n: [1] * (n % 4 + 1), "equally many for every number"),
        (lambda n: [str(n)], "holds a string"),
        (lambda n: n, "should be a list of numbers, but a number came"),
        (lambda n: None, "but None came"),
        (lambda n: [n % 2, n % 4], "53 of 100 right, from 2 inputs"),
        (lambda n: [n % 7, n % 3 == 0], "'buzz'"),
    ],
)
def test_what_is_no_encoding_hears_why(encode, words):
    verdict = check.own_encoding.grade(encode)
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


@pytest.mark.parametrize("power", range(1, 4))
def test_any_multiple_of_bits_still_hears_about_bits(power):
    verdict = check.own_encoding.grade(lambda n: [power * (n >> bit & 1) - 1 for bit in range(10)])
    assert verdict.mistake == "bits"


def test_the_bits_may_be_of_any_kind_of_number():
    for kind in (int, float, np.int64, np.float32):
        answer = check.binary_encode.grade(
            lambda n, kind=kind: [kind(n >> b & 1) for b in range(10)]
        )
        assert answer.kind == "passed", answer.message


def test_two_sets_may_come_in_any_order_of_their_numbers():
    def split(held, last):
        return set(range(1, held + 1)), np.arange(last, held, -1)

    assert check.leaky_range.grade(split).kind == "passed"


def test_decay_of_the_callers_list_alone_is_noticed():
    def weight_decay(params, share):
        params[:] = [param * (1 - share) for param in params]

    assert check.weight_decay.grade(weight_decay).mistake == "list_changed"


def test_bits_changed_in_place_are_noticed():
    def ask(net, bits, answers):
        bits *= 2
        bits -= 1
        return np.mean(net.forward(bits).argmax(axis=1) == answers.argmax(axis=1))

    verdict = check.other_bits.grade(ask)
    assert verdict.kind == "wrong" and "changed its input" in verdict.message


def row(place):
    return np.eye(4, dtype=int)[place].tolist()


def rule(number):
    return 3 if number % 15 == 0 else 2 if number % 5 == 0 else 1 if number % 3 == 0 else 0


def accuracy(net, shown, answers):
    return np.mean(net.forward(shown).argmax(axis=1) == answers.argmax(axis=1))


def decay(change):
    """A weight_decay that makes `change` of each array, and returns nothing."""
    return lambda params, share: [change(param, share) for param in params] and None


def shrink(params, share):
    for param in params:
        param -= share * param


KEPT = []


def kept(number):
    KEPT.extend([] if KEPT else [number >> place & 1 for place in range(10)])
    return list(KEPT)


WRONG = [
    ("binary_encode", kept),
    ("binary_encode", lambda n: [n >> place & 1 for place in range(9)] + [0]),
    ("binary_encode", lambda n: [n >> place & 1 for place in range(8)] + [0, 0]),
    ("binary_encode", lambda n: [int(bit) for bit in bin(n)[:1:-1]]),
    ("fizz_buzz_encode", lambda n: row((sum(map(int, str(n))) in (3, 6, 9)) + 2 * (n % 5 == 0))),
    ("fizz_buzz_encode", lambda n: row((n % 3 == 0) + 2 * (n % 10 == 5))),
    ("fizz_buzz_encode", lambda n: row(rule(n) if n <= 100 else 0)),
    ("fizz_buzz_encode", lambda n: row(3 if n in (15, 30, 45) else rule(n) % 3)),
    ("fizz_buzz_encode", lambda n: [0.5 * one for one in row(rule(n))]),
    ("leaky_range", lambda held, last: (np.arange(1, held + 1) + 0.5, range(held + 1, last + 1))),
    ("leaky_range", lambda held, last: (range(1, held + 1), range(2 * held, last + 1))),
    ("leaky_range", lambda held, last: (2 * list(range(1, held + 1)), range(held + 1, last + 1))),
    ("plus_minus", lambda x: [2 * bit - 1 for bit in x]),
    ("plus_minus", lambda x: 2 * x - x.max()),
    ("plus_minus", lambda x: 2 * (x - x.min()) / (np.ptp(x) or 1) - 1),
    ("plus_minus", lambda x: (x - x.mean()) / (x.std() or 1)),
    ("plus_minus", lambda x: np.subtract(np.multiply(x, 2, out=x), 1, out=x)),
    ("other_bits", lambda net, bits, answers: accuracy(net, 4 * bits - 1, answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, -2 * bits - 1, answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, 2.01 * bits - 1, answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, 99 * bits - 1, answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, (2 * bits - 1)[:, ::-1], answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, 2 * bits[:6] - 1, answers[:6])),
    ("other_bits", lambda net, bits, answers: 0.94),
    ("weight_decay", lambda params, share: shrink(params, share) or params),
    ("weight_decay", lambda params, share: shrink(params, share) or True),
    ("weight_decay", lambda params, share: shrink(params[::2], share)),
    ("weight_decay", lambda params, share: shrink(params, 0.1)),
    ("weight_decay", lambda params, share: [param * (1 - share) for param in params]),
    ("weight_decay", decay(lambda param, share: np.multiply(param, 1 - share))),
    ("weight_decay", decay(lambda param, share: param.__isub__(share * abs(param)))),
    ("own_encoding", lambda n: [float("nan"), n % 3 == 0, n % 5 == 0]),
    ("own_encoding", lambda n: np.random.default_rng().normal(size=9)),
]  # fmt: skip
RIGHT = [
    ("binary_encode", lambda n: np.array([n >> place & 1 for place in range(10)], bool)),
    ("fizz_buzz_encode", lambda n: tuple(rule(n) == place for place in range(4))),
    ("leaky_range", lambda held, last: (np.arange(held) + 1, range(last, held, -1))),
    ("plus_minus", lambda x: x - (x == 0)),
    ("plus_minus", lambda x: np.where(x, 1, -1)),
    ("other_bits", lambda net, bits, answers: accuracy(net, np.sign(bits - 0.5), answers)),
    ("other_bits", lambda net, bits, answers: accuracy(net, 2 * bits[::-1] - 1, answers[::-1])),
    ("other_bits", lambda net, bits, answers: (
        print(net.forward(bits)[0]) or accuracy(net, 2 * bits - 1, answers))),
    ("weight_decay", decay(lambda param, share: np.multiply(param, 1 - share, out=param))),
    ("own_encoding", lambda n: np.array([n % 3 == 0, n % 5 == 0])),
]  # fmt: skip


@pytest.mark.parametrize("name, answer", WRONG)
def test_wrong_answers_of_every_kind_do_not_pass(name, answer):
    verdict = getattr(check, name).grade(answer)
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize("name, answer", RIGHT)
def test_right_answers_of_every_kind_pass(name, answer):
    verdict = getattr(check, name).grade(answer)
    assert verdict.kind == "passed", verdict.message


def test_what_the_network_was_shown_is_said():
    verdict = check.other_bits.grade(lambda net, bits, answers: accuracy(net, bits - 7, answers))
    assert "the numbers that the network was shown: `[-7.0, -6.0]`" in verdict.message


def test_an_encoding_hears_which_numbers_it_mixes_up():
    verdict = check.own_encoding.grade(lambda n: [n % 6])
    assert "`encode` gives the same for 4 and 10" in verdict.message
    assert "Your code printed" not in verdict.message
    lost = check.own_encoding.grade(lambda n: [n, n * n])
    assert "Numbers with different answers get different rows" in lost.message
    assert check.own_encoding.grade(lambda n: [n % 97 / n, n % 89]).mistake is None


# Batches in a random order -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_any_random_order_of_the_batches_passes(seed):
    def batches(x, y, batch_size=32, rng=None):
        order = np.random.default_rng(rng).permutation(len(x))
        order = np.random.default_rng(seed).permutation(len(x))[order]
        for start in range(0, len(x), batch_size):
            yield x[order[start : start + batch_size]], y[order[start : start + batch_size]]

    assert check.batches.grade(batches).kind == "passed"


def own_seed(x, y, batch_size=32, rng=None):
    rng = np.random.default_rng(len(x))
    return in_batches(rng.permutation(len(x)), x, y, batch_size)


def neighbours_only(x, y, batch_size=32, rng=None):
    order, rng = np.arange(len(x)), np.random.default_rng(rng)
    for start in range(0, len(x), batch_size):
        rng.shuffle(order[start : start + batch_size])
    return in_batches(order, x, y, batch_size)


def a_hidden_order(x, y, batch_size=32, rng=None, orders={}):  # noqa: B006
    order = orders.setdefault(len(x), np.random.default_rng(rng).permutation(len(x)))
    return in_batches(order, x, y, batch_size)


def drawn(x, y, batch_size=32, rng=None):
    rows = np.random.default_rng(rng).integers(len(x), size=len(x))
    return in_batches(rows, x, y, batch_size)


def in_batches(order, x, y, size):
    parts = [order[start : start + size] for start in range(0, len(x), size)]
    return [(x[part], y[part]) for part in parts]


@pytest.mark.parametrize("batches", [own_seed, neighbours_only, a_hidden_order, drawn])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_order_that_is_not_random_never_passes(batches, seed):
    assert check.batches.grade(batches).kind == "wrong"


def one_order(x, y, rng):
    order = np.random.default_rng(42).permutation(len(x))
    return x[order], y[order]


def from_the_end(x, y, rng):
    return x[::-1].copy(), y[::-1].copy()


@pytest.mark.parametrize("shuffled", [one_order, from_the_end])
def test_an_order_that_is_always_the_same_is_not_shuffled(shuffled):
    assert check.shuffled.grade(shuffled).kind == "wrong"


def in_this_order(order):
    def batches(x, y, batch_size=32, rng=None):
        return in_batches(order(len(x), np.random.default_rng(rng)), x, y, batch_size)

    def shuffled(x, y, rng):
        rows = order(len(x), rng)
        return x[rows], y[rows]

    return batches, shuffled


def turned_on(n, rng):
    return np.roll(np.arange(n), rng.integers(1, n))


def turned_on_backwards(n, rng):
    return np.roll(np.arange(n)[::-1], rng.integers(1, n))


def a_few_swapped(n, rng):
    order = np.arange(n)
    for _ in range(3):
        one, other = rng.choice(n, 2, replace=False)
        order[[one, other]] = order[[other, one]]
    return order


def in_strides(n, rng):
    step = next(k for k in rng.permutation(np.arange(2, n)) if np.gcd(k, n) == 1)
    return np.arange(n) * step % n


@pytest.mark.parametrize("order", [turned_on, turned_on_backwards, a_few_swapped, in_strides])
def test_an_order_that_hardly_mixes_never_passes(order):
    batches, shuffled = in_this_order(order)
    assert check.batches.grade(batches).kind == "wrong"
    assert check.shuffled.grade(shuffled).kind == "wrong"


@pytest.mark.parametrize("seed", range(40))
def test_any_random_order_counts_as_mixed(seed):
    own = np.random.default_rng(seed)
    _, shuffled = in_this_order(lambda n, rng: own.permutation(n))
    assert check.shuffled.grade(shuffled).kind == "passed"


def test_row_numbers_in_place_of_labels_are_not_called_two_orders():
    def batches(x, y, batch_size=32, rng=None):
        return [(part, np.arange(len(x))[part[:, 0].astype(int)]) for part, _ in right(x, y, rng)]

    def right(x, y, rng):
        return in_batches(np.random.default_rng(rng).permutation(len(x)), x, y, 8)

    assert "numbers of the rows" in check.batches.grade(batches).message


def batches_of(size, generator):
    """A `batches` with this default size, and with what this makes of `rng`."""

    def batches(x, y, batch_size=size, rng=None):
        return in_batches(generator(rng).permutation(len(x)), x, y, batch_size)

    return batches


def only_none(rng):
    return np.random.default_rng() if rng is None else rng


def only_a_seed(rng):
    return np.random.default_rng(rng if isinstance(rng, int) else None)


def not_none(rng):
    return np.random.default_rng(rng or 0)


def by_an_older_generator(rng):
    return rng if isinstance(rng, np.random.Generator) else np.random.RandomState(rng)


@pytest.mark.parametrize(
    "size, generator, right",
    [
        (32, np.random.default_rng, True),
        (32, by_an_older_generator, True),
        (64, np.random.default_rng, False),
        (32, lambda rng: rng, False),
        (32, only_none, False),
        (32, only_a_seed, False),
        (32, not_none, False),
        (32, lambda rng: np.random.default_rng(), False),
    ],
)
def test_what_makes_the_order_may_be_a_generator_a_seed_or_none(size, generator, right):
    verdict = check.batches.grade(batches_of(size, generator))
    assert (verdict.kind == "passed") == right, verdict.message


# The crash hunts, as somebody mends them who has not found the cause, or in another way.

TEN, AS_GIVEN = "while power < 1024:", "while power <= number:"


@pytest.mark.parametrize(
    "pairs",
    [
        (TEN, "while power < 1023 and power <= number:"),
        (TEN, "while power <= 1024:"),
        (TEN, "while power <= 20:"),
        (TEN, "while len(bits) < number:"),
        (TEN, "while power <= max(number, 16):"),
        (TEN, AS_GIVEN, "return bits", "return [0] * (10 - len(bits)) + bits"),
        (TEN, AS_GIVEN, "return bits", "return bits[:10]"),
        (TEN, AS_GIVEN, "return bits", "return bits + [None] * (10 - len(bits))"),
        (TEN, AS_GIVEN, "return bits", "return sum(bits)"),
        ("number // power % 2", "number // power"),
    ],
)
def test_rows_that_are_not_the_ten_bits_do_not_pass(pairs):
    assert check.bits_of.grade(hunting.answer(check.bits_of, "bits_of", *pairs)).kind == "wrong"


@pytest.mark.parametrize(
    "pairs",
    [
        (TEN, "while len(bits) < 10:"),
        (TEN, "for _ in range(10):"),
        (TEN, "while power <= max(number, 512):"),
        (TEN, AS_GIVEN, "return bits", "return bits + [0] * (10 - len(bits))"),
    ],
)
def test_ten_bits_may_come_about_in_any_way(pairs):
    verdict = check.bits_of.grade(hunting.answer(check.bits_of, "bits_of", *pairs))
    assert verdict.kind == "passed", verdict.message


ROW, ALONE = (
    "np.array([datasets.binary_encode(number)])",
    "np.array(datasets.binary_encode(number))",
)
PICKED = "places(net, x)[0]"


@pytest.mark.parametrize(
    "pairs",
    [
        (ROW, ALONE, "axis=1", "axis=0"),
        (ROW, ALONE, "axis=1", "axis=0", PICKED, "places(net, x)"),
        (ROW, ALONE, "axis=1", "", PICKED, "places(net, x)"),
        (ROW, ALONE, "net.forward(x).argmax(axis=1)", "[net.forward(x).argmax()]"),
        (ROW, ALONE, PICKED, "places(net, x[0])[0]"),
        (ROW, ALONE + "[:, None]"),
        (ROW, ROW + ".T"),
        (ROW, "np.array([number])"),
        (ROW, "np.array([[number]])"),
        (ROW, "np.zeros((1, 10))"),
        (ROW, "2 * " + ROW + " - 1"),
        ("axis=1", "axis=0"),
    ],
)
def test_an_example_without_its_row_does_not_pass(pairs):
    answer = hunting.answer(check.said_to, "said_to", *pairs)
    assert check.said_to.grade(answer).kind in ("wrong", "error")


@pytest.mark.parametrize(
    "pairs",
    [
        (ROW, ALONE + "[None, :]"),
        (ROW, ALONE + ".reshape(1, 10)"),
        (ROW, "np.atleast_2d(datasets.binary_encode(number))"),
        (ROW, ALONE, PICKED, "places(net, x[None])[0]"),
        (ROW, ALONE, "axis=1", "axis=-1", PICKED, "places(net, x)"),
        (ROW, ALONE, "net.forward(x)", "np.atleast_2d(net.forward(x))"),
    ],
)
def test_a_row_may_be_made_anywhere(pairs):
    verdict = check.said_to.grade(hunting.answer(check.said_to, "said_to", *pairs))
    assert verdict.kind == "passed", verdict.message


def test_a_helper_that_no_longer_serves_for_batches_is_told_what_it_was_given():
    old, new = "net.forward(x).argmax(axis=1)", "net.forward(x.reshape(1, 10)).argmax(axis=1)"
    verdict = check.said_to.grade(hunting.answer(check.said_to, "said_to", old, new))
    assert "your code stopped, in a batch of five, in line" in verdict.message
