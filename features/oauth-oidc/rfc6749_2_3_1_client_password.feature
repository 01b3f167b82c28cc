Feature: A client's secret outside of the Authorization header (RFC 6749, section 2.3.1; OpenID Connect Core 1.0, section 9)
  It is compared as it is, and so is the key of a MAC.

  @CIBA-13-18 @CIBA-7.1-02 @must @needs.client_secret_post
  Scenario Outline: A secret in the body is refused that is the client's <how>
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret <how>
    Then the authentication request is refused with invalid_client

    Examples:
      | how                    |
      | in other letters       |
      | without its end        |
      | with more behind it    |
      | with a blank behind it |
      | with a blank before it |

  @CIBA-10.1-01 @must @needs.client_secret_post @mode.poll @mode.ping
  Scenario Outline: At the token endpoint a secret in the body is refused that is the client's <how>
    Given a token request that the OP answers as pending
    When the client requests the token with its secret <how>
    Then the token request is refused with invalid_client

    Examples:
      | how                    |
      | in other letters       |
      | without its end        |
      | with more behind it    |
      | with a blank behind it |
      | with a blank before it |

  @CIBA-13-18 @CIBA-7.1-02 @must @needs.client_secret_jwt
  Scenario Outline: A MAC is refused whose key is the client's secret <how>
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with its secret <how>
    Then the authentication request is refused with invalid_client

    Examples:
      | how                    |
      | in other letters       |
      | with a blank behind it |

  @CIBA-10.1-01 @must @needs.client_secret_jwt @mode.poll @mode.ping
  Scenario Outline: At the token endpoint a MAC is refused whose key is the client's secret <how>
    Given a token request that the OP answers as pending
    When the client requests the token with its secret <how>
    Then the token request is refused with invalid_client

    Examples:
      | how                    |
      | in other letters       |
      | with a blank behind it |
