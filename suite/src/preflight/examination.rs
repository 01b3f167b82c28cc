use super::clients::AskedClient;
use super::modes::{End, Finished};
use super::table::Kind;
use super::users::Tried;
use crate::config::ClientConfig;
use crate::op_under_test::examined::Withheld;
use crate::protocol::DeliveryMode;

/// Everything that asking once has shown.
#[derive(Debug, Clone, Default)]
pub struct Examination {
    /// An endpoint where nobody answers, with the reason.
    pub unreachable: Option<(String, String)>,
    /// The clients, in the order of the target file.
    pub clients: Vec<AskedClient>,
    /// Whether the OP has others asked where it refuses the approver.
    pub refuses_approver_alone: bool,
    /// The users beside the approver.
    pub users: Vec<Tried>,
    /// The approver's other hints.
    pub hints: Vec<Tried>,
    /// The modes, where somebody can approve.
    pub modes: Vec<Finished>,
    /// What the OP said of a request, where nobody can decide and it was decided all the same.
    pub decided_alone: Option<String>,
}

impl Examination {
    /// The kinds of the answers to all clients, but for those who lack a key that tokens could be bound to.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let clients = self.clients.iter();
        let clients = clients.filter(|client| client.withheld.is_none());
        clients.map(AskedClient::kind).collect()
    }

    /// What the OP withholds from who shows no key, if it does so.
    pub fn withheld(&self) -> Option<Withheld> {
        let of_modes = self.modes.iter().find_map(|mode| match &mode.end {
            End::Withheld(obstacle) => Some(&**obstacle),
            _ => None,
        });
        let clients = || {
            let clients = self.clients.iter();
            clients.filter_map(|client| Some((client, client.withheld.as_ref()?)))
        };
        let obstacle = of_modes.or_else(|| clients().map(|(_, obstacle)| obstacle).next())?;
        Some(Withheld {
            obstacle: obstacle.clone(),
            clients: clients()
                .map(|(client, _)| client.client.id.clone())
                .collect(),
        })
    }

    /// The clients that are played.
    pub fn served(&self) -> impl Iterator<Item = &AskedClient> {
        let clients = self.clients.iter();
        clients.filter(|client| !client.is_left_out())
    }

    /// The client whose requests have the least in them that is particular to it.
    pub(super) fn plainest(&self, fits: impl Fn(&ClientConfig) -> bool) -> Option<&AskedClient> {
        let served = self.served().filter(|asked| fits(&asked.client));
        served.min_by_key(|asked| {
            let client = &asked.client;
            (
                !asked.asked.answer.is_success(),
                client.user_code,
                client.request_signing_alg.is_some(),
                client.mode != DeliveryMode::Poll,
            )
        })
    }

    /// A client with a request that nobody should decide: that of the user who never answers, where there is one.
    pub(super) fn undecided(&self) -> Option<AskedClient> {
        // With this one the users were asked.
        let mut client = self.plainest(|_| true)?.clone();
        let absent = self.users.iter().find(|user| user.name == "absent");
        if let Some(absent) = absent.filter(|user| user.left_out.is_none()) {
            client.asked = absent.asked.clone();
        }
        Some(client)
    }
}
