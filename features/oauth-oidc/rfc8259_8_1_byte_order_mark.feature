Feature: JSON between systems (RFC 8259, section 8.1)
  Many who read JSON stumble over a byte order mark: nobody may send one.

  @C-8259-01 @must
  Scenario: No byte order mark stands before an acknowledgement
    Given a valid authentication request
    When the client sends the authentication request
    Then the answer begins with its JSON

  @C-8259-01 @must
  Scenario: No byte order mark stands before a refusal
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request
    Then the answer begins with its JSON

  @C-8259-01 @must @mode.poll @mode.ping
  Scenario: No byte order mark stands before a token error
    Given an acknowledged authentication request
    When the client requests the token
    Then the answer of the token endpoint begins with its JSON

  @C-8259-01 @must @mode.poll @mode.ping @needs.approve
  Scenario: No byte order mark stands before the tokens
    Given an acknowledged authentication request
    And the user has approved
    When the client polls until the user's decision has arrived
    Then the answer of the token endpoint begins with its JSON

  @C-8259-01 @must @mode.ping @mode.push @needs.callback @needs.approve
  Scenario: No byte order mark stands before what a callback says
    Given an acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And the callback begins with its JSON
