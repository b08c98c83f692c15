"""Addresses of the customer resource."""

from django.urls import path

from vitalfew.resource import views

app_name = "resource"
urlpatterns = [
    path("", views.management, name="management"),
    path("use/", views.use, name="use"),
    path("owners/", views.owners, name="owners"),
    path("sources/", views.sources, name="sources"),
    path("fields/", views.fields, name="fields"),
    path("count/", views.count, name="count"),
    path("inquiries/<slug:key>/<int:days>/", views.inquiries, name="inquiries"),
    path("customers/<slug:key>/", views.found, name="found"),
    path("customers/<slug:key>/<int:days>/", views.found, name="found_within"),
]
