@mode.push @needs.callback @needs.deny
Feature: Push Error Payload (section 12)
  A push client hears of a failure as it hears of a success.

  Background:
    Given an acknowledged authentication request

  @CIBA-12-01 @must @each.client
  Scenario: A denial is pushed as access_denied
    When the user denies
    Then the client receives a push error payload
    And the push error payload says access_denied

  @CIBA-12-02 @must
  Scenario: The error is one of the list
    When the user denies
    Then the client receives a push error payload
    And the push error payload has an error of section 12

  @CIBA-12-03 @must
  Scenario: The payload names the authentication request
    When the user denies
    Then the client receives a push error payload
    And the push error payload names the authentication request

  @CIBA-12-04 @must
  Scenario: The description is printable
    When the user denies
    Then the client receives a push error payload
    And the push error payload has a printable description or none

  @CIBA-12-05 @must
  Scenario: The payload is JSON
    When the user denies
    Then the client receives a push error payload
    And the callback is JSON
