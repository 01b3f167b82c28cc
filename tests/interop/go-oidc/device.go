package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
	"github.com/luikyv/go-oidc/pkg/provider"
)

const acr = "urn:example:acr:device"

// question is what a user is asked.
type question struct {
	ID      string `json:"actionize_token"`
	User    string `json:"user"`
	Message string `json:"message"`
	// pending until there is a first answer.
	pending bool
	// deciding is held while an answer is taken, so that answers come one after the other.
	deciding sync.Mutex
}

// device is the authentication device of all users.
//
//	POST /decide?token=AUTH_REQ_ID&action=allow|deny   takes a decision; &by=USER says whose it is
//	GET  /inbox                                        lists what the users see
//	POST /lock?user=USER, /unlock?user=USER            locks an account, so that nothing is approved with it and no tokens come
type device struct {
	op    *provider.Provider
	store *store

	mutex     sync.Mutex
	questions map[string]*question
	locked    map[string]bool
}

func newDevice(store *store) *device {
	return &device{store: store, questions: map[string]*question{}, locked: map[string]bool{}}
}

func (d *device) register(routes *http.ServeMux) {
	routes.HandleFunc("POST /decide", d.takeDecision)
	routes.HandleFunc("GET /inbox", d.list)
	routes.HandleFunc("POST /lock", func(w http.ResponseWriter, r *http.Request) { d.lock(w, r, true) })
	routes.HandleFunc("POST /unlock", func(w http.ResponseWriter, r *http.Request) { d.lock(w, r, false) })
}

// ask shows a request to its user.
func (d *device) ask(id, user, message string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	asked := &question{ID: id, User: user, Message: message, pending: true}
	d.questions[id] = asked
	if user == "judy" {
		time.AfterFunc(300*time.Millisecond, func() { d.fail(asked) })
	}
}

func (d *device) list(w http.ResponseWriter, _ *http.Request) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	pending := []*question{}
	for _, question := range d.questions {
		if question.pending {
			pending = append(pending, question)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"requests": pending})
}

func (d *device) lock(w http.ResponseWriter, r *http.Request, locked bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.locked[r.URL.Query().Get("user")] = locked
	w.WriteHeader(http.StatusNoContent)
}

// takeDecision takes one whenever it comes: what is too late is the library's to say.
func (d *device) takeDecision(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	asked, locked := d.find(query.Get("token"))
	by, action := query.Get("by"), query.Get("action")
	switch {
	case action != "allow" && action != "deny":
		http.Error(w, "action must be allow or deny", http.StatusBadRequest)
	case asked == nil:
		http.Error(w, "there is no such request", http.StatusNotFound)
	case by != "" && by != asked.User:
		http.Error(w, "somebody else is asked", http.StatusForbidden)
	default:
		if err := d.decide(asked, action == "allow" && !locked); err != nil {
			log.Printf("decision: %v", err)
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// isLocked tells whether the user's account is locked now.
func (d *device) isLocked(user string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.locked[user]
}

// find tells what the user is asked by this id, and whether the user's account is locked.
func (d *device) find(id string) (*question, bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	asked := d.questions[id]
	if asked == nil {
		return nil, false
	}
	asked.pending = false
	return asked, d.locked[asked.User]
}

func (d *device) decide(asked *question, approved bool) error {
	asked.deciding.Lock()
	defer asked.deciding.Unlock()
	ctx := context.Background()
	if !approved {
		return d.op.DenyCIBARequest(ctx, asked.ID, goidc.NewError(goidc.ErrorCodeAccessDenied, "the user said no"))
	}
	session, err := d.store.SessionByAuthReqID(ctx, asked.ID)
	if err != nil {
		return err
	}
	session.Subject = asked.User
	session.GrantedScopes = session.Scopes
	session.Store = map[string]any{goidc.ClaimACR: acr, goidc.ClaimAuthTime: time.Now().Unix()}
	if err := d.store.SaveSession(ctx, session); err != nil {
		return err
	}
	return d.op.GrantCIBARequest(ctx, asked.ID)
}

// fail ends a request that nobody can be asked about.
func (d *device) fail(asked *question) {
	asked.deciding.Lock()
	defer asked.deciding.Unlock()
	failure := goidc.NewError(goidc.ErrorCodeTransactionFailed, "the user's phone cannot be reached")
	if err := d.op.DenyCIBARequest(context.Background(), asked.ID, failure); err != nil {
		log.Printf("failure: %v", err)
	}
}

// idTokenClaims tells how and when the user was authenticated.
func idTokenClaims(_ context.Context, grant *goidc.Grant) map[string]any {
	return grant.Store
}
