Feature: Error Response (RFC 6749, section 5.2)
  What a client gets that authenticates by the Authorization header and fails.

  @C-6749-05 @must @needs.client_secret_basic
  Scenario: A failed Basic authentication is challenged at the backchannel authentication endpoint
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with wrong credentials
    Then the answer names the Basic scheme where the client used it

  @C-6749-05 @must @mode.poll @mode.ping @needs.client_secret_basic
  Scenario: A failed Basic authentication is challenged at the token endpoint
    Given a token request that the OP answers as pending
    When the client requests the token with wrong credentials
    Then the answer of the token endpoint names the Basic scheme where the client used it

  @C-6749-04 @must
  Scenario Outline: The error for a bad <parameter> keeps to the form of OAuth errors
    Given a valid authentication request that the OP accepts
    And the request has "<parameter>" set to text that no error may repeat
    When the client sends the authentication request
    Then the error answer keeps to the form of OAuth errors

    Examples:
      | parameter        |
      | scope            |
      | login_hint       |
      | requested_expiry |

  @C-6749-04 @must
  Scenario: The error for a missing scope keeps to the form of OAuth errors
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request
    Then the error answer keeps to the form of OAuth errors

  @C-6749-04 @must
  Scenario: The error for wrong credentials keeps to the form of OAuth errors
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with wrong credentials
    Then the error answer keeps to the form of OAuth errors

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario: A pending token request is answered in the form of OAuth errors
    Given a token request that the OP answers as pending
    When the client requests the token again
    Then the token error keeps to the form of OAuth errors

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario Outline: The error for a bad <parameter> of a token request keeps to the form of OAuth errors
    Given a token request that the OP answers as pending
    When the client requests the token with "<parameter>" set to text that no error may repeat
    Then the token error keeps to the form of OAuth errors

    Examples:
      | parameter   |
      | grant_type  |
      | auth_req_id |

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario: The error for wrong credentials at the token endpoint keeps to the form of OAuth errors
    Given a token request that the OP answers as pending
    When the client requests the token with wrong credentials
    Then the token error keeps to the form of OAuth errors

  @C-6749-06 @must @mode.poll @mode.ping
  Scenario Outline: A grant type that nobody knows is refused: <what>
    Given a token request that the OP answers as pending
    When the client requests the token with "grant_type" set to "<grant>"
    Then the token request is refused with unsupported_grant_type

    Examples:
      | what             | grant                             |
      | a made-up one    | urn:example:grant:nobody-knows    |
      | in other letters | URN:OPENID:PARAMS:GRANT-TYPE:CIBA |
      | its last word    | ciba                              |
      | cut short        | urn:openid:params:grant-type:cib  |
      | with more behind | urn:openid:params:grant-type:ciba2 |

  @C-6749-07 @must @mode.poll @mode.ping @needs.client_without_ciba
  Scenario: A client without the CIBA grant is refused at the token endpoint
    Given a token request that the OP answers as pending
    When a client that may not use CIBA requests the token
    Then the token request is refused because the client may not use the grant
