//! Who is there, and what they may do.

pub(crate) mod attempts;
pub(crate) mod authorisation;
pub(crate) mod origin;
pub(crate) mod password;
pub(crate) mod session;
pub(crate) mod sign_in_link;
pub(crate) mod site_identity;
pub(crate) mod visitor_token;
