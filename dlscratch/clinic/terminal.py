"""A case in a terminal, asked line by line."""

from dlscratch.clinic.case import Case

HELP = """\
    symptom                 what the ward sees, once more
    experiments             what can be tried
    try NAME [PART]         tries it
    code PART               shows the code; it costs nothing
    line PART NUMBER        names the changed line
    mend PART NUMBER [TO]   puts other lines in the place of one, or of several
    give up                 ends it, and says what it was
    quit                    leaves it"""


def play(patient: Case, say, ask=input) -> None:
    """Ask what to do until the case is closed, or its learner leaves."""
    say("You can type", HELP)
    while not patient.closed:
        try:
            words = ask("> ").split()
            if words == ["quit"]:
                return
            _do(patient, words, say, ask)
        except EOFError:
            return


def _do(patient, words, say, ask):
    match words:
        case []:
            pass
        case ["symptom"]:
            patient.symptom()
        case ["experiments"]:
            say("Experiments", f"{patient.experiments}")
        case ["try", name, *part] if len(part) < 2:
            patient.experiment(name, *part)
        case ["code", part]:
            patient.code(part)
        case ["line", part, number]:
            patient.diagnose(part, _number(number))
        case ["mend", part, number, *to] if len(to) < 2:
            say("The new line, or several; an empty one ends", "")
            patient.mend(part, _number(number), _lines(ask), *map(_number, to))
        case ["give", "up"]:
            patient.give_up()
        case _:
            say("You can type", HELP)


def _number(word):
    """A number, if the word is one; else the word, at which the case will wonder."""
    return int(word) if word.isdecimal() else word


def _lines(ask):
    lines = []
    while line := ask("").rstrip():
        lines.append(line)
    return "\n".join(lines)
