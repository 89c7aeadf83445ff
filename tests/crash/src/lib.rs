//! What the crash tests share: a crew that keeps a gateway busy, a reader of transcripts, the checks
//! on what was promised, a proxy that can swallow everything, and disks that fill up or fail.
//!
//! The checks know nothing of how the gateway works: they compare what it acknowledged to clients
//! with what it shows afterwards. Start at [`Crew`], then [`verify`].

mod answers;
mod crew;
pub mod customer_system;
mod disk;
mod ending;
mod memory;
mod proxy;
mod sleeper;
mod transcript;
mod unread;
mod verify;

pub use self::{
    answers::refusals,
    crew::{Crew, Shape},
    disk::{Cut, Disk, or_skip},
    ending::ended_by_itself,
    memory::Peak,
    proxy::Proxy,
    sleeper::{SleepingConsole, SleepingTab, come_back},
    transcript::Transcript,
    unread::unread,
    verify::{verify, verify_floor},
};
