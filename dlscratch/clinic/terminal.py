"""A case in a terminal, asked line by line."""

import re

from dlscratch.clinic.case import Case

HELP = """\
    symptom                 what the ward sees, once more
    experiments             what can be tried
    experiment NAME [PART]  makes one of them
    code PART               shows the code, from the first try on
    diagnose PART NUMBER    names the line that was changed, or one beside it if it is missing
    mend PART NUMBER [TO]   puts other lines in the place of one, or of several
    give up                 ends it, and says what it was
    quit                    leaves it"""

# How each command is written, by its first word.
FORMS = {form.split()[0]: form for form in re.findall(r"(?m)^ {4}(\S+(?: \S+)*)", HELP)}


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
        case ["experiment", name, *part] if len(part) < 2:
            patient.experiment(name, *part)
        case ["code", part]:
            patient.code(part)
        case ["diagnose", part, number]:
            patient.diagnose(part, _number(number))
        case ["mend", part, number, *to] if len(to) < 2:
            say("The new line, or several; an empty one ends", "")
            patient.mend(part, _number(number), _lines(ask), *map(_number, to))
        case ["give", "up"]:
            patient.give_up()
        case [word, *given] if word in FORMS:
            say("Not understood", _unfit(FORMS[word], given))
        case _:
            say("You can type", HELP)


def _unfit(form, given):
    """What is wrong with the words behind a command."""
    wanted = [one for one in form.split()[1:] if not one.startswith("[")]
    missing = wanted[len(given) :]
    if wanted == ["up"]:
        return f"It is written `{form}`."
    are = "is" if len(missing) == 1 else "are"
    wrong = f"{' and '.join(missing)} {are} missing" if missing else "more words came"
    return f"It is written `{form}`, but {wrong}."


def _number(word):
    """A number, if the word is one; else the word, at which the case will wonder."""
    return int(word) if word.isdecimal() else word


def _lines(ask):
    lines = []
    while line := ask("").rstrip():
        lines.append(line)
    return "\n".join(lines)
