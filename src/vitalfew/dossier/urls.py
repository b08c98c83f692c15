"""Addresses of a customer's dossier."""

from django.urls import path

from vitalfew.dossier import views

app_name = "dossier"
urlpatterns = [
    path("of/<int:customer_pk>/tags/", views.tags, name="tags"),
    path("of/<int:customer_pk>/<slug:kind>/new/", views.add, name="add"),
    path("<slug:kind>/<int:pk>/", views.edit, name="edit"),
    path("<slug:kind>/<int:pk>/remove/", views.remove, name="remove"),
]
