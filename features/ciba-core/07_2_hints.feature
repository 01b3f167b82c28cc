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
