"""The ward of lesson 12: a net of ours is handed over to PyTorch, and learns on there."""

import copy
import functools

import numpy as np

from dlscratch import layers
from dlscratch.clinic import symptoms
from dlscratch.clinic.facts import Experiment, aligned, facts
from dlscratch.clinic.library import Complaint
from dlscratch.clinic.symptoms import Run

PARTS = ("copy_weights", "fit", "loss_of", "accuracy", "probabilities")
LOOKS, STEPS = 11, 5
STORY = (
    "copy_weights gives a net of PyTorch the weights of one of ours. loss_of looks at its training "
    f"digits, then fit takes {STEPS} steps, and so on, {LOOKS} times. At the end, accuracy and "
    "probabilities are asked about new digits."
)


def ours(seed: int):
    """A net of our library for digits, 784 → 30 → 10."""
    rng = np.random.default_rng(seed)
    hidden = layers.Linear(784, 30, "he", rng, np.float32)
    return layers.Sequential(
        [hidden, layers.ReLU(), layers.Linear(30, 10, rng=rng, dtype=np.float32)]
    )


def theirs(torch, seed: int):
    """A net of PyTorch with the same sizes, and a dropout."""
    torch.manual_seed(seed)
    nn = torch.nn
    return nn.Sequential(nn.Linear(784, 30), nn.ReLU(), nn.Dropout(0.2), nn.Linear(30, 10))


def warm() -> None:
    """Let PyTorch load at rest what it loads at first use: an optimizer takes it a second, and what
    stops that half-way leaves it broken."""
    import torch

    net = torch.nn.Linear(3, 2)
    net(torch.ones(4, 3)).sum().backward()
    torch.optim.SGD(net.parameters(), lr=0.1).step()


def with_torch(run):
    """Hands it PyTorch, which may be missing, as its first argument; with a single thread: for a
    small net a second one only gets in the way."""

    @functools.wraps(run)
    def ran(*given):
        import torch

        torch.set_num_threads(1)  # the guard around it puts back what was set
        return run(torch, *given)

    return ran


@with_torch
def train(torch, library, seed, digits) -> Run:
    """The ward's training; `digits` as in wards.digits()."""
    x, labels, x_new, new_labels = map(torch.from_numpy, digits)
    net, curve = theirs(torch, seed), []
    library["copy_weights"](ours(seed).params(), net)
    for look in range(LOOKS):
        if look:
            library["fit"](net, x, labels, STEPS)
        curve.append(symptoms.number(library["loss_of"](net(x), labels), "loss_of"))
    net.train()
    sure, again = (_table(library["probabilities"](net, x_new), len(x_new)) for _ in range(2))
    learns = net.training
    net.eval()
    share_right = symptoms.number(library["accuracy"](net, x_new, new_labels), "accuracy")
    with torch.no_grad():
        lost = bool(torch.isnan(net(x_new)).any())  # then no share of right answers means anything
    net.eval()
    return Run(
        curve,
        {
            "new digits right": np.nan if lost else share_right,
            "mean of the largest probability": np.mean(np.max(sure, axis=1)),
            "largest difference, asked twice": np.max(np.abs(again - sure)),
            "nets in training mode afterwards": learns,
        },
    )


def _table(given, rows):
    """The probabilities that came. Raises Complaint, which says what came, if they are none."""
    if isinstance(given, np.ndarray) and given.shape == (rows, 10):
        return given
    came = f"a {type(given).__name__}"
    if given is None or isinstance(given, np.ndarray):
        came = "None" if given is None else f"an array of shape {given.shape}"
    wanted = f"where a NumPy array of shape ({rows}, 10) should come"
    raise Complaint(f"probabilities gave back {came}, {wanted}")


# Experiments --------------------------------------------------------------------------------------


def _small(torch):
    """A net with two inputs and two logits, which drops nothing; and four examples."""
    torch.manual_seed(0)
    nn = torch.nn
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
    x = torch.tensor([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0], [1.0, 1.0]])
    return net, x, torch.tensor([0, 1, 0, 1])


def _entropy(torch, net, x, labels):
    return torch.nn.CrossEntropyLoss()(net(x), labels)


def _handed_over(torch, library):
    net, one = theirs(torch, 0), ours(0)
    before = [id(param) for param in net.parameters()]
    library["copy_weights"](one.params(), net)
    rows = [("parameter", "shape", "learns", "largest difference from ours")]
    for (name, param), own in zip(net.named_parameters(), one.params(), strict=True):
        difference = np.abs(param.detach().numpy() - own).max()
        rows.append((name, f"{tuple(param.shape)}", f"{param.requires_grad}", f"{difference:.4f}"))
    same = [id(param) for param in net.parameters()] == before
    return f"{aligned(rows)}\nthe same parameters as before: {same}"


def _first_loss(torch, library):
    logits = theirs(torch, 0)(torch.zeros(50, 784))
    value = library["loss_of"](logits, torch.arange(50) % 10)
    return facts(("loss of a new net", f"{float(value):.3f}"),
                 ("of one that shrugs", "log 10, 2.303"))  # fmt: skip


def _loss_by_hand(torch, library):
    rows = []
    for logits in ([20.0, 0.0, 0.0], [0.0, 20.0, 0.0], [0.0, 0.0, 0.0]):
        value = library["loss_of"](torch.tensor([logits]), torch.tensor([0]))
        rows.append((f"logits {logits}, label 0: loss", f"{float(value):.4f}"))
    return facts(*rows)


def _accuracy_by_hand(torch, library):
    logits = torch.tensor([[3.0, 1.0], [0.0, 2.0], [5.0, 1.0], [1.0, 4.0]])
    rows = []
    for labels in ([0, 1, 0, 1], [0, 1, 0, 0], [1, 0, 1, 1]):
        share = library["accuracy"](lambda x: x, logits, torch.tensor(labels))
        rows.append((f"answers 0 1 0 1, labels {labels}: accuracy", f"{float(share):.2f}"))
    return facts(*rows)


def _moves(torch, library):
    net, x, labels = _small(torch)
    before = copy.deepcopy(net)
    library["fit"](net, x, labels, 1)
    _entropy(torch, before, x, labels).backward()
    rows = [("parameter", "largest gradient", "largest change after one step")]
    for (name, param), old in zip(net.named_parameters(), before.parameters(), strict=True):
        sizes = (float(one.abs().max()) for one in (old.grad, param - old))
        rows.append((name, *(f"{size:.4f}" for size in sizes)))
    return aligned(rows)


def _many_steps(torch, library):
    rows = []
    for calls, steps, words in ((1, 1, "1"), (1, 2, "2"), (2, 1, "1, called twice"), (1, 20, "20")):
        net, x, labels = _small(torch)
        for _ in range(calls):
            net.zero_grad()
            library["fit"](net, x, labels, steps)
        value = float(_entropy(torch, net, x, labels))
        rows.append((f"loss after fit with steps = {words}", f"{value:.4f}"))
    return facts(*rows)


def _by_heart(torch, library):
    net, x, labels = _small(torch)
    both = x[:2], labels[:2]
    before = float(_entropy(torch, net, *both))
    library["fit"](net, *both, 300)
    after = float(_entropy(torch, net, *both))
    return facts(("loss on two examples", f"{before:.3f}"), ("after 300 steps", f"{after:.3f}"))


def _alike(torch, library):
    net, x = theirs(torch, 0), torch.ones(3, 784)
    net.train()
    given = [library["probabilities"](net, x) for _ in range(2)]
    first, second = map(np.asarray, given)
    return facts(
        ("kind", type(given[0]).__name__), ("shape", f"{first.shape}"),
        ("each row adds up to", np.sum(first, axis=1)),
        ("asked twice, they differ by", f"{np.abs(first - second).max():.4f}"),
        ("training mode before and after", f"True, {net.training}"),
    )  # fmt: skip


def _recorded(torch, library):
    net, x, labels = _small(torch)
    value = library["loss_of"](net(x), labels)
    rows = [("the loss knows how it was made", f"{value.grad_fn is not None}")]
    library["probabilities"](net, x)
    share = library["accuracy"](net, x, labels)
    rows += [("the accuracy is a", type(share).__name__),
             ("recording is on afterwards", f"{torch.is_grad_enabled()}")]  # fmt: skip
    return facts(*rows)


EXPERIMENTS = tuple(one._replace(look=with_torch(one.look)) for one in (
    Experiment("handed_over", "are the weights ours after copy_weights?", _handed_over),
    Experiment("first_loss", "the loss of a new net beside that of a shrug", _first_loss,
               vague=True),
    Experiment("loss_by_hand", "loss_of for logits whose loss is known", _loss_by_hand),
    Experiment("accuracy_by_hand", "accuracy for four answers", _accuracy_by_hand),
    Experiment("moves", "one step of fit: how far the parameters move", _moves),
    Experiment("many_steps", "one step, two steps at once, two calls with one", _many_steps),
    Experiment("by_heart", "two examples, learnt by heart", _by_heart, vague=True),
    Experiment("alike", "probabilities asked twice, and the mode afterwards", _alike),
    Experiment("recorded", "what is recorded, and what is not", _recorded),
))  # fmt: skip
