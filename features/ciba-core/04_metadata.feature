Feature: Registration and Discovery Metadata (section 4)
  The OP says in its metadata how it does CIBA.

  @CIBA-4-02 @must @once @needs.discovery
  Scenario: The metadata lists the delivery modes
    When the client reads the metadata
    Then it lists the delivery modes that the OP supports

  @CIBA-4-03 @must @once @needs.discovery
  Scenario: The metadata names the backchannel authentication endpoint
    When the client reads the metadata
    Then it names the backchannel authentication endpoint

  @CIBA-4-04 @must @once @needs.discovery
  Scenario: Only asymmetric algorithms sign authentication requests
    When the client reads the metadata
    Then its algorithms for signed requests are asymmetric or absent

  @CIBA-4-06 @must @once @needs.discovery
  Scenario: The flag for user codes is a boolean
    When the client reads the metadata
    Then its flag for user codes is a boolean or absent

  @CIBA-4-07 @must @once @needs.discovery
  Scenario: The metadata lists the CIBA grant type
    When the client reads the metadata
    Then it lists the CIBA grant type
