//! The language of a conversation becomes known.

use crate::{
    conversation::ConversationState,
    ids::ConversationId,
    language::{Language, LanguageSource, Spoken},
    queueing,
    rejection::Rejection,
    relaxation::Demands,
    trace::StepKind,
    turn::Turn,
};

/// While it waits, who is asked changes at once.
pub(super) fn apply(
    turn: &mut Turn<'_>,
    id: ConversationId,
    language: Language,
    source: LanguageSource,
) -> Result<(), Rejection> {
    let conversation = turn.conversation(id)?;
    let told = Spoken {
        language: language.clone(),
        source,
    };
    let is_weaker = |known: &Spoken| known.source > source || *known == told;
    if conversation.language.as_ref().is_some_and(is_weaker) {
        return Ok(());
    }
    let mut next = conversation.clone();
    next.language = Some(told.clone());
    let mut relaxation = conversation.relaxation.clone();
    match &conversation.state {
        ConversationState::Queued { .. } | ConversationState::Offered { .. } => {
            relaxation.any_language = queueing::is_any_language(turn.floor, &next);
            relaxation.advance(turn.now, Demands::of(&next, &turn.floor.plan));
        }
        ConversationState::Scripted { .. }
        | ConversationState::Assigned { .. }
        | ConversationState::Parked { .. }
        | ConversationState::WrapUp { .. }
        | ConversationState::Closed(_) => {}
    }
    turn.change(id, |c| {
        c.language = Some(told);
        c.relaxation = relaxation;
    });
    turn.log(id, StepKind::LanguageKnown { language, source });
    Ok(())
}
