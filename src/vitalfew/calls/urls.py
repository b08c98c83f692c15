"""Addresses of calls."""

from django.urls import path

from vitalfew.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.lookup, name="lookup"),
    path("screen/", views.screen, name="screen"),
    path("stream/", views.stream, name="stream"),
]
