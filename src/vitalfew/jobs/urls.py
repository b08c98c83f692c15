"""Addresses of tasks."""

from django.urls import path

from vitalfew.jobs import views

app_name = "jobs"

urlpatterns = [
    path("", views.jobs, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
]
