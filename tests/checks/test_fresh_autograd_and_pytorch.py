"""Lessons 11 to 13: answers of people who had not seen the banks, and what they are told."""

import pytest

from dlscratch.checks import autograd as engine
from dlscratch.checks.autograd.learn_xor import _learner

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
from dlscratch.checks import practice  # noqa: E402
from dlscratch.checks import pytorch as check  # noqa: E402

nn = torch.nn


def centred(made, taken_off=lambda mean: mean, stored=None):
    """A `Centred` whose mean is made by made(features), and stored as this function says."""

    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.mean = made(features)

        def forward(self, x):
            self.mean.data = 0.9 * self.mean.data + 0.1 * x.detach().mean(dim=0)
            return x - taken_off(self.mean)

    return Centred


def test_a_running_mean_that_an_optimizer_would_move():
    verdict = check.running_mean.grade(centred(lambda k: nn.Parameter(torch.zeros(k))))
    assert verdict.mistake == "a_parameter"


@pytest.mark.parametrize(
    "made, taken_off",
    [
        (lambda k: nn.Parameter(torch.zeros(k), requires_grad=False), lambda mean: mean),
        (lambda k: nn.Parameter(torch.zeros(k)), lambda mean: mean.detach()),
        (torch.zeros, lambda mean: mean),
    ],
    ids=["held still", "detached", "a tensor"],
)
def test_a_running_mean_that_stays_as_it_is_kept(made, taken_off):
    verdict = check.running_mean.grade(centred(made, taken_off))
    assert verdict.kind == "passed", verdict.message


def test_what_the_course_says_of_pytorchs_errors_a_check_says_too():
    def item_first(net, x, y):
        return (net(x).argmax(dim=1) == y).float().item().mean()

    def of_another_name(net, x):
        return model(x)  # noqa: F821

    def more(net, x, y, steps):
        return net

    assert "`.item()` takes the number out" in check.accuracy.grade(item_first).message
    said = check.missing_eval.grade(of_another_name).message
    assert "The `def` line of `of_another_name` has `net` and `x`" in said
    said = check.fit.grade(more).message
    assert "The `def` line of `more` has `net`, `x`, `y` and `steps`." in said


def test_a_layers_class_that_was_kept_is_named():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = self.second = nn.Linear

        def forward(self, x):
            return x + self.second(torch.tanh(self.first(x)))

    assert "`self.first` is the class `Linear` itself" in check.own_module.grade(Net).message


def test_what_kind_of_thing_was_right_already():
    def translate():
        return nn.Sequential(nn.Linear(3, 5))

    assert "(an nn.Sequential)" in check.translate.grade(translate).message


def test_the_mean_of_before_is_named():
    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.register_buffer("mean", torch.zeros(features))

        def forward(self, x):
            out = x - self.mean
            self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(dim=0)
            return out

    assert check.running_mean.grade(Centred).mistake == "mean_of_before"


def rows_by(change):
    return lambda images: change(torch.from_numpy(images).float() / 255)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda x: x.flip(1).flatten(1), "its own image, but in another order"),
        (lambda x: x.flip(2).flatten(1), "its own image, but in another order"),
        (lambda x: x.permute(1, 2, 0).reshape(-1, 784), "pixels of several images"),
        (lambda x: x.permute(1, 0, 2).reshape(-1, 784), "pixels of several images"),
        (lambda x: x.flatten(1) - x.mean(), "a number is added to all of them"),
    ],
)
def test_rows_are_told_where_their_pixels_come_from(change, said):
    assert said in check.as_rows.grade(rows_by(change)).message


def test_a_squared_error_in_place_of_a_cross_entropy():
    def loss_of(logits, labels):
        right = torch.eye(logits.shape[1])[labels]
        return ((torch.softmax(logits, dim=1) - right) ** 2).mean()

    assert check.softmax_before_loss.grade(loss_of).mistake == "squared"


def test_part_of_the_gradients_wiped():
    def fit(net, x, y, steps):
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            list(net.parameters())[-1].grad = None
            nn.CrossEntropyLoss()(net(x), y).backward()
            optimizer.step()

    verdict = check.missing_zero_grad.grade(fit)
    assert "Part of the net" in verdict.message


def test_the_loss_is_no_net():
    assert check.fit.grade(lambda x, y: nn.CrossEntropyLoss()).mistake == "loss_returned"


def test_a_softmax_along_the_batch_is_no_sigmoid():
    def fit(x, y):
        return nn.Sequential(nn.Linear(784, 10), nn.Softmax(dim=0))

    verdict = check.fit.grade(fit)
    assert verdict.mistake == "softmax_over_the_batch"
    assert "sigmoid" not in verdict.message


def test_a_number_among_the_parents_is_no_missing_comma():
    def power(self, n):
        value = type(self)(self.data**n)
        value.parents = (self, n * self.data ** (n - 1)), (n, 0.0)
        return value

    Value = operators()
    Value.__pow__ = power
    message = engine.value_operators.grade(Value).message
    assert "A plain number is no parent" in message
    assert "comma" not in message


def operators():
    """A right answer to `value_operators`, as a class of its own."""
    return type("Value", (engine.value_operators.reference,), {})


def test_gradients_that_nobody_follows_are_not_the_cause():
    """Part of the net does not learn, and has old gradients: the first is what is told."""

    def step(params, rate):
        for param in params[2:]:
            param.data -= rate * param.grad

    def wipe(params):
        for param in params[2:]:
            param.grad = None

    message = engine.learn_xor.grade(_learner(move=step, wipe=wipe, steps=200)).message
    assert "never forgotten" not in message
    assert "some parameters" in message


@pytest.mark.parametrize(
    "pair",
    [
        lambda self, image, i: (self.transform(image), self.transform(self.labels[i])),
        lambda self, image, i: (self.transform(image), self.transform(int(self.labels[i]))),
        lambda self, image, i: (self.transform(i), self.labels[i]),
    ],
    ids=["the label", "a whole number", "the place"],
)
def test_a_number_in_the_transform(pair):
    class Digits(torch.utils.data.Dataset):
        def __init__(self, images, labels, transform=None):
            self.images, self.labels, self.transform = images, labels, transform

        def __len__(self):
            return len(self.images)

        def __getitem__(self, i):
            image = torch.tensor(self.images[i], dtype=torch.float32) / 255
            return pair(self, image, i) if self.transform else (image, self.labels[i])

    verdict = practice.digit_data.grade(Digits)
    assert verdict.mistake == "number_transformed"
    assert "Did you mean" not in verdict.message


def deep(hidden, forward=None):
    """A `Deep` whose hidden layers are what hidden(self, pairs) makes of their sizes."""

    class Deep(nn.Module):
        def __init__(self, sizes):
            super().__init__()
            pairs = list(zip(sizes[:-1], sizes[1:], strict=True))
            self.hidden = hidden(self, pairs[:-1])
            self.out = nn.Linear(*pairs[-1])

        def forward(self, x):
            if forward:
                return forward(self, x)
            for layer in self.hidden:
                x = torch.relu(layer(x))
            return self.out(x)

    return Deep


def first_named(self, pairs):
    layers = [nn.Linear(*pair) for pair in pairs]
    self.layer0 = layers[0]
    return layers


@pytest.mark.parametrize(
    "answer, mistake",
    [
        (
            deep(
                lambda self, pairs: nn.Sequential(*[nn.Linear(*pair) for pair in pairs]),
                lambda self, x: self.out(torch.relu(self.hidden(x))),
            ),
            "one_relu_always",
        ),
        (
            deep(
                lambda self, pairs: nn.ModuleList(
                    [nn.Linear(*pairs[0])] + [nn.Linear(*pairs[1])] * (len(pairs) - 1)
                )
            ),
            "second_layer_repeated",
        ),
        (deep(first_named), "first_by_number"),
    ],
)
def test_hidden_layers_that_are_known_in_part(answer, mistake):
    assert practice.hidden_layer.grade(answer).mistake == mistake


@pytest.mark.parametrize(
    "schedule, behind, mistake",
    [
        (lambda lr, optimizer: lr.StepLR(optimizer, 8, 0.8), False, "batch_size_as_an_epoch"),
        (lambda lr, optimizer: lr.ExponentialLR(optimizer, 0.8), True, "in_both_places"),
    ],
)
def test_a_schedule_in_the_loop_of_batches(schedule, behind, mistake):
    def fit_slower(net, x, y, epochs=8):
        data = torch.utils.data.TensorDataset(x, y)
        loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
        rates, losses = schedule(torch.optim.lr_scheduler, optimizer), []
        for _ in range(epochs):
            seen = []
            for batch_x, batch_y in loader:
                optimizer.zero_grad()
                value = nn.functional.cross_entropy(net(batch_x), batch_y)
                value.backward()
                optimizer.step()
                rates.step()
                seen.append(value.item())
            if behind:
                rates.step()
            losses.append(sum(seen) / len(seen))
        return losses

    assert practice.small_steps.grade(fit_slower).mistake == mistake


def test_the_state_of_another_generator():
    class Checkpoint:
        def __init__(self, path, *parts):
            self.path, self.parts = path, parts

        def save(self, epoch):
            states = [part.state_dict() for part in self.parts[:3]]
            torch.save([states, torch.get_rng_state(), epoch], self.path)

        def load(self):
            states, generator, epoch = torch.load(self.path)
            for part, state in zip(self.parts, states, strict=False):
                part.load_state_dict(state)
            self.parts[3].set_state(generator)
            return epoch

    assert practice.resume.grade(Checkpoint).mistake == "pytorchs_own_generator"
