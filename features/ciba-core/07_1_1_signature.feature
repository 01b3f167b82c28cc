Feature: The signature of a Signed Authentication Request (sections 4, 7.1.1 and 7.2)
  The client signs with a key that it registered, under the algorithm that it registered; nothing else will do.

  @CIBA-7.1.1-04 @must @needs.signed_request
  Scenario: A JWT that nobody signed is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT is not signed and its alg is "none"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-04 @must @needs.signed_request @mode.poll
  Scenario Outline: A JWT that nobody signed is refused, however it says so: <spelling>
    Given a valid signed authentication request that the OP accepts
    And the JWT is not signed and its alg is "<alg>"
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | spelling   | alg  |
      | upper case | NONE |
      | mixed case | nOnE |
      | no alg     |      |

  @CIBA-7.1.1-05 @must @needs.signed_request @needs.client_secret @mode.poll
  Scenario Outline: A MAC with the client's secret is no signature: <alg>
    Given a valid signed authentication request that the OP accepts
    And the JWT carries a MAC by <alg> with the client's secret
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | alg   |
      | HS256 |
      | HS384 |
      | HS512 |

  @CIBA-7.1.1-05 @must @needs.unregistered_secret @mode.poll
  Scenario: A MAC is no signature of a client that registered no algorithm either
    Given a valid authentication request that the OP accepts
    And the request is signed although the client has registered no algorithm
    And the JWT carries a MAC by HS256 with the client's secret
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-05 @must @needs.signed_request
  Scenario: A MAC with the client's public key is no signature
    Given a valid signed authentication request that the OP accepts
    And the JWT carries a MAC by HS256 with the client's public key
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-06 @CIBA-7.2-03 @must @needs.signed_request
  Scenario: A JWT that names another user than was signed is refused
    Given a valid signed authentication request that the OP accepts
    And another user is named after the JWT was signed
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-06 @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario: A JWT that expires later than was signed is refused
    Given a valid signed authentication request that the OP accepts
    And the exp of the JWT is put off after it was signed
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-06 @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario Outline: A JWT is refused when, after signing, <change>
    Given a valid signed authentication request that the OP accepts
    And after signing, <change>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | change                                 |
      | a header member is added               |
      | one character of the signature changes |
      | half of the signature is lost          |
      | the signature is removed               |
      | the signature is replaced by zeros     |

  @CIBA-7.1.1-07 @must @needs.signed_request @needs.second_signer
  Scenario: Another client's key does not sign for the client
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with another client's key
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-07 @must @needs.signed_request @needs.second_signer @mode.poll
  Scenario: Another client's key does not sign for the client under the name of its key
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with another client's key under the name of the own one
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-07 @must @needs.signed_request @mode.poll
  Scenario: A key that nobody registered does not sign
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with a key that nobody has registered
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-07 @must @needs.signed_request
  Scenario: A key that nobody registered does not sign under the name of the client's key
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with a key that nobody has registered under the name of the own one
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-07 @must @needs.signed_request @mode.poll
  Scenario: A key that only the header presents does not sign
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with a key that only its header presents
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-23 @must @needs.signed_request
  Scenario: An encrypted request is refused
    Given a valid signed authentication request that the OP accepts
    And after signing, the JWT is encrypted
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-27 @info @needs.signed_request @mode.poll
  Scenario: A JWT without typ is accepted
    Given a valid signed authentication request
    And the header of the JWT has no "typ"
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.1-27 @info @needs.signed_request @mode.poll
  Scenario Outline: A JWT whose typ is <typ> is accepted
    Given a valid signed authentication request
    And the header of the JWT has the "typ" "<typ>"
    When the client sends the authentication request
    Then the OP acknowledges the request

    Examples:
      | typ                 |
      | JWT                 |
      | oauth-authz-req+jwt |

  @CIBA-7.1.1-27 @info @needs.signed_request @mode.poll
  Scenario: The letter case of typ does not matter
    Given a valid signed authentication request
    And the header of the JWT has the "typ" "OAuth-AuthZ-Req+JWT"
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario Outline: What is no JWT is refused: <what>
    Given a valid signed authentication request that the OP accepts
    And after signing, <change>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | what          | change                                 |
      | a plain text  | the JWT is replaced by a text          |
      | two parts     | the third part is removed with its dot |
      | four parts    | a fourth part is added                 |

  @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario Outline: A payload that is no JSON object is refused: <what>
    Given a valid signed authentication request that the OP accepts
    And the payload of the JWT is <payload>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | what      | payload                     |
      | a text    | scope=openid                |
      | a list    | [{"scope": "openid"}]       |
      | a string  | "openid"                    |
      | cut short | {"scope": "openid", "iss":  |

  @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario Outline: A time that is no number is refused: <claim>
    Given a valid signed authentication request that the OP accepts
    And the "<claim>" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | claim | value             |
      | exp   | "next year"       |
      | nbf   | "a moment ago"    |
      | iat   | {"seconds": 1}    |

  @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario: An extension that must be understood and is not gets the JWT refused
    Given a valid signed authentication request that the OP accepts
    And the header of the JWT names an extension that must be understood
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-4-15 @must @needs.signed_request @needs.other_signing_key @mode.poll
  Scenario: A JWT that is signed under another algorithm than the client registered is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT is signed with the client's key for another algorithm
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-4-16 @info @needs.unregistered_signer @mode.poll
  Scenario: A client that registered no algorithm may find its signed request accepted or refused
    Given a valid authentication request, signed although the client has registered no algorithm
    When the client sends the authentication request
    Then the OP accepts the request or refuses it with invalid_request

  @CIBA-4-05 @must @needs.no_signed_request @mode.poll
  Scenario: A signed request is refused where none are offered
    Given a valid authentication request, signed although the OP offers no signed requests
    When the client sends the authentication request
    Then the signed request is refused as one that the OP does not offer
