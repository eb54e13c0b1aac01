"""The reader: the process that touches evidence. It may die; it holds no state that matters.

`protocol` states what goes over the pipe, `serving` answers it. The engine in `app` starts readers and
records what they say.
"""
