"""A text of exercises becomes the learner's page and the solved one."""

from dlscratch.course import pages

CRASH = """\
# %% tags=["raises-exception"]
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### BLANK
    # return "2" * x
    ### END SOLUTION

double(
    1.5
)

check.double(double)
"""


def test_a_crash_hunt_may_stop_and_its_solution_may_not():
    (blank,), (solved,) = pages.blank(CRASH).cells, pages.solved(CRASH).cells
    assert blank.metadata == {"tags": [pages.STOPS]} and 'return "2" * x' in blank.source
    assert solved.metadata == {} and "return 2 * x" in solved.source
    more = CRASH.replace('"raises-exception"', '"raises-exception", "other"')
    assert pages.solved(more).cells[0].metadata == {"tags": ["other"]}


def test_other_cells_keep_the_tag():
    shown = '# %% tags=["raises-exception"]\n1 / 0\n'
    assert pages.solved(shown).cells[0].metadata == {"tags": [pages.STOPS]}


def test_the_answer_of_a_crash_hunt_stands_above_the_call_that_stops():
    code = pages.solutions(CRASH)["double"]["solution"]
    assert code.endswith("double(\n    1.5\n)")
    assert pages.above_the_stop(code).rstrip() == "def double(x):\n    return 2 * x"


def test_what_is_done_to_a_page_is_not_done_to_the_next_one():
    for make in (pages.lesson, pages.blank, pages.solved):
        cell = make(shown := '# %% tags=["raises-exception"]\nprint(1)\n').cells[0]
        cell.source, cell.metadata["tags"][:] = "", ["other"]
        assert (make(shown).cells[0].source, make(shown).cells[0].metadata["tags"]) == (
            "print(1)",
            [pages.STOPS],
        )
