@needs.client_assertion
Feature: The audience of a client assertion (section 7.1)
  An assertion may be made out to the issuer or to either endpoint, and to nobody else.

  @CIBA-7.1-03 @must
  Scenario: An assertion for the issuer authenticates the client
    Given a valid authentication request
    And the client assertion is made out to the issuer
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request

  @CIBA-7.1-03 @must
  Scenario: An assertion for a list of the issuer alone authenticates the client
    Given a valid authentication request
    And the client assertion is made out to a list of the issuer alone
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request

  @CIBA-7.1-04 @must
  Scenario: An assertion for the token endpoint authenticates the client
    Given a valid authentication request
    And the client assertion is made out to the token endpoint
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request

  @CIBA-7.1-05 @must
  Scenario: An assertion for the backchannel authentication endpoint authenticates the client
    Given a valid authentication request
    And the client assertion is made out to the backchannel authentication endpoint
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request

  @CIBA-7.1-06 @must
  Scenario Outline: An assertion for <whom> is refused
    Given a valid authentication request that the OP accepts
    And the client assertion is made out to <whom>
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | whom                              |
      | nobody                            |
      | another server                    |
      | a list of other servers           |
      | an empty list                     |
      | a URL that begins like the issuer |
