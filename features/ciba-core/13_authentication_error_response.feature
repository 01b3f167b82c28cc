Feature: Authentication Error Response (section 13)
  Each fault has its code, and each code its HTTP status.

  @CIBA-13-01 @CIBA-13-02 @CIBA-13-03 @CIBA-13-04 @CIBA-13-05 @must
  Scenario: An error answer has the form of section 13
    Given a valid authentication request that the OP accepts
    And the request has no "login_hint"
    When the client sends the authentication request
    Then the error answer has the form of section 13

  @C-6749-13 @CIBA-13-10 @must @needs.plain_request
  Scenario Outline: A repeated <parameter> is refused
    Given a valid authentication request that the OP accepts
    And the request repeats its "<parameter>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | parameter  |
      | scope      |
      | login_hint |

  @CIBA-13-11 @C-6749-16 @must
  Scenario: A malformed scope is refused
    Given a valid authentication request that the OP accepts
    And the request has "scope" set to "openid \x"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_scope

  @CIBA-13-17 @CIBA-7.1-30 @must @needs.binding_message_limit
  Scenario: A binding_message over the limit is refused
    Given a valid authentication request that the OP accepts
    And the request has a binding_message one character longer than the OP accepts
    When the client sends the authentication request
    Then the authentication request is refused with invalid_binding_message

  @CIBA-7.1-30 @must @needs.binding_message_limit
  Scenario: A binding_message at the limit is accepted
    Given a valid authentication request
    And the request has a binding_message of the longest length that the OP accepts
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-13-18 @CIBA-7.1-02 @must @each.client
  Scenario: A request without credentials is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request without credentials
    Then the authentication request is refused with invalid_client

  @CIBA-13-18 @CIBA-7.1-02 @must @each.client
  Scenario: A request with wrong credentials is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with wrong credentials
    Then the authentication request is refused with invalid_client

  @CIBA-13-18 @CIBA-7.1-02 @must @needs.client_secret_basic @mode.poll
  Scenario: A request with an empty secret is refused
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with an empty secret
    Then the authentication request is refused with invalid_client or invalid_request

  @CIBA-13-18 @CIBA-7.1-02 @must
  Scenario: A request that names no client is refused
    Given a valid authentication request that the OP accepts
    When somebody who names no client sends the authentication request
    Then the authentication request is refused with invalid_client

  @CIBA-13-18 @CIBA-7.1-02 @must
  Scenario: A request of an unknown client is refused
    Given a valid authentication request that the OP accepts
    When a client that is not registered sends the authentication request
    Then the authentication request is refused with invalid_client

  @CIBA-13-06 @must @needs.device_inbox
  Scenario: A refused request does not bother the user
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    And the request has "binding_message" set to "R7FSD"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request
    And the authentication device shows nothing of the request

  @CIBA-13-19 @must @needs.locked_user
  Scenario: A denial that was decided beforehand is refused with access_denied
    Given a valid authentication request that the OP accepts
    And the request is for a user whom the OP always denies
    When the client sends the authentication request
    Then the authentication request is refused, whatever the code of section 13

  @CIBA-13-21 @info @needs.failing_user
  Scenario: An OP in trouble says so
    Given a valid authentication request that the OP accepts
    And the request is for a user for whom the OP fails
    When the client sends the authentication request
    Then the OP says in JSON that it is in trouble
