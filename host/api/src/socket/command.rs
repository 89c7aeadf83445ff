//! A console's command: who may, what it means for the core, and its answer.

use frontdesk_core::{
    AgentId, Consent, ContactCard, Content, ConversationId, DECLINED_OFFER, EndedBy, Input,
    MISSED_OFFER, Party, Presence, QueueId, Rejection, STOPPED_NEW, Seq, StoppedBy, TransferTo,
    limits,
};
use frontdesk_engine::{self as engine, Mark};
use frontdesk_wire::{
    console::{Command, FilledTemplate, ServerFrame},
    view::{PresenceView, Role},
};

use super::outward;
use crate::{
    api::Api,
    auth::{authorisation::Action, session::Principal},
    files::content as files,
    outgoing,
    problem::Fault,
};

/// Does a command, at most once for its id. `None`: it is not answered.
pub(crate) async fn run(
    api: &Api,
    who: &Principal,
    id: String,
    command: Command,
) -> Option<ServerFrame> {
    let answered = !matches!(command, Command::Typing { .. } | Command::Read { .. });
    let says = matches!(
        command,
        Command::SendMessage { .. }
            | Command::SendFiles { .. }
            | Command::SendTemplate { .. }
            | Command::StartConversation { .. }
    );
    let frame = match execute(api, who, &id, command).await {
        Ok(seq) => ServerFrame::Done {
            id,
            seq: seq.filter(|_| says).map(|seq| seq.0),
        },
        Err(fault) => ServerFrame::Refused {
            id: Some(id),
            problem: fault.problem(),
        },
    };
    answered.then_some(frame)
}

async fn execute(
    api: &Api,
    who: &Principal,
    id: &str,
    command: Command,
) -> Result<Option<Seq>, Fault> {
    // As it is now, not as it was when the socket was opened.
    let role = api.setup().role_of(&who.agent).ok_or(Fault::NotSignedIn)?;
    if !Action::of_command(&command).is_allowed_to(role) {
        return Err(Fault::NotPermitted);
    }
    let mark = is_marked(&command).then(|| Mark {
        scope: format!("agent/{}", who.agent),
        id: id.to_owned(),
    });
    if let Command::TranslateMessage { conversation, seq } = command {
        return again(api, &who.agent, conversation.0, Seq(seq)).await;
    }
    let input = if let Command::SendFiles {
        conversation,
        text,
        files,
    } = command
    {
        let conversation = conversation.0;
        let content = files::of(api, &who.agent, conversation, clean(&text), &files);
        Input::AgentWrote {
            conversation,
            agent: who.agent.clone(),
            content: content.await?,
            client_id: Some(id.into()),
        }
    } else {
        input(api, (&who.agent, role), id, command).await?
    };
    let outcome = api.engine().submit(engine::Command { input, mark }).await?;
    Ok(outcome.seq)
}

/// Whether doing it twice would differ from doing it once.
const fn is_marked(command: &Command) -> bool {
    !matches!(command, Command::Typing { .. } | Command::Read { .. })
}

/// The core's input for a command.
#[expect(
    clippy::too_many_lines,
    reason = "one arm a command, one after the other"
)]
async fn input(
    api: &Api,
    (agent, role): (&AgentId, Role),
    id: &str,
    command: Command,
) -> Result<Input, Fault> {
    let agent = agent.clone();
    let is_supervisor = role >= Role::Supervisor;
    Ok(match command {
        Command::SetPresence { presence } => Input::PresenceDeclared {
            agent,
            presence: self::presence(api, presence)?,
        },
        Command::AcceptOffer { offer } => Input::OfferAccepted {
            offer: offer.0,
            agent,
        },
        Command::DeclineOffer { offer } => Input::OfferDeclined {
            offer: offer.0,
            agent,
        },
        Command::SendMessage {
            conversation,
            text,
            translation,
        } => Input::AgentWrote {
            content: outgoing::content(api, &agent, conversation.0, &text, translation).await?,
            conversation: conversation.0,
            agent,
            client_id: Some(id.into()),
        },
        // Its files are looked up first: see `execute`.
        Command::SendFiles { .. } => return Err(Fault::Internal),
        Command::SwitchTranslation { conversation, on } => Input::TranslationSwitched {
            conversation: conversation.0,
            agent,
            on,
        },
        // Nothing that the core decides.
        Command::TranslateMessage { .. } => return Err(Fault::NotFound),
        Command::SendTemplate {
            conversation,
            name,
            language,
            values,
        } => {
            let open = api.hub().conversation(conversation.0);
            let channel = open.ok_or(Fault::NotFound)?.channel.0;
            let filled = FilledTemplate {
                name,
                language,
                values,
            };
            Input::AgentWrote {
                conversation: conversation.0,
                agent,
                content: outward::template(api, &channel, filled)?,
                client_id: Some(id.into()),
            }
        }
        Command::StartConversation {
            channel,
            address,
            text,
            template,
        } => {
            let content = match (text, template) {
                (Some(text), None) => Content::Text(clean(&text).into()),
                (None, Some(filled)) => outward::template(api, &channel.0, filled)?,
                (Some(_), Some(_)) | (None, None) => {
                    let reason = "give `text` or `template`, and not both".to_owned();
                    return Err(Fault::Unacceptable(reason));
                }
            };
            Input::AgentStarted {
                thread: outward::address(api, &channel.0, &address)?,
                channel: channel.0,
                contact: ContactCard::default(),
                agent,
                content,
                client_id: Some(id.into()),
            }
        }
        Command::StopContact { conversation } => {
            let held = api.hub().is_held_by(conversation.0, &agent);
            consent(conversation.0, Consent::Stop, agent, held)?
        }
        // Who may is in the table of roles; a supervisor need not hold it.
        Command::ResumeContact { conversation } => {
            consent(conversation.0, Consent::Start, agent, Some(true))?
        }
        Command::Typing { conversation, on } => Input::Typed {
            conversation: conversation.0,
            party: Party::Agent(agent),
            on,
        },
        Command::Read { conversation, seq } => {
            let (conversation, party) = (conversation.0, Party::Agent(agent));
            Input::Read {
                conversation,
                party,
                seq: Seq(seq),
            }
        }
        Command::EndConversation { conversation } => Input::AgentEnded {
            conversation: conversation.0,
            agent,
        },
        Command::FinishWrapUp {
            conversation,
            disposition,
            note,
        } => Input::WrapUpFinished {
            conversation: conversation.0,
            agent,
            disposition: disposition.as_deref().map(clean).map(Into::into),
            note: note
                .as_deref()
                .map(clean)
                .filter(|note| !note.is_empty())
                .map(Into::into),
        },
        Command::StopNew { on } => Input::NewStopped { agent, stopped: on },
        Command::TakeConversation { conversation } => Input::ConversationTaken {
            conversation: conversation.0,
            agent,
            forced_by: None,
        },
        Command::GiveConversation {
            conversation,
            agent: to,
        } => Input::ConversationTaken {
            conversation: conversation.0,
            agent: to.0,
            forced_by: Some(agent),
        },
        Command::TransferConversation {
            conversation,
            queue,
            agent: to,
        } => Input::ConversationTransferred {
            conversation: conversation.0,
            supervised: is_supervisor,
            by: agent,
            to: target(queue.map(|q| q.0), to.map(|a| a.0))?,
        },
        Command::ParkConversation { conversation } => Input::ConversationParked {
            conversation: conversation.0,
            agent,
        },
        Command::ResumeConversation { conversation } => Input::ConversationResumed {
            conversation: conversation.0,
            agent,
        },
        Command::RequeueConversation { conversation } => Input::ConversationRequeued {
            conversation: conversation.0,
            by: agent,
        },
        Command::CloseConversation { conversation } => {
            let by = EndedBy::Supervisor(agent);
            Input::ConversationClosed {
                conversation: conversation.0,
                by,
            }
        }
        Command::SetCapacity { agent, capacity } => Input::CapacityChanged {
            agent: agent.0,
            capacity,
        },
    })
}

/// Where a conversation is handed on to: one of the two.
fn target(queue: Option<QueueId>, agent: Option<AgentId>) -> Result<TransferTo, Fault> {
    match (queue, agent) {
        (Some(queue), None) => Ok(TransferTo::Queue(queue)),
        (None, Some(agent)) => Ok(TransferTo::Agent(agent)),
        (Some(_), Some(_)) | (None, None) => {
            let reason = "give `queue` or `agent`, and not both".to_owned();
            Err(Fault::Unacceptable(reason))
        }
    }
}

/// Has a message of the contact translated again.
async fn again(
    api: &Api,
    agent: &AgentId,
    conversation: ConversationId,
    seq: Seq,
) -> Result<Option<Seq>, Fault> {
    let open = api.hub().answered_by(conversation, agent);
    let open = open.ok_or(Rejection::NotAssignedToYou(conversation))?;
    if api.engine().translate_again(&open, seq).await? {
        Ok(None)
    } else {
        Err(Fault::NobodyTranslates)
    }
}

/// A contact's decision, as an agent heard it who holds the conversation.
fn consent(
    conversation: ConversationId,
    consent: Consent,
    agent: AgentId,
    held: Option<bool>,
) -> Result<Input, Fault> {
    match held {
        Some(true) => Ok(Input::ConsentChanged {
            conversation,
            consent,
            by: StoppedBy::Agent(agent),
            // They said it elsewhere, by voice perhaps.
            answer: false,
        }),
        Some(false) | None => Err(Rejection::NotAssignedToYou(conversation).into()),
    }
}

/// A presence an agent may declare. Some reasons are the gateway's own words.
pub(crate) fn presence(api: &Api, presence: PresenceView) -> Result<Presence, Fault> {
    match presence {
        PresenceView::Available {} => Ok(Presence::Available),
        PresenceView::Offline {} => Ok(Presence::Offline),
        PresenceView::Away { reason } => {
            let directory = api.directory();
            let listed = &directory.away_reasons;
            let fits = (1..=limits::CODE_BYTES).contains(&reason.len())
                && ![MISSED_OFFER, DECLINED_OFFER, STOPPED_NEW].contains(&&*reason)
                && !reason.chars().any(char::is_control);
            if fits && (listed.is_empty() || listed.contains(&reason)) {
                return Ok(Presence::Away {
                    reason: reason.into(),
                });
            }
            let known = listed.join(", ");
            Err(Fault::Unacceptable(format!(
                "the reason is not one of: {known}"
            )))
        }
    }
}

/// A text as it may be kept: no control characters besides line ends and tabs, nothing around it.
pub(crate) fn clean(text: &str) -> String {
    let kept = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let text: String = text.replace("\r\n", "\n").chars().filter(kept).collect();
    text.trim().to_owned()
}

/// Whether a text is an id that a client may choose.
pub(crate) fn is_client_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_without_what_no_one_can_see() {
        assert_eq!(clean("  a\0b\u{1b}[0m\r\nc\td \n"), "ab[0m\nc\td");
        assert_eq!(clean("שלום \u{202e}abc"), "שלום \u{202e}abc");
        assert_eq!(clean("\0 \0"), "");
    }

    #[test]
    fn ids_of_clients_are_short_and_plain() {
        assert!(is_client_id("0f8fad5b-d9cb-469f-a165-70867728950e"));
        for bad in ["", "a b", "ü", "a\0", &"a".repeat(65)] {
            assert!(!is_client_id(bad), "{bad:?}");
        }
    }
}
