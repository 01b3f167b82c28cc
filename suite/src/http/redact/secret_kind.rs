/// What a hidden value is: its placeholder says so, numbered by first appearance, so that equality stays visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretKind {
    /// `auth_req_id`
    AuthReqId,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// An ID Token, also as a hint.
    IdToken,
    /// A client secret.
    ClientSecret,
    /// The user and password of `Authorization: Basic`, encoded.
    Credentials,
    /// A JWT that authenticates a client.
    ClientAssertion,
    /// A signed authentication request.
    RequestObject,
    /// `client_notification_token`
    ClientNotificationToken,
    /// `user_code`
    UserCode,
    /// `login_hint_token`
    LoginHintToken,
    /// A bearer token that is none of the above.
    BearerToken,
    /// Authlete's ticket.
    Ticket,
    /// What ties an answer of the authentication device to its question.
    DeviceReference,
    /// A header that the target file adds.
    Header,
    /// A JWT whose member has no secret's name.
    Jwt,
}

impl SecretKind {
    /// The name in placeholders and shell variables.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::AuthReqId => "auth_req_id",
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
            Self::IdToken => "id_token",
            Self::ClientSecret => "client_secret",
            Self::Credentials => "credentials",
            Self::ClientAssertion => "client_assertion",
            Self::RequestObject => "request",
            Self::ClientNotificationToken => "client_notification_token",
            Self::UserCode => "user_code",
            Self::LoginHintToken => "login_hint_token",
            Self::BearerToken => "bearer_token",
            Self::Ticket => "ticket",
            Self::DeviceReference => "device_reference",
            Self::Header => "header",
            Self::Jwt => "jwt",
        }
    }

    /// The kind of value that a parameter or member of this name holds.
    pub(super) fn of_member(name: &str) -> Option<Self> {
        Some(match name {
            "auth_req_id" | "authReqId" | "actionize_token" => Self::AuthReqId,
            "access_token" | "accessToken" => Self::AccessToken,
            "refresh_token" | "refreshToken" => Self::RefreshToken,
            "id_token" | "idToken" | "id_token_hint" => Self::IdToken,
            "client_secret" | "clientSecret" => Self::ClientSecret,
            "client_assertion" => Self::ClientAssertion,
            "request" => Self::RequestObject,
            "client_notification_token" | "clientNotificationToken" => {
                Self::ClientNotificationToken
            }
            "user_code" | "userCode" => Self::UserCode,
            "login_hint_token" => Self::LoginHintToken,
            "ticket" => Self::Ticket,
            "state" | "request_id" => Self::DeviceReference,
            _ => return Self::of_misspelled(name),
        })
    }

    /// The same for a name in other letters, or with other signs between its words, or none.
    fn of_misspelled(name: &str) -> Option<Self> {
        // No name of a secret is longer.
        if name.len() > 40 {
            return None;
        }
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        Some(match letters.as_str() {
            "authreqid" => Self::AuthReqId,
            "accesstoken" => Self::AccessToken,
            "refreshtoken" => Self::RefreshToken,
            "idtoken" | "idtokenhint" => Self::IdToken,
            "clientsecret" => Self::ClientSecret,
            "clientassertion" => Self::ClientAssertion,
            "clientnotificationtoken" => Self::ClientNotificationToken,
            "usercode" => Self::UserCode,
            "loginhinttoken" => Self::LoginHintToken,
            _ => return None,
        })
    }
}
