import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';

// A private JWK for an algorithm.
export async function privateKey(alg, kid) {
  const { privateKey: key } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(key)), alg, kid, use: 'sig' };
}

// The half of a private JWK that is registered.
export function publicKey({ d, p, q, dp, dq, qi, ...rest }) {
  return rest;
}

// The keys that the provider signs with.
export async function providerKeys() {
  const keys = [];
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    keys.push(await privateKey(alg, `op-${alg}`));
  }
  return { keys };
}

// An ID Token of the user that ran out a minute ago, issued to all of the clients.
export async function expiredIdToken(jwks, issuer, subject, clients) {
  const jwk = jwks.keys.find(({ alg }) => alg === 'RS256');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub: subject })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
    .setIssuer(issuer)
    .setAudience(clients.map(({ client_id: id }) => id))
    .setIssuedAt(now - 3660)
    .setExpirationTime(now - 60)
    .sign(await importJWK(jwk, 'RS256'));
}
