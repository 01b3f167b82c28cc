package main

import (
	"context"
	"log"

	"github.com/luikyv/go-oidc/pkg/goidc"
	"github.com/luikyv/go-oidc/pkg/provider"
)

// newProvider sets go-oidc up.
func newProvider(
	chosen settings,
	keys goidc.JSONWebKeySet,
	clients []*goidc.Client,
	store *store,
	backchannel *backchannel,
) (*provider.Provider, error) {
	backchannel.lifetime = chosen.lifetime
	options := []provider.Option{
		provider.WithScopes(goidc.ScopeOpenID, goidc.ScopeProfile, goidc.ScopeEmail, goidc.ScopePhone, goidc.ScopeAddress),
		provider.WithOpenIDScopeRequired(),
		provider.WithIDTokenSignatureAlgs(goidc.RS256, goidc.PS256, goidc.ES256),
		provider.WithIDTokenClaims(idTokenClaims),
		provider.WithUserInfoClaims(userInfo),
		provider.WithClaims("name", "email", "email_verified", "phone_number", "address"),
		provider.WithACRs(acr),
		provider.WithSubIdentifierTypes(goidc.SubIdentifierPublic, goidc.SubIdentifierPairwise),
		provider.WithPairwiseSubject(pairwiseSubject),
		provider.WithSecretBasicAuthn(),
		provider.WithSecretPostAuthn(),
		provider.WithSecretJWTAuthn(goidc.HS256),
		provider.WithPrivateKeyJWTAuthn(goidc.ES256, goidc.PS256, goidc.RS256),
		provider.WithCIBAGrant(store, poll, ping, push),
		provider.WithCIBASessionHandler(backchannel.handle),
		provider.WithTokenHandler(backchannel.handleToken),
		provider.WithCIBAUserCode(),
		provider.WithCIBALifetime(chosen.lifetime),
		provider.WithRefreshTokenGrant(store),
		provider.WithClientCredentialsGrant(),
		provider.WithJTIConsumer(store.useOnce),
		provider.WithStaticClients(clients[0], clients[1:]...),
		provider.WithErrorHandler(func(_ context.Context, err error) { log.Printf("refused: %v", err) }),
	}
	if chosen.signingOnly {
		options = append(options, provider.WithCIBAJARRequired(goidc.ES256, goidc.PS256, goidc.RS256))
	} else {
		options = append(options, provider.WithCIBAJAR(goidc.ES256, goidc.PS256, goidc.RS256))
	}
	if chosen.boundTokens {
		options = append(options,
			provider.WithMTLS(chosen.issuer(), clientCertificate),
			provider.WithTLSTokenBindingRequired())
	}
	jwks := func(context.Context) (goidc.JSONWebKeySet, error) { return keys, nil }
	return provider.New(chosen.issuer(), store, jwks, options...)
}
