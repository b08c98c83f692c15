"""Addresses of tasks."""

from django.urls import path

from vitalfew.jobs import plan_views, views

app_name = "jobs"

urlpatterns = [
    path("", views.jobs, name="list"),
    path("file/", views.make_file, name="make_file"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/file/", views.file, name="file"),
    path("plans/<uuid:pk>/", plan_views.plan, name="plan"),
    path("plans/<uuid:pk>/undo/", plan_views.plan_undo, name="plan_undo"),
]
