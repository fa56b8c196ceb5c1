"""The course in a browser tab: what is said there about the setup, and by the pages on PyTorch."""

import platform

from dlscratch.course import lessons

KEPT = (
    "Ctrl+S saves your work in this browser, on this computer, and nowhere else. Who clears the "
    "browser's data deletes it: download it now and then, with the button below."
)
NOT_KEPT = (
    "Your work cannot be saved, and the map stays empty: leave the browser's private window, allow "
    "this page to store data, and load it again."
)
LOOPS = (
    "The square cannot stop a cell here: for one that never ends choose Kernel, Restart Kernel. "
    "What a check runs, it stops itself."
)
SLOWER = (  # as ci/tab_all.py has measured it, on two cores
    "Python is slower in a browser: pages take two to six times as long as with a Python of your "
    "own, lessons 09 and 10 about ten times, some trainings twenty. Both run on 5,000 digits."
)
TORCH = """\
PyTorch is not to be had in a browser tab, and only the pages about it need it. Read them here, and
run them in another place: on your own computer, on Binder or in Colab. The course's README.md says
how to open it there. To take your work along, download it on the page 00_start_here.
"""


def findings() -> list[tuple[str, str]]:
    """What check_setup says here, each with its state."""
    try:
        lessons.folder()
        kept = "note", KEPT
    except lessons.CourseError:
        kept = "mend", NOT_KEPT
    python = "fine", f"Python {platform.python_version()}, in this browser tab"
    return [python, kept, ("note", LOOPS), ("note", SLOWER)]
