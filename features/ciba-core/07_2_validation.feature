Feature: Authentication Request Validation (section 7.2)
  The client first, then the request, then the hint.

  @CIBA-7.2-01 @must
  Scenario: The client is authenticated before anything else is judged
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    And the request has a login_hint that names nobody
    When the client sends the authentication request with wrong credentials
    Then the authentication request is refused with invalid_client

  @CIBA-7.2-05 @CIBA-13-13 @must @needs.login_hint
  Scenario: A login_hint that names nobody is refused
    Given a valid authentication request that the OP accepts
    And the request has a login_hint that names nobody
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id

  @CIBA-7.2-05 @CIBA-13-13 @must @needs.login_hint_token_issuer
  Scenario: A login_hint_token that names nobody is refused
    Given a valid authentication request that the OP accepts
    And the request has a login_hint_token that names nobody
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id

  @CIBA-7.2-07 @CIBA-13-12 @must @needs.login_hint_token_issuer
  Scenario: An expired login_hint_token is refused with its own code
    Given a valid authentication request that the OP accepts
    And the request has a login_hint_token that has expired
    When the client sends the authentication request
    Then the authentication request is refused with expired_login_hint_token

  @CIBA-7.2-06 @must @needs.login_hint_token
  Scenario: A login_hint_token that is no token is refused
    Given a valid authentication request that the OP accepts
    And the request has a login_hint_token that is no token
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-7.2-06 @CIBA-13-13 @must
  Scenario: An id_token_hint that is no token is refused
    Given a valid authentication request that the OP accepts
    And the request has an id_token_hint that is no token
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-7.2-10 @must @needs.plain_request
  Scenario Outline: An unusable request gets an error of section 13: <what>
    Given a valid authentication request that the OP accepts
    When the client sends an unusable authentication request: <what>
    Then the answer is an error of section 13

    Examples:
      | what                                |
      | no parameter at all                 |
      | every parameter empty               |
      | a hint that is not UTF-8            |
      | a hint with a null character        |
      | a hint with a broken percent escape |
      | a hint that is JSON                 |
      | a hint of 2000 letters              |
