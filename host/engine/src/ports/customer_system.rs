//! Who somebody is, as another system knows them.

use async_trait::async_trait;

/// A connected customer system. Implemented by the plugin host.
#[async_trait]
pub trait CustomerSystem: Send + Sync + 'static {
    /// The people it knows by one thing: at most a page of them.
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault>;
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
