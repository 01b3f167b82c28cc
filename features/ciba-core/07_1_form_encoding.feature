Feature: The encoding of the form (section 7.1)
  However a client writes the same parameters, they arrive as they were meant.

  @CIBA-7.1-38 @must
  Scenario Outline: Percent escapes in the <parameter> are decoded
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with every letter of its "<parameter>" percent-encoded
    Then the OP acknowledges the request

    Examples:
      | parameter  |
      | login_hint |
      | scope      |

  @CIBA-7.1-38 @must
  Scenario: The media type may name its charset
    Given a valid authentication request that the OP accepts
    When the client sends the authentication request with a charset in its media type
    Then the OP acknowledges the request

  @CIBA-7.1-38 @must @needs.plain_request
  Scenario: A blank between scope values may be a plus sign or an escape
    Given a valid authentication request that the OP accepts
    When the client asks for two scope values, once with a plus sign and once with an escape between them
    Then both are acknowledged, or refused for their scope alike
