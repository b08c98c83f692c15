"""The WSGI application."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.limits import PAGES, limit
from config.watching.lookout import lookout

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
limit(settings.DATABASES["default"], PAGES)
lookout.wish()
