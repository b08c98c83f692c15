"""Addresses of customers' own facts; the list and the page are composed in site."""

from django.urls import path

from vitalfew.customers import team_views, views

app_name = "customers"
urlpatterns = [
    path("new/", views.add, name="add"),
    path("search/", views.search, name="search"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/owner/", views.assign, name="assign"),
    path("<int:pk>/team/add/", team_views.add, name="team_add"),
    path("<int:pk>/team/<int:member>/", team_views.helper, name="team_member"),
]
