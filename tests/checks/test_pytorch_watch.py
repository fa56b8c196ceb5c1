"""Lesson 12: what is seen of a loop while it runs, and that the watching leaves nothing behind."""

import copy
import io
import sys
import threading

import numpy as np
import pytest

from dlscratch.checks import loops
from dlscratch.checks import pytorch as check
from dlscratch.checks.watch import METHODS, watching

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn, F = torch.nn, torch.nn.functional

X, Y = torch.ones(6, 3), torch.tensor([0, 1, 1, 0, 1, 0])


def net_of(*last):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), *last, nn.Linear(4, 2))


def does(letters, net=None, optimizer=None, loss=F.cross_entropy):
    """What is seen of a loop that wipes (z), runs backward (b) and takes steps (s)."""
    net = net or net_of()
    with watching(X, Y) as seen:
        optimizer = optimizer or torch.optim.SGD(net.parameters(), lr=0.1)
        for letter in letters:
            if letter == "z":
                optimizer.zero_grad()
            elif letter == "b":
                loss(net(X), Y).backward()
            elif letter == "s":
                optimizer.step()
            elif letter == "h":  # by hand
                for param in net.parameters():
                    param.grad = None
            elif letter == "0":
                for param in net.parameters():
                    param.grad.zero_()
            elif letter == "p":  # a part
                net[0].weight.grad = None
            elif letter == "d":
                with torch.no_grad():
                    for param in net.parameters():
                        param -= 0.1 * param.grad
    return seen


@pytest.mark.parametrize(
    "letters, order, slip",
    [
        (3 * "zbs", 3 * "zbs", None),
        (3 * "bsz", 3 * "bsz", None),
        (3 * "bzs", 3 * "bzs", loops.BEFORE_STEP),
        (4 * "bs", 4 * "bs", loops.NEVER_WIPED),
        ("z" + 4 * "bs", "z" + 4 * "bs", loops.WIPED_ONCE),
        (2 * "zbsbsbs", 2 * "zbsbsbs", loops.SELDOM_WIPED),
        (3 * "bsh", 3 * "bsz", None),
        (3 * "bs0", 3 * "bsz", None),
        (3 * "bhs", 3 * "bzs", loops.BEFORE_STEP),
        (3 * "bsp", 3 * "bs", loops.PARTLY_WIPED),
        (3 * "szb", 3 * "szb", loops.STEP_FIRST),
        (3 * "zbbs", 3 * "zbbs", loops.TWO_BACKWARDS),
        (3 * "zbss", 3 * "zbss", loops.TWO_STEPS),
        (2 * "zbbbbbs", 2 * "zbbbbbs", loops.MANY_BACKWARDS),
        (3 * "zb", 3 * "zb", loops.NO_STEP),
        (3 * "zs", 3 * "zs", loops.NO_BACKWARD),
        (3 * "bdh", 3 * "bz", None),  # steps by hand
    ],
)
def test_a_loop_is_seen_as_it_is(letters, order, slip):
    seen = does(letters)
    assert seen.order == order
    assert loops.slip(seen) == slip


def test_what_was_counted_is_told():
    assert loops.counted(does(625 * "bs")) == (
        "Your loop took 625 steps, ran backward 625 times and wiped the gradients 0 times."
    )
    assert "moved the parameters without an optimizer" in loops.counted(does(3 * "bdh"))


def test_whose_parameters_an_optimizer_holds():
    net = net_of()
    for held, slip in (
        (copy.deepcopy(net).parameters(), loops.OTHER_PARAMETERS),
        (net[0].parameters(), loops.SOME_PARAMETERS),
        (net.parameters(), None),
    ):
        optimizer = torch.optim.SGD(list(held), lr=0.1)
        assert loops.slip(does(3 * "zbs", net, optimizer)) == slip


def test_an_optimizer_that_is_made_in_each_round():
    net = net_of()
    with watching() as seen:
        for _ in range(4):
            optimizer = torch.optim.Adam(net.parameters())
            optimizer.zero_grad()
            F.cross_entropy(net(X), Y).backward()
            optimizer.step()
    assert seen.optimizers == 4 and loops.slip(seen) == loops.NEW_OPTIMIZERS


@pytest.mark.parametrize(
    "given, words",
    [
        (lambda logits: logits, "numbers"),
        (lambda logits: logits.softmax(dim=1), "probabilities"),
        (lambda logits: logits.softmax(dim=1).detach(), "probabilities"),
        (lambda logits: logits.log_softmax(dim=1), "logarithms of probabilities"),
        (lambda logits: logits.sigmoid(), "numbers from 0 to 1"),
    ],
)
def test_what_a_loss_was_given(given, words):
    for loss in (nn.CrossEntropyLoss(reduction="sum"), None):
        with watching() as seen:
            logits = given(5 * net_of()(X))
            loss(logits, Y) if loss else F.cross_entropy(logits, Y, reduction="sum")
        [one] = seen.losses
        assert one[:5] == ("cross_entropy", words, (6, 2), (6,), "sum")
        assert one.recorded == logits.requires_grad


def test_the_modes_in_which_layers_were_asked():
    net = net_of(nn.Dropout(0.3), nn.BatchNorm1d(4))
    with watching() as seen:
        net(X)
        net.eval()
        with torch.no_grad():
            net(X)
    assert set(seen.modes) == {
        ("dropout", 0.3, True, True), ("batch_norm", None, True, True),
        ("dropout", 0.3, False, False), ("batch_norm", None, False, False),
    }  # fmt: skip


def test_methods_that_are_looked_up_and_not_called():
    net = net_of()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    with watching() as seen:
        net.eval  # noqa: B018
        optimizer.zero_grad  # noqa: B018
        optimizer.step  # noqa: B018
        net(X).sum().backward  # noqa: B018
    assert seen.uncalled == ["backward", "eval", "step", "zero_grad"] and not seen.order
    with watching() as seen:
        torch.optim.lr_scheduler.StepLR(optimizer, 1)  # it looks up `step` itself
        net.train(False)
        wipe = net.zero_grad
        wipe()
    assert not seen.uncalled and seen.called == {"train", "zero_grad"}


def keeps(take, again=lambda net: None):
    """Whether nothing but its own tensors was loaded into a net, which are kept by take(net)."""
    net = net_of(nn.BatchNorm1d(4))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    with watching() as seen:
        for step in range(3):
            F.cross_entropy(net(X), Y).backward()
            optimizer.step()
            if step == 1:
                kept = take(net)
        if kept:
            net.load_state_dict(kept)
        again(net)
    return seen.loaded_itself(net)


def saved(net):
    file = io.BytesIO()
    torch.save(net.state_dict(), file)
    file.seek(0)
    return torch.load(file)


@pytest.mark.parametrize(
    "take, own",
    [
        (lambda net: net.state_dict(), True),
        (lambda net: dict(net.state_dict()), True),
        (lambda net: copy.copy(net.state_dict()), True),
        (lambda net: {name: one.detach().cpu() for name, one in net.state_dict().items()}, True),
        (lambda net: copy.deepcopy(net.state_dict()), False),
        (lambda net: {name: one.clone() for name, one in net.state_dict().items()}, False),
        (lambda net: copy.deepcopy(net).state_dict(), False),
        (saved, False),
        (lambda net: None, False),
    ],
)
def test_a_net_into_which_its_own_tensors_are_loaded(take, own):
    assert keeps(take) is own


def test_what_is_loaded_into_a_net_in_the_end():
    def take(net):
        return net.state_dict()

    other = net_of(nn.BatchNorm1d(4))
    assert keeps(take, again=lambda net: net.load_state_dict(net.state_dict()))
    assert not keeps(take, again=lambda net: net.load_state_dict(other.state_dict()))
    net = net_of()
    with watching() as seen:  # the last weights, taken when they were the last
        F.cross_entropy(net(X), Y).backward()
        net.load_state_dict(net.state_dict())
    assert not seen.loaded_itself(net)


def test_the_labels_in_a_batch():
    with watching() as seen:
        for labels in (torch.zeros(8), torch.zeros(9), torch.arange(8) % 2, torch.ones(7)):
            F.cross_entropy(net_of()(torch.ones(len(labels), 3)), labels.long())
        with torch.no_grad():
            F.cross_entropy(net_of()(torch.ones(8, 3)), torch.ones(8).long())
        F.mse_loss(net_of()(torch.ones(8, 3))[:, 0], torch.ones(8))
    assert seen.kinds == {frozenset({0}): 2, frozenset({0, 1}): 1}


def test_what_has_nothing_to_wipe_wipes_nothing():
    net, loss = net_of(), nn.CrossEntropyLoss()
    with watching() as seen:
        for _ in range(2):
            loss.zero_grad()
            net_of().zero_grad() if seen.order else None  # nor does another net
            loss(net(X), Y).backward()
    assert seen.order == "bb"


def test_which_arguments_are_used():
    with watching(X, Y) as seen:
        len(X), X.shape, Y.dtype, f"{X.device}"  # noqa: B018
    assert not seen.used(X) and not seen.used(Y)
    for use in (lambda: X[:2], X.sum, lambda: torch.stack([X, X]), X.numpy, lambda: list(X)):
        with watching(X, Y) as seen:
            use()
        assert seen.used(X) and not seen.used(Y)


def test_shapes_that_are_compared():
    with watching() as seen:
        net_of()(X).argmax(dim=1, keepdim=True) == Y  # noqa: B015
    assert seen.compared == ((6, 1), (6,))


# Nothing is disturbed, and nothing stays


def trained(watched):
    torch.manual_seed(1)
    net = net_of(nn.Dropout(0.5))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    with watching(X) if watched else torch.enable_grad():
        for _ in range(5):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(net(X), Y).backward()
            optimizer.step()
    return [param.detach().numpy() for param in net.parameters()]


def test_a_training_is_the_same_with_and_without():
    for one, other in zip(trained(True), trained(False), strict=True):
        np.testing.assert_array_equal(one, other)


def state():
    owners = torch.Tensor, nn.Module, torch.optim.Optimizer
    methods = [vars(one).get(name) for one in owners for name in METHODS[one.__name__]]
    hooks = sys.modules["torch.optim.optimizer"]._global_optimizer_post_hooks
    asked = vars(torch.optim.Optimizer).get("__getattribute__")
    modes = torch.overrides._get_current_function_mode_stack()
    return [*methods, torch.autograd.backward, asked, len(hooks), len(modes)]


class Stop(BaseException):
    pass


@pytest.mark.parametrize("error", [None, ValueError, Stop])
def test_pytorch_is_as_before(error):
    before = state()
    try:
        with watching():
            with watching():
                does("zbs")
            assert state() != before
            if error:
                raise error
    except (ValueError, Stop):
        pass
    assert state() == before


def test_an_inner_watching_leaves_the_outer_one_at_work():
    net = net_of()
    with watching() as outer:
        with watching():
            net(X).sum().backward()
        net.zero_grad()
    assert outer.order.endswith("z")


def test_each_thread_sees_its_own():
    before, seen, both = state(), {}, threading.Barrier(2, timeout=20)

    def work(letters):
        net = net_of()
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        with watching() as mine:
            both.wait()
            for _ in range(20):
                for letter in letters:
                    if letter == "z":
                        optimizer.zero_grad()
                    elif letter == "b":
                        F.cross_entropy(net(X), Y).backward()
                    else:
                        optimizer.step()
            if letters == "bs":
                both.wait()  # the other one leaves first
        if letters != "bs":
            both.wait()
        seen[letters] = mine.order

    threads = [threading.Thread(target=work, args=(letters,)) for letters in ("zbs", "bs")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert seen == {"zbs": 20 * "zbs", "bs": 20 * "bs"}
    assert state() == before


def test_errors_are_pytorchs_own():
    for wrong in (
        lambda: F.cross_entropy(None, Y),
        lambda: F.cross_entropy(X, Y.float()),
        lambda: torch.ones(3).sum().backward(),
        lambda: torch.ones(3) == "x",
    ):
        said = []
        for watched in (True, False):
            try:
                with watching() if watched else torch.enable_grad():
                    wrong()
            except Exception as error:
                said.append((type(error), str(error)))
        assert len(set(said)) <= 1 and len(said) in (0, 2)


def test_no_right_answer_is_warned_of():
    for name in ("accuracy", "missing_eval", "missing_zero_grad", "softmax_before_loss", "fit"):
        exercise = getattr(check, name)
        for answer in [exercise.reference, *exercise.variants]:
            verdict = exercise.grade(answer)
            assert "warned" not in verdict.message and "Your loop" not in verdict.message


def test_verdicts_say_what_was_counted():
    def fit(net, x, y, steps):
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            nn.CrossEntropyLoss()(net(x), y).backward()
            optimizer.step()

    verdict = check.missing_zero_grad.grade(fit)
    counted = "took 3 steps, ran backward 3 times and wiped the gradients 0 times."
    assert counted in verdict.message and counted not in verdict.symptom
