"""The live pictures of lesson 6: lines moved by hand, and training played, scrubbed and stopped."""

LESSON = "notebooks/06_xor.ipynb"


def test_pictures(lab):
    lab.open(LESSON)
    lab.run_all()
    neuron = lab.cell("live_xor_weights(neuron(")
    neuron.settle()
    before = neuron.pixels()
    neuron.drag("img", (0.5, 0.5), (0.4, 0.3))
    after = neuron.redraws(before)
    assert neuron.state("out_b") != -10 and neuron.state("out_w1") == 20
    neuron.press("ArrowRight", "ArrowRight", on=".noUi-handle >> nth=0")
    neuron.redraws(after)
    assert neuron.state("out_w1") == 22
    lab.shot("06_neuron")

    by_hand = lab.cell("live_xor_weights(by_hand)")
    by_hand.settle()
    before = by_hand.pixels()
    by_hand.drag("img", (0.33, 0.4), (0.3, 0.5))
    after = by_hand.redraws(before)
    assert by_hand.state("h2_b") > -30
    by_hand.press("ArrowLeft", on=".noUi-handle >> nth=8")
    by_hand.redraws(after)
    assert by_hand.state("out_b") == -11
    lab.shot("06_by_hand")

    trained = lab.cell("live_xor_planes(xor_net, seed=0")
    trained.settle()
    before = trained.pixels()
    assert trained.state("epoch") == 200
    trained.press("ArrowRight", on="img")
    after = trained.redraws(before)
    assert trained.state("epoch") == 205
    trained.press("ArrowRight", on=".noUi-handle >> nth=0")
    after = trained.redraws(after)
    assert trained.state("epoch") == 210
    trained.drag("img", (0.1, 0.88), (0.36, 0.88))  # in the curve of the loss
    trained.reaches("epoch", 900, 1100)
    trained.shows("4 of 4 are right")
    after = trained.redraws(after)
    lab.shot("06_scrubbed")

    trained.button("play").click()
    trained.redraws(after)
    lab.page.wait_for_timeout(2000)
    trained.button("pause").click()
    lab.page.wait_for_timeout(500)
    paused = trained.state("epoch")
    lab.page.wait_for_timeout(300)
    assert trained.state("epoch") == paused != 1000

    stuck = lab.cell("live_xor_planes(xor_net, seed=4")
    stuck.settle()
    before = stuck.pixels()
    stuck.shows("(0, 1) and (1, 0) and (1, 1) at")
    lab.shot("06_stuck")
    stuck.press("ArrowUp", on="img")
    stuck.redraws(before)
    assert stuck.state("seed") == 5
    stuck.button("8").click()
    stuck.shows("The hidden neurons say")
    lab.theme("Dark")
    assert max(stuck.pixels().mean) < 90
    lab.shot("06_dark")
