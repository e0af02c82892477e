"""The yearly survey about an agreement: asked, answered once a person, and read together."""
