package main

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// bindingMessages are what the device can show.
var bindingMessages = regexp.MustCompile(`^[\x20-\x7e]{0,60}$`)

// backchannel decides what the library leaves to its user about an authentication request.
type backchannel struct {
	hints    hintIssuer
	device   *device
	lifetime int
}

func newBackchannel(hints hintIssuer, device *device) *backchannel {
	return &backchannel{hints: hints, device: device}
}

// handle judges a request that the library has found to be well, and asks the user.
func (b *backchannel) handle(_ context.Context, session *goidc.AuthnSession, client *goidc.Client) error {
	user, err := b.user(session, client)
	if err != nil {
		return err
	}
	// What is asked for as user_code; session.UserCode is a code of the device grant.
	code := session.AuthorizationParameters.UserCode
	switch {
	case client.CIBAUserCodeIsEnabled && code == "":
		return goidc.NewError(goidc.ErrorCodeMissingUserCode, "a user_code is needed")
	case client.CIBAUserCodeIsEnabled && code != userCodes[user]:
		return goidc.NewError(goidc.ErrorCodeInvalidUserCode, "that is not the user_code")
	case !bindingMessages.MatchString(session.BindingMessage):
		return goidc.NewError(goidc.ErrorCodeInvalidBindingMessage, "the device cannot show it")
	case user == "heidi":
		return goidc.NewError(goidc.ErrorCodeAccessDenied, "the user's requests are denied")
	case user == "mallory":
		return errors.New("the user has brought the server into trouble")
	}
	if asked := session.RequestedExpiry; asked != nil && *asked > b.lifetime {
		session.ExpiresAt = int(time.Now().Unix()) + b.lifetime
	}
	b.device.ask(session.AuthReqID, user, session.BindingMessage)
	return nil
}

// handleToken gives nothing to a user whose account was locked after the approval.
func (b *backchannel) handleToken(_ context.Context, _ *goidc.Token, grant *goidc.Grant) error {
	if b.device.isLocked(grant.Subject) {
		return goidc.NewError(goidc.ErrorCodeInvalidGrant, "the user's account is locked")
	}
	return nil
}

// user tells whom the hint names.
func (b *backchannel) user(session *goidc.AuthnSession, client *goidc.Client) (string, error) {
	if session.LoginHintToken != "" {
		return b.hints.user(session.LoginHintToken)
	}
	user, known := userByHint(session.LoginHint)
	if session.IDTokenHint != "" {
		subject, _ := session.IDTokenHintClaims[goidc.ClaimSubject].(string)
		user, known = userBySubject(subject, client)
	}
	if !known {
		return "", goidc.NewError(goidc.ErrorCodeUnknownUserID, "the hint names nobody")
	}
	return user, nil
}
