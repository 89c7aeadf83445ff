//! What must be true after each kind of accepted input, whatever else happened. An input that is
//! ignored breaks no invariant, so each has a sentence of its own.

use frontdesk_core::{
    AgentId, Consent, Content, ConversationId, ConversationState, Delivery, Effect, Floor, Input,
    Link, OfferId, Party, Presence, StepKind, TransferTo, Withdrawal,
};

use crate::{
    invariants::{Seen, is_reminder},
    world::Failure,
};

/// Checks the input's own sentence.
#[expect(
    clippy::too_many_lines,
    reason = "one sentence an input, one after the other"
)]
pub fn check(seen: &Seen<'_>, input: &Input) -> Result<(), Failure> {
    let floor = seen.floor;
    let kept = match input {
        Input::PlanChanged(plan) => floor.plan() == plan,
        Input::ConversationOpened {
            channel, thread, ..
        } => {
            let open = floor
                .open_on(channel, thread)
                .and_then(|id| floor.conversation(id));
            open.is_some_and(|c| matches!(state(c.id, floor), "queued" | "offered"))
        }
        Input::ContactWrote { content, .. } | Input::ContactReturned { content, .. } => {
            appended(seen, content)
        }
        Input::AgentWrote {
            conversation,
            content,
            ..
        } => appended(seen, content) && dispatched(seen, *conversation),
        Input::AgentStarted {
            channel,
            thread,
            agent,
            content,
            ..
        } => {
            let open = floor.open_on(channel, thread);
            open.is_some_and(|id| started(seen, id, agent, content))
        }
        Input::WrittenElsewhere { content, .. } => appended(seen, content) && leaving(seen) == 0,
        Input::ConsentChanged {
            conversation,
            consent,
            answer,
            ..
        } => {
            let is_so = floor
                .conversation(*conversation)
                .is_none_or(|c| c.contact.stopped_at.is_some() == (*consent == Consent::Stop));
            is_so && leaving(seen) <= usize::from(*answer)
        }
        Input::HelpAsked { .. } => leaving(seen) <= 1,
        Input::Typed {
            conversation,
            party,
            ..
        } => match party {
            Party::Agent(_) => shown(seen),
            Party::Contact => shown(seen) == (state(*conversation, seen.before) == "assigned"),
        },
        Input::Read {
            conversation,
            party,
            seq,
        } => floor
            .conversation(*conversation)
            .is_none_or(|c| match party {
                Party::Contact => c.contact_read >= *seq,
                Party::Agent(_) => c.agent_read >= *seq,
            }),
        Input::ContactConnected { conversation } => {
            floor.conversation(*conversation).is_none() || floor.contact_connected(*conversation)
        }
        Input::ContactDisconnected { conversation } => {
            !floor.contact_connected(*conversation) || !streams(floor, *conversation)
        }
        Input::ContactEnded { conversation } => {
            matches!(state(*conversation, floor), "closed" | "wrap_up")
        }
        Input::ContactDiverted { conversation } => !matches!(
            state(*conversation, floor),
            "scripted" | "queued" | "offered"
        ),
        Input::AgentConnected { agent } => floor.agent(agent).is_some_and(|a| a.link == Link::Up),
        Input::AgentDisconnected { agent } => {
            floor.agent(agent).is_some_and(|a| a.link != Link::Up)
                && !seen.presented().any(|o| o.agent == *agent)
        }
        Input::PresenceDeclared { agent, presence } => declared(seen, agent, presence),
        Input::CapacityChanged { agent, capacity } => {
            floor.agent(agent).is_some_and(|a| a.capacity == *capacity)
        }
        Input::NewStopped { agent, stopped } => floor
            .agent(agent)
            .is_some_and(|a| a.stops_new == *stopped || a.presence != Presence::Available),
        Input::ConversationTaken {
            conversation,
            agent,
            ..
        } => answered_by(seen, *conversation, agent),
        Input::ConversationResumed {
            conversation,
            agent,
        } => answered_by(seen, *conversation, agent),
        Input::ConversationTransferred {
            conversation, to, ..
        } => requeued(seen, *conversation) && handed_to(seen, *conversation, to),
        Input::ConversationParked {
            conversation,
            agent,
        } => {
            let holder = floor.agent(agent);
            state(*conversation, floor) == "parked"
                && holder.is_none_or(|a| !a.holds.contains_key(conversation))
        }
        Input::LanguageKnown {
            conversation,
            source,
            ..
        } => floor
            .conversation(*conversation)
            .is_none_or(|c| c.language.as_ref().is_some_and(|l| l.source >= *source)),
        Input::ContactIdentified {
            conversation,
            contact,
            ..
        } => floor.conversation(*conversation).is_none_or(|c| {
            let mut vouched = contact.identities.iter();
            vouched.all(|identity| c.contact.identities.contains(identity))
        }),
        Input::ContactDescribed {
            conversation,
            details,
        } => floor.conversation(*conversation).is_none_or(|c| {
            let mut fields = details.fields.iter();
            fields.all(|(name, value)| c.contact.fields.get(name) == value.as_ref())
        }),
        Input::OfferAccepted { offer, agent } => accepted(seen, *offer, agent),
        Input::OfferDeclined { offer, agent } => {
            withdrawn(seen, *offer, agent) && open_offer(floor, *offer).is_none()
        }
        Input::AgentEnded { conversation, .. } => {
            matches!(state(*conversation, floor), "closed" | "wrap_up")
        }
        Input::WrapUpFinished { conversation, .. }
        | Input::ConversationClosed { conversation, .. } => state(*conversation, floor) == "closed",
        Input::ConversationRequeued { conversation, .. } => requeued(seen, *conversation),
        Input::TranslationSwitched {
            conversation,
            agent,
            on,
        } => floor
            .conversation(*conversation)
            .is_some_and(|open| open.translation_switched_by(agent) == Some(*on)),
        // No channel here has a script.
        Input::ScriptAnswered { .. } => seen.effects.is_empty(),
        Input::DeadlineReached => true,
    };
    if kept {
        return Ok(());
    }
    let sentence = format!("after {} its own sentence holds", input.name());
    Err(Failure {
        sentence,
        detail: format!("{:?}", seen.effects),
    })
}

fn state(id: ConversationId, floor: &Floor) -> &'static str {
    floor.conversation(id).map_or("closed", |c| c.state.name())
}

fn streams(floor: &Floor, id: ConversationId) -> bool {
    let channel = floor.conversation(id).map(|c| &c.channel);
    let plan = channel.and_then(|c| floor.plan().channels.get(c));
    plan.is_some_and(|c| c.delivery == Delivery::Stream)
}

fn appended(seen: &Seen<'_>, content: &Content) -> bool {
    seen.effects
        .iter()
        .any(|e| matches!(e, Effect::Append(m) if m.content == *content))
}

fn dispatched(seen: &Seen<'_>, id: ConversationId) -> bool {
    (leaving(seen) == 1) != streams(seen.before, id)
}

/// How many messages leave for contacts, without reminders that were due.
fn leaving(seen: &Seen<'_>) -> usize {
    let leaves =
        |e: &&Effect| matches!(e, Effect::Dispatch(message) if !is_reminder(seen, message));
    seen.effects.iter().filter(leaves).count()
}

/// An agent wrote first: nobody has ever seen it wait or be offered, it holds a slot of theirs, and
/// its first message is what they wrote, on its way.
fn started(seen: &Seen<'_>, id: ConversationId, agent: &AgentId, content: &Content) -> bool {
    let mut saved = seen.saved().filter(|c| c.id == id);
    let theirs = saved
        .all(|c| matches!(&c.state, ConversationState::Assigned { agent: a, .. } if a == agent));
    let offered = seen.presented().any(|offer| offer.conversation == id);
    let holder = seen.floor.agent(agent);
    let first = |e: &Effect| {
        matches!(e, Effect::Dispatch(m)
            if m.conversation == id && m.seq.0 == 1 && m.content == *content)
    };
    seen.before.conversation(id).is_none()
        && theirs
        && !offered
        && holder.is_some_and(|a| a.holds.contains_key(&id) && a.used() <= a.capacity)
        && leaving(seen) == 1
        && seen.effects.iter().any(first)
}

fn shown(seen: &Seen<'_>) -> bool {
    seen.effects
        .iter()
        .any(|e| matches!(e, Effect::ShowTyping { .. }))
}

fn open_offer(floor: &Floor, offer: OfferId) -> Option<ConversationId> {
    let open = |state: &ConversationState| matches!(state, ConversationState::Offered { offer: o, .. } if *o == offer);
    floor.conversations().find(|c| open(&c.state)).map(|c| c.id)
}

fn accepted(seen: &Seen<'_>, offer: OfferId, agent: &AgentId) -> bool {
    let Some(id) = open_offer(seen.before, offer) else {
        return false;
    };
    let after = seen.floor.conversation(id).map(|c| &c.state);
    matches!(after, Some(ConversationState::Assigned { agent: a, .. }) if a == agent)
}

/// Whoever takes a conversation has it.
fn answered_by(seen: &Seen<'_>, id: ConversationId, agent: &AgentId) -> bool {
    let after = seen.floor.conversation(id).map(|c| &c.state);
    matches!(after, Some(ConversationState::Assigned { agent: a, .. }) if a == agent)
}

/// Handed to a queue it waits there; handed to an agent, in a queue of theirs. Where it waits it may
/// have waited too long already.
fn handed_to(seen: &Seen<'_>, id: ConversationId, to: &TransferTo) -> bool {
    let moved = |e: &Effect| {
        matches!(e, Effect::Log(step) if step.conversation == id
        && matches!(&step.kind, StepKind::Transferred { queue, agent, .. } if match to {
            TransferTo::Queue(wanted) => queue == wanted && agent.is_none(),
            TransferTo::Agent(wanted) => {
                let plan = seen.floor.plan().agents.get(wanted);
                agent.as_ref().is_none_or(|a| a == wanted)
                    && plan.is_some_and(|a| a.queues.contains(queue))
            }
        }))
    };
    seen.effects.iter().any(moved)
}

fn withdrawn(seen: &Seen<'_>, offer: OfferId, agent: &AgentId) -> bool {
    let declined = Withdrawal::Declined;
    seen.effects.iter().any(|e| {
        matches!(e, Effect::WithdrawOffer { offer: o, agent: a, reason, .. }
            if *o == offer && a == agent && *reason == declined)
    })
}

fn declared(seen: &Seen<'_>, agent: &AgentId, presence: &Presence) -> bool {
    let Some(after) = seen.floor.agent(agent) else {
        return false;
    };
    if *presence == Presence::Available {
        // Being late with an older offer may have sent them away again in the same step.
        return after.presence == *presence || !seen.effects.is_empty();
    }
    let asked = |id: &ConversationId| state(*id, seen.floor) == "offered";
    after.presence == *presence && !after.holds.keys().any(asked)
}

fn requeued(seen: &Seen<'_>, id: ConversationId) -> bool {
    let since = |floor: &Floor| match floor.conversation(id).map(|c| &c.state) {
        Some(
            ConversationState::Queued { since, .. }
            | ConversationState::Offered { since, .. }
            | ConversationState::Assigned { since, .. }
            | ConversationState::Parked { since, .. },
        ) => Some(*since),
        Some(
            ConversationState::Scripted { .. }
            | ConversationState::WrapUp { .. }
            | ConversationState::Closed(_),
        )
        | None => None,
    };
    let back = matches!(state(id, seen.floor), "queued" | "offered");
    // A contact whose grace is over at the same instant is gone for good.
    !back && state(id, seen.floor) == "closed" || back && since(seen.before) == since(seen.floor)
}
