Feature: The scope of an authentication request (section 7.1)
  What is asked for is granted, narrowed and said so, or refused.

  @CIBA-7.1-10 @info @needs.approve
  Scenario: A request without the scope openid is refused
    Given a valid authentication request that the OP accepts
    And the request has "scope" set to "profile"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_scope or invalid_request

  @CIBA-7.1-11 @CIBA-10.1.1-09 @must @needs.approve
  Scenario: A scope that nobody knows is refused, or the grant says that it is narrower
    Given a valid authentication request that the OP accepts
    And the request asks for a scope that nobody knows as well
    When the client sends the authentication request
    Then the scope is refused, or left out of a grant that says so

  @CIBA-7.1-12 @info @needs.approve
  Scenario Outline: The scope <scope> brings the <claim>
    Given a valid authentication request
    And the request asks for the scope "<scope>" as well
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the claim "<claim>" is told

    Examples:
      | scope   | claim        |
      | profile | name         |
      | email   | email        |
      | phone   | phone_number |
