"""Files that belong to a request: their names, their types, and where they lie."""
