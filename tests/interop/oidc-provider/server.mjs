// A certified OpenID Provider for the suite to judge: oidc-provider with CIBA on, in poll and ping mode.
//
//     npm ci && node server.mjs
//
// It prints "ready: ISSUER" when it can be asked. `node server.mjs --help` lists what can be set up otherwise.
// Nothing here is fit for anything but tests: the secrets are words, the keys are made at each start.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';

import Provider from 'oidc-provider';

import { certificates } from './certificates.mjs';
import { clientKeys, clients } from './clients.mjs';
import { configuration } from './configuration.mjs';
import { Device } from './device.mjs';
import { HintIssuer } from './hints.mjs';
import { providerKeys } from './keys.mjs';
import { settings } from './settings.mjs';
import { throttle } from './throttle.mjs';

const chosen = settings(process.argv.slice(2));
const scheme = chosen.tls ? 'https' : 'http';
const issuer = `${scheme}://127.0.0.1:${chosen.port}`;

const generated = join(import.meta.dirname, '..', 'generated', chosen.folder);
rmSync(generated, { recursive: true, force: true });
mkdirSync(generated, { recursive: true, mode: 0o700 });
const keep = (name, content) => writeFileSync(join(generated, name), content, { mode: 0o600 });

const keys = await clientKeys(chosen);
for (const [client, jwks] of Object.entries(keys.private)) {
  keep(`${client}.jwks.json`, JSON.stringify(jwks, null, 2));
}
const hints = await HintIssuer.create(issuer);
keep('login-hint-tokens.jwks.json', JSON.stringify(hints.jwks, null, 2));
const jwks = await providerKeys();
const registered = clients(chosen, keys.public);

const device = new Device(chosen);
const provider = new Provider(issuer, await configuration(chosen, registered, jwks, hints, device));
device.serve(provider);
if (chosen.throttle > 0) {
  provider.use(throttle(chosen.throttle));
}
provider.on('server_error', (ctx, error) => console.error('server_error at', ctx.path, error));

const callback = provider.callback();
const answer = (request, response) => {
  if (request.url.startsWith('/device')) {
    device.answer(request, response);
  } else {
    callback(request, response);
  }
};

let server;
if (chosen.tls) {
  const made = await certificates();
  keep('ca.pem', made.ca);
  server = https.createServer({ cert: made.cert, key: made.key }, answer);
} else {
  server = http.createServer(answer);
}
server.on('error', (error) => {
  console.error(`cannot listen on port ${chosen.port}: ${error.message}; --port chooses another`);
  process.exit(1);
});
server.listen(chosen.port, '127.0.0.1', () => console.log(`ready: ${issuer}`));
