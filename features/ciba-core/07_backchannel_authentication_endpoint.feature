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

  @CIBA-7.1-37 @must
  Scenario: A JSON body is not an authentication request
    When the client sends the parameters as JSON
    Then the request is not processed

  @CIBA-7-01 @must @once @needs.tls
  Scenario: The endpoint does not answer without TLS
    Then the backchannel authentication endpoint does not answer without TLS
