//! People, whatever channels they write from.

pub(crate) mod conversations;
