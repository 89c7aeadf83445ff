//! Who somebody is, as another system knows them, and what it is told of conversations with them.

use std::time::Duration;

use async_trait::async_trait;
use frontdesk_core::Timestamp;

/// A connected customer system. Implemented by the plugin host.
#[async_trait]
pub trait CustomerSystem: Send + Sync + 'static {
    /// The people it knows by one thing: at most a page of them.
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault>;

    /// Makes a person there. The same `reference` at every try, so that there is one.
    async fn save_person(
        &self,
        person: &NewPerson,
        reference: &str,
    ) -> Result<KnownPerson, SystemFault>;

    /// Opens a case there with what has been said. The same `reference` at every try, so that there is one.
    async fn open_case(&self, note: &CaseNote, reference: &str) -> Result<CaseThere, SystemFault>;

    /// Adds what was said to the case with this id, and closes it. The same `reference` at every try, so that
    /// it is there once.
    async fn close_case(
        &self,
        id: &str,
        note: &CaseNote,
        reference: &str,
    ) -> Result<(), SystemFault>;
}

/// Somebody whom another system does not know yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Their name.
    pub name: Option<String>,
    /// Email addresses.
    pub emails: Vec<String>,
    /// Phone numbers (E.164).
    pub phones: Vec<String>,
    /// Their account number.
    pub account_number: Option<String>,
}

/// People stay out of logs.
impl std::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPerson(…)")
    }
}

/// What another system is told of a conversation.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CaseNote {
    /// The person's id there.
    pub person: String,
    /// What it is about, in a line.
    pub subject: String,
    /// The queue's title.
    pub queue: String,
    /// The name of the agent who had it last.
    pub agent: Option<String>,
    /// What was said, oldest first.
    pub transcript: Vec<CaseTurn>,
    /// Further facts, by name.
    pub fields: Vec<(String, String)>,
}

/// What was said stays out of logs.
impl std::fmt::Debug for CaseNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CaseNote({} turns)", self.transcript.len())
    }
}

/// One message of a conversation, as another system is told of it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseTurn {
    /// When it was said.
    pub at: Timestamp,
    /// Who said it.
    pub author: CaseAuthor,
    /// Their name, if one is known.
    pub name: Option<String>,
    /// What they said.
    pub text: String,
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseAuthor {
    /// The contact.
    Contact,
    /// An agent.
    Agent,
    /// The gateway.
    System,
}

/// A case in another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseThere {
    /// The system's id.
    pub id: String,
    /// Where it is in the system's own pages.
    pub url: Option<String>,
}

/// What somebody is looked for by.
#[derive(Clone, PartialEq, Eq)]
pub enum KnownBy {
    /// An email address.
    Email(String),
    /// A phone number (E.164).
    Phone(String),
    /// An account number.
    AccountNumber(String),
    /// A kind of address, such as a channel's, and the address.
    Handle(String, String),
}

/// What people are known by stays out of logs.
impl std::fmt::Debug for KnownBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Phone(_) => "Phone(…)",
            Self::AccountNumber(_) => "AccountNumber(…)",
            Self::Handle(..) => "Handle(…)",
        })
    }
}

/// Somebody, as another system knows them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KnownPerson {
    /// The system's id.
    pub id: String,
    /// Their name.
    pub name: Option<String>,
    /// Email addresses.
    pub emails: Vec<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// Their account number.
    pub account_number: Option<String>,
    /// Where they are in the system's own pages.
    pub url: Option<String>,
}

/// People stay out of logs.
impl std::fmt::Debug for KnownPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownPerson(…)")
    }
}

/// Why a system does not say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookUpFault {
    /// It cannot be asked by this.
    #[error("it cannot be asked by this")]
    Unsupported,
    /// It does not let us ask, or its connector is not set up well.
    #[error("it refused: {0}")]
    Refused(String),
    /// It did not answer; asking again may help.
    #[error("it did not answer: {0}")]
    NoAnswer(String),
}

/// Why a system does not take something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SystemFault {
    /// It never takes this as it is.
    #[error("{0}")]
    Refused(String),
    /// It does not let us in, or its connector is not set up well: the operator has to act.
    #[error("{0}")]
    Misconfigured(String),
    /// It did not answer, or asks to wait; the same again may work.
    #[error("{message}")]
    NoAnswer {
        /// For people who run the gateway.
        message: String,
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// Its connector failed over this.
    #[error("{0}")]
    Component(String),
}
