"""The command line: one file a command, each with its help and what it does; `line` puts them together."""
