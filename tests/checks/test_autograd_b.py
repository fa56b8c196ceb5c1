"""Lesson 11, exercises 10 to 17: answers in no bank, as other learners would write them."""

import numpy as np
import pytest

from dlscratch import autograd, modules
from dlscratch.checks import autograd as check
from dlscratch.checks.autograd.shared.engine import Tensor, undo_broadcasting
from dlscratch.checks.autograd.shared.expressions import ARRAYS, EXPRESSIONS, names_in, value_of
from dlscratch.course import pages
from dlscratch.values import in_order

PAGE = {"np": np, "autograd": autograd, "modules": modules, "in_order": in_order,
        "undo_broadcasting": undo_broadcasting, "Tensor": Tensor}  # fmt: skip


def answer(exercise, *changes):
    """What the solved cell defines, with its text changed: old, new, and so on in pairs."""
    source = exercise.solution.source
    source = pages.above_the_stop(source) if exercise.kind == "crash" else source
    source = source.replace("from dlscratch.mine import Tensor\n", "")
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    names = dict(PAGE)
    exec(compile(source, f"<{exercise.name}>", "exec"), names)
    return names[exercise.solution.check.partition("(")[2].rstrip(")")]


def written(name, source):
    names = dict(PAGE)
    exec(compile(source, f"<{name}>", "exec"), names)
    return names[name]


def refused(exercise, *changes):
    verdict = exercise.grade(answer(exercise, *changes))
    assert verdict.kind in ("wrong", "error", "timeout"), verdict
    return verdict


def passes(exercise, *changes):
    verdict = exercise.grade(answer(exercise, *changes))
    assert verdict.kind == "passed", verdict.message


# matmul_back ------------------------------------------------------------------------------------

RETURN = "return gradient @ b.T, a.T @ gradient"


@pytest.mark.parametrize(
    "line",
    [
        "return gradient @ b.T, (a.T @ gradient).sum(axis=0)",
        "return gradient @ b.T / b.shape[1], a.T @ gradient",
        "return np.outer(gradient, b), np.outer(a, gradient)",
        "return gradient @ b.T * a, a.T @ gradient * b",
        "return (gradient @ b.T).round(), (a.T @ gradient).round()",
        "return np.abs(gradient) @ b.T, a.T @ np.abs(gradient)",
        "a[...] = gradient @ b.T\n    return a, a.T @ gradient",
        "gradient *= 2\n    return gradient @ b.T / 2, a.T @ gradient / 2",
        "return gradient.dot(b.reshape(b.shape[::-1])), a.reshape(a.shape[::-1]).dot(gradient)",
        "return np.array([gradient @ b.T, a.T @ gradient], dtype=object)[0]",
        "return gradient @ np.linalg.pinv(b), np.linalg.pinv(a) @ gradient",
    ],
)
def test_other_wrong_ways_back_from_a_product(line):
    refused(check.matmul_back, RETURN, line)


@pytest.mark.parametrize(
    "line",
    [
        "return np.dot(gradient, np.transpose(b)), np.dot(np.transpose(a), gradient)",
        "return np.inner(gradient, b), np.inner(a.T, gradient.T)",
        "for_b = np.tensordot(a, gradient, ([0], [0]))\n"
        "    return np.matmul(gradient, b.swapaxes(0, 1)), for_b",
    ],
)
def test_other_right_ways_back_from_a_product(line):
    passes(check.matmul_back, RETURN, line)


# bias_shape -------------------------------------------------------------------------------------

BACK = "return gradient, gradient.sum(axis=0)"


@pytest.mark.parametrize(
    "line",
    [
        "return gradient, gradient.sum(axis=0)[:1]",
        "return gradient, gradient.sum(axis=0, keepdims=True).T",
        "return gradient, gradient.sum(axis=0).tolist()[0]",
        "return gradient, gradient.max(axis=0)",
        "return gradient, gradient.cumsum(axis=0)",
        "return gradient, np.median(gradient, axis=0)",
        "return gradient.copy() * 0, gradient.sum(axis=0)",
        "gradient[...] = gradient.sum(axis=0)\n        return gradient, gradient[0]",
        "return gradient.sum(axis=0)",
        "return gradient, gradient.sum(axis=0) + b",
        "return gradient, b - 0.1 * gradient.sum(axis=0)",
        "return gradient, np.sum(gradient, axis=0, keepdims=True).squeeze()",
    ],
)
def test_other_wrong_gradients_of_a_bias(line):
    refused(check.bias_shape, BACK, line)


@pytest.mark.parametrize(
    "line",
    [
        "return gradient, np.einsum('ij->j', gradient)",
        "return gradient, gradient.sum(axis=0, keepdims=True).reshape(-1)",
        "return gradient, np.add.reduce(gradient)",
        "return gradient, gradient.sum(axis=0, keepdims=True).squeeze(axis=0)",
        "return gradient, sum(gradient)",
    ],
)
def test_other_right_gradients_of_a_bias(line):
    passes(check.bias_shape, BACK, line)


def test_a_mend_in_another_function_of_the_cell_is_none():
    verdict = refused(
        check.bias_shape, BACK, "return gradient, gradient.sum(axis=0, keepdims=True)",
        "b = b - 0.1 * for_b", "b = b - 0.1 * for_b.ravel()",
    )  # fmt: skip
    assert verdict.mistake == "unmended"


# tensor -----------------------------------------------------------------------------------------

NEEDS = "result.requires_grad = len(result.parents) > 0"
TIMES = "(self, lambda g: g * b), (other, lambda g: g * a)"
MATMUL = "(self, lambda g: g @ b.T), (other, lambda g: a.T @ g)"
SPREAD = "return np.broadcast_to(g, self.data.shape)"
LEAF = "tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient"
HANDED = "gradients[parent] = gradients.get(parent, 0) + share"


@pytest.mark.parametrize(
    "changes",
    [
        (NEEDS, "result.requires_grad = self.requires_grad"),
        (NEEDS, "result.requires_grad = len(pairs) == 2"),
        (NEEDS, "result.requires_grad = data.ndim > 0"),
        (NEEDS, "pass"),
        (TIMES, "(self, lambda g: g * other), (other, lambda g: g * self)"),
        (TIMES, "(self, lambda g: (g * b).sum()), (other, lambda g: (g * a).sum())"),
        (TIMES, "(self, lambda g: g * b)"),
        (TIMES, "(self, lambda g: b), (other, lambda g: g * a)"),
        (TIMES, "(self, lambda g: np.abs(g * b)), (other, lambda g: np.abs(g * a))"),
        (MATMUL, "(self, lambda g: g @ other.T), (other, lambda g: self.T @ g)"),
        (MATMUL, "(self, lambda g: g @ b.T), (other, lambda g: g.T @ a.T)"),
        (MATMUL, "(other, lambda g: g @ b.T), (self, lambda g: a.T @ g)"),
        (MATMUL, "(self, lambda g: (g @ b.T) / len(g)), (other, lambda g: a.T @ g / len(g))"),
        (SPREAD, "return np.ones(self.data.shape)"),
        (SPREAD, "return np.repeat(g, self.data.shape[-1])"),
        (SPREAD, "return g * self.data.size"),
        (SPREAD, "return np.broadcast_to(np.ravel(g)[0], self.data.shape)"),
        (LEAF, "tensor.grad = gradient if tensor.grad is not None else tensor.grad"),
        (LEAF, "tensor.grad = (tensor.grad or 0) + gradient"),
        (LEAF, "tensor.grad = 2 * gradient if tensor.grad is not None else gradient"),
        (LEAF, "tensor.data = tensor.data - gradient"),
        (LEAF, "self.grad = gradient"),
        (HANDED, "gradients[parent] = gradient + share"),
        (HANDED, "gradients[parent] = gradients.setdefault(parent, share) + share"),
        (HANDED, "gradients[parent] = max(gradients.get(parent, 0), share)"),
        (HANDED, "gradients[tensor] = gradients.get(tensor, 0) + share"),
        (HANDED, "gradients[parent] = gradients.get(parent, 0) + gradient"),
        (HANDED, "gradients[parent] = gradients.get(parent, 0) - share"),
        (HANDED, "parent.grad = share if parent.grad is None else parent.grad + share"),
        (
            "            if not tensor.parents:\n                tensor.grad",
            "            tensor.grad",
        ),
        ("if pair[0].requires_grad", "if True", NEEDS, "result.requires_grad = True"),
        ("(self, lambda g: g), (other, lambda g: g)", "(self, lambda g: g), (other, lambda g: -g)"),
        ("return self + -1 * self.as_tensor(other)", "return self.as_tensor(other) + -1 * self"),
        ("np.add.at(gradient, index, g)", "gradient[index] += g"),
        ("undo_broadcasting(pull(gradient), parent.data.shape)", "pull(gradient)"),
        ("np.asarray(value, self.data.dtype) if np.ndim(value) == 0 else value", "value"),
        ("__array_ufunc__ = None", "__array_ufunc__ = np.ndarray.__array_ufunc__"),
        ("gradients = {self: np.ones_like(self.data)}", "gradients = {self: self.data}"),
        ("for tensor in in_order(self):", "for tensor in in_order(self)[::-1]:"),
    ],
)
def test_other_wrong_engines(changes):
    refused(check.tensor, *changes)


@pytest.mark.parametrize(
    "changes",
    [
        (NEEDS, "result.requires_grad = any(one.requires_grad for one, _ in pairs)"),
        (NEEDS, "result.requires_grad = bool(result.parents)"),
        (NEEDS, "result.requires_grad = result.parents"),
        (TIMES, "(self, lambda g: other.data * g), (other, lambda g: self.data * g)"),
        (MATMUL, "(self, lambda g: g.dot(b.T)), (other, lambda g: (g.T @ a).T)"),
        (MATMUL, "(other, lambda g: a.T @ g), (self, lambda g: g @ b.T)"),
        (SPREAD, "return np.zeros_like(self.data) + g"),
        (SPREAD, "return np.broadcast_to(g, self.data.shape).copy()"),
        (SPREAD, "return np.ones(self.data.shape) * g"),
        (LEAF, "if tensor.grad is None:\n                    "
               "tensor.grad = np.zeros_like(tensor.data)\n                "
               "tensor.grad = tensor.grad + gradient"),
        (LEAF, "old = tensor.grad\n                "
               "tensor.grad = gradient.copy() if old is None else old + gradient"),
        (HANDED, "known = gradients.get(parent)\n                "
                 "gradients[parent] = share if known is None else known + share"),
        (HANDED, "gradients.setdefault(parent, np.zeros_like(parent.data))\n                "
                 "gradients[parent] = gradients[parent] + share"),
        ("return self + -1 * self.as_tensor(other)",
         "other = self.as_tensor(other)\n        return self.record(self.data - other.data, "
         "(self, lambda g: g), (other, lambda g: -g))"),
    ],
)  # fmt: skip
def test_other_right_engines(changes):
    passes(check.tensor, *changes)


def test_the_courses_own_engine_is_no_answer():
    assert check.tensor.grade(autograd.Tensor).kind == "wrong"
    assert check.tensor.grade(type("Tensor", (autograd.Tensor,), {})).kind == "wrong"


def test_gradients_of_float64_for_float32_pass_and_are_told():
    verdict = check.tensor.grade(
        answer(check.tensor, SPREAD, "return np.ones(self.data.shape) * g")
    )
    assert verdict.kind == "passed"
    assert "float64" in verdict.message


def test_the_courses_engine_agrees_with_the_exercise():
    """What a learner passes with is what the package gives until then."""
    for expression in EXPRESSIONS:
        grads = []
        for engine in (Tensor, autograd.Tensor):
            tensors = {name: engine(ARRAYS[name].copy(), requires_grad=True)
                       for name in names_in(expression)}  # fmt: skip
            value_of(expression, tensors).backward()
            grads.append([tensor.grad for tensor in tensors.values()])
        for ours, theirs in zip(*grads, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


def test_a_wrong_engine_is_told_which_expressions_are_right():
    told = refused(
        check.tensor, MATMUL, "(self, lambda g: 2 * g @ b.T), (other, lambda g: a.T @ g)"
    )
    assert "Right already: `a.sum()`" in told.message
    assert "All that is wrong has a `@` in it" in told.message


# second_walk ------------------------------------------------------------------------------------

CUT = "forecast = (w * day).sum() + 0.5 * forecast.detach()"


@pytest.mark.parametrize(
    "changes",
    [
        (CUT, "forecast = (w * day).sum() + 0.5 * autograd.Tensor(forecast.data, True)",
         "w.data\n\ndef", "w.data * 1.01\n\ndef"),
        (CUT, "forecast = 0.5 * ((w * day).sum() + forecast.detach())"),
        (CUT, "forecast = (w * day).sum() - 0.5 * forecast.detach()"),
        (CUT, "forecast = (w * day).mean() + 0.5 * forecast.detach()"),
        (CUT, "forecast = (w * day).sum() + 0.5 * abs(forecast.item())"),
        (CUT, "forecast = (w * day).sum() + round(0.5 * forecast.item(), 1)"),
        (CUT, "forecast = (w.detach() * day).sum() + 0.5 * forecast"),
        (CUT, "forecast = (w * day).sum() + 0.5 * (made[0] if made else 0.0)"),
        (CUT, "forecast = (w * day).sum() + 0.5 * (sum(made) / len(made) if made else 0.0)"),
        (CUT, "with autograd.no_grad():\n            "
              "forecast = (w * day).sum() + 0.5 * forecast"),
        (CUT, "forecast.zero_grad()\n        forecast = (w * day).sum() + 0.5 * forecast"),
        (CUT, "forecast = (w * day).sum() + 0.5 * forecast\n        forecast.detach()"),
        ("    w.zero_grad()\n", ""),
        ("w -= rate * w.grad", "w -= rate * np.sign(w.grad)"),
    ],
)  # fmt: skip
def test_other_wrong_forecasts(changes):
    refused(check.second_walk, *changes)


@pytest.mark.parametrize(
    "changes",
    [
        (CUT, "yesterday = forecast.data.copy()\n        "
              "forecast = (w * day).sum() + 0.5 * yesterday"),
        (CUT, "forecast = (w * day).sum() + 0.5 * forecast",
         "learn_from_error(w, forecast - value, rate)\n    return",
         "learn_from_error(w, forecast - value, rate)\n        forecast = forecast.detach()\n"
         "    return"),
        (CUT, "forecast = (w * day).sum() + autograd.Tensor(0.5 * forecast.data)"),
        (CUT, "forecast = (w * day).sum() + 0.5 * float(forecast.data)"),
        ("made.append(forecast.item())", "made.append(forecast)"),
        ("return made, w.data", "return made, w"),
        ("return made, w.data", "return np.array(made), w.data"),
    ],
)  # fmt: skip
def test_other_right_forecasts(changes):
    passes(check.second_walk, *changes)


# too_soon ---------------------------------------------------------------------------------------

LOSS = "loss = modules.squared_error(net(x), y)"
STEP = "    step_down(net, loss, rate)"


@pytest.mark.parametrize(
    "changes",
    [
        (LOSS, "loss = modules.squared_error(net(batches[0][0]), batches[0][1])"),
        (LOSS, "loss = modules.squared_error(net(x), y) / len(batches)"),
        (STEP, "    loss.backward()"),
        (STEP, "    step_down(net, loss, rate / len(batches))"),
        (STEP, "    step_down(net, loss, rate) if not losses else None"),
        ("losses.append(loss.item())", "losses = [loss.item()]"),
        ("losses.append(loss.item())", "losses.append(loss.item() + sum(losses))"),
        ("losses.append(loss.item())", "losses.append(round(loss.item(), 2))"),
        ("for x, y in batches:", "for x, y in sorted(batches, key=lambda one: len(one[0])):"),
        ("param -= rate * grad", "param = param - rate * grad"),
        ("param -= rate * grad", "param -= rate * grad / 2"),
        ("    net.zero_grad()\n", ""),
        ("return losses", "return sum(losses)"),
    ],
)
def test_other_wrong_epochs(changes):
    refused(check.too_soon, *changes)


@pytest.mark.parametrize(
    "changes",
    [
        ("losses.append(loss.item())", "losses.append(float(loss.data))"),
        ("losses.append(loss.item())", "losses += [loss.data]"),
        ("return losses", "return tuple(losses)"),
        ("return losses", "return np.array(losses)"),
    ],
)
def test_other_right_epochs(changes):
    passes(check.too_soon, *changes)


# cross_entropy ----------------------------------------------------------------------------------

HEAD = "def cross_entropy(logits, labels):\n    "


@pytest.mark.parametrize(
    "body",
    [
        "return (logits.exp().sum(axis=1).log() - logits[np.arange(len(labels)), labels]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[range(len(labels)), labels]).sum() * 0.25",
        "low = logits - 1000.0\n"
        "    return (low.exp().sum(axis=1).log() - low[range(len(labels)), labels]).mean()",
        "low = logits - logits.data.min(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[range(len(labels)), labels]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[range(len(labels)), labels - 1]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[0, labels]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[:, 0]).mean()",
        "low = logits.data - logits.data.max(axis=1, keepdims=True)\n"
        "    return type(logits)(np.mean(np.log(np.exp(low).sum(axis=1))))",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    sums = low.exp().sum(axis=1)\n"
        "    return ((sums + 1e-3).log() - low[range(len(labels)), labels]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    one = np.eye(low.data.shape[1])[labels]\n"
        "    return (low.exp().sum(axis=1).log() - low * one).mean()",
        "logits.data = logits.data - logits.data.max(axis=1, keepdims=True)\n"
        "    return (logits.exp().sum(axis=1).log() - logits[range(len(labels)), labels]).mean()",
        "low = logits - logits.max(axis=1, keepdims=True)\n"
        "    return (low.exp().sum(axis=1).log() - low[range(len(labels)), labels]).mean()",
        "low = logits - logits.data.max(axis=1, keepdims=True)\n"
        "    p = low.exp() / low.exp().sum(axis=1, keepdims=True)\n"
        "    return -p[range(len(labels)), labels].log().mean()",
    ],
)  # fmt: skip
def test_other_wrong_cross_entropies(body):
    verdict = check.cross_entropy.grade(written("cross_entropy", HEAD + body))
    assert verdict.kind in ("wrong", "error"), verdict


@pytest.mark.parametrize(
    "body",
    [
        "low = logits - np.max(logits.data, 1)[:, None]\n"
        "    picked = low[list(range(len(labels))), labels.tolist()]\n"
        "    return (low.exp().sum(1).log() - picked).mean()",
        "low = logits - logits.data.max(axis=-1, keepdims=True)\n"
        "    hot = np.zeros(low.data.shape)\n"
        "    hot[np.arange(len(labels)), labels] = 1\n"
        "    right = (low * hot).sum(axis=-1)\n"
        "    return (low.exp().sum(axis=-1).log() - right).sum() * (1 / len(hot))",
        "low = (logits - logits.data.max(axis=1, keepdims=True)).T\n"
        "    right = low[labels, np.arange(len(labels))]\n"
        "    return (low.exp().sum(axis=0).log() - right).mean()",
    ],
)
def test_other_right_cross_entropies(body):
    verdict = check.cross_entropy.grade(written("cross_entropy", HEAD + body))
    assert verdict.kind == "passed", verdict.message


# held_still -------------------------------------------------------------------------------------

SQUARES = "squares = (self.w * self.w).sum(axis=1, keepdims=True)"
DIVIDED = "return self.w / squares ** 0.5"


@pytest.mark.parametrize(
    "changes",
    [
        (DIVIDED, "return self.w / squares.detach() ** 0.5"),
        (DIVIDED, "return (self.w / squares ** 0.5).detach()"),
        (DIVIDED, "return autograd.Tensor((self.w / squares ** 0.5).data, requires_grad=True)"),
        (DIVIDED, "return self.w.data / squares ** 0.5"),
        (DIVIDED, "with autograd.no_grad():\n            return self.w / squares ** 0.5"),
        (DIVIDED, "return self.w / squares ** 0.5 * 0.5"),
        (DIVIDED, "return self.w / (squares + 1.0) ** 0.5"),
        (DIVIDED, "return self.w / squares ** 2"),
        (SQUARES, "squares = autograd.Tensor((self.w.data ** 2).sum(axis=1, keepdims=True))"),
        (SQUARES, "squares = (self.w * self.w.data).sum(axis=1, keepdims=True)"),
        (SQUARES, "squares = (self.w * self.w).sum(axis=1, keepdims=True)[:1]"),
        (DIVIDED, "self.w = self.w / squares ** 0.5\n        return self.w"),
        (DIVIDED, "self.w.grad = np.ones_like(self.w.data)\n        "
                  "return autograd.Tensor(self.w.data / squares.data ** 0.5)"),
    ],
)  # fmt: skip
def test_other_layers_that_do_not_learn_as_they_should(changes):
    refused(check.held_still, *changes)


@pytest.mark.parametrize(
    "changes",
    [
        (DIVIDED, "return self.w * squares ** -0.5"),
        (DIVIDED, "return (self.w.T / (squares ** 0.5).T).T"),
        (SQUARES, "squares = (self.w ** 2).sum(1, True)"),
        (SQUARES, "squares = ((self.w * self.w) @ np.ones((self.w.shape[1], 1)))"),
    ],
)
def test_other_layers_that_learn(changes):
    passes(check.held_still, *changes)


# learn_xor --------------------------------------------------------------------------------------

NET = "return (x @ w1 + b1).tanh() @ w2 + b2"
RETURN_XOR = "return lambda x: net(x).data"
QUICK = ("range(500)", "range(3)")


@pytest.mark.parametrize(
    "changes, said",
    [
        (("            param.grad = None", "            pass"), "grad` adds up"),
        (("(error * error).mean().backward()", "(error * error).mean()", *QUICK), "No backward"),
        (("requires_grad=True", "requires_grad=False", *QUICK), "requires_grad=True"),
        (("error = net(x) - y", "error = net(x) - np.array([[0.0], [1], [1], [0]])"), "opposite"),
        ((NET, "return (x @ w1 + b1) @ w2 + b2"), "nothing bent"),
        (("error = net(x) - y", "error = net(x) - y.ravel()", *QUICK), "shape (4, 4)"),
        (("requires_grad=True", "requires_grad=shape != (8,)", *QUICK), "was each made to learn"),
        (("default_rng(seed)", "default_rng(7)", *QUICK), "`seed`"),
        (("draw(size=shape)", "0.5 * np.ones(shape)", *QUICK), "begin alike"),
        (("0.1 * param.grad", "0.00001 * param.grad", *QUICK), "very small"),
        ((RETURN_XOR, "return net(x).data", *QUICK), "function"),
        ((RETURN_XOR, "return net", *QUICK), "array"),
        ((RETURN_XOR, "return lambda x: net(x).data.ravel()", *QUICK), "shape"),
        ((RETURN_XOR, "answers = net(x).data\n    return lambda x: answers[:len(x)]", *QUICK),
         "each row"),
        (("param.data -= 0.1", "param.data += 0.1", *QUICK), "grows"),
        (("for param in params:\n            param.data", "for param in params[2:]:\n            "
          "param.data"), "never move"),
        ((NET, "return modules.Tanh()(x @ w1 + b1) @ w2 + b2", "Tensor(", "autograd.Tensor(",
          *QUICK), "Tanh"),
    ],
)  # fmt: skip
def test_trainings_that_are_not_right_are_told_what_was_seen(changes, said):
    verdict = refused(check.learn_xor, *changes)
    assert said in verdict.message, verdict.message


def test_a_table_is_no_network():
    def learn_xor(x, y, seed):
        return lambda x: (x.sum(axis=1, keepdims=True) % 2 == 1).astype(float)

    assert "No backward" in check.learn_xor.grade(learn_xor).message


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (NET, "return 0.5 * (0.5 * ((x @ w1 + b1).tanh() @ w2 + b2)).tanh() + 0.5",
         "0.1 * param.grad", "2.0 * param.grad", "range(500)", "range(800)"),
        ("Tensor(", "autograd.Tensor("),
        ("param.data -= 0.1 * param.grad",
         "with autograd.no_grad():\n                param -= 0.1 * param.grad",
         "Tensor(", "autograd.Tensor("),
        ("(error * error).mean()", "((error * error).sum() * 0.25)"),
    ],
)  # fmt: skip
def test_other_trainings_pass(changes):
    passes(check.learn_xor, *changes)


def test_the_overseer_leaves_the_engines_as_they_were():
    before = autograd.Tensor.backward, modules.Module.__call__, vars(Tensor)["backward"]
    check.learn_xor.grade(answer(check.learn_xor, *QUICK))
    assert before == (autograd.Tensor.backward, modules.Module.__call__, vars(Tensor)["backward"])
