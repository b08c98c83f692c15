"""Addresses of upkeep."""

from django.urls import path

from vitalfew.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("", views.requirements, name="list"),
    path("new/", views.requirement, name="add"),
    path("<int:pk>/", views.requirement, name="requirement"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
