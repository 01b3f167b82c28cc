Feature: Notation (section 1.1)
  The quotation marks around literals belong to the document, not to the values.

  @CIBA-1.1-01 @must @once
  Scenario: The metadata has no quotation marks around values
    When the client reads the metadata
    Then no value of the answer stands in quotation marks

  @CIBA-1.1-01 @must
  Scenario: The acknowledgement has no quotation marks around values
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
    And no value of the answer stands in quotation marks

  @CIBA-1.1-01 @must
  Scenario: An authentication error has no quotation marks around values
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request
    Then no value of the answer stands in quotation marks

  @CIBA-1.1-01 @must @mode.poll @mode.ping @needs.approve
  Scenario: The token response has no quotation marks around values
    Given an acknowledged authentication request
    And the user has approved
    When the client polls until the user's decision has arrived
    Then no value of the token response stands in quotation marks
    And the client receives the tokens

  @CIBA-1.1-01 @must @mode.ping @mode.push @needs.approve @needs.callback
  Scenario: A callback has no quotation marks around values
    Given an acknowledged authentication request
    When the user approves
    Then the OP calls the client notification endpoint
    And no value of the callback stands in quotation marks
