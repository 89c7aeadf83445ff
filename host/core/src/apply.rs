//! One file an input: its checks, its handler and its tests. Every handler checks everything
//! before it changes anything, so a refusal leaves the Floor as it was.

mod agent_connected;
mod agent_disconnected;
mod agent_ended;
mod agent_started;
mod agent_wrote;
mod authority;
mod capacity_changed;
mod consent_changed;
mod contact_connected;
mod contact_described;
mod contact_disconnected;
mod contact_diverted;
mod contact_ended;
mod contact_identified;
mod contact_returned;
mod contact_wrote;
mod conversation_closed;
mod conversation_opened;
mod conversation_parked;
mod conversation_requeued;
mod conversation_resumed;
mod conversation_taken;
mod conversation_transferred;
mod help_asked;
mod language_known;
mod new_stopped;
mod offer_accepted;
mod offer_declined;
mod plan_changed;
mod presence_declared;
mod read;
mod script_answered;
mod translation_switched;
mod typed;
mod wrap_up_finished;
mod written_elsewhere;

pub(crate) use plan_changed::missing;

use crate::{input::Input, rejection::Rejection, turn::Turn};

/// Hands an input to its handler.
#[expect(
    clippy::too_many_lines,
    reason = "one arm an input, one after the other"
)]
pub(crate) fn input(turn: &mut Turn<'_>, input: Input) -> Result<(), Rejection> {
    match input {
        Input::PlanChanged(plan) => plan_changed::apply(turn, plan),
        Input::ConversationOpened {
            channel,
            thread,
            contact,
            first_message,
        } => conversation_opened::apply(turn, channel, thread, contact, first_message),
        Input::ContactWrote {
            channel,
            thread,
            into,
            contact,
            content,
            client_id,
        } => contact_wrote::apply(turn, (channel, thread), into, contact, content, client_id),
        Input::ContactReturned {
            closed,
            contact,
            content,
            client_id,
        } => contact_returned::apply(turn, *closed, contact, content, client_id),
        Input::AgentWrote {
            conversation,
            agent,
            content,
            client_id,
        } => agent_wrote::apply(turn, conversation, agent, content, client_id),
        Input::AgentStarted {
            channel,
            thread,
            contact,
            agent,
            content,
            client_id,
        } => {
            let to = agent_started::To {
                channel,
                thread,
                contact,
            };
            agent_started::apply(turn, to, agent, content, client_id)
        }
        Input::WrittenElsewhere {
            conversation,
            content,
            client_id,
        } => written_elsewhere::apply(turn, conversation, content, client_id),
        Input::ConsentChanged {
            conversation,
            consent,
            by,
            answer,
        } => consent_changed::apply(turn, conversation, consent, by, answer),
        Input::HelpAsked { conversation } => help_asked::apply(turn, conversation),
        Input::Typed {
            conversation,
            party,
            on,
        } => typed::apply(turn, conversation, party, on),
        Input::Read {
            conversation,
            party,
            seq,
        } => read::apply(turn, conversation, &party, seq),
        Input::ContactConnected { conversation } => contact_connected::apply(turn, conversation),
        Input::ContactDisconnected { conversation } => {
            contact_disconnected::apply(turn, conversation)
        }
        Input::ContactEnded { conversation } => contact_ended::apply(turn, conversation),
        Input::ContactDiverted { conversation } => contact_diverted::apply(turn, conversation),
        Input::AgentConnected { agent } => agent_connected::apply(turn, &agent),
        Input::AgentDisconnected { agent } => agent_disconnected::apply(turn, &agent),
        Input::PresenceDeclared { agent, presence } => {
            presence_declared::apply(turn, &agent, presence)
        }
        Input::CapacityChanged { agent, capacity } => {
            capacity_changed::apply(turn, &agent, capacity)
        }
        Input::NewStopped { agent, stopped } => new_stopped::apply(turn, &agent, stopped),
        Input::ConversationTaken {
            conversation,
            agent,
            forced_by,
        } => conversation_taken::apply(turn, conversation, &agent, forced_by.as_ref()),
        Input::ConversationTransferred {
            conversation,
            by,
            supervised,
            to,
        } => conversation_transferred::apply(turn, conversation, by, supervised, to),
        Input::ConversationParked {
            conversation,
            agent,
        } => conversation_parked::apply(turn, conversation, agent),
        Input::ConversationResumed {
            conversation,
            agent,
        } => conversation_resumed::apply(turn, conversation, &agent),
        Input::LanguageKnown {
            conversation,
            language,
            source,
        } => language_known::apply(turn, conversation, language, source),
        Input::ContactIdentified {
            conversation,
            subject,
            contact,
        } => contact_identified::apply(turn, conversation, &subject, contact),
        Input::ContactDescribed {
            conversation,
            details,
        } => contact_described::apply(turn, conversation, details),
        Input::OfferAccepted { offer, agent } => offer_accepted::apply(turn, offer, agent),
        Input::OfferDeclined { offer, agent } => offer_declined::apply(turn, offer, &agent),
        Input::AgentEnded {
            conversation,
            agent,
        } => agent_ended::apply(turn, conversation, agent),
        Input::TranslationSwitched {
            conversation,
            agent,
            on,
        } => translation_switched::apply(turn, conversation, agent, on),
        Input::WrapUpFinished {
            conversation,
            agent,
            disposition,
            note,
        } => wrap_up_finished::apply(turn, conversation, &agent, disposition, note),
        Input::ConversationRequeued { conversation, by } => {
            conversation_requeued::apply(turn, conversation, by)
        }
        Input::ConversationClosed { conversation, by } => {
            conversation_closed::apply(turn, conversation, by)
        }
        Input::ScriptAnswered {
            conversation,
            ask,
            answer,
        } => script_answered::apply(turn, conversation, ask, answer),
        // What is due is done after every input, so there is nothing else to do here.
        Input::DeadlineReached => Ok(()),
    }
}
