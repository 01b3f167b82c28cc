Feature: Privacy Considerations (section 15)
  What the OP answers need not tell who the user is.

  @CIBA-15-02 @info
  Scenario: An auth_req_id does not tell who the user is
    Given an acknowledged authentication request
    Then the auth_req_id does not tell who the user is

  @CIBA-15-02 @info
  Scenario: An error answer does not tell who the user is
    Given a valid authentication request that the OP accepts
    And the request has no "scope"
    When the client sends the authentication request
    Then the error answer does not tell who the user is

  @CIBA-15-02 @info @mode.ping @needs.approve @needs.callback
  Scenario: A ping does not tell who the user is
    Given an acknowledged authentication request
    When the user approves
    Then the client receives a ping callback
    And the callback does not tell who the user is
