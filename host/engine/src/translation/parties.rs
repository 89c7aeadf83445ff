//! Who speaks what, and so which conversations are translated.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentId, Conversation, ConversationState, Language, Languages, TranslationMode,
    translation_mode,
};

use super::{LanguagePair, tags};

/// What decides whether a conversation is translated, beside the conversation itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// What agents speak. Who is not in here speaks the default language.
    pub agents: BTreeMap<AgentId, Languages>,
    /// The language of whoever has told none; `None`: theirs is not known.
    pub default_language: Option<Language>,
    /// Whether there is any translator.
    pub is_on: bool,
}

/// The languages on both sides of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// What the contact writes.
    pub contact: Language,
    /// What the agent reads.
    pub agent: Language,
    /// Whether messages are translated.
    pub mode: TranslationMode,
}

impl Between {
    /// From the contact to the agent.
    pub fn inward(&self) -> LanguagePair {
        LanguagePair {
            source: tags::spelled(&self.contact),
            target: tags::spelled(&self.agent),
        }
    }

    /// From the agent to the contact.
    pub fn outward(&self) -> LanguagePair {
        let LanguagePair { source, target } = self.inward();
        LanguagePair {
            source: target,
            target: source,
        }
    }
}

impl Parties {
    /// The languages on both sides, if this agent holds the conversation; `None`: one is not
    /// known, or there is nobody to translate.
    pub fn between(&self, conversation: &Conversation, agent: &AgentId) -> Option<Between> {
        if !self.is_on {
            return None;
        }
        let contact = self.language_of(conversation)?;
        let languages = self.languages_of(agent)?;
        let switched = conversation.translation_switched_by(agent);
        Some(Between {
            mode: translation_mode(&contact, &languages, switched),
            agent: languages.primary,
            contact,
        })
    }

    fn languages_of(&self, agent: &AgentId) -> Option<Languages> {
        let default = || {
            self.default_language.clone().map(|primary| Languages {
                primary,
                secondary: Vec::new(),
            })
        };
        self.agents.get(agent).cloned().or_else(default)
    }

    /// Whether it makes a difference what contacts write in.
    pub fn heed_languages(&self) -> bool {
        self.is_on || !self.agents.is_empty()
    }

    /// As [`Parties::between`], for the agent who answers at the moment.
    pub fn of(&self, conversation: &Conversation) -> Option<Between> {
        match &conversation.state {
            ConversationState::Assigned { agent, .. }
            | ConversationState::Parked { agent, .. }
            | ConversationState::WrapUp { agent, .. } => self.between(conversation, agent),
            ConversationState::Scripted { .. }
            | ConversationState::Queued { .. }
            | ConversationState::Offered { .. }
            | ConversationState::Closed(_) => None,
        }
    }

    /// The language of a conversation's contact.
    fn language_of(&self, conversation: &Conversation) -> Option<Language> {
        let known = conversation.language.as_ref();
        known
            .map(|spoken| spoken.language.clone())
            .or_else(|| self.default_language.clone())
    }
}
