//! Runs a component's code under `cargo test`, natively, against a fake gateway with recorded HTTP.
//!
//! A fixture is a JSON file: the settings, what is asked, what the provider answers and what should
//! come of it (README.md has every key). One call checks a folder of them:
//!
//! ```no_run
//! # use frontdesk_plugin::{Crm, Descriptor, Plugin};
//! # struct Example;
//! # impl Plugin for Example {
//! #     fn describe() -> Descriptor { Descriptor::crm("example", "0.1.0", "Example") }
//! # }
//! # impl Crm for Example {}
//! # fn test() {
//! // In a function with `#[test]`:
//! frontdesk_plugin_testkit::check_crm::<Example>("tests");
//! # }
//! ```
//!
//! Each is run whole, then from every prefix of its answers twice (a component must be
//! deterministic), then with each answer replaced by a timeout, a 429 and a 500 (it must end in an
//! error that the gateway can act on).
//!
//! What no recording can show, a provider that has changed or somebody who plays one, is in [`hostile`];
//! calls and the codes over them are made with [`provider`]. For a translator it is [`TranslationService`], for a customer
//! system [`CustomerSystem`].
//!
//! This crate knows the contract only: nothing of the gateway itself.
#![cfg(not(target_arch = "wasm32"))]

mod compare;
mod customer_system;
mod fake_host;
mod fixture;
mod grants;
pub mod hostile;
mod operation;
pub mod provider;
mod read;
mod translation_service;
mod ways;
mod write;

use frontdesk_plugin::{Bot, Channel, Crm, Plugin, Translator};

pub use customer_system::{CustomerSystem, HOSTILE};
pub use fake_host::{FakeHost, LogLine};
pub use fixture::Fixture;
pub use translation_service::TranslationService;

use operation::{Operations, bot, channel, crm, translator};

/// Checks a channel against every fixture of a folder, named relative to the package.
///
/// # Panics
/// With every problem found, by file; also if the folder has no fixture.
pub fn check_channel<T: Channel>(folder: &str) {
    check::<T>(folder, &channel::<T>);
}

/// Checks a customer system's connector: see [`check_channel`].
///
/// # Panics
/// With every problem found, by file; also if the folder has no fixture.
pub fn check_crm<T: Crm>(folder: &str) {
    check::<T>(folder, &crm::<T>);
}

/// Checks a translation service's connector: see [`check_channel`].
///
/// # Panics
/// With every problem found, by file; also if the folder has no fixture.
pub fn check_translator<T: Translator>(folder: &str) {
    check::<T>(folder, &translator::<T>);
}

/// Checks a bot: see [`check_channel`].
///
/// # Panics
/// With every problem found, by file; also if the folder has no fixture.
pub fn check_bot<T: Bot>(folder: &str) {
    check::<T>(folder, &bot::<T>);
}

fn check<T: Plugin>(folder: &str, operations: &Operations<'_>) {
    let problems = match Fixture::load_folder(folder.as_ref()) {
        Ok(fixtures) => fixtures
            .iter()
            .flat_map(|fixture| ways::problems::<T>(fixture, operations))
            .collect(),
        Err(problem) => vec![problem],
    };
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
