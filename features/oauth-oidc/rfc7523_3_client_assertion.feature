@needs.client_assertion
Feature: Client assertions (RFC 7521, section 4.2; RFC 7523, section 3; OpenID Connect Core, section 9)
  An assertion is the client's own, made for this server, now, once, and under the client's own key.

  Background:
    Given a valid authentication request that the OP accepts

  @C-7523-01 @must
  Scenario Outline: An assertion without <claim> is refused
    Given the client assertion has no "<claim>"
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | claim |
      | iss   |
      | sub   |

  @C-7523-01 @must @needs.second_client
  Scenario Outline: An assertion whose <claim> is another client is refused
    Given the "<claim>" of the client assertion names another client
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | claim |
      | iss   |
      | sub   |

  @C-7523-01 @must
  Scenario Outline: An assertion whose <claim> is nobody is refused
    Given the "<claim>" of the client assertion names nobody
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | claim |
      | iss   |
      | sub   |

  @C-7523-03 @must
  Scenario: An assertion that never expires is refused
    Given the client assertion has no "exp"
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-03 @must
  Scenario: An expired assertion is refused
    Given the "exp" of the client assertion lies 600 seconds back
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-03 @must
  Scenario: An assertion whose exp is no time is refused
    Given the "exp" of the client assertion is the JSON value "tomorrow"
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-04 @must
  Scenario: An assertion that is not valid yet is refused
    Given the "nbf" of the client assertion lies 600 seconds ahead
    And the "exp" of the client assertion lies 660 seconds ahead
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-05 @must
  Scenario: An assertion that lives a year is taken, or the client is refused
    Given the "exp" of the client assertion lies 31536000 seconds ahead
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request or refuses the client

  @C-7523-05 @must
  Scenario: An assertion that was made a year ago is taken, or the client is refused
    Given the "iat" of the client assertion lies 31536000 seconds back
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request or refuses the client

  @C-7523-06 @must
  Scenario: An assertion without jti is refused
    Given the client assertion has no "jti"
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-07 @must
  Scenario: An assertion is refused the second time
    Given the client assertion is made once and for all
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request
    When the client sends the authentication request with the assertion again
    Then the authentication request is refused with invalid_client

  @C-7523-07 @must @mode.poll @mode.ping
  Scenario: An assertion that served at the one endpoint is refused at the other
    Given the client assertion is made once and for all
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request
    When the client requests the token with the assertion
    Then the token request is refused with invalid_client

  @C-7523-08 @must
  Scenario Outline: An assertion is refused when, after it was signed, somebody <change>
    Given after it was signed, somebody <change> of the client assertion
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | change                |
      | puts off the exp      |
      | changes the signature |
      | removes the signature |

  # A text that is no assertion can be called malformed as well (RFC 6749, section 5.2).
  @C-7523-08 @must
  Scenario: An assertion that is no JWT is refused
    Given after it was signed, somebody puts a text in the place of the client assertion
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client or invalid_request

  @C-7523-08 @must @needs.private_key_jwt
  Scenario Outline: An assertion is refused that is signed <how>
    Given the client assertion is signed <how>
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | how                                                                  |
      | with a key that nobody has registered                                |
      | with a key that nobody has registered under the name of the own one  |
      | with a key that only its header presents                             |

  @C-7523-08 @must @needs.private_key_jwt @needs.second_signer
  Scenario: Another client's key does not authenticate the client
    Given the client assertion is signed with another client's key under the name of the own one
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-09 @must
  Scenario: An assertion without its type is refused
    Given no client_assertion_type comes with the assertion
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_request or invalid_client

  @C-7523-09 @must
  Scenario: An assertion of another type is refused
    Given the client_assertion_type is "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_request or invalid_client

  @C-7523-10 @must
  Scenario: The client's own client_id beside an assertion does no harm
    Given the client's own client_id stands beside the assertion
    When the client sends the authentication request with the assertion
    Then the OP acknowledges the request

  @C-7523-10 @must @needs.second_client
  Scenario: Another client's client_id beside an assertion is refused
    Given another client's client_id stands beside the assertion
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client or invalid_request

  @C-7523-11 @must @needs.private_key_jwt
  Scenario: A MAC with the client's public key does not authenticate
    Given the client assertion is signed by a MAC with the client's public key
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-11 @must @needs.private_key_jwt
  Scenario Outline: An assertion does not authenticate that is signed <how>
    Given the client assertion is signed <how>
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | how                         |
      | by nobody                   |
      | by nobody, in other letters |

  @C-7523-11 @must @needs.private_key_jwt
  Scenario: A critical extension that nobody knows is not skipped
    Given the header of the client assertion names an extension that must be understood
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

  @C-7523-12 @must @needs.client_secret_jwt
  Scenario Outline: A client with a secret does not authenticate by an assertion signed <how>
    Given the client assertion is signed <how>
    When the client sends the authentication request with the assertion
    Then the authentication request is refused with invalid_client

    Examples:
      | how                                   |
      | by nobody                             |
      | by a MAC with an empty secret         |
      | with a key that nobody has registered |
