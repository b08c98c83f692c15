"""Addresses of saved views."""

from django.urls import path

from vitalfew.savedviews import views

app_name = "savedviews"
urlpatterns = [
    path("<slug:listing>/", views.manage, name="list"),
    path("<slug:listing>/keep/", views.keep, name="keep"),
    path("<int:pk>/share/", views.share, name="share"),
    path("<int:pk>/<slug:verb>/", views.change, name="change"),
]
