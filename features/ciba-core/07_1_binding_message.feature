Feature: The binding_message (section 7.1)
  The user compares it on both devices, so it is shown as it was sent, or refused.

  @CIBA-7.1-29 @must @needs.device_inbox
  Scenario: The device shows the binding_message unaltered
    Given a valid authentication request
    And the request has "binding_message" set to "W4SCT"
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the authentication device shows the binding_message unaltered

  @CIBA-7.1-29 @must @needs.device_inbox @needs.binding_message_limit
  Scenario: The device shows the longest binding_message unaltered
    Given a valid authentication request
    And the request has a binding_message of the longest length that the OP accepts
    When the client sends the authentication request
    Then the OP acknowledges the request
    And the authentication device shows the binding_message unaltered

  @CIBA-7.1-30 @CIBA-13-17 @must @once
  Scenario Outline: A binding_message with <what> is refused by its own code or shown unaltered
    Given a valid authentication request that the OP accepts
    And the binding_message has <what>
    When the client sends the authentication request
    Then the binding_message is refused by its own code or shown unaltered

    Examples:
      | what                     |
      | blanks                   |
      | an accent                |
      | a combining accent       |
      | Chinese characters       |
      | Hebrew letters           |
      | Arabic letters           |
      | an emoji                 |
      | a joined emoji           |
      | markup                   |
      | quotation marks          |
      | plus and percent signs   |
      | a line break             |
      | a carriage return        |
      | a tab                    |
      | a null character         |
      | an escape sequence       |
      | a delete character       |
      | a right-to-left override |
      | a zero-width space       |
      | a byte order mark        |
      | 2000 characters          |
