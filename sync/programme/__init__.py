"""A configured programme: `remit.toml`, the paths that follow from it, and its private folder."""
