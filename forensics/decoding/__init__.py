"""Contents as small pictures, made only when a person looks: the one door to Pillow and its formats.

`serving` is the decoder, a process of its own that can open no file and no socket once it works, and holds a
bounded memory; `pictures` decodes, `steps` draws what of it is shown, `protocol` is what goes over the pipe.
Nothing decoded is written anywhere.
"""
