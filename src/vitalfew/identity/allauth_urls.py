"""Addresses that allauth asks for by its own names: where its steps lead, and where services send people back."""

from allauth.socialaccount.providers.dingtalk.views import oauth2_callback as dingtalk
from allauth.socialaccount.providers.feishu.views import oauth2_callback as feishu
from allauth.socialaccount.providers.openid_connect.views import callback as openid_connect
from allauth.socialaccount.providers.weixin.views import oauth2_callback as weixin
from django.urls import path
from django.views.decorators.http import require_safe

from vitalfew.identity import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-factor/", views.second_factor, name="mfa_authenticate"),
    path(
        "sign-in/back/oidc/<slug:provider_id>/",
        require_safe(openid_connect),
        name="openid_connect_callback",
    ),
    path("sign-in/back/dingtalk/", require_safe(dingtalk), name="dingtalk_callback"),
    path("sign-in/back/feishu/", require_safe(feishu), name="feishu_callback"),
    path("sign-in/back/wechat/", require_safe(weixin), name="weixin_callback"),
]
