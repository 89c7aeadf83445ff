//! What a person said: text, files, and a line for whatever is neither.

use frontdesk_plugin::{
    channel::{Attachment, Media, Said},
    text::clean,
};
use serde_json::Value;

use super::{Account, attachment};
use crate::{
    json,
    lines::{joined, note, unsupported},
};

/// Files of one message that are shown; Meta takes up to 30.
const FILES_MAX: usize = 32;

/// A message's content; never empty, as the contact did send something.
pub(super) fn of(message: &Value, account: &Account<'_>) -> Said {
    let mut content = Content::default();
    content.line(json::text(message, "text").unwrap_or_default());
    if let Some(referral) = message
        .get("referral")
        .filter(|referral| referral.is_object())
    {
        content.line(&self::referral(referral));
    }
    let answered = message.get("reply_to");
    if let Some(story) = answered.and_then(|answered| answered.get("story")) {
        content.line(&note("replied to your story"));
        attachment::file(
            &mut content,
            Media::Document,
            json::text(story, "url"),
            account,
        );
    }
    let files = json::list(message, "attachments");
    for file in files.iter().take(FILES_MAX) {
        attachment::read(&mut content, file, account);
    }
    if files.len() > FILES_MAX {
        content.line(&note(&format!("{} more files", files.len() - FILES_MAX)));
    }
    if content.is_empty() {
        content.line(&unsupported("unknown"));
    }
    Said {
        text: content.lines.join("\n"),
        attachments: content.files,
        reply_to: answered.and_then(|answered| json::id(answered, "mid")),
    }
}

/// What is gathered of a message.
#[derive(Default)]
pub(super) struct Content {
    lines: Vec<String>,
    files: Vec<Attachment>,
}

impl Content {
    pub(super) fn line(&mut self, text: &str) {
        let text = clean(text);
        if !text.is_empty() {
            self.lines.push(text);
        }
    }

    pub(super) fn file(&mut self, file: Attachment) {
        self.files.push(file);
    }

    const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.files.is_empty()
    }
}

/// A file where there can only be text.
pub(super) fn shown(media: Media) -> String {
    note(match media {
        Media::Image => "image",
        Media::Audio => "audio",
        Media::Video => "video",
        Media::Sticker => "sticker",
        Media::Document => "file",
    })
}

/// A button that was pressed: what stands on it.
pub(super) fn postback(postback: &Value) -> Said {
    let title = json::text(postback, "title").or_else(|| json::text(postback, "payload"));
    let mut content = Content::default();
    content.line(title.unwrap_or_default());
    if let Some(referral) = postback
        .get("referral")
        .filter(|referral| referral.is_object())
    {
        content.line(&self::referral(referral));
    }
    if content.is_empty() {
        content.line(&unsupported("postback"));
    }
    Said::text(&content.lines.join("\n"))
}

/// A reaction to a message, or that it was taken back.
pub(super) fn reaction(reaction: &Value, target: &str) -> Said {
    let what = json::text(reaction, "emoji").or_else(|| json::text(reaction, "reaction"));
    let what = joined(&[what], "");
    let words = match json::text(reaction, "action") {
        Some("unreact") => "took back their reaction".to_owned(),
        _ if what.is_empty() => "reacted".to_owned(),
        _ => format!("reacted with {what}"),
    };
    Said {
        reply_to: Some(target.to_owned()),
        ..Said::text(&note(&words))
    }
}

/// Where somebody comes from: a link, an advertisement.
pub(super) fn referral(referral: &Value) -> String {
    let advertisement = referral.get("ads_context_data");
    let parts = [
        json::text(referral, "source"),
        advertisement.and_then(|about| json::text(about, "ad_title")),
        json::text(referral, "ref"),
    ];
    let from = joined(&parts, " · ");
    if from.is_empty() {
        note("came through a link")
    } else {
        note(&format!("came through: {from}"))
    }
}

/// A contact asked for, or ended, notifications.
pub(super) fn optin(optin: &Value) -> String {
    let words = match json::text(optin, "notification_messages_status") {
        Some("STOP_NOTIFICATIONS") => "stopped notifications",
        Some("RESUME_NOTIFICATIONS") => "resumed notifications",
        _ => "opted in",
    };
    let about = joined(
        &[json::text(optin, "title"), json::text(optin, "ref")],
        " · ",
    );
    if about.is_empty() {
        note(words)
    } else {
        note(&format!("{words}: {about}"))
    }
}
