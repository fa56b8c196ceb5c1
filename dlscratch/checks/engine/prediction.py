"""What is said of a prediction that is not right: no word of what is."""

from dlscratch.checks.engine import compare
from dlscratch.errors.values import family, listed


def predicted(exercise, came, wanted, difference):
    """What is not right in a prediction; no word of what is."""
    several, given = (family(value) in ("list", "tuple", "array") for value in (wanted, came))
    one, all_of = len(came) if given else 1, len(wanted) if several else 1
    if _decimal_commas(came, wanted):
        return "Python writes decimals with a point, as in 0.95; a comma parts two numbers."
    if _quoted(came, wanted):
        one = wanted[0] if several and len(wanted) else wanted
        numbers = family(one) == "number"
        return f"Quotes make a string{'; a number has none.' if numbers else ': leave them out.'}"
    if several and _in_lists(came, wanted):
        return "Its items stand in brackets of their own: a number needs none."
    if several and family(came) == "string":
        return f"One text came, in quotes; {all_of} values were asked for, with commas between."
    if several and not given and family(came) in ("number", "bool"):
        return f"One value came, and {all_of} were asked for."
    if not several or not given or one != all_of or family(came) == "array" and came.ndim == 0:
        return "" if difference.what == "value" else f"It {difference.text}"
    wrong = [
        i for i, (mine, right) in enumerate(zip(came, wanted, strict=True))
        if not compare.same(mine, right, exercise.rtol, exercise.accepts)
    ]  # fmt: skip
    if len(wrong) == 1:
        place = wrong[0]
        inner = compare.difference(came[place], wanted[place], exercise.rtol, exercise.accepts)
        if inner.what != "value":
            return f"Item [{place}]{inner.path} {inner.text}"
        only = " values differ" not in inner.text  # else the one that is furthest off is named
        return f"Item [{place}]{inner.path if only else ''} is not right yet."
    if len(wrong) == all_of and all_of > 1:
        return f"None of the {all_of} items is right yet."
    if wrong:
        return f"Items {listed([f'[{i}]' for i in wrong])} are not right yet."
    return f"It {difference.text}"


def _quoted(came, wanted):
    """Whether numbers were written in quotes."""
    mine, right = (list(part) if family(part) in ("list", "tuple") else [part]
                   for part in (came, wanted))  # fmt: skip
    strings = all(type(part) is str for part in mine)
    return strings and bool(mine) and not any(family(part) == "string" for part in right)


def _in_lists(came, wanted):
    """Whether each number was written as a list of one."""
    return family(came) in ("list", "tuple") and len(came) > 0 and all(
        family(part) in ("list", "tuple") and len(part) == 1 for part in came
    ) and all(family(part) == "number" for part in wanted)  # fmt: skip


def _decimal_commas(came, wanted):
    """Whether `0,95` was written for 0.95: whole numbers in the place of fewer ones."""
    if family(came) not in ("list", "tuple") or any(type(part) is not int for part in came):
        return False
    parts = wanted if family(wanted) in ("list", "tuple") else [wanted]
    if any(family(part) != "number" for part in parts):
        return False
    fractions = sum(not float(part).is_integer() for part in parts)
    return fractions > 0 and len(came) == len(parts) + fractions
