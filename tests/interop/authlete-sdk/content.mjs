// What the SDK's schemas let through: words that it types as texts, keys, the discovery document, the JSON for the
// client inside a text, and members that are missing.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

// The members that Authlete's examples have for an action, from its API description.
const ALWAYS = JSON.parse(await readFile(new URL("always.json", import.meta.url), "utf8"));

const WORDS = {
  clientAuthMethod: ["CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "CLIENT_SECRET_JWT", "PRIVATE_KEY_JWT"],
  grantType: ["CIBA", "REFRESH_TOKEN"],
  hintType: ["ID_TOKEN_HINT", "LOGIN_HINT", "LOGIN_HINT_TOKEN"],
  bcDeliveryMode: ["POLL", "PING", "PUSH"],
};

// RFC 6749, section 5; CIBA Core 1.0, sections 7.3, 10 and 12; OpenID Connect Core 1.0, section 5.1.
const CLIENT_GETS = {
  auth_req_id: "text",
  expires_in: "integer",
  interval: "integer",
  access_token: "text",
  token_type: "text",
  scope: "text",
  id_token: "text",
  refresh_token: "text",
  error: "text",
  error_description: "text",
  error_uri: "text",
  sub: "text",
  email: "text",
};

// RFC 8414, section 2; CIBA Core 1.0, section 4.
const METADATA = [
  [/_supported$/, "texts"],
  [/^(claims|request|request_uri)_parameter_supported$|^backchannel_user_code_parameter_supported$/, "flag"],
  [/^issuer$|_endpoint$|_uri$/, "text"],
];

function type(value) {
  if (Number.isInteger(value)) return "integer";
  if (Array.isArray(value)) return value.every((it) => typeof it === "string") ? "texts" : "list";
  return { string: "text", boolean: "flag" }[typeof value] ?? typeof value;
}

function typed(place, members, types) {
  for (const [member, value] of Object.entries(members)) {
    assert.ok(member in types, `${place} has no member ${member}`);
    assert.equal(type(value), types[member], `${place}: ${member}`);
  }
}

function metadata(document) {
  const types = Object.keys(document).map((member) => {
    // The more exact one counts.
    const [, type] = METADATA.findLast(([pattern]) => pattern.test(member)) ?? [];
    return [member, type];
  });
  typed("service/configuration", document, Object.fromEntries(types));
}

function words(place, members) {
  for (const [member, value] of Object.entries(members)) {
    if (value && typeof value === "object") words(`${place}: ${member}`, value);
    else if (member in WORDS) assert.ok(WORDS[member].includes(value), `${place}: ${member} is ${value}`);
  }
}

/** The members that an answer cannot be without. */
export function needed(api, answer) {
  const always = ALWAYS[api];
  return always ? ["action", "resultCode", "resultMessage", ...(always[answer.action] ?? always.otherwise)] : [];
}

/** Fails unless an answer has what it needs, and has it as it should be. */
export function judged(api, answer) {
  if (api === "service/configuration") return metadata(answer);
  words(api, answer);
  if (api === "service/jwks/get") {
    assert.equal(type(answer.keys), "list", api);
    for (const key of answer.keys) {
      for (const [member, value] of Object.entries(key)) assert.equal(type(value), "text", `${api}: ${member}`);
    }
  }
  for (const member of needed(api, answer)) assert.ok(member in answer, `${api}, ${answer.action}: no ${member}`);
  const { resultCode, resultMessage } = answer;
  if (resultCode) assert.ok(String(resultMessage).startsWith(`[${resultCode}] `), `${api}: ${resultMessage}`);
  const text = answer.responseContent;
  if (typeof text === "string" && text.startsWith("{")) typed(`${api}: responseContent`, JSON.parse(text), CLIENT_GETS);
}
