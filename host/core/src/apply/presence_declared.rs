//! An agent declares a presence. Away and offline withdraw their open offers.

use crate::{
    agent::Presence, effect::Withdrawal, ids::AgentId, limits, rejection::Rejection,
    time::Timestamp, transcript::check_field, turn::Turn, withdrawal,
};

/// The first time ever that an agent becomes available, their idle time begins.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    agent: &AgentId,
    presence: Presence,
) -> Result<(), Rejection> {
    let present = turn.agent(agent)?;
    let leaves = match &presence {
        Presence::Away { reason } => {
            check_field("reason", reason, limits::CODE_BYTES)?;
            true
        }
        Presence::Offline => true,
        Presence::Available => false,
    };
    let is_said = present.presence == presence && !present.stops_new;
    if is_said && present.returns_at.is_none() {
        return Ok(());
    }
    let now = turn.now;
    turn.change_agent(agent, |a| {
        if !leaves && a.idle_since == Timestamp::default() {
            a.idle_since = now;
        }
        if a.presence != presence {
            a.presence = presence;
            a.presence_since = now;
        }
        a.stops_new = false;
        a.returns_at = None;
    });
    if leaves {
        withdrawal::take_back_all_of(turn, agent, Withdrawal::AgentNotAvailable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, Record, Span, testing::*};

    fn away(reason: &str) -> Presence {
        Presence::Away {
            reason: reason.into(),
        }
    }

    #[test]
    fn becoming_available_is_saved_and_answered_with_an_offer() {
        let mut stage = Stage::new();
        let id = stage.open("ana");
        stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        let effects = stage.declare("bea", Presence::Available);
        assert!(
            effects
                .iter()
                .any(|e| matches!(e, Effect::Save(Record::Agent(_))))
        );
        assert_eq!(presented(&effects)[0].conversation, id);
    }

    #[test]
    fn going_away_gives_open_offers_to_the_next_agent_without_a_back_off() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        stage.ready("cem");
        stage.declare("bea", away("lunch"));
        assert_eq!(stage.holder(id), Some("cem"));
        stage.declare("cem", Presence::Offline);
        stage.declare("bea", Presence::Available);
        assert_eq!(stage.holder(id), Some("bea"));
    }

    #[test]
    fn a_talk_goes_on_when_its_agent_goes_away() {
        let (mut stage, id) = Stage::talking();
        stage.declare("bea", away("lunch"));
        assert_eq!(stage.state(id), "assigned");
    }

    #[test]
    fn only_the_first_time_ever_starts_the_idle_time() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let first = stage.now;
        stage.wait(Span::seconds(60));
        stage.declare("bea", away("lunch"));
        stage.declare("bea", Presence::Available);
        assert_eq!(stage.floor.agent(&agent("bea")).unwrap().idle_since, first);
    }

    #[test]
    fn the_same_presence_again_changes_nothing() {
        let mut stage = Stage::new();
        stage.declare("bea", away("lunch"));
        stage.wait(Span::seconds(60));
        assert_eq!(stage.declare("bea", away("lunch")), []);
        assert_ne!(stage.declare("bea", away("training")), []);
    }

    #[test]
    fn an_away_reason_is_a_short_code() {
        let mut stage = Stage::new();
        let presence = away(&"x".repeat(65));
        let refused = stage.refuse(Input::PresenceDeclared {
            agent: agent("bea"),
            presence,
        });
        assert_eq!(
            refused,
            Rejection::FieldTooLong {
                field: "reason",
                limit: 64
            }
        );
    }
}
