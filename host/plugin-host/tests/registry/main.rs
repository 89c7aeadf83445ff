//! Named plugins, and the suite that tries components. Needs them built: `cargo xtask plugins`.
#![expect(clippy::expect_used, clippy::panic, reason = "tests")]

mod conformance;
mod site;
mod swaps;
mod tokens;
