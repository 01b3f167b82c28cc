package main

import (
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/luikyv/go-oidc/pkg/goidc"
)

const hintIssuerName = "https://hints.example.com"

// hintIssuer is who signs login_hint_tokens: the suite, with a key that is made when the server starts. They name a
// user by the claim sub_id, as an e-mail address (RFC 9493).
type hintIssuer struct {
	audience string
	key      goidc.JSONWebKey
}

func newHintIssuer(audience string, folder folder) (hintIssuer, error) {
	keys, err := newKeys("login-hint-tokens", goidc.ES256)
	if err != nil {
		return hintIssuer{}, err
	}
	return hintIssuer{audience, keys.Keys[0].Public()}, folder.keepKeys("login-hint-tokens", keys)
}

// user tells whom a token names.
func (issuer hintIssuer) user(token string) (string, error) {
	nobody := goidc.NewError(goidc.ErrorCodeUnknownUserID, "the login_hint_token names nobody")
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{goidc.ES256})
	if err != nil {
		return "", nobody
	}
	var claims jwt.Claims
	var named struct {
		SubjectID struct {
			Format string `json:"format"`
			Email  string `json:"email"`
		} `json:"sub_id"`
	}
	if err := parsed.Claims(issuer.key.Key, &claims, &named); err != nil {
		return "", nobody
	}
	expected := jwt.Expected{Issuer: hintIssuerName, AnyAudience: jwt.Audience{issuer.audience}}
	err = claims.ValidateWithLeeway(expected, 0)
	switch {
	case errors.Is(err, jwt.ErrExpired):
		return "", goidc.NewError(goidc.ErrorCodeExpiredLoginHintToken, "the login_hint_token has run out")
	case err != nil || claims.Expiry == nil || named.SubjectID.Format != "email":
		return "", nobody
	}
	user, known := userByAddress(named.SubjectID.Email)
	if !known {
		return "", nobody
	}
	return user, nil
}

// keepExpiredIDToken signs an ID Token of the approver for all clients; it ran out a minute ago.
func keepExpiredIDToken(issuer string, keys goidc.JSONWebKeySet, clients []*goidc.Client, folder folder) error {
	key, err := keys.KeyByAlg(string(goidc.RS256))
	if err != nil {
		return err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: goidc.RS256, Key: key}, nil)
	if err != nil {
		return err
	}
	now := time.Now()
	claims := jwt.Claims{
		Issuer:   issuer,
		Subject:  "erin",
		IssuedAt: jwt.NewNumericDate(now.Add(-time.Hour)),
		Expiry:   jwt.NewNumericDate(now.Add(-time.Minute)),
	}
	for _, client := range clients {
		claims.Audience = append(claims.Audience, client.ID)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		return err
	}
	return folder.keep("expired-id-token.jwt", []byte(token))
}
