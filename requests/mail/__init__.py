"""Mail about requests: which kinds there are, what goes in one, what it says, and sending it."""
