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
