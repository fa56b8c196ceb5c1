"""The interrupt button, pressed at every moment: nothing is left uneven or half done."""

import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from dlscratch.interrupts import held_back
from dlscratch.layers import Linear, Sequential, Tanh
from dlscratch.losses import SSE
from dlscratch.optimizers import Adam, Momentum
from dlscratch.training import train
from dlscratch.weights import load_weights, save_weights

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((64, 3)), RNG.standard_normal((64, 1))


def net(rng=0):
    return Sequential([Linear(3, 4, rng=rng), Tanh(), Linear(4, 1, rng=rng)])


@pytest.fixture(autouse=True)
def listening():
    """As in a kernel: Python ignores a press where it was started in a shell's background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press():
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("call", range(1, 40, 3))
@pytest.mark.parametrize("during", ["forward", "loss", "step", "validation"])
def test_a_press_stops_between_two_batches(during, call, capsys):
    """Wherever it comes, the net is where some whole number of steps takes it."""
    model, calls = net(), []

    def pressing(method, counts=lambda *given: True):
        def wrapped(*given):
            if counts(*given):
                calls.append(1)
                if len(calls) == call:
                    press()
            return method(*given)

        return wrapped

    class Counted(Adam):
        def step(self, net):
            self.steps = getattr(self, "steps", 0) + 1
            super().step(net)

    loss, optimizer = SSE(), Counted(0.01)
    if during == "forward":
        model.layers[1].forward = pressing(model.layers[1].forward, more_than_one)
    elif during == "loss":
        loss.loss = pressing(loss.loss, more_than_one)
    elif during == "step":
        model.layers[2].grads = pressing(model.layers[2].grads)
    else:
        loss.encode = lambda y, outputs: y
        model.layers[0].forward = pressing(model.layers[0].forward, lambda x: len(x) == 8)
    history = train(model, X, Y, loss, optimizer, epochs=3, rng=0, progress=False,
                    validation=(X[:8], Y[:8]))  # fmt: skip
    lengths = {name: len(values) for name, values in vars(history).items()}
    assert len(set(lengths.values())) == 1, lengths
    assert not model.training and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert ("Stopped in epoch" in capsys.readouterr().out) == (lengths["loss"] < 3)
    again = net()
    plain = Counted(0.01)
    try:
        train(again, X, Y, SSE(), plain, epochs=3, rng=0, progress=False,
              augment=lambda x, rng: stop_after(optimizer.steps, plain, x))  # fmt: skip
    finally:
        for ours, theirs in zip(model.params(), again.params(), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def more_than_one(array, *_):
    """Not the single example on which a training looks at its arguments, before it begins."""
    return len(array) > 1


def stop_after(steps, optimizer, x):
    if getattr(optimizer, "steps", 0) == steps:
        raise KeyboardInterrupt
    return x


@pytest.mark.parametrize("make", [Adam, Momentum])
def test_an_interrupt_in_the_first_step_does_not_spoil_the_optimizer(make):
    class Interrupted(Sequential):
        stopped = False

        def params(self):
            if not self.stopped:
                self.stopped = True
                raise KeyboardInterrupt
            return super().params()

    model, optimizer = Interrupted([Linear(3, 1)]), make()
    with pytest.raises(KeyboardInterrupt):
        optimizer.step(model)
    optimizer.step(model)


def test_weights_are_loaded_whole_or_not_at_all(tmp_path):
    save_weights(net(1), tmp_path / "w")
    model = net(2)

    class Pressing(np.ndarray):
        def __setitem__(self, *given):
            press()
            super().__setitem__(*given)

    model.layers[0].w = model.layers[0].w.view(Pressing)
    with pytest.raises(KeyboardInterrupt):
        load_weights(model, tmp_path / "w")
    for ours, theirs in zip(model.params(), net(1).params(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_second_press_gets_through_at_once():
    reached = []
    with pytest.raises(KeyboardInterrupt):
        with held_back():
            press()
            reached.append(1)
            press()
            reached.append(2)
    assert reached == [1] and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_other_threads_train_as_well():
    done = []
    thread = threading.Thread(
        target=lambda: done.append(train(net(), X, Y, SSE(), Adam(), progress=False))
    )
    thread.start()
    thread.join(60)
    assert len(done[0].loss) == 1


def test_a_real_interrupt_from_outside():
    code = """
import numpy as np
from dlscratch.layers import Linear
from dlscratch.losses import SSE
from dlscratch.optimizers import Adam
from dlscratch.training import train
x = np.ones((20000, 3)); y = np.ones((20000, 1))
print("begins", flush=True)
history = train(Linear(3, 1), x, y, SSE(), Adam(), epochs=10**6, progress=False, validation=(x, y))
print({len(values) for values in vars(history).values()})
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "begins\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(2)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert out.startswith("Stopped in epoch") and out.count(",") == 0 and process.returncode == 0
