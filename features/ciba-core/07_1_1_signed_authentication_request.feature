Feature: Signed Authentication Request (section 7.1.1)
  The parameters are the claims of a JWT, which says besides who made it, for whom, when and for how long.

  @CIBA-7.1.1-01 @must @needs.signed_request @needs.approve
  Scenario: A signed request starts an authentication
    Given a valid signed authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    When the user approves
    And the client fetches the result
    Then the ID Token is about the user whom the hint names

  @CIBA-7.1.1-03 @should @needs.signed_request @mode.poll
  Scenario Outline: A requested_expiry that is a JSON <type> is accepted
    Given a valid signed authentication request
    And the "requested_expiry" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the OP acknowledges the request

    Examples:
      | type   | value |
      | string | "120" |
      | number | 120   |

  @CIBA-7.1.1-09 @must @needs.signed_request @mode.poll
  Scenario: A signed request without aud is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "aud"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-09 @must @needs.signed_request @mode.poll
  Scenario Outline: A signed request that is made out to <audience> is refused
    Given a valid signed authentication request that the OP accepts
    And the "aud" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | audience              | value                                                    |
      | another server        | "https://other.example.com"                              |
      | a list of others      | ["https://other.example.com", "https://one.example.com"] |
      | nobody                | []                                                       |

  @CIBA-7.1.1-09 @must @needs.signed_request @mode.poll
  Scenario Outline: A signed request for an address that is nearly the issuer's is refused: <how>
    Given a valid signed authentication request that the OP accepts
    And the JWT is made out to an address that <how>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | how                    |
      | begins like the issuer |
      | ends like the issuer   |
      | is the issuer cut short |

  @CIBA-7.1.1-10 @must @needs.signed_request @mode.poll
  Scenario: A signed request that is made out to the issuer among others is accepted
    Given a valid signed authentication request
    And the JWT is made out to the issuer and to another server
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.1-10 @must @needs.signed_request @mode.poll
  Scenario: A signed request that is made out to a list of the issuer alone is accepted
    Given a valid signed authentication request
    And the JWT is made out to a list of the issuer alone
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.1-12 @should @needs.signed_request @mode.poll
  Scenario Outline: A signed request that is made out to the <endpoint> alone is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT is made out to the <endpoint> alone
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | endpoint                            |
      | token endpoint                      |
      | backchannel authentication endpoint |

  @CIBA-7.1.1-13 @must @needs.signed_request @mode.poll
  Scenario: A signed request without iss is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "iss"
    When the client sends the authentication request
    Then the signed request is refused for its issuer

  @CIBA-7.1.1-13 @must @needs.signed_request @needs.second_client
  Scenario: A signed request that another client issued is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT is issued by another client
    When the client sends the authentication request
    Then the signed request is refused for its issuer

  @CIBA-7.1.1-13 @must @needs.signed_request @mode.poll
  Scenario: A signed request that a client issued that is not registered is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT is issued by a client that is not registered
    When the client sends the authentication request
    Then the signed request is refused for its issuer

  @CIBA-7.1.1-14 @must @needs.signed_request @mode.poll
  Scenario: A signed request that never expires is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "exp"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-14 @CIBA-7.2-03 @must @needs.signed_request
  Scenario: A signed request that has expired is refused
    Given a valid signed authentication request that the OP accepts
    And the "iat" in the JWT lies 1200 seconds back
    And the "nbf" in the JWT lies 1200 seconds back
    And the "exp" in the JWT lies 600 seconds back
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-15 @must @needs.signed_request @mode.poll
  Scenario: A signed request without iat is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "iat"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-16 @must @needs.signed_request @mode.poll
  Scenario: A signed request without nbf is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "nbf"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-16 @CIBA-7.2-03 @must @needs.signed_request @mode.poll
  Scenario: A signed request whose nbf lies ahead is refused
    Given a valid signed authentication request that the OP accepts
    And the "nbf" in the JWT lies 600 seconds ahead
    And the "exp" in the JWT lies 900 seconds ahead
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-17 @must @needs.signed_request @mode.poll
  Scenario: A signed request without jti is refused
    Given a valid signed authentication request that the OP accepts
    And the JWT has no "jti"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-18 @should @needs.signed_request
  Scenario: A signed request that comes a second time is refused
    Given a valid signed authentication request
    And it is signed once and for all
    And the OP accepts it
    When the client sends the authentication request again
    Then the signed request is refused

  @CIBA-7.1.1-19 @info @needs.signed_request @mode.poll
  Scenario: A clock that is a few seconds fast does not get a signed request refused
    Given a valid signed authentication request
    And the "iat" in the JWT lies 5 seconds ahead
    And the "nbf" in the JWT lies 5 seconds ahead
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.1-21 @must @needs.signed_request
  Scenario: A parameter that stands inside and beside the JWT gets the request refused or is ignored
    Given a valid signed authentication request that the OP accepts
    And the "login_hint" stands beside the JWT too
    When the client sends the authentication request
    Then the OP refuses the request or ignores what stands beside the JWT

  @CIBA-7.1.1-21 @must @needs.signed_request @mode.poll
  Scenario Outline: A <parameter> beside the JWT gets the request refused or is ignored
    Given a valid signed authentication request that the OP accepts
    And "<parameter>" stands beside the JWT, set to "<value>"
    When the client sends the authentication request
    Then the OP refuses the request or ignores what stands beside the JWT

    Examples:
      | parameter                 | value                                |
      | scope                     | openid profile                       |
      | binding_message           | W4SCT                                |
      | requested_expiry          | 120                                  |
      | acr_values                | urn:example:acr:nobody-knows         |
      | client_notification_token | a-token-that-nobody-needs-1234567890 |

  @CIBA-7.1.1-21 @must @needs.signed_request @needs.second_user @needs.approve
  Scenario: Another user beside the JWT is not asked
    Given a valid signed authentication request that the OP accepts
    And the login_hint of another user stands beside the JWT
    When the client sends the authentication request
    Then the OP refuses the request or asks the user whom the JWT names

  @CIBA-7.1.1-21 @must @needs.signed_request @needs.callback @needs.approve @mode.ping @mode.push
  Scenario: Another client_notification_token beside the JWT is not used
    Given a valid signed authentication request that the OP accepts
    And another client_notification_token stands beside the JWT
    When the client sends the authentication request
    Then the OP refuses the request or calls back with the token in the JWT

  @CIBA-7.1.1-21 @must @needs.signed_request @mode.poll
  Scenario Outline: A <parameter> that stands beside the JWT alone is none
    Given a valid signed authentication request that the OP accepts
    And the "<parameter>" stands beside the JWT instead
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | parameter  |
      | login_hint |
      | scope      |

  @CIBA-7.1.1-21 @must @needs.signed_request @mode.ping @mode.push
  Scenario: A client_notification_token that stands beside the JWT alone is none
    Given a valid signed authentication request that the OP accepts
    And the "client_notification_token" stands beside the JWT instead
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-22 @must @needs.signed_request @needs.client_assertion
  Scenario: A client assertion inside the JWT does not authenticate the client
    Given a valid signed authentication request that the OP accepts
    And the client's assertion stands inside the JWT
    When the client sends the JWT without any other credentials
    Then the client is not authenticated

  @CIBA-7.1.1-29 @must @needs.signed_request @needs.client_assertion
  Scenario: A signed request is no client assertion
    Given a valid signed authentication request that the OP accepts
    When the client sends the authentication request with another signed request as client assertion
    Then the client is not authenticated

  @CIBA-7.1.1-24 @must @needs.signed_request
  Scenario Outline: A signed request without <parameter> is not complete
    Given a valid signed authentication request that the OP accepts
    And the request has no "<parameter>"
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | parameter  |
      | login_hint |
      | scope      |

  @CIBA-7.1.1-24 @must @needs.signed_request @needs.login_hint @needs.login_hint_token
  Scenario: Two hints inside the JWT are refused
    Given a valid signed authentication request that the OP accepts
    And the request has a login_hint_token of the same user too
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1.1-24 @must @needs.login_hint @needs.signed_request @mode.poll
  Scenario: A hint inside the JWT that names nobody is refused
    Given a valid signed authentication request that the OP accepts
    And the request has a login_hint that names nobody
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id

  @CIBA-7.1.1-24 @must @needs.signed_request @mode.ping @mode.push
  Scenario: A signed request without client_notification_token is refused
    Given a valid signed authentication request that the OP accepts
    And the request has no "client_notification_token"
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-24 @must @needs.signed_request @mode.ping @mode.push
  Scenario: A client_notification_token of 1025 characters inside the JWT is refused
    Given a valid signed authentication request that the OP accepts
    And the request has a "client_notification_token" of 1025 characters
    When the client sends the authentication request
    Then the signed request is refused

  @CIBA-7.1.1-24 @must @needs.signed_request @mode.ping @mode.push
  Scenario Outline: A client_notification_token with <what> inside the JWT is refused
    Given a valid signed authentication request that the OP accepts
    And the "client_notification_token" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | what               | value                            |
      | a space            | "token with spaces 1234567890"   |
      | a non-ASCII letter | "tokén-1234567890-1234567890"    |
      | a line break       | "token-1234567890\\n-1234567890"  |

  @CIBA-7.1.1-24 @must @needs.signed_request @mode.poll
  Scenario Outline: A requested_expiry of <what> inside the JWT is refused
    Given a valid signed authentication request that the OP accepts
    And the "requested_expiry" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the signed request is refused

    Examples:
      | what                       | value |
      | zero                       | 0     |
      | zero in a string           | "0"   |
      | less than zero             | -5    |
      | less than zero in a string | "-5"  |
      | a fraction                 | 1.5   |
      | a word                     | "abc" |

  @CIBA-7.1.1-25 @must @needs.signed_request @mode.poll
  Scenario Outline: A claim of the wrong type is refused: <what>
    Given a valid signed authentication request that the OP accepts
    And the "<claim>" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the signed request is refused for the type of its claim

    Examples:
      | what                         | claim            | value                |
      | scope as a list              | scope            | ["openid"]           |
      | scope as an object           | scope            | {"openid": true}     |
      | login_hint as a list         | login_hint       | ["a@example.com"]    |
      | login_hint as an object      | login_hint       | {}                   |
      | login_hint as a truth value  | login_hint       | true                 |
      | binding_message as an object | binding_message  | {"text": "W4SCT"}    |
      | binding_message as a number  | binding_message  | 12345                |
      | acr_values as a truth value  | acr_values       | true                 |
      | acr_values as a list         | acr_values       | ["urn:example:acr"]  |
      | login_hint as a number       | login_hint       | 12345                |
      | requested_expiry as a list   | requested_expiry | [120]                |
      | requested_expiry as true     | requested_expiry | true                 |

  @CIBA-7.1.1-26 @must @needs.signed_request @mode.poll
  Scenario Outline: A claim that the OP does not know is ignored: <what>
    Given a valid signed authentication request
    And the "x_nobody_knows" in the JWT is the JSON value <value>
    When the client sends the authentication request
    Then the OP acknowledges the request

    Examples:
      | what      | value                      |
      | a string  | "foo"                      |
      | a number  | 1.5                        |
      | a list    | ["foo", {"bar": null}]     |
      | an object | {"foo": {"bar": [1, 2]}}   |
      | null      | null                       |

  @CIBA-7.1.1-28 @info @needs.signed_request @needs.callback @mode.poll
  Scenario: A request_uri is not fetched
    Given a request that is a request_uri alone
    When the client sends the authentication request
    Then the signed request is refused
    And nobody comes to the request_uri

  @CIBA-7.1.1-30 @info @needs.signed_request
  Scenario: A client that registered an algorithm may find its unsigned request accepted or refused
    Given a valid authentication request, not signed although the client has registered an algorithm
    When the client sends the authentication request
    Then the OP accepts the request or refuses it with invalid_request

  @CIBA-7.1-25 @must @needs.signed_request @needs.id_token_hint @needs.approve @mode.poll
  Scenario: An encrypted ID Token inside the JWT is no hint
    Given a valid signed authentication request that the OP accepts
    And the JWT names the user by an encrypted ID Token
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request or unknown_user_id
