import { createCA, createCert } from 'mkcert';

// A certificate authority of the moment, and a certificate of it for this machine.
export async function certificates() {
  const ca = await createCA({
    organization: 'CIBA conformance interop',
    countryCode: 'US',
    state: 'none',
    locality: 'none',
    validity: 2,
  });
  const { cert, key } = await createCert({ ca, domains: ['127.0.0.1', 'localhost'], validity: 2 });
  return { ca: ca.cert, cert, key };
}
