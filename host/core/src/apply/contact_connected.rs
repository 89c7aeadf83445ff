//! A stream contact's first socket opens: a grace that runs is over.

use super::contact_disconnected::show_link;
use crate::{ids::ConversationId, rejection::Rejection, turn::Turn};

pub(super) fn apply(turn: &mut Turn<'_>, id: ConversationId) -> Result<(), Rejection> {
    turn.conversation(id)?;
    if turn.floor.gone.contains_key(&id) {
        turn.set_gone(id, None);
        show_link(turn, id, true);
    }
    Ok(())
}
