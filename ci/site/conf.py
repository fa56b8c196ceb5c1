"""Sphinx's settings for the site; ci/site/build.py calls it."""

project = "Deep Learning from Scratch"
html_title = project
extensions = ["myst_nb"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
html_theme = "furo"
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_copy_source = False
html_show_sourcelink = False
nb_code_prompt_show = "Show {type}"
nb_code_prompt_hide = "Hide {type}"
