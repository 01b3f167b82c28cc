/// What a client shows beside its credentials where an OP binds access tokens to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProof {
    /// A certificate under TLS (RFC 8705, section 3).
    ClientCertificate,
    /// A JWT in the header `DPoP` (RFC 9449, section 5).
    Dpop,
}

impl KeyProof {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ClientCertificate => "a client certificate",
            Self::Dpop => "a DPoP proof",
        }
    }

    /// Where it is written that tokens are bound so.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::ClientCertificate => "RFC 8705, section 3",
            Self::Dpop => "RFC 9449, section 5",
        }
    }

    /// The member of a client's registration that asks for it.
    pub const fn registration(self) -> &'static str {
        match self {
            Self::ClientCertificate => "tls_client_certificate_bound_access_tokens",
            Self::Dpop => "dpop_bound_access_tokens",
        }
    }
}
