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

  @CIBA-13-02 @must @needs.plain_request @once
  Scenario Outline: A <parameter> of another flow is ignored, or refused with an error of section 13
    Given a valid authentication request that the OP accepts
    And the request has "<parameter>" set to "<value>"
    When the client sends the authentication request
    Then the OP acknowledges the request, or refuses it with an error of section 13

    Examples:
      | parameter             | value                                  |
      | request_uri           | https://client.example.org/request.jwt |
      | registration          | e30                                    |
      | response_type         | code                                   |
      | response_mode         | form_post                              |
      | prompt                | none                                   |
      | max_age               | 1                                      |
      | claims                | e30                                    |
      | redirect_uri          | https://client.example.org/cb          |
      | code_challenge_method | S512                                   |
      | authorization_details | []                                     |
