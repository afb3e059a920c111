"""What gunicorn serves: `service.web.wsgi:app`."""

import os

from service.settings import in_force, load_settings
from service.web.app import create_app

app = create_app(in_force() or load_settings(os.environ))
