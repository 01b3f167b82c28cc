Feature: Pushed Authorization Requests (RFC 9126)
  They belong to the authorization endpoint.

  @C-9126-00 @info @needs.par_client
  Scenario: A client that must push its authorization requests uses CIBA as before
    Given a valid authentication request
    When the client sends the authentication request
    Then the OP acknowledges the request
