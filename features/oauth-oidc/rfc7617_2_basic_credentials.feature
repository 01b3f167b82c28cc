@needs.client_secret_basic @once
Feature: Basic credentials (RFC 7617, section 2; RFC 9110, section 11.6.2)
  The word Basic, and behind it the client's id and secret, whole and in base64: anything else authenticates nobody.

  @C-7617-01 @must
  Scenario Outline: An Authorization header does not authenticate that holds <what>
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with an Authorization header of <what>
    Then the authentication request is refused with invalid_client or invalid_request

    Examples:
      | what                                     |
      | base64 with rubbish behind it            |
      | what is no base64                        |
      | the scheme alone                         |
      | a text without colon                     |
      | a word that is no scheme                 |
      | the Bearer scheme                        |
      | no scheme                                |
      | a null character in the user name        |
      | a user name that is not UTF-8            |
      | a broken percent escape in the user name |

  @C-7617-01 @must @mode.poll @mode.ping
  Scenario Outline: At the token endpoint an Authorization header does not authenticate that holds <what>
    Given a token request that the OP answers as pending
    When the client requests the token with an Authorization header of <what>
    Then the token request is refused with invalid_client or invalid_request

    Examples:
      | what                                     |
      | base64 with rubbish behind it            |
      | what is no base64                        |
      | the scheme alone                         |
      | a text without colon                     |
      | a word that is no scheme                 |
      | the Bearer scheme                        |
      | no scheme                                |
      | a null character in the user name        |
      | a user name that is not UTF-8            |
      | a broken percent escape in the user name |

  @CIBA-13-18 @CIBA-7.1-02 @must
  Scenario Outline: A secret that is nearly right is refused: <what>
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with an Authorization header of <what>
    Then the authentication request is refused with invalid_client

    Examples:
      | what                             |
      | the secret in other letters      |
      | the secret without its end       |
      | the secret with more behind      |
      | the secret with a blank behind it |
      | the secret with a blank before it |

  @CIBA-10.1-01 @must @mode.poll @mode.ping
  Scenario Outline: At the token endpoint a secret that is nearly right is refused: <what>
    Given a token request that the OP answers as pending
    When the client requests the token with an Authorization header of <what>
    Then the token request is refused with invalid_client

    Examples:
      | what                             |
      | the secret in other letters      |
      | the secret without its end       |
      | the secret with more behind      |
      | the secret with a blank behind it |
      | the secret with a blank before it |

  @CIBA-13-18 @CIBA-7.1-02 @must @needs.second_client
  Scenario: The secret of another client does not authenticate
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with an Authorization header of another client's secret
    Then the authentication request is refused with invalid_client

  @CIBA-10.1-01 @must @needs.second_client @mode.poll @mode.ping
  Scenario: At the token endpoint the secret of another client does not authenticate
    Given a token request that the OP answers as pending
    When the client requests the token with an Authorization header of another client's secret
    Then the token request is refused with invalid_client
