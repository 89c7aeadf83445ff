//! What the channels over Meta's Graph API (`WhatsApp`, Messenger, Instagram) have in common.
//!
//! A call of Meta is verified and opened in [`webhook`], read with the lenient look-ups of [`json`], and
//! told in the words of [`lines`]. Messages go out through [`send`], and [`graph`] says what an error
//! means. Messenger and Instagram also share the shape of what people write: [`messaging`].
//!
//! This is a library, not a component: it asks for nothing and has no settings. Nothing here makes a
//! request by itself, and nothing of a message or an address is ever logged.

pub mod api;
pub mod graph;
pub mod json;
pub mod lines;
pub mod messaging;
pub mod reference;
pub mod send;
pub mod webhook;
pub mod window;

/// The secret that requests are sent with: a token of the page, account or system user.
pub const ACCESS_TOKEN: &str = "access_token";
/// The secret that Meta signs its calls with.
pub const APP_SECRET: &str = "app_secret";
/// The word that Meta shows once, when the address is registered.
pub const VERIFY_TOKEN: &str = "verify_token";
