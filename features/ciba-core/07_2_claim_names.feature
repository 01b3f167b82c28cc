@needs.approve
Feature: Parameters named like claims (section 7.2)
  A client may write what it likes into its request: who the user is, and what the ID Token says, is for the OP to say.

  @CIBA-10.1.1-07 @CIBA-7.2-09 @must
  Scenario Outline: Parameters named like <what> change nothing
    Given a valid authentication request
    And the request has parameters named like <what>
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names
    And the ID Token says nothing that stood in the request

    Examples:
      | what                                 |
      | the subject                          |
      | a user in the store                  |
      | a token in the store                 |
      | claims of an authentication          |

  @CIBA-10.1.1-07 @CIBA-7.2-09 @must @needs.plain_request
  Scenario: Parameters named like claims of a token change nothing
    Given a valid authentication request
    And the request has parameters named like claims of a token
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names
    And the ID Token says nothing that stood in the request

  @CIBA-10.1.1-07 @CIBA-7.2-09 @must @needs.signed_request @mode.poll
  Scenario Outline: Claims of a signed request named like <what> change nothing
    Given a valid authentication request
    And the request has parameters named like <what>
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names
    And the ID Token says nothing that stood in the request

    Examples:
      | what        |
      | the subject |
