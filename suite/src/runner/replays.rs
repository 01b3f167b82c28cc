//! When a scenario is played again: where nothing that it saw is the target's word.

use crate::op_under_test::notes::Notes;
use crate::op_under_test::scenario_context::{CibaWorld, Place};

/// How often a scenario is played again because a connection broke: one that breaks each time breaks for a reason.
const AFTER_A_BREAK: usize = 3;

/// Told once for a run.
const NOTE: &str = "a connection to the OP, or to a gateway before it, broke before an answer came, and the scenario passed that \
                    point when it was played again: does somebody close idle connections sooner than the other side expects?";

/// What became of the plays of one scenario so far.
#[derive(Debug, Default)]
pub(super) struct Replays {
    is_late: bool,
    broken: Vec<Place>,
}

impl Replays {
    /// Tells the next play of the ones before.
    pub(super) fn tell(&self, world: &mut CibaWorld) {
        world.broken_before.clone_from(&self.broken);
    }

    /// Whether it is played again: where the suite came too late to what it is about, as on a busy machine, once; and where a
    /// connection broke, as one does that the other side is just closing. Nobody knows then whether the request arrived, so
    /// that it cannot be sent again (RFC 9110, section 9.2.2): all begins anew.
    pub(super) fn again(&mut self, world: &CibaWorld) -> bool {
        if world.is_late && !self.is_late {
            self.is_late = true;
            return true;
        }
        let place = world.broken.as_ref();
        let place = place.filter(|_| self.broken.len() < AFTER_A_BREAK);
        self.broken.extend(place.cloned());
        place.is_some()
    }

    /// Notes what came out differently.
    pub(super) fn note(&self, world: &CibaWorld, notes: &Notes) {
        if self
            .broken
            .iter()
            .any(|place| world.broken.as_ref() != Some(place))
        {
            notes.say(NOTE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken_at(number: usize) -> CibaWorld {
        let mut world = CibaWorld::default();
        world.broken = Some(Place {
            number,
            url: "https://op.example/token".to_owned(),
        });
        world
    }

    #[test]
    fn a_scenario_whose_connection_broke_is_played_again_and_not_for_ever() {
        let mut replays = Replays::default();
        let mut plays = 1;

        while replays.again(&broken_at(2)) {
            plays += 1;
        }

        assert_eq!(plays, 1 + AFTER_A_BREAK);
        assert!(!replays.again(&CibaWorld::default()));
    }

    #[test]
    fn what_breaks_each_time_at_the_same_request_is_no_trouble_of_the_connection() {
        let mut replays = Replays::default();
        replays.again(&broken_at(2));
        let (same, other) = (Notes::default(), Notes::default());

        replays.note(&broken_at(2), &same);
        replays.note(&CibaWorld::default(), &other);

        assert_eq!(same.all(), Vec::<String>::new());
        assert_eq!(other.all(), [NOTE]);
    }

    #[test]
    fn what_came_too_late_is_looked_at_a_second_time_alone() {
        let mut replays = Replays::default();
        let mut late = CibaWorld::default();
        late.is_late = true;

        assert!(replays.again(&late));
        assert!(!replays.again(&late));
    }
}
