"""A checkpoint: a file from which a training goes on as if it had never stopped."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.in_pytorch import SECONDS, later, made
from dlscratch.checks.practice.shared.expecting import by_reference
from dlscratch.checks.practice.shared.resuming import RESTARTS, resumed


def _checkpoint(save, load):
    """A class whose methods are save(torch, self, epoch) and load(torch, self, what was saved)."""

    @later
    def make():
        import torch

        class Checkpoint:
            def __init__(self, path, net, optimizer, schedule, generator):
                self.path, self.net, self.optimizer = path, net, optimizer
                self.schedule, self.generator = schedule, generator

            def save(self, epoch):
                torch.save(save(torch, self, epoch), self.path)

            def load(self):
                return load(torch, self, torch.load(self.path, weights_only=False))

        return Checkpoint

    return make


STATES = ("net", "optimizer", "schedule")


def _save(torch, self, epoch):
    states = {word: getattr(self, word).state_dict() for word in STATES}
    return {"epoch": epoch, **states, "generator": self.generator.get_state()}


def _load(torch, self, saved, words=STATES, generator=True):
    for word in words:
        getattr(self, word).load_state_dict(saved[word])
    if generator:
        self.generator.set_state(saved["generator"])
    return saved["epoch"]


def _loading(*words, generator=True, epoch=lambda epoch: epoch):
    """A `Checkpoint` that saves all and loads some of it."""
    return _checkpoint(
        _save, lambda torch, self, saved: epoch(_load(torch, self, saved, words, generator))
    )


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=_checkpoint(_save, _load),
    prepare=made,
    run=resumed,
    expect=by_reference(resumed, made),
    probes=[(2, 3, "falls once"), (4, 2, RESTARTS)],
    seconds=SECONDS,
    rtol=1e-5,
    hints=(
        "What changes while a net is trained? Four things that the class keeps, and a number.",
        "Three of the four have a `state_dict()`, and take it back with `load_state_dict(…)`. The "
        "generator has `get_state()` and `set_state(…)`.",
        "`torch.save` takes a dictionary and the path, and `torch.load` reads what is there. Each "
        "part takes back what was its own, and the epoch is returned.",
    ),
    after="A file with the weights alone is enough to use a net, and not to go on training it. "
    "Whoever forgets one of these five loses nothing visibly: it is another training from then on.",
)

exercise.mistakes(
    weights_only=(
        "The weights are back, and nothing else. What more changes in a training? The optimizer "
        "remembers, the schedule counts, the generator goes on.",
        _loading("net", generator=False),
    ),
    without_optimizer=(
        "The net is back. But Adam begins anew: its averages and the count of its steps are lost.",
        _loading("net", "schedule"),
    ),
    without_schedule=(
        "Net and optimizer are back. But the schedule begins anew, and the next epochs have other "
        "rates.",
        _loading("net", "optimizer"),
    ),
    without_generator=(
        "Net, optimizer and schedule are back. But the examples come in another order: the "
        "generator that was handed to the class begins anew. (Something else under its name does "
        "not reach it. And PyTorch's own random numbers are not those of the generator.)",
        _loading(*STATES, generator=False),
    ),
    pytorchs_own_generator=(
        "The generator goes on from where PyTorch's own random numbers were. It has a state of its "
        "own, and that was not kept.",
        _checkpoint(
            lambda torch, self, epoch: _save(torch, self, epoch)
            | {"generator": torch.get_rng_state()},
            _load,
        ),
    ),
    net_and_optimizer=(
        "Net and optimizer are back. Two things that the class keeps are not.",
        _loading("net", "optimizer", generator=False),
    ),
    without_net=(
        "The net is as chance made it: its weights are not loaded.",
        _loading("optimizer", "schedule"),
    ),
    no_epoch=(
        "All is back. But `load` hands out nothing, so nobody knows how far the training was.",
        _loading(*STATES, epoch=lambda epoch: None),
    ),
    next_epoch=(
        "All is back. But `load` returns another number than the one that was saved.",
        _loading(*STATES, epoch=lambda epoch: epoch + 1),
    ),
    epoch_as_tensor=(
        "All is back. But the epoch comes out as a tensor, and a Python number was asked for. "
        "`.item()` takes it out; or it is saved as the number that it was.",
        _loading(*STATES, epoch=lambda epoch: _tensor(epoch)),
    ),
    epoch_0=(
        "All is back. But the epoch that comes out is always 0: it is to be the saved one.",
        _loading(*STATES, epoch=lambda epoch: 0),
    ),
)


def _tensor(epoch):
    import torch

    return torch.tensor(epoch)


def _counted_only(torch, self, saved):
    _load(torch, self, saved, ("net", "optimizer"))
    self.schedule.last_epoch = saved["schedule"]["last_epoch"]
    return saved["epoch"]


def _without_buffers(torch, self, saved):
    params = dict(self.net.named_parameters())
    with torch.no_grad():
        for word, tensor in saved["net"].items():
            if word in params:
                params[word].copy_(tensor)
    return _load(torch, self, saved, STATES[1:])


def _seed_again(torch, self, saved):
    _load(torch, self, saved, STATES, False)
    self.generator.manual_seed(saved["seed"])
    return saved["epoch"]


exercise.mistakes(
    _checkpoint,
    without_buffers=(
        "The parameters are back. But the net has buffers as well, the averages of its batch norm, "
        "and they are not.",
        _save, _without_buffers,
    ),
    seed_of_the_generator=(
        "The seed says where a generator began. It has moved on since; its state says how far.",
        lambda torch, self, epoch: _save(torch, self, epoch)
        | {"seed": self.generator.initial_seed()},
        _seed_again,
    ),
    schedule_counted_only=(
        "The schedule knows how many epochs there have been. But there are schedules in which more "
        "changes than this count, and the rest of it is not back. Its state dict holds all.",
        _save, _counted_only,
    ),
    other_objects=(
        "Only the generator is back. The net, the optimizer and the schedule that were handed to "
        "the class go on as they were: what was loaded has to get into these very objects, and "
        "another object under their name does not reach them.",
        _save,
        lambda torch, self, saved: _load(torch, self, saved, ()),
    ),
    only_the_epoch=(
        "Only the epoch comes back. The net, the optimizer, the schedule and the generator that "
        "were handed to the class are as they were: what was loaded has to get into these very "
        "objects, and something else under their name, as by `self.net = …`, does not reach them.",
        _save, lambda torch, self, saved: saved["epoch"],
    ),
    loaded_as_a_whole=(
        "What the net is given by `load` is not its own state dict: is it the whole dictionary, or "
        "another part's? The net takes only what was its own.",
        _save, lambda torch, self, saved: self.net.load_state_dict(saved),
    ),
)  # fmt: skip


def _kept_in_mind(first=False, beside=False):
    """A `Checkpoint` that keeps what it saves on the class and writes no file, or only once; or
    that writes beside the place that it was given."""

    @later
    def make():
        import copy

        class Checkpoint:
            def __init__(self, path, net, optimizer, schedule, generator):
                self.path, self.net, self.optimizer = path, net, optimizer
                self.schedule, self.generator = schedule, generator

            def save(self, epoch):
                import torch

                if beside:
                    torch.save(_save(torch, self, epoch), f"{self.path}.{epoch}")
                elif not first:
                    Checkpoint.saved = copy.deepcopy(_save(torch, self, epoch))
                elif not self.path.exists():
                    torch.save(_save(torch, self, epoch), self.path)

            def load(self):
                import torch

                saved = torch.load(self.path) if first else Checkpoint.saved
                return _load(torch, self, saved)

        return Checkpoint

    return make


def _evaluating(torch, self, saved):
    self.net.eval()
    return _load(torch, self, saved)


def _in_another_file(torch, self, epoch):
    torch.save(self.optimizer.state_dict(), "optimizer.pt")
    return _save(torch, self, epoch)


def _from_another_file(torch, self, saved):
    return _load(torch, self, saved | {"optimizer": torch.load("optimizer.pt")})


exercise.mistakes(
    _checkpoint,
    in_evaluation=(
        "All is back. But behind `load` the net is in evaluation, and the training is to go on as "
        "it was. Whoever wants to ask the net can say so.",
        _save, _evaluating,
    ),
    in_another_file=(
        "Another training was saved as well, with a `Checkpoint` and a file of its own, and its "
        "optimizer came back in the place of this one's. All that is saved goes to `self.path`, "
        "and nothing of it elsewhere: neither to a file that both use, nor on the class.",
        _in_another_file, _from_another_file,
    ),
)  # fmt: skip
exercise.mistakes(
    no_file=(
        "No file has been written. What is kept in the program is gone when it ends. "
        "`torch.save` writes to `self.path`.",
        _kept_in_mind(),
    ),
    beside_the_path=(
        "A file has been written, and not at `self.path`. That is where a new program will look.",
        _kept_in_mind(beside=True),
    ),
    first_one_kept=(
        "What was saved first is still there. A later `save` takes its place.",
        _kept_in_mind(first=True),
    ),
)


@exercise.variant
@later
def _in_a_tuple():
    import torch

    class Checkpoint:
        def __init__(self, path, *parts):
            self.path, self.parts = path, parts

        def save(self, epoch):
            *others, generator = self.parts
            states = [part.state_dict() for part in others]
            torch.save((epoch, states, generator.get_state()), self.path)

        def load(self):
            *others, generator = self.parts
            epoch, states, dice = torch.load(self.path)
            for part, state in zip(others, states, strict=True):
                part.load_state_dict(state)
            generator.set_state(dice)
            return epoch

    return Checkpoint


exercise.variant(
    _checkpoint(
        lambda torch, self, epoch: {
            "epoch": torch.tensor(epoch),
            "params": [buffer.clone() for buffer in self.net.state_dict().values()],
            **{word: getattr(self, word).state_dict() for word in STATES[1:]},
            "generator": self.generator.get_state(),
        },
        lambda torch, self, saved: [
            self.net.load_state_dict(
                dict(zip(self.net.state_dict(), saved["params"], strict=True))
            ),
            _load(torch, self, saved, STATES[1:]).item(),
        ][1],
    )
)
