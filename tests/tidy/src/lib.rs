//! The rules of this repository, as tests: who may use whom, what may not be in which file, what a
//! folder must say of itself.
//!
//! This crate only reads the repository. The tests are in `tests/`, one file a subject; each failure
//! names the rule, the place and the remedy. Start at [`Repository`].
#![forbid(unsafe_code)]
#![expect(
    clippy::panic,
    reason = "a repository that cannot be read fails the test"
)]

mod packages;
mod page;
mod repository;

pub use self::{
    packages::{Package, guests, host},
    page::{Block, Page},
    repository::Repository,
};

/// Fails with every finding at once.
pub fn report(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}
