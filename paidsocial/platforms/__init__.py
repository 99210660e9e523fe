"""The ad platforms: one folder each. A folder's `export.py` says, as data, what the platform's own files look like."""
