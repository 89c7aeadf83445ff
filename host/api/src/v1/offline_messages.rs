//! Messages that were left while nobody was there, and whose mails have not left.

pub(crate) mod discard;
pub(crate) mod list;
pub(crate) mod send_again;
