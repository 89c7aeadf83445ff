//! The host's own frames on a contact's socket. The chat itself is the component's: see
//! `channels/webchat/PROTOCOL.md`.

use std::{collections::BTreeMap, fmt};

use frontdesk_core::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Text;

/// The first frame of a contact's socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactHello {
    /// Who is there, and where they left off.
    Hello {
        /// 1.
        v: u32,
        /// The token of an earlier `welcome`.
        #[serde(default)]
        token: Option<String>,
        /// The conversation the client knows.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        conversation: Option<Text<ConversationId>>,
        /// Its last message there.
        #[serde(default)]
        after: u32,
        /// The contact's language (BCP 47).
        #[serde(default)]
        locale: Option<String>,
        /// Who the contact is, in a token that the site's server signed: JWT, HS256.
        #[serde(default)]
        identity: Option<String>,
    },
}

/// The page says which language the contact speaks, by the widget's JavaScript API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactLanguage {
    /// From now on, and for the conversation that is open.
    Language {
        /// BCP 47.
        tag: String,
    },
}

/// The page says which invitation it has shown to the contact, or kept back from them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactInvited {
    /// For the conversation that begins next on this connection.
    Invitation {
        /// The lease's token.
        token: String,
    },
}

/// What could be used in the contact's place stays out of logs.
impl fmt::Debug for ContactInvited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactInvited(…)")
    }
}

/// The page says more of the contact, by the widget's JavaScript API. Nothing of it is verified.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactSaid {
    /// For the conversation that is open, and the next that begins. What is null is taken back, what is not named
    /// stays.
    Details {
        /// What agents see of the contact beside the form: names of at most 100 bytes, values of at most 500.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, Scalar>)]
        info: BTreeMap<String, Option<Scalar>>,
        /// Variables: a name is `_` and 1 to 25 letters and digits, a value has at most 1000 characters.
        #[serde(default)]
        #[schema(value_type = BTreeMap<String, SaidVariable>)]
        variables: BTreeMap<String, Option<SaidVariable>>,
    },
}

/// Who somebody is said to be stays out of logs.
impl fmt::Debug for ContactSaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactSaid(…)")
    }
}

/// What the contact says of a conversation that has ended. Answered with `ack` under its id, once it is durable.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactRating {
    /// Once for each conversation.
    Rate {
        /// The client's id of it; the same one again is no second answer.
        id: String,
        /// Which conversation.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// The score: 1 to 5, or 0 to 10, as the channel's survey asks.
        score: u8,
        /// What they add, at most 1000 characters; empty: nothing.
        #[serde(default)]
        comment: String,
    },
}

/// What people say stays out of logs.
impl fmt::Debug for ContactRating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactRating(…)")
    }
}

/// The contact leaves the line to write a message instead. Answered with `ack` under its id, once it is durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactDiverted {
    /// For as long as no agent has taken the conversation.
    Divert {
        /// The client's id of it.
        id: String,
    },
}

/// A variable as a page gives it.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaidVariable {
    /// The value; its JSON type is the variable's.
    pub value: Scalar,
    /// What agents see it called.
    #[serde(default)]
    pub label: Option<String>,
    /// Whether agents see that it is there and not what it is.
    #[serde(default)]
    pub masked: bool,
}

/// A text, a number, true or false.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// True or false.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Scalar {
    /// As text.
    pub fn text(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// The host's frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum HostFrame {
    /// Answer to `hello`.
    Welcome {
        /// The visitor's token from now on.
        token: String,
        /// The gateway's clock, in milliseconds since 1970-01-01 UTC.
        server_at: u64,
    },
    /// How long the contact will probably wait, beside the component's word on their place in line. Told
    /// when it becomes known, changes much, or is known no more. It is no promise.
    Wait {
        /// Whose.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// From now on, in milliseconds; null: not known.
        estimate_ms: Option<u64>,
    },
    /// What the contact may choose at this moment, as their conversation's script says: all of it, each time that
    /// it changes. A choice is made by saying its text.
    Choices {
        /// Whose.
        #[schema(value_type = String)]
        conversation: Text<ConversationId>,
        /// None: there is nothing to choose.
        choices: Vec<ContactChoice>,
    },
    /// Every 20 s.
    Ping,
    /// A frame was refused.
    Refused {
        /// The client's id, when it could be read.
        id: Option<String>,
        /// A stable code.
        code: String,
        /// The form's field that was not accepted, if it is one field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// A sentence for a person.
        message: String,
        /// Try again after this many milliseconds; null: do not.
        retry_ms: Option<u64>,
    },
}

/// Something that a contact may choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactChoice {
    /// What they say by it.
    pub text: String,
    /// Whether they leave their line by it.
    pub skips_queue: bool,
}

/// The client's answer to [`HostFrame::Ping`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactPong {
    /// Here.
    Pong {},
}
