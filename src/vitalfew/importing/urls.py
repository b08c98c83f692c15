"""Addresses of importing."""

from django.urls import path

from vitalfew.importing import views

app_name = "importing"

urlpatterns = [
    path("", views.imports, name="list"),
    path("template.csv", views.template, name="template"),
    path("template/<slug:key>.xlsx", views.blank, name="blank"),
    path("sample/load/", views.sample_load, name="sample_load"),
    path("sample/remove/", views.sample_remove, name="sample_remove"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/columns/", views.columns, name="columns"),
    path("<uuid:pk>/encoding/", views.encoding, name="encoding"),
    path("<uuid:pk>/rows/", views.rows, name="rows"),
    path("<uuid:pk>/errors.csv", views.errors, name="errors"),
    path("<uuid:pk>/add/", views.add, name="add"),
    path("<uuid:pk>/undo/", views.undo, name="undo"),
    path("<uuid:pk>/discard/", views.discard, name="discard"),
]
