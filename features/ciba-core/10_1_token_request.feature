Feature: Token Request Using CIBA Grant Type (section 10.1)
  The client that started the transaction, and nobody else, asks for its result.

  @CIBA-10.1-01 @must @mode.poll @mode.ping @each.client
  Scenario: A token request without credentials is refused
    Given an acknowledged authentication request
    When the client requests the token without credentials
    Then the token request is refused with invalid_client

  @CIBA-10.1-01 @must @mode.poll @mode.ping @each.client
  Scenario: A token request with wrong credentials is refused
    Given an acknowledged authentication request
    When the client requests the token with wrong credentials
    Then the token request is refused with invalid_client

  @CIBA-10.1-01 @must @mode.poll @mode.ping
  Scenario: A token request that names no client is refused
    Given an acknowledged authentication request
    When somebody who names no client requests the token
    Then the token request is refused with invalid_client

  @CIBA-10.1-01 @must @mode.poll @mode.ping
  Scenario: A token request of an unknown client is refused
    Given an acknowledged authentication request
    When a client that is not registered requests the token
    Then the token request is refused with invalid_client

  @CIBA-10.1-12 @should @mode.ping @needs.approve
  Scenario: A ping client may poll
    Given an acknowledged authentication request
    And the client has requested the token
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the client receives the tokens

  @CIBA-10.1-14 @must @mode.poll @mode.ping
  Scenario: A token request without grant_type is refused
    Given an acknowledged authentication request
    When the client requests the token without "grant_type"
    Then the token request is refused with invalid_request or unsupported_grant_type

  @CIBA-4-01 @must @mode.poll @mode.ping
  Scenario: The grant type of the drafts is not supported
    Given an acknowledged authentication request
    When the client requests the token with "grant_type" set to "urn:openid:params:modrna:grant-type:backchannel_request"
    Then the token request is refused with unsupported_grant_type

  @CIBA-10.1-15 @must @mode.poll @mode.ping
  Scenario: A token request without auth_req_id is refused
    Given an acknowledged authentication request
    When the client requests the token without "auth_req_id"
    Then the token request is refused with invalid_request

  @CIBA-10.1-16 @CIBA-11-09 @must @mode.poll @mode.ping @needs.second_client
  Scenario: Another client's auth_req_id is refused
    Given an acknowledged authentication request
    When another client requests the token
    Then the token request is refused with invalid_grant

  @CIBA-10.1-16 @must @mode.poll @mode.ping @needs.second_client @needs.approve
  Scenario: Another client gets nothing after the approval, and takes nothing away
    Given an acknowledged authentication request
    And the user has approved
    And another client has requested the token
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-10.1-16 @must @mode.poll @mode.ping @needs.second_client @needs.approve
  Scenario: Another client's auth_req_id is refused after the approval too
    Given an acknowledged authentication request
    And the user has approved
    When another client requests the token
    Then the token request is refused with invalid_grant

  @CIBA-10.1-16 @must @mode.poll @mode.ping @needs.second_client @needs.approve
  Scenario: Another client's attempts before the approval take nothing away
    Given an acknowledged authentication request
    When another client requests the token 3 times
    And the user approves
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-10.1-16 @must @mode.poll @mode.ping @needs.second_client @needs.approve @needs.userinfo
  Scenario: Another client's attempts after the redemption do not end the access token
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    When another client requests the token 3 times
    And the client asks for UserInfo
    Then the access token still works

  @CIBA-10.1-18 @must @mode.poll @mode.ping @needs.approve
  Scenario: Wrong credentials before the approval take nothing away
    Given an acknowledged authentication request
    When the client requests the token with wrong credentials
    And the client requests the token without credentials
    And the user approves
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-10.1-18 @must @mode.poll @mode.ping @needs.approve
  Scenario: Wrong credentials after the approval take nothing away
    Given an acknowledged authentication request
    And the user has approved
    When the client requests the token with wrong credentials
    And the client requests the token without credentials
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-10.1-17 @CIBA-11-09 @must @mode.poll @mode.ping
  Scenario: An altered auth_req_id is refused
    Given an acknowledged authentication request
    When the client requests the token with an altered auth_req_id
    Then the token request is refused with invalid_grant

  @CIBA-10.1-17 @CIBA-11-09 @must @mode.poll @mode.ping
  Scenario Outline: An auth_req_id <how> is another one, and refused
    Given an acknowledged authentication request
    When the client requests the token with its auth_req_id <how>
    Then the token request is refused with invalid_grant

    Examples:
      | how                 |
      | in other letters    |
      | without its end     |
      | with more behind it |

  @CIBA-10.1-17 @CIBA-11-09 @must @mode.poll @mode.ping
  Scenario Outline: An auth_req_id <how> was never issued, and is refused
    Given an acknowledged authentication request
    When the client requests the token with its auth_req_id <how>
    Then the token request is refused with invalid_grant or invalid_request

    Examples:
      | how                          |
      | with a blank behind it       |
      | with a blank before it       |
      | with a line break behind it  |

  @CIBA-10.1-17 @CIBA-11-09 @must @mode.poll @mode.ping
  Scenario: An auth_req_id that was never issued is refused
    Given an acknowledged authentication request
    When the client requests the token with "auth_req_id" set to "never-issued-1234567890-1234567890"
    Then the token request is refused with invalid_grant

  @CIBA-10.1-03 @info @mode.poll @mode.ping
  Scenario: A poll is answered without being held back
    Given an acknowledged authentication request
    When the client requests the token
    Then the answer was not held back

  @CIBA-10.1-04 @should @mode.poll @mode.ping
  Scenario: A poll is answered within 30 seconds
    Given an acknowledged authentication request
    When the client requests the token
    Then the token request was answered within 30 seconds

  @CIBA-10.1-08 @must @mode.poll @mode.ping @slow
  Scenario: The interval runs from the sending of a poll
    Given an acknowledged authentication request
    And the client has requested the token
    When the interval has passed since the client sent its last poll
    And the client requests the token again
    Then the client is not told to slow down

  @CIBA-10.1-13 @must @mode.poll @mode.ping @needs.approve
  Scenario Outline: A token request <how> is none, and spends nothing
    Given an acknowledged authentication request
    And the user has approved
    When the client sends the token request <how>
    Then it is not taken for a token request
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

    Examples:
      | how                               |
      | by GET                            |
      | in the query of a POST            |
      | with its auth_req_id in the query |
      | with its grant_type in the query  |
      | as JSON                           |
      | by PUT                            |
      | in multipart parts                |
      | as plain text                     |

  @CIBA-10.1-16 @must @mode.ping @needs.second_client @needs.approve @needs.callback
  Scenario: Another client's attempts after the ping take nothing away
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    When another client requests the token 3 times
    And the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @CIBA-10.1-17 @CIBA-11-09 @must @mode.poll @mode.ping @needs.approve
  Scenario Outline: What is <what> is no auth_req_id
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    And another acknowledged authentication request
    When the client requests the token with <what> for an auth_req_id
    Then the token request is refused with invalid_grant

    Examples:
      | what             |
      | its access token |
      | its ID Token     |
