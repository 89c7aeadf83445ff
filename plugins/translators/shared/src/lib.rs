//! What the connectors to translation services have in common.
//!
//! A job's texts are taken apart into [`lines`], each of which is translated alone, and in each line what
//! must stay is found ([`kept`]). A service is told of it by [`markup`] or by words that stand in for it
//! ([`stand_in`]); the answer is only taken if all of it came back. [`work`] does all of this for a
//! [`Service`](work::Service), within its limits; [`language`] reads tags, [`refusal`] has the errors.
//!
//! This is a library, not a component: it asks for nothing and has no settings. Nothing of a text is ever
//! logged or put into an error.

pub mod entity;
pub mod kept;
pub mod language;
pub mod lines;
pub mod markup;
pub mod refusal;
pub mod stand_in;
pub mod work;
