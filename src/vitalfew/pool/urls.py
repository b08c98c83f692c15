"""Addresses of pools."""

from django.urls import path

from vitalfew.pool import rule_views, setting_views, views

app_name = "pool"
urlpatterns = [
    path("", views.pools, name="list"),
    path("new/", setting_views.pool, name="add"),
    path("limits/", setting_views.caps, name="caps"),
    path("limits/new/", setting_views.cap, name="cap_add"),
    path("limits/<int:pk>/", setting_views.cap, name="cap"),
    path("limits/<int:pk>/remove/", setting_views.cap_remove, name="cap_remove"),
    path("about-to-go/", views.warned, name="warned"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.rule, name="rule_add"),
    path("rules/<int:pk>/", rule_views.rule, name="rule"),
    path("rules/<int:pk>/run/", rule_views.rule_run, name="rule_run"),
    path("rules/<int:pk>/remove/", rule_views.rule_remove, name="rule_remove"),
    path("return/<int:customer>/", views.release, name="release"),
    path("lock/<int:customer>/", views.lock, name="lock"),
    path("lock/<int:customer>/open/", views.unlock, name="unlock"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/setting/", setting_views.pool, name="edit"),
    path("<int:pk>/deal/", views.deal, name="deal"),
    path("<int:pk>/claim/", views.claim, name="claim"),
    path("<int:pk>/give/<int:customer>/", views.give, name="give"),
]
