"""Addresses of the outbox."""

from django.urls import path

from vitalfew.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.outbox, name="list"),
    path("release/", views.release, name="release"),
    path("<uuid:pk>/retry/", views.retry, name="retry"),
]
