package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

// settings are what the command line says.
type settings struct {
	port        int
	notify      string
	folder      string
	lifetime    int
	latency     time.Duration
	signingOnly bool
	boundTokens bool
}

func parseSettings(arguments []string) settings {
	var chosen settings
	flags := flag.NewFlagSet("go-oidc", flag.ExitOnError)
	flags.SetOutput(os.Stdout)
	flags.IntVar(&chosen.port, "port", 4005, "listen there")
	flags.StringVar(&chosen.notify, "notify", "http://127.0.0.1:4006", "where the suite listens for pings and pushes")
	flags.StringVar(&chosen.folder, "folder", "../generated/go-oidc",
		"the folder for keys and certificates; what is in it goes")
	flags.IntVar(&chosen.lifetime, "lifetime", 600, "seconds that an authentication request lives, and may ask for")
	flags.DurationVar(&chosen.latency, "store-latency", 10*time.Millisecond, "how long a call to the store takes")
	flags.BoolVar(&chosen.signingOnly, "signing-only", false, "all clients sign their authentication requests")
	flags.BoolVar(&chosen.boundTokens, "bound-tokens", false,
		"serve https; all access tokens are bound to the client's certificate, as RFC 8705 has it")
	_ = flags.Parse(arguments) // It ends the program where it fails.
	return chosen
}

func (chosen settings) address() string {
	return fmt.Sprintf("127.0.0.1:%d", chosen.port)
}

func (chosen settings) issuer() string {
	if chosen.boundTokens {
		return "https://" + chosen.address()
	}
	return "http://" + chosen.address()
}
