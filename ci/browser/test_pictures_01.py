"""The live tree of lesson 1, moved with the mouse and with the keyboard."""

import pytest

NOTEBOOK = "notebooks/01_tensors.ipynb"
# Where in the picture, in fractions of its box, a number of the upper or the lower table stands.
PLACE = """
[(x / width, 1 - y / height)
 for figure in [Out[{count}].figure] for width, height in [figure.canvas.get_width_height()]
 for ax in [figure.panels[1][{panel}]] for one in ax.artists if hasattr(one, "words")
 for word, place in zip(one.words, one.places) if word == "{number}"
 for x, y in [map(float, ax.transData.transform(place))]][0]
""".replace("\n", " ")
UPPER, LOWER = 2, 5


@pytest.fixture(scope="module")
def opened(opened):
    opened.run_all()
    return opened


@pytest.fixture
def tree(shared):
    cell = shared.cell("live_tensor_tree(")
    cell.run()  # anew for each test
    cell.output.locator("img").scroll_into_view_if_needed()
    return cell


def test_the_mouse(shared, tree):
    whole = tree.pixels()
    assert whole.width == 720 and 200 < min(whole.mean) < 254
    shared.shot("tree_no_axis")

    tree.button("axis 1").click()
    before = tree.redraws(whole)
    tree.shows("of shape (3, 2). Marked in both: 1 + 3 = 4.")
    shared.shot("tree_axis_1")
    tree.drag(".noUi-base", (0, 0.5), (1, 0.5))
    before = tree.redraws(before)
    tree.shows("10 + 12 = 22.")

    for panel, number, words in [(LOWER, 14, "6 + 8 = 14."), (UPPER, 9, "9 + 11 = 20.")]:
        place = PLACE.format(count=tree.count, panel=panel, number=number)
        tree.drag("img", shared.kernel(place))
        before = tree.redraws(before)
        tree.shows(words)

    for axis, words in [("axis 0", "3 + 7 + 11 = 21."), ("axis 2", "7 + 8 = 15.")]:
        tree.button(axis).click()
        place = PLACE.format(count=tree.count, panel=LOWER, number=words.split()[-1][:-1])
        tree.drag("img", shared.kernel(place))
        tree.shows(words)
    shared.theme("Dark")
    assert max(tree.pixels().mean) < 60
    tree.output.locator("img").scroll_into_view_if_needed()
    shared.shot("tree_dark")
    shared.theme("Light")
    assert min(tree.pixels().mean) > 200


def test_a_stored_picture_in_both_themes(shared):
    """It holds both, and neither needs a kernel."""
    stored = shared.cell("display(tensor_tree(images))")
    light = stored.pixels()
    assert min(light.mean) > 200
    alt = stored.output.locator("img").get_attribute("alt")
    shared.theme("Dark")
    dark = stored.redraws(light)
    assert max(dark.mean) < 60 and dark.width == light.width
    assert stored.output.locator("img").get_attribute("alt") == alt
    shared.theme("Light")
    assert stored.redraws(dark) == light


def test_the_keyboard(shared, tree):
    before = tree.pixels()
    tree.press("ArrowDown", on="img")
    active = shared.js("return panel.content.activeCellIndex;")
    before = tree.redraws(before)
    tree.shows("1 + 5 + 9 = 15.")
    tree.press("ArrowRight", "ArrowRight", on="img")
    tree.shows("3 + 7 + 11 = 21.")
    tree.press("ArrowUp", on="img")
    tree.shows("A tree and an array of shape (3, 2, 2).")
    assert "Marked" not in tree.text()
    tree.press("ArrowUp", on="img")
    tree.shows("5 + 6 = 11.")
    assert shared.js("return panel.content.activeCellIndex;") == active, (
        "the notebook took the keys"
    )

    tree.press("ArrowRight", "ArrowRight", "ArrowLeft", on=".noUi-handle")
    tree.redraws(before)
    tree.shows("7 + 8 = 15.")
    tree.press("Tab", on="img")
    focused = "return document.activeElement.textContent;"
    assert "axis" in shared.js(focused)
    shared.shot("tree_keyboard")
