// The users, by the word that is their account, their login_hint and the first part of their address at example.com.
// Three decide by themselves; the others wait until somebody decides for them at the device's URL.
const USERS = {
  alice: { decides: 'allow', userCode: '1234' },
  bob: { decides: 'deny', userCode: '5678' },
  carol: { userCode: '9012' },
  erin: { userCode: '4321' },
  frank: { userCode: '8765' },
  grace: { userCode: '2109' },
};

// Whom a login_hint names.
export const byLoginHint = (hint) => (Object.hasOwn(USERS, hint) ? hint : undefined);

// The code that the user has registered.
export const userCode = (user) => USERS[user].userCode;

// What the user decides without being asked twice, if anything.
export const decision = (user) => USERS[user].decides;

// What the provider says about a user.
export function account(user) {
  return Object.hasOwn(USERS, user) && {
    accountId: user,
    claims: () => ({
      sub: user,
      name: user,
      email: `${user}@example.com`,
      email_verified: true,
      phone_number: '+1 202 555 0100',
      address: { country: 'US' },
    }),
  };
}
