"""Addresses of value."""

from django.urls import path

from vitalfew.value import views

app_name = "value"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("run/", views.run, name="run"),
    path("settings/", views.settings, name="settings"),
    path("settings/currency/", views.currency, name="currency"),
]
