//! Which conversations somebody may read: what they hold or held last, and what else the people whom they
//! serve at the moment wrote, on whatever channel; supervisors all. What they may not read does not
//! exist for them.

use frontdesk_core::{ConversationId, ConversationState, PersonId};
use frontdesk_store::records;
use frontdesk_wire::view::ConversationView;

use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
    problem::Fault,
    view,
};

/// The conversation, if this person may read it.
pub(in crate::v1) async fn visible(
    api: &Api,
    who: &Principal,
    id: ConversationId,
) -> Result<ConversationView, Fault> {
    let all = Action::SeeFloor.is_allowed_to(who.role);
    if let Some(open) = api.hub().conversation(id) {
        let held = api.hub().is_held_by(id, &who.agent) == Some(true);
        let person = open.contact.person.as_ref().map(|person| person.0);
        return if all || held || serves(api, who, person) {
            Ok(open)
        } else {
            Err(Fault::NotFound)
        };
    }
    let kept = records::conversation(&**api.engine().store(), id).await?;
    let kept = kept.ok_or(Fault::NotFound)?;
    let held = match &kept.state {
        ConversationState::Closed(ended) => ended.agent.as_ref() == Some(&who.agent),
        ConversationState::Parked { agent, .. } => *agent == who.agent,
        ConversationState::Scripted { .. }
        | ConversationState::Queued { .. }
        | ConversationState::Offered { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::WrapUp { .. } => kept.state.agent() == Some(&who.agent),
    };
    if !all && !held && !serves(api, who, kept.contact.person) {
        return Err(Fault::NotFound);
    }
    Ok(view::conversation(&kept, false, &api.directory()))
}

/// Whether the agent serves this person at the moment.
pub(in crate::v1) fn serves(api: &Api, who: &Principal, person: Option<PersonId>) -> bool {
    person.is_some_and(|person| api.hub().serves(&who.agent, person))
}
