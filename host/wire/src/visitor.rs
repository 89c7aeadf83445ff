//! The host's own frames on a contact's socket. The chat itself is the component's: see
//! `channels/webchat/PROTOCOL.md`.

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

/// The client's answer to [`HostFrame::Ping`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum ContactPong {
    /// Here.
    Pong {},
}
