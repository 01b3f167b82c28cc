Feature: OpenID Provider Obtains End-User Consent/Authorization (section 8)
  No tokens before the user has decided, and one decision only.

  @CIBA-8-01 @must @mode.poll @mode.ping
  Scenario: No tokens before the user has decided
    Given an acknowledged authentication request
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-8-02 @must @mode.push @needs.callback
  Scenario: Nothing is pushed before the user has decided
    Given an acknowledged authentication request
    Then the client receives nothing

  @CIBA-8-04 @must @mode.poll @mode.ping @needs.deny @needs.approve
  Scenario: An approval after a denial changes nothing
    Given an acknowledged authentication request
    And the user has denied
    And the user has tried to approve
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied

  @CIBA-8-05 @must @mode.poll @mode.ping @needs.approve @slow
  Scenario: An approval after the expiry changes nothing
    Given an acknowledged authentication request
    And the authentication request has expired
    And the user has tried to approve
    When the client requests the token
    Then the token request is refused with expired_token
