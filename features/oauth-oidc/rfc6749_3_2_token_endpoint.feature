@mode.poll @mode.ping
Feature: Token Endpoint (RFC 6749, section 3.2)
  It takes a POST, each parameter once, and ignores what it does not know.

  Background:
    Given a token request that the OP answers as pending

  @C-6749-14 @must
  Scenario Outline: The token endpoint does not process a <method>
    When the client sends the token request with the method <method>
    Then the token request is not processed

    Examples:
      | method |
      | GET    |
      | PUT    |

  @C-6749-11 @must
  Scenario: An empty grant_type is none
    When the client requests the token with "grant_type" set to ""
    Then the token request is refused with invalid_request or unsupported_grant_type

  @C-6749-11 @must
  Scenario: An empty auth_req_id is none
    When the client requests the token with "auth_req_id" set to ""
    Then the token request is refused with invalid_request

  @C-6749-11 @must
  Scenario: An empty scope counts as absent
    When the client requests the token with "scope" set to ""
    Then the token request is still pending

  @C-6749-12 @must
  Scenario: An unknown parameter of a token request is ignored
    When the client requests the token with "x_nobody_knows" set to "1"
    Then the token request is still pending

  @C-6749-13 @must
  Scenario Outline: A repeated <parameter> is refused at the token endpoint
    When the client requests the token with "<parameter>" twice
    Then the token request is refused with invalid_request

    Examples:
      | parameter   |
      | grant_type  |
      | auth_req_id |

  @C-6749-13 @must
  Scenario Outline: A second <parameter> is refused at the token endpoint
    When the client requests the token with a second "<parameter>", set to "<value>"
    Then the token request is refused with invalid_request

    Examples:
      | parameter   | value                              |
      | grant_type  | authorization_code                 |
      | auth_req_id | never-issued-1234567890-1234567890 |

  @C-6749-13 @must
  Scenario: An unknown parameter that comes twice is refused, or ignored, at the token endpoint
    When the client requests the token with an unknown parameter twice
    Then the repetition is refused, or ignored, at the token endpoint

  @C-6749-13 @must
  Scenario: A repeated client_id is refused at the token endpoint
    When the client requests the token with its client_id twice
    Then the token request is refused with invalid_request or invalid_client
