"""Files that would stop, mislead or take over a program that believes them, each with what Remit has to make
of it. All are made when they are needed: none lies in the repository.

`case` says what one is; `packages`, `markup`, `cells`, `names`, `places`, `formats` have them by where the
harm sits.
"""
