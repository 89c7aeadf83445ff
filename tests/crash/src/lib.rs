//! What the crash tests share: a crew that keeps a gateway busy, a reader of transcripts, the checks
//! on what was promised, and a proxy that can swallow everything.
//!
//! The checks know nothing of how the gateway works: they compare what it acknowledged to clients
//! with what it shows afterwards. Start at [`Crew`], then [`verify`].

mod crew;
mod proxy;
mod transcript;
mod verify;

pub use self::{
    crew::{Crew, Shape},
    proxy::Proxy,
    transcript::Transcript,
    verify::{verify, verify_floor},
};
