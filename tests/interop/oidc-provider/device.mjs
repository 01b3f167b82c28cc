import { errors } from 'oidc-provider';

import { decision } from './users.mjs';

const ACR = 'urn:example:acr:device';

// The authentication device of all users: alice, bob and carol decide by themselves (or never), everybody else by
// POST /device?token=AUTH_REQ_ID&action=allow|deny, which is how the suites of others approve too.
// GET /device lists what the users see.
export class Device {
  #pending = new Map();

  constructor(chosen) {
    this.latency = chosen.latency;
  }

  serve(provider) {
    this.provider = provider;
  }

  // Shows a request to its user.
  ask(request, account) {
    const { accountId } = account;
    this.#pending.set(request.jti, {
      actionize_token: request.jti,
      user: accountId,
      message: request.params.binding_message ?? '',
    });
    const made = decision(accountId);
    if (made) {
      setTimeout(() => {
        this.decide(request.jti, made).catch((error) => console.error('device:', error.message));
      }, this.latency);
    }
  }

  // Takes the user's decision, whenever it comes: what is too late is the provider's to say.
  async decide(id, action) {
    this.#pending.delete(id);
    const request = await this.provider.BackchannelAuthenticationRequest.find(id, { ignoreExpiration: true });
    if (!request) {
      return false;
    }
    let result = new errors.AccessDenied('the user said no');
    if (action === 'allow') {
      const client = await this.provider.Client.find(request.clientId);
      const grant = new this.provider.Grant({ client, accountId: request.accountId });
      grant.addOIDCScope(request.scope);
      grant.addResourceScope('urn:example:resource', request.scope);
      grant.addOIDCClaims(['acr', 'auth_time']);
      await grant.save();
      result = grant;
    }
    await this.provider.backchannelResult(request, result, {
      acr: ACR,
      authTime: Math.floor(Date.now() / 1000),
    }).catch((error) => console.error('ping:', error.message));
    return true;
  }

  // Answers what is asked at /device.
  async answer(incoming, response) {
    const { searchParams } = new URL(incoming.url, 'http://device');
    const action = searchParams.get('action');
    if (incoming.method === 'GET') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ requests: [...this.#pending.values()] }));
      return;
    }
    if (!['allow', 'deny'].includes(action)) {
      response.writeHead(400).end('action must be allow or deny');
      return;
    }
    const found = await this.decide(searchParams.get('token') ?? '', action);
    response.writeHead(found ? 204 : 404).end();
  }
}
