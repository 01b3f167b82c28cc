Feature: ID Token (OpenID Connect Core 1.0, sections 2 and 12.2)
  A sub that every client can keep, times that are numbers, and a refresh that changes neither.

  @C-IDT-11 @must @needs.approve @mode.poll @mode.ping
  Scenario: sub and times of the ID Token have their forms
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then sub and times of the ID Token have their forms

  @C-IDT-11 @must @needs.approve @needs.callback @mode.push
  Scenario: sub and times of the pushed ID Token have their forms
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then sub and times of the ID Token have their forms

  @C-IDT-14 @must @needs.approve @each.client
  Scenario: The ID Token is signed under an algorithm that the metadata lists
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token is signed under an algorithm that the metadata lists

  @C-IDT-15 @must @needs.approve @needs.chosen_decision @slow
  Scenario: auth_time tells when the user was authenticated, not when the tokens were made
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result some seconds later
    Then auth_time of the ID Token, if there is one, is not after the user's decision

  @C-IDT-12 @must @needs.approve @needs.refresh_token
  Scenario: A refreshed ID Token says the same of the user
    Given a client with a refresh token
    When the client refreshes its tokens
    Then the client receives refreshed tokens
    And the refreshed ID Token, if there is one, says the same of the user

  @C-IDT-13 @must @needs.approve @needs.userinfo
  Scenario: UserInfo is about the user of the ID Token
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When the client asks for UserInfo
    Then UserInfo is about the user of the ID Token
