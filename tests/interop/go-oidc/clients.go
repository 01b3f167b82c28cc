package main

import "github.com/luikyv/go-oidc/pkg/goidc"

const scopes = "openid profile email phone address"

// registration is a client of one delivery mode and authentication method.
type registration struct {
	id     string
	mode   goidc.CIBATokenDeliveryMode
	method goidc.AuthnMethod
	// keys are the algorithms of its keys; the first one is for what it signs.
	keys []goidc.SignatureAlgorithm
	// signs is the algorithm of its authentication requests.
	signs    goidc.SignatureAlgorithm
	idTokens goidc.SignatureAlgorithm
	userCode bool
	sector   string
}

var (
	onlyES = []goidc.SignatureAlgorithm{goidc.ES256}
	onlyPS = []goidc.SignatureAlgorithm{goidc.PS256}
	onlyRS = []goidc.SignatureAlgorithm{goidc.RS256}
	both   = []goidc.SignatureAlgorithm{goidc.ES256, goidc.PS256}
)

const (
	poll = goidc.CIBADeliveryModePoll
	ping = goidc.CIBADeliveryModePing
	push = goidc.CIBADeliveryModePush

	basic     = goidc.AuthnMethodSecretBasic
	post      = goidc.AuthnMethodSecretPost
	secretJWT = goidc.AuthnMethodSecretJWT
	key       = goidc.AuthnMethodPrivateKeyJWT

	unreachable = "ping-unreachable"
	withoutCIBA = "without-ciba"
)

var registrations = []registration{
	{id: "poll-basic", mode: poll, method: basic},
	{id: "poll-post", mode: poll, method: post, idTokens: goidc.ES256},
	{id: "poll-secret-jwt", mode: poll, method: secretJWT, idTokens: goidc.PS256},
	{id: "poll-key", mode: poll, method: key, keys: onlyES},
	{id: "poll-signed", mode: poll, method: key, keys: both, signs: goidc.ES256},
	{id: "poll-signed-ps256", mode: poll, method: key, keys: onlyPS, signs: goidc.PS256},
	{id: "poll-signed-rs256", mode: poll, method: key, keys: onlyRS, signs: goidc.RS256},
	{id: "poll-signed-secret", mode: poll, method: basic, keys: onlyES, signs: goidc.ES256},
	{id: "poll-user-code", mode: poll, method: basic, userCode: true},
	{id: "poll-pairwise", mode: poll, method: key, keys: onlyES, sector: "one.example.com"},
	{id: "poll-pairwise-same", mode: poll, method: key, keys: onlyES, sector: "one.example.com"},
	{id: "poll-pairwise-other", mode: poll, method: key, keys: onlyES, sector: "other.example.com"},
	{id: "ping-basic", mode: ping, method: basic},
	{id: "ping-post", mode: ping, method: post, idTokens: goidc.ES256},
	{id: "ping-secret-jwt", mode: ping, method: secretJWT, idTokens: goidc.PS256},
	{id: "ping-key", mode: ping, method: key, keys: onlyES},
	{id: "ping-signed", mode: ping, method: key, keys: both, signs: goidc.ES256},
	{id: "ping-user-code", mode: ping, method: basic, userCode: true},
	{id: "push-basic", mode: push, method: basic},
	{id: "push-post", mode: push, method: post, idTokens: goidc.ES256},
	{id: "push-secret-jwt", mode: push, method: secretJWT, idTokens: goidc.PS256},
	{id: "push-key", mode: push, method: key, keys: onlyES},
	{id: "push-signed", mode: push, method: key, keys: both, signs: goidc.ES256},
	{id: "push-user-code", mode: push, method: basic, userCode: true},
	{id: unreachable, mode: ping, method: basic},
	{id: withoutCIBA, method: basic},
}

// newClients registers them all, and keeps the private keys for the suite.
func newClients(chosen settings, folder folder) ([]*goidc.Client, error) {
	var clients []*goidc.Client
	for _, wanted := range registrations {
		if chosen.signingOnly && wanted.signs == "" {
			wanted.signs = goidc.ES256
			if wanted.keys == nil {
				wanted.keys = onlyES
			}
		}
		client := wanted.client(chosen)
		if wanted.keys != nil {
			keys, err := newKeys(wanted.id, wanted.keys...)
			if err != nil {
				return nil, err
			}
			if err := folder.keepKeys(wanted.id, keys); err != nil {
				return nil, err
			}
			public := keys.Public()
			client.JWKS = &public
		}
		clients = append(clients, client)
	}
	return clients, nil
}

func (r registration) client(chosen settings) *goidc.Client {
	client := &goidc.Client{ID: r.id, ClientMeta: goidc.ClientMeta{
		GrantTypes:                []goidc.GrantType{goidc.GrantCIBA, goidc.GrantRefreshToken},
		ScopeIDs:                  scopes,
		TokenAuthnMethod:          r.method,
		CIBATokenDeliveryMode:     r.mode,
		CIBAJARSigAlg:             r.signs,
		CIBAUserCodeIsEnabled:     r.userCode,
		IDTokenSigAlg:             r.idTokens,
		TLSTokenBindingIsRequired: chosen.boundTokens,
	}}
	if r.method != key {
		client.Secret = "the-word-that-" + r.id + "-knows-is-for-tests"
	}
	if r.mode.IsNotificationMode() {
		client.CIBANotificationEndpoint = chosen.notify + "/" + r.id
	}
	if r.sector != "" {
		client.SubIdentifierType = goidc.SubIdentifierPairwise
		client.SectorIdentifierURI = "https://" + r.sector + "/sector.json"
	}
	switch r.id {
	case withoutCIBA:
		client.GrantTypes = []goidc.GrantType{goidc.GrantClientCredentials}
	case unreachable:
		// Nobody listens on port 9 (discard).
		client.CIBANotificationEndpoint = "http://127.0.0.1:9/" + r.id
	}
	return client
}
