"""Everything around the domain: files, store, runs, commands."""
