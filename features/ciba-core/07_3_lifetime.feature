Feature: The lifetime of an auth_req_id (section 7.3)
  It lives as long as expires_in says, not longer and not shorter.

  @CIBA-7.3-12 @must @mode.poll @mode.ping @slow
  Scenario: A request is pending just before its end and has run out just after it
    Given a valid authentication request
    And the request asks for a short lifetime
    And the OP accepts it
    When its lifetime has almost passed
    And the client requests the token
    And the answer has come in time
    Then the token request is refused with authorization_pending
    When its lifetime has passed
    And the client requests the token
    Then the token request is refused with expired_token

  @CIBA-7.3-12 @must @mode.poll @mode.ping @slow
  Scenario: A request that asked for no lifetime is pending just before the end that it was told
    Given an acknowledged authentication request
    When its lifetime has almost passed, if that is soon enough
    And the client requests the token
    And the answer has come in time
    Then the token request is refused with authorization_pending

  @CIBA-7.3-12 @must @mode.poll @mode.ping @needs.approve @needs.chosen_decision @slow
  Scenario: An approval just before the end gives the tokens
    Given a valid authentication request
    And the request asks for a short lifetime
    And the OP accepts it
    When the user approves some seconds before the end
    And the client requests the token
    And the answer has come in time
    Then the client receives the tokens, unless the decision is still on its way

  @CIBA-7.3-08 @must
  Scenario: Lifetimes are told in seconds
    When the client asks for a lifetime of 120 seconds, and for one of 137 seconds
    Then neither is told in milliseconds

  @CIBA-7.3-12 @CIBA-11-07 @must @mode.poll @mode.ping @needs.approve @slow
  Scenario: An approved request that was not redeemed in time has run out
    Given an acknowledged authentication request with a short lifetime
    And the user has approved
    When the authentication request expires
    And the client requests the token
    Then the token request is refused with expired_token

  @CIBA-10.2-03 @must @mode.ping @needs.callback @needs.approve @slow @needs.chosen_decision
  Scenario: A ping for a decision that came too late is a ping
    Given a valid authentication request
    And the request asks for a short lifetime
    And the OP accepts it
    And the authentication request has expired
    When the user tries to approve
    Then the client hears nothing of it, or what the mode has for the case

  @CIBA-12-06 @must @mode.push @needs.callback @needs.approve @slow @needs.chosen_decision
  Scenario: A push for a decision that came too late is an error payload
    Given a valid authentication request
    And the request asks for a short lifetime
    And the OP accepts it
    And the authentication request has expired
    When the user tries to approve
    Then the client hears nothing of it, or what the mode has for the case
