"""What helps with an exception of PyTorch's about devices: where a tensor's numbers are."""

from dlscratch.errors.kinds import Table
from dlscratch.errors.stack import inside

DEVICES = Table()

DEVICES.always(
    "no_cuda", (AssertionError, RuntimeError),
    "Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver",
    "There is no GPU here that PyTorch can use. `device = 'cuda' if torch.cuda.is_available() else "
    "'cpu'`, with `.to(device)`, works in both cases.",
)  # fmt: skip


@DEVICES.kind(RuntimeError, r"Expected all tensors to be on the same device"
                            r"|Tensor on device (\S+) is not on the expected device")  # fmt: skip
def two_devices(found, spot, error):
    """Said to those as well who have called `to`, and wonder what it has left where it was."""
    words = "Some tensors are on one device and some on another, such as the CPU and the GPU"
    owners = (kind for one in inside(error) for kind in type(one.layer).__mro__)
    if any("to" in vars(kind) and kind.__module__.partition(".")[0] != "torch" for kind in owners):
        return (
            f"{words}. `net.to(device)` moves parameters and buffers, and calls no `to` of the "
            "layers within."
        )
    return (
        f"{words}: `net.to(device)` brings the net's parameters and buffers to one, and no other "
        "tensors. `x.to(device)` makes a new tensor there, and `x` stays where it is."
    )


DEVICES.always(
    "nothing_on_meta", NotImplementedError, "^Cannot copy out of meta tensor",
    "A tensor on \"meta\" has a shape and a type, and no numbers: there is nothing to bring to "
    "another device. Another tensor can be brought to \"meta\".",
)  # fmt: skip
DEVICES.always(
    "numpy_of_another_device", TypeError, r"can't convert (\S+) device type tensor to numpy",
    "NumPy works on the CPU, and this tensor is on {1}: `.cpu()` first.",
)  # fmt: skip
DEVICES.always(
    "no_such_device", RuntimeError, r"^Expected one of cpu, cuda.* device string: (\w+)",
    "PyTorch knows no device called `{1}`: a graphics card is `cuda`, the usual one `cpu`.",
)  # fmt: skip
