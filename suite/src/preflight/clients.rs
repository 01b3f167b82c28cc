//! Each client is asked for once, by a valid request.

use super::advice::{Advice, advice};
use super::answer::Answer;
use super::asking::{Asked, Asking};
use super::table::{Consequence, Kind};
use crate::config::ClientConfig;
use crate::error::SuiteError;
use crate::op_under_test::consumption_device::{basic_credentials, hint_of};
use crate::op_under_test::examined::Obstacle;
use crate::op_under_test::scenario_context::now;
use crate::protocol::ClientAuthenticationMethod;

/// What the OP makes of a client.
#[derive(Debug, Clone)]
pub struct AskedClient {
    /// The client, as it is played from now on.
    pub client: ClientConfig,
    /// Its request to have the approver asked.
    pub asked: Asked,
    /// How the OP refuses a request with a form-encoded secret, where the same request with the secret as it is goes through.
    pub undecoded: Option<String>,
    /// What it is refused for, where that is a key that tokens could be bound to.
    pub withheld: Option<Obstacle>,
}

impl AskedClient {
    /// The kind of its answer.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.asked.answer)
    }

    /// Whether it is left out, where others are judged.
    pub fn is_left_out(&self) -> bool {
        self.kind().for_one() == Consequence::LeftOut
    }

    /// What to do about a refusal.
    pub fn advice(&self) -> Advice {
        advice(&self.asked, &self.client, "approver")
    }

    /// What the OP says to its request, in words.
    pub fn refusal(&self) -> String {
        let said = self.asked.answer.said();
        let client_id = &self.client.client_id;
        if self.asked.answer.is_about_credentials() {
            let method = self.client.authentication_method;
            format!("the OP does not recognise client_id {client_id:?} by {method} ({said})")
        } else {
            format!("the OP refuses a valid request of client_id {client_id:?} ({said})")
        }
    }
}

/// Asks with a client that the approver be asked.
pub(super) async fn ask(
    asking: &Asking<'_>,
    client: &ClientConfig,
) -> Result<AskedClient, SuiteError> {
    let approver = &asking.target.config.users.approver;
    let hint = hint_of(&asking.target.config, approver, now())?;
    let asked = asking.ask(client, approver, &hint).await?;
    if asked.answer.is_about_credentials() && is_changed_by_encoding(client) {
        let plain = ClientConfig {
            undecoded: true,
            ..client.clone()
        };
        let again = asking.ask(&plain, approver, &hint).await?;
        if is_recognised(&again.answer) {
            asking.make_room(&plain, approver, &again).await;
            return Ok(AskedClient {
                client: plain,
                undecoded: Some(asked.answer.said()),
                asked: again,
                withheld: None,
            });
        }
    }
    asking.make_room(client, approver, &asked).await;
    Ok(AskedClient {
        client: client.clone(),
        asked,
        undecoded: None,
        withheld: None,
    })
}

/// The same once more with a client that is known, for a request that stays pending.
pub(super) async fn ask_again(
    asking: &Asking<'_>,
    client: &AskedClient,
) -> Result<AskedClient, SuiteError> {
    let approver = &asking.target.config.users.approver;
    let hint = hint_of(&asking.target.config, approver, now())?;
    let asked = asking.ask(&client.client, approver, &hint).await?;
    Ok(AskedClient {
        asked,
        ..client.clone()
    })
}

/// Whether the OP has somebody else asked, where it refuses the approver to every client.
pub(super) async fn others_are_asked(
    asking: &Asking<'_>,
    clients: &[AskedClient],
) -> Result<bool, SuiteError> {
    let users = &asking.target.config.users;
    let other = users.absent.as_ref().or(users.denier.as_ref());
    let about_users = |client: &&AskedClient| !client.asked.answer.is_about_credentials();
    let (Some(other), Some(client)) = (other, clients.iter().find(about_users)) else {
        return Ok(false);
    };
    let asked = asking
        .ask(
            &client.client,
            other,
            &hint_of(&asking.target.config, other, now())?,
        )
        .await?;
    Ok(asked.answer.is_success())
}

fn is_recognised(answer: &Answer) -> bool {
    Kind::of(answer) != Kind::Unanswered
        && Kind::of(answer) != Kind::Broken
        && !answer.is_about_credentials()
}

/// Whether id and secret stand otherwise in the Authorization header than in the file.
fn is_changed_by_encoding(client: &ClientConfig) -> bool {
    let plain = ClientConfig {
        undecoded: true,
        ..client.clone()
    };
    let secret = client.secret.as_ref().map_or("", |secret| secret.expose());
    let header = |client: &ClientConfig| basic_credentials(client, &client.client_id, secret);
    client.authentication_method == ClientAuthenticationMethod::ClientSecretBasic
        && header(client) != header(&plain)
}
