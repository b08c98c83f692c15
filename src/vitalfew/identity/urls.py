"""Addresses of signing in, of one's own choices, and of looking after members."""

from django.urls import path

from vitalfew.identity import member_views, security_views, views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second-factor/", views.second_factor, name="second_factor"),
    path("sign-in/second-factor/passkey/", views.passkey_question, name="passkey_question"),
    path("sign-in/with/<slug:provider>/", views.sign_in_with, name="sign_in_with"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("password/forgotten/", views.forgotten, name="forgotten"),
    path("password/choose/", views.choose_password, name="choose_password"),
    path("password/", views.change_password, name="change_password"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/e-mail/<str:token>/", views.prove_address, name="prove_address"),
    path("security/", security_views.security, name="security"),
    path("security/confirm/", security_views.confirm, name="confirm"),
    path("security/app/begin/", security_views.app_begin, name="app_begin"),
    path("security/app/", security_views.app, name="app"),
    path("security/passkey/begin/", security_views.passkey_begin, name="passkey_begin"),
    path("security/passkey/", security_views.passkey, name="passkey"),
    path("security/factors/<int:pk>/remove/", security_views.remove_factor, name="remove_factor"),
    path("security/recovery-codes/", security_views.recovery_codes, name="recovery_codes"),
    path("security/devices/others/", security_views.end_others, name="end_other_sessions"),
    path("security/devices/<int:pk>/", security_views.end_one, name="end_session"),
    path("security/link/<slug:provider>/", security_views.link_account, name="link_account"),
    path("security/unlink/<int:pk>/", security_views.unlink_account, name="unlink_account"),
    path("settings/members/", member_views.members, name="members"),
    path("settings/members/invite/", member_views.invite, name="invite"),
    path("settings/members/<int:pk>/", member_views.member, name="member"),
    path("settings/members/<int:pk>/link/", member_views.link, name="member_link"),
    path("settings/members/<int:pk>/<slug:act>/", member_views.act, name="member_act"),
]
