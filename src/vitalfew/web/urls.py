"""Addresses of the frame's own pages."""

from django.urls import path

from vitalfew.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.switch_language, name="switch_language"),
    path("theme/", views.switch_theme, name="switch_theme"),
    path("style/", views.style, name="style"),
]
