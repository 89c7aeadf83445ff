//! The agent who holds the conversation ends the talk: wrap-up begins.

use super::authority;
use crate::{
    conversation::EndedBy,
    ending,
    ids::{AgentId, ConversationId},
    rejection::Rejection,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    ending::begin_wrap_up(turn, id, agent.clone(), EndedBy::Agent(agent));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Input, Rejection, Span, testing::*};

    #[test]
    fn wrap_up_holds_the_slot_until_its_time_is_over() {
        let (mut stage, id) = Stage::talking();
        let next = stage.open("ben");
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(59));
        assert_eq!((stage.state(id), stage.state(next)), ("wrap_up", "queued"));
        stage.wait(Span::seconds(1));
        assert_eq!(
            (stage.state(id), stage.holder(next)),
            ("closed", Some("bea"))
        );
    }

    #[test]
    fn finishing_starts_the_idle_time_anew() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::AgentEnded {
            conversation: id,
            agent: agent("bea"),
        });
        stage.wait(Span::seconds(60));
        assert_eq!(
            stage.floor.agent(&agent("bea")).unwrap().idle_since,
            stage.now
        );
    }

    #[test]
    fn only_the_agent_who_holds_it_ends_it() {
        let (mut stage, id) = Stage::talking();
        let refused = stage.refuse(Input::AgentEnded {
            conversation: id,
            agent: agent("cem"),
        });
        assert_eq!(refused, Rejection::NotAssignedToYou(id));
    }
}
