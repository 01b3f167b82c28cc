use super::Target;
use crate::config::{ClientConfig, UsersConfig};

/// Who plays, as asking once has shown them.
impl Target {
    /// The clients that can be played.
    pub fn players(&self) -> impl Iterator<Item = ClientConfig> {
        let examined = self.examined.get();
        self.config
            .clients
            .iter()
            .filter(move |client| {
                !examined.is_some_and(|examined| examined.clients.contains_key(&client.id))
            })
            .map(|client| self.as_found(client))
    }

    /// A client with what was found out about it.
    pub fn as_found(&self, client: &ClientConfig) -> ClientConfig {
        let examined = self.examined.get();
        ClientConfig {
            undecoded: examined.is_some_and(|examined| examined.undecoded.contains(&client.id)),
            ..client.clone()
        }
    }

    /// The users who can be asked.
    pub fn users(&self) -> UsersConfig {
        let users = &self.config.users;
        match self.examined.get() {
            Some(examined) => examined.users(users),
            None => users.clone(),
        }
    }
}
