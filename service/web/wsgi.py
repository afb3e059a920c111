"""What gunicorn serves: `service.web.wsgi:app`."""

import os

from service.settings import load_settings
from service.web.app import create_app

app = create_app(load_settings(os.environ))
