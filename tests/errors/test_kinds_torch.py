"""Each kind of error of PyTorch's gets its sentence, and what looks like it does not."""

import copy

import numpy as np
import pytest

from dlscratch.errors.devices import DEVICES
from dlscratch.errors.modules import MODULES
from dlscratch.errors.tensors import TENSORS

from .raised import (
    assert_a_kind_and_its_sentence,
    assert_each_has_a_look_alike,
    assert_it_is_only_alike,
    explained,
)

torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional


class Data:
    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, number):
        return self.items[number]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(x)


def fresh():
    """The names of a page on which nothing has happened yet."""
    T = torch.ones(4, 3)
    return {
        "np": np, "torch": torch, "nn": nn, "F": F, "copy": copy, "Data": Data, "Net": Net, "T": T,
        "X": np.ones((4, 3)), "L": torch.tensor([0, 1, 2, 0]), "some": [1, 2, 3],
        "w": torch.ones(3, requires_grad=True), "lin": nn.Linear(3, 2),
        "net": nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(5, 2)),
        "load": torch.utils.data.DataLoader, "conv": nn.Conv2d(1, 6, 5),
        "ce": nn.CrossEntropyLoss(), "double": T.double(), "whole": torch.arange(3),
        "meta": torch.ones(3, device="meta"),
    }  # fmt: skip


# A kind, words of its sentence, and cells that raise it.
TABLE = {
    # Shapes of tensors
    "sizes_of_a_product": (
        "as many columns|linear layer",
        [
            "T @ T",
            "net(T)",
            "lin(torch.ones(4, 5))",
            "torch.mm(T, T)",
            "F.linear(T, torch.ones(2, 4))",
        ],
    ),
    "lengths_along_a_dimension": (
        "here 3 meets 4|here 4 meets 5",
        ["T + torch.ones(4)", "T * torch.ones(5, 3)", "F.mse_loss(T, torch.ones(4))"],
    ),
    "matrix_and_vector": (
        "as many numbers in the vector",
        ["T @ torch.ones(4)", "torch.matmul(T, torch.ones(2))", "torch.mv(T, torch.ones(5))"],
    ),
    "dot_of_two_lengths": (
        "of one length",
        ["torch.dot(w, torch.ones(4))", "w @ torch.ones(2)", "torch.ones(5).dot(w)"],
    ),
    "dot_is_for_vectors": ("two vectors", ["torch.dot(T, T)", "T.dot(T.T)", "torch.dot(T, w)"]),
    "shape_kept_in_place_by_torch": (
        "keeps its shape",
        [
            "a = torch.ones(3)\na += T",
            "a = torch.ones(1)\na.add_(T)",
            "b = torch.ones(4, 1)\nb *= T",
        ],
    ),
    "numbers_left_over_in_a_view": (
        "numbers",
        ["T.view(5, 2)", "T.reshape(-1, 5)", "T.view(-1, 784)", "torch.reshape(T, (2, 2))"],
    ),
    "view_of_a_turned_tensor": (
        "`reshape` makes a copy",
        ["T.T.view(12)", "T.t().view(-1)", "torch.ones(2, 3, 4).permute(0, 2, 1).view(2, 12)"],
    ),
    "lengths_of_joined_tensors": (
        "may differ only there",
        [
            "torch.cat([T, torch.ones(4, 2)])",
            "torch.cat([T, torch.ones(2, 3)], dim=1)",
            "torch.vstack([T, torch.ones(1, 2)])",
        ],
    ),
    "dimensions_of_joined_tensors": (
        "equally many dimensions",
        ["torch.cat([T, torch.ones(3)])", "torch.cat((w, T), 0)", "torch.cat([T, T[None]])"],
    ),
    "tensors_in_one_list": (
        "in one list",
        ["torch.cat(T, T)", "torch.stack(T, T)", "torch.cat(T, dim=0)"],
    ),
    "no_such_dimension": (
        "There is no dimension",
        ["T.sum(dim=2)", "torch.argmax(w, dim=1)", "T.size(2)", "F.softmax(w, dim=1)"],
    ),
    "beyond_a_dimension": (
        "has length",
        ["T[4]", "T[:, 3]", "T[torch.tensor([0, 9])]", "T[:0][0]"],
    ),
    "too_many_indices_for_a_tensor": ("more indices", ["T[0, 0, 0]", "w[0, 1]", "L[0, 0]"]),
    "index_of_floats": (
        "`.long()`",
        ["T[w]", "T[torch.tensor([0.0, 1.0])]", "T[:, torch.tensor([1.5])]"],
    ),
    "letters_of_torchs_einsum": (
        "stands for one length",
        [
            "torch.einsum('ij,jk->ik', T, torch.ones(4, 2))",
            "torch.einsum('i,i->', w, torch.ones(4))",
            "torch.einsum('ij,ij->', T, T.T)",
        ],
    ),
    "array_read_backwards": (
        "`.copy()` behind it",
        [
            "torch.from_numpy(X[::-1])",
            "torch.from_numpy(np.flip(X, 1))",
            "T + torch.from_numpy(X[:, ::-1])",
        ],
    ),
    "layers_for_an_optimizer": (
        "`.parameters()` behind a net",
        [
            "torch.optim.SGD(net, lr=0.1)",
            "torch.optim.Adam([lin])",
            "torch.optim.SGD(nn.ModuleList([lin]), lr=1)",
        ],
    ),
    "arrays_in_a_dataset": (
        "`torch.from_numpy(…)` makes one",
        [
            "torch.utils.data.TensorDataset(X, X)",
            "torch.utils.data.TensorDataset(X, L)",
            "load(torch.utils.data.TensorDataset(X))",
        ],
    ),
    "train_only_switches": (
        "only switches to training mode",
        ["net.train(T, L)", "lin.train(T)", "net.train(T, L, 3)"],
    ),
    # Types of numbers
    "two_types": (
        "`.float()`",
        [
            "lin(double)",
            "T @ double.T",
            "lin(torch.ones(4, 3).long())",
            "T @ torch.ones(3, 2).int()",
            "conv(torch.ones(1, 1, 9, 9).double())",
        ],
    ),
    "labels_are_whole": (
        "Labels are whole numbers",
        ["ce(T, torch.ones(4))", "F.nll_loss(T, L.float())", "F.cross_entropy(T, L.double())"],
    ),
    "labels_taken_for_probabilities": (
        "taken for probabilities",
        ["ce(T, T.long())", "ce(T, F.one_hot(L))", "ce(T.sum(1), L)"],
    ),
    "whole_numbers_for_logits": (
        "are the two in this order?",
        ["ce(L, T[:, 0])", "ce(L, lin(T)[:, 0])", "F.log_softmax(T.int(), dim=1)"],
    ),
    "types_of_its_own": (
        "types of its own",
        [
            "torch.tensor(some, dtype=np.int64)",
            "torch.zeros(3, dtype='float32')",
            "torch.tensor(X, dtype=float).type_as(torch.ones(2, dtype=np.float32))",
        ],
    ),
    "no_cast_in_place": (
        "cannot",
        ["whole += 0.5", "whole /= 2", "nn.BCEWithLogitsLoss()(T, T.long())"],
    ),
    "loss_of_two_types": (
        "different types",
        [
            "nn.BCELoss()(T, T.long())",
            "F.binary_cross_entropy(T, double)",
            "F.binary_cross_entropy(double, T)",
        ],
    ),
    "mean_of_whole_numbers": ("`.float()`", ["whole.mean()", "torch.mean(L)", "(T > 0).mean()"]),
    "gradient_of_whole_numbers": (
        "Only floats",
        [
            "torch.tensor([1, 2], requires_grad=True)",
            "whole.requires_grad_()",
            "L.requires_grad = True",
        ],
    ),
    "tensor_wanted": (
        "works on tensors",
        ["lin(X)", "F.relu(X)", "torch.sigmoid(3)", "torch.sum(some)", "ce(T, L.numpy())"],
    ),
    "tensor_of_objects": (
        "no numbers",
        [
            "torch.tensor(np.array([1, None]))",
            "torch.from_numpy(np.array(['a']))",
            "torch.tensor(np.array(['1', '2']))",
        ],
    ),
    "tensor_of_unequal_rows": (
        "equally long",
        [
            "torch.tensor([[1, 2], [3]])",
            "torch.tensor([[1], [2, 3]])",
            "torch.FloatTensor([[1, 2], [3]])",
        ],
    ),
    "tensor_of_strings": (
        "strings",
        ["torch.tensor('a')", "torch.tensor(['a'])", "torch.tensor(['1', '2'])"],
    ),
    "tensor_of_nothing": (
        "something else",
        ["torch.tensor([None])", "torch.tensor(None)", "torch.tensor([{}])"],
    ),
    "array_wanted": (
        "takes an array",
        ["torch.from_numpy(some)", "torch.from_numpy(T)", "torch.from_numpy(3)"],
    ),
    "one_number_of_a_tensor": (
        "One number|holds only one",
        ["T.item()", "float(T)", "int(w)", "lin(T).item()"],
    ),
    # Gradients
    "nothing_recorded": (
        "Nothing leads",
        [
            "T.sum().backward()",
            "with torch.no_grad():\n    loss = lin(T).sum()\nloss.backward()",
            "lin(T).argmax().backward()",
            "lin(T).detach().sum().backward()",
        ],
    ),
    "backward_twice": (
        "an earlier `backward`",
        [
            "loss = lin(T).sum().exp()\nloss.backward()\nloss.backward()",
            "h = w.exp()\nfor i in range(2):\n    h.sum().backward()",
            "h = (w * w).sum()\nh.backward()\n(h * 2).backward()",
        ],
    ),
    "record_of_a_result": (
        "does not take its record away",
        [
            "h = w * 2\nh.requires_grad = False",
            "lin(T).requires_grad_(False)",
            "out = net[0](T)\nout.requires_grad = False",
        ],
    ),
    "backward_from_many": (
        "one number, the loss",
        [
            "lin(T).backward()",
            "w.exp().backward()",
            "F.mse_loss(lin(T), torch.ones(4, 2), reduction='none').backward()",
        ],
    ),
    "parameter_changed_in_place": (
        "torch.no_grad()",
        ["w -= 0.1", "w[0] = 1", "w.zero_()", "for p in lin.parameters():\n    p -= 0.1"],
    ),
    "needed_and_overwritten": (
        "changed in place since",
        [
            "b = w.exp()\nb += 1\nb.sum().backward()",
            "a = w.sigmoid()\na[0] = 1\na.sum().backward()",
            "h = w * 1\ny = (h * h).sum()\nh.zero_()\ny.backward()",
        ],
    ),
    "numpy_of_a_recorded_tensor": (
        "`.detach().numpy()`",
        ["lin(T).numpy()", "np.array(w)", "w.numpy()"],
    ),
    "copy_of_a_recorded_tensor": (
        "copies the numbers",
        ["copy.deepcopy(w * 2)", "copy.deepcopy(lin(T))", "copy.deepcopy([w.exp()])"],
    ),
    "no_gradient_yet": ("is None", ["w.grad.zero_()", "lin.weight.grad.norm()", "T.grad.data"]),
    # Devices
    "two_devices": ("on one device", ["meta + torch.ones(3)", "torch.ones(3) @ meta", "lin(meta)"]),
    "nothing_on_meta": (
        "no numbers", ["meta.to('cpu')", "meta.cpu()", "nn.Linear(3, 2, device='meta').to('cpu')"],
    ),
    "numpy_of_another_device": (
        "`.cpu()` first",
        ["meta.numpy()", "np.array(meta)", "(meta + 1).numpy()"],
    ),
    "no_such_device": (
        "no device called",
        ["lin.to('gpu')", "torch.device('gpu:0')", "torch.ones(3, device='foo')"],
    ),
    # Losses
    "rows_and_labels": (
        "one label for each row",
        ["ce(T, L[:2])", "F.nll_loss(T, torch.ones(5).long())", "ce(T.view(2, 6), L)"],
    ),
    "label_without_a_class": (
        "A label is",
        ["ce(T, torch.tensor([0, 1, 2, 3]))", "ce(T, L - 1)", "F.nll_loss(T, L + 1)"],
    ),
    "one_label_for_each_row": (
        "the shape (n,)",
        ["ce(T, L[:, None])", "F.nll_loss(T, L[:, None])", "ce(T, torch.zeros(4, 2).long())"],
    ),
    "targets_like_outputs": (
        "one shape",
        [
            "nn.BCELoss()(T, torch.ones(4))",
            "nn.BCEWithLogitsLoss()(T, torch.ones(4, 1))",
            "F.binary_cross_entropy(T[:, :1], torch.ones(4))",
        ],
    ),
    "probabilities_wanted": (
        "a sigmoid before it",
        [
            "nn.BCELoss()(T * 2, T)",
            "F.binary_cross_entropy(-T, T)",
            "nn.BCELoss()(T * torch.nan, T)",
        ],
    ),
    "weights_of_classes": (
        "one for each class",
        [
            "nn.CrossEntropyLoss(weight=torch.ones(2))(T, L)",
            "F.nll_loss(T, L, weight=torch.ones(9))",
            "F.cross_entropy(T, L, torch.ones(1))",
        ],
    ),
    "loss_not_made_yet": (
        "with empty brackets",
        ["nn.CrossEntropyLoss(T, L)", "nn.MSELoss(T, T)", "loss = nn.BCELoss(T, T).item()"],
    ),
    # Layers
    "images_with_channels": (
        "examples, channels",
        [
            "conv(torch.ones(28, 28))",
            "conv(torch.ones(784))",
            "nn.Conv1d(1, 6, 5)(torch.ones(4, 3, 28, 28))",
        ],
    ),
    "channels": (
        "Channels come second",
        [
            "conv(torch.ones(4, 3, 28, 28))",
            "conv(torch.ones(4, 28, 28, 1))",
            "nn.Conv2d(3, 6, 5)(torch.ones(2, 1, 9, 9))",
        ],
    ),
    "smaller_than_the_kernel": (
        "padding",
        [
            "conv(torch.ones(4, 1, 3, 3))",
            "nn.Conv2d(1, 1, 9)(torch.ones(1, 8, 8))",
            "nn.Sequential(conv, nn.Conv2d(6, 1, 5))(torch.ones(1, 1, 8, 8))",
        ],
    ),
    "nothing_left_of_a_picture": (
        "nothing would be left",
        [
            "nn.MaxPool2d(2)(torch.ones(3, 1, 1))",
            "nn.MaxPool2d(5)(torch.ones(1, 1, 4, 4))",
            "F.avg_pool2d(torch.ones(1, 1, 1, 1), 2)",
        ],
    ),
    "features_of_batchnorm": (
        "this BatchNorm was made for",
        [
            "nn.BatchNorm1d(5)(T)",
            "nn.BatchNorm2d(3)(torch.ones(2, 6, 4, 4))",
            "nn.Sequential(lin, nn.BatchNorm1d(3))(T)",
        ],
    ),
    "batch_of_one": (
        "a batch of one",
        [
            "nn.BatchNorm1d(3)(T[:1])",
            "nn.Sequential(lin, nn.BatchNorm1d(2))(T[:1])",
            "nn.BatchNorm2d(1)(torch.ones(1, 1, 1, 1))",
        ],
    ),
    "axes_of_batchnorm": (
        "so many axes",
        [
            "nn.BatchNorm1d(3)(w)",
            "nn.BatchNorm2d(3)(T)",
            "nn.BatchNorm1d(3)(torch.ones(2, 3, 4, 4))",
        ],
    ),
    "shape_of_layernorm": (
        "this LayerNorm was made for|LayerNorm was made for",
        ["nn.LayerNorm(5)(T)", "nn.LayerNorm([4, 4])(T)", "F.layer_norm(T, (2,))"],
    ),
    "embedding_of_floats": (
        "rows by number",
        ["nn.Embedding(5, 2)(w)", "F.embedding(T, T)", "nn.Embedding(5, 2)(double)"],
    ),
    "beyond_an_embedding": (
        "no such row",
        ["nn.Embedding(5, 2)(torch.tensor([5]))", "nn.Embedding(2, 2)(L)", "F.embedding(L + 9, T)"],
    ),
    "inputs_of_a_recurrent_layer": (
        "features",
        ["nn.LSTM(3, 4)(torch.ones(2, 5))", "nn.RNN(2, 4)(T)", "nn.GRU(1, 1)(torch.ones(2, 2, 2))"],
    ),
    "layers_not_in_a_list": (
        "one by one",
        [
            "nn.Sequential([nn.Linear(3, 2)])",
            "nn.Sequential([lin, nn.ReLU()])",
            "nn.Sequential(lin, [])",
        ],
    ),
    "class_or_function_for_a_layer": (
        "is the class|is a function",
        [
            "nn.Sequential(lin, nn.ReLU)",
            "nn.Sequential(lin, torch.relu)",
            "nn.Sequential(lin, F.relu)",
            "nn.ModuleList([nn.Tanh])",
        ],
    ),
    "with_something_else": (
        "gets a line of its own",
        ["with net.eval():\n    net(T)", "with torch.no_grad(), lin:\n    pass", "with T: pass"],
    ),
    "forward_is_missing": (
        "no method `forward`",
        [
            "class A(nn.Module):\n    pass\nA()(T)",
            "class A(nn.Module):\n    def Forward(self, x):\n        return x\nA()(T)",
            "nn.Sequential(nn.Module())(T)",
        ],
    ),
    "super_comes_first": (
        "`super().__init__()` comes first",
        [
            f"class A(nn.Module):\n    def __init__(self):\n        self.fc = {layer}\nA()"
            for layer in ("nn.Linear(3, 2)", "nn.Parameter(torch.ones(2))", "nn.ReLU()")
        ],
    ),
    "layer_without": (
        "It holds|have numbers|adds a layer|no layers",
        ["Net()(T)", "lin.weights", "net.fc1", "net.add(lin)", "nn.ReLU().weight"],
    ),
    "parameter_stays_one": (
        "has to stay one",
        ["lin.weight = torch.ones(2, 3)", "lin.bias = 3", "lin.weight = lin.weight - 0.1"],
    ),
    "sizes_of_a_layer": (
        "whole numbers",
        ["nn.Linear(3.0, 2)", "nn.Linear('a', 2)", "nn.Linear(some, 2)"],
    ),
    "layer_by_number": ("numbered from 0", ["net[3]", "net[-4]", "net[7](T)"]),
    "no_tensor_for_torch": (
        "works on tensors here",
        ["nn.MSELoss()(T, [1, 2])", "nn.Flatten()(some)", "F.mse_loss(some, T)"],
    ),
    "numpys_function_of_a_tensor": ("this is a tensor", ["np.mean(w)", "np.std(T)", "np.mean(T)"]),
    "weights_of_another_net": (
        "saved weights",
        [
            "lin.load_state_dict(net.state_dict())",
            "lin.load_state_dict({})",
            "nn.Linear(4, 2).load_state_dict(lin.state_dict())",
        ],
    ),
    # Optimizers and data
    "nothing_to_optimize": (
        "No parameter came",
        [
            "torch.optim.SGD([], lr=0.1)",
            "torch.optim.Adam(nn.ReLU().parameters())",
            "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.layers = [nn.Linear(3, 2)]\ntorch.optim.SGD(A().parameters())",
        ],
    ),
    "parameters_for_an_optimizer": (
        "parameters",
        [
            "torch.optim.SGD(lin, lr=0.1)",
            "torch.optim.Adam(lin.parameters)",
            "torch.optim.SGD(w, lr=0.1)",
        ],
    ),
    "examples_of_unequal_size": (
        "have one shape",
        [
            "torch.stack([w, torch.ones(4)])",
            "next(iter(load(Data(w, T), batch_size=2)))",
            "list(load([torch.ones(1), torch.ones(2)], batch_size=2))",
        ],
    ),
    "example_is_none": (
        "gave None",
        [
            "next(iter(load(Data(None, None))))",
            "list(load([None]))",
            "for batch in load(Data(None, None), batch_size=2):\n    pass",
        ],
    ),
    "unequal_data": (
        "equally many rows",
        [
            "torch.utils.data.TensorDataset(T, w)",
            "torch.utils.data.TensorDataset(L, T[:2])",
            "torch.utils.data.TensorDataset(T, T, w)",
        ],
    ),
}
if not torch.cuda.is_available():
    TABLE["no_cuda"] = (
        "no GPU here",
        ["T.cuda()", "lin.to('cuda')", "torch.ones(2, device='cuda')"],
    )

# Cells that look like one of them and are not: the kind that they get, "" where it is none.
ALIKE = [
    ("raise RuntimeError('mat1 and mat2 shapes cannot be multiplied (4x3 and 4x3)')", ""),
    ("raise IndexError('Target 10 is out of bounds.')", ""),
    ("assert T.shape == w.shape, 'Size mismatch between tensors'", ""),
    ("torch.bmm(T, T)", ""),
    ("torch.mm(T, w)", ""),
    ("T.permute(0, 1, 2)", ""),
    ("nn.Dropout(2)", ""),
    ("nn.LSTM(3, 4)(torch.ones(2, 2, 2, 5))", ""),
    ("T.unflatten(0, (3, 3))", ""),
    ("T + 'a'", ""),
    ("T + None", "nothing"),
    ("T[None, 9]", "beyond_a_dimension"),
    ("if T:\n    pass", "neither_true_nor_false"),
    ("nn.BCELoss(reduction=T)(T, T)", ""),
    ("[1, 2].size", "list_for_array"),
    ("for one in lin:\n    pass", "no_items"),
    ("torch.load('nowhere.pt')", "no_such_file"),
    ("lin.state_dict()['w']", ""),
    ("T.quux", ""),
    ("x = T.grad + 1", "nothing"),
    ("torch.linalg.inv(T)", ""),
    ("X @ w", "no_arithmetic"),
    ("T.shape[2]", "beyond_a_list"),
    ("T.shape()", "not_a_function"),
    ("sorted([T, T])", "neither_true_nor_false"),
    ("lin.bias.add_(T)", "parameter_changed_in_place"),
    ("F.one_hot(L, 2)", ""),
    ("torch.randn((2, 3), 3)", ""),
    ("nn.Linear(3)", "argument_missing"),
    ("nn.Sigmoid(T)", "too_many_arguments"),
    ("net.append(3)", ""),
    ("load([1, 2], batch_size=3).batch_size()", "not_a_function"),
    ("net.train('yes')", "train_only_switches"),
    ("class Module:\n    def train(self, x=1): pass\nModule().train(1, 2)", "too_many_arguments"),
    ("torch.empty('a', 2)", ""),
    ("torch.empty(2, 'a')", ""),
    ("nn.ModuleList([lin])[3]", ""),
    ("empty = nn.Sequential()\nempty[0]", ""),
    ("lin.load_state_dict({'weight': 3, 'bias': lin.bias})", ""),
    ("torch.bmm(T[None], double.T[None])", ""),
    ("T.grad_fn.next_functions", ""),
    ("F.multi_margin_loss(T, T[:, 0])", ""),
]

# A layer that keeps a tensor as a plain attribute, and moves it by itself.
SCALE = """class Scale(nn.Module):
    scale = torch.ones(3)

    def to(self, device):
        self.scale = self.scale.to(device)
        return self

    def forward(self, x):
        return x * self.scale
"""

# Of kinds with more than one sentence: which is said when.
SENTENCES = [
    ("lin(meta)", "`x` stays where it is"),
    (f"{SCALE}nn.Sequential(Scale()).to('meta')(meta)", "calls no `to` of the layers within"),
    ("net.params()", "In PyTorch it is `parameters()`"),
    ("lin.grads()", "`param.grad`"),
    ("lin.w", "In PyTorch it is `weight`."),
    ("net.paramters()", "Did you mean `parameters`?"),
    ("net.fit(T)", "This `Sequential` has no `fit`. Its layers have numbers"),
    ("Net()(T)", "It holds `fc1`."),
    ("w - 0.1 * w.grad", "`w.grad` is None: there is a gradient only after `backward()`"),
    ("w.grad.zero_()", "`w.grad` is None: there is a gradient only after `backward()`"),
    ("p = net.parameters()\nlist(p)\ntorch.optim.SGD(p, lr=1)", "it is empty afterwards"),
    ("ce(None, L)", "None came: does what gave it end without `return`?"),
    ("lin(T.tanh)", "a function came: are its brackets missing?"),
    ("T.item()", "and this one holds 12 numbers. `.mean()`, `.sum()` or an index makes one"),
    ("T.item()", "`.detach()` gives a tensor without the record, `.tolist()` a list."),
    ("float(T)", "One number is wanted here, and the tensor holds several numbers"),
    ("lin(L[None])", "Long are whole numbers, such as labels: are they what is meant"),
    ("kept = w * 2\nfor i in range(2):\n    kept = kept + w\n    kept.exp().sum().backward()",
     "Or kept from the step before?"),
    ("lin.bias = torch.ones(2)", "What is only kept is no parameter"),
    ("F.nll_loss(T, L.float())", "`.long()` gives a new tensor of whole numbers"),
]


@pytest.mark.parametrize("cell, words", SENTENCES)
def test_which_sentence(cell, words):
    found = explained(cell, fresh())
    assert found and words in found.says, f"{cell}\n{found}"


@pytest.mark.parametrize("kind", TABLE)
def test_a_kind_and_its_sentence(kind):
    assert_a_kind_and_its_sentence(kind, *TABLE[kind], fresh)


@pytest.mark.parametrize("cell, kind", ALIKE)
def test_what_looks_alike(cell, kind):
    assert_it_is_only_alike(cell, kind, fresh)


def test_each_kind_has_a_look_alike():
    assert_each_has_a_look_alike([MODULES, TENSORS, DEVICES], TABLE, ALIKE, fresh, but={"no_cuda"})


def test_only_a_linear_layer_is_called_one():
    cell = (
        "class Scale(nn.Module):\n    def forward(self, x):\n        return x @ torch.ones(5, 2)\n"
        "nn.Sequential(lin, Scale())(T)"
    )
    assert "A product of matrices" in explained(cell, fresh()).says
    assert "A linear layer" in explained("nn.Sequential(lin, lin)(T)", fresh()).says


def test_each_kind_has_three_cells_and_says_when_it_holds():
    entered = [*MODULES, *TENSORS, *DEVICES]
    assert {one.__name__ for one in entered} - {"no_cuda"} == set(TABLE) - {"no_cuda"}
    for kind, (_, cells) in TABLE.items():
        assert len(set(cells)) >= 3, kind
    assert [one.__name__ for one in entered if not one.__doc__] == []
