//! A notice, to the frame the visitor's page reads.

use frontdesk_plugin::{
    Error, ErrorKind,
    socket::{Author, Body, EndedBy, Happening, Message, Notice, State},
};
use serde::Serialize;

/// The component's frames of `PROTOCOL.md`, in its order of fields.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
enum Frame<'a> {
    Ack {
        id: &'a str,
        conversation: &'a str,
        seq: Option<u32>,
        at: u64,
    },
    Message(MessageFrame<'a>),
    State(StateFrame<'a>),
    Typing {
        on: bool,
    },
    Read {
        seq: u32,
    },
    Refused {
        id: Option<&'a str>,
        code: &'a str,
        message: &'a str,
        retry_ms: Option<u32>,
    },
}

#[derive(Serialize)]
struct MessageFrame<'a> {
    seq: u32,
    id: Option<&'a str>,
    from: &'static str,
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'static str>,
    text: Option<&'a str>,
    at: u64,
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum StateFrame<'a> {
    None,
    Queued {
        conversation: &'a str,
        position: u32,
        since: u64,
    },
    Assigned {
        conversation: &'a str,
        agent: &'a str,
    },
    Ended {
        conversation: &'a str,
        by: &'static str,
    },
}

/// Writes one notice.
pub fn write(notice: &Notice) -> Result<String, Error> {
    serde_json::to_string(&frame(notice))
        .map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))
}

fn frame(notice: &Notice) -> Frame<'_> {
    match notice {
        Notice::Message(message) => Frame::Message(message_frame(message)),
        Notice::Ack(ack) => Frame::Ack {
            id: &ack.id,
            conversation: &ack.conversation,
            seq: ack.seq,
            at: whole_ms(ack.at),
        },
        Notice::Refused(refused) => Frame::Refused {
            id: refused.refusal.id.as_deref(),
            code: &refused.refusal.code,
            message: &refused.refusal.message,
            retry_ms: refused.retry_after_ms,
        },
        Notice::Typing(on) => Frame::Typing { on: *on },
        Notice::Read(seq) => Frame::Read { seq: *seq },
        Notice::State(state) => Frame::State(state_frame(state)),
    }
}

fn message_frame(message: &Message) -> MessageFrame<'_> {
    let (text, notice) = match &message.body {
        Body::Text(text) => (Some(text.as_str()), None),
        Body::Happening(happening) => (None, Some(happening_name(*happening))),
    };
    // An agent's client id and the visitor's own name are of no use to the visitor's page.
    let (from, id, name) = match message.author {
        Author::Contact => ("visitor", message.client_id.as_deref(), None),
        Author::Agent => ("agent", None, message.agent_name.as_deref()),
        Author::System => ("system", None, message.agent_name.as_deref()),
    };
    MessageFrame {
        seq: message.seq,
        id,
        from,
        name,
        notice,
        text,
        at: whole_ms(message.at),
    }
}

const fn happening_name(happening: Happening) -> &'static str {
    match happening {
        Happening::AgentJoined => "agent_joined",
        Happening::Requeued => "requeued",
        Happening::Ended(_) => "ended",
    }
}

fn state_frame(state: &State) -> StateFrame<'_> {
    match state {
        State::None => StateFrame::None,
        State::Queued(queued) => StateFrame::Queued {
            conversation: &queued.conversation,
            position: queued.position,
            since: whole_ms(queued.since),
        },
        State::Assigned(assigned) => StateFrame::Assigned {
            conversation: &assigned.conversation,
            agent: &assigned.agent_name,
        },
        State::Ended(ended) => StateFrame::Ended {
            conversation: &ended.conversation,
            by: ended_by_name(ended.by),
        },
    }
}

const fn ended_by_name(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Contact => "contact",
        EndedBy::Agent => "agent",
        EndedBy::Supervisor => "supervisor",
        EndedBy::System => "system",
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the contract says whole milliseconds since 1970; a float beyond saturates"
)]
const fn whole_ms(at: f64) -> u64 {
    at as u64
}
