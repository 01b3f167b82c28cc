Feature: Backchannel Authentication Endpoint (section 7)
  The endpoint takes a POST of a form, and nothing else.

  Background:
    Given a valid authentication request that the OP accepts

  @CIBA-7-02 @must
  Scenario: A GET is not an authentication request
    When the client sends the parameters by GET
    Then the request is not processed

  @CIBA-7-03 @must
  Scenario: Parameters in the query are not read
    When the client sends the parameters in the query of a POST
    Then the request is not processed

  @CIBA-7-03 @must @needs.plain_request
  Scenario Outline: A <parameter> in the query is not read, though the rest is in the body
    When the client sends its "<parameter>" in the query, and the rest in the body
    Then the request is not processed

    Examples:
      | parameter  |
      | scope      |
      | login_hint |

  @CIBA-7-03 @must @needs.plain_request @mode.ping @mode.push
  Scenario: A client_notification_token in the query is not read
    When the client sends its "client_notification_token" in the query, and the rest in the body
    Then the request is not processed

  @CIBA-7.1-37 @must
  Scenario: A JSON body is not an authentication request
    When the client sends the parameters as JSON
    Then the request is not processed

  @CIBA-7.1-37 @must
  Scenario Outline: A body that is <what> is not an authentication request
    When the client sends the parameters as <what>
    Then the request is not processed

    Examples:
      | what              |
      | multipart parts   |
      | plain text        |
      | XML               |

  @CIBA-7-02 @must
  Scenario Outline: A <method> is no authentication request
    When the client sends the form by <method>
    Then the request is not processed

    Examples:
      | method |
      | PUT    |
      | PATCH  |
      | DELETE |

  @CIBA-4-03 @must @once
  Scenario: The endpoint is where the metadata says
    When somebody sends nothing to the backchannel authentication endpoint
    Then the endpoint is there

  @CIBA-7-01 @must @once @needs.tls
  Scenario: The endpoint does not answer without TLS
    Then the backchannel authentication endpoint does not answer without TLS
