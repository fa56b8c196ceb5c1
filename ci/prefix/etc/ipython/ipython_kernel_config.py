"""What every kernel of the course begins with, however it was started.

The course's networks are small. On a server with many cores and a share of one of them (Binder),
a thread a core only gets in the others' way: with 16, lesson 03 needs seven times the computing
time, and lesson 12 half as much again (ci/small.py). The libraries read this when they are first
imported, and what the learners have set themselves stands.

And a kernel says that it speaks Python 3, not which 3.x.y. JupyterLab writes what it says into
every notebook that it opens. So it writes there what stands there already (as
dlscratch/course/pages.py has it), and a notebook that was only opened is not marked as unsaved.
"""

import os

from ipykernel.ipkernel import IPythonKernel

IPythonKernel.language_info = {**IPythonKernel.language_info, "version": "3"}

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
