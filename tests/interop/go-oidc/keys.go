package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/luikyv/go-oidc/pkg/goidc"
)

// folder is where the suite finds the keys that it needs.
type folder string

func newFolder(path string) (folder, error) {
	if err := os.RemoveAll(path); err != nil {
		return "", err
	}
	return folder(path), os.MkdirAll(path, 0o700)
}

func (f folder) keep(name string, content []byte) error {
	return os.WriteFile(filepath.Join(string(f), name), content, 0o600)
}

func (f folder) keepKeys(name string, keys goidc.JSONWebKeySet) error {
	content, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	return f.keep(name+".jwks.json", content)
}

// newKeys makes one private key for each algorithm.
func newKeys(owner string, algs ...goidc.SignatureAlgorithm) (goidc.JSONWebKeySet, error) {
	var set goidc.JSONWebKeySet
	for _, alg := range algs {
		key, err := newKey(alg)
		if err != nil {
			return set, err
		}
		set.Keys = append(set.Keys, goidc.JSONWebKey{
			Key:       key,
			KeyID:     fmt.Sprintf("%s-%s", owner, alg),
			Algorithm: string(alg),
			Use:       string(goidc.KeyUsageSignature),
		})
	}
	return set, nil
}

func newKey(alg goidc.SignatureAlgorithm) (crypto.Signer, error) {
	if alg == goidc.ES256 {
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return rsa.GenerateKey(rand.Reader, 2048)
}

// newProviderKeys makes the keys that the provider signs with.
func newProviderKeys() (goidc.JSONWebKeySet, error) {
	return newKeys("op", goidc.RS256, goidc.PS256, goidc.ES256)
}
