Feature: Authentication Request (section 7.1)
  One hint, the parameters that the delivery mode needs, and each parameter once.

  @CIBA-7.1-34 @must
  Scenario: A request without hint is refused
    Given a valid authentication request that the OP accepts
    And the request has no "login_hint"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-35 @CIBA-7.2-04 @must @needs.login_hint @needs.login_hint_token
  Scenario: A login_hint beside a login_hint_token is refused
    Given a valid authentication request that the OP accepts
    And the request has a login_hint_token of the same user too
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-35 @CIBA-7.2-04 @must @needs.login_hint @needs.id_token_hint @needs.approve
  Scenario: A login_hint beside an id_token_hint is refused
    Given a valid authentication request that the OP accepts
    And the request has an id_token_hint of the same user too
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-35 @CIBA-7.2-04 @must @needs.id_token_hint @needs.login_hint_token @needs.approve
  Scenario: A login_hint_token beside an id_token_hint is refused
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And the request has an id_token_hint of the same user too
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-35 @CIBA-7.2-04 @must @needs.login_hint @needs.id_token_hint @needs.login_hint_token @needs.approve
  Scenario: All three hints together are refused
    Given a valid authentication request that the OP accepts
    And the request has a login_hint_token of the same user too
    And the request has an id_token_hint of the same user too
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-35 @CIBA-7.2-04 @must @needs.login_hint
  Scenario Outline: A login_hint beside a <second> that is no token is refused
    Given a valid authentication request that the OP accepts
    And the request has a second hint, a <second> that is no token
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | second           |
      | login_hint_token |
      | id_token_hint    |

  @CIBA-7.1-36 @must @needs.plain_request
  Scenario: An empty hint counts as absent
    Given a valid authentication request
    And the request has an empty hint of another type
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-22 @CIBA-10.1.1-07 @must @needs.login_hint @needs.approve
  Scenario: A login_hint names the user
    Given an acknowledged authentication request
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names

  @CIBA-7.1-26 @CIBA-10.1.1-07 @must @needs.login_hint_token @needs.approve
  Scenario: A login_hint_token names the user
    Given a valid authentication request with a login_hint_token
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names

  @CIBA-7.1-23 @CIBA-10.1.1-07 @must @needs.id_token_hint @needs.approve
  Scenario: An id_token_hint names the user
    Given a valid authentication request with an id_token_hint
    And the OP accepts it
    And the user has approved
    When the client fetches the result
    Then the ID Token is about the user whom the hint names

  @CIBA-7.1-08 @CIBA-7.2-08 @must
  Scenario: A request without scope is refused
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-13 @must @mode.ping @mode.push
  Scenario: A request without client_notification_token is refused
    Given a valid authentication request that the OP accepts
    And the request has no "client_notification_token"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-14 @must @mode.ping @mode.push
  Scenario: A client_notification_token of 1025 characters is refused
    Given a valid authentication request that the OP accepts
    And the request has a "client_notification_token" of 1025 characters
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-14 @must @mode.ping @mode.push
  Scenario: A client_notification_token of 1024 characters is accepted
    Given a valid authentication request
    And the request has a "client_notification_token" of 1024 characters
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-15 @must @mode.ping @mode.push
  Scenario Outline: A client_notification_token with <what> is refused
    Given a valid authentication request that the OP accepts
    And the request has "client_notification_token" set to "<token>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | what                 | token                           |
      | a space              | token with spaces 1234567890    |
      | a non-ASCII letter   | tokén-1234567890-1234567890     |
      | a padding inside     | token=1234567890=1234567890     |
      | a comma              | token,1234567890,1234567890     |
      | a percent sign       | token%201234567890%201234567890 |
      | a padding alone      | ================================ |

  @CIBA-7.1-15 @must @mode.ping @mode.push @needs.plain_request
  Scenario: A client_notification_token with a line break is refused
    Given a valid authentication request that the OP accepts
    And the request has a client_notification_token with a line break
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

  @CIBA-7.1-18 @must @mode.poll
  Scenario: A poll client may send a client_notification_token
    Given a valid authentication request
    And the request has "client_notification_token" set to "a-token-that-nobody-needs-1234567890"
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-19 @must
  Scenario: An unknown acr_values is no error
    Given a valid authentication request
    And the request has "acr_values" set to "urn:example:acr:nobody-knows"
    When the client sends the authentication request
    Then the OP acknowledges the request

  @CIBA-7.1-32 @must
  Scenario Outline: A requested_expiry of <value> is refused
    Given a valid authentication request that the OP accepts
    And the request has "requested_expiry" set to "<value>"
    When the client sends the authentication request
    Then the authentication request is refused with invalid_request

    Examples:
      | value |
      | 0     |
      | -5    |
      | abc   |
      | 1.5   |
      | 1e400 |
      | 1e2   |
      | 0x78  |

  @CIBA-7.1-32 @must @once
  Scenario Outline: A requested_expiry of <value> is refused, or a lifetime is told
    Given a valid authentication request that the OP accepts
    And the request has "requested_expiry" set to "<value>"
    When the client sends the authentication request
    Then the OP tells a lifetime, or refuses the request

    Examples:
      | value                |
      | 2147483648           |
      | 4294967296           |
      | 9223372036854775807  |
      | 18446744073709551616 |
      | 100000000000000000000000000000 |

  @CIBA-7.1-33 @must
  Scenario: A requested_expiry of 120 seconds is accepted
    Given a valid authentication request
    And the request has "requested_expiry" set to "120"
    When the client sends the authentication request
    Then the OP acknowledges the request
    And expires_in is a positive integer

  @CIBA-7.2-09 @CIBA-7.1-40 @C-6749-12 @must
  Scenario: Unknown parameters are ignored
    Given a valid authentication request
    And the request has "x_nobody_knows" set to "1"
    When the client sends the authentication request
    Then the OP acknowledges the request
