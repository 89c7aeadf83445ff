//! How a web chat looks, as far as the widget needs it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which look is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DesignTheme {
    /// What the visitor's system prefers.
    Auto,
    /// The light one.
    Light,
    /// The dark one.
    Dark,
}

/// In which corner at the bottom of the page the chat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DesignSide {
    /// At the right.
    Right,
    /// At the left.
    Left,
}

/// What a page shows of a chat before it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DesignButton {
    /// A button with its text.
    Text,
    /// A round one.
    Round,
    /// Nothing: the page opens it.
    None,
}

/// How a visitor notices a message while the window is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DesignNotifications {
    /// How many there are, on the button.
    pub badge: bool,
    /// The same in the page's title, while its tab is hidden.
    pub tab: bool,
    /// A tone, unless the page turns it off.
    pub sound: bool,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DesignPicture {
    /// Its address, relative to the gateway, which holds a hash of what it is; in a preview a `data:` address.
    pub src: String,
    /// What is on it; empty: it says nothing that is not said beside it.
    pub alt: String,
}

/// How a web chat looks. Every colour is `#rrggbb`, and every text among them can be read on what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WidgetDesign {
    /// Which look is shown, unless the page says.
    pub theme: DesignTheme,
    /// How round its corners are, in CSS pixels: 0 to 24.
    #[schema(maximum = 24)]
    pub corner: u8,
    /// In which corner of the page it is.
    pub position: DesignSide,
    /// What a page shows of it before it is opened.
    pub button: DesignButton,
    /// Colours of the light look that are not the usual ones, by what they are the colour of.
    pub light: BTreeMap<String, String>,
    /// The same of the dark look.
    pub dark: BTreeMap<String, String>,
    /// In the head of the window and of invitations; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<DesignPicture>,
    /// Above the form before a conversation; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<DesignPicture>,
    /// Beside the messages of agents; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<DesignPicture>,
    /// How a visitor notices a message.
    pub notifications: DesignNotifications,
    /// Words of the window in place of the widget's own, by what they are.
    pub words: BTreeMap<String, String>,
}

/// `POST /api/v1/designs/preview`: how a channel would look with a design that is not in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewDesign {
    /// Which channel.
    pub channel: String,
    /// The design, as its section of the configuration: `[design.NAME]` and what is in it.
    pub text: String,
    /// The language of the window (BCP 47).
    pub language: String,
}
