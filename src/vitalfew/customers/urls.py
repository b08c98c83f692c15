"""Addresses of customers' own facts; the list and the page are composed in site."""

from django.urls import path

from vitalfew.customers import views

app_name = "customers"
urlpatterns = [
    path("new/", views.add, name="add"),
    path("search/", views.search, name="search"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/owner/", views.assign, name="assign"),
]
