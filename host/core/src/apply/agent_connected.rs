//! An agent's first console connects: they can be reached, and open offers stand.

use crate::{agent::Link, ids::AgentId, rejection::Rejection, turn::Turn};

pub(super) fn apply(turn: &mut Turn<'_>, agent: &AgentId) -> Result<(), Rejection> {
    turn.agent(agent)?;
    turn.change_agent(agent, |a| {
        a.link = Link::Up;
        a.handover_at = None;
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Input, Presence, limits, testing::*};

    #[test]
    fn an_available_agent_is_asked_as_soon_as_a_console_connects() {
        let mut stage = Stage::new();
        stage.declare("bea", Presence::Available);
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
        let effects = stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        assert_eq!(presented(&effects)[0].conversation, id);
    }

    #[test]
    fn a_console_that_returns_within_the_grace_finds_its_offer() {
        let mut stage = Stage::new();
        stage.ready("bea");
        stage.open("ana");
        let offer = stage.offer_to("bea");
        stage.apply(Input::AgentDisconnected {
            agent: agent("bea"),
        });
        stage.wait(crate::Span::seconds(4));
        let effects = stage.apply(Input::AgentConnected {
            agent: agent("bea"),
        });
        assert_eq!(
            effects,
            [
                Effect::LinkChanged {
                    agent: agent("bea"),
                    link: Link::Up
                },
                // There are more slots again, which estimates go by.
                Effect::QueueChanged(queue("sales")),
                Effect::QueueChanged(queue("vip")),
            ]
        );
        stage.wait(limits::AGENT_GRACE);
        assert_eq!(stage.offer_to("bea"), offer);
    }

    #[test]
    fn a_second_console_changes_nothing() {
        let mut stage = Stage::new();
        stage.ready("bea");
        assert_eq!(
            stage.apply(Input::AgentConnected {
                agent: agent("bea")
            }),
            []
        );
        let refused = stage.refuse(Input::AgentConnected {
            agent: agent("eve"),
        });
        assert_eq!(refused, Rejection::UnknownAgent(agent("eve")));
    }
}
