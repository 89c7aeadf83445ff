//! Twilio: text messages (SMS) and picture messages (MMS) over its REST API and webhooks.
//!
//! What is here needs no provider: what a text costs, where it may be cut, and what is taken out of it.

pub mod segments;
pub mod split;
pub mod text;
