Feature: HTTP (RFC 9110)
  Refusals have their own statuses, and letter case does not matter.

  @C-HTTP-01 @should
  Scenario Outline: The backchannel authentication endpoint answers <method> by 405 with Allow
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request by <method>
    Then the method is refused by 405 with Allow

    Examples:
      | method |
      | GET    |
      | PUT    |
      | DELETE |

  @C-HTTP-01 @should @mode.poll @mode.ping
  Scenario Outline: The token endpoint answers <method> by 405 with Allow
    Given a token request that the OP answers as pending
    When the client sends the token request with the method <method>
    Then the method is refused by 405 with Allow

    Examples:
      | method |
      | GET    |
      | PUT    |
      | DELETE |

  @C-HTTP-01 @should
  Scenario Outline: A body that calls itself <type> is refused by 415
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request as "<type>"
    Then the media type is refused by 415

    Examples:
      | type                |
      | application/json    |
      | text/plain          |
      | multipart/form-data |

  @C-HTTP-01 @should @mode.poll @mode.ping
  Scenario: A token request in JSON is refused by 415
    Given a token request that the OP answers as pending
    When the client sends the token request as "application/json"
    Then the media type is refused by 415

  @C-HTTP-01 @should @once
  Scenario: A body of 200 kB is taken or refused by 413
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with 200 kB more
    Then the body is taken or refused by 413

  @C-HTTP-01 @should
  Scenario Outline: The media type of a form may be written <how>
    Given a valid authentication request
    When the client sends the authentication request as '<type>'
    Then the OP acknowledges the request

    Examples:
      | how                  | type                                              |
      | in other letters     | Application/X-WWW-Form-URLEncoded                 |
      | with a charset       | application/x-www-form-urlencoded; charset=UTF-8  |
      | with quotes          | application/x-www-form-urlencoded;charset="utf-8" |

  @C-HTTP-01 @should @mode.poll @mode.ping
  Scenario Outline: The media type of a token request may be written <how>
    Given a token request that the OP answers as pending
    When the client sends the token request as "<type>"
    Then the token request is still pending

    Examples:
      | how              | type                                             |
      | in other letters | Application/X-WWW-Form-URLEncoded                |
      | with a charset   | application/x-www-form-urlencoded; charset=UTF-8 |

  @C-HTTP-01 @should
  Scenario: The authentication scheme may be written in any letter case
    Given a valid authentication request
    When the client sends the authentication request with its scheme in other letters
    Then the OP acknowledges the request

  @CIBA-13-01 @must
  Scenario Outline: An authentication error is JSON for a client that asks for <what>
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request and asks for <what>
    Then the error answer has the form of section 13

    Examples:
      | what                  |
      | what browsers ask for |
      | anything at all       |

  @CIBA-11-01 @must @mode.poll @mode.ping
  Scenario Outline: A token error is JSON for a client that asks for <what>
    Given a token request that the OP answers as pending
    When the client requests the token and asks for <what>
    Then the error answer has the form of section 11

    Examples:
      | what                  |
      | what browsers ask for |
      | anything at all       |

  @CIBA-7.3-02 @must
  Scenario: An acknowledgement is JSON for a client that asks for what browsers ask for
    Given a valid authentication request
    When the client sends the authentication request and asks for what browsers ask for
    Then the OP acknowledges the request
    And the acknowledgement is JSON

  @C-HTTP-02 @info @once
  Scenario: A GET is answered as at the endpoint for pushed requests
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request by GET
    Then the method is refused by 405 with Allow

  @C-HTTP-02 @info @once
  Scenario: A body of 200 kB is answered as at the endpoint for pushed requests
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with 200 kB more
    Then the body is refused by 413

  @C-HTTP-03 @info @once
  Scenario: Web pages of other origins may not use the endpoint with credentials
    When a web page of another origin asks whether it may use the endpoint
    Then it may not use it with credentials

  @C-HTTP-03 @info @once
  Scenario: The endpoint sets no cookie
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the answer sets no cookie
