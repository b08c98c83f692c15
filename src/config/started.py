"""Importing this module makes Django ready; whatever runs the product outside a web server begins with it."""

import gc
import os

import django

from config.launcher.address import listening_address

listening_address()  # links that leave a command begin with it: a wrong VITALFEW_PORT is said at once
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
gc.disable()  # looking for garbage among what stays takes a sixth of the start
django.setup()
gc.freeze()
gc.enable()
