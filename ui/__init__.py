"""The person's side of Fieldcase: windows, tables, keys and colours.

It asks `app.workbench` and shows rows; it opens no evidence, no case file and no network. Work on evidence
runs in child programs.
"""
