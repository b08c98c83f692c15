"""Addresses of orders."""

from django.urls import path

from vitalfew.trade import views

app_name = "trade"
urlpatterns = [
    path("", views.orders, name="orders"),
    path("<int:pk>/", views.order, name="order"),
    path("bought-by/<int:customer>/", views.bought_by, name="buying"),
]
