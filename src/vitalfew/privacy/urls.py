"""Addresses of personal data."""

from django.urls import path

from vitalfew.privacy import views

app_name = "privacy"
urlpatterns = [
    path("retention/", views.retention, name="retention"),
    path("retention/<slug:what>/erase/", views.retention_run, name="retention_run"),
    path("<slug:kind>/<int:key>/", views.person, name="person"),
    path("<slug:kind>/<int:key>/export/", views.export, name="export"),
    path("<slug:kind>/<int:key>/erase/", views.erase, name="erase"),
]
