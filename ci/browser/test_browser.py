"""The course as a learner meets it: the first page, a lesson, an exercise, both themes."""

import subprocess
import sys

import nbformat
from lab import Lab

from dlscratch.course import lessons, signposts

FIRST_PAGE = "notebooks/00_start_here.ipynb"
LESSON = "notebooks/01_tensors.ipynb"
EXERCISES = "exercises/01_tensors_exercises.ipynb"
COUNT = len(lessons.exercise_names()["tensors"])
READABLE = 4.5  # the least contrast of text that the Web's guidelines (WCAG, level AA) allow


def test_the_first_page(lab):
    lab.open()
    assert lab.js("return panel.context.path;") == FIRST_PAGE
    lab.shot("00_as_opened")
    digit = lab.cell("read_a_digit()")
    digit.run()
    assert digit.pixels().width > 500
    lab.run_all()
    lab.cell("check_setup()").shows("All is well. You can begin.")

    the_map = lab.cell("show_map()")
    the_map.shows(f"0 of {COUNT} passed")
    the_map.shows(f"Next: read {LESSON}")
    lab.shots("00_start_here")


def test_the_goal(lab):
    """The first cell that a learner runs: a stroke on its pad, and the picture answers."""
    lab.open(FIRST_PAGE)
    pad = lab.cell("read_my_digit()")
    pad.run()
    pad.shows("The pad is blank.")
    blank = pad.pixels()
    pad.drag("canvas", (0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
    pad.shows("Read as 7 (100%)")
    seven = pad.redraws(blank)
    lab.shot("00_goal")
    pad.button("wipe the pad").click()
    pad.shows("The pad is blank.")
    pad.redraws(seven)
    up, down = ["ArrowUp"] * 9, ["ArrowDown"] * 18
    pad.press(*up, " ", *down, on="canvas")
    pad.shows("Read as 1 (")
    lab.theme("Dark")
    lab.shot("00_goal_dark")


def test_a_lesson(lab):
    lab.open(LESSON)
    assert not any(cell.outputs or cell.count for cell in lab.cells())
    question = lab.cell("twice(lambda")
    assert question.text() == "", "the answer can be read before it was guessed"
    lab.shot("01_tensors_as_opened")
    question.run()
    question.shows("16")

    lab.run_all()
    pictures = [cell for cell in lab.cells() if "display(tensor_tree(" in cell.source]
    assert len(pictures) == 2
    for picture in pictures:
        pixels = picture.pixels()
        assert pixels.width > 500 and pixels.height > 100
        assert 200 < min(pixels.mean) < 254, "white, with something drawn on it"
    lab.shots("01_tensors")


def test_an_exercise(lab, folder, environment):
    """Wrong, a hint, wrong, right, saved, counted: a learner's whole way."""
    lab.open(FIRST_PAGE)
    the_map = lab.cell("show_map()")
    the_map.run()
    the_map.shows(f"0 of {COUNT} passed")
    bar = the_map.output.locator("progress").first
    assert bar.get_attribute("value") == "0"
    lab.follow(the_map.output.locator(f"td a[href*='{EXERCISES}']"), EXERCISES)

    lab.cell("import tensors as check").run()
    shape = lab.cell("check.shape(")
    blank = shape.source
    shape.run()
    shape.shows("To do: shape")

    shape.write(blank.replace("____", "len(tensor)"))
    shape.run()
    shape.shows("Not yet: shape")
    shape.shows("That is the length of the outermost list and nothing more")
    lab.shot("exercise_wrong")
    hint = shape.add_below("check.shape.hint()")
    hint.run()
    hint.shows("what tensor stands for in the next round of the loop")

    right = blank.replace("____", "tensor[0]")
    shape.write(right.replace("sizes.append(", "sizes.insert(0, "))
    shape.run()
    shape.shows("The sizes are right, but the innermost came first.")
    lab.shot("exercise_hint")

    shape.write(right)
    shape.run()
    shape.shows("Passed: shape")
    lab.shot("exercise_passed")
    lab.save()

    blank_page = signposts.Pair.read(folder, lessons.find("tensors")).blank()
    sources = [cell.source for cell in blank_page.cells]
    sources[shape.number : shape.number + 1] = [right, "check.shape.hint()"]
    saved = nbformat.read(folder / EXERCISES, as_version=4)
    nbformat.validate(saved)
    assert [cell.source for cell in saved.cells] == sources
    command = [sys.executable, "-m", "dlscratch", "progress"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert f"01_tensors           1 of {COUNT} passed" in done.stdout, done.stdout + done.stderr

    lab.turn_to(FIRST_PAGE)
    count = the_map.count
    assert f"0 of {COUNT} passed" in the_map.text()
    the_map.output.get_by_role("button", name="Refresh the map").click()
    the_map.shows(f"1 of {COUNT} passed")
    assert bar.get_attribute("value") == "1"
    assert the_map.count == count, "the cell was run again"
    lab.shot("00_map")


def test_a_crash_hunt(lab):
    """Run All goes on behind it; then one sees the traceback, mends a half, and all of it."""
    lab.open("exercises/03_stacks_exercises.ipynb")
    lab.run_all()
    hunt = lab.cell("check.wrong_size(")
    hunt.shows("ValueError: Linear(3, 6) expects inputs of shape (n, 3), but (5, 6) came")
    assert "Error: wrong_size" not in hunt.text(), "the check was not reached"
    lab.shot("crash_hunt")
    given = hunt.source
    hunt.write(given.replace("Linear(3, 6", "Linear(6, 6").replace("Linear(3, 2", "Linear(6, 2"))
    hunt.run()
    hunt.shows("Not yet: wrong_size")
    hunt.shows("Look at the layers")
    assert "the text wants 3" not in hunt.text(), "the cause comes later"
    hint = hunt.add_below("check.wrong_size.hint()")
    hint.run()
    hint.shows("between the second and the third linear layer there are 6 numbers")
    hunt.write(given.replace("Linear(3, 6", "Linear(6, 3"))
    hunt.run()
    hunt.shows("Passed: wrong_size")


def test_an_endless_loop(lab):
    lab.open(EXERCISES)
    lab.cell("import tensors as check").run()
    is_1d = lab.cell("check.is_1d(")
    is_1d.write(is_1d.source.replace("return ____", "while True:\n        pass"))
    is_1d.run()
    is_1d.shows("Took too long: is_1d")
    assert lab.kernel("check.__name__") == "dlscratch.checks.tensors", "the kernel was started anew"
    lab.shot("exercise_endless")


def test_both_themes(lab):
    """Verdicts can be read, and pictures keep their white ground."""
    lab.open(EXERCISES)
    lab.cell("import tensors as check").run()
    shape, is_1d = lab.cell("check.shape("), lab.cell("check.is_1d(")
    shape.write(shape.source.replace("____", "len(tensor)"))
    shape.run()
    shape.shows("Not yet: shape")
    is_1d.write(is_1d.source.replace("____", "not isinstance(tensor[0], list)"))
    is_1d.run()
    is_1d.shows("Passed: is_1d")
    picture = is_1d.add_below(
        "from dlscratch.visuals.tensor_tree import tensor_tree\n"
        "display(tensor_tree([[1, 2], [3, 4]]))"
    )
    picture.run()
    picture.output.locator("img").scroll_into_view_if_needed()

    for theme in ("Light", "Dark"):
        lab.theme(theme)
        for cell in (shape, is_1d):
            found = cell.contrasts()
            assert len(found) > 1
            assert {text: value for text, value in found.items() if value < READABLE} == {}
        mean = picture.pixels().mean
        assert min(mean) > 200 if theme == "Light" else max(mean) < 60
        lab.shot(f"theme_{theme.lower()}")


def test_two_tabs_on_one_notebook(lab, browser, address, folder):
    """The second to save is asked first, so that no tab's work is lost unseen."""
    path = "exercises/01_tensors_exercises.ipynb"
    second = Lab(browser.new_page(), address)
    for tab, answer in ((lab, "# from the first tab"), (second, "# from the second tab")):
        tab.open(path)
        tab.cell("check.shape(").write(answer)
    lab.page.bring_to_front()
    lab.save()
    lab.page.wait_for_timeout(1000)  # JupyterLab takes what is half a second apart for one save
    second.page.bring_to_front()
    second.page.keyboard.press("Control+s")
    dialog = second.page.get_by_role("dialog")
    dialog.wait_for()
    assert "changed" in dialog.inner_text()
    second.shot("two_tabs")
    dialog.get_by_role("button", name="Cancel").click()
    saved = (folder / path).read_text(encoding="utf-8")
    assert "# from the first tab" in saved and "# from the second tab" not in saved
    assert second.cell("# from the second tab"), "it is still in its tab"
    second.page.close()
    # Both tabs share a kernel, and each hears the answers to what the other has asked.
    lab.problems = [said for said in lab.problems if "Comm not found" not in said]
