Feature: Successful Response (RFC 6749, section 5.1)
  What a client is told about its tokens.

  @C-6749-01 @must @needs.approve @mode.poll @mode.ping
  Scenario: A token response has the members of OAuth
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the token response has the members that OAuth gives it

  @C-6749-01 @must @needs.approve @needs.callback @mode.push
  Scenario: A push has the members of a token response
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a push callback
    And the push callback has the members that OAuth gives a token response

  @C-6749-02 @must @needs.approve @mode.poll @mode.ping
  Scenario: A token response is marked as not to be stored
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the answer with the tokens is marked as not to be stored

  @C-6749-02 @must @needs.approve @needs.refresh_token @mode.poll @mode.ping
  Scenario: A refreshed token response is marked as not to be stored
    Given a client with a refresh token
    When the client refreshes its tokens
    Then the client receives refreshed tokens
    And the answer with the tokens is marked as not to be stored
