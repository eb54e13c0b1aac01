"""The entries of a case in the forms that other programs read: entries.csv, files.dfxml, hashdeep.txt, all
from one pass over the rows; and those files read again and held against each other.

The three say the same in different words. `agreement` shows that they do, so that a reader may take the one
that suits.
"""
