"""What is expected where only PyTorch itself can say it: what the reference does."""

from dlscratch.checks.in_pytorch import warm_to_step


def by_reference(run, prepare=None):
    """An `expect` that runs the reference. Without PyTorch an exercise is still one to do, and
    there is nothing to compare."""

    @warm_to_step
    def expect(reference, *probe):
        try:
            import torch  # noqa: F401
        except ImportError:
            return {"PyTorch": "is missing"}
        return run(prepare(reference) if prepare else reference, *probe)

    return expect
