import { exportJWK, generateKeyPair } from 'jose';

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
