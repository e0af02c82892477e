"""Coming to an agreement: drafting it, putting it to the client, and both agreeing."""
