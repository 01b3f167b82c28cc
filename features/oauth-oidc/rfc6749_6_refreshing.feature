@needs.approve @needs.refresh_token
Feature: Refreshing an Access Token (RFC 6749, section 6)
  A refresh token serves the client that it was issued to, for what the user agreed to.

  Background:
    Given a client with a refresh token

  @C-6749-17 @must
  Scenario: A refresh token works for its client
    When the client refreshes its tokens
    Then the client receives refreshed tokens

  @C-6749-17 @must @needs.second_client
  Scenario: A refresh token is no use to another client
    When another client refreshes with the token
    Then the refresh is refused for another client

  @C-6749-17 @must
  Scenario: An altered refresh token is refused
    When the client uses an altered refresh token
    Then the token request is refused with invalid_grant

  @C-6749-17 @must
  Scenario Outline: A refresh token <how> is another one, and refused
    When the client refreshes with its refresh token <how>
    Then the token request is refused with invalid_grant or invalid_request

    Examples:
      | how                    |
      | in other letters       |
      | with more behind it    |
      | with a blank behind it |

  @C-6749-24 @must
  Scenario: A refresh token in the query is none
    When the client sends its refresh token in the query, and the rest in the body
    Then the client gets nothing for it

  @C-6749-17 @must
  Scenario: A refresh token is no use without credentials
    When the client uses the refresh token without credentials
    Then the token request is refused with invalid_client

  @C-6749-17 @must
  Scenario: A refresh does not widen the scope
    When the client uses the refresh token with a scope that was not granted
    Then the scope is not widened

  @C-6749-13 @must
  Scenario: A repeated refresh_token is refused
    When the client uses the refresh token twice in one request
    Then the token request is refused with invalid_request

  @C-6749-11 @must
  Scenario: An empty refresh_token is none
    When the client uses an empty refresh token
    Then the token request is refused with invalid_request

  @C-6749-17 @must
  Scenario Outline: What is <what> is no refresh token
    When the client refreshes with <what>
    Then the token request is refused with invalid_grant

    Examples:
      | what             |
      | its access token |
      | its ID Token     |
