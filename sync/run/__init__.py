"""A run from workbooks to master: discover, take in, plan, one transaction, then pages and master."""
