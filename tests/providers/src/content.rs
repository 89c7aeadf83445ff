//! What a message says, whichever provider carries it.

use serde::{Deserialize, Serialize};

/// What a contact sends, or is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text(String),
    /// A picture, a sound, a film or a file.
    Media(Media),
    /// A place.
    Location(Location),
    /// Somebody's card.
    Contact(Card),
    /// A choice that the contact was given and took.
    Button(Choice),
    /// A kind that a gateway may not know yet: a sticker, a poll, a template. Its name.
    Unknown(String),
}

impl Content {
    /// The words of it that people read; empty when there are none.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Media(media) => media.caption.as_deref().unwrap_or_default(),
            Self::Button(choice) => &choice.text,
            Self::Location(_) | Self::Contact(_) | Self::Unknown(_) => "",
        }
    }
}

/// A file by its address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// Where it is; empty: the picture that this program brings.
    pub url: String,
    /// Its media type; empty: `image/png`.
    pub mime: String,
    /// The words under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

impl Media {
    /// `image`, `audio`, `video`, or `file` for all else.
    pub fn kind(&self) -> &'static str {
        match self.mime.split('/').next().unwrap_or_default() {
            "image" | "" => "image",
            "audio" => "audio",
            "video" => "video",
            _ => "file",
        }
    }

    /// Its media type.
    pub fn mime(&self) -> &str {
        if self.mime.is_empty() {
            "image/png"
        } else {
            &self.mime
        }
    }
}

/// A place on earth, in degrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
    /// What the place is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A name and a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Whose it is.
    pub name: String,
    /// `+15550100`.
    pub phone: String,
}

/// A button, or an answer that can be tapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What stands on it.
    pub text: String,
    /// What comes back when it is tapped; empty: the text.
    #[serde(default)]
    pub payload: String,
}

impl Choice {
    /// What comes back when it is tapped.
    pub fn payload(&self) -> &str {
        if self.payload.is_empty() {
            &self.text
        } else {
            &self.payload
        }
    }
}

/// A message of a contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// The contact at the provider: a number, a chat, a user's name for a page.
    pub from: String,
    /// The contact's name, where the provider tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// The provider's name for the message; none: a new one. The same one again is a repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was written, in milliseconds since 1970; none: at this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
    /// How often the provider calls with it.
    #[serde(default = "once")]
    pub times: u32,
    /// Which account it is for; none: the provider's first. Of a batch, the first message says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

const fn once() -> u32 {
    1
}

impl Inbound {
    /// Words from a contact.
    pub fn text(from: &str, text: &str) -> Self {
        Self::of(from, Content::Text(text.to_owned()))
    }

    /// Anything from a contact.
    pub fn of(from: &str, content: Content) -> Self {
        Self {
            from: from.to_owned(),
            name: None,
            content,
            id: None,
            at_ms: None,
            times: 1,
            account: None,
        }
    }

    /// The same under this name of the provider's.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// The same from somebody with a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_one_key_beside_the_sender() {
        for (json, content) in [
            (
                r#"{"from":"1","text":"Hi"}"#,
                Content::Text("Hi".to_owned()),
            ),
            (
                r#"{"from":"1","media":{"caption":"c"}}"#,
                Content::Media(Media {
                    caption: Some("c".to_owned()),
                    ..Media::default()
                }),
            ),
            (
                r#"{"from":"1","unknown":"poll"}"#,
                Content::Unknown("poll".to_owned()),
            ),
            (
                r#"{"from":"1","button":{"text":"Yes"}}"#,
                Content::Button(Choice {
                    text: "Yes".to_owned(),
                    payload: String::new(),
                }),
            ),
        ] {
            let read: Inbound = serde_json::from_str(json).unwrap();
            assert_eq!(read, Inbound::of("1", content), "{json}");
        }
    }

    #[test]
    fn a_message_without_content_is_none() {
        assert!(serde_json::from_str::<Inbound>(r#"{"from":"1"}"#).is_err());
    }

    #[test]
    fn a_file_is_of_the_kind_of_its_type() {
        let kind = |mime: &str| {
            Media {
                mime: mime.to_owned(),
                ..Media::default()
            }
            .kind()
        };
        assert_eq!(
            ["image/png", "audio/ogg", "video/mp4", "application/pdf", ""].map(kind),
            ["image", "audio", "video", "file", "image"]
        );
    }
}
