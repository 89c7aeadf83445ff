//! The agent who holds the conversation switches its translation.

use super::authority;
use crate::{
    ids::{AgentId, ConversationId},
    rejection::Rejection,
    translation::TranslationSwitch,
    turn::Turn,
};

pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    agent: AgentId,
    on: bool,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    turn.agent(&agent)?;
    authority::answers(conversation, &agent)?;
    if conversation.translation_switched_by(&agent) == Some(on) {
        return Ok(());
    }
    turn.edit(id, |conversation| {
        conversation.translation = Some(TranslationSwitch { agent, on });
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn switched(conversation: ConversationId, name: &str, on: bool) -> Input {
        Input::TranslationSwitched {
            conversation,
            agent: agent(name),
            on,
        }
    }

    #[test]
    fn an_agent_switches_what_they_hold() {
        let (mut stage, id) = Stage::talking();
        let by = |stage: &Stage, name| stage.conversation(id).translation_switched_by(&agent(name));
        assert_eq!(by(&stage, "bea"), None);
        for on in [true, false] {
            stage.apply(switched(id, "bea", on));
            assert_eq!(by(&stage, "bea"), Some(on));
        }
        assert_eq!(by(&stage, "cem"), None, "it means nothing for anyone else");
        assert_eq!(stage.apply(switched(id, "bea", false)), []);
    }

    #[test]
    fn nobody_else_may() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(
            stage.refuse(switched(id, "cem", true)),
            Rejection::NotAssignedToYou(id)
        );
        assert_eq!(
            stage.refuse(switched(cnv(9), "bea", true)),
            Rejection::UnknownConversation(cnv(9))
        );
        assert_eq!(
            stage.refuse(switched(id, "eve", true)),
            Rejection::UnknownAgent(agent("eve"))
        );
    }
}
