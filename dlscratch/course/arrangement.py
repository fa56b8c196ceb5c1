"""The definitions of a library, each after all that it needs."""

import builtins
from typing import NamedTuple

from dlscratch.course import lessons, statements
from dlscratch.course.parts import KNOWN, PARTS, Choice
from dlscratch.course.sources import Piece

IN_NOTEBOOKS = {"display": "from IPython.display import display"}  # there without an import
COMMANDS = "`get_ipython`, or a line with `%`, `!` or `?`"


class Refused(Exception):
    """A part cannot be taken from where it is in the learner's notebook, for a reason."""

    def __init__(self, part: str, reason: str):
        self.part, self.reason = part, reason


class Definition(NamedTuple):
    """What a name of the library means."""

    part: str  # for which it is there
    text: str
    needs: frozenset
    cell: int | None  # of the notebook that the part comes from
    imports: bool = False
    pieces: tuple[Piece, ...] = ()  # of which the text is made up, and where they stand
    at_once: frozenset = frozenset()  # of its needs, those that must be there when it is defined


class Arrangement:
    """The definitions of some parts, with all that they need, in an order in which they can run.

    Raises Refused for a part of the learner's that cannot be taken.
    """

    def __init__(self, choice: Choice, parts=tuple(PARTS)):
        self.choice, self.parts = choice, parts
        self.found: dict[str, Definition] = {}
        for part in parts:
            self._add(part)

    def __iter__(self):
        """The definitions: imports first, then each one after those that it needs at once."""
        once: dict[str, Definition] = {}  # a text may stand for two names: `a, b = 1, 2`
        for name in self._order():
            once.setdefault(self.found[name].text, self.found[name])
        imports = [one for one in once.values() if one.imports]
        yield from sorted(imports, key=_place_of_import)
        yield from (one for one in once.values() if not one.imports)

    def yours(self, part: str) -> bool:
        return part not in self.choice.others

    def _order(self):
        """The names in an order in which their definitions can run: as in their notebooks, but
        what one needs at once comes before it. What that needs in its turn, once it is called,
        comes before it too, if it can: `ONE = Value(1.0)` calls a method of Value's."""
        done: dict[str, None] = {}
        left = sorted(self.found, key=self._place)
        while left:
            seen: set[str] = set()
            for name in left:
                self._reach(name, seen, done)
            rest = [name for name in left if name not in done]
            if len(rest) == len(left):  # each needs another one at once: running it will tell
                done |= dict.fromkeys(rest)
            left = rest
        return done

    def _reach(self, name, seen, done):
        """Note in `done` all that a name needs, and the name itself, but for those that need at
        once what is not there yet."""
        todo = [(name, False)]
        while todo:
            name, reached = todo.pop()
            one = self.found.get(name)
            if one is None:
                continue
            if reached:
                if all(need in done for need in one.at_once if need in self.found):
                    done[name] = None
            elif name not in seen:
                seen.add(name)
                later = [] if name in done else [(name, True)]
                later = [*((need, False) for need in sorted(one.needs - one.at_once)), *later]
                todo += [*later, *((need, False) for need in sorted(one.at_once))]

    def _place(self, name):
        one = self.found[name]
        line = one.pieces[0].line if one.pieces else 0
        return KNOWN[one.part].lesson.number, -1 if one.cell is None else one.cell, line, name

    def _add(self, part):
        """Add a part and all that it needs. Chains of helpers may be long, so that no function can
        call itself here."""
        todo = [(part, part, None)]  # a name, the part that needs it, and the cell that uses it
        while todo:
            name, part, cell = todo.pop()
            if name in self.parts:
                if name in self.found:
                    continue
                part = name
            definition = self._part(part) if name == part else self._need(name, part, cell)
            if definition is None:
                continue  # running it will tell whether that matters
            if name in self.found:
                self._agree(name, definition)
                continue
            self.found[name] = definition
            needs = sorted(definition.needs, reverse=True)
            todo += [(need, part, definition.cell) for need in needs]

    def _part(self, part):
        notebook, home = self.choice.notebook(part), self.choice.home(part)
        if home.answer != part:  # it has passed under another name
            text = f"{part} = {home.answer}"
            needs = statements.read(text)[0].needs - {part}
            return Definition(part, text, needs, home.cell, at_once=needs)
        found = notebook.find(part, home.cell)
        if home.cell in notebook.unreadable:  # what others say is another exercise's answer
            raise Refused(part, "Python cannot read its saved cell")
        if not found:
            raise Refused(part, "no saved cell defines it under this name")
        if found.imports:
            raise Refused(part, "the saved code imports it")
        return Definition(part, *found._replace(imports=False))

    def _need(self, name, part, cell):
        """What `name` means for a part that uses it in this cell; None where nothing defines it."""
        found = self.choice.notebook(part).find(name, cell)
        if not found and not hasattr(builtins, name) and self.yours(part):
            found = self.choice.courses(part).find(name, 0)  # for a cell of imports that is lost
            found = found._replace(pieces=()) if found and found.imports else None
        if found:
            return Definition(part, *found)
        if name in IN_NOTEBOOKS:
            return Definition(part, IN_NOTEBOOKS[name], frozenset(), None, imports=True)
        if name == "get_ipython" and self.yours(part):
            raise Refused(part, f"only a notebook has what it uses: {COMMANDS}")
        return None

    def _agree(self, name, new):
        """A name has one meaning in the library. Where the learner's and the course's differ, the
        course's stays."""
        old = self.found[name]
        if statements.same(name, old.text, new.text):
            return
        if old.part == new.part:
            raise Refused(new.part, f"`{name}` has two meanings in its notebook")
        for part, other in ((new.part, old.part), (old.part, new.part)):
            if self.yours(part):
                what = f"it means something else by `{name}` than {other} does"
                raise Refused(part, what)
        raise lessons.AuthoringError(f"The solutions of {old.part} and {new.part} define {name}.")

    # Why something fails

    def within(self, part: str) -> dict[str, Definition]:
        """The definitions that a part uses, however indirectly, and its own."""
        found, todo = {}, [part]
        while todo:
            name = todo.pop()
            if name in self.found and name not in found:
                found[name] = self.found[name]
                todo += sorted(found[name].needs)
        return found

    def cause(self, part: str, said: str) -> str:
        """Why a part that passed in its notebook fails here with these words; empty if that is not
        known."""
        for one in self.within(part).values():
            for name in sorted(one.needs):
                if name not in self.found and not hasattr(builtins, name) and name in said:
                    return f"the saved code needs `{name}`, which no saved cell defines"
                if self._is_of_its_own(name, one):
                    return f"it uses a `{name}` of its own, which is not the library's"
        return ""

    def _is_of_its_own(self, name, user):
        """Whether a part of the library, which the learner's code uses, means something else in
        that notebook."""
        if name not in PARTS or name == user.part or not self.yours(user.part):
            return False
        own = self.choice.notebook(user.part).find(name, user.cell)
        if not own or own.imports:
            return False
        return not statements.same(name, own.text, self.found[name].text)


def _place_of_import(definition):
    return not definition.text.startswith("from __future__"), definition.text
