"""The viewer: the program behind what a person looks at, one for a window, a process of its own.

It holds a reader for each exhibit that is looked into and gives ranges of contents (`contents`), answers the
window over its standard input and output (`talking`, `serving`), and never writes what it read anywhere else.
"""
