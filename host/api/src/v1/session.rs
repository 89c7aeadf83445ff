//! Sign-in and sign-out.

pub(crate) mod open;
pub(crate) mod show;
pub(crate) mod end;
