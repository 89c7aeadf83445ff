//! What a conversation's script had asked outside is answered.

use crate::{ids::ConversationId, rejection::Rejection, script, script::Answer, turn::Turn};

/// Whoever answers cannot know how the conversation stands by now, so an answer that nobody waits for any
/// more is no mistake.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    ask: u32,
    answer: Answer,
) -> Result<(), Rejection> {
    turn.conversation(id)?;
    script::answered(turn, id, ask, answer);
    Ok(())
}
