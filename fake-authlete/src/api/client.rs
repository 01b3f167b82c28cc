//! The APIs that manage clients.

use rand::Rng;
use rand::rngs::OsRng;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::clients::{
    GivenClient, PropertyError, Registration, RegistryError, properties as of_client,
};
use crate::fields::Fields;
use crate::form;
use crate::random::random_secret;
use crate::request::Request;
use crate::result_codes::{
    CLIENT_NOT_FOUND, CLIENT_PROPERTY_WRONG, CLIENTS_TOO_MANY, FIELD_MALFORMED, LOCK_FLAG_UPDATED,
};
use crate::service::Service;

/// Client IDs that Authlete assigns have fourteen digits.
const CLIENT_IDS: std::ops::Range<u64> = 10_000_000_000_000..100_000_000_000_000;

/// The largest client, in bytes of JSON.
const MAX_CLIENT: usize = 1 << 16;

/// Where a list ends unless the call says so.
const DEFAULT_END: usize = 5;

/// `/client/get/{clientId}`: the client of that number or alias, bare.
pub(super) fn get(service: &Service, argument: Option<&str>) -> Answer {
    match argument.and_then(|name| service.clients.registration(name)) {
        Some(registration) => Answer::json(200, &properties(&registration)),
        None => Answer::refused(404, &CLIENT_NOT_FOUND),
    }
}

/// `/client/get/list`: the clients from `start` to before `end`, of one `developer` or of all.
pub(super) fn list(service: &Service, request: &Request) -> Answer {
    let Some(query) = form::parse(request.query().as_bytes()) else {
        return Answer::refused(400, &FIELD_MALFORMED);
    };
    let value = |name: &str| {
        query
            .iter()
            .find(|(other, value)| other == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    };
    let index = |name: &str, default: usize| {
        value(name).map_or(Ok(default), |value| value.parse().map_err(drop))
    };
    let (Ok(start), Ok(end)) = (index("start", 0), index("end", DEFAULT_END)) else {
        return Answer::refused(400, &FIELD_MALFORMED);
    };
    let all = service.clients.list(value("developer"));
    let clients: Vec<Value> = all
        .iter()
        .take(end)
        .skip(start)
        .map(|registration| properties(registration))
        .collect();
    Answer::json(
        200,
        &json!({"start": start, "end": end, "totalCount": all.len(), "clients": clients}),
    )
}

/// `/client/create`. Authlete assigns the number and the secret. The answer comes with 200, which is one of the two
/// that are documented.
pub(super) fn create(service: &Service, request: &Request) -> Answer {
    created(service, request).unwrap_or_else(refusal)
}

fn created(service: &Service, request: &Request) -> Result<Answer, PropertyError> {
    let now = service.now_millis();
    let given = given(request)?;
    let client_id = OsRng.gen_range(CLIENT_IDS);
    let registration = given.registered(client_id, random_secret(), now)?;
    let registration = service.clients.create(registration)?;
    Ok(Answer::json(200, &properties(&registration)))
}

/// `/client/update/{clientId}`.
pub(super) fn update(service: &Service, request: &Request, argument: Option<&str>) -> Answer {
    let name = argument.unwrap_or_default();
    let now = service.now_millis();
    given(request)
        .and_then(|given| {
            service
                .clients
                .update(name, |registered| given.replacing(registered, now))
        })
        .map_or_else(refusal, |registration| {
            Answer::json(200, &properties(&registration))
        })
}

/// `/client/delete/{clientId}`. What the client was granted is worth nothing from then on.
pub(super) fn delete(service: &Service, argument: Option<&str>) -> Answer {
    if service.clients.delete(argument.unwrap_or_default()) {
        Answer::empty(204)
    } else {
        Answer::refused(404, &CLIENT_NOT_FOUND)
    }
}

/// `/client/lock_flag/update/{clientIdentifier}`: a locked client is refused by every API that it has to do with.
pub(super) fn lock(service: &Service, request: &Request, argument: Option<&str>) -> Answer {
    let name = argument.unwrap_or_default();
    let now = service.now_millis();
    let lock = || {
        let locked = Fields::read(request)?.flag("clientLocked")?;
        service.clients.update(name, |registered| {
            Ok::<_, PropertyError>(Registration {
                locked,
                modified_at: now,
                ..registered.clone()
            })
        })
    };
    match lock() {
        Ok(_) => Answer::refused(200, &LOCK_FLAG_UPDATED),
        Err(error) => refusal(error),
    }
}

fn given(request: &Request) -> Result<GivenClient, PropertyError> {
    if request.body.len() > MAX_CLIENT {
        let problem = format!("it is larger than {MAX_CLIENT} bytes");
        return Err(PropertyError::Wrong(problem));
    }
    GivenClient::read(&Fields::read(request)?)
}

fn properties(registration: &Registration) -> Value {
    of_client(registration, super::service::SERVICE_NUMBER)
}

fn refusal(error: PropertyError) -> Answer {
    let wrong = |problem: &str| Answer::refused_because(400, &CLIENT_PROPERTY_WRONG, problem);
    match error {
        PropertyError::Field(error) => error.into_answer(),
        PropertyError::Wrong(problem) => wrong(&problem),
        PropertyError::Registry(RegistryError::NameTaken) => {
            wrong("another client has the clientIdAlias")
        }
        PropertyError::Registry(RegistryError::Full) => Answer::refused(400, &CLIENTS_TOO_MANY),
        PropertyError::Registry(RegistryError::Unknown) => Answer::refused(404, &CLIENT_NOT_FOUND),
    }
}
