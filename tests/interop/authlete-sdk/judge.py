"""Authlete's Python library drives the fake in version 2 and in version 3.

It sends nulls and zeros for whatever its caller leaves unset, and fails on enum names that Authlete does not have. Other
types it takes as they come: `strict` has it compare them with its own tables.
"""

import json
import os
import unittest
import urllib.request
from urllib.parse import urlencode

from authlete.api import AuthleteApiImpl
from authlete.api.authlete_api_exception import AuthleteApiException
from authlete.conf import AuthleteConfiguration
from authlete.dto import *
from authlete.types import *

import strict

strict.be_strict()

BASE_URL = os.environ["AUTHLETE_BASE_URL"]
API_KEY = os.environ["AUTHLETE_SERVICE_APIKEY"]
CIBA = "urn:openid:params:grant-type:ciba"
NOTIFICATION_TOKEN = "notification-token-0123456789"

CREDENTIALS = {
    "V2": {
        "serviceApiSecret": os.environ["AUTHLETE_SERVICE_APISECRET"],
        "serviceOwnerApiKey": os.environ["AUTHLETE_SERVICEOWNER_APIKEY"],
        "serviceOwnerApiSecret": os.environ["AUTHLETE_SERVICEOWNER_APISECRET"],
    },
    "V3": {"serviceAccessToken": os.environ["AUTHLETE_SERVICE_ACCESSTOKEN"]},
}


def secret_of(client):
    return f"{client}-secret-for-the-fake-on-this-machine"


def content(answer):
    return json.loads(answer.responseContent)


def pretend(name, **body):
    request = urllib.request.Request(
        f"{BASE_URL}/__fake/{name}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        assert response.status == 204


class Judge:
    """What holds in either version; the subclasses say which."""

    version = None

    def setUp(self):
        configuration = {"apiVersion": self.version, "baseUrl": BASE_URL, "serviceApiKey": API_KEY}
        configuration.update(CREDENTIALS[self.version])
        self.api = AuthleteApiImpl(AuthleteConfiguration(configuration))

    def ask(self, client="poll-basic", secret=None, **more):
        parameters = {
            "scope": "openid email",
            "login_hint": "john@example.com",
            "client_notification_token": NOTIFICATION_TOKEN,
        }
        parameters.update(more)
        request = BackchannelAuthenticationRequest()
        request.parameters = urlencode(parameters)
        request.clientId = client
        request.clientSecret = secret or secret_of(client)
        return self.api.backchannelAuthentication(request)

    def issue(self, ticket):
        request = BackchannelAuthenticationIssueRequest()
        request.ticket = ticket
        return self.api.backchannelAuthenticationIssue(request)

    def complete(self, ticket, result, **more):
        request = BackchannelAuthenticationCompleteRequest()
        request.ticket = ticket
        request.result = BackchannelAuthenticationCompleteResult[result]
        request.subject = "1001"
        for name, value in more.items():
            setattr(request, name, value)
        return self.api.backchannelAuthenticationComplete(request)

    def token(self, client="poll-basic", secret=None, **parameters):
        request = TokenRequest()
        request.parameters = urlencode(parameters)
        request.clientId = client
        request.clientSecret = secret or secret_of(client)
        return self.api.token(request)

    def poll(self, auth_req_id, client="poll-basic", secret=None):
        return self.token(client, secret, grant_type=CIBA, auth_req_id=auth_req_id)

    def acknowledged(self, client="poll-basic", **more):
        ticket = self.ask(client, **more).ticket
        return ticket, self.issue(ticket).authReqId

    def access_token(self, **more):
        ticket, auth_req_id = self.acknowledged()
        self.complete(ticket, "AUTHORIZED", **more)
        return self.poll(auth_req_id).accessToken

    def refused(self, status, call, *arguments):
        with self.assertRaises(AuthleteApiException) as raised:
            call(*arguments)
        self.assertEqual(raised.exception.response.status_code, status)
        return raised.exception

    def test_an_authentication_request(self):
        answer = self.ask("ping-user-code", user_code="675325", binding_message="W4SCT", requested_expiry="120")

        self.assertIs(answer.action, BackchannelAuthenticationAction.USER_IDENTIFICATION)
        self.assertIs(answer.deliveryMode, DeliveryMode.PING)
        self.assertIs(answer.hintType, UserIdentificationHintType.LOGIN_HINT)
        self.assertEqual(answer.hint, "john@example.com")
        self.assertEqual(answer.userCode, "675325")
        self.assertIs(answer.userCodeRequired, True)
        self.assertEqual(answer.requestedExpiry, 120)
        self.assertEqual([scope.name for scope in answer.scopes], ["openid", "email"])
        self.assertIsInstance(answer.clientId, int)

    def test_an_authentication_request_refused(self):
        refused = self.ask(login_hint="")
        wrong = self.ask(secret="wrong")
        broken = self.api.backchannelAuthentication(BackchannelAuthenticationRequest())

        self.assertIs(refused.action, BackchannelAuthenticationAction.BAD_REQUEST)
        self.assertEqual(content(refused)["error"], "invalid_request")
        self.assertIs(wrong.action, BackchannelAuthenticationAction.UNAUTHORIZED)
        self.assertEqual(content(wrong)["error"], "invalid_client")
        self.assertIs(broken.action, BackchannelAuthenticationAction.INTERNAL_SERVER_ERROR)

    def test_issue(self):
        issued = self.issue(self.ask().ticket)

        self.assertIs(issued.action, BackchannelAuthenticationIssueAction.OK)
        self.assertEqual(content(issued)["auth_req_id"], issued.authReqId)
        self.assertEqual(content(issued)["expires_in"], issued.expiresIn)
        self.assertIs(self.issue("made-up").action, BackchannelAuthenticationIssueAction.INVALID_TICKET)
        self.assertIs(self.issue(None).action, BackchannelAuthenticationIssueAction.INTERNAL_SERVER_ERROR)

    def test_fail(self):
        statuses = {"ACCESS_DENIED": "FORBIDDEN", "SERVER_ERROR": "INTERNAL_SERVER_ERROR"}
        for reason in BackchannelAuthenticationFailReason:
            request = BackchannelAuthenticationFailRequest()
            request.ticket = self.ask().ticket
            request.reason = reason
            answer = self.api.backchannelAuthenticationFail(request)
            self.assertEqual(answer.action.name, statuses.get(reason.name, "BAD_REQUEST"))
            self.assertEqual(content(answer)["error"], reason.name.lower())

    def test_poll_mode(self):
        ticket, auth_req_id = self.acknowledged()
        pending = self.poll(auth_req_id)
        completed = self.complete(ticket, "AUTHORIZED", authTime=1700000000, acr="urn:example:acr:device")
        tokens = self.poll(auth_req_id)
        again = self.poll(auth_req_id)

        self.assertIs(pending.action, TokenAction.BAD_REQUEST)
        self.assertEqual(content(pending)["error"], "authorization_pending")
        self.assertIs(completed.action, BackchannelAuthenticationCompleteAction.NO_ACTION)
        self.assertIs(tokens.action, TokenAction.OK)
        self.assertIs(tokens.grantType, GrantType.CIBA)
        self.assertEqual(tokens.subject, "1001")
        self.assertEqual(content(tokens)["access_token"], tokens.accessToken)
        self.assertEqual(content(again)["error"], "invalid_grant")

    def test_ping_mode(self):
        for result in ("AUTHORIZED", "ACCESS_DENIED", "TRANSACTION_FAILED"):
            ticket, auth_req_id = self.acknowledged("ping-basic")
            completed = self.complete(ticket, result)
            self.assertIs(completed.action, BackchannelAuthenticationCompleteAction.NOTIFICATION)
            self.assertEqual(content(completed), {"auth_req_id": auth_req_id})
            self.assertEqual(completed.clientNotificationToken, NOTIFICATION_TOKEN)

    def test_push_mode(self):
        ticket, auth_req_id = self.acknowledged("push-basic")
        completed = self.complete(ticket, "AUTHORIZED")
        refused = self.complete(self.acknowledged("push-basic")[0], "ACCESS_DENIED")

        self.assertIs(completed.action, BackchannelAuthenticationCompleteAction.NOTIFICATION)
        self.assertEqual(content(completed)["auth_req_id"], auth_req_id)
        self.assertEqual(content(completed)["access_token"], completed.accessToken)
        self.assertEqual(content(completed)["id_token"], completed.idToken)
        self.assertEqual(content(refused)["error"], "access_denied")
        self.assertEqual(content(self.poll(auth_req_id, "push-basic"))["error"], "unauthorized_client")

    def test_complete_without_a_record(self):
        answer = self.complete("made-up", "AUTHORIZED")

        self.assertIs(answer.action, BackchannelAuthenticationCompleteAction.SERVER_ERROR)

    def test_token_refused(self):
        self.assertIs(self.poll("made-up", secret="wrong").action, TokenAction.INVALID_CLIENT)
        self.assertEqual(content(self.poll("made-up"))["error"], "invalid_grant")
        self.assertEqual(content(self.token())["error"], "invalid_request")
        self.assertEqual(content(self.token(grant_type="password"))["error"], "unsupported_grant_type")
        self.assertIs(self.api.token(TokenRequest()).action, TokenAction.INTERNAL_SERVER_ERROR)

    def test_a_request_that_was_denied_one_that_expired_and_one_of_another_client(self):
        ticket, denied = self.acknowledged()
        self.complete(ticket, "ACCESS_DENIED", errorDescription="No.")
        _, expired = self.acknowledged()
        pretend("age", auth_req_id=expired, seconds=3600)
        ticket, failed = self.acknowledged()
        self.complete(ticket, "TRANSACTION_FAILED")

        self.assertEqual(content(self.poll(denied)), {"error": "access_denied", "error_description": "No."})
        self.assertEqual(content(self.poll(expired, "ping-basic"))["error"], "invalid_grant")
        self.assertEqual(content(self.poll(expired))["error"], "expired_token")
        self.assertEqual(self.poll(failed).action, TokenAction.BAD_REQUEST)

    def test_a_refresh_token(self):
        pushed = self.complete(self.acknowledged("push-basic")[0], "AUTHORIZED")

        refreshed = self.token("push-basic", grant_type="refresh_token", refresh_token=pushed.refreshToken)

        self.assertIs(refreshed.action, TokenAction.OK)
        self.assertIs(refreshed.grantType, GrantType.REFRESH_TOKEN)

    def test_userinfo(self):
        def userinfo(token):
            request = UserInfoRequest()
            request.token = token
            return self.api.userinfo(request)

        token = self.access_token()
        narrow = self.access_token(scopes=["email"])
        known = userinfo(token)

        def issue(token, claims=None):
            request = UserInfoIssueRequest()
            request.token = token
            request.claims = claims
            return self.api.userinfoIssue(request)

        issued = issue(token, json.dumps({"email": "john@example.com"}))

        self.assertIs(known.action, UserInfoAction.OK)
        self.assertEqual(known.subject, "1001")
        self.assertEqual(known.claims, ["email", "email_verified"])
        self.assertIs(issued.action, UserInfoIssueAction.JSON)
        self.assertEqual(content(issued), {"sub": "1001", "email": "john@example.com"})
        self.assertIs(userinfo("made-up").action, UserInfoAction.UNAUTHORIZED)
        self.assertIs(userinfo(None).action, UserInfoAction.BAD_REQUEST)
        self.assertIs(userinfo(narrow).action, UserInfoAction.FORBIDDEN)
        self.assertIs(issue("made-up").action, UserInfoIssueAction.UNAUTHORIZED)
        self.assertIs(issue(None).action, UserInfoIssueAction.BAD_REQUEST)
        self.assertIs(issue(narrow).action, UserInfoIssueAction.FORBIDDEN)
        self.assertIs(issue(token, "[]").action, UserInfoIssueAction.INTERNAL_SERVER_ERROR)

    def test_introspection(self):
        def introspect(token, scopes=None):
            request = IntrospectionRequest()
            request.token = token
            request.scopes = scopes
            return self.api.introspection(request)

        token = self.access_token()
        known = introspect(token)

        self.assertIs(known.action, IntrospectionAction.OK)
        self.assertTrue(known.existent and known.usable and known.sufficient)
        self.assertEqual(known.subject, "1001")
        self.assertIs(introspect(token, ["phone"]).action, IntrospectionAction.FORBIDDEN)
        self.assertIs(introspect("made-up").action, IntrospectionAction.UNAUTHORIZED)
        self.assertIs(introspect(None).action, IntrospectionAction.BAD_REQUEST)

    def test_the_service(self):
        before = self.api.getService(API_KEY)
        changed = self.api.getService(API_KEY)
        changed.backchannelPollingInterval = 7
        changed = self.api.updateService(changed)
        issued = self.issue(self.ask().ticket)
        restored = self.api.updateService(before)

        self.assertEqual(changed.backchannelPollingInterval, 7)
        self.assertEqual(issued.interval, 7)
        self.assertEqual(restored.backchannelPollingInterval, before.backchannelPollingInterval)
        self.assertEqual(restored.supportedBackchannelTokenDeliveryModes, list(DeliveryMode))
        self.assertEqual([scope.name for scope in restored.supportedScopes], [it.name for it in before.supportedScopes])
        self.assertEqual(json.loads(self.api.getServiceConfiguration())["issuer"], before.issuer)
        self.assertTrue(json.loads(self.api.getServiceJwks())["keys"])

    def test_clients(self):
        alias = f"judge-{self.version.lower()}"
        client = Client()
        client.clientName = "Judge"
        client.clientIdAlias = alias
        client.clientType = ClientType.CONFIDENTIAL
        client.grantTypes = [GrantType.CIBA]
        client.tokenAuthMethod = ClientAuthMethod.CLIENT_SECRET_BASIC
        client.bcDeliveryMode = DeliveryMode.POLL
        client.developer = alias
        created = self.api.createClient(client)
        try:
            self.assertEqual(self.api.getClient(created.clientId).clientIdAlias, alias)
            listed = self.api.getClientList(developer=alias, start=0, end=10)
            self.assertEqual([it.clientId for it in listed.clients], [created.clientId])
            created.bcUserCodeRequired = True
            self.assertTrue(self.api.updateClient(created).bcUserCodeRequired)
            asked = self.ask(alias, created.clientSecret, user_code="1")
            self.assertIs(asked.action, BackchannelAuthenticationAction.USER_IDENTIFICATION)
            self.api.updateClientLockFlag(created.clientId, True)
            self.refused(403, lambda: self.ask(alias, created.clientSecret, user_code="1"))
            self.api.updateClientLockFlag(created.clientId, False)
        finally:
            self.api.deleteClient(created.clientId)
        self.refused(404, self.api.getClient, created.clientId)

    def test_wrong_credentials_and_429(self):
        configuration = {"apiVersion": self.version, "baseUrl": BASE_URL, "serviceApiKey": API_KEY}
        configuration.update({name: "wrong" for name in CREDENTIALS[self.version]})
        stranger = AuthleteApiImpl(AuthleteConfiguration(configuration))
        self.refused(401, stranger.getService, API_KEY)
        pretend("force", api="service/get", status=429)
        exception = self.refused(429, self.api.getService, API_KEY)
        self.assertEqual(exception.response.headers["Retry-After"], "1")

    def test_the_judge_refuses_an_action_and_a_mode_that_do_not_exist(self):
        for members in ({"action": "MAGIC"}, {"deliveryMode": "poll"}):
            pretend("force", api="backchannel/authentication", members=members)
            with self.assertRaises(strict.Mistyped):
                self.ask()


class Version2(Judge, unittest.TestCase):
    version = "V2"


class Version3(Judge, unittest.TestCase):
    version = "V3"


class WhatTheyAnswered(unittest.TestCase):
    """Runs after the others, as its name stands behind theirs."""

    def test_with_one_broken_member_is_refused(self):
        tried = 0
        for (cls, _), answer in list(strict.seen.items()):
            cls.from_json(json.dumps(answer))
            for place, mutant in strict.mutants(answer):
                with self.subTest(place=place, mutant=mutant), self.assertRaises(strict.Mistyped):
                    cls.from_json(json.dumps(mutant))
                tried += 1
            for name in strict.needed(cls, answer):
                with self.subTest(missing=name), self.assertRaises(strict.Mistyped):
                    cls.from_json(json.dumps({other: answer[other] for other in answer if other != name}))
        self.assertEqual(strict.APIS.keys() - {cls for cls, _ in strict.seen}, set())
        self.assertGreater(tried, 1000)


if __name__ == "__main__":
    unittest.main()
