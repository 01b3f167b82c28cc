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

  @CIBA-10.1.1-03 @must @mode.poll @mode.ping @needs.approve @slow
  Scenario: An auth_req_id stays spent, however often and late it comes again
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    And the client has waited for the interval
    And the client has requested the token
    And the client has waited for the interval
    When the client requests the token again
    Then the token request is refused with invalid_grant

  @CIBA-10.1.1-03 @must @mode.poll @mode.ping @needs.approve @slow
  Scenario: An auth_req_id stays spent after its end
    Given an acknowledged authentication request with a short lifetime
    And the user has approved
    And the client has received the tokens
    And the authentication request has expired
    When the client requests the token again
    Then the token request is refused with invalid_grant or expired_token

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

  @CIBA-10.1.1-04 @must @mode.poll @mode.ping @needs.approve
  Scenario: One of twenty redemptions at the same moment wins
    Given an acknowledged authentication request
    And the user has approved
    When the client requests the token 20 times at the same moment
    Then exactly one attempt gets tokens

  @CIBA-10.1.1-10 @must @needs.approve @needs.refresh_token
  Scenario: A refresh token works for its client
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When the client uses the refresh token
    Then the client receives new tokens

  @CIBA-10.1.1-10 @must @needs.approve @needs.refresh_token @needs.second_client
  Scenario: A refresh token does not work for another client
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When another client uses the refresh token
    Then the refresh token is refused

  @CIBA-10.1.1-10 @must @needs.approve @needs.refresh_token @needs.second_client
  Scenario: Another client's attempt takes nothing away from a refresh token
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    And another client has used the refresh token
    When the client uses the refresh token
    Then the client receives new tokens

  @CIBA-10.1.1-11 @must @needs.approve
  Scenario: The ID Token has no nonce
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token has no nonce
