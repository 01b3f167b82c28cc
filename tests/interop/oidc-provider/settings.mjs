import { parseArgs } from 'node:util';

const HELP = `node server.mjs [options]

  --port PORT            listen there (4001)
  --tls                  serve https; the CA's certificate is written to the generated folder
  --folder NAME          the folder below generated/ for keys and certificates ("http", with --tls "https", with
                         --signing-only "signing")
  --notify URL           where the suite listens for pings (http://127.0.0.1:4002)
  --notify-ca FILE       trust this CA when sending pings
  --lifetime SECONDS     of an authentication request that asks for no other (600)
  --latency MS           how long the automatic users take to decide (300)
  --poll-only            no ping mode
  --unsigned             no signed requests
  --signing-only         all clients sign their authentication requests
  --no-userinfo          no UserInfo endpoint
  --no-refresh           no refresh tokens
  --jwt                  access tokens are JWTs, for a resource server
  --binding PATTERN      the binding_messages that are accepted (default: up to 60 printable ASCII characters)
  --unknown-user CODE    the error for a user whom nobody knows (unknown_user_id)
  --throttle SECONDS     send that interval, and slow_down to clients that poll faster
  --default-store        oidc-provider's own store, which holds a thousand entries
  --help
`;

// What the command line says.
export function settings(args) {
  const string = (value) => ({ type: 'string', default: value });
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    args,
    options: {
      port: string('4001'),
      tls: flag,
      folder: { type: 'string' },
      notify: string('http://127.0.0.1:4002'),
      'notify-ca': { type: 'string' },
      lifetime: string('600'),
      latency: string('300'),
      'poll-only': flag,
      unsigned: flag,
      'signing-only': flag,
      'no-userinfo': flag,
      'no-refresh': flag,
      jwt: flag,
      binding: string('^[\\x20-\\x7e]{1,60}$'),
      'unknown-user': string('unknown_user_id'),
      throttle: string('0'),
      'default-store': flag,
      help: flag,
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    process.exit(0);
  }
  return {
    port: Number(values.port),
    tls: values.tls,
    folder: values.folder ?? folder(values),
    notify: values.notify,
    notifyCa: values['notify-ca'],
    lifetime: Number(values.lifetime),
    latency: Number(values.latency),
    modes: values['poll-only'] ? ['poll'] : ['poll', 'ping'],
    signed: !values.unsigned,
    signingOnly: values['signing-only'],
    userinfo: !values['no-userinfo'],
    refresh: !values['no-refresh'],
    jwt: values.jwt,
    binding: new RegExp(values.binding, 'u'),
    unknownUser: values['unknown-user'],
    defaultStore: values['default-store'],
    throttle: Number(values.throttle),
  };
}

const folder = (values) => (values['signing-only'] ? 'signing' : values.tls ? 'https' : 'http');
