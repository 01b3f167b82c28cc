Feature: Token Error Response (section 11)
  Why there are no tokens, or not yet.

  @CIBA-11-01 @must @mode.poll @mode.ping
  Scenario: A token error has the form of RFC 6749
    Given an acknowledged authentication request
    When the client requests the token
    Then the error answer has the form of section 11

  @CIBA-11-02 @CIBA-10.1.1-05 @must @mode.poll @mode.ping
  Scenario: A pending request is refused with authorization_pending
    Given an acknowledged authentication request
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-11-02 @must @mode.poll @mode.ping @needs.approve
  Scenario: A request is pending, and then approved
    Given an acknowledged authentication request
    And the client has requested the token
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-11-03 @should @mode.poll @mode.ping
  Scenario: A client that polls too fast is told to slow down
    Given an acknowledged authentication request
    And the client has requested the token
    When the client requests the token again
    Then the token request is refused with slow_down

  @CIBA-11-05 @must @mode.poll @mode.ping @slow
  Scenario: A client that slows down is served
    Given an acknowledged authentication request
    And the client has requested the token
    And the client has requested the token
    And the client has waited for the interval and 5 seconds
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-11-06 @must @mode.poll @mode.ping @needs.approve
  Scenario: A client that was told to slow down still gets the tokens
    Given an acknowledged authentication request
    And the client has requested the token
    And the client has requested the token
    And the user has approved
    And the client has waited for the interval and 5 seconds
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-11-07 @must @mode.poll @mode.ping @slow
  Scenario: An expired request is refused with expired_token
    Given an acknowledged authentication request with a short lifetime
    When the authentication request expires
    And the client requests the token
    Then the token request is refused with expired_token

  @CIBA-11-08 @must @mode.poll @mode.ping @needs.deny @each.client
  Scenario: A denied request is refused with access_denied
    Given an acknowledged authentication request
    And the user has denied
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied

  @CIBA-11-15 @must @mode.poll @mode.ping @needs.deny
  Scenario: A denial is final
    Given an acknowledged authentication request
    And the user has denied
    And the client has waited for the interval
    And the client has requested the token
    And the client has waited for the interval
    When the client requests the token again
    Then the token request is refused with access_denied or invalid_grant

  @CIBA-11-10 @must @mode.push
  Scenario: A push client may not poll
    Given an acknowledged authentication request
    When the client requests the token
    Then the token request is refused with unauthorized_client

  @CIBA-11-10 @must @mode.push @needs.approve
  Scenario: A push client may not poll after the approval either
    Given an acknowledged authentication request
    And the user has approved
    When the client requests the token
    Then the token request is refused with unauthorized_client

  @CIBA-11-05 @must @mode.poll @mode.ping @slow
  Scenario: The longer interval holds for all further polls
    Given an acknowledged authentication request
    And the client has requested the token
    And the client has requested the token
    And the client has waited for the interval and 5 seconds
    And the client has requested the token
    And the client has waited for the interval
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-11-03 @should @mode.poll @mode.ping
  Scenario: A client that keeps to the old interval is told to slow down again
    Given an acknowledged authentication request
    And the client has requested the token
    And the client has requested the token
    And the client has waited for the interval
    When the client requests the token
    Then the token request is refused with slow_down

  @CIBA-11-11 @CIBA-10.1-09 @must @mode.poll @mode.ping @needs.unthrottled
  Scenario: A client in haste gets an answer that is made for it
    Given an acknowledged authentication request
    When the client requests the token 8 times without waiting
    Then each answer is one that a client in haste may get
