//! Writes a new plugin's project and makes a component of one.
//!
//! [`Project::write`] is `frontdesk plugin new`: the templates of `plugins/templates` with the SDK and the
//! contract beside them, embedded in the binary, so that a project needs no checkout of this repository
//! and builds against exactly the gateway that wrote it. [`build`] is `frontdesk plugin build`.
//!
//! Nothing here runs a component or knows the gateway; nothing is ever overwritten.
#![forbid(unsafe_code)]

mod build;
mod choice;
mod component;
mod embedded;
mod flags;
mod name;
mod project;

pub use build::{BuildError, build};
pub use choice::{Kind, Language, UnknownChoice};
pub use component::{ComponentError, wrap};
pub use flags::compile_alike;
pub use name::{InvalidName, Name};
pub use project::{NewError, Project};
