import { readFileSync } from 'node:fs';
import https from 'node:https';

import { errors } from 'oidc-provider';

import { Storage } from './storage.mjs';
import { account, byLoginHint, userCode } from './users.mjs';

const RESOURCE = 'urn:example:resource';

// How oidc-provider is set up.
export async function configuration(chosen, clients, jwks, hints, device) {
  return {
    ...(!chosen.defaultStore && { adapter: Storage }),
    clients,
    jwks,
    acrValues: ['urn:example:acr:device'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'],
    claims: {
      acr: null,
      auth_time: null,
      openid: ['sub'],
      profile: ['name'],
      email: ['email', 'email_verified'],
      phone: ['phone_number'],
      address: ['address'],
    },
    scopes: ['openid', 'offline_access'],
    cookies: { keys: ['only for tests'] },
    enabledJWA: {
      clientAuthSigningAlgValues: ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'],
      idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      requestObjectSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    },
    features: {
      ciba: ciba(chosen, hints, device),
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      requestObjects: { enabled: chosen.signed },
      resourceIndicators: resources(chosen),
      userinfo: { enabled: chosen.userinfo },
    },
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (ctx, id) => account(id),
    fetch: (url, options) => send(url, options, chosen),
    ttl: {
      AccessToken: 3600,
      BackchannelAuthenticationRequest: (ctx) => lifetime(ctx, chosen),
      ClientCredentials: 600,
      Grant: 3600,
      IdToken: 3600,
      RefreshToken: 3600,
    },
  };
}

function lifetime(ctx, chosen) {
  const requested = Number(ctx.oidc.params.requested_expiry);
  return requested > 0 ? Math.min(requested, chosen.lifetime) : chosen.lifetime;
}

function ciba(chosen, hints, device) {
  const known = (user) => {
    if (!user && chosen.unknownUser !== 'unknown_user_id') {
      throw new errors.CustomOIDCProviderError(chosen.unknownUser, 'nobody is called that');
    }
    return user;
  };
  return {
    enabled: true,
    deliveryModes: chosen.modes,
    processLoginHint: (ctx, hint) => known(byLoginHint(hint)),
    processLoginHintToken: async (ctx, token) => known(await hints.user(token)),
    validateBindingMessage: (ctx, message) => {
      if (message !== undefined && !chosen.binding.test(message)) {
        throw new errors.InvalidBindingMessage('the device cannot show it');
      }
    },
    validateRequestContext: () => {},
    verifyUserCode: (ctx, { accountId }, code) => {
      if (!ctx.oidc.client.backchannelUserCodeParameter) {
        return;
      }
      if (code === undefined) {
        throw new errors.MissingUserCode('a user_code is needed');
      }
      if (code !== userCode(accountId)) {
        throw new errors.InvalidUserCode('that is not the user_code');
      }
    },
    triggerAuthenticationDevice: (ctx, request, who) => device.ask(request, who),
  };
}

function resources(chosen) {
  return {
    enabled: chosen.jwt,
    defaultResource: () => RESOURCE,
    useGrantedResource: () => false,
    getResourceServerInfo: () => ({
      audience: RESOURCE,
      scope: 'openid profile email phone address',
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'ES256' } },
    }),
  };
}

// Sends a ping. The dispatcher that oidc-provider brings refuses to talk to this machine, where the suite is.
function send(url, { dispatcher, ...options }, chosen) {
  if (chosen.notify.startsWith('http:')) {
    return fetch(url.replace(/^https:/, 'http:'), options);
  }
  return new Promise((resolve, reject) => {
    const { method, headers, body, signal } = options;
    const request = https.request(
      url,
      { method, headers: Object.fromEntries(headers), signal, ca: chosen.notifyCa && readFileSync(chosen.notifyCa) },
      (response) => {
        response.resume();
        resolve(new Response(null, { status: response.statusCode }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
