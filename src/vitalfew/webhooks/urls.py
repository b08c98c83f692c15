"""Addresses of one's own webhooks."""

from django.urls import path

from vitalfew.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="list"),
    path("<int:pk>/", views.webhook, name="webhook"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/secret/", views.renew, name="renew"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("calls/<uuid:pk>/retry/", views.retry, name="retry"),
]
