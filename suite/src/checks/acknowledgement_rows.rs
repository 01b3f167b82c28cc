//! Every row about an acknowledgement at once, for those that another scenario asked for (CIBA Core 1.0, section 7.3).

use std::collections::BTreeSet;

use super::acknowledgement::{
    auth_req_id_characters, expires_in, interval, media_type, no_interval,
};
use super::message::json_object;
use super::{Judge, Violations};
use crate::http::Exchange;
use crate::protocol::{DeliveryMode, Level, RequirementId};

/// The rows that an acknowledgement breaks, but for those that are known to be broken: what an OP does wrong each time is told
/// by the scenarios about it, and stands in nobody else's way.
pub fn kept(
    exchange: &Exchange,
    mode: DeliveryMode,
    known: &BTreeSet<RequirementId>,
) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let auth_req_id = members.get("auth_req_id").and_then(|id| id.as_str());
    let mut judge = Judge::new();
    judge.include(media_type(exchange));
    judge.include(auth_req_id_characters(auth_req_id.unwrap_or_default()));
    judge.include(expires_in(exchange));
    judge.include(match mode {
        DeliveryMode::Push => no_interval(exchange),
        DeliveryMode::Poll | DeliveryMode::Ping => interval(exchange),
    });
    let Err(broken) = judge.verdict(()) else {
        return Ok(());
    };
    let new = broken
        .into_vec()
        .into_iter()
        .filter(|broken| broken.level == Level::Must && !known.contains(&broken.requirement));
    let new: Vec<_> = new.collect();
    if new.is_empty() {
        return Ok(());
    }
    Err(Violations::from_found(new))
}

/// The rows that this one breaks.
pub fn broken(exchange: &Exchange, mode: DeliveryMode) -> BTreeSet<RequirementId> {
    let broken = kept(exchange, mode, &BTreeSet::new()).err();
    let broken = broken.map(Violations::into_vec).unwrap_or_default();
    broken
        .into_iter()
        .map(|violation| violation.requirement)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::answer;

    #[test]
    fn what_is_broken_each_time_is_told_once() {
        let wrong = answer(
            200,
            r#"{"auth_req_id":"a b","expires_in":"120","interval":5}"#,
        );

        let rows = broken(&wrong, DeliveryMode::Push);

        for row in ["CIBA-7.3-06", "CIBA-7.3-08", "CIBA-7.3-10"] {
            assert!(rows.contains(&row.into()), "{row}");
        }
        assert!(kept(&wrong, DeliveryMode::Push, &rows).is_ok());
        assert!(kept(&wrong, DeliveryMode::Push, &BTreeSet::new()).is_err());
        assert!(!broken(&wrong, DeliveryMode::Poll).contains(&"CIBA-7.3-10".into()));
    }
}
