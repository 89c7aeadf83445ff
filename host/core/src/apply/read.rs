//! One side has read up to a message.

use crate::{
    conversation::ConversationState,
    ids::{ConversationId, Seq},
    input::Party,
    rejection::Rejection,
    turn::Turn,
};

/// The contact may read while the conversation is open; the agent while they hold it, wrap-up
/// included. A place that was passed before changes nothing.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    party: &Party,
    seq: Seq,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let read = match party {
        Party::Contact => conversation.contact_read,
        Party::Agent(agent) => {
            turn.agent(agent)?;
            match &conversation.state {
                ConversationState::Assigned { agent: holder, .. }
                | ConversationState::WrapUp { agent: holder, .. }
                    if holder == agent => {}
                ConversationState::Scripted { .. }
                | ConversationState::Queued { .. }
                | ConversationState::Offered { .. }
                | ConversationState::Assigned { .. }
                | ConversationState::Parked { .. }
                | ConversationState::WrapUp { .. }
                | ConversationState::Closed(_) => return Err(Rejection::NotAssignedToYou(id)),
            }
            conversation.agent_read
        }
    };
    if seq > conversation.last_seq {
        return Err(Rejection::UnknownMessage);
    }
    if seq > read {
        turn.edit(id, |c| match party {
            Party::Contact => c.contact_read = seq,
            Party::Agent(_) => c.agent_read = seq,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, testing::*};

    fn read(id: ConversationId, party: Party, seq: u32) -> Input {
        Input::Read {
            conversation: id,
            party,
            seq: Seq(seq),
        }
    }

    #[test]
    fn a_read_place_only_rises_and_only_then_is_saved() {
        let (mut stage, id) = Stage::talking();
        stage.apply(wrote("chat", "ana", "two"));
        let bea = Party::Agent(agent("bea"));
        assert_eq!(stage.apply(read(id, bea.clone(), 2)).len(), 1);
        assert_eq!(stage.apply(read(id, bea, 1)), []);
        assert_eq!(stage.conversation(id).agent_read, Seq(2));
        assert_eq!(stage.conversation(id).contact_read, Seq(0));
        stage.apply(read(id, Party::Contact, 1));
        assert_eq!(stage.conversation(id).contact_read, Seq(1));
    }

    #[test]
    fn nobody_has_read_what_was_not_written() {
        let (mut stage, id) = Stage::talking();
        assert_eq!(
            stage.refuse(read(id, Party::Contact, 2)),
            Rejection::UnknownMessage
        );
    }

    #[test]
    fn another_agent_reads_without_leaving_a_mark() {
        let (mut stage, id) = Stage::talking();
        let refused = stage.refuse(read(id, Party::Agent(agent("cem")), 1));
        assert_eq!(refused, Rejection::NotAssignedToYou(id));
    }

    #[test]
    fn the_agent_may_still_read_during_wrap_up() {
        let (mut stage, id) = Stage::talking();
        stage.apply(Input::ContactEnded { conversation: id });
        stage.apply(read(id, Party::Agent(agent("bea")), 2));
        assert_eq!(stage.conversation(id).agent_read, Seq(2));
    }
}
