"""Addresses of own fields' settings."""

from django.urls import path

from vitalfew.fields import views

app_name = "fields"
urlpatterns = [
    path("", views.fields, name="list"),
    path("try/", views.try_out, name="try"),
    path("new/<slug:kind>/", views.add, name="add"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/bring-back/", views.bring_back, name="bring_back"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/kind/", views.kind, name="kind"),
]
