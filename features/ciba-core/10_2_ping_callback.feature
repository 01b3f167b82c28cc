@mode.ping @needs.callback
Feature: Ping Callback (section 10.2)
  The OP tells the client that the result is ready, and nothing more.

  @CIBA-10.2-01 @must @needs.approve @each.client
  Scenario: An approval is pinged
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    And the client receives no second callback

  @CIBA-10.2-02 @must @needs.deny
  Scenario: A denial is pinged
    Given an acknowledged authentication request
    When the user denies
    Then the client receives a ping callback

  @CIBA-10.2-05 @must @needs.approve
  Scenario: The ping after an approval holds the auth_req_id alone
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    And the ping callback holds the auth_req_id alone

  @CIBA-10.2-05 @must @needs.deny
  Scenario: The ping after a denial holds the auth_req_id alone
    Given an acknowledged authentication request
    When the user denies
    Then the client receives a ping callback
    And the ping callback holds the auth_req_id alone

  @CIBA-10.2-06 @must @needs.approve
  Scenario: The ping is JSON
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    And the callback is JSON

  @CIBA-10.2-06 @must @needs.deny
  Scenario: The ping after a denial is JSON
    Given an acknowledged authentication request
    When the user denies
    Then the client receives a ping callback
    And the callback is JSON

  @CIBA-10.2-07 @must @needs.chosen_decision
  Scenario: Nothing is pinged before the user has decided
    Given an acknowledged authentication request
    Then the client receives nothing

  @CIBA-10.2-07 @must @needs.approve
  Scenario: The result is ready when the ping comes
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    When the client requests the token
    Then the client receives the tokens at the first attempt

  @CIBA-10.2-02 @must @needs.deny
  Scenario: A pinged denial is fetched at the token endpoint
    Given an acknowledged authentication request
    When the user denies
    Then the client receives a ping callback
    When the client requests the token
    Then the token request is refused with access_denied

  @CIBA-10.2-11 @should @needs.approve
  Scenario: An answer of 200 with a body is accepted
    Given a client notification endpoint that answers 200 with a body
    And the OP accepts it
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens

  @CIBA-10.2-13 @must @needs.approve
  Scenario Outline: A redirect by <status> is not followed
    Given a client notification endpoint that answers <status> with another address
    And the OP accepts it
    When the user approves
    Then the client receives a ping callback
    And nobody comes to the other address

    Examples:
      | status |
      | 301    |
      | 302    |
      | 303    |
      | 307    |
      | 308    |

  @CIBA-10.2-14 @info @needs.approve
  Scenario Outline: The tokens are there though the ping was answered by <status>
    Given a client notification endpoint that answers <status>
    And the OP accepts it
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens

    Examples:
      | status |
      | 401    |
      | 403    |
      | 500    |

  @CIBA-10.2-04 @must @needs.approve
  Scenario: The ping carries the client_notification_token
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    And the callback carries the client_notification_token as bearer token

  @CIBA-10.2-14 @info @needs.approve
  Scenario: The tokens are there while the ping waits for its answer
    Given a client notification endpoint that takes its time to answer
    And the OP accepts it
    When the user approves
    Then the client receives a ping callback
    When the client requests the token
    Then the client receives the tokens

  @CIBA-10.2-14 @info @needs.approve @needs.unreachable_endpoint
  Scenario: The tokens are there though nobody answered the ping
    Given a client at whose notification endpoint nobody listens
    And an acknowledged authentication request
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens
