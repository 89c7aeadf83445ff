//! Every maximum of web chat, named. They stay below the host's own, so that a frame that passes
//! here passes there.

/// Bytes in one frame.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Characters in a client's id.
pub const ID_CHARS: usize = 64;
/// Characters in one message, after cleaning.
pub const TEXT_CHARS: usize = 4_000;
/// Characters in a name.
pub const NAME_CHARS: usize = 80;
/// Bytes in an account number.
pub const ACCOUNT_BYTES: usize = 500;
/// Further fields of a start.
pub const FIELDS: usize = 30;
/// Bytes in a further field's name.
pub const FIELD_NAME_BYTES: usize = 100;
/// Bytes in a further field's value: room for a page's address.
pub const FIELD_VALUE_BYTES: usize = 500;
