//! Which conversations somebody may read: what they hold or held last; supervisors all. What they may
//! not read does not exist for them.

use frontdesk_core::{ConversationId, ConversationState};
use frontdesk_store::records;
use frontdesk_wire::view::ConversationView;

use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
    problem::Fault,
    view,
};

/// The conversation, if this person may read it.
pub(super) async fn visible(
    api: &Api,
    who: &Principal,
    id: ConversationId,
) -> Result<ConversationView, Fault> {
    let all = Action::SeeFloor.is_allowed_to(who.role);
    if let Some(open) = api.hub().conversation(id) {
        let held = api.hub().is_held_by(id, &who.agent) == Some(true);
        return if all || held {
            Ok(open)
        } else {
            Err(Fault::NotFound)
        };
    }
    let kept = records::conversation(&**api.engine().store(), id).await?;
    let kept = kept.ok_or(Fault::NotFound)?;
    let held = match &kept.state {
        ConversationState::Closed(ended) => ended.agent.as_ref() == Some(&who.agent),
        ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. } => kept.state.agent() == Some(&who.agent),
    };
    if !all && !held {
        return Err(Fault::NotFound);
    }
    Ok(view::conversation(&kept, false, &api.directory()))
}
