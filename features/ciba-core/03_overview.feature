Feature: Overview (section 3)
  The client hears at once that the request was taken, and later how it ended.

  @CIBA-3-01 @must
  Scenario: The acknowledgement does not wait for the user
    Given a valid authentication request
    And the request asks for a short lifetime
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the acknowledgement came at once

  @CIBA-3-02 @must @mode.poll @needs.approve @needs.callback
  Scenario: A poll client cannot ask for a push
    Given a valid authentication request
    And the request has "backchannel_token_delivery_mode" set to "push"
    And the request has "client_notification_token" set to "a-poll-client-is-not-pushed-to-1234567890"
    And the OP accepts it
    When the user approves
    Then the client receives nothing
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-3-02 @must @mode.push @needs.approve @needs.callback
  Scenario: A push client cannot ask to poll
    Given a valid authentication request
    And the request has "backchannel_token_delivery_mode" set to "poll"
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    When the client requests the token
    Then the token request is refused with unauthorized_client

  @CIBA-3-02 @must @mode.ping @needs.approve @needs.callback
  Scenario: A ping client cannot ask for a push
    Given a valid authentication request
    And the request has "backchannel_token_delivery_mode" set to "push"
    And the OP accepts it
    When the user approves
    Then the client receives a ping callback
    And the callback carries no tokens
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same
