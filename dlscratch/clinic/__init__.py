"""The clinic: one line of your own library has been changed, moved or taken out. Find it, and mend
it.

    from dlscratch import clinic

    case = clinic.admit("xor")          # or "mnist", or "pytorch"; another one each time
    case = clinic.admit("xor", seed=7)  # this one again

Your saved exercises stay as they are: what is changed is a copy of their text.
"""

import secrets

from dlscratch.course.lessons import CourseError

__all__ = ["admit"]

LARGEST = 10_000  # seeds are small enough to be told a friend


def admit(ward: str, seed: int | None = None, own: bool = True):
    """A case of a ward, "xor", "mnist" or "pytorch"; its symptom is shown.

    seed: which one; without it, another one each time.
    own: whether your own parts are taken, as far as you have passed them; else the course's.

    Raises ValueError for another ward or seed, and CourseError where the course is not there, or
    PyTorch for the ward that needs it.
    """
    from dlscratch.checks.engine import show

    case = _case(ward, seed, own)
    if case.runs and show.shell() is not None:
        from IPython.display import display

        from dlscratch.clinic.picture import symptom_picture

        display(symptom_picture(case.band, case.runs, case.ward.unit, case.ward.each))
    return case


def ask(ward: str, seed: int | None, own: bool, say) -> None:
    """A case in a terminal: say(title, text) shows, and input() asks. Raises as `admit` does."""
    from dlscratch.clinic import terminal, words

    terminal.play(_case(ward, seed, own, say=say, words=words.TERMINAL), say)


def _case(ward, seed, own, **how):
    from dlscratch.clinic import faults
    from dlscratch.clinic.case import Case
    from dlscratch.clinic.wards import WARDS

    if ward not in list(WARDS):  # it may be anything
        raise ValueError(f"The wards are {', '.join(WARDS)}, but {ward!r} came.")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
        raise ValueError(f"A seed is a whole number from 0 up, but {seed!r} came.")
    seed = secrets.randbelow(LARGEST) if seed is None else seed
    library, band = healthy(ward, own)
    fault, seen = faults.draw(WARDS[ward], band, library, seed)
    made = Case(WARDS[ward], seed, library, band, fault, seen, own, **how)
    made.symptom()
    return made


def healthy(ward: str, own: bool = True):
    """A ward's library, and what is healthy there. Where the learner's parts do not work together,
    they are the course's."""
    from dlscratch.clinic import in_pytorch
    from dlscratch.clinic.library import Library, read
    from dlscratch.clinic.wards import WARDS
    from dlscratch.course import bridge, lessons

    if ward == "pytorch":
        trouble = bridge.trouble()
        if trouble:
            raise CourseError(trouble)
        in_pytorch.warm()
    root, parts = lessons.folder(), WARDS[ward].parts
    library = Library(read(root, parts, own))
    try:
        return library, WARDS[ward].band(library)
    except RuntimeError:
        library = Library(read(root, parts, False))
        return library, WARDS[ward].band(library)
