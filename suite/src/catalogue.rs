//! What is tested: the embedded features and the requirement catalogue, indexed both ways.

mod coverage;
mod error;
mod oracle;
mod outline;
mod requirements;

use std::collections::{BTreeMap, HashMap};

use gherkin::{Feature, GherkinEnv};
use include_dir::{Dir, include_dir};

pub use coverage::{Coverage, Totals};
pub use error::CatalogueError;
pub use oracle::{OracleWords, oracle_rules};
pub use requirements::{Requirement, parse_requirements};

use crate::protocol::{DeliveryMode, Level, RequirementId};

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

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

    fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == tag)
            .map(|(_, need)| *need)
    }
}

/// For which clients a scenario runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// Once in every delivery mode that it applies to.
    EachMode,
    /// Once for every client in those modes (`@each.client`).
    EachClient,
    /// Once: no client matters (`@once`).
    Once,
}

/// One scenario, an example of an outline included.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `document/section_name/title`, for an example followed by `/first-column`.
    pub id: String,
    /// The title, placeholders filled in.
    pub title: String,
    /// The rows of the catalogue; the first is what the scenario is about.
    pub requirements: Vec<RequirementId>,
    /// What breaking it means.
    pub level: Level,
    /// The delivery modes that it applies to.
    pub modes: Vec<DeliveryMode>,
    /// What it needs of the target.
    pub needs: Vec<Need>,
    /// For which clients it runs.
    pub repetition: Repetition,
    /// Whether it waits long on a real clock.
    pub slow: bool,
    /// The steps, background included.
    pub steps: Vec<gherkin::Step>,
}

impl Scenario {
    /// The feature that it stands in: `document/section_name`.
    pub fn feature(&self) -> &str {
        let end = self
            .id
            .match_indices('/')
            .nth(1)
            .map_or(self.id.len(), |(at, _)| at);
        self.id.get(..end).unwrap_or(&self.id)
    }
}

/// All scenarios and all requirements.
#[derive(Debug, Clone)]
pub struct Catalogue {
    scenarios: Vec<Scenario>,
    requirements: BTreeMap<RequirementId, Requirement>,
}

impl Catalogue {
    /// Reads what is built into the program.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut scenarios = Vec::new();
        for (path, text) in feature_files(&FEATURES) {
            scenarios.extend(parse_feature(&path, text)?);
        }
        Ok(Self::new(scenarios, requirements::embedded()?))
    }

    /// A catalogue of these scenarios and rows.
    pub const fn new(
        scenarios: Vec<Scenario>,
        requirements: BTreeMap<RequirementId, Requirement>,
    ) -> Self {
        Self {
            scenarios,
            requirements,
        }
    }

    /// Every scenario, in the order of files and of the lines in them.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// A row of the requirement catalogue.
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// Every row, by id.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.values()
    }
}

fn feature_files(folder: &Dir<'static>) -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = folder
        .files()
        .filter_map(|file| {
            let path = file.path().to_str()?.replace('\\', "/");
            (path.ends_with(".feature")).then_some((path, file.contents_utf8()?))
        })
        .collect();
    for inner in folder.dirs() {
        files.extend(feature_files(inner));
    }
    files.sort();
    files
}

/// The scenarios of one feature file, outlines expanded; `path` is relative to the features folder.
pub fn parse_feature(path: &str, text: &str) -> Result<Vec<Scenario>, CatalogueError> {
    let feature =
        Feature::parse(text, GherkinEnv::default()).map_err(|error| CatalogueError::Feature {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
    let background: Vec<gherkin::Step> = feature
        .background
        .as_ref()
        .map(|background| background.steps.clone())
        .unwrap_or_default();
    let folder = path.trim_end_matches(".feature");
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut scenarios = Vec::new();
    for scenario in &feature.scenarios {
        for example in outline::expand(scenario) {
            let id = format!("{folder}/{}", example.slug);
            let mut steps = background.clone();
            steps.extend(example.steps);
            let tags: Vec<&str> = feature
                .tags
                .iter()
                .chain(&scenario.tags)
                .map(String::as_str)
                .collect();
            let failed = |reason: String| CatalogueError::Scenario {
                path: path.to_owned(),
                scenario: example.title.clone(),
                reason,
            };
            if let Some(other) = seen.insert(id.clone(), example.title.clone()) {
                return Err(failed(format!("has the same id as {other:?}")));
            }
            scenarios.push(tagged(id, example.title.clone(), &tags, steps).map_err(failed)?);
        }
    }
    Ok(scenarios)
}

/// The closed vocabulary of tags: whatever is not here is an error.
fn tagged(
    id: String,
    title: String,
    tags: &[&str],
    steps: Vec<gherkin::Step>,
) -> Result<Scenario, String> {
    let mut requirements = Vec::new();
    let mut levels = Vec::new();
    let mut modes = Vec::new();
    let mut needs = Vec::new();
    let mut repetition = Repetition::EachMode;
    let mut slow = false;
    for tag in tags {
        match *tag {
            "must" => levels.push(Level::Must),
            "should" => levels.push(Level::Should),
            "info" => levels.push(Level::Info),
            "mode.poll" => modes.push(DeliveryMode::Poll),
            "mode.ping" => modes.push(DeliveryMode::Ping),
            "mode.push" => modes.push(DeliveryMode::Push),
            "each.client" => repetition = Repetition::EachClient,
            "once" => repetition = Repetition::Once,
            "slow" => slow = true,
            tag if tag.starts_with("CIBA-") || tag.starts_with("C-") => {
                requirements.push(RequirementId::from(tag));
            }
            tag => needs.push(
                Need::of_tag(tag).ok_or_else(|| format!("@{tag} is outside the vocabulary"))?,
            ),
        }
    }
    let [level] = levels.as_slice() else {
        return Err("needs one of @must, @should and @info".to_owned());
    };
    if requirements.is_empty() {
        return Err("names no requirement".to_owned());
    }
    if modes.is_empty() {
        modes.extend(DeliveryMode::ALL);
    }
    Ok(Scenario {
        id,
        title,
        requirements,
        level: *level,
        modes,
        needs,
        repetition,
        slow,
        steps,
    })
}
