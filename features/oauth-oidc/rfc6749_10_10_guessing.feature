Feature: Credentials-Guessing Attacks (RFC 6749, section 10.10)
  Tokens that nobody can guess.

  @C-6749-18 @must @needs.approve @mode.poll @mode.ping
  Scenario: Access tokens cannot be guessed
    When the client gets the tokens of 4 authentication requests
    Then the access tokens cannot be guessed

  @C-6749-18 @must @needs.approve @needs.refresh_token @mode.poll @mode.ping
  Scenario: Refresh tokens cannot be guessed
    When the client gets the tokens of 4 authentication requests
    Then the refresh tokens cannot be guessed

  @C-6749-18 @must @needs.approve @needs.callback @mode.push
  Scenario: Pushed access tokens cannot be guessed
    When the client gets the tokens of 4 authentication requests
    Then the access tokens cannot be guessed
