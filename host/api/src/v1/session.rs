//! Sign-in and sign-out.

pub(crate) mod end;
pub(crate) mod open;
pub(crate) mod show;
