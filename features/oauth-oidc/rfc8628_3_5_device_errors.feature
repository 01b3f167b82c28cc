@mode.poll @mode.ping
Feature: Errors of the device flow (RFC 8628, section 3.5)
  access_denied and expired_token end a transaction, and no more than that.

  @C-8628-02 @must @needs.deny @needs.chosen_decision
  Scenario: After a denial the client may start anew
    Given an acknowledged authentication request
    And the user has denied
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied
    Given another acknowledged authentication request
    When the client requests the token
    Then the token request is still pending

  @C-8628-02 @must @slow
  Scenario: After an expiry the client may start anew
    Given an acknowledged authentication request with a short lifetime
    When the authentication request expires
    And the client requests the token
    Then the token request is refused with expired_token
    Given another acknowledged authentication request
    When the client requests the token
    Then the token request is still pending

  @C-8628-02 @must @slow
  Scenario: An expired request never becomes pending again
    Given an acknowledged authentication request with a short lifetime
    And the authentication request has expired
    And the client has requested the token
    When the client waits for the interval
    And the client requests the token again
    Then the token request is refused with expired_token or invalid_grant
