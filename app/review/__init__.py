"""Review: what examiners decide and look at when the machine is done. Marks, notes, bookmarks and looks are
events of the custody chain and nowhere else.

`said` is how they stand in events, `state` and `looks` fold them, `acts` and `looking` write them, `reading`
keeps a fold up to date with a chain that grows.
"""
