//! What Vonage's codes mean. Those of the Messages API: <https://developer.vonage.com/en/api-errors/messages>;
//! those of the SMS API's receipts: <https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts>.

use frontdesk_plugin::channel::Cause;

/// Why a message is not taken, or not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    TooFast,
    Busy,
    Setup,
    OptedOut,
    Recipient,
    Content,
    Filtered,
    Quota,
    Late,
    Unknown,
}

impl Why {
    /// A code of the Messages API.
    pub(crate) const fn of(code: u32) -> Self {
        match code {
            1000 | 1241 => Self::TooFast,
            1030 | 1100 => Self::Busy,
            // The account or the sender may not do this.
            1060 | 1080 | 1120 | 1140 | 1160 | 1370 | 1380 | 1400 | 1420 => Self::Setup,
            1240 => Self::OptedOut,
            1040 | 1050 | 1170 | 1190 | 1200 | 1250 | 1260 | 1270 | 1280 | 1290 | 1300 | 1430 => {
                Self::Recipient
            }
            1090 | 1440 => Self::Content,
            1210 | 1470..=1472 | 1480..=1484 => Self::Filtered,
            1070 | 1460 => Self::Quota,
            // Switched off, busy, out of reach, until it was given up.
            1180 | 1220 | 1230 | 1360 => Self::Late,
            _ => Self::Unknown,
        }
    }

    /// The same for a code in a status.
    pub(crate) fn of_text(code: Option<&str>) -> Self {
        code.and_then(|code| code.parse().ok())
            .map_or(Self::Unknown, Self::of)
    }

    /// A code in a receipt of the SMS API.
    pub(crate) fn of_receipt(code: Option<&str>) -> Self {
        match code.and_then(|code| code.parse::<u32>().ok()) {
            Some(3 | 4 | 5 | 11 | 12 | 13 | 14 | 15) => Self::Recipient,
            Some(2 | 7 | 8) => Self::Late,
            Some(6 | 50..=54) => Self::Filtered,
            Some(9) => Self::OptedOut,
            Some(10) => Self::Content,
            Some(16) => Self::Quota,
            Some(_) | None => Self::Unknown,
        }
    }

    /// What the contract calls it.
    pub(crate) const fn cause(self) -> Cause {
        match self {
            Self::Setup => Cause::Misconfigured,
            Self::OptedOut => Cause::OptedOut,
            Self::Recipient => Cause::Recipient,
            Self::Content => Cause::Content,
            Self::Filtered => Cause::Filtered,
            Self::Quota => Cause::Quota,
            Self::TooFast | Self::Busy | Self::Late | Self::Unknown => Cause::Other,
        }
    }

    /// For the operator. In our own words: Vonage's can repeat the contact's number.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::TooFast => "too many messages at once",
            Self::Busy => "Vonage cannot take it now",
            Self::Setup => {
                "the account or the sender may not send like this: look the code up at Vonage"
            }
            Self::OptedOut => "the contact has opted out (STOP)",
            Self::Recipient => "the contact's number takes no messages",
            Self::Content => "the text is not one that Vonage sends",
            Self::Filtered => "Vonage or a carrier held it back",
            Self::Quota => "the account has used up what it may send or spend",
            Self::Late => "the contact could not be reached in time",
            Self::Unknown => "look the code up at Vonage",
        }
    }
}
