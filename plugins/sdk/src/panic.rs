//! A panic tells the operator where it happened before it traps.

use std::{
    panic,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::host::{self, Level};

static INSTALLED: AtomicBool = AtomicBool::new(false);

/// Sends panics to the host's log, once an instance. The message of a panic can hold a contact's
/// words, so only the place is told.
///
/// Natively a test panics: its message is what its author wants to read.
pub(crate) fn install_hook() {
    if cfg!(not(target_arch = "wasm32")) || INSTALLED.swap(true, Ordering::Relaxed) {
        return;
    }
    panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(String::new, ToString::to_string);
        host::log(Level::Error, "the component panicked", &[("place", &place)]);
    }));
}
