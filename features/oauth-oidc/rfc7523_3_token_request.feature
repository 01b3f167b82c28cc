@needs.client_assertion @mode.poll @mode.ping
Feature: Client assertions at the token endpoint (RFC 7523, section 3)
  They are judged there as strictly as at the backchannel authentication endpoint.

  Background:
    Given a token request that the OP answers as pending

  @C-7523-02 @must
  Scenario: An assertion for the token endpoint authenticates the client
    Given the client assertion is made out to the token endpoint
    When the client requests the token with the assertion
    Then the token request is still pending

  @C-7523-02 @must
  Scenario Outline: An assertion for <whom> is refused at the token endpoint
    Given the client assertion is made out to <whom>
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client

    Examples:
      | whom                              |
      | nobody                            |
      | another server                    |
      | a list of other servers           |
      | an empty list                     |
      | a URL that begins like the issuer |

  @C-7523-03 @must
  Scenario: An expired assertion is refused at the token endpoint
    Given the "exp" of the client assertion lies 600 seconds back
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client

  @C-7523-06 @must
  Scenario: An assertion without jti is refused at the token endpoint
    Given the client assertion has no "jti"
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client

  @C-7523-07 @must
  Scenario: An assertion is refused the second time at the token endpoint
    Given the client assertion is made once and for all
    When the client requests the token with the assertion
    Then the token request is still pending
    When the client requests the token with the assertion again
    Then the token request is refused with invalid_client

  @C-7523-08 @must
  Scenario: An assertion that was changed after it was signed is refused at the token endpoint
    Given after it was signed, somebody puts off the exp of the client assertion
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client
