//! Typed identifiers and their text forms.

use alloc::{string::String, sync::Arc};
use core::{fmt, num::NonZeroU64, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::limits;

/// A name an operator chose: 1 to 32 of `a-z 0-9 _ -`, beginning with a letter or digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(Arc<str>);

/// Why a text is not a [`Name`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 32 characters of a-z, 0-9, '_' and '-', beginning with a letter or digit")]
pub struct NameError;

impl Name {
    /// Checks `text` and makes a name of it.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let ok = (1..=limits::NAME_BYTES).contains(&text.len())
            && !text.starts_with(['_', '-'])
            && text
                .bytes()
                .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if ok {
            Ok(Self(text.into()))
        } else {
            Err(NameError)
        }
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

macro_rules! named {
    ($($(#[$doc:meta])* $id:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $id(pub Name);

        impl $id {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $id {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Name::new(text).map(Self)
            }
        }
    )*};
}

named! {
    /// An agent, by the name the operator gave in TOML (`bea`).
    AgentId;
    /// A queue, by the name the operator gave in TOML (`sales`).
    QueueId;
    /// A configured instance of a channel (`shop-chat`): a medium, its component and its queue.
    ChannelId;
    /// A skill, by the name the operator gave in TOML (`billing`).
    SkillId;
    /// A schedule, by the name the operator gave in TOML (`office`).
    ScheduleId;
    /// A script, by the name the operator gave in TOML (`welcome`).
    ScriptId;
}

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id here looks like {prefix}_17")]
pub struct ParseIdError {
    /// The letters expected before the underscore.
    pub prefix: &'static str,
}

macro_rules! counted {
    ($($(#[$doc:meta])* $id:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $id(pub NonZeroU64);

        impl $id {
            /// The id with this number; numbers begin at 1.
            pub const fn new(number: u64) -> Option<Self> {
                match NonZeroU64::new(number) {
                    Some(number) => Some(Self(number)),
                    None => None,
                }
            }

            /// The number behind the id.
            pub const fn number(self) -> u64 {
                self.0.get()
            }
        }

        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl FromStr for $id {
            type Err = ParseIdError;

            /// Reads the canonical text form only: no sign, no leading zero.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let error = ParseIdError { prefix: $prefix };
                let digits = text
                    .strip_prefix(concat!($prefix, "_"))
                    .filter(|d| d.bytes().all(|b| b.is_ascii_digit()) && !d.starts_with('0'));
                let number = digits.and_then(|d| d.parse().ok()).and_then(NonZeroU64::new);
                number.map(Self).ok_or(error)
            }
        }
    )*};
}

counted! {
    /// A conversation: `cnv_17`. Never reused.
    ConversationId = "cnv";
    /// A person, whatever address they write from: `prs_17`. Never reused.
    PersonId = "prs";
    /// A customer, as the Local CRM keeps them: `cus_17`. Never reused.
    CustomerId = "cus";
    /// A case of a customer: `cas_17`. Never reused.
    CaseId = "cas";
    /// Something an agent has to do: `tsk_17`. Never reused.
    TaskId = "tsk";
    /// What a contact wrote while nobody was there: `off_17`. Never reused.
    OfflineId = "off";
    /// An offer of one conversation to one agent: `ofr_17`. Never reused.
    OfferId = "ofr";
    /// A kept version of a script: `scr_17`. Free again once no conversation needs it.
    ScriptVersion = "scr";
}

impl ScriptVersion {
    /// The first.
    pub(crate) const FIRST: Self = Self(NonZeroU64::MIN);

    /// The one after it.
    pub(crate) const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The place of a message in its conversation: 1, 2, 3 … without holes.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u32);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The contact's address on a channel, as the channel spells it: a visitor id, a phone number, a
/// page-scoped id. Opaque to the core; at most [`limits::THREAD_BYTES`] bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThreadId(pub Arc<str>);

impl ThreadId {
    /// The thread with this text; `None` when it is empty or too long.
    pub fn new(text: &str) -> Option<Self> {
        (1..=limits::THREAD_BYTES)
            .contains(&text.len())
            .then(|| Self(text.into()))
    }
}

/// An address identifies a person, so it is kept out of logs: `Debug` shows its length only.
impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThreadId({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn counted_ids_read_back_their_own_text() {
        let id = ConversationId::new(17).unwrap();
        assert_eq!(id.to_string(), "cnv_17");
        assert_eq!("cnv_17".parse(), Ok(id));
    }

    #[test]
    fn only_the_canonical_spelling_of_an_id_is_read() {
        for text in [
            "",
            "cnv_",
            "cnv_0",
            "cnv_017",
            "cnv_+1",
            "ofr_1",
            "cnv_1 ",
            "cnv_99999999999999999999",
        ] {
            assert!(text.parse::<ConversationId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn names_are_short_and_plain() {
        assert!(Name::new("shop-chat_2").is_ok());
        for text in ["", "-a", "Sales", "a b", "ü", &"a".repeat(33)] {
            assert!(Name::new(text).is_err(), "{text:?}");
        }
    }
}
