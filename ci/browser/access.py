"""Whether the outputs on a page can be heard, and read at 200 %.

axe-core finds what a screen reader cannot name or say. JupyterLab's own parts are not the course's:
only what the cells put out is looked at.
"""

FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
OUTPUTS = f"{FRONT} .jp-OutputArea-output"
GRAVE = ("serious", "critical")
# The browser lays out only what is near.
ALL = ".jp-Cell { content-visibility: visible !important; }"

SCROLLBAR = 15  # pixels that one takes of a learner's page; Playwright's Chromium shows none

# The parts of outputs that reach out of them. Code may: JupyterLab lets it scroll.
WIDER = """outputs => outputs.flatMap(output => {
    const right = element => element.getBoundingClientRect().right;
    return [...output.querySelectorAll("*")]
        .filter(one => one.getClientRects().length && right(one) > right(output) + 1)
        .filter(one => !one.closest("pre, .noUi-base"))
        .map(one => `${Math.round(right(one) - right(output))} px cut off: ${one.outerHTML}`);
})"""


def findings(lab):
    """What axe-core calls serious or critical in the outputs, a line each."""
    if not lab.page.locator(OUTPUTS).count():
        return []
    lab.until("!panel.node.innerText.includes('Loading widget')")
    lab.page.add_style_tag(content=ALL)
    lab.frames()
    from axe_playwright_python.sync_playwright import Axe

    said = Axe().run(lab.page, OUTPUTS, {"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html']}"
        for rule in said
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def cut_off(lab):
    """What is wider than its output at 200 %, that is, on half as broad a page, a line each."""
    size = lab.page.viewport_size
    half = {"width": size["width"] // 2 - SCROLLBAR, "height": size["height"] // 2}
    lab.page.set_viewport_size(half)
    lab.page.add_style_tag(content=ALL)
    lab.frames()
    found = lab.page.locator(OUTPUTS).evaluate_all(WIDER)
    lab.page.set_viewport_size(size)
    return found
