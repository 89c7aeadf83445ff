//! What passes over the control socket: a line of JSON each.

use frontdesk_core::{ConversationId, Timestamp};
use serde::{Deserialize, Serialize};

/// What is asked of the running gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Ask {
    /// Read the configuration and the components again, and take them whole or not at all.
    Reload,
    /// Say what a reload would change.
    Changes,
    /// Every plugin, and how it fares.
    Plugins,
    /// Start a plugin afresh.
    Restart { name: String },
    /// Put a plugin's earlier version back.
    Rollback { name: String },
    /// A plugin's log; `follow`: and what comes.
    Logs { name: String, follow: bool },
    /// What is left of the conversations that began at this moment or later, a line of JSON each.
    Past { since: Timestamp },
    /// Why a conversation is where it is: a line of JSON, as the API has it.
    Explain { conversation: ConversationId },
    /// Call one function of a running plugin.
    Call {
        name: String,
        function: String,
        argument: serde_json::Value,
    },
}

/// A part of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reply {
    /// Text for standard output.
    Line(String),
    /// Nothing more comes; `trouble`: it was not done, and why.
    End { trouble: Option<String> },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_arrives_as_it_was_asked() {
        let asked = Ask::Logs {
            name: "sms".to_owned(),
            follow: true,
        };
        let text = serde_json::to_string(&asked).unwrap();
        assert_eq!(text, r#"{"ask":"logs","name":"sms","follow":true}"#);
        assert_eq!(serde_json::from_str::<Ask>(&text).unwrap(), asked);
        assert!(serde_json::from_str::<Ask>(r#"{"ask":"dance"}"#).is_err());
    }
}
