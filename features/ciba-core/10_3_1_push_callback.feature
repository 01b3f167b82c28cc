@mode.push @needs.callback
Feature: Successful Token Delivery by Push Callback (section 10.3.1)
  The OP sends the tokens, and an ID Token that ties them together.

  @CIBA-10.3.1-01 @CIBA-10.3.1-02 @must @needs.approve @each.client
  Scenario: An approval is pushed with the tokens
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a push callback
    And the push callback holds the tokens and the auth_req_id
    And the client receives no second callback

  @CIBA-10.3.1-03 @must @needs.approve
  Scenario: The push is JSON
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a push callback
    And the callback is JSON

  @CIBA-10.1.1-06 @must @needs.approve @each.client
  Scenario: The pushed ID Token is valid
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token is valid

  @CIBA-10.3.1-04 @must @needs.approve @each.client
  Scenario: The pushed ID Token carries the hash of the access token
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token carries the hash of the access token

  @CIBA-10.3.1-05 @CIBA-16-01 @must @needs.approve
  Scenario: The pushed ID Token carries the auth_req_id
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token carries the auth_req_id

  @CIBA-10.3.1-06 @CIBA-16-01 @must @needs.approve @each.client
  Scenario: The pushed ID Token carries the hash of the refresh token
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token carries the hash of the refresh token, if there is one

  @CIBA-10.3.1-15 @should @needs.approve
  Scenario: An answer of 200 with a body is accepted
    Given a client notification endpoint that answers 200 with a body
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    And the client receives no second callback

  @CIBA-10.3.1-17 @must @needs.approve
  Scenario Outline: A redirect by <status> is not followed
    Given a client notification endpoint that answers <status> with another address
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    And nobody comes to the other address

    Examples:
      | status |
      | 301    |
      | 302    |
      | 303    |
      | 307    |
      | 308    |

  @CIBA-10.3.1-07 @must @needs.approve
  Scenario: The push carries the client_notification_token
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a push callback
    And the callback carries the client_notification_token as bearer token

  @CIBA-10.3.1-20 @must @needs.approve @needs.userinfo
  Scenario: The pushed access token works
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When the client asks for UserInfo
    Then the access token still works

  @CIBA-10.3.1-20 @must @needs.approve @needs.userinfo @needs.second_client
  Scenario: The pushed access token works although another client asked the token endpoint
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When another client requests the token 3 times
    And the client asks for UserInfo
    Then the access token still works

  @CIBA-10.3.1-19 @info @needs.approve
  Scenario Outline: A push that is answered by <status> is not sent again
    Given a client notification endpoint that answers <status>
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    And the client receives no second callback

    Examples:
      | status |
      | 401    |
      | 403    |
      | 500    |

  @CIBA-10.3.1-19 @info @needs.approve
  Scenario: A push that waits for its answer is not sent again
    Given a client notification endpoint that takes its time to answer
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    And the client receives no second callback

  @CIBA-8-04 @must @needs.approve @needs.chosen_decision
  Scenario: A push that failed is not completed a second time with other tokens
    Given a client notification endpoint that answers 500
    And the OP accepts it
    When the user approves
    Then the client receives a push callback
    When the user tries to approve
    Then all pushes are of one grant
