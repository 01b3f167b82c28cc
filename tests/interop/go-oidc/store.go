package main

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// store keeps sessions, grants and what was used once, as a database would: what is read is a copy, and what is saved
// replaces what was there. The store that the library brings along forgets all but the last hundred.
type store struct {
	// latency is how long a call takes, as one to a database over the network does.
	latency  time.Duration
	mutex    sync.Mutex
	sessions map[string]goidc.AuthnSession
	grants   map[string]goidc.Grant
	used     map[string]bool

	sessionByAuthReqID  map[string]string
	grantByAuthReqID    map[string]string
	grantByRefreshToken map[string]string
}

func newStore(latency time.Duration) *store {
	return &store{
		latency:             latency,
		sessions:            map[string]goidc.AuthnSession{},
		grants:              map[string]goidc.Grant{},
		used:                map[string]bool{},
		sessionByAuthReqID:  map[string]string{},
		grantByAuthReqID:    map[string]string{},
		grantByRefreshToken: map[string]string{},
	}
}

func (s *store) SaveSession(_ context.Context, session *goidc.AuthnSession) error {
	defer s.open()()
	s.sessions[session.ID] = copyOfSession(*session)
	s.sessionByAuthReqID[session.AuthReqID] = session.ID
	return nil
}

func (s *store) Session(_ context.Context, id string) (*goidc.AuthnSession, error) {
	defer s.open()()
	return s.session(id)
}

func (s *store) SessionByAuthReqID(_ context.Context, id string) (*goidc.AuthnSession, error) {
	defer s.open()()
	return s.session(s.sessionByAuthReqID[id])
}

func (s *store) SaveGrant(_ context.Context, grant *goidc.Grant) error {
	defer s.open()()
	s.grants[grant.ID] = copyOfGrant(*grant)
	if grant.AuthReqID != "" {
		s.grantByAuthReqID[grant.AuthReqID] = grant.ID
	}
	if grant.RefreshToken != "" {
		s.grantByRefreshToken[grant.RefreshToken] = grant.ID
	}
	return nil
}

func (s *store) Grant(_ context.Context, id string) (*goidc.Grant, error) {
	defer s.open()()
	return s.grant(id)
}

func (s *store) GrantByAuthReqID(_ context.Context, id string) (*goidc.Grant, error) {
	defer s.open()()
	return s.grant(s.grantByAuthReqID[id])
}

func (s *store) GrantByRefreshToken(_ context.Context, token string) (*goidc.Grant, error) {
	defer s.open()()
	return s.grant(s.grantByRefreshToken[token])
}

// open waits until it is this call's turn, and returns what ends it.
func (s *store) open() func() {
	time.Sleep(s.latency)
	s.mutex.Lock()
	return s.mutex.Unlock
}

// useOnce takes the jti of a JWT.
func (s *store) useOnce(_ context.Context, jti string) error {
	defer s.open()()
	if s.used[jti] {
		return errors.New("the jti was used before")
	}
	s.used[jti] = true
	return nil
}

func (s *store) session(id string) (*goidc.AuthnSession, error) {
	found, known := s.sessions[id]
	if !known {
		return nil, goidc.ErrNotFound
	}
	found = copyOfSession(found)
	return &found, nil
}

func (s *store) grant(id string) (*goidc.Grant, error) {
	found, known := s.grants[id]
	if !known {
		return nil, goidc.ErrNotFound
	}
	found = copyOfGrant(found)
	return &found, nil
}

func copyOfSession(session goidc.AuthnSession) goidc.AuthnSession {
	session.Store = maps.Clone(session.Store)
	return session
}

func copyOfGrant(grant goidc.Grant) goidc.Grant {
	grant.Store = maps.Clone(grant.Store)
	return grant
}
