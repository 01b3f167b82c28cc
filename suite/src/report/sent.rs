/// What holds of the request that the OP answered wrongly: what the suite had sent, held against what is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The client authenticated as it is registered.
    OwnCredentials,
    /// It did not, on purpose.
    OtherCredentials,
    /// The hint names a user of the target file.
    KnownUser,
    /// The grant type is that of CIBA.
    CibaGrant,
    /// It was a POST to an endpoint of the metadata.
    ToAnEndpoint,
    /// It was a poll, the first one or one that came after the interval.
    PatientPoll,
}
