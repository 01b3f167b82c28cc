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

  @CIBA-8-07 @should @mode.poll @mode.ping @needs.deny @needs.approve @needs.chosen_decision
  Scenario: An approval after a denial changes nothing
    Given an acknowledged authentication request
    And the user has denied
    And the user has tried to approve
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied

  @CIBA-8-05 @must @mode.poll @mode.ping @needs.approve @slow @needs.chosen_decision
  Scenario: An approval after the expiry changes nothing
    Given an acknowledged authentication request with a short lifetime
    And the authentication request has expired
    And the user has tried to approve
    When the client requests the token
    Then the token request is refused with expired_token

  @CIBA-8-07 @should @mode.poll @mode.ping @needs.approve @needs.deny @needs.chosen_decision
  Scenario: A denial after an approval changes nothing
    Given an acknowledged authentication request
    And the user has approved
    And the user has tried to deny
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-8-04 @must @mode.push @needs.approve @needs.deny @needs.callback @needs.chosen_decision
  Scenario: A denial after a push changes nothing
    Given an acknowledged authentication request
    And the user has approved
    And the user has tried to deny
    When the client fetches the result
    Then the client receives no second callback

  @CIBA-8-04 @must @mode.push @needs.deny @needs.approve @needs.callback @needs.chosen_decision
  Scenario: Nothing more is pushed when an approval follows a denial
    Given an acknowledged authentication request
    And the user has denied
    And the user has tried to approve
    Then the client receives a push error payload
    And the push error payload says access_denied
    And the client receives no second callback

  @CIBA-8-04 @must @mode.poll @mode.ping @needs.approve @needs.chosen_decision
  Scenario: A second approval gives no second grant
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    And the user has tried to approve
    When the client requests the token again
    Then the token request is refused with invalid_grant

  @CIBA-8-01 @must @mode.poll @mode.ping @needs.two_pending_requests @needs.approve @needs.chosen_decision
  Scenario: An approval is for one of two pending requests alone
    Given an acknowledged authentication request
    And another acknowledged authentication request
    And the user has approved
    And the client has turned to its other request
    When the client requests the token
    Then the token request is refused with authorization_pending
    When the client turns to its other request
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-8-02 @must @mode.push @needs.two_pending_requests @needs.approve @needs.callback @needs.chosen_decision
  Scenario: An approval pushes one of two pending requests alone
    Given an acknowledged authentication request
    And another acknowledged authentication request
    And the user has approved
    Then the client receives a push callback
    And the push callback holds the tokens and the auth_req_id
    When the client turns to its other request
    Then the client receives nothing

  @CIBA-8-04 @must @mode.poll @mode.ping @needs.two_pending_requests @needs.approve @needs.deny @needs.chosen_decision
  Scenario: Two requests of one user keep their own decisions
    Given an acknowledged authentication request
    And another acknowledged authentication request
    And the user has approved
    And the client has turned to its other request
    And the user has denied
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied
    When the client turns to its other request
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-8-03 @CIBA-10.1.1-07 @must @needs.approve @needs.another_user
  Scenario: The tokens are about the user of their own request
    Given an acknowledged authentication request
    And an acknowledged authentication request for another user
    And the client has turned to its other request
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user of that request

  @CIBA-8-03 @must @mode.poll @mode.ping @needs.approve @needs.another_user
  Scenario: One user's approval does not decide for another
    Given an acknowledged authentication request for another user
    And an acknowledged authentication request
    And the user has approved
    And the client has turned to its other request
    When the client requests the token
    Then the token request is refused with authorization_pending

  @CIBA-8-03 @must @needs.other_user
  Scenario: Another user cannot approve
    Given an acknowledged authentication request
    When another user tries to approve
    And the client asks for the result once
    Then the client gets no tokens

  @CIBA-8-06 @must @once @needs.approve @needs.lockable_user @needs.chosen_decision
  Scenario: A user whose account was locked meanwhile gets no tokens
    Given an account that nobody else locks meanwhile
    And an acknowledged authentication request
    When the user approves with an account that was locked meanwhile
    Then the client gets no tokens

  @CIBA-8-04 @must @mode.poll @mode.ping @needs.deny @needs.approve @needs.chosen_decision
  Scenario: A denial that the client was told of is not taken back
    Given an acknowledged authentication request
    And the user has denied
    When the client polls until the user's decision has arrived
    Then the token request is refused with access_denied
    When the user tries to approve
    And the client has another look after the interval
    Then the client gets no tokens

  @CIBA-8-04 @must @mode.poll @mode.ping @needs.approve @needs.chosen_decision
  Scenario: Two approvals at the same moment are one grant
    Given an acknowledged authentication request
    When the user approves twice at the same moment
    And the client fetches the result
    And the client requests the token again
    Then the token request is refused with invalid_grant

  @CIBA-8-04 @must @mode.push @needs.approve @needs.callback @needs.chosen_decision
  Scenario: Two approvals at the same moment are one pushed grant
    Given an acknowledged authentication request
    When the user approves twice at the same moment
    Then the client receives a push callback
    And all pushes are of one grant

  @CIBA-8-07 @should @mode.poll @mode.ping @needs.approve @needs.chosen_decision
  Scenario: An approval that comes twice is one
    Given an acknowledged authentication request
    And the user has approved
    And the user has tried to approve
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-8-06 @must @mode.poll @mode.ping @needs.approve @needs.lockable_user @needs.chosen_decision
  Scenario: A user whose account is locked after the approval gets no tokens
    Given an account that nobody else locks meanwhile
    And an acknowledged authentication request
    When the user approves and the account is locked before the client fetches the result
    Then the client gets no tokens
