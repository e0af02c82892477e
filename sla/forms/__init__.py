"""Forms in which people type how time counts."""
