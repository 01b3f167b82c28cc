Feature: Client authentication (section 4)
  The method that the client registered for the token endpoint is the one for the backchannel authentication endpoint.

  @CIBA-4-08 @must @mode.poll @mode.ping @each.client
  Scenario: One method authenticates the client at both endpoints
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-4-08 @must @mode.push @each.client
  Scenario: The registered method authenticates a push client
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-4-18 @must @needs.client_assertion @needs.client_secret
  Scenario: A client registered for assertions does not authenticate by its secret in the header
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the header
    Then the authentication request is refused with invalid_client

  @CIBA-4-18 @must @needs.client_assertion @needs.client_secret
  Scenario: A client registered for assertions does not authenticate by its secret in the body
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the body
    Then the authentication request is refused with invalid_client

  @CIBA-4-18 @must @needs.client_secret_basic
  Scenario: A client registered for its secret does not authenticate by an assertion under it
    Given a valid authentication request that the OP accepts
    And the client assertion is signed by a MAC with the client's secret
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @CIBA-4-25 @must @needs.client_assertion @needs.client_secret @mode.poll @mode.ping
  Scenario Outline: A client registered for assertions does not authenticate at the token endpoint by its secret <where>
    Given a token request that the OP answers as pending
    When the client requests the token with its secret <where>
    Then the token request is refused with invalid_client

    Examples:
      | where         |
      | in the header |
      | in the body   |

  @CIBA-4-25 @must @needs.client_secret_basic @mode.poll @mode.ping
  Scenario: A client registered for its secret does not authenticate at the token endpoint by an assertion under it
    Given a token request that the OP answers as pending
    And the client assertion is signed by a MAC with the client's secret
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client

  @CIBA-4-24 @info @needs.client_secret_basic
  Scenario: Whether a secret also authenticates in the body is recorded
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the body
    Then the authentication request is refused with invalid_client

  @CIBA-4-24 @info @needs.client_secret_post
  Scenario: Whether a secret also authenticates in the header is recorded
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret in the header
    Then the authentication request is refused with invalid_client
