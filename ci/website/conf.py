"""Sphinx's settings for the site, which ci/website/make.py builds."""

import os
from urllib.parse import quote

project = "Deep Learning from Scratch"
html_title = project
language = "en"
extensions = ["myst_nb"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
templates_path = ["templates"]
html_theme = "furo"
html_static_path = ["_static"]
html_extra_path = ["extra"]  # what raw HTML shows
html_css_files = ["course.css"]
html_copy_source = False
html_show_sphinx = False

nb_execution_mode = "off"
nb_code_prompt_show = "Show the result"
nb_code_prompt_hide = "Hide the result"
myst_enable_extensions = ["attrs_inline", "dollarmath"]
myst_heading_anchors = 4

REPOSITORY = os.environ.get("DLSCRATCH_REPOSITORY", "")
BRANCH = os.environ.get("DLSCRATCH_BRANCH", "main")


def ways(page: str) -> list[tuple[str, str]]:
    """Where a page can be opened to run it: the names and the addresses."""
    file = f"{page}.ipynb"
    found = [("a browser tab", f"../tab/lab/index.html?path={quote(file)}")]
    if REPOSITORY:
        github = f"{REPOSITORY}/blob/{BRANCH}/{file}"
        found += [
            ("Binder", f"https://mybinder.org/v2/gh/{REPOSITORY}/{BRANCH}?urlpath=lab/tree/{file}"),
            ("Colab", f"https://colab.research.google.com/github/{github}"),
            ("Codespaces", f"https://codespaces.new/{REPOSITORY}?ref={BRANCH}"),
        ]
    return found


def finish(app, page, template, context, doctree):
    """Say where a page can be run, and what the theme leaves unsaid: that a caption is a heading of
    the second level, and that code which is wider than the page can be scrolled by the keyboard."""
    if page.startswith(("notebooks/", "exercises/", "solutions/")) and page != "notebooks/words":
        context["ways"] = ways(page)
    heading = 'role="heading"'
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(heading, f'{heading} aria-level="2"')
    context["body"] = context.get("body", "").replace("<pre>", '<pre tabindex="0">')


def setup(app):
    app.connect("html-page-context", finish, priority=900)  # after the theme
