// Authlete's TypeScript SDK drives the fake in version 3 and in version 2. Its schemas refuse explicit nulls, numbers
// for texts and unknown enum values: an answer that they let through has the types that Authlete's own have.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ResponseValidationError, ResultError } from "@authlete/typescript-sdk/models/errors";
import { answering, authlete as inVersion, seen, serverURL, serviceId } from "./authlete.mjs";
import { judged, needed } from "./content.mjs";
import { mutants, without } from "./mutants.mjs";

let authlete;
const CIBA = "urn:openid:params:grant-type:ciba";
const NOTIFICATION_TOKEN = "notification-token-0123456789";

const form = (parameters) => new URLSearchParams(parameters).toString();
const secretOf = (client) => `${client}-secret-for-the-fake-on-this-machine`;

function ask(client, more = {}, secret = secretOf(client)) {
  const parameters = form({
    scope: "openid email",
    login_hint: "john@example.com",
    client_notification_token: NOTIFICATION_TOKEN,
    ...more,
  });
  const request = { parameters, clientId: client, clientSecret: secret };
  return authlete.ciba.processAuthentication({ serviceId, backchannelAuthenticationRequest: request });
}

const issue = (ticket) =>
  authlete.ciba.issue({ serviceId, backchannelAuthenticationIssueRequest: { ticket } });

const fail = (ticket, reason, more = {}) =>
  authlete.ciba.fail({ serviceId, backchannelAuthenticationFailRequest: { ticket, reason, ...more } });

const complete = (ticket, result, more = {}) =>
  authlete.ciba.complete({
    serviceId,
    backchannelAuthenticationCompleteRequest: { ticket, result, subject: "1001", ...more },
  });

function token(client, parameters, secret = secretOf(client)) {
  const tokenRequest = { parameters: form(parameters), clientId: client, clientSecret: secret };
  return authlete.token.process({ serviceId, tokenRequest });
}

const poll = (client, auth_req_id) => token(client, { grant_type: CIBA, auth_req_id });

async function acknowledged(client, more) {
  const { ticket } = await ask(client, more);
  const { authReqId } = await issue(ticket);
  return { ticket, authReqId };
}

async function accessToken(client = "poll-basic", more) {
  const { ticket, authReqId } = await acknowledged(client);
  await complete(ticket, "AUTHORIZED", more);
  return (await poll(client, authReqId)).accessToken;
}

async function pretend(name, body) {
  const response = await fetch(`${serverURL}/__fake/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 204, await response.text());
}

const oauthError = (answer) => JSON.parse(answer.responseContent).error;

for (const version of ["V3", "V2"]) {
  describe(version, () => {
    const made = [];
    before(() => {
      authlete = inVersion(version);
    });
    after(async () => {
      for (const clientId of made) await authlete.client.delete({ serviceId, clientId }).catch(() => {});
    });

    test("an authentication request: USER_IDENTIFICATION with all that it carries", async () => {
      const answer = await ask("ping-user-code", {
        user_code: "675325",
        binding_message: "W4SCT",
        requested_expiry: "120",
        acr_values: "urn:example:acr:device",
      });

      assert.equal(answer.action, "USER_IDENTIFICATION");
      assert.equal(answer.resultCode, "A179001");
      assert.equal(answer.deliveryMode, "PING");
      assert.equal(answer.hintType, "LOGIN_HINT");
      assert.equal(answer.hint, "john@example.com");
      assert.equal(answer.userCode, "675325");
      assert.equal(answer.userCodeRequired, true);
      assert.equal(answer.bindingMessage, "W4SCT");
      assert.equal(answer.requestedExpiry, 120);
      assert.deepEqual(answer.acrs, ["urn:example:acr:device"]);
      assert.deepEqual(answer.scopes.map((scope) => scope.name), ["openid", "email"]);
      assert.equal(answer.clientNotificationToken, NOTIFICATION_TOKEN);
      assert.equal(answer.clientAuthMethod, "CLIENT_SECRET_BASIC");
      assert.equal(typeof answer.clientId, "number");
      assert.equal(answer.ticket.length, 43);
    });

    test("an authentication request: BAD_REQUEST, UNAUTHORIZED, INTERNAL_SERVER_ERROR", async () => {
      const refused = await ask("poll-basic", { login_hint: "" });
      const wrong = await ask("poll-basic", {}, "wrong");
      const unregistered = await ask("without-ciba");
      const empty = await authlete.ciba.processAuthentication({
        serviceId,
        backchannelAuthenticationRequest: { parameters: "" },
      });

      assert.equal(refused.action, "BAD_REQUEST");
      assert.equal(oauthError(refused), "invalid_request");
      assert.equal(wrong.action, "UNAUTHORIZED");
      assert.equal(oauthError(wrong), "invalid_client");
      assert.equal(unregistered.resultCode, "A169301");
      assert.equal(oauthError(unregistered), "unauthorized_client");
      assert.equal(empty.action, "UNAUTHORIZED");
      await pretend("force", { api: "backchannel/authentication", action: "INTERNAL_SERVER_ERROR" });
      assert.equal((await ask("poll-basic")).action, "INTERNAL_SERVER_ERROR");
    });

    test("issue: OK, INVALID_TICKET, INTERNAL_SERVER_ERROR", async () => {
      const { ticket } = await ask("poll-basic");

      const issued = await issue(ticket);
      const unknown = await issue("made-up");
      const absent = await issue("");

      assert.equal(issued.action, "OK");
      assert.deepEqual(JSON.parse(issued.responseContent), {
        auth_req_id: issued.authReqId,
        interval: issued.interval,
        expires_in: issued.expiresIn,
      });
      assert.equal(unknown.action, "INVALID_TICKET");
      assert.equal(unknown.resultCode, "A181201");
      assert.equal(absent.action, "INTERNAL_SERVER_ERROR");
    });

    test("fail: every reason with its action and its error", async () => {
      const reasons = {
        EXPIRED_LOGIN_HINT_TOKEN: ["BAD_REQUEST", "expired_login_hint_token"],
        UNKNOWN_USER_ID: ["BAD_REQUEST", "unknown_user_id"],
        UNAUTHORIZED_CLIENT: ["BAD_REQUEST", "unauthorized_client"],
        MISSING_USER_CODE: ["BAD_REQUEST", "missing_user_code"],
        INVALID_USER_CODE: ["BAD_REQUEST", "invalid_user_code"],
        INVALID_BINDING_MESSAGE: ["BAD_REQUEST", "invalid_binding_message"],
        INVALID_TARGET: ["BAD_REQUEST", "invalid_target"],
        ACCESS_DENIED: ["FORBIDDEN", "access_denied"],
        SERVER_ERROR: ["INTERNAL_SERVER_ERROR", "server_error"],
      };
      for (const [reason, [action, error]] of Object.entries(reasons)) {
        const { ticket } = await ask("poll-basic");
        const answer = await fail(ticket, reason, { errorDescription: "Because." });
        assert.equal(answer.action, action, reason);
        assert.deepEqual(JSON.parse(answer.responseContent), { error, error_description: "Because." });
        assert.equal((await issue(ticket)).action, "INVALID_TICKET", "the ticket is deleted");
      }
    });

    test("complete and token, poll: NO_ACTION, then tokens once", async () => {
      const { ticket, authReqId } = await acknowledged("poll-basic");

      const pending = await poll("poll-basic", authReqId);
      const tooFast = await poll("poll-basic", authReqId);
      const completed = await complete(ticket, "AUTHORIZED", { authTime: 1700000000, acr: "urn:example:acr:device" });
      const tokens = await poll("poll-basic", authReqId);
      const again = await poll("poll-basic", authReqId);

      assert.equal(pending.action, "BAD_REQUEST");
      assert.equal(oauthError(pending), "authorization_pending");
      assert.equal(oauthError(tooFast), "slow_down");
      assert.equal(completed.action, "NO_ACTION");
      assert.equal(tokens.action, "OK");
      assert.equal(tokens.grantType, "CIBA");
      assert.equal(tokens.subject, "1001");
      assert.deepEqual(tokens.scopes, ["openid", "email"]);
      assert.equal(tokens.clientAuthMethod, "CLIENT_SECRET_BASIC");
      assert.equal(JSON.parse(tokens.responseContent).access_token, tokens.accessToken);
      assert.equal(tokens.idToken.split(".").length, 3);
      assert.equal(oauthError(again), "invalid_grant");
    });

    test("complete, ping: NOTIFICATION with the id alone, allowed or not", async () => {
      for (const result of ["AUTHORIZED", "ACCESS_DENIED", "TRANSACTION_FAILED"]) {
        const { ticket, authReqId } = await acknowledged("ping-basic");

        const completed = await complete(ticket, result);

        assert.equal(completed.action, "NOTIFICATION");
        assert.deepEqual(JSON.parse(completed.responseContent), { auth_req_id: authReqId });
        assert.equal(completed.clientNotificationToken, NOTIFICATION_TOKEN);
        assert.ok(completed.clientNotificationEndpoint.startsWith("http"));
        const answer = await poll("ping-basic", authReqId);
        if (result === "AUTHORIZED") assert.equal(answer.action, "OK");
        if (result === "ACCESS_DENIED") assert.equal(oauthError(answer), "access_denied");
        if (result === "TRANSACTION_FAILED") assert.equal(answer.action, "BAD_REQUEST");
      }
    });

    test("complete, push: NOTIFICATION with tokens, or with an error", async () => {
      const allowed = await acknowledged("push-basic");
      const denied = await acknowledged("push-basic");

      const tokens = await complete(allowed.ticket, "AUTHORIZED");
      const refusal = await complete(denied.ticket, "ACCESS_DENIED", { errorDescription: "No." });

      const pushed = JSON.parse(tokens.responseContent);
      assert.equal(tokens.action, "NOTIFICATION");
      assert.equal(pushed.auth_req_id, allowed.authReqId);
      assert.equal(pushed.access_token, tokens.accessToken);
      assert.equal(pushed.id_token, tokens.idToken);
      assert.equal(pushed.refresh_token, tokens.refreshToken);
      assert.deepEqual(JSON.parse(refusal.responseContent), {
        auth_req_id: denied.authReqId,
        error: "access_denied",
        error_description: "No.",
      });
      assert.equal(oauthError(await poll("push-basic", allowed.authReqId)), "unauthorized_client");
    });

    test("complete: SERVER_ERROR", async () => {
      const answer = await complete("made-up", "AUTHORIZED");

      assert.equal(answer.action, "SERVER_ERROR");
      assert.equal(answer.resultCode, "A186202");
    });

    test("token: INVALID_CLIENT, INTERNAL_SERVER_ERROR, BAD_REQUEST, refresh", async () => {
      const { authReqId } = await acknowledged("poll-basic");
      const wrong = await token("poll-basic", { grant_type: CIBA, auth_req_id: authReqId }, "wrong");
      const unknown = await poll("poll-basic", "made-up");
      const unsupported = await token("poll-basic", { grant_type: "password" });
      const ungranted = await token("poll-basic", { auth_req_id: authReqId });
      const pushed = await complete((await acknowledged("push-basic")).ticket, "AUTHORIZED");

      const refreshed = await token("push-basic", {
        grant_type: "refresh_token",
        refresh_token: pushed.refreshToken,
      });

      assert.equal(wrong.action, "INVALID_CLIENT");
      assert.equal(unknown.resultCode, "A200304");
      assert.equal(oauthError(unsupported), "unsupported_grant_type");
      assert.equal(oauthError(ungranted), "invalid_request");
      assert.equal(refreshed.action, "OK");
      assert.equal(refreshed.grantType, "REFRESH_TOKEN");
      await pretend("force", { api: "auth/token", action: "INTERNAL_SERVER_ERROR" });
      assert.equal((await poll("poll-basic", authReqId)).action, "INTERNAL_SERVER_ERROR");
    });

    test("token: a denied request, an expired one and one of another client", async () => {
      const denied = await acknowledged("poll-basic");
      const expired = await acknowledged("poll-basic");
      await complete(denied.ticket, "ACCESS_DENIED", { errorDescription: "No." });
      await pretend("age", { auth_req_id: expired.authReqId, seconds: 3600 });

      const refused = await poll("poll-basic", denied.authReqId);

      assert.equal(refused.action, "BAD_REQUEST");
      assert.deepEqual(JSON.parse(refused.responseContent), { error: "access_denied", error_description: "No." });
      assert.equal(oauthError(await poll("ping-basic", expired.authReqId)), "invalid_grant");
      assert.equal(oauthError(await poll("poll-basic", expired.authReqId)), "expired_token");
    });

    test("userinfo and userinfo/issue", async () => {
      const good = await accessToken();
      const narrow = await accessToken("poll-basic", { scopes: ["email"] });
      const userinfo = (it) => authlete.userinfo.process({ serviceId, userinfoRequest: { token: it } });

      const known = await userinfo(good);
      const issued = await authlete.userinfo.issue({
        serviceId,
        userinfoIssueRequest: { token: good, claims: JSON.stringify({ email: "john@example.com" }) },
      });
      const issue = (request) => authlete.userinfo.issue({ serviceId, userinfoIssueRequest: request });

      assert.equal(known.action, "OK");
      assert.equal(known.subject, "1001");
      assert.deepEqual(known.claims, ["email", "email_verified"]);
      assert.equal(issued.action, "JSON");
      assert.deepEqual(JSON.parse(issued.responseContent), { sub: "1001", email: "john@example.com" });
      assert.equal((await issue({ token: "made-up" })).action, "UNAUTHORIZED");
      assert.equal((await issue({ token: "" })).action, "BAD_REQUEST");
      assert.equal((await issue({ token: narrow })).action, "FORBIDDEN");
      assert.equal((await issue({ token: good, claims: "[]" })).action, "INTERNAL_SERVER_ERROR");
      assert.equal((await userinfo("made-up")).action, "UNAUTHORIZED");
      assert.equal((await userinfo("")).action, "BAD_REQUEST");
      assert.equal((await userinfo(narrow)).action, "FORBIDDEN");
      await pretend("force", { api: "auth/userinfo", action: "INTERNAL_SERVER_ERROR" });
      assert.equal((await userinfo(good)).action, "INTERNAL_SERVER_ERROR");
    });

    test("introspection: OK, FORBIDDEN, UNAUTHORIZED, BAD_REQUEST", async () => {
      const good = await accessToken("poll-basic", {
        acr: "urn:example:acr:device",
        authTime: 1700000000,
        properties: [{ key: "tenant", value: "a", hidden: true }],
      });
      const judge = (introspectionRequest) => authlete.introspection.process({ serviceId, introspectionRequest });

      const valid = await judge({ token: good });
      const insufficient = await judge({ token: good, scopes: ["openid", "phone"] });
      const unknown = await judge({ token: "made-up" });
      const somebodyElses = await judge({ token: good, subject: "1002" });

      assert.equal(valid.action, "OK");
      assert.deepEqual([valid.existent, valid.usable, valid.sufficient], [true, true, true]);
      assert.equal(valid.subject, "1001");
      assert.equal(valid.grantType, "CIBA");
      assert.equal(insufficient.action, "FORBIDDEN");
      assert.equal(unknown.action, "UNAUTHORIZED");
      assert.equal(unknown.existent, false);
      assert.equal((await judge({ token: "" })).action, "BAD_REQUEST");
      assert.equal(somebodyElses.action, "FORBIDDEN");
      await pretend("force", { api: "auth/introspection", action: "INTERNAL_SERVER_ERROR" });
      assert.equal((await judge({ token: good })).action, "INTERNAL_SERVER_ERROR");
    });

    test("the service: read, changed, described, with its keys", async () => {
      const before = await authlete.service.get({ serviceId });
      const changed = await authlete.service.update({
        serviceId,
        service: { ...before, backchannelPollingInterval: 7, accessTokenSignAlg: "ES256" },
      });
      const { ticket } = await ask("poll-basic");
      const issued = await issue(ticket);
      const signed = await accessToken();
      await authlete.service.update({ serviceId, service: before });
      // The SDK has no schema for the discovery document, and hands nothing of it on.
      await authlete.service.getConfiguration({ serviceId });
      const keys = await authlete.jwkSetEndpoint.serviceJwksGetApi({ serviceId });

      assert.equal(changed.backchannelPollingInterval, 7);
      assert.equal(issued.interval, 7);
      assert.equal(signed.length, 43, "accessToken stays the random one");
      assert.deepEqual(await authlete.service.get({ serviceId }), before);
      assert.ok(keys.keys.length >= 2);
    });

    test("clients: created, read, listed, changed, locked, removed", async () => {
      const client = {
        clientName: "Judge",
        clientIdAlias: "judge",
        clientType: "CONFIDENTIAL",
        grantTypes: ["CIBA"],
        tokenAuthMethod: "CLIENT_SECRET_BASIC",
        bcDeliveryMode: "POLL",
        developer: "judge",
        attributes: [{ key: "a", value: "b" }],
      };
      const created = await authlete.client.create({ serviceId, client });
      const clientId = String(created.clientId);
      made.push(clientId);
      const read = await authlete.client.get({ serviceId, clientId });
      const list = await authlete.client.list({ serviceId, developer: "judge", start: 0, end: 10 });
      const updated = await authlete.client.update({
        serviceId,
        clientId,
        client: { ...client, bcUserCodeRequired: true },
      });
      const asked = await ask("judge", { user_code: "1" }, created.clientSecret);
      const lock = (clientLocked) =>
        authlete.client.management.updateLockFlag({
          serviceId,
          clientIdentifier: clientId,
          clientFlagUpdateRequest: { clientLocked },
        });
      await lock(true);
      const whileLocked = ask("judge", { user_code: "1" }, created.clientSecret);

      assert.equal(created.clientSecret.length, 86);
      assert.deepEqual(read, created);
      assert.equal(list.totalCount, 1);
      assert.deepEqual(list.clients, [created]);
      assert.equal(updated.bcUserCodeRequired, true);
      assert.equal(asked.action, "USER_IDENTIFICATION");
      await assert.rejects(whileLocked, (error) => error instanceof ResultError && error.statusCode === 403);
      await lock(false);
      await authlete.client.delete({ serviceId, clientId });
      await assert.rejects(authlete.client.get({ serviceId, clientId }), { statusCode: 404 });
      await assert.rejects(
        authlete.client.create({ serviceId, client: { ...client, clientIdAlias: "poll-basic" } }),
        (error) => error instanceof ResultError && error.statusCode === 400,
      );
    });

    test("wrong credentials and 429 are results of their own", async () => {
      const stranger = inVersion(version, [serviceId, "wrong"]);
      await assert.rejects(
        stranger.service.get({ serviceId }),
        (error) => error instanceof ResultError && error.statusCode === 401,
      );
      await pretend("force", { api: "service/get", status: 429 });
      await assert.rejects(authlete.service.get({ serviceId }), (error) => {
        assert.equal(error.statusCode, 429);
        assert.equal(error.headers.get("retry-after"), "1");
        return true;
      });
    });
  });
}

// The judge must be able to say no: to each of those answers, with one member of another type, null, a fraction or a word
// that does not exist.
const reads = {
  "backchannel/authentication": (it) =>
    it.ciba.processAuthentication({ serviceId, backchannelAuthenticationRequest: { parameters: "" } }),
  "backchannel/authentication/issue": (it) =>
    it.ciba.issue({ serviceId, backchannelAuthenticationIssueRequest: { ticket: "" } }),
  "backchannel/authentication/fail": (it) =>
    it.ciba.fail({ serviceId, backchannelAuthenticationFailRequest: { ticket: "", reason: "SERVER_ERROR" } }),
  "backchannel/authentication/complete": (it) =>
    it.ciba.complete({
      serviceId,
      backchannelAuthenticationCompleteRequest: { ticket: "", result: "AUTHORIZED", subject: "" },
    }),
  "auth/token": (it) => it.token.process({ serviceId, tokenRequest: { parameters: "" } }),
  "auth/userinfo": (it) => it.userinfo.process({ serviceId, userinfoRequest: { token: "" } }),
  "auth/userinfo/issue": (it) => it.userinfo.issue({ serviceId, userinfoIssueRequest: { token: "" } }),
  "auth/introspection": (it) => it.introspection.process({ serviceId, introspectionRequest: { token: "" } }),
  "service/jwks/get": (it) => it.jwkSetEndpoint.serviceJwksGetApi({ serviceId }),
  "service/get": (it) => it.service.get({ serviceId }),
  "service/update": (it) => it.service.update({ serviceId, service: {} }),
  "client/create": (it) => it.client.create({ serviceId, client: {} }),
  "client/get": (it) => it.client.get({ serviceId, clientId: "1" }),
  "client/get/list": (it) => it.client.list({ serviceId }),
  "client/update": (it) => it.client.update({ serviceId, clientId: "1", client: {} }),
  "client/lock_flag/update": (it) =>
    it.client.management.updateLockFlag({ serviceId, clientIdentifier: "1", clientFlagUpdateRequest: { clientLocked: true } }),
};

async function isRefused(api, answer) {
  try {
    judged(api, answer);
  } catch {
    return true;
  }
  if (!(api in reads)) return false;
  return reads[api](answering(answer)).then(
    () => false,
    (error) => error instanceof ResponseValidationError,
  );
}

test("one broken member of any answer is refused, and one that is missing", async () => {
  const unseen = new Set([...Object.keys(reads), "service/configuration"]);
  let tried = 0;
  for (const { api, answer } of seen.values()) {
    unseen.delete(api);
    assert.equal(await isRefused(api, answer), false, api);
    for (const [place, mutant] of [...mutants(answer), ...without(answer, needed(api, answer))]) {
      assert.ok(await isRefused(api, mutant), `${api}: ${place}: ${JSON.stringify(mutant)}`);
      tried += 1;
    }
  }
  assert.deepEqual([...unseen], [], "every API has answered");
  assert.ok(tried > 5000, `${tried} broken answers`);
});
