"""What helps with an exception of the course's own layers: what it says is clear, and short."""

from dlscratch.errors.kinds import Table

COURSE = Table()

COURSE.always(  # what Linear says of its inputs
    "sizes_of_neighbours", ValueError,
    r"^Linear\((\d+), \d+\) expects inputs of shape .*, but \((?:.*, )?(\d+),?\) came",
    "Each layer takes as many inputs as the one before it gives outputs, and the first as many as "
    "the data has columns. This one takes {1}, and {2} came.",
)  # fmt: skip
COURSE.always(  # what Linear says of the gradient for its outputs
    "gradient_like_outputs", ValueError, r"expects a gradient of shape (\(.*?\)), like its last",
    "What comes back to a layer has the shape of what it gave last, {1}: for each output, how the "
    "loss changes with it. Was another batch sent forward since?",
)  # fmt: skip
COURSE.always(  # what every layer says that keeps something on the way forward
    "backward_before_forward", RuntimeError, r"got backward before forward",
    "On the way back a layer needs what it kept on the way forward, and this one has kept nothing "
    "yet. Is it another layer, or another net, than the one that went forward?",
)  # fmt: skip
