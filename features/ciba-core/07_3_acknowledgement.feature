Feature: Successful Authentication Request Acknowledgement (section 7.3)
  The OP answers at once, with an identifier that nobody can guess.

  @CIBA-7.3-01 @CIBA-7.3-03 @must
  Scenario: A valid request is acknowledged with an auth_req_id
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.3-02 @must
  Scenario: The acknowledgement is JSON
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the acknowledgement is JSON

  @CIBA-7.3-04 @CIBA-7.3-05 @must
  Scenario: The auth_req_id cannot be guessed
    When the client sends 10 authentication requests
    Then the auth_req_ids cannot be guessed

  @CIBA-7.3-06 @must
  Scenario: The auth_req_id keeps to the allowed characters
    When the client sends 10 authentication requests
    Then every auth_req_id keeps to the allowed characters

  @CIBA-7.3-07 @must
  Scenario: Every request gets an auth_req_id of its own
    When the client sends 2 authentication requests
    Then no two auth_req_ids are equal

  @CIBA-7.3-08 @must
  Scenario: expires_in is a positive integer
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And expires_in is a positive integer

  @CIBA-7.3-09 @must @mode.poll @mode.ping
  Scenario: The interval is a positive integer
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the interval is a positive integer or absent

  @CIBA-7.3-10 @must @mode.push
  Scenario: A push client gets no interval
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the acknowledgement has no interval

  @CIBA-7.3-11 @should
  Scenario: The acknowledgement may not be stored
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the acknowledgement may not be stored
