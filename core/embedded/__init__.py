"""Our own PostgreSQL and Redis, for a machine where nobody installed them.

`python -m core.embedded -- COMMAND` runs a command with both servers up and stops them
afterwards. Whoever sets `DATABASE_URL` and `REDIS_URL` has servers already and gets none.
Both listen on sockets in a closed directory only, so no port is taken and no password is
needed. Linux only; Django is not imported, because its settings need the addresses first.
"""

from core.embedded.home import EmbeddedError, Home, find_home, forget
from core.embedded.servers import Postgres, Redis, Server, servers

__all__ = [
    "EmbeddedError",
    "Home",
    "Postgres",
    "Redis",
    "Server",
    "find_home",
    "forget",
    "servers",
]
