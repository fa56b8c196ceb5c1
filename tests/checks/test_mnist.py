"""Lesson 9: right answers pass whatever they draw, and no wrong one does."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from dlscratch.checks import mnist as check
from dlscratch.layers import Dropout, Layer, Linear, Sequential, Tanh
from tests.checks import hunting


def dropout(draw, seed):
    """A right Dropout class that draws who survives with `draw(rng, shape, p)`; with another
    `seed`, other ones from the same rng."""

    class Dropout(Layer):
        def __init__(self, p, rng=None):
            given = np.random.default_rng(rng)
            self.p, self.rng = p, np.random.default_rng([seed, given.integers(2**32)])

        def forward(self, x):
            if not self.training:
                return x
            self.mask = draw(self.rng, x.shape, self.p) / (1 - self.p)
            return x * self.mask

        def backward(self, gradient):
            return gradient * self.mask

    return Dropout


@pytest.mark.parametrize("seed", range(20))
def test_any_draw_of_the_dropout_mask_passes(seed):
    for draw in (
        lambda rng, shape, p: rng.random(shape) >= p,
        lambda rng, shape, p: rng.uniform(0, 10, shape) > 10 * p,
        lambda rng, shape, p: 1 - rng.binomial(1, p, shape),
        lambda rng, shape, p: rng.choice([0, 1], shape, p=[p, 1 - p]),
    ):
        verdict = check.dropout.grade(dropout(draw, seed))
        assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("seed", range(20))
def test_a_dropout_of_another_share_never_passes(seed):
    draw = dropout(lambda rng, shape, p: rng.random(shape) >= p + 0.05, seed)
    assert check.dropout.grade(draw).kind == "wrong"


@pytest.mark.parametrize("source", [np.random, np.random.default_rng(), np.random.RandomState()])
def test_a_dropout_that_does_not_draw_from_its_rng_is_told_so(source):
    def keep(rng, shape, p):
        return source.uniform(size=shape) >= p

    verdict = check.dropout.grade(dropout(keep, 0))
    assert (verdict.kind, verdict.mistake) == ("wrong", "another_source"), verdict.message


# Wrong in a way that no bank knows, and right in an unusual form ----------------------------------


class Right(Layer):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask


def dropout_with(**methods):
    return type("Dropout", (Right,), methods)


def keeps_its_mask(self, x):
    if self.training and not hasattr(self, "mask"):
        return Right.forward(self, x)
    return x * self.mask if self.training else x


def mask_for_all(self, x):
    out = Right.forward(self, x)
    if self.training:
        Right.last = self.mask
    return out


def rng_for_all(self, p, rng=None):
    self.p = p
    type(self).rng = np.random.default_rng(rng)


def p_for_all(self, p, rng=None):
    type(self).p, self.rng = p, np.random.default_rng(rng)


def one_seed(self, p, rng=None):
    self.p, self.rng = p, np.random.default_rng(7)


def seed_by_default(self, p, rng=0):
    self.p, self.rng = p, np.random.default_rng(rng)


def forgets_its_mask(self, gradient):
    found, self.mask = gradient * self.mask, self.mask * self.mask
    return found


def spoils_its_outputs(self, gradient):
    self.out *= 0
    return gradient * self.mask


def keeps_its_outputs(self, x):
    self.out = Right.forward(self, x)
    return self.out


def gradient_in_place(self, gradient):
    gradient *= self.mask
    return gradient


def off_for_ever(self, x):
    if not self.training:
        self.p = 0
    return Right.forward(self, x)


def masks_multiply(self, x):
    if self.training:
        self.mask = getattr(self, "mask", 1) * (self.rng.random(x.shape) >= self.p) / (1 - self.p)
    return x * self.mask if self.training else x


@pytest.mark.parametrize(
    "methods",
    [
        {"forward": keeps_its_mask},
        {"forward": mask_for_all, "backward": lambda self, gradient: gradient * Right.last},
        {"forward": masks_multiply},
        {"forward": off_for_ever},
        {"forward": keeps_its_outputs, "backward": spoils_its_outputs},
        {"backward": forgets_its_mask},
        {"backward": gradient_in_place},
        {"__init__": rng_for_all},
        {"__init__": p_for_all},
        {"__init__": one_seed},
        {"__init__": seed_by_default},
    ],
    ids=lambda methods: "_".join(method.__name__.strip("<>") for method in methods.values()),
)
def test_a_dropout_with_a_wrong_memory_never_passes(methods):
    assert check.dropout.grade(dropout_with(**methods)).kind in ("wrong", "error")


def score(net, x, y):
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


def evaluated(net, x, y):
    net.eval()
    found = score(net, x, y)
    net.train()
    return found


def without_its_dropout(net, x, y):
    net.layers = [layer for layer in net.layers if not isinstance(layer, Dropout)]
    return evaluated(net, x, y)


def p_0_for_good(net, x, y):
    for layer in net.layers:
        if isinstance(layer, Dropout):
            layer.p = 0
    return evaluated(net, x, y)


def trains_a_little(net, x, y):
    net.layers[0].w *= 0.999
    return evaluated(net, x, y)


def known_by_heart(net, x, y, known={}):  # noqa: B006
    return known.setdefault("score", evaluated(net, x, y))


def seeded(net, x, y):
    for layer in net.layers:
        layer.rng = np.random.default_rng(0)
    return score(net, x, y)


@pytest.mark.parametrize(
    "evaluate", [without_its_dropout, p_0_for_good, trains_a_little, known_by_heart, seeded]
)
def test_a_right_looking_score_is_not_enough(evaluate):
    assert check.evaluate.grade(evaluate).kind == "wrong"


def test_the_accuracy_may_be_computed_in_any_way():
    def by_the_wrong_ones(net, x, y):
        for layer in net.layers:
            layer.eval()
        wrong = np.mean(net.forward(x).argmax(axis=1) != y)
        net.train()
        return 1 - wrong

    assert check.evaluate.grade(by_the_wrong_ones).kind == "passed"


def test_whole_images_are_moved_by_one_number():
    def by_column(train, test):
        mean = train.astype(float).mean(axis=tuple(range(train.ndim - 1)))
        return train - (mean if train.ndim > 2 else train.mean()), test - train.mean()

    assert check.centre.grade(by_column).kind == "wrong"


# Kinds of answers that once came through, or were told of a mistake that they had not made ------


def keeps_x_and_out(self, x):
    self.x, self.out = x, Right.forward(self, x)
    return self.out


@pytest.mark.parametrize(
    "backward, mistake",
    [
        (lambda self, g: np.where(self.out != 0, g / (1 - self.p), 0), "backward_by_the_zeros"),
        (lambda self, g: g * (np.abs(self.out) > 0) / (1 - self.p), "backward_by_the_zeros"),
        (lambda self, g: g * self.out / self.x, "backward_by_a_quotient"),
        (lambda self, g: g * (self.out > 0) / (1 - self.p), "backward_by_the_positive"),
    ],
)
def test_a_mask_guessed_from_the_outputs_never_passes(backward, mistake):
    answer = dropout_with(forward=keeps_x_and_out, backward=backward)
    with np.errstate(all="ignore"):
        assert check.dropout.grade(answer).mistake == mistake


def switches(*calls):
    """An `evaluate` that does these things, "use" among them, in this order."""

    def evaluate(net, x, y):
        for call in calls:
            if call == "use":
                found = score(net, x, y)
            elif call.endswith("()"):
                getattr(net, call[:-2])()
            else:
                getattr(net, call)
        return found

    return evaluate


@pytest.mark.parametrize(
    "calls, told",
    [
        (["use", "train()"], "a forward in training mode, then `net.train()`"),
        (["train()", "use"], "`net.train()`, then a forward in training mode"),
        (["eval", "use", "train()"], "`net.eval` without brackets, then a forward in training"),
        (["eval()", "use", "train"], "then `net.train` without brackets"),
        (["eval()", "train()", "use"], "`net.eval()`, then `net.train()`, then a forward in train"),
    ],
)
def test_what_was_done_with_a_net_is_told_in_its_order(calls, told):
    verdict = check.evaluate.grade(switches(*calls))
    assert verdict.kind == "wrong" and told in verdict.message


def test_a_switch_that_was_overwritten_is_named():
    def evaluate(net, x, y):
        net.train = False
        return score(net, x, y)

    assert "net.train = …" in check.evaluate.grade(evaluate).message


# The chapter's network, and a file of weights ----------------------------------------------------


class OwnLinear(Layer):
    """As on the exercise page of lesson 3, with arrays of its own."""

    def __init__(self, inputs, outputs, rng):
        self.w = rng.normal(0, 0.1, (outputs, inputs)).astype(np.float32)
        self.b = np.zeros(outputs, np.float32)

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad, self.b_grad = gradient.T @ self.x, gradient.sum(axis=0)
        return gradient @ self.w

    def params(self):
        return [self.w, self.b]


class OwnDropout(Right):
    """Its draws are others than the package's."""

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (self.rng.uniform(size=x.shape) < 1 - self.p) / (1 - self.p)
        return x * self.mask


def own_chapter_net(p=0.1, rng=None, drop=OwnDropout, sizes=(784, 30, 10, 10)):
    rng, stack = np.random.default_rng(rng), []
    for inputs, outputs in itertools.pairwise(sizes):
        stack += [OwnLinear(inputs, outputs, rng), drop(p, rng), Tanh()]
    return Sequential(stack[:-2])


def test_a_chapter_net_of_own_layers_passes():
    verdict = check.chapter_net.grade(own_chapter_net)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("share", [0.05, -0.05])
def test_a_chapter_net_that_drops_another_share_never_passes(share):
    def chapter_net(p=0.1, rng=None):
        return own_chapter_net(p, rng, drop=lambda p, rng: OwnDropout(p + share, rng))

    assert check.chapter_net.grade(chapter_net).kind == "wrong"


@pytest.mark.parametrize("sizes", [(784, 30, 10), (784, 10, 30, 10), (784, 30, 10, 10, 10)])
def test_a_chapter_net_of_other_sizes_never_passes(sizes):
    def chapter_net(p=0.1, rng=None):
        return own_chapter_net(p, rng, sizes=sizes)

    assert "the shapes of the parameters" in check.chapter_net.grade(chapter_net).message


def test_a_dropout_that_never_wakes_up_never_passes():
    def chapter_net(p=0.1, rng=None):
        net = own_chapter_net(p, rng)
        net.layers[1].train = lambda: None  # what eval() has switched off stays off
        return net

    assert check.chapter_net.grade(chapter_net).kind == "wrong"


class DrawsForItself(OwnDropout):
    """Right as well: what it drops does not follow from `rng`."""

    def __init__(self, p, rng=None):
        super().__init__(p)


def test_a_dropout_that_does_not_use_its_rng_passes():
    def chapter_net(p=0.1, rng=None):
        return own_chapter_net(p, rng, drop=DrawsForItself)

    verdict = check.chapter_net.grade(chapter_net)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("places", [(1, 4), (2, 5)])
@pytest.mark.parametrize("inside", [False, True])
def test_one_object_in_two_places_never_passes(places, inside):
    def chapter_net(p=0.1, rng=None):
        stack = own_chapter_net(p, rng).layers
        stack[places[1]] = stack[places[0]]
        return Sequential([Sequential(stack[:3]), *stack[3:]] if inside else stack)

    verdict = check.chapter_net.grade(chapter_net)
    assert verdict.kind == "wrong" and "stands in the list twice" in verdict.message


def test_a_chapter_net_whose_backward_stops_never_passes():
    class NoWayBack(Tanh):
        def backward(self, gradient):
            return gradient * self.mask

    def chapter_net(p=0.1, rng=None):
        net = own_chapter_net(p, rng)
        net.layers[2] = NoWayBack()
        return net

    verdict = check.chapter_net.grade(chapter_net)
    assert verdict.kind == "error" and "no attribute 'mask'" in verdict.message


@pytest.mark.parametrize("kind", [Dropout, OwnDropout])
@pytest.mark.parametrize("seed", [None, 0])
@pytest.mark.parametrize("places", [(1,), (4,), (1, 4)])
def test_a_dropout_without_the_rng_of_its_net_never_passes(kind, seed, places):
    def chapter_net(p=0.1, rng=None):
        net = own_chapter_net(p, rng, drop=kind)
        for place in places:
            net.layers[place] = kind(p, seed)
        return net

    verdict = check.chapter_net.grade(chapter_net)
    words = "other inputs each time" if seed is None else "the same inputs"
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_linear_layer_with_a_seed_of_its_own_never_passes(place):
    def chapter_net(p=0.1, rng=None):
        net = own_chapter_net(p, rng)
        outputs, inputs = net.layers[place].w.shape
        net.layers[place] = OwnLinear(inputs, outputs, np.random.default_rng(0))
        return net

    verdict = check.chapter_net.grade(chapter_net)
    assert verdict.kind == "wrong" and "weights of one layer are the same" in verdict.message


def test_rng_in_the_place_of_init_is_told():
    def chapter_net(p=0.1, rng=None):
        rng = np.random.default_rng(rng)
        return Sequential([Linear(784, 30, rng, dtype=np.float32), Dropout(p, rng), Tanh()])

    assert "is given by its name, rng=" in check.chapter_net.grade(chapter_net).message


@pytest.mark.parametrize("made, words", [(3, "a network, a `Sequential`"), (Tanh(), "[]")])
def test_what_is_no_network_of_the_chapter_is_shown(made, words):
    verdict = check.chapter_net.grade(lambda p=0.1, rng=None: made)
    assert verdict.kind == "wrong" and words in verdict.message


@pytest.mark.parametrize(
    "save, words",
    [
        (lambda params, path: np.savez(path, *sorted(params, key=np.size)), "the arrays"),
        (lambda params, path: np.savez(path, *params, *params[:1]), "arrays of numbers, 5"),
        (lambda params, path: np.savez(path, *[-param for param in params]), "the arrays"),
        (lambda params, path: np.savez(path, *[param[None] for param in params]), "the arrays"),
        *(
            (lambda params, path, name=name: np.savez(name, *params), "under a name of its own")
            for name in ("digits.npz", "weights.npz", "kept.npz")
        ),
        (lambda params, path: np.savez("w.npz", params[0], params[3]), "under a name of its own"),
        (lambda params, path: np.savez(Path(path).name, *params), "under a name of its own"),
        (
            lambda params, path: np.savez(Path(path).with_name("weights.npz"), *params),
            "under a name of its own",
        ),
        (lambda params, path: np.savez(path, *(p.astype("f2") for p in params)), "type"),
    ],
)
def test_a_file_of_other_arrays_never_passes(save, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    verdict = check.save_weights.grade(save)
    assert verdict.kind == "wrong" and words in verdict.message
    assert not list(tmp_path.iterdir())  # nothing is left among the learner's files


def test_what_is_saved_can_be_put_back(tmp_path):
    net, other = own_chapter_net(rng=0), own_chapter_net(rng=1)
    solutions = {}
    exec("import numpy as np\n" + check.save_weights.solution.source, solutions)
    solutions["save_weights"](net.params(), str(tmp_path / "weights.npz"))
    saved = np.load(tmp_path / "weights.npz")
    check.in_order.reference(other.params(), {f"param{i}": saved[f"arr_{i}"] for i in range(6)})
    assert all(map(np.array_equal, net.params(), other.params()))


# Crash hunts, as somebody mends them who has not found the cause, or has found it another way.

EACH = '    for i, param in enumerate(params):\n        param[...] = kept[f"param{i}"]'
SORTED = "    for param, name in zip(params, sorted(kept)):\n        "


@pytest.mark.parametrize(
    "new",
    [
        SORTED + "param[:] = kept[name].reshape(param.shape)",
        SORTED + "param[...] = kept[name].T if param.shape != kept[name].shape else kept[name]",
        SORTED + "param = kept[name]",
        SORTED + "param.resize(kept[name].shape, refcheck=False); param[...] = kept[name]",
        SORTED.replace("kept)", "kept, key=str.lower)") + "param[...] = kept[name]",
        SORTED.replace("sorted(kept)", "reversed(kept)") + "param[...] = kept[name]",
        SORTED.replace("kept)", "kept, key=lambda n: kept[n].shape)") + "param[...] = kept[name]",
        SORTED.replace("sorted(kept)", "kept") + "np.copyto(param, kept[name])",
        EACH.replace("params)", "params[:10])"),
        EACH.replace("param[...] = kept", "param[...] = 0 * param + 0.5 * kept"),
        EACH.replace("param[...] = ", "param.flat[0] = ").replace('"]', '"].flat[0]'),
        EACH.replace('kept[f"param{i}"]', 'kept.pop(f"param{i}")'),
        "    params[:] = [kept[f'param{i}'] for i in range(len(params))]",
        "    for name, array in kept.items():\n"
        "        next(p for p in params if p.shape == array.shape)[...] = array",
    ],
)
def test_arrays_in_another_order_never_pass(new):
    verdict = check.in_order.grade(hunting.answer(check.in_order, "fill_again", EACH, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "new",
    [
        '    for name in kept:\n        params[int(name.removeprefix("param"))][...] = kept[name]',
        "    for i in range(len(params)):\n        np.copyto(params[i], kept['param' + str(i)])",
        SORTED.replace("kept)", "kept, key=lambda n: n.zfill(9))") + "param[:] = kept[name]",
        EACH.replace("param[...] =", "param *= 0; param +="),
    ],
)
def test_arrays_in_their_order_pass_in_any_form(new):
    verdict = check.in_order.grade(hunting.answer(check.in_order, "fill_again", EACH, new))
    assert verdict.kind == "passed", verdict.message


MISSED = "return missed(net, x, labels)"


@pytest.mark.parametrize(
    "old, new",
    [
        (MISSED, "return missed(net, x, rows)"),
        (MISSED, "return missed(net, x, rows.sum(axis=1).astype(int))"),
        (MISSED, "return missed(net, x, rows.argmin(axis=1))"),
        (MISSED, "return missed(net, x, np.sort(labels))"),
        (MISSED, "return missed(net, rows, labels)"),
        (MISSED, "return missed(net, x[:10], labels[:10])"),
        (MISSED, "return list(missed(net, x, labels))[:9]"),
        (MISSED, "return missed(net, x, labels) / len(labels)"),
        (MISSED, "labels[:] = 0; return missed(net, x, labels)"),
        ("!= labels", "!= labels.argmax(axis=1)"),
        ("loss.gradient(net.forward(x), rows)", "loss.gradient(net.forward(x), rows[::-1])"),
        ("range(epochs)", "range(min(epochs, 3))"),
        ("labels, 10)", "labels, 11)"),
    ],
)
def test_misread_digits_that_are_counted_otherwise_never_pass(old, new):
    verdict = check.misread.grade(hunting.answer(check.misread, "after_epochs", old, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "old, new",
    [
        (MISSED, "return missed(net, x, rows.argmax(axis=1))"),
        (MISSED, "return missed(net, x, labels).tolist()"),
        (MISSED, "counts = missed(net, x, np.where(rows)[1])\n    return counts"),
        ("losses.one_hot(labels, 10)", "np.eye(10)[labels]"),
        ("labels[wrong]", "np.asarray(labels)[wrong]"),
    ],
)
def test_misread_digits_are_counted_in_any_form(old, new):
    verdict = check.misread.grade(hunting.answer(check.misread, "after_epochs", old, new))
    assert verdict.kind == "passed", verdict.message


def look(old, new):
    names = {"np": np}
    source = check.first_look.solution.source.replace("check.first_look(first_look)", "")
    assert old in source
    exec(source.replace(old, new), names)
    return names["first_look"]


SILENT = "[place for place, grad in enumerate(net.grads()) if not grad.any()]"


@pytest.mark.parametrize(
    "old, new",
    [
        (SILENT, "[place for place, grad in enumerate(net.grads()) if not grad.all()]"),
        (SILENT, "[place for place, grad in enumerate(net.grads()) if abs(grad.sum()) < 1e-9]"),
        (SILENT, "[place for place, grad in enumerate(net.grads()) if grad.any()]"),
        (SILENT, "[place for place, grad in enumerate(net.grads()) if not grad[:1].any()]"),
        (SILENT, "[grad for grad in net.grads() if not grad.any()]"),
        (SILENT, "[]"),
        (SILENT, "net.grads()"),
        ("np.log(logits.shape[1])", "np.log(len(logits))"),
        ("np.log(logits.shape[1])", "np.log(net.params()[0].shape[0])"),
        ("np.log(logits.shape[1])", "2.3"),
        ("np.log(logits.shape[1])", "np.log(y.sum())"),
        ("np.log(logits.shape[1])", "loss.loss(y, y)"),
        ("loss.loss(logits, y)", "loss.loss(y, logits)"),
        ("loss.loss(logits, y)", "loss.loss(0 * logits, y)"),
        ("loss.gradient(logits, y)", "loss.gradient(logits, y) * 0"),
    ],
)
def test_a_first_look_that_sees_something_else_never_passes(old, new):
    verdict = check.first_look.grade(look(old, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "old, new",
    [
        (SILENT, "[i for i, grad in enumerate(net.grads()) if np.count_nonzero(grad) == 0]"),
        (SILENT, "np.flatnonzero([not grad.any() for grad in net.grads()]).tolist()"),
        (SILENT, "[i for i in range(len(net.grads())) if (net.grads()[i] ** 2).sum() == 0]"),
        ("np.log(logits.shape[1])", "float(loss.loss(0 * logits, y))"),
        ("np.log(logits.shape[1])", "-np.log(1 / len(logits[0]))"),
    ],
)
def test_a_first_look_may_be_taken_in_any_form(old, new):
    verdict = check.first_look.grade(look(old, new))
    assert verdict.kind == "passed", verdict.message


def test_what_is_said_of_hunted_code_is_true_of_each_answer_that_gets_it():
    """Answers that do the same may be written in other ways."""
    rebound = hunting.answer(
        check.in_order, "fill_again", EACH, SORTED + "param = kept[name]"
    )  # still sorted by letters
    verdict = check.in_order.grade(rebound)
    assert verdict.mistake == "not_in_place" and "order is right" not in verdict.message
    from_outside = hunting.answer(check.misread, "after_epochs", MISSED, LABELS_OF_OTHERS)
    verdict = check.misread.grade(from_outside)
    assert "(60,) (200,)" in verdict.message and "Ten numbers" not in verdict.message
    assert "longer or shorter than the answers" in verdict.message


LABELS_OF_OTHERS = "return missed(net, x, np.arange(200) % 10)"


def test_with_ten_digits_the_hunted_code_stops_a_line_later_as_the_exercise_says():
    page = hunting.answer(check.misread, "after_epochs", MISSED, "return missed(net, x, rows)")
    digits = np.zeros((10, 28, 28), np.uint8), np.arange(10)
    with pytest.raises(TypeError, match="dtype"):
        page(Linear(784, 10, rng=0), *digits, 1)
    assert "a line later, about types" in check.misread.after


def test_what_the_check_asks_of_an_answer_is_not_called_its_code():
    """A list of arrays is refused with a sentence, and a helper's stop says what it was given."""
    verdict = check.first_look.grade(look(SILENT, "[g for g in net.grads()]"))
    assert "whole numbers from 0 on" in verdict.message and "stopped" not in verdict.message
    [takes_rows] = [one for one in check.misread.bank if one.id == "missed_takes_rows"]
    verdict = check.misread.grade(takes_rows.answer)
    assert "your code stopped, with labels, in line" in verdict.message
