@mode.ping @mode.push @needs.callback
Feature: Bearer tokens in callbacks (RFC 6750, section 2)
  The notification token travels in the Authorization header, and nowhere else.

  @C-6750-01 @must @needs.approve
  Scenario: The Authorization header of a callback is well formed
    Given an acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback has a well-formed bearer token in its Authorization header

  @C-6750-01 @must @needs.deny
  Scenario: The Authorization header of a callback after a denial is well formed
    Given an acknowledged authentication request
    When the user denies
    Then the OP calls the client notification endpoint
    And the callback has a well-formed bearer token in its Authorization header

  @C-6750-01 @must @needs.approve
  Scenario: A bearer token of every allowed character arrives as it was sent
    Given a valid authentication request
    And the request has a client_notification_token of every character that it may have
    And the OP accepts it
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback has a well-formed bearer token in its Authorization header

  @C-6750-03 @should @needs.approve
  Scenario: The notification token stands neither in the URL nor in the body of a callback
    Given an acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback has the notification token in its header alone
