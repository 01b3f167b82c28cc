import { privateKey, publicKey } from './keys.mjs';

const CIBA = 'urn:openid:params:grant-type:ciba';

// The clients that sign, with the algorithms of their keys; the first one is for what they sign.
const SIGNERS = {
  'poll-key': ['ES256'],
  'poll-signed': ['ES256', 'EdDSA'],
  'poll-ed25519': ['EdDSA', 'ES256'],
  'poll-rsa': ['PS256'],
  'ping-key': ['ES256'],
  'ping-signed': ['ES256', 'EdDSA'],
};

// Those that sign where all clients do.
const OTHERS = [
  'poll-basic', 'poll-post', 'poll-secret-jwt', 'poll-user-code',
  'ping-basic', 'ping-post', 'ping-secret-jwt', 'ping-user-code', 'ping-unreachable',
];

// Keys for the clients that sign: the private halves for the suite, the public ones to register.
export async function clientKeys({ signingOnly }) {
  const keys = { private: {}, public: {} };
  const others = signingOnly ? OTHERS.map((client) => [client, ['ES256']]) : [];
  for (const [client, algs] of [...Object.entries(SIGNERS), ...others]) {
    const made = await Promise.all(algs.map((alg) => privateKey(alg, `${client}-${alg}`)));
    keys.private[client] = { keys: made };
    keys.public[client] = { keys: made.map(publicKey) };
  }
  return keys;
}

// A notification endpoint is an https URL, by section 4 of CIBA Core. Where the suite listens without TLS, the way there
// is that of a proxy in front of it that takes TLS off (see `send` in configuration.mjs).
const notificationEndpoint = ({ notify }, id) => `${notify.replace(/^http:/, 'https:')}/${id}`;

// The clients as they are registered. The secrets are words, known to all.
export function clients(chosen, keys) {
  const signs = (alg) => (chosen.signed ? { backchannel_authentication_request_signing_alg: alg } : {});
  const client = (id, mode, method, more = {}) => ({
    client_id: id,
    grant_types: chosen.refresh ? [CIBA, 'refresh_token'] : [CIBA],
    redirect_uris: [],
    response_types: [],
    backchannel_token_delivery_mode: mode,
    token_endpoint_auth_method: method,
    id_token_signed_response_alg: 'ES256',
    ...(method.startsWith('client_secret') && { client_secret: `the-word-that-${id}-knows-is-for-tests` }),
    ...(id in keys && { jwks: keys[id] }),
    ...(mode && chosen.signingOnly && signs('ES256')),
    ...(mode === 'ping' && { backchannel_client_notification_endpoint: notificationEndpoint(chosen, id) }),
    ...more,
  });
  const userCode = { backchannel_user_code_parameter: true };
  const all = [
    client('poll-basic', 'poll', 'client_secret_basic'),
    client('poll-post', 'poll', 'client_secret_post', { id_token_signed_response_alg: 'RS256' }),
    client('poll-secret-jwt', 'poll', 'client_secret_jwt', { id_token_signed_response_alg: 'PS256' }),
    client('poll-key', 'poll', 'private_key_jwt'),
    client('poll-signed', 'poll', 'private_key_jwt', signs('ES256')),
    client('poll-ed25519', 'poll', 'private_key_jwt', { ...signs('EdDSA'), id_token_signed_response_alg: 'EdDSA' }),
    client('poll-rsa', 'poll', 'private_key_jwt', { ...signs('PS256'), id_token_signed_response_alg: 'PS256' }),
    client('poll-user-code', 'poll', 'client_secret_basic', userCode),
    client('ping-basic', 'ping', 'client_secret_basic'),
    client('ping-post', 'ping', 'client_secret_post'),
    client('ping-secret-jwt', 'ping', 'client_secret_jwt'),
    client('ping-key', 'ping', 'private_key_jwt'),
    client('ping-signed', 'ping', 'private_key_jwt', signs('ES256')),
    client('ping-user-code', 'ping', 'client_secret_basic', userCode),
    // Nobody listens on port 9 (discard).
    client('ping-unreachable', 'ping', 'client_secret_basic', {
      backchannel_client_notification_endpoint: 'https://127.0.0.1:9/unreachable',
    }),
    client('without-ciba', undefined, 'client_secret_basic', { grant_types: ['client_credentials'] }),
  ];
  return all.filter(({ backchannel_token_delivery_mode: mode }) => !mode || chosen.modes.includes(mode));
}
