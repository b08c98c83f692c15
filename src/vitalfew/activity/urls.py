"""Addresses of follow-ups."""

from django.urls import path

from vitalfew.activity import views

app_name = "activity"
urlpatterns = [
    path("", views.log, name="list"),
    path("of/<int:customer>/new/", views.write, name="write"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
