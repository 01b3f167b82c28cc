// An OpenID Provider for the suite to judge: the library go-oidc with CIBA on, in poll, ping and push mode.
//
//	go run .
//
// It prints "ready: ISSUER" when it can be asked. `go run . --help` lists what can be set up otherwise. Nothing here is
// fit for anything but tests: the secrets are words, the keys are made at each start.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	log.SetFlags(0)
	if err := serve(parseSettings(os.Args[1:])); err != nil {
		log.Fatal(err)
	}
}

// serve makes everything anew and answers until it is ended.
func serve(chosen settings) error {
	folder, err := newFolder(chosen.folder)
	if err != nil {
		return err
	}
	keys, err := newProviderKeys()
	if err != nil {
		return err
	}
	clients, err := newClients(chosen, folder)
	if err != nil {
		return err
	}
	hints, err := newHintIssuer(chosen.issuer(), folder)
	if err != nil {
		return err
	}
	if err := keepExpiredIDToken(chosen.issuer(), keys, clients, folder); err != nil {
		return err
	}
	store := newStore(chosen.latency)
	device := newDevice(store)
	op, err := newProvider(chosen, keys, clients, store, newBackchannel(hints, device))
	if err != nil {
		return err
	}
	device.op = op

	routes := http.NewServeMux()
	device.register(routes)
	routes.Handle("/", withClientCertificate(op.Handler()))
	return listen(chosen, folder, routes)
}

func listen(chosen settings, folder folder, routes http.Handler) error {
	server := &http.Server{Handler: routes}
	if chosen.boundTokens {
		var err error
		if server.TLSConfig, err = newTLS(folder); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", chosen.address())
	if err != nil {
		return fmt.Errorf("%w; --port chooses another port", err)
	}
	fmt.Printf("ready: %s\n", chosen.issuer())
	if chosen.boundTokens {
		return server.ServeTLS(listener, "", "")
	}
	return server.Serve(listener)
}
