//! Effects in a supervisor's words.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentId, Author, Content, ConversationId, ConversationState, Effect, EndedBy, Link, Message,
    Notice, Party, Presence, Record, StoppedBy, Timestamp, Withdrawal,
};

/// What was said last of each conversation and agent, so that only changes are told.
#[derive(Default)]
pub(crate) struct Teller {
    pub(crate) names: BTreeMap<ConversationId, String>,
    states: BTreeMap<ConversationId, String>,
    presences: BTreeMap<AgentId, String>,
}

impl Teller {
    fn name(&self, id: ConversationId) -> &str {
        self.names.get(&id).map_or("?", String::as_str)
    }

    /// The lines for one input's effects, what was said before what was decided.
    #[expect(
        clippy::too_many_lines,
        reason = "a list of all kinds, one after the other"
    )]
    pub(crate) fn tell(
        &mut self,
        effects: &[Effect],
        clock: &dyn Fn(Timestamp) -> String,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        for effect in effects {
            let line = match effect {
                Effect::Save(Record::Conversation(c)) => {
                    let state = state(&c.state, clock);
                    let known = self.states.insert(c.id, state.clone());
                    let offered = matches!(c.state, ConversationState::Offered { .. });
                    (known.as_ref() != Some(&state) && !offered)
                        .then(|| format!("{} {state}", self.name(c.id)))
                }
                Effect::Save(Record::Agent(a)) => {
                    let presence = presence(&a.presence);
                    let known = self.presences.insert(a.id.clone(), presence.clone());
                    (known.as_ref() != Some(&presence)).then(|| format!("{} is {presence}", a.id))
                }
                Effect::Ask { conversation, .. } => {
                    Some(format!("is {} a customer?", self.name(*conversation)))
                }
                Effect::Save(Record::Counters(_) | Record::Queue(_) | Record::Script(_))
                | Effect::Forget(_)
                | Effect::Log(_)
                | Effect::QueueChanged(_) => None,
                Effect::Append(message) => Some(self.message(message)),
                Effect::Dispatch(m) => Some(format!(
                    "#{} leaves for {}",
                    m.seq,
                    self.name(m.conversation)
                )),
                Effect::PresentOffer { offer, because } => Some(format!(
                    "offer {} to {}: {}, priority {}, waited {} s, {} ready",
                    offer.id,
                    offer.agent,
                    self.name(offer.conversation),
                    because.priority,
                    because.waited.0 / 1_000,
                    because.ready,
                )),
                Effect::WithdrawOffer {
                    offer,
                    agent,
                    reason,
                    ..
                } => Some(format!(
                    "withdraw {offer} from {agent}: {}",
                    withdrawal(*reason)
                )),
                Effect::ShowTyping {
                    conversation,
                    party,
                    on,
                } => {
                    let who = match party {
                        Party::Contact => self.name(*conversation).to_owned(),
                        Party::Agent(agent) => agent.to_string(),
                    };
                    Some(format!(
                        "{who} {}",
                        if *on { "is typing" } else { "stopped typing" }
                    ))
                }
                Effect::LinkChanged { agent, link } => Some(match link {
                    Link::Up => format!("{agent} can be reached"),
                    Link::Wavering { until } => format!("{agent} has until {}", clock(*until)),
                    Link::Lost => format!("{agent} cannot be reached"),
                }),
                Effect::ContactLinkChanged {
                    conversation,
                    connected,
                } => {
                    let what = if *connected {
                        "is back"
                    } else {
                        "is not connected"
                    };
                    Some(format!("{} {what}", self.name(*conversation)))
                }
            };
            lines.extend(line);
        }
        lines
    }

    fn message(&self, message: &Message) -> String {
        let contact = self.name(message.conversation);
        let seq = message.seq;
        let who = match &message.author {
            Author::Contact => contact.to_owned(),
            Author::Agent(agent) => agent.to_string(),
            Author::System => "gateway".into(),
        };
        match &message.content {
            Content::Text(text) => format!("#{seq} {who}: {}", text.replace('\n', " / ")),
            Content::Files { text, attachments } => {
                format!("#{seq} {who}: {text} ({} files)", attachments.len())
            }
            Content::Template { text, name, .. } => format!("#{seq} {who}: {text} ({name})"),
            Content::Translated { text, from } => {
                format!("#{seq} {who}: {text} ({})", from.original)
            }
            Content::Notice(Notice::AgentJoined(agent)) => {
                format!("#{seq} {agent} joined {contact}")
            }
            Content::Notice(Notice::AnswerAwaited) => {
                format!("#{seq} {contact} is reminded")
            }
            Content::Notice(Notice::Requeued) => format!("#{seq} {contact} was put back"),
            Content::Notice(Notice::Ended(by)) => {
                format!("#{seq} {contact} ended by {}", ended_by(by))
            }
            Content::Notice(Notice::Stopped(by)) => {
                format!(
                    "#{seq} {contact} wants no more messages, says {}",
                    said_by(by)
                )
            }
            Content::Notice(Notice::Resumed(by)) => {
                format!(
                    "#{seq} {contact} wants messages again, says {}",
                    said_by(by)
                )
            }
        }
    }
}

fn state(state: &ConversationState, clock: &dyn Fn(Timestamp) -> String) -> String {
    match state {
        ConversationState::Scripted { .. } => "is in the script".into(),
        ConversationState::Queued { since, .. } => format!("waits since {}", clock(*since)),
        ConversationState::Offered { agent, .. } => format!("is offered to {agent}"),
        ConversationState::Assigned { agent, .. } => format!("talks to {agent}"),
        ConversationState::Parked { agent, .. } => format!("is set aside by {agent}"),
        ConversationState::WrapUp { agent, until, .. } => {
            format!("is wrapped up by {agent} until {}", clock(*until))
        }
        ConversationState::Closed(ended) => {
            let abandoned = if ended.abandoned { ", abandoned" } else { "" };
            let code = ended
                .disposition
                .as_deref()
                .map(|d| format!(", {d}"))
                .unwrap_or_default();
            format!("is closed{abandoned}{code}")
        }
    }
}

fn presence(presence: &Presence) -> String {
    match presence {
        Presence::Available => "available".into(),
        Presence::Away { reason } => format!("away ({reason})"),
        Presence::Offline => "offline".into(),
    }
}

const fn withdrawal(reason: Withdrawal) -> &'static str {
    match reason {
        Withdrawal::Declined => "declined",
        Withdrawal::Expired => "expired",
        Withdrawal::ConversationEnded => "the conversation ended",
        Withdrawal::AgentNotAvailable => "the agent is not available",
        Withdrawal::AgentUnreachable => "the agent cannot be reached",
        Withdrawal::Requeued => "put back by a supervisor",
        Withdrawal::Taken => "taken by hand",
    }
}

fn ended_by(by: &EndedBy) -> String {
    match by {
        EndedBy::Contact => "the contact".into(),
        EndedBy::Agent(agent) => agent.to_string(),
        EndedBy::Supervisor(agent) => format!("supervisor {agent}"),
        EndedBy::System => "the gateway".into(),
        EndedBy::Diverted => "the contact, for a message".into(),
    }
}

fn said_by(by: &StoppedBy) -> String {
    match by {
        StoppedBy::Contact => "the contact".into(),
        StoppedBy::Provider => "the provider".into(),
        StoppedBy::Agent(agent) => agent.to_string(),
    }
}
