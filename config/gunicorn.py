"""How gunicorn serves the web application; it reads this file by `-c`."""

import os

from config.settings import LOGGING

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 30
graceful_timeout = 5
max_requests = 10_000
max_requests_jitter = 1_000
worker_tmp_dir = "/dev/shm"  # memory, not disk, for each worker's sign of life
control_socket_disable = True
logconfig_dict = LOGGING
