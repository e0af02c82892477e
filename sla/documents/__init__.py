"""An agreement as a document of a few clear pages, and as one page that a manager reads."""
