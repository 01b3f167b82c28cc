Feature: Hints that prove nothing (sections 7.1, 7.2 and 14)
  A hint that is a token is believed only if it is genuine, and meant for this client.

  @CIBA-7.1-25 @must @needs.id_token_hint @needs.approve
  Scenario: An encrypted ID Token is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And its hint is encrypted
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-14-01 @should @needs.signed_login_hint_token
  Scenario Outline: A login_hint_token that is <forged> is refused
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And its hint is <forged>
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

    Examples:
      | forged                  |
      | unsigned                |
      | changed after signing   |
      | signed with another key |

  @CIBA-14-03 @should @needs.expired_id_token
  Scenario: An ID Token that ran out a little while ago still serves as hint
    Given a valid authentication request with an ID Token that ran out a little while ago
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-14-04 @should @needs.id_token_hint @needs.approve
  Scenario: An ID Token of another issuer is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And its hint is signed by another issuer
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-14-05 @should @needs.id_token_hint @needs.second_client @needs.approve
  Scenario: An ID Token of another client is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And its hint is an ID Token of another client
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

  @CIBA-14-06 @should @needs.id_token_hint @needs.approve
  Scenario Outline: An ID Token that is <forged> is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And its hint is <forged>
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

    Examples:
      | forged                  |
      | unsigned                |
      | changed after signing   |
      | signed with another key |

  @CIBA-7.2-05 @must @once
  Scenario Outline: A login_hint that is <what> names nobody
    Given a valid authentication request that the OP accepts
    And the login_hint is <what>
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

    Examples:
      | what                                  |
      | a percent sign                        |
      | an asterisk                           |
      | the hint with a percent sign for its end |
      | the hint with an asterisk for its end    |
      | the hint with an underscore in it     |
      | a regular expression                  |
      | a condition that is always true       |
      | a filter of a directory               |
      | the hint and another one              |

  @CIBA-7.1-41 @must @once @needs.id_token_hint @needs.approve
  Scenario Outline: An id_token_hint that is <what> is refused
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And its hint is <what>
    When the client sends the authentication request
    Then the authentication request is refused with unknown_user_id or invalid_request

    Examples:
      | what                          |
      | the user's access token       |
      | the auth_req_id of the flow   |
      | the user's login_hint         |
