import { errors as joseErrors, importJWK, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

import { privateKey, publicKey } from './keys.mjs';
import { byLoginHint } from './users.mjs';

const ISSUER = 'https://hints.example.com';

// Who signs login_hint_tokens: the suite, with a key that is made when the server starts. They name a user by the claim
// sub_id, as an e-mail address (RFC 9493).
export class HintIssuer {
  static async create(audience) {
    const key = await privateKey('ES256', 'login-hint-tokens');
    return new HintIssuer(audience, key, await importJWK(publicKey(key), 'ES256'));
  }

  constructor(audience, key, verifier) {
    this.audience = audience;
    this.jwks = { keys: [key] };
    this.verifier = verifier;
  }

  // Whom a token names; nobody, if it is none of ours.
  async user(token) {
    try {
      const expected = { issuer: ISSUER, audience: this.audience, algorithms: ['ES256'] };
      const { payload } = await jwtVerify(token, this.verifier, expected);
      return byLoginHint(/^(\w+)@example\.com$/.exec(payload.sub_id?.email)?.[1]);
    } catch (error) {
      if (error instanceof joseErrors.JWTExpired) {
        throw new errors.ExpiredLoginHintToken('the login_hint_token has run out');
      }
      return undefined;
    }
  }
}
