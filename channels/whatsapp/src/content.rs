//! What a message says: text, files, and a line for whatever is neither.

mod card;
mod form;

use frontdesk_channel_meta::{
    json,
    lines::{self, is_link, joined, note, unsupported, word},
};
use frontdesk_plugin::{
    channel::{Attachment, Media, Said},
    text::{clean, clean_name},
};
use serde_json::Value;

/// Products of an order that are shown.
const PRODUCTS_MAX: usize = 50;
/// Bytes of a file's content type.
const MIME_BYTES: usize = 100;

/// A message's content; never empty, as the contact did send something.
pub fn of(message: &Value) -> Said {
    let mut content = Content::default();
    content.surroundings(message);
    content.body(message);
    if content.lines.is_empty() && content.files.is_empty() {
        content.line(&unsupported(kind_of(message)));
    }
    let answered = message
        .get("context")
        .and_then(|context| json::id(context, "id"));
    Said {
        text: content.lines.join("\n"),
        attachments: content.files,
        reply_to: content.about.or(answered),
    }
}

/// The same as a text alone: what somebody wrote to the contact elsewhere.
pub fn as_text(message: &Value) -> String {
    let said = of(message);
    let files = said.attachments.iter().map(|file| shown(file.media));
    let mut shown: Vec<String> = files.collect();
    shown.push(said.text);
    shown.retain(|line| !line.is_empty());
    shown.join("\n")
}

fn kind_of(message: &Value) -> &str {
    json::text(message, "type").unwrap_or("unknown")
}

fn shown(media: Media) -> String {
    note(match media {
        Media::Image => "image",
        Media::Audio => "audio",
        Media::Video => "video",
        Media::Sticker => "sticker",
        Media::Document => "document",
    })
}

/// What is gathered of a message.
#[derive(Default)]
struct Content {
    lines: Vec<String>,
    files: Vec<Attachment>,
    /// The message that this one is about, such as the one that was edited.
    about: Option<String>,
}

impl Content {
    fn line(&mut self, text: &str) {
        let text = clean(text);
        if !text.is_empty() {
            self.lines.push(text);
        }
    }

    /// Where the message comes from.
    fn surroundings(&mut self, message: &Value) {
        if let Some(context) = message.get("context") {
            if json::flag(context, "forwarded") || json::flag(context, "frequently_forwarded") {
                self.line(&note("forwarded"));
            }
            let product = context.get("referred_product");
            if let Some(product) =
                product.and_then(|product| json::text(product, "product_retailer_id"))
            {
                self.line(&note(&format!(
                    "about the product {}",
                    lines::one_line(product)
                )));
            }
        }
        if message.get("group_id").is_some() {
            self.line(&note("written in a group"));
        }
        if let Some(referral) = message
            .get("referral")
            .filter(|referral| referral.is_object())
        {
            let url = json::text(referral, "source_url").filter(|url| is_link(url));
            let from = joined(&[json::text(referral, "headline"), url], " · ");
            self.line(&note(&format!("came through: {from}")));
        }
    }

    fn body(&mut self, message: &Value) {
        let kind = kind_of(message);
        let body = message.get(kind).unwrap_or(&Value::Null);
        match kind {
            "text" => self.line(json::text(body, "body").unwrap_or_default()),
            "image" => self.file(Media::Image, body),
            "audio" | "voice" => self.file(Media::Audio, body),
            "video" => self.file(Media::Video, body),
            "sticker" => self.file(Media::Sticker, body),
            "document" => self.file(Media::Document, body),
            "location" => self.location(body),
            "contacts" => {
                for card in json::list(message, "contacts") {
                    self.line(&card::line(card));
                }
            }
            "button" => {
                let title = json::text(body, "text").or_else(|| json::text(body, "payload"));
                self.line(title.unwrap_or_default());
            }
            "interactive" => self.interactive(body),
            "reaction" => self.reaction(body),
            "order" => self.order(body),
            "system" => self.line(&note(
                json::text(body, "body")
                    .map(lines::one_line)
                    .as_deref()
                    .unwrap_or("system"),
            )),
            "edit" => {
                self.line(&note("edited a message"));
                self.about = json::id(body, "original_message_id");
                // One level is all there is: an edit of an edit is another edit.
                match body.get("message").filter(|inner| kind_of(inner) != "edit") {
                    Some(inner) => self.body(inner),
                    None => self.line(&unsupported("edit")),
                }
            }
            "revoke" => {
                self.line(&note("deleted a message"));
                self.about = json::id(body, "original_message_id");
            }
            "unsupported" => {
                self.line(&unsupported(
                    json::text(body, "type").map_or("unknown", word),
                ));
            }
            other => {
                self.line(&unsupported(other));
                self.line(
                    json::text(body, "body")
                        .or_else(|| json::text(body, "text"))
                        .unwrap_or_default(),
                );
            }
        }
    }

    fn file(&mut self, media: Media, body: &Value) {
        match json::id(body, "id") {
            Some(handle) => {
                let mime = json::text(body, "mime_type")
                    .filter(|mime| mime.len() <= MIME_BYTES && !mime.chars().any(char::is_control));
                self.files.push(Attachment {
                    mime: mime.map(str::to_owned),
                    name: json::text(body, "filename").and_then(clean_name),
                    ..Attachment::new(media, handle)
                });
            }
            None => self.line(&shown(media)),
        }
        self.line(json::text(body, "caption").unwrap_or_default());
    }

    fn location(&mut self, body: &Value) {
        let about = [json::text(body, "name"), json::text(body, "address")];
        let place = json::number(body, "latitude")
            .zip(json::number(body, "longitude"))
            .and_then(|(lat, long)| lines::location(lat, long, &about));
        self.line(&place.unwrap_or_else(|| unsupported("location")));
        if let Some(url) = json::text(body, "url").filter(|url| is_link(url)) {
            self.line(url);
        }
    }

    /// A button or an entry of a list that was chosen, or a form that was filled in.
    fn interactive(&mut self, body: &Value) {
        let chosen = ["button_reply", "list_reply"]
            .iter()
            .find_map(|kind| body.get(kind));
        if let Some(chosen) = chosen {
            let title = json::text(chosen, "title").or_else(|| json::text(chosen, "id"));
            self.line(title.unwrap_or_default());
        } else if let Some(form) = body.get("nfm_reply") {
            for line in form::lines(form) {
                self.line(&line);
            }
        } else {
            self.line(&unsupported(
                json::text(body, "type").unwrap_or("interactive"),
            ));
        }
    }

    fn reaction(&mut self, body: &Value) {
        self.about = json::id(body, "message_id");
        let emoji = json::text(body, "emoji")
            .map(lines::one_line)
            .unwrap_or_default();
        if emoji.is_empty() {
            self.line(&note("took back their reaction"));
        } else {
            self.line(&note(&format!("reacted with {emoji}")));
        }
    }

    fn order(&mut self, body: &Value) {
        self.line("Order:");
        let products = json::list(body, "product_items");
        for product in products.iter().take(PRODUCTS_MAX) {
            let count = json::number(product, "quantity").unwrap_or(1.0);
            let name = json::text(product, "product_retailer_id").map(lines::one_line);
            let price = json::number(product, "item_price").map(|price| price.to_string());
            let price = joined(&[price.as_deref(), json::text(product, "currency")], " ");
            let name = name.unwrap_or_else(|| "?".to_owned());
            self.line(&joined(
                &[Some(&format!("{count} × {name}")), Some(&price)],
                ", ",
            ));
        }
        if products.len() > PRODUCTS_MAX {
            self.line(&note(&format!(
                "{} more products",
                products.len() - PRODUCTS_MAX
            )));
        }
        self.line(json::text(body, "text").unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(message: &Value) -> String {
        of(message).text
    }

    #[test]
    fn what_is_not_known_is_said_to_be_so() {
        for (message, expected) in [
            (
                json!({ "type": "hologram", "hologram": {} }),
                "[unsupported message: hologram]",
            ),
            (
                json!({ "type": "unsupported", "errors": [{ "code": 131_051 }] }),
                "[unsupported message: unknown]",
            ),
            (
                json!({ "type": "unsupported", "unsupported": { "type": "poll" } }),
                "[unsupported message: poll]",
            ),
            (
                json!({ "type": "interactive" }),
                "[unsupported message: interactive]",
            ),
            (
                json!({ "type": "interactive", "interactive": { "type": "call_permission_reply" } }),
                "[unsupported message: call_permission_reply]",
            ),
            (
                json!({ "type": "text", "text": "x" }),
                "[unsupported message: text]",
            ),
            (
                json!({ "type": "location", "location": { "latitude": 95, "longitude": 1 } }),
                "[unsupported message: location]",
            ),
            (json!({}), "[unsupported message: unknown]"),
            (json!(null), "[unsupported message: unknown]"),
            (
                json!({ "type": "contacts", "contacts": [] }),
                "[unsupported message: contacts]",
            ),
        ] {
            assert_eq!(text(&message), expected, "{message}");
        }
    }

    #[test]
    fn what_surrounds_a_message_is_told_before_it() {
        let message = json!({
            "type": "text", "text": { "body": "How much?" }, "group_id": "g1",
            "context": { "id": "wamid.A", "forwarded": true, "referred_product": { "product_retailer_id": "di9" } },
            "referral": { "headline": "Summer", "source_url": "https://fb.me/x", "source_type": "ad" },
        });
        assert_eq!(
            text(&message),
            "[forwarded]\n[about the product di9]\n[written in a group]\n[came through: Summer · https://fb.me/x]\n\
             How much?"
        );
        assert_eq!(of(&message).reply_to.as_deref(), Some("wamid.A"));
    }

    #[test]
    fn an_edit_is_about_the_message_that_was_edited() {
        let message = json!({ "type": "edit", "edit": { "original_message_id": "wamid.A", "message": {
            "context": { "id": "M0" }, "type": "image", "image": { "id": "7", "caption": "new" },
        } } });
        let said = of(&message);
        assert_eq!(
            (said.text.as_str(), said.attachments.len()),
            ("[edited a message]\nnew", 1)
        );
        assert_eq!(said.reply_to.as_deref(), Some("wamid.A"));
        let nested =
            json!({ "type": "edit", "edit": { "message": { "type": "edit", "edit": {} } } });
        assert_eq!(
            text(&nested),
            "[edited a message]\n[unsupported message: edit]"
        );
    }

    #[test]
    fn a_file_without_an_id_is_a_line() {
        let message = json!({ "type": "document", "document": { "caption": "see" } });
        assert_eq!(text(&message), "[document]\nsee");
        let echo = json!({ "type": "image", "image": { "id": "1", "caption": "here" } });
        assert_eq!(as_text(&echo), "[image]\nhere");
    }
}
