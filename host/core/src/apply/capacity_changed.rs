//! A supervisor changes how many conversations an agent may hold. It takes effect at once; below
//! the present load, what is held stays and nothing new comes until there is room.

use crate::{ids::AgentId, limits, rejection::Rejection, turn::Turn};

/// Back to the plan's number is no override any more.
pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId, capacity: u8) -> Result<(), Rejection> {
    turn.agent(agent)?;
    if !limits::CAPACITY.contains(&capacity) {
        return Err(Rejection::CapacityOutOfRange);
    }
    let planned = turn.floor.plan.agents.get(agent).map(|a| a.capacity);
    turn.change_agent(agent, |a| {
        a.capacity = capacity;
        a.capacity_override = Some(capacity).filter(|_| planned != Some(capacity));
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn change(name: &str, capacity: u8) -> Input {
        Input::CapacityChanged {
            agent: agent(name),
            capacity,
        }
    }

    #[test]
    fn more_room_is_filled_at_once() {
        let (mut stage, _) = Stage::talking();
        for name in ["ben", "cleo", "dora"] {
            stage.open(name);
        }
        let effects = stage.apply(change("bea", 3));
        assert_eq!(presented(&effects).len(), 2);
    }

    #[test]
    fn less_room_takes_nothing_away_and_an_offer_counts_as_load() {
        let (mut stage, first) = Stage::talking();
        stage.apply(change("bea", 2));
        let second = stage.open("ben");
        stage.apply(change("bea", 1));
        assert_eq!(
            (stage.holder(first), stage.holder(second)),
            (Some("bea"), Some("bea"))
        );
        let third = stage.open("cleo");
        stage.accept("bea");
        assert_eq!(stage.state(third), "queued");
    }

    #[test]
    fn capacity_is_a_number_from_1_to_6() {
        let mut stage = Stage::new();
        for capacity in [0, 7, u8::MAX] {
            assert_eq!(
                stage.refuse(change("bea", capacity)),
                Rejection::CapacityOutOfRange
            );
        }
        let refused = stage.refuse(change("eve", 2));
        assert_eq!(refused, Rejection::UnknownAgent(agent("eve")));
    }

    #[test]
    fn back_to_the_plans_number_is_no_override_any_more() {
        let mut stage = Stage::new();
        stage.apply(change("bea", 4));
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().capacity_override,
            Some(4)
        );
        stage.apply(change("bea", 1));
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().capacity_override,
            None
        );
    }
}
