"""Addresses of ownership."""

from django.urls import path

from vitalfew.ownership import views

app_name = "ownership"
urlpatterns = [path("<int:pk>/", views.on_day, name="on_day")]
