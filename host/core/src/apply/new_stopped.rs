//! An agent wants nothing new: what they have is finished, and with the last of it they are away.

use crate::{ids::AgentId, rejection::Rejection, turn::Turn};

/// Whoever is not available has nothing to stop. Wanting new conversations again takes effect at once.
pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId, stopped: bool) -> Result<(), Rejection> {
    let now = turn.now;
    let is_available = turn.agent(agent)?.presence == crate::Presence::Available;
    turn.change_agent(agent, |a| {
        a.stops_new = stopped && is_available;
        a.stop_if_done(now);
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Input, Presence, STOPPED_NEW, testing::*};

    fn stop(stage: &mut Stage, stopped: bool) {
        stage.apply(Input::NewStopped {
            agent: agent("bea"),
            stopped,
        });
    }

    #[test]
    fn who_stops_finishes_what_they_have_and_is_away_after_the_last() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 2,
        });
        stop(&mut stage, true);
        let next = stage.open("ben");
        assert_eq!(stage.state(next), "queued");
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().presence,
            Presence::Available
        );
        stage.apply(Input::WrapUpFinished {
            conversation: id,
            agent: agent("bea"),
            disposition: None,
            note: None,
        });
        let reason = STOPPED_NEW.into();
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().presence,
            Presence::Away { reason }
        );
        assert_eq!(stage.state(next), "queued");
    }

    #[test]
    fn who_resumes_is_offered_at_once_what_waits() {
        let (mut stage, _) = Stage::talking();
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 2,
        });
        stop(&mut stage, true);
        let next = stage.open("ben");
        stop(&mut stage, false);
        assert_eq!(stage.holder(next), Some("bea"));
    }

    #[test]
    fn who_misses_their_last_offer_is_not_brought_back() {
        let mut plan = plan();
        plan.queues.get_mut(&queue("sales")).unwrap().away_for = crate::Span::seconds(10);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.open("ana");
        stop(&mut stage, true);
        stage.wait(crate::Span::seconds(60));
        let reason = STOPPED_NEW.into();
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().presence,
            Presence::Away { reason }
        );
    }

    #[test]
    fn who_holds_nothing_is_away_at_once() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stop(&mut stage, true);
        let bea = stage.floor.agent(&agent("bea")).unwrap();
        assert_eq!(bea.presence.name(), "away");
        assert!(!bea.stops_new);
    }
}
