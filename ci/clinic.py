"""Try every fault that the clinic offers: its symptom shows, and only a right line mends it.

    python ci/clinic.py                     all wards (a quarter of an hour)
    python ci/clinic.py xor --share 10      one fault in ten of one ward
    python ci/clinic.py mnist --variants    with the first variants of the banks

Each fault that changes one line is looked at as the clinic does. Of one that is offered, a case is
made. Then the line is named and put right; and three wrong things are tried: another line is
named, another line is put in the place of the right one, and a right line in another place. The
table says how many were offered; what went wrong is listed, and the exit status is 1.
"""

import argparse
import collections
import functools
import inspect
import re
import sys
import time
import zlib

from dlscratch import clinic
from dlscratch.clinic import faults
from dlscratch.clinic.case import Case
from dlscratch.clinic.library import Library
from dlscratch.clinic.wards import WARDS


def with_variants(library: Library) -> Library:
    """The library with the first variant of each part's bank, where that runs by itself."""
    for part, source in library.sources.items():
        for variant in faults.exercise_of(part).variants[:1]:
            try:
                text = re.sub(r"(?m)^@exercise\.variant\n", "", inspect.getsource(variant))
            except (OSError, TypeError):  # made by a function
                continue
            imports = re.findall(r"(?m)^(?:import|from) .*\n", source.text)
            name = variant.__name__
            alias = "" if name == part else f"\n\n{part} = {name}\n"
            changed = library.changed(part, f"{''.join(imports)}\n\n{text}{alias}")
            if faults.passes(changed, part) is None:
                library = changed
    return library


def troubles(case: Case, fault: faults.Fault, others: list[faults.Fault]) -> list[str]:
    """What is not as it should be in the case of a fault; `others` are faults of its part."""
    said, case._say = [], lambda title, text: said.append(f"{title}: {text}")
    part, line, lines = fault.part, fault.lines[0], case._sick.lines(fault.part)
    found = []

    def expect(title, what, call):
        said.clear()
        call()
        if not said[0].startswith(title):
            found.append(f"{what}: {said}")

    elsewhere = next(n for n in range(1, len(lines) + 1) if n not in fault.lines)
    expect("No", "another line is named", lambda: case.diagnose(part, elsewhere))
    expect("No", "a right line elsewhere", lambda: case.mend(part, elsewhere, lines[elsewhere - 1]))
    expect("Not yet", "the line as it is", lambda: case.mend(part, line, lines[line - 1]))
    for other in others:
        if other.lines == fault.lines and other.now and other.text != fault.text:
            if faults.passes(case._healthy.changed(part, other.text), part, faults.SECONDS) is None:
                continue  # it is right, only written in another way
            new = other.text.split("\n")[line - 1]
            expect("Not yet", f"another wrong line, {new.strip()}",
                   functools.partial(case.mend, part, line, new))  # fmt: skip
            break
    for one in fault.lines:
        expect("Found", "the line is named", functools.partial(case.diagnose, part, one))
    was, now = fault.was.split("\n"), fault.now.split("\n") if fault.now else []
    if now:
        mended = functools.partial(case.mend, part, line, "\n".join(was), line + len(now) - 1)
    else:  # the missing line, behind the one before it or before the one behind it
        gap = next(n for n, (a, b) in enumerate(zip(case._healthy.lines(part), [*lines, ""],
                                                    strict=True)) if a != b)  # fmt: skip
        pair = [lines[line - 1], was[0]] if line == gap else [was[0], lines[line - 1]]
        mended = functools.partial(case.mend, part, line, "\n".join(pair))
    expect("Mended", "the right line", mended)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wards", nargs="*", default=list(WARDS))
    parser.add_argument("--variants", action="store_true", help="not the solutions")
    parser.add_argument("--share", type=int, default=1, help="one fault in so many")
    options = parser.parse_args(arguments)
    bad, rows = 0, []
    for name in options.wards:
        ward, begun = WARDS[name], time.perf_counter()
        library, band = clinic.healthy(name, own=False)
        if options.variants:
            library = with_variants(library)
            band = ward.band(library)
        counts: collections.Counter = collections.Counter()
        slowest = 0.0
        for part in library.sources:
            every = faults.of(library, part)
            for fault in every:
                if zlib.crc32(f"{fault}".encode()) % options.share:
                    continue
                start = time.perf_counter()
                seen = faults.offered(ward, band, library, fault)
                slowest = max(slowest, time.perf_counter() - start)
                counts["tried"] += 1
                if seen:
                    counts["crash" if seen.crash else "silent"] += 1
                    case = Case(ward, 0, library, band, fault, seen)
                    for trouble in troubles(case, fault, every):
                        bad += 1
                        print(f"{fault}\n    {trouble}", flush=True)
        rows.append((name, counts["tried"], counts["silent"], counts["crash"], slowest,
                     time.perf_counter() - begun))  # fmt: skip
        print(f"{'ward':8} {'tried':>6} {'silent':>7} {'crash':>6} {'slowest':>8} {'all':>7}")
        for row in rows:
            print("{:8} {:6} {:7} {:6} {:7.1f}s {:6.0f}s".format(*row), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
