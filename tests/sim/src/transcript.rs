//! The short log of a world, one line a step: time, step, what became of it, and how many
//! conversations wait, are offered, are talked in, are set aside and are wrapped up.

use frontdesk_core::{ConversationState, Effect, Floor};

use crate::{plan::Step, world::Outcome};

/// One line of the log; nothing for a step that was passed over.
pub fn line(step: &Step, outcome: &Outcome, floor: Option<&Floor>) -> Option<String> {
    let result = match outcome {
        Outcome::Skipped => return None,
        Outcome::Refused(code) => format!("refused {code}"),
        Outcome::Accepted(effects) => {
            let told: Vec<_> = effects.iter().filter_map(told).collect();
            told.join(", ")
        }
    };
    let (minutes, millis) = (step.at / 60_000, step.at % 60_000);
    let crash = step.crash.map(|c| format!(" !{c:?}")).unwrap_or_default();
    let counts = floor.map_or_else(|| "down".into(), counts);
    Some(format!(
        "{minutes:>4}:{millis:05} {counts} {:?}{crash} -> {result}",
        step.act
    ))
}

fn counts(floor: &Floor) -> String {
    let count =
        |f: fn(&ConversationState) -> bool| floor.conversations().filter(|c| f(&c.state)).count();
    format!(
        "{:>3} {:>3} {:>3} {:>3} {:>3}",
        count(|s| matches!(s, ConversationState::Queued { .. })),
        count(|s| matches!(s, ConversationState::Offered { .. })),
        count(|s| matches!(s, ConversationState::Assigned { .. })),
        count(|s| matches!(s, ConversationState::Parked { .. })),
        count(|s| matches!(s, ConversationState::WrapUp { .. })),
    )
}

fn told(effect: &Effect) -> Option<String> {
    match effect {
        Effect::PresentOffer { offer, .. } => Some(format!(
            "{} of {} to {}",
            offer.id, offer.conversation, offer.agent
        )),
        Effect::WithdrawOffer { offer, reason, .. } => Some(format!("{offer} {reason:?}")),
        Effect::Append(message) => Some(format!("{}#{}", message.conversation, message.seq)),
        Effect::LinkChanged { agent, link } => Some(format!("{agent} {link:?}")),
        Effect::Save(_)
        | Effect::Log(_)
        | Effect::Dispatch(_)
        | Effect::Forget(_)
        | Effect::Ask { .. }
        | Effect::ShowTyping { .. }
        | Effect::ContactLinkChanged { .. }
        | Effect::QueueChanged(_) => None,
    }
}
