"""The live pictures of lesson 6: lines moved by hand, and training played, scrubbed and stopped."""

LESSON = "notebooks/06_xor.ipynb"


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
    neuron = lab.cell("live_xor_weights(neuron(")
    settle(lab, neuron)
    before = neuron.pixels()
    neuron.drag("img", (0.5, 0.5), (0.4, 0.3))
    after = neuron.redraws(before)
    assert state(lab, neuron, "out_b") != -10 and state(lab, neuron, "out_w1") == 20
    neuron.press("ArrowRight", "ArrowRight", on=".noUi-handle >> nth=0")
    neuron.redraws(after)
    assert state(lab, neuron, "out_w1") == 22
    lab.shot("06_neuron")

    by_hand = lab.cell("live_xor_weights(by_hand)")
    settle(lab, by_hand)
    before = by_hand.pixels()
    by_hand.drag("img", (0.33, 0.4), (0.3, 0.5))
    after = by_hand.redraws(before)
    assert state(lab, by_hand, "h2_b") > -30
    by_hand.press("ArrowLeft", on=".noUi-handle >> nth=8")
    by_hand.redraws(after)
    assert state(lab, by_hand, "out_b") == -11
    lab.shot("06_by_hand")

    trained = lab.cell("live_xor_planes(xor_net, seed=0")
    settle(lab, trained)
    before = trained.pixels()
    assert state(lab, trained, "epoch") == 200
    trained.press("ArrowRight", on="img")
    after = trained.redraws(before)
    assert state(lab, trained, "epoch") == 205
    trained.press("ArrowRight", on=".noUi-handle >> nth=0")
    after = trained.redraws(after)
    assert state(lab, trained, "epoch") == 210
    trained.drag("img", (0.1, 0.88), (0.36, 0.88))  # in the curve of the loss
    after = trained.redraws(after)
    assert 900 < state(lab, trained, "epoch") < 1100
    trained.shows("4 of 4 are right")
    lab.shot("06_scrubbed")

    trained.element.locator(".widget-play button >> nth=0").click()
    trained.redraws(after)
    lab.page.wait_for_timeout(2000)
    trained.element.locator(".widget-play button >> nth=0").click()  # pause
    lab.page.wait_for_timeout(500)
    paused = state(lab, trained, "epoch")
    lab.page.wait_for_timeout(300)
    assert state(lab, trained, "epoch") == paused != 1000

    stuck = lab.cell("live_xor_planes(xor_net, seed=4")
    settle(lab, stuck)
    before = stuck.pixels()
    stuck.shows("(0, 1) and (1, 0) and (1, 1) at")
    lab.shot("06_stuck")
    stuck.press("ArrowUp", on="img")
    stuck.redraws(before)
    assert state(lab, stuck, "seed") == 5
    stuck.element.get_by_role("button", name="8", exact=True).click()
    stuck.shows("The hidden neurons say")
    lab.theme("Dark")
    assert min(stuck.pixels().mean) > 150
    lab.shot("06_dark")
