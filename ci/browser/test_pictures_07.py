"""The live picture of lesson 7: epochs played and scrubbed, numbers chosen, bits flipped."""

LESSON = "notebooks/07_fizzbuzz.ipynb"


def state(lab, cell, name):
    return lab.kernel(f"Out[{cell.count}].state[{name!r}]")


def settle(lab, cell):
    """Bring a picture into view, and wait until the notebook has stopped moving around it."""
    image, last = cell.output.locator("img"), None
    for _ in range(100):
        image.scroll_into_view_if_needed()
        lab.page.wait_for_timeout(300)
        box = image.bounding_box()
        if box == last:
            return
        last = box
    raise AssertionError("the notebook keeps moving")


def test_pictures(lab):
    lab.open(LESSON)
    lab.run_all()
    played = lab.cell("live_fizzbuzz_grid(nets, moment=5)")
    settle(lab, played)
    before = played.pixels()
    played.element.locator(".widget-play button >> nth=0").click()
    after = played.redraws(before)
    lab.page.wait_for_timeout(1500)
    played.element.locator(".widget-play button >> nth=0").click()  # pause
    lab.page.wait_for_timeout(500)
    assert state(lab, played, "moment") != 5
    after = played.pixels()
    played.drag("img", (0.65, 0.2), (0.725, 0.2))  # in the curve
    after = played.redraws(after)
    assert 25 <= state(lab, played, "moment") <= 35
    lab.shot("07_scrubbed")
    moment = state(lab, played, "moment")
    played.press("ArrowRight", on=".noUi-handle >> nth=0")
    played.redraws(after)
    assert state(lab, played, "moment") == moment + 1

    flipped = lab.cell("live_fizzbuzz_grid(nets, number=45)")
    settle(lab, flipped)
    before = flipped.pixels()
    flipped.drag("img", (0.628, 0.55))  # the bit of 2
    after = flipped.redraws(before)
    assert state(lab, flipped, "flip") == 1
    flipped.shows("the bits of 47")
    lab.shot("07_flipped")
    flipped.element.get_by_role("button", name="512", exact=True).press("Enter")
    after = flipped.redraws(after)
    flipped.shows("the bits of 557")
    flipped.drag("img", (0.18, 0.3))
    after = flipped.redraws(after)
    assert state(lab, flipped, "number") == 23
    flipped.press("ArrowDown", "ArrowRight", on="img")
    flipped.redraws(after)
    flipped.shows("Before the flip it was 34")
    lab.theme("Dark")
    assert min(flipped.pixels().mean) > 150
    lab.shot("07_dark")
