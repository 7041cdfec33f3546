"""People who work in a master, each with a tool of theirs, and what is to be seen of it after every night."""
