Feature: User Code (section 7.1.2)
  A secret that the user gives the client, so that nobody else can have them asked.

  @CIBA-7.1.2-03 @must @needs.user_code
  Scenario: The right user_code is accepted
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.2-01 @CIBA-13-15 @must @needs.user_code
  Scenario: A missing user_code is refused
    Given a valid authentication request that the OP accepts
    And the request has no "user_code"
    When the client sends the authentication request
    Then the authentication request is refused with missing_user_code

  @CIBA-7.1.2-02 @CIBA-13-16 @must @needs.user_code
  Scenario: A wrong user_code is refused
    Given a valid authentication request that the OP accepts
    And the request has "user_code" set to "not-the-code-999"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code

  @CIBA-7.1.2-02 @must @needs.user_code
  Scenario Outline: A user_code that is nearly right is refused: <what>
    Given a valid authentication request that the OP accepts
    And the request has the right user_code <change>
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code

    Examples:
      | what                | change                     |
      | too long            | and a digit more           |
      | too short           | without its last character |
      | with a zero more    | and a zero before it       |
      | with a plus sign    | and a plus sign before it  |
      | with a fraction     | and a fraction behind it   |

  @CIBA-7.1.2-02 @must @needs.user_code @needs.second_user_code
  Scenario: The user_code of another user is refused
    Given a valid authentication request that the OP accepts
    And the request has the user_code of another user
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code

  @CIBA-7.1.2-02 @must @needs.user_code @needs.plain_request
  Scenario: An empty user_code counts as missing
    Given a valid authentication request that the OP accepts
    And the request has "user_code" set to ""
    When the client sends the authentication request
    Then the authentication request is refused with missing_user_code or invalid_user_code

  @CIBA-7.1.2-04 @info
  Scenario: A client without user codes needs none
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1.2-06 @must @needs.user_code @needs.device_inbox
  Scenario: The device stays silent when the user_code is missing
    Given a valid authentication request that the OP accepts
    And the request has no "user_code"
    And the request has "binding_message" set to "N0CDE"
    When the client sends the authentication request
    Then the authentication request is refused with missing_user_code
    And the authentication device shows nothing of the request

  @CIBA-7.1.2-06 @must @needs.user_code @needs.device_inbox
  Scenario: The device stays silent when the user_code is wrong
    Given a valid authentication request that the OP accepts
    And the request has "user_code" set to "not-the-code-999"
    And the request has "binding_message" set to "B4DCD"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_user_code
    And the authentication device shows nothing of the request

  @CIBA-7.1.2-10 @should @needs.user_code @needs.approve
  Scenario: Nobody tells a user_code
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    Then the user_code stands in nothing that the OP sent

  @CIBA-7.1.2-10 @should @needs.user_code
  Scenario: The answer to a wrong user_code does not tell the right one
    Given a valid authentication request that the OP accepts
    And the request has "user_code" set to "not-the-code-999"
    When the client sends the authentication request
    Then the user_code stands in nothing that the OP sent

  @CIBA-7.1.2-10 @should @needs.user_code @needs.device_inbox
  Scenario: The authentication device does not show a user_code
    Given an acknowledged authentication request
    Then the authentication device shows no user_code

  @CIBA-7.1.2-07 @info @needs.user_code @needs.unthrottled
  Scenario: The right user_code is accepted after wrong guesses
    Given a valid authentication request that the OP accepts
    When the client guesses 6 wrong user_codes
    And the client sends the authentication request again
    Then the OP acknowledges the request
