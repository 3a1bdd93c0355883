"""The page of settings: from what is in force to fields, and from what a form brings to one change of the file."""
