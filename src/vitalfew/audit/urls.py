"""Addresses of histories."""

from django.urls import path

from vitalfew.audit import views

app_name = "audit"
urlpatterns = [path("<slug:kind>/<int:key>/", views.history, name="history")]
