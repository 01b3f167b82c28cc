@once
Feature: Text that no parser likes (RFC 6749, section 5.2; CIBA Core, sections 11 and 13)
  Whatever stands in a parameter, the answer is one of OAuth's: no page, no crash.

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario Outline: A null character in the <parameter> of a token request crashes nothing
    Given a token request that the OP answers as pending
    When the client requests the token with a null character in its "<parameter>"
    Then the answer of the token endpoint is an error of OAuth

    Examples:
      | parameter      |
      | grant_type     |
      | auth_req_id    |
      | client_id      |
      | scope          |
      | x_nobody_knows |

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario Outline: Bytes that are not UTF-8 in the <parameter> of a token request crash nothing
    Given a token request that the OP answers as pending
    When the client requests the token with bytes that are not UTF-8 in its "<parameter>"
    Then the answer of the token endpoint is an error of OAuth

    Examples:
      | parameter      |
      | grant_type     |
      | auth_req_id    |
      | client_id      |
      | scope          |
      | x_nobody_knows |

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario Outline: A broken percent escape in the <parameter> of a token request crashes nothing
    Given a token request that the OP answers as pending
    When the client requests the token with a broken percent escape in its "<parameter>"
    Then the answer of the token endpoint is an error of OAuth

    Examples:
      | parameter      |
      | grant_type     |
      | auth_req_id    |
      | client_id      |

  @C-6749-04 @must @mode.poll @mode.ping
  Scenario Outline: A <parameter> of 4000 letters in a token request crashes nothing
    Given a token request that the OP answers as pending
    When the client requests the token with 4000 letters in its "<parameter>"
    Then the answer of the token endpoint is an error of OAuth

    Examples:
      | parameter      |
      | grant_type     |
      | auth_req_id    |
      | client_id      |

  @CIBA-7.2-10 @must @needs.plain_request
  Scenario Outline: A null character in the <parameter> of an authentication request crashes nothing
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with a null character in its "<parameter>"
    Then the OP acknowledges the request, or answers with an error of section 13

    Examples:
      | parameter                 |
      | scope                     |
      | acr_values                |
      | binding_message           |
      | client_id                 |
      | client_notification_token |
      | id_token_hint             |
      | login_hint_token          |
      | requested_expiry          |
      | request                   |
      | user_code                 |
      | x_nobody_knows            |

  @CIBA-7.2-10 @must @needs.plain_request
  Scenario Outline: Bytes that are not UTF-8 in the <parameter> of an authentication request crash nothing
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with bytes that are not UTF-8 in its "<parameter>"
    Then the OP acknowledges the request, or answers with an error of section 13

    Examples:
      | parameter                 |
      | scope                     |
      | acr_values                |
      | binding_message           |
      | client_id                 |
      | client_notification_token |
      | requested_expiry          |
      | request                   |
      | user_code                 |
      | x_nobody_knows            |

  @CIBA-7.2-10 @must @needs.plain_request
  Scenario Outline: A <parameter> of 4000 letters in an authentication request crashes nothing
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with 4000 letters in its "<parameter>"
    Then the OP acknowledges the request, or answers with an error of section 13

    Examples:
      | parameter                 |
      | scope                     |
      | acr_values                |
      | client_id                 |
      | id_token_hint             |
      | requested_expiry          |
      | request                   |
      | user_code                 |
