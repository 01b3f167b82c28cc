Feature: Authorization Server Metadata (RFC 8414, section 2)
  A document that every client can read.

  @C-8414-02 @must @once @needs.discovery
  Scenario: Endpoints are URLs with https
    When the client reads the metadata
    Then its endpoints are URLs that are as safe as the issuer's

  @C-8414-02 @must @once @needs.discovery
  Scenario: Lists are arrays of strings
    When the client reads the metadata
    Then its lists are arrays of strings

  @C-8414-02 @must @once @needs.discovery
  Scenario: No list is empty
    When the client reads the metadata
    Then none of its lists is empty

  @C-8414-02 @must @once @needs.discovery
  Scenario: Flags are true or false
    When the client reads the metadata
    Then its flags are true or false

  @C-8414-02 @must @once @needs.discovery
  Scenario: No unsigned assertion authenticates a client
    When the client reads the metadata
    Then its algorithms for client assertions are signatures

  @C-8414-04 @must @once @needs.discovery
  Scenario: The CIBA grant stands beside the members that every server has
    When the client reads the metadata
    Then it has the members that every server has

  @C-8414-04 @must @once @needs.discovery
  Scenario: The CIBA grant is listed for those who poll
    When the client reads the metadata
    Then it lists the CIBA grant for clients that request tokens
