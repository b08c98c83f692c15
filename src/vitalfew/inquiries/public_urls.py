"""Addresses for strangers."""

from django.urls import path

from vitalfew.inquiries import public_views

app_name = "ask"
urlpatterns = [
    path("confirm/<str:token>/", public_views.confirmation, name="confirm"),
    path("<str:key>/", public_views.ask, name="form"),
    path("<str:key>/thanks/", public_views.thanks, name="thanks"),
]
