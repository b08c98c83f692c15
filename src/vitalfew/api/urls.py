"""Addresses of one's own tokens."""

from django.urls import path

from vitalfew.api import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
    path("openapi.json", views.description, name="description"),
]
