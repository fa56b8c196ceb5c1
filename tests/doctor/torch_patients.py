"""PyTorch's modules, well and with a planted fault; read `patients` for the form."""

import torch
from torch import nn

from tests.doctor.patients import digits
from tests.doctor.planting import Patients

PATIENTS = Patients()
healthy, planted = PATIENTS.healthy, PATIENTS.planted
HEALTHY, PLANTED = PATIENTS.well, PATIENTS.ill


def _digits():
    return tuple(map(torch.from_numpy, digits()))


def _plain(*more):
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(784, 30), nn.ReLU(), *more, nn.Linear(30, 10))


def _with(net, optimizer=torch.optim.Adam, rate=1e-3, x=None, y=None):
    images, labels = _digits()
    x, y = images if x is None else x, labels if y is None else y
    return net, x, y, nn.CrossEntropyLoss(), optimizer(net.parameters(), rate)


def _numbers():
    torch.manual_seed(0)
    x = torch.randn(200, 5)
    return x, x @ torch.tensor([1.0, -2.0, 0.5, 0.0, 3.0]) + 0.1 * torch.randn(200)


@healthy
def plain():
    return _with(_plain())


@healthy
def a_function_for_a_loss():
    net, x, y, _, optimizer = _with(_plain())
    return net, x, y, nn.functional.cross_entropy, optimizer


@healthy
def dropout_and_batch_norm():
    return _with(_plain(nn.BatchNorm1d(30), nn.Dropout(0.3)), torch.optim.AdamW)


@healthy
def convolution():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(4), nn.Flatten(),
                        nn.Linear(144, 10))  # fmt: skip
    return _with(net, torch.optim.SGD, 0.05, x=_digits()[0].reshape(-1, 1, 28, 28))


@healthy
def a_number_for_each():
    x, y = _numbers()
    net = nn.Sequential(nn.Linear(5, 20), nn.Tanh(), nn.Linear(20, 1))
    return net, x, y[:, None], nn.MSELoss(), torch.optim.SGD(net.parameters(), 0.05)


@healthy
def yes_or_no():
    x, y = _numbers()
    net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    return net, x, (y > 0).float()[:, None], nn.BCEWithLogitsLoss(), optimizer


@healthy
def trained_for_a_while():
    net, x, y, loss, optimizer = _with(_plain(), torch.optim.SGD, 0.1)
    for start in range(0, 400, 20):
        optimizer.zero_grad()
        loss(net(x[start : start + 20]), y[start : start + 20]).backward()
        optimizer.step()
    return net, x, y, loss, optimizer


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(784, 30), nn.Linear(30, 10)

    def forward(self, x):
        return self.second(nn.functional.relu(self.first(x)))


@healthy
def activations_as_functions():
    torch.manual_seed(0)
    return _with(Functional())


@healthy
def places_in_a_table():
    torch.manual_seed(0)
    words = torch.randint(0, 200, (300, 3))
    net = nn.Sequential(nn.Embedding(200, 8), nn.Flatten(), nn.Linear(24, 2))
    return _with(net, rate=0.01, x=words, y=(words[:, 0] > 100).long())


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.last = [nn.Linear(784, 30), nn.ReLU()], nn.Linear(30, 10)

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)


@planted("layers_are_known")
def layers_in_a_plain_list():
    torch.manual_seed(0)
    return _with(Listed())


@planted("something_bends")
def nothing_bends():
    torch.manual_seed(0)
    return _with(nn.Sequential(nn.Linear(784, 30), nn.Linear(30, 10)))


@planted("parameters_move")
def a_rate_of_one():
    return _with(_plain(), rate=1.0)


@planted("answers_fit")
def answers_without_their_axis():
    net, x, y, *rest = a_number_for_each()
    return net, x, y[:, 0], *rest


@planted("parameters_move")
def one_layer_not_given_to_the_optimizer():
    net, x, y, loss, _ = _with(_plain())
    return net, x, y, loss, torch.optim.Adam(net[2].parameters())


@planted("parameters_move")
def optimizer_of_another_net():
    net, x, y, loss, _ = _with(_plain())
    return net, x, y, loss, torch.optim.Adam(_plain().parameters())


class Detached(nn.Module):
    def forward(self, x):
        return x.detach()


@planted("parameters_move")
def detached_in_the_middle():
    return _with(_plain(Detached()))


class FromNumPy(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x):
        return torch.tensor(self.linear(x).tolist())


@planted("parameters_move", "runs")
def numbers_taken_out_and_put_back():
    return _with(FromNumPy())


@planted("logits_come_out")
def softmax_before_cross_entropy():
    net = _plain()
    net.append(nn.Softmax(dim=1))
    return _with(net)


@planted("runs")
def labels_as_floats():
    return _with(_plain(), y=_digits()[1].float())


@planted("runs")
def label_out_of_range():
    return _with(_plain(), y=_digits()[1] + 1)


@planted("loss_falls")
def steps_too_long():
    return _with(_plain(), torch.optim.SGD, 100.0)


@planted("inputs_centred")
def bytes_as_inputs():
    return _with(_plain(), x=torch.from_numpy(digits(raw=True)[0]))


@planted("evaluations_alike")
def functional_dropout_always_on():
    class Drop(nn.Module):
        def forward(self, x):
            return nn.functional.dropout(x, 0.5)

    return _with(_plain(Drop()))


@planted("units_alive")
def dead_units():
    net = _plain()
    with torch.no_grad():
        net[0].bias -= 20
    return _with(net)


def _likely(net):
    net, x, y, _, optimizer = _with(net)
    return net, x, y, nn.NLLLoss(), optimizer


@planted("logs_come_out")
def scores_for_a_log_likelihood():
    return _likely(_plain())


@planted("logs_come_out")
def softmax_for_a_log_likelihood():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10), nn.Softmax(dim=1))
    return _likely(net)


@healthy
def log_softmax_and_likelihood():
    torch.manual_seed(0)
    return _likely(
        nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10), nn.LogSoftmax(dim=1))
    )


class Known(Functional):
    """The same layers once more in a list, which is no fault."""

    def __init__(self):
        super().__init__()
        self.both = [self.first, nn.ReLU(), self.second]


@healthy
def a_list_of_known_layers():
    torch.manual_seed(0)
    return _with(Known())


class InDict(Functional):
    def __init__(self):
        super().__init__()
        self.middle = {"one": nn.Linear(30, 30)}

    def forward(self, x):
        return self.second(torch.tanh(self.middle["one"](self.first(x).relu())))


@planted("layers_are_known")
def layers_in_a_dict():
    torch.manual_seed(0)
    return _with(InDict())


class Scaled(Functional):
    def __init__(self):
        super().__init__()
        self.scale = torch.ones(30, requires_grad=True)

    def forward(self, x):
        return self.second(self.first(x).relu() * self.scale)


@planted("layers_are_known")
def a_tensor_that_is_no_parameter():
    torch.manual_seed(0)
    return _with(Scaled())


@planted("labels_in_step")
def images_shuffled_alone():
    x, _ = _digits()
    return _with(_plain(), x=x[torch.randperm(len(x))])


class Squeezed(Functional):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@planted("logits_come_out")
def sigmoid_as_a_function_before_cross_entropy():
    torch.manual_seed(0)
    return _with(Squeezed())


@planted("logits_come_out")
def one_output_for_classes():
    net, x, y, _, optimizer = yes_or_no()
    return net, x, y, nn.CrossEntropyLoss(), optimizer


def _frozen(layers):
    net = _plain()
    for layer in layers(net):
        layer.requires_grad_(False)
    return _with(net)


@planted("parameters_move")
def all_frozen():
    return _frozen(lambda net: net)


@healthy
def the_front_is_frozen():
    return _frozen(lambda net: net[:1])


@healthy
def several_losses_a_step():
    net, x, y, loss, _ = a_number_for_each()
    return net, x, y, loss, torch.optim.LBFGS(net.parameters(), 0.5)


@planted("units_alive")
def dead_behind_a_function():
    torch.manual_seed(0)
    net = Functional()
    nn.init.constant_(net.first.bias, -50)
    return _with(net)


@planted("logits_come_out")
def softmax_along_the_wrong_axis():
    return _with(nn.Sequential(*_plain(), nn.Softmax(dim=0)))


def steps_below_what_float32_can_tell():
    return _with(_plain(), torch.optim.SGD, 1e-9)
