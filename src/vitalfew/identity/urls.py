"""Addresses of signing in and of one's own choices."""

from django.urls import path

from vitalfew.identity import views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("welcome/<str:who>/<str:token>/", views.welcome, name="welcome"),
    path("password/choose/", views.choose_password, name="choose_password"),
    path("password/", views.change_password, name="change_password"),
    path("preferences/", views.preferences, name="preferences"),
]
