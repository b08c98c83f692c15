"""Addresses of inquiries, for members."""

from django.urls import path

from vitalfew.inquiries import form_views, rule_views, source_views, views

app_name = "inquiries"
urlpatterns = [
    path("", views.inquiries, name="list"),
    path("new/", views.add, name="add"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.add, name="rule_add"),
    path("rules/<int:pk>/", rule_views.edit, name="rule"),
    path("rules/<int:pk>/remove/", rule_views.remove, name="rule_remove"),
    path("sources/", source_views.every, name="sources"),
    path("sources/new/", source_views.add, name="source_add"),
    path("sources/<int:pk>/", source_views.edit, name="source"),
    path("sources/<int:pk>/remove/", source_views.remove, name="source_remove"),
    path("forms/", form_views.forms, name="forms"),
    path("forms/new/", form_views.add, name="form_add"),
    path("forms/<int:pk>/", form_views.edit, name="form"),
    path("<int:pk>/", views.inquiry, name="inquiry"),
    path("<int:pk>/reveal/<str:field>/", views.reveal, name="reveal"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/take/", views.take, name="take"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/choose/", views.choose, name="choose"),
    path("<int:pk>/make/", views.make, name="make"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
]
