Feature: Successful Token Response (section 10.1.1)
  The tokens, once.

  @CIBA-10.1.1-01 @must @mode.poll @mode.ping @needs.approve
  Scenario: An approved request is redeemed for tokens
    Given an acknowledged authentication request
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens

  @CIBA-10.1.1-02 @must @mode.poll @mode.ping @needs.approve
  Scenario: The token response may not be stored
    Given an acknowledged authentication request
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the token response may not be stored

  @CIBA-10.1.1-03 @must @mode.poll @mode.ping @needs.approve
  Scenario: An auth_req_id is redeemed once
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When the client requests the token again
    Then the token request is refused with invalid_grant

  @CIBA-10.1.1-06 @must @mode.poll @mode.ping @needs.approve @each.client
  Scenario: The ID Token is valid
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token is valid

  @CIBA-10.1.1-07 @must @mode.poll @mode.ping @needs.approve
  Scenario: The ID Token is about the hinted user
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names

  @CIBA-10.1.1-08 @must @mode.poll @mode.ping @needs.approve
  Scenario: The hashes that an ID Token carries are right
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the hashes that the ID Token carries are right
