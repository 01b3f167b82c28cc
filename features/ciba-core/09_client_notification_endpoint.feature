Feature: Client Notification Endpoint (section 9)
  Every call proves that it comes from the OP.

  @CIBA-9-03 @must @mode.ping @mode.push @needs.approve @needs.callback
  Scenario: The call after an approval carries the bearer token
    Given an acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback carries the client_notification_token as bearer token

  @CIBA-9-03 @must @mode.ping @mode.push @needs.deny @needs.callback
  Scenario: The call after a denial carries the bearer token
    Given an acknowledged authentication request
    When the user denies
    Then the OP calls the client notification endpoint
    And the callback carries the client_notification_token as bearer token

  @CIBA-9-04 @must @mode.ping @mode.push @needs.two_pending_requests @needs.approve @needs.callback
  Scenario: The token of another request is never used
    Given an acknowledged authentication request
    And another acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback carries the client_notification_token as bearer token

  @CIBA-5-01 @CIBA-10-01 @must @mode.poll @needs.approve @needs.callback
  Scenario: A poll client is never called
    Given a valid authentication request
    And the request has "client_notification_token" set to "a-poll-client-is-not-called-1234567890"
    And the OP accepts it
    When the user approves
    Then the client receives nothing

  @CIBA-9-02 @C-TLS-01 @must @mode.ping @needs.approve @needs.callback @needs.untrusted_endpoint
  Scenario: Nothing is sent where the certificate does not verify
    Given a client whose notification endpoint has a certificate that does not verify
    And an acknowledged authentication request
    When the user approves
    Then the client receives nothing
