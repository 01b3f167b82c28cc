Feature: The classes of an authentication request (section 7.1)
  The client wishes, and the ID Token tells what was reached.

  @CIBA-7.1-20 @should @needs.approve @needs.acr
  Scenario: The ID Token tells the class that was reached
    Given a valid authentication request
    And the request asks for a class that the OP knows
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token tells the class that was reached

  @CIBA-7.1-21 @must @needs.approve
  Scenario: The ID Token does not echo the wish
    Given a valid authentication request
    And the request has "acr_values" set to "urn:example:acr:nobody-knows"
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token does not claim the class "urn:example:acr:nobody-knows"
