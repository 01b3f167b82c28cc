/// What a scenario needs of the target; each has a tag `@needs.…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// A user who says yes.
    Approve,
    /// A user who says no.
    Deny,
    /// An OP that lets one user have two requests pending.
    TwoPendingRequests,
    /// A client, a user and an OP with user codes.
    UserCode,
    /// A user whom the OP knows by a login_hint.
    LoginHint,
    /// login_hint_tokens that the OP trusts.
    LoginHintToken,
    /// login_hint_tokens that the suite signs itself and the OP trusts.
    LoginHintTokenIssuer,
    /// ID Tokens as hints: a user who says yes.
    IdTokenHint,
    /// Another client that may use the token endpoint.
    SecondClient,
    /// A notification endpoint that the OP reaches.
    Callback,
    /// A known limit of the binding_message.
    BindingMessageLimit,
    /// A look at what the authentication device shows.
    DeviceInbox,
    /// Another user, who tries to decide.
    OtherUser,
    /// A user who is always denied without being asked.
    LockedUser,
    /// A user whose account the suite may lock for a while.
    LockableUser,
    /// A user who cannot be asked, so that the OP fails.
    UnreachableUser,
    /// A user for whom the OP fails at once.
    FailingUser,
    /// A client that may not use CIBA.
    ClientWithoutCiba,
    /// A client at whose notification endpoint nobody listens.
    UnreachableEndpoint,
    /// A client whose notification endpoint has a certificate that does not verify.
    UntrustedEndpoint,
    /// A client that is issued refresh tokens.
    RefreshToken,
    /// A known authentication context class.
    Acr,
    /// Another client with pairwise subjects in the same sector.
    ClientOfSameSector,
    /// Another client with pairwise subjects in another sector.
    ClientOfOtherSector,
    /// A target across a network, which TLS has to protect.
    Tls,
    /// Leave to send many requests at once, and to guess.
    Unthrottled,
    /// An ID Token that ran out.
    ExpiredIdToken,
    /// An OP that offers signed requests and a client that is registered for them.
    SignedRequest,
    /// An OP that offers no signed requests.
    NoSignedRequest,
    /// A client that does not sign its requests: what it sends stands in the form.
    PlainRequest,
    /// A client that authenticates by a JWT.
    ClientAssertion,
    /// A client that authenticates by its secret in the Authorization header.
    ClientSecretBasic,
    /// A client that authenticates by its secret in the body.
    ClientSecretPost,
    /// A client that authenticates by a JWT under its secret.
    ClientSecretJwt,
    /// A client that authenticates by a JWT under its key.
    PrivateKeyJwt,
    /// A client that authenticates by a secret in the Authorization header which looks different there.
    EncodedSecret,
    /// A client with a secret, whether it authenticates with it or not.
    ClientSecret,
    /// A second user, the target file's denier.
    SecondUser,
    /// A second user, whatever they decide.
    AnotherUser,
    /// A second user with a user_code of their own.
    SecondUserCode,
    /// A client with a second registered key, for an algorithm that it did not register for requests.
    OtherSigningKey,
    /// Another client with a key.
    SecondSigner,
    /// A client with a key that has registered no algorithm for requests.
    UnregisteredSigner,
    /// A client that must push its authorization requests.
    ParClient,
    /// A UserInfo endpoint.
    UserInfo,
    /// A client with a secret that has registered no algorithm for requests.
    UnregisteredSecret,
    /// A device by which the suite chooses what is decided, and when: not an OP that decides by itself.
    ChosenDecision,
    /// Metadata that the OP publishes.
    Discovery,
    /// login_hint_tokens that are JWTs, which a forger could imitate.
    SignedLoginHintToken,
}

impl Need {
    /// Every need, after its tag.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("needs.approve", Self::Approve),
        ("needs.deny", Self::Deny),
        ("needs.two_pending_requests", Self::TwoPendingRequests),
        ("needs.user_code", Self::UserCode),
        ("needs.login_hint", Self::LoginHint),
        ("needs.login_hint_token", Self::LoginHintToken),
        ("needs.login_hint_token_issuer", Self::LoginHintTokenIssuer),
        ("needs.id_token_hint", Self::IdTokenHint),
        ("needs.second_client", Self::SecondClient),
        ("needs.callback", Self::Callback),
        ("needs.binding_message_limit", Self::BindingMessageLimit),
        ("needs.device_inbox", Self::DeviceInbox),
        ("needs.other_user", Self::OtherUser),
        ("needs.locked_user", Self::LockedUser),
        ("needs.lockable_user", Self::LockableUser),
        ("needs.unreachable_user", Self::UnreachableUser),
        ("needs.failing_user", Self::FailingUser),
        ("needs.client_without_ciba", Self::ClientWithoutCiba),
        ("needs.unreachable_endpoint", Self::UnreachableEndpoint),
        ("needs.untrusted_endpoint", Self::UntrustedEndpoint),
        ("needs.refresh_token", Self::RefreshToken),
        ("needs.acr", Self::Acr),
        ("needs.client_of_same_sector", Self::ClientOfSameSector),
        ("needs.client_of_other_sector", Self::ClientOfOtherSector),
        ("needs.tls", Self::Tls),
        ("needs.unthrottled", Self::Unthrottled),
        ("needs.expired_id_token", Self::ExpiredIdToken),
        ("needs.signed_request", Self::SignedRequest),
        ("needs.no_signed_request", Self::NoSignedRequest),
        ("needs.plain_request", Self::PlainRequest),
        ("needs.client_assertion", Self::ClientAssertion),
        ("needs.client_secret_basic", Self::ClientSecretBasic),
        ("needs.client_secret_post", Self::ClientSecretPost),
        ("needs.client_secret_jwt", Self::ClientSecretJwt),
        ("needs.private_key_jwt", Self::PrivateKeyJwt),
        ("needs.encoded_secret", Self::EncodedSecret),
        ("needs.client_secret", Self::ClientSecret),
        ("needs.second_user", Self::SecondUser),
        ("needs.another_user", Self::AnotherUser),
        ("needs.second_user_code", Self::SecondUserCode),
        ("needs.other_signing_key", Self::OtherSigningKey),
        ("needs.second_signer", Self::SecondSigner),
        ("needs.unregistered_signer", Self::UnregisteredSigner),
        ("needs.par_client", Self::ParClient),
        ("needs.userinfo", Self::UserInfo),
        ("needs.chosen_decision", Self::ChosenDecision),
        ("needs.discovery", Self::Discovery),
        ("needs.signed_login_hint_token", Self::SignedLoginHintToken),
        ("needs.unregistered_secret", Self::UnregisteredSecret),
    ];

    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == tag)
            .map(|(_, need)| *need)
    }
}
