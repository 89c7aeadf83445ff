//! An agent's last console goes away: for a short grace their open offers stand, without new ones.

use crate::{agent::Link, ids::AgentId, limits, rejection::Rejection, turn::Turn};

/// Only a link that is up begins to waver: a repeated loss does not prolong the grace.
pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId) -> Result<(), Rejection> {
    match turn.agent(agent)?.link {
        Link::Up => {
            let until = turn.now + limits::AGENT_GRACE;
            turn.change_agent(agent, |a| a.link = Link::Wavering { until });
        }
        Link::Wavering { .. } | Link::Lost => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, Presence, Span, Withdrawal, testing::*};

    #[test]
    fn offers_of_a_lost_console_go_back_after_the_grace() {
        let mut stage = Stage::new();
        stage.ready("bea");
        let id = stage.open("ana");
        let (_, offer) = stage.offer_to("bea").unwrap();
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(4));
        assert_eq!(stage.state(id), "offered");
        let effects = stage.wait(Span::seconds(1));
        assert_eq!(stage.state(id), "queued");
        let reason = Withdrawal::AgentUnreachable;
        let agent = agent("bea");
        assert!(effects.contains(&Effect::WithdrawOffer {
            offer,
            conversation: id,
            agent,
            reason
        }));
    }

    #[test]
    fn who_could_not_see_an_offer_has_not_missed_it() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        stage.wait(Span::seconds(18));
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(10));
        assert_eq!(stage.offer_to("bea"), None);
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().presence,
            Presence::Available
        );
    }

    #[test]
    fn a_wavering_agent_gets_no_new_offer() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
    }

    #[test]
    fn assigned_conversations_stay_with_an_agent_who_is_lost() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(3_600));
        assert_eq!(
            (stage.state(id), stage.holder(id)),
            ("assigned", Some("bea"))
        );
    }

    #[test]
    fn a_repeated_loss_does_not_prolong_the_grace() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(3));
        assert_eq!(
            stage.apply(Input::AgentDisconnected {
                agent: agent("bea")
            }),
            []
        );
        stage.wait(Span::seconds(2));
        assert_eq!(stage.floor.agent(&agent("bea")).unwrap().link, Link::Lost);
    }
}
