@needs.client_without_ciba
Feature: Clients that may not use CIBA (sections 4 and 13)
  The grant is registered, or refused.

  @CIBA-13-14 @must @once
  Scenario: A client that may not use CIBA is told so
    Given a valid authentication request that the OP accepts
    When a client that may not use CIBA sends the authentication request
    Then the authentication request is refused with unauthorized_client

  @CIBA-4-11 @must @once
  Scenario: A client without the CIBA grant starts no authentication
    Given a valid authentication request that the OP accepts
    When a client that may not use CIBA sends the authentication request
    Then the request is not processed
    And the authentication request is refused with unauthorized_client
