"""Addresses of the composed pages."""

from django.urls import path

from vitalfew.site import binned, bulk, cells, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("customers/", views.customers, name="customers"),
    path("customers/bulk/<slug:what>/", bulk.bulk, name="bulk"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("bin/", binned.bin_page, name="bin"),
    path("bin/<int:pk>/restore/", binned.restore_customer, name="restore"),
    path("customers/<int:pk>/delete/", binned.delete_customer, name="delete"),
    path("customers/<int:pk>/timeline/", views.customer_timeline, name="timeline"),
    path("customers/<int:pk>/panel/", views.customer_panel, name="customer_panel"),
    path("customers/<int:pk>/cells/<slug:key>/", cells.cell, name="cell"),
    path("customers/<int:pk>/<slug:tab>/", views.customer, name="customer_tab"),
]
