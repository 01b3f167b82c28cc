// Sets a running Keycloak up for the suite, over its admin API: the realm "ciba" with the users and clients that
// fixtures/targets/keycloak.toml names. A realm of that name is replaced.
//
//     KC_BOOTSTRAP_ADMIN_USERNAME=... KC_BOOTSTRAP_ADMIN_PASSWORD=... node realm.mjs [URL]
//
// URL is Keycloak's, http://127.0.0.1:4011 if left out. Secrets and private keys are made at each run and lie in
// tests/interop/generated/keycloak/, where the target file looks for them. Needs Node 20 or later and nothing from npm.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REALM = 'ciba';
// Where the suite takes pings; `notification_endpoint.listen` of the target file.
const NOTIFY = 'http://127.0.0.1:4012';

const url = process.argv[2] ?? 'http://127.0.0.1:4011';
const generated = join(import.meta.dirname, '..', 'generated', 'keycloak');

// Keycloak's settings for CIBA are attributes of the realm. Requests live 120 s by default; a run waits for their end.
const realm = () => ({
  realm: REALM,
  enabled: true,
  // A wrong password locks the user out for an hour.
  bruteForceProtected: true,
  failureFactor: 1,
  waitIncrementSeconds: 3600,
  maxFailureWaitSeconds: 3600,
  attributes: {
    cibaBackchannelTokenDeliveryMode: 'poll',
    cibaExpiresIn: '30',
    cibaInterval: '5',
    cibaAuthRequestedUserHint: 'login_hint',
  },
  // Left to itself, Keycloak makes the key for an algorithm when the first token needs it, and changes its JWK Set then.
  components: {
    'org.keycloak.keys.KeyProvider': [
      keyProvider('rsa-generated', 'RS256'),
      keyProvider('rsa-generated', 'PS256'),
      keyProvider('ecdsa-generated', undefined, { ecdsaEllipticCurveKey: ['P-256'] }),
      keyProvider('hmac-generated', 'HS512'),
      keyProvider('aes-generated'),
    ],
  },
});

function keyProvider(providerId, algorithm, config = {}) {
  const name = algorithm ? `${providerId}-${algorithm}` : providerId;
  return { name, providerId, config: { priority: ['100'], ...(algorithm && { algorithm: [algorithm] }), ...config } };
}

// The username is the hint and the id is the subject. Nobody asks Keycloak's users for a password here.
const user = (username, number, enabled = true) => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  username,
  enabled,
  email: `${username}@example.com`,
  emailVerified: true,
  firstName: username,
  lastName: 'Example',
});

const users = [
  user('alice', 1),
  user('bob', 2),
  user('carol', 3),
  // Disabled: Keycloak never asks.
  user('dave', 4, false),
  // Disabled, and enabled again, by the suite.
  user('erin', 5),
  // Locked out: see below.
  { ...user('frank', 6), credentials: [{ type: 'password', value: randomBytes(32).toString('base64url') }] },
];

const CURVES = { ES256: 'P-256' };

function privateKey(alg, kid) {
  const { privateKey: key } = alg in CURVES
    ? generateKeyPairSync('ec', { namedCurve: CURVES[alg] })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...key.export({ format: 'jwk' }), alg, kid, use: 'sig' };
}

const publicKey = ({ kty, crv, x, y, n, e, alg, kid, use }) => ({ kty, crv, x, y, n, e, alg, kid, use });

const keep = (name, content) => writeFileSync(join(generated, name), content, { mode: 0o600 });

// How a client shows who it is: what is registered for that, and the half that the suite keeps. The word is that of the
// target file; characters at the end of a secret are there to look different in a form.
const withSecret = (method, ending = '') => (id) => {
  const secret = randomBytes(32).toString('base64url') + ending;
  keep(`${id}.secret`, secret);
  return method === 'client_secret_jwt'
    ? {
        clientAuthenticatorType: 'client-secret-jwt',
        secret,
        attributes: { 'token.endpoint.auth.signing.alg': 'HS256' },
      }
    : {
        clientAuthenticatorType: 'client-secret',
        secret,
        attributes: { 'client.secret.authentication.allowed.method': method },
      };
};

const ODD = '+/ %:';

// The first key is the one that signs; another is for an algorithm that the client did not register.
const withKeys = (...algs) => (id) => {
  const keys = algs.map((alg) => privateKey(alg, `${id}-${alg}`));
  keep(`${id}.jwks.json`, JSON.stringify({ keys }, null, 2));
  return {
    clientAuthenticatorType: 'client-jwt',
    attributes: {
      'token.endpoint.auth.signing.alg': algs[0],
      'use.jwks.string': 'true',
      'jwks.string': JSON.stringify({ keys: keys.map(publicKey) }),
    },
  };
};

// Keys for what it signs, and a secret to authenticate with.
const withKeysAndSecret = (keys, secret) => (id) => {
  const { attributes: signs } = keys(id);
  const { attributes: shows, ...registered } = secret(id);
  return { ...registered, attributes: { ...signs, ...shows } };
};

const poll = { 'oidc.ciba.grant.enabled': 'true', 'ciba.backchannel.token.delivery.mode': 'poll' };

const ping = (endpoint) => ({
  'oidc.ciba.grant.enabled': 'true',
  'ciba.backchannel.token.delivery.mode': 'ping',
  'ciba.backchannel.client.notification.endpoint': endpoint,
});

const signed = (alg) => ({ 'ciba.backchannel.auth.request.signing.alg': alg });

// Must push its authorization requests, which says nothing about CIBA.
const pushes = { 'require.pushed.authorization.requests': 'true' };

const idToken = (alg) => ({ 'id.token.signed.response.alg': alg });

function client(id, credentials, ...attributes) {
  const { attributes: own, ...registered } = credentials(id);
  return {
    clientId: id,
    enabled: true,
    publicClient: false,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    ...registered,
    attributes: Object.assign({}, own, ...attributes),
  };
}

// Subjects that differ from sector to sector. The host of its redirect URI is the client's sector.
const SALT = randomBytes(16).toString('hex');
const pairwise = (sector, registered) => ({
  ...registered,
  redirectUris: [`https://${sector}/callback`],
  protocolMappers: [
    {
      name: 'pairwise',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-sha256-pairwise-sub-mapper',
      config: { pairwiseSubAlgorithmSalt: SALT },
    },
  ],
});

const clients = () => [
  client('poll-basic', withSecret('client_secret_basic'), poll, idToken('RS256')),
  pairwise('one.example.com', client('poll-post', withSecret('client_secret_post'), poll, idToken('ES256'), pushes)),
  pairwise('one.example.com', client('poll-secret-jwt', withSecret('client_secret_jwt'), poll, idToken('PS256'))),
  client('poll-key', withKeys('RS256'), poll),
  client('poll-signed', withKeys('ES256', 'PS256'), poll, signed('ES256'), idToken('ES256')),
  client(
    'poll-signed-rs256',
    withKeysAndSecret(withKeys('RS256', 'ES256'), withSecret('client_secret_basic', ODD)),
    poll,
    signed('RS256'),
  ),
  client('ping-basic', withSecret('client_secret_basic', ODD), ping(`${NOTIFY}/ping-basic`)),
  pairwise('two.example.com', client('ping-post', withSecret('client_secret_post'), ping(`${NOTIFY}/ping-post`), pushes)),
  client('ping-secret-jwt', withSecret('client_secret_jwt'), ping(`${NOTIFY}/ping-secret-jwt`)),
  client('ping-key', withKeys('ES256'), ping(`${NOTIFY}/ping-key`)),
  client('ping-signed', withKeys('PS256', 'ES256'), ping(`${NOTIFY}/ping-signed`), signed('PS256'), idToken('PS256')),
  // Nobody listens on port 9 (discard).
  client('ping-unreachable', withSecret('client_secret_basic'), ping('http://127.0.0.1:9/unreachable')),
  client('without-ciba', withSecret('client_secret_basic'), { 'oidc.ciba.grant.enabled': 'false' }),
];

function environment(name) {
  const value = process.env[name];
  if (!value) {
    console.error(`${name} is not set: it is the administrator's that Keycloak was started with`);
    process.exit(2);
  }
  return value;
}

// Asks Keycloak; an answer that was not looked for ends the program.
async function ask(method, path, { token, form, json, accepts = [] } = {}) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(json && { 'content-type': 'application/json' }),
    },
    body: form ? new URLSearchParams(form) : json && JSON.stringify(json),
  });
  if (!answer.ok && !accepts.includes(answer.status)) {
    console.error(`${method} ${path}: HTTP ${answer.status} ${await answer.text()}`);
    process.exit(1);
  }
  return answer;
}

async function administratorsToken() {
  const login = await ask('POST', '/realms/master/protocol/openid-connect/token', {
    form: {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: environment('KC_BOOTSTRAP_ADMIN_USERNAME'),
      password: environment('KC_BOOTSTRAP_ADMIN_PASSWORD'),
    },
  });
  return (await login.json()).access_token;
}

// Somebody tries passwords, as often as it takes.
async function lockOut(token, id, username) {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await ask('POST', `/realms/${REALM}/protocol/openid-connect/token`, {
      form: { grant_type: 'password', client_id: 'admin-cli', username, password: `wrong ${attempt}` },
      accepts: [400, 401],
    });
    const state = await ask('GET', `/admin/realms/${REALM}/attack-detection/brute-force/users/${id}`, { token });
    if ((await state.json()).disabled) return;
    await new Promise((later) => setTimeout(later, 250));
  }
  console.error(`${username} is not locked out`);
  process.exit(1);
}

// An administrator's token lives for a minute; the suite locks accounts with it, at any time of a run.
await ask('PUT', '/admin/realms/master', {
  token: await administratorsToken(),
  json: { accessTokenLifespan: 36000 },
});
const token = await administratorsToken();

rmSync(generated, { recursive: true, force: true });
mkdirSync(generated, { recursive: true, mode: 0o700 });
await ask('DELETE', `/admin/realms/${REALM}`, { token, accepts: [404] });
await ask('POST', '/admin/realms', { token, json: { ...realm(), users, clients: clients() } });
keep('administrator.header', `Bearer ${token}`);
await lockOut(token, users[5].id, 'frank');
console.log(`ready: ${url}/realms/${REALM}`);
