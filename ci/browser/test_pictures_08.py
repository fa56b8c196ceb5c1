"""The live picture of lesson 8: epochs played and scrubbed, numbers chosen, bits flipped."""

LESSON = "notebooks/08_fizzbuzz.ipynb"


def test_pictures(lab):
    lab.open(LESSON)
    lab.run_all()
    played = lab.cell("live_fizzbuzz_grid(nets, number=45, moment=5)")
    played.settle()
    before = played.pixels()
    played.button("play").click()
    after = played.redraws(before)
    lab.page.wait_for_timeout(1500)
    played.button("pause").click()
    lab.page.wait_for_timeout(500)
    assert played.state("moment") != 5
    played.button("back to the start").click()  # it may have come to where the drag leads
    played.reaches("moment", 0, 0)
    played.drag("img", (0.725, 0.2))  # in the curve
    played.reaches("moment", 25, 35)
    lab.page.wait_for_timeout(500)
    after = played.pixels()
    lab.shot("07_scrubbed")
    moment = played.state("moment")
    played.press("ArrowRight", on=".noUi-handle >> nth=0")
    played.redraws(after)
    assert played.state("moment") == moment + 1

    flipped = played
    before = flipped.pixels()
    flipped.drag("img", (0.628, 0.55))  # the bit of 2
    after = flipped.redraws(before)
    assert flipped.state("flip") == 1
    flipped.shows("the bits of 47")
    lab.shot("07_flipped")
    flipped.button("512").press("Enter")
    after = flipped.redraws(after)
    flipped.shows("the bits of 557")
    flipped.drag("img", (0.18, 0.3))
    after = flipped.redraws(after)
    assert flipped.state("number") == 23
    flipped.press("ArrowDown", "ArrowRight", on="img")
    flipped.redraws(after)
    flipped.shows("Before the flip it was 34")
    lab.theme("Dark")
    assert max(flipped.pixels().mean) < 90
    lab.shot("07_dark")
