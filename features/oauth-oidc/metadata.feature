Feature: Metadata and keys (OpenID Connect Discovery 1.0, RFC 8414)

  @C-8414-01 @must @once @needs.discovery
  Scenario: The metadata belongs to the issuer
    When the client reads the metadata
    Then the metadata is JSON of the issuer that was asked

  @C-8414-03 @must @once
  Scenario: The JWK Set gives no private key away
    When the client reads the JWK Set
    Then the JWK Set holds public keys alone
