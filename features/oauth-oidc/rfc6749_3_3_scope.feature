Feature: Access Token Scope (RFC 6749, section 3.3)
  A set of words, in whatever order.

  @C-6749-15 @must
  Scenario: The order of scope values makes no difference
    When the client asks for two scope values in either order
    Then the OP judges both requests alike
