"""From a draft to what holds: a colleague audits it, a coordinator publishes it, and retires it."""
