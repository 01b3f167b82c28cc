@each.client
Feature: Every hint from every client (sections 7.1 and 7.1.2)
  How a client authenticates and how its results are delivered makes no difference to the hints that it may use.

  @CIBA-7.1-22 @must @needs.login_hint
  Scenario: A client asks for the user by a login_hint
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-26 @must @needs.login_hint_token
  Scenario: A client asks for the user by a login_hint_token
    Given a valid authentication request with a login_hint_token
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-23 @must @needs.id_token_hint
  Scenario: A client asks for the user by an id_token_hint
    Given a valid authentication request with an id_token_hint
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.2-05 @must @needs.login_hint
  Scenario: No client gets anybody asked by a login_hint that names nobody
    Given a valid authentication request that the OP accepts
    And the request has a login_hint that names nobody
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id

  @CIBA-7.2-05 @must @needs.login_hint_token_issuer
  Scenario: No client gets anybody asked by a login_hint_token that names nobody
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And the request has a login_hint_token that names nobody
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id

  @CIBA-7.2-06 @must @needs.id_token_hint
  Scenario: No client gets anybody asked by an id_token_hint that is no token
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And the request has an id_token_hint that is no token
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-7.1.2-01 @must @needs.user_code
  Scenario: No client gets the user asked without their user_code
    Given a valid authentication request that the OP accepts
    And the request has no "user_code"
    When the client sends the authentication request
    Then the authentication request is refused with missing_user_code

  @CIBA-7.1.2-02 @must @needs.login_hint @needs.user_code
  Scenario: A wrong user_code beside a login_hint is refused
    Given a valid authentication request that the OP accepts
    And the request has "user_code" set to "not-the-code-999"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code

  @CIBA-7.1.2-02 @must @needs.user_code @needs.login_hint_token
  Scenario: A wrong user_code beside a login_hint_token is refused
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And the request has "user_code" set to "not-the-code-999"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code

  @CIBA-7.1.2-02 @must @needs.user_code @needs.id_token_hint
  Scenario: A wrong user_code beside an id_token_hint is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And the request has "user_code" set to "not-the-code-999"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code
