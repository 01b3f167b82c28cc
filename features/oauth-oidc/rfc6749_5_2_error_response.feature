Feature: Error Response (RFC 6749, section 5.2)
  What a client gets that authenticates by the Authorization header and fails.

  @C-6749-05 @must
  Scenario: A failed Basic authentication is challenged at the backchannel authentication endpoint
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with wrong credentials
    Then the answer names the Basic scheme where the client used it
