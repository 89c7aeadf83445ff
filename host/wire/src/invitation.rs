//! Invitations to a chat: what a page is told of them, and what it asks and says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{At, design::DesignPicture};

/// A text by language (BCP 47, in lower case).
pub type Texts = BTreeMap<String, String>;

/// An invitation that the pages of a channel may show. The page decides when, by the conditions; whether there is
/// room it has to ask with a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Its name.
    pub name: String,
    /// Its heading.
    pub title: Texts,
    /// What it says.
    pub message: Texts,
    /// What opens the chat.
    pub buttons: Vec<InvitationButton>,
    /// What declines.
    pub decline: Texts,
    /// The colour of its buttons, `#rrggbb`, dark enough for white text; `null`: the channel's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// In its head, in place of a bubble or the design's; left out: one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<DesignPicture>,
    /// Above its message; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<DesignPicture>,
    /// Of several that could be shown, the one with the highest is.
    pub priority: u8,
    /// Of so many percent of visitors it is kept back.
    pub hold_out: u8,
    /// When it is shown.
    pub when: Condition,
    /// How often.
    pub caps: InvitationCaps,
}

/// A button that opens the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationButton {
    /// What stands on it.
    pub label: Texts,
    /// What becomes the visitor's first message; empty: they write it themselves.
    pub text: Texts,
}

/// How often an invitation is shown. The visitor's browser keeps count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationCaps {
    /// In one visit.
    pub per_session: u32,
    /// Ever.
    pub per_visitor: u32,
    /// Hours between two visits that see it.
    pub cooldown_h: u32,
    /// Hours without it after the visitor declined one.
    pub after_decline_h: u32,
    /// Hours without it after a chat.
    pub after_chat_h: u32,
}

/// Something that holds on a page or does not. Times count while the page is visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// All of them.
    All {
        /// Which.
        #[schema(no_recursion)]
        of: Vec<Condition>,
    },
    /// One of them.
    Any {
        /// Which.
        #[schema(no_recursion)]
        of: Vec<Condition>,
    },
    /// Not this.
    Not {
        /// What.
        #[schema(no_recursion)]
        of: Box<Condition>,
    },
    /// The page's address.
    Url {
        /// How the pattern is read.
        syntax: PatternSyntax,
        /// The pattern.
        pattern: String,
    },
    /// The address that led to the page.
    Referrer {
        /// How the pattern is read.
        syntax: PatternSyntax,
        /// The pattern.
        pattern: String,
    },
    /// A part of a campaign in the page's address.
    Utm {
        /// `source` of `utm_source`.
        name: String,
        /// What it is, in upper or lower case.
        value: String,
    },
    /// The pointer has been over an element; where nothing can hover, half of it has been visible.
    Dwell {
        /// The element.
        selector: String,
        /// For so long.
        ms: u32,
    },
    /// Half of an element, or half of the window full of it, has been visible.
    Visible {
        /// The element.
        selector: String,
        /// For so long.
        ms: u32,
    },
    /// The page has been visible for so long.
    Page {
        /// Seconds.
        seconds: u32,
    },
    /// Pages have been visible for so long in this visit.
    Site {
        /// Seconds.
        seconds: u32,
    },
    /// Nobody has moved, typed or scrolled for so long.
    Idle {
        /// Seconds.
        seconds: u32,
    },
    /// Which page of the visit it is.
    Pages {
        /// At least.
        min: u32,
        /// At most; `null`: any.
        max: Option<u32>,
    },
    /// Which visit it is.
    Visits {
        /// At least.
        min: u32,
        /// At most; `null`: any.
        max: Option<u32>,
    },
    /// How far down the page the visitor has been.
    Scroll {
        /// Percent.
        percent: u32,
    },
    /// The pointer has left the page upwards.
    Exit {},
    /// What the visitor points with.
    Device {
        /// Fingers, or something that can hover.
        touch: bool,
    },
    /// What the visitor speaks.
    Language {
        /// One of these (BCP 47, in lower case), whatever the region where none is named.
        tags: Vec<String>,
    },
    /// What the page said under a name.
    Data {
        /// The name.
        name: String,
        /// One of these.
        values: Vec<String>,
    },
}

/// How a pattern is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PatternSyntax {
    /// Host and path, or path alone if it begins with `/`: `*` is anything but a `/`, `**` is anything.
    Glob,
    /// The path exactly.
    Path,
    /// A regular expression that is found in the first 256 characters of the address.
    Regex,
}

/// `POST /api/v1/channels/{channel}/invitations/{invitation}/lease`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForLease {
    /// Whether this visitor is one of those from whom it is kept back: then nothing is leased, and it is counted
    /// that it would have been shown.
    #[serde(default)]
    pub held_out: bool,
}

/// A place that is kept for a visitor while the invitation is on their screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationLease {
    /// Says which showing it was, when something becomes of it; good for 24 hours.
    pub token: String,
    /// For how long the place is kept; 0: none is.
    pub expires_in_ms: u64,
}

/// `POST /api/v1/channels/{channel}/invitations/{invitation}/outcome`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationOutcome {
    /// The lease's token.
    pub token: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an invitation on a visitor's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The visitor opened the chat with it: the place is kept while they fill in the form.
    Accepted,
    /// The visitor declined.
    Declined,
    /// The visitor is at it: the place is kept for as long again.
    Considered,
    /// It was not shown after all, because the visitor was doing something else by then.
    NotShown,
}

/// `GET /api/v1/reports/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationReport {
    /// One a day and invitation and channel, the newest first.
    pub items: Vec<InvitationDay>,
}

/// What became of an invitation on one day. Chats count on the day on which the invitation was, or would have been,
/// shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationDay {
    /// When the day began, in UTC.
    pub day_at: At,
    /// The channel.
    pub channel: String,
    /// The invitation.
    pub invitation: String,
    /// How often it was shown.
    pub shown: u64,
    /// How many of them opened the chat with it.
    pub accepted: u64,
    /// How many of them declined.
    pub declined: u64,
    /// How many of them did neither while it was there.
    pub expired: u64,
    /// How many of them began a chat within 24 hours, with it or otherwise.
    pub shown_chatted: u64,
    /// How often it was kept back when it would have been shown.
    pub held_out: u64,
    /// How many of those began a chat within 24 hours.
    pub held_out_chatted: u64,
}
