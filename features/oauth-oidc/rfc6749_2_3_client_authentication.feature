Feature: Client authentication (RFC 6749, section 2.3)
  One way at a time, encoded as the RFC says, and never in the address.

  @C-6749-08 @must @needs.encoded_secret
  Scenario: The credentials in the Authorization header are form-encoded
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @C-6749-09 @must @needs.client_secret @each.client
  Scenario: A secret in the query does not authenticate
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the query
    Then the authentication request is refused with invalid_client or invalid_request

  @C-6749-09 @must @needs.client_secret @mode.poll @mode.ping @each.client
  Scenario: A secret in the query does not authenticate at the token endpoint
    Given a token request that the OP answers as pending
    When the client requests the token with its secret in the query
    Then the token request is refused with invalid_request or invalid_client

  @C-6749-10 @must @needs.client_secret_basic
  Scenario: A client that authenticates in the header and in the body is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the header and in the body
    Then the authentication request is refused with invalid_request or invalid_client

  @C-6749-10 @must @needs.client_assertion @needs.client_secret
  Scenario: A client that authenticates by assertion and by its secret is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its assertion and its secret
    Then the authentication request is refused with invalid_request or invalid_client

  @C-6749-10 @must @needs.client_secret_basic @mode.poll @mode.ping
  Scenario: A client that authenticates in two ways is refused at the token endpoint
    Given a token request that the OP answers as pending
    When the client requests the token with its secret in the header and in the body
    Then the token request is refused with invalid_request or invalid_client

  @C-6749-23 @should @needs.client_secret_basic
  Scenario: The client's own client_id beside its credentials in the header does no harm
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its own client_id beside its credentials
    Then the OP acknowledges the request

  @C-6749-20 @must @needs.client_secret_basic @mode.poll @mode.ping
  Scenario: The client's own client_id beside its credentials in the header does no harm at the token endpoint
    Given a token request that the OP answers as pending
    When the client requests the token with its own client_id beside its credentials
    Then the token request is still pending

  @C-6749-20 @must @needs.client_secret_basic @needs.second_client
  Scenario: Another client's client_id beside the credentials in the header is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with another client's client_id beside its credentials
    Then the authentication request is refused with invalid_request or invalid_client

  @C-6749-20 @must @needs.client_secret_basic @needs.second_client @mode.poll @mode.ping
  Scenario: Another client's client_id beside the credentials in the header is refused at the token endpoint
    Given a token request that the OP answers as pending
    When the client requests the token with another client's client_id beside its credentials
    Then the token request is refused with invalid_request or invalid_client

  @C-6749-19 @info @needs.client_secret @needs.unthrottled
  Scenario: Whether guessing a client's secret is slowed down is recorded
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request 10 times with a wrong secret
    Then no wrong secret opens anything
