//! The plugin host against real components: web chat, and the hostile guests of `tests/components`.

mod cache;
mod harness;
mod hostile;
mod load;
mod outbound;
mod quarantine;
mod webchat;
