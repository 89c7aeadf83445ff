//! What Twilio's codes mean: <https://www.twilio.com/docs/api/errors>. They are split and refined now and
//! then, so what is not here goes by the HTTP status.

use frontdesk_plugin::channel::Cause;

/// Why a message is not taken, or not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Credentials,
    Setup,
    TooFast,
    Busy,
    OptedOut,
    Recipient,
    Region,
    Content,
    Filtered,
    Quota,
    Window,
    Unknown,
}

impl Why {
    pub(crate) const fn of(code: u32) -> Self {
        match code {
            20003 | 20005 | 20006 => Self::Credentials,
            20404 => Self::Setup,
            // A sender that Twilio does not know, or that may not send like this; a template it does
            // not know.
            21603 | 21606 | 21609 | 21655 | 21659 | 21660 | 21701 | 21703 | 21705 | 30024
            | 30032 | 30034 => Self::Setup,
            14107 | 20429 | 21611 | 30001 | 30022 | 63018 => Self::TooFast,
            20500 | 20503 => Self::Busy,
            21610 => Self::OptedOut,
            21211 | 21214 | 21217 | 21612 | 21614 | 30003 | 30005 | 30006 | 63003 | 63024 => {
                Self::Recipient
            }
            21408 | 21608 => Self::Region,
            21602 | 21605 | 21617 | 21619 | 21656 | 21658 | 63013 => Self::Content,
            30004 | 30007 => Self::Filtered,
            // The account is suspended, or a day's messages or a price are used up.
            30002 | 30010 | 30023 => Self::Quota,
            63016 => Self::Window,
            _ => Self::Unknown,
        }
    }

    /// The same for a code in a report.
    pub(crate) fn of_text(code: &str) -> Self {
        code.parse().map_or(Self::Unknown, Self::of)
    }

    /// What the contract calls it.
    pub(crate) const fn cause(self) -> Cause {
        match self {
            Self::Credentials | Self::Setup | Self::Region => Cause::Misconfigured,
            Self::OptedOut => Cause::OptedOut,
            Self::Recipient => Cause::Recipient,
            Self::Content => Cause::Content,
            Self::Filtered => Cause::Filtered,
            Self::Quota => Cause::Quota,
            Self::Window => Cause::WindowClosed,
            Self::TooFast | Self::Busy | Self::Unknown => Cause::Other,
        }
    }

    /// For the operator. In our own words: Twilio's can repeat the contact's number.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::Credentials => {
                "the account, its auth token or API key are not right, or the account is closed"
            }
            Self::Setup => {
                "the account, the sender or an address is not set up: look the code up at Twilio"
            }
            Self::TooFast => "too many messages at once",
            Self::Busy => "Twilio cannot take it now",
            Self::OptedOut => {
                "the contact has opted out (STOP), and only they can opt in again (START)"
            }
            Self::Recipient => "the contact's number takes no messages",
            Self::Region => {
                "the account may not send to the contact's region (Messaging Geo Permissions), or is a \
                 trial that sends to verified numbers only"
            }
            Self::Content => "the text is not one that Twilio sends",
            Self::Filtered => "Twilio or a carrier held it back",
            Self::Quota => "the account is suspended, or has used up what it may send or spend",
            Self::Window => "no free text later than 24 hours after the contact wrote",
            Self::Unknown => "look the code up at Twilio",
        }
    }
}
