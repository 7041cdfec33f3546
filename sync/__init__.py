"""Everything around the domain: files, store, runs, commands, in the order in which a run goes through them."""
