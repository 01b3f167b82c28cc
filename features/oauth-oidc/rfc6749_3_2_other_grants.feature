@mode.poll @mode.ping @needs.approve
Feature: Grants do not mix (RFC 6749, sections 3.2 and 6; CIBA Core, section 10.1)
  An auth_req_id is redeemed by its own grant alone, for what the user agreed to.

  @C-6749-21 @must
  Scenario: A scope in the token request does not widen the grant
    Given an acknowledged authentication request
    And the user has approved
    And the client has received the tokens
    And another acknowledged authentication request
    And the user has approved
    When the client polls with a scope that was not granted
    Then the grant is not widened

  @C-6749-22 @must
  Scenario Outline: An auth_req_id is no <what>
    Given an acknowledged authentication request
    And the user has approved
    When the client presents its auth_req_id as <what>
    Then it is not taken for a token request
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

    Examples:
      | what               |
      | authorization code |
      | device code        |
      | refresh token      |
      | assertion          |
      | subject token      |

  @C-6749-22 @must @needs.refresh_token @needs.another_user @needs.chosen_decision
  Scenario: A refresh that names an auth_req_id too is a refresh alone
    Given a client with a refresh token
    And an acknowledged authentication request for another user
    And the user has approved
    When the client refreshes its tokens with that auth_req_id beside
    Then nothing of the other request is given
    When the client polls until the user's decision has arrived
    Then the client receives the tokens all the same

  @C-6749-22 @must @needs.refresh_token
  Scenario: A token request that names a refresh token too is no refresh
    Given a client with a refresh token
    And another acknowledged authentication request
    When the client requests the token with its refresh token beside
    Then it is not taken for a token request
    When the client uses the refresh token
    Then the client receives new tokens
