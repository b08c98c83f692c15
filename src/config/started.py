"""Importing this module makes Django ready; whatever runs the product outside a web server begins with it."""

import os

import django

from config.home import data_home
from config.launcher.address import listening_address
from config.launcher.places import prepare_home

listening_address()  # a wrong VITALFEW_PORT is said in a sentence before the settings trip over it
prepare_home(data_home())  # the settings read where the database's socket is
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
