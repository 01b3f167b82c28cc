@mode.push @needs.callback
Feature: A transaction that fails (section 12)
  An OP that cannot finish for reasons of its own says so.

  @CIBA-12-08 @must @needs.unreachable_user
  Scenario: A failed transaction is pushed as transaction_failed
    Given an acknowledged authentication request
    Then the client receives a push error payload
    And the push error payload says transaction_failed
    And the push error payload names the authentication request
    And the push error payload has a printable description or none
    And the callback is JSON
    And the callback carries the client_notification_token as bearer token
