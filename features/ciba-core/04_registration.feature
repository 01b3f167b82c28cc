Feature: Registration (section 4)
  What a client was registered for decides what it may do, and how it knows the user.

  @CIBA-13-14 @CIBA-4-11 @must @once @needs.client_without_ciba
  Scenario: A client that was not registered for CIBA is told so
    Given a valid authentication request that the OP accepts
    When a client that may not use CIBA sends the authentication request
    Then the authentication request is refused with unauthorized_client

  @CIBA-4-23 @must @needs.approve @needs.client_of_same_sector
  Scenario: Clients of one sector know the user by one subject
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then a client of the same sector knows the user by the same subject

  @CIBA-4-23 @must @needs.approve @needs.client_of_other_sector
  Scenario: Clients of different sectors know the user by different subjects
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then a client of another sector knows the user by another subject
