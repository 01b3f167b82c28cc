//! Finds clients by either of their names.

use std::collections::HashMap;
use std::sync::Arc;

use super::Client;

/// The clients of the service, by number and by alias.
pub(crate) struct ClientRegistry {
    by_name: HashMap<String, Arc<Client>>,
}

/// A client together with the name by which it was found.
#[derive(Clone, Debug)]
pub(crate) struct IdentifiedClient {
    pub(crate) client: Arc<Client>,
    /// Whether the client used its alias.
    pub(crate) alias_used: bool,
}

impl IdentifiedClient {
    /// The identifier that the client used: what ID Tokens for it name as audience.
    pub(crate) fn identifier(&self) -> String {
        match &self.client.client_id_alias {
            Some(alias) if self.alias_used => alias.clone(),
            _ => self.client.client_id.to_string(),
        }
    }
}

impl ClientRegistry {
    pub(crate) fn new(clients: Vec<Client>) -> Self {
        let mut by_name = HashMap::new();
        for client in clients.into_iter().map(Arc::new) {
            if let Some(alias) = &client.client_id_alias {
                by_name.insert(alias.clone(), Arc::clone(&client));
            }
            by_name.insert(client.client_id.to_string(), client);
        }
        Self { by_name }
    }

    pub(crate) fn find(&self, name: &str) -> Option<IdentifiedClient> {
        let client = Arc::clone(self.by_name.get(name)?);
        let alias_used = client.client_id_alias.as_deref() == Some(name);
        Some(IdentifiedClient { client, alias_used })
    }
}
