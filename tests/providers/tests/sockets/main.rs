//! Each provider over real sockets: sends, refusals, signed calls; and faults, orders and the page.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod control;
mod faults;
mod files;
mod instagram;
mod line;
mod messenger;
mod support;
mod telegram;
mod twilio;
mod vonage;
mod whatsapp;
mod x;
