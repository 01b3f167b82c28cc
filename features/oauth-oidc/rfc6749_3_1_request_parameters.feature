Feature: Request parameters (RFC 6749, sections 3.1 and 3.2) at the Backchannel Authentication Endpoint
  A parameter stands once and has a value; what has none is not there, and what nobody knows is ignored.

  @C-6749-11 @must @needs.plain_request
  Scenario Outline: An empty <parameter> counts as absent
    Given a valid authentication request
    And the request has "<parameter>" set to ""
    When the client sends the authentication request
    Then the OP takes the request as one without "<parameter>"

    Examples:
      | parameter        |
      | binding_message  |
      | acr_values       |
      | requested_expiry |
      | login_hint_token |
      | id_token_hint    |
      | request          |
      | request_uri      |

  @C-6749-11 @must @needs.plain_request
  Scenario: An empty login_hint is no hint
    Given a valid authentication request that the OP accepts
    And the request has "login_hint" set to ""
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-11 @must @needs.plain_request
  Scenario: An empty scope is no scope
    Given a valid authentication request that the OP accepts
    And the request has "scope" set to ""
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request or invalid_scope

  @CIBA-7.1-08 @must @needs.plain_request
  Scenario: A scope that is a blank is no scope
    Given a valid authentication request that the OP accepts
    And the request has "scope" set to " "
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request or invalid_scope

  @C-6749-11 @must @mode.ping @mode.push @needs.plain_request
  Scenario: An empty client_notification_token is none
    Given a valid authentication request that the OP accepts
    And the request has "client_notification_token" set to ""
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-12 @must
  Scenario: A parameter of another grant is ignored
    Given a valid authentication request
    And the request has "redirect_uri" set to "https://client.example.org/cb"
    And the request has "code_challenge" set to "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    When the client sends the authentication request
    Then the OP acknowledges the request

  @C-6749-13 @must @needs.plain_request
  Scenario Outline: A second <parameter> with another value is refused
    Given a valid authentication request that the OP accepts
    And the request has "<parameter>" a second time, set to "<value>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | parameter  | value                         |
      | scope      | openid email                  |
      | login_hint | somebody-else@example.com     |

  @C-6749-13 @must @needs.plain_request
  Scenario Outline: An optional parameter that comes twice is refused: <parameter>
    Given a valid authentication request
    And the request has a usable "<parameter>", such as "<value>"
    And the OP accepts it
    And the request repeats its "<parameter>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | parameter        | value                        |
      | binding_message  | W4SCT                        |
      | acr_values       | urn:example:acr:nobody-knows |
      | requested_expiry | 120                          |

  @C-6749-13 @must @needs.plain_request
  Scenario Outline: An optional parameter with two values is refused: <parameter>
    Given a valid authentication request
    And the request has a usable "<parameter>", such as "<value>"
    And the OP accepts it
    And the request has "<parameter>" a second time, set to "<other>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | parameter        | value                        | other                           |
      | binding_message  | W4SCT                        | X7PQR                           |
      | acr_values       | urn:example:acr:nobody-knows | urn:example:acr:nobody-has-this |
      | requested_expiry | 120                          | 180                             |

  @C-6749-13 @must @mode.ping @mode.push @needs.plain_request
  Scenario: A repeated client_notification_token is refused
    Given a valid authentication request that the OP accepts
    And the request repeats its "client_notification_token"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @mode.ping @mode.push @needs.plain_request
  Scenario: A second client_notification_token is refused
    Given a valid authentication request that the OP accepts
    And the request has "client_notification_token" a second time, set to "another-token-1234567890-1234567890"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @needs.user_code @needs.plain_request
  Scenario: A repeated user_code is refused
    Given a valid authentication request that the OP accepts
    And the request repeats its "user_code"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @needs.user_code @needs.plain_request
  Scenario: A wrong user_code behind the right one is refused
    Given a valid authentication request that the OP accepts
    And the request has "user_code" a second time, set to "not-the-code-999"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @needs.login_hint_token @needs.plain_request
  Scenario: A repeated login_hint_token is refused
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And the request repeats its "login_hint_token"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @needs.plain_request
  Scenario: An unknown parameter that comes twice is refused, or ignored
    Given a valid authentication request that the OP accepts
    And the request has an unknown parameter twice
    When the client sends the authentication request
    Then the repetition is refused, or ignored

  @C-6749-13 @must
  Scenario: A repeated client_id is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its client_id twice
    Then the authentication request is refused with invalid_request or invalid_client

  @C-6749-13 @must @needs.id_token_hint @needs.approve @mode.poll @needs.plain_request
  Scenario: A repeated id_token_hint is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And the request repeats its "id_token_hint"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @C-6749-13 @must @needs.signed_request @mode.poll
  Scenario: A repeated request is refused
    Given a valid signed authentication request that the OP accepts
    When the client sends the authentication request with its "request" twice
    Then the signed request is refused

  @C-6749-13 @must @needs.client_secret_post @mode.poll
  Scenario: A repeated client_secret is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its "client_secret" twice
    Then the authentication request is refused with invalid_request or invalid_client

  @C-6749-13 @must @needs.client_assertion @mode.poll
  Scenario Outline: A repeated parameter of a client assertion is refused: <parameter>
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its "<parameter>" twice
    Then the authentication request is refused with invalid_request or invalid_client

    Examples:
      | parameter             |
      | client_assertion      |
      | client_assertion_type |

  @C-6749-11 @must @mode.poll @needs.plain_request
  Scenario: An empty client_notification_token of a poll client counts as absent
    Given a valid authentication request
    And the request has "client_notification_token" set to ""
    When the client sends the authentication request
    Then the OP acknowledges the request
