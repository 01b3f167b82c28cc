package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// userCodes are the users, by the word that is their account, their login_hint and the first part of their address at
// example.com, with the code that each has registered. Whom the suite plays is said by the target files.
var userCodes = map[string]string{
	"erin":  "4321",
	"frank": "8765",
	"grace": "2109",
	// Never asked by the suite, but may try to answer for others.
	"oscar": "1098",
	// Denied before anybody is asked.
	"heidi": "3456",
	// May be locked and unlocked.
	"ivan": "6543",
	// Has a phone that cannot be reached.
	"judy": "7890",
	// Brings the server into trouble.
	"mallory": "9876",
}

// userByHint tells whom a login_hint names.
func userByHint(hint string) (string, bool) {
	_, known := userCodes[hint]
	return hint, known
}

// userByAddress tells whose an address is.
func userByAddress(address string) (string, bool) {
	name, found := strings.CutSuffix(address, "@example.com")
	if !found {
		return "", false
	}
	return userByHint(name)
}

// userBySubject tells whom the client's ID Tokens name so.
func userBySubject(subject string, client *goidc.Client) (string, bool) {
	for user := range userCodes {
		own := user
		if client.SubIdentifierType == goidc.SubIdentifierPairwise {
			own = pairwiseSubject(context.Background(), user, client)
		}
		if own == subject {
			return user, true
		}
	}
	return "", false
}

// pairwiseSubject is one for all clients of a sector.
func pairwiseSubject(_ context.Context, user string, client *goidc.Client) string {
	sum := sha256.Sum256([]byte(client.SectorIdentifierURI + " " + user))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// userInfo is what UserInfo tells beside the subject.
func userInfo(_ context.Context, grant *goidc.Grant) map[string]any {
	claims := map[string]any{}
	for _, scope := range strings.Fields(grant.Scopes) {
		switch scope {
		case "profile":
			claims["name"] = grant.Subject
		case "email":
			claims["email"] = grant.Subject + "@example.com"
			claims["email_verified"] = true
		case "phone":
			claims["phone_number"] = "+1 202 555 0100"
		case "address":
			claims["address"] = map[string]any{"country": "US"}
		}
	}
	return claims
}
