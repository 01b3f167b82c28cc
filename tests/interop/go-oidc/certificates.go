package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// newTLS makes a certificate authority of the moment and a certificate of it for this machine. It asks clients for a
// certificate and takes any: it is the token that is bound to it.
func newTLS(folder folder) (*tls.Config, error) {
	authorityKey, err := newKey(goidc.ES256)
	if err != nil {
		return nil, err
	}
	authority := template("CIBA conformance interop")
	authority.IsCA = true
	authority.BasicConstraintsValid = true
	authority.KeyUsage = x509.KeyUsageCertSign
	signed, err := x509.CreateCertificate(rand.Reader, authority, authority, authorityKey.Public(), authorityKey)
	if err != nil {
		return nil, err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	if err := folder.keep("ca.pem", block); err != nil {
		return nil, err
	}
	certificate, err := newCertificate(authority, authorityKey)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   tls.RequestClientCert,
	}, nil
}

func newCertificate(authority *x509.Certificate, authorityKey crypto.Signer) (tls.Certificate, error) {
	key, err := newKey(goidc.ES256)
	if err != nil {
		return tls.Certificate{}, err
	}
	wanted := template("127.0.0.1")
	wanted.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	wanted.DNSNames = []string{"localhost"}
	wanted.KeyUsage = x509.KeyUsageDigitalSignature
	wanted.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	signed, err := x509.CreateCertificate(rand.Reader, wanted, authority, key.Public(), authorityKey)
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}, err
}

func template(name string) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(48 * time.Hour),
	}
}

type contextKey struct{}

// withClientCertificate hands the certificate of the connection on.
func withClientCertificate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
			r = r.WithContext(context.WithValue(r.Context(), contextKey{}, r.TLS.PeerCertificates[0]))
		}
		next.ServeHTTP(w, r)
	})
}

// clientCertificate is how the library asks for it.
func clientCertificate(ctx context.Context) (*x509.Certificate, error) {
	certificate, given := ctx.Value(contextKey{}).(*x509.Certificate)
	if !given {
		return nil, errors.New("the client gave no certificate")
	}
	return certificate, nil
}
