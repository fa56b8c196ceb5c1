"""The learner's own code for what they have passed, and the package's for the rest."""

HOMES = {
    "layers": "Sigmoid Tanh Linear ReLU Sequential Dropout",
    "initializers": "random_uniform random_normal xavier he",
    "losses": "SSE softmax SoftmaxCrossEntropy",
    "optimizers": "GradientDescent Momentum Adam",
    "training": "batches",
    "datasets": "binary_encode fizz_buzz_encode",
    "tensors": "shape is_1d tensor_sum tensor_apply zeros_like tensor_combine",
}


def __getattr__(name):
    import importlib

    for module, names in HOMES.items():
        if name in names.split():
            return getattr(importlib.import_module(f"dlscratch.{module}"), name)
    raise AttributeError(name)
