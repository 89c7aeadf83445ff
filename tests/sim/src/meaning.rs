//! What an act of a plan means to the core at this moment.

use frontdesk_core::{
    AgentId, Attachment, ChannelId, Consent, ContactCard, Content, ConversationId, EndedBy, Input,
    Language, LanguageSource, Media, OfferId, Party, Presence, QueueId, Seq, StoppedBy, ThreadId,
    TransferTo,
};

use crate::{
    options::name,
    plan::Act,
    world::{FILE, LONG, TEMPLATE, World},
};

impl World {
    /// The input that an act means at this moment; `None` when there is nothing to act on.
    #[expect(clippy::too_many_lines, reason = "one arm an act, one after the other")]
    pub(crate) fn input(&self, act: &Act) -> Option<Input> {
        let agent = |text: &String| name(text).map(AgentId);
        let talk = |contact: &String| self.history().latest.get(contact).copied();
        Some(match act {
            Act::Open { contact, channel } => Input::ConversationOpened {
                channel: name(channel).map(ChannelId)?,
                thread: ThreadId::new(contact)?,
                contact: self.card(contact),
                first_message: None,
            },
            Act::Write {
                contact,
                channel,
                text,
            } => Input::ContactWrote {
                channel: name(channel).map(ChannelId)?,
                thread: ThreadId::new(contact)?,
                into: None,
                contact: self.card(contact),
                content: content(text),
                client_id: None,
            },
            Act::Stops { contact, by } => Input::ConsentChanged {
                conversation: talk(contact)?,
                consent: Consent::Stop,
                by: said_by(contact, by),
                answer: by == contact,
            },
            Act::Resumes { contact, by } => Input::ConsentChanged {
                conversation: talk(contact)?,
                consent: Consent::Start,
                by: said_by(contact, by),
                answer: by == contact,
            },
            Act::AsksForHelp { contact } => Input::HelpAsked {
                conversation: talk(contact)?,
            },
            Act::Elsewhere { contact, text } => Input::WrittenElsewhere {
                conversation: talk(contact)?,
                content: content(text),
                client_id: None,
            },
            Act::ContactTypes { contact } => Input::Typed {
                conversation: talk(contact)?,
                party: Party::Contact,
                on: true,
            },
            Act::ContactReads { contact, seq } => Input::Read {
                conversation: talk(contact)?,
                party: Party::Contact,
                seq: Seq(*seq),
            },
            Act::ContactConnects { contact } => Input::ContactConnected {
                conversation: talk(contact)?,
            },
            Act::ContactDisconnects { contact } => Input::ContactDisconnected {
                conversation: talk(contact)?,
            },
            Act::ContactEnds { contact } => Input::ContactEnded {
                conversation: talk(contact)?,
            },
            Act::AgentConnects { agent: a } => Input::AgentConnected { agent: agent(a)? },
            Act::AgentDisconnects { agent: a } => Input::AgentDisconnected { agent: agent(a)? },
            Act::Available { agent: a } => declared(agent(a)?, Presence::Available),
            Act::Away { agent: a } => declared(
                agent(a)?,
                Presence::Away {
                    reason: "break".into(),
                },
            ),
            Act::Offline { agent: a } => declared(agent(a)?, Presence::Offline),
            Act::Accept { agent: a, contact } => {
                let agent = agent(a)?;
                let offer = self.offer(&agent, talk(contact)?)?;
                Input::OfferAccepted { offer, agent }
            }
            Act::Decline { agent: a, contact } => {
                let agent = agent(a)?;
                let offer = self.offer(&agent, talk(contact)?)?;
                Input::OfferDeclined { offer, agent }
            }
            Act::AgentWrites {
                agent: a,
                contact,
                text,
            } => Input::AgentWrote {
                conversation: talk(contact)?,
                agent: agent(a)?,
                content: content(text),
                client_id: None,
            },
            Act::Starts {
                agent: a,
                contact,
                channel,
                text,
            } => Input::AgentStarted {
                channel: name(channel).map(ChannelId)?,
                thread: ThreadId::new(contact)?,
                contact: self.card(contact),
                agent: agent(a)?,
                content: content(text),
                client_id: None,
            },
            Act::AgentTypes { agent: a, contact } => Input::Typed {
                conversation: talk(contact)?,
                party: Party::Agent(agent(a)?),
                on: true,
            },
            Act::AgentReads {
                agent: a,
                contact,
                seq,
            } => Input::Read {
                conversation: talk(contact)?,
                party: Party::Agent(agent(a)?),
                seq: Seq(*seq),
            },
            Act::Take { agent: a, contact } => Input::ConversationTaken {
                conversation: talk(contact)?,
                agent: agent(a)?,
                forced_by: None,
            },
            Act::Force { agent: a, contact } => Input::ConversationTaken {
                conversation: talk(contact)?,
                agent: agent(a)?,
                forced_by: name("boss").map(AgentId),
            },
            Act::HandOn {
                agent: a,
                contact,
                to,
            } => Input::ConversationTransferred {
                conversation: talk(contact)?,
                by: agent(a)?,
                supervised: false,
                to: target(to)?,
            },
            Act::Send { contact, to } => Input::ConversationTransferred {
                conversation: talk(contact)?,
                by: name("boss").map(AgentId)?,
                supervised: true,
                to: target(to)?,
            },
            Act::Park { agent: a, contact } => Input::ConversationParked {
                conversation: talk(contact)?,
                agent: agent(a)?,
            },
            Act::TakeUp { agent: a, contact } => Input::ConversationResumed {
                conversation: talk(contact)?,
                agent: agent(a)?,
            },
            Act::StopNew { agent: a } => Input::NewStopped {
                agent: agent(a)?,
                stopped: true,
            },
            Act::WantNew { agent: a } => Input::NewStopped {
                agent: agent(a)?,
                stopped: false,
            },
            Act::Language {
                contact,
                tag,
                source,
            } => Input::LanguageKnown {
                conversation: talk(contact)?,
                language: Language::new(tag).ok()?,
                source: *source,
            },
            Act::AgentEnds { agent: a, contact } => Input::AgentEnded {
                conversation: talk(contact)?,
                agent: agent(a)?,
            },
            Act::Finish {
                agent: a,
                contact,
                disposition,
            } => Input::WrapUpFinished {
                conversation: talk(contact)?,
                agent: agent(a)?,
                disposition: disposition.as_deref().map(Into::into),
                note: None,
            },
            Act::Capacity { agent: a, capacity } => Input::CapacityChanged {
                agent: agent(a)?,
                capacity: *capacity,
            },
            Act::Requeue { contact } => Input::ConversationRequeued {
                conversation: talk(contact)?,
                by: name("boss").map(AgentId)?,
            },
            Act::Close { contact } => Input::ConversationClosed {
                conversation: talk(contact)?,
                by: EndedBy::System,
            },
            Act::Reload { plan } => Input::PlanChanged(self.plan(*plan)?.clone()),
            Act::Wake | Act::Restart => Input::DeadlineReached,
        })
    }

    /// What is known of a contact: whether they want messages, what they speak, who answered last.
    fn card(&self, contact: &String) -> ContactCard {
        ContactCard {
            stopped_at: self.history().stopped.get(contact).copied(),
            last_agent: self.history().answered.get(contact).cloned(),
            locale: locale(contact).map(Into::into),
            // Some have filled in a form.
            locale_source: contact.ends_with('3').then_some(LanguageSource::Form),
            ..ContactCard::default()
        }
    }

    /// The latest offer of this conversation to this agent; to whomever it went, if not to them.
    fn offer(&self, agent: &AgentId, conversation: ConversationId) -> Option<OfferId> {
        let offers = &self.history().offers;
        let own = offers.get(&(agent.clone(), conversation)).copied();
        let of = || {
            offers
                .iter()
                .filter(|((_, c), _)| *c == conversation)
                .map(|(_, o)| *o)
                .max()
        };
        own.or_else(of)
    }
}

/// What a contact's browser or provider says they speak. Not every contact's is known, and not
/// everything that is said is a language.
fn locale(contact: &str) -> Option<&'static str> {
    let number: usize = contact.trim_start_matches('c').parse().unwrap_or(0);
    let locales = [
        None,
        Some("de"),
        Some("es-MX"),
        Some("zh-TW"),
        Some("klingon!"),
        Some("pt"),
    ];
    locales.get(number % locales.len()).copied().flatten()
}

fn target(to: &str) -> Option<TransferTo> {
    let name = name(to)?;
    Some(if to.starts_with('q') {
        TransferTo::Queue(QueueId(name))
    } else {
        TransferTo::Agent(AgentId(name))
    })
}

/// What the words of a plan stand for: [`LONG`] is a text of one character too many.
fn content(words: &str) -> Content {
    match words {
        LONG => Content::Text("x".repeat(frontdesk_core::limits::TEXT_CHARS + 1).into()),
        FILE => Content::Files {
            text: "".into(),
            attachments: vec![Attachment {
                media: Media::Image,
                handle: "h".into(),
                mime: None,
                name: None,
                bytes: None,
            }],
        },
        TEMPLATE => Content::Template {
            text: words.into(),
            name: "t".into(),
            language: "en".into(),
            values: Vec::new(),
        },
        words => Content::Text(words.into()),
    }
}

fn said_by(contact: &str, by: &str) -> StoppedBy {
    let agent = name(by).map(AgentId).filter(|_| by.starts_with('a'));
    match agent {
        _ if by == contact => StoppedBy::Contact,
        Some(agent) => StoppedBy::Agent(agent),
        None => StoppedBy::Provider,
    }
}

const fn declared(agent: AgentId, presence: Presence) -> Input {
    Input::PresenceDeclared { agent, presence }
}
