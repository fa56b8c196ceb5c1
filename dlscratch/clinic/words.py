"""What a learner writes to a case, and what is said when it makes no sense."""

import functools
import inspect

from dlscratch.terminal import command

_ADMIT = command("clinic")
# In a notebook, and in a terminal; {} is a part, a number, a ward, a seed.
WRITTEN = {
    "code": ('case.code("{}")', "code {}"),
    "experiments": ("case.experiments", "experiments"),
    "experiment": ('case.experiment("{}")', "experiment {}"),
    "on a part": ('case.experiment("{}", "{}")', "experiment {} {}"),
    "diagnose": ("case.diagnose(part, number)", "diagnose PART NUMBER"),
    "mend": ('case.mend("{}", {}, "…")', "mend {} {}"),
    "give_up": ("case.give_up()", "give up"),
    "again": ('clinic.admit("{}", seed={})', f"{_ADMIT} {{}} --seed {{}}"),
    "again, the course's": ('clinic.admit("{}", seed={}, own=False)',
                            f"{_ADMIT} {{}} --seed {{}} --course"),
    "another": ('clinic.admit("{}")', f"{_ADMIT} {{}}"),
}  # fmt: skip
NOTEBOOK, TERMINAL = ({what: both[n] for what, both in WRITTEN.items()} for n in (0, 1))


class Misuse(Exception):
    """A call that makes no sense, or makes none now, in a sentence below a title."""

    def __init__(self, text: str, title: str = "Not understood"):
        super().__init__(text)
        self.title = title


class Listing(str):
    """A text that shows itself as it is; brackets behind it do no harm."""

    __repr__ = str.__str__

    def __call__(self):
        return self


def told(method):
    """A misuse is said; it costs nothing, and no cell stops."""
    parameters = list(inspect.signature(method).parameters.values())[1:]

    @functools.wraps(method)
    def called(self, *given, **named):
        try:
            _fit(method.__name__, parameters, given, named)
            return method(self, *given, **named)
        except Misuse as misuse:
            self._say(misuse.title, str(misuse))

    return called


def _fit(name, parameters, given, named):
    """Raise Misuse where what was given does not fit the parameters of a method."""
    known = [one.name for one in parameters]
    there = [*known[: len(given)], *named]
    missing = [one.name for one in parameters if one.default is one.empty and one.name not in there]
    if strange := [one for one in named if one not in known]:
        wrong = f"there is no `{strange[0]}`"
    elif len(given) > len(known) or len(set(there)) < len(there):
        wrong = f"{count(len(given) + len(named), 'argument')} came"
    elif missing:
        wrong = f"{' and '.join(f'`{one}`' for one in missing)} did not come"
    else:
        return
    raise Misuse(f"It is written `case.{name}({', '.join(known)})`, but {wrong}.")


def one_of(given, known, are: str, nothing: str, more: str = "") -> None:
    """Raise Misuse where what was given is none of the known names."""
    if given not in list(known):  # it may be anything
        came = nothing if given is None else repr(given)
        raise Misuse(f"{are} {', '.join(known)}, but {came} came.{more}")


def count(number: int, one: str, many: str | None = None) -> str:
    """ "two tries" """
    words = "no", "one", "two", "three", "four", "five"
    word = words[number] if number < len(words) else str(number)
    return f"{word} {one if number == 1 else many or one + 's'}"
