//! Why a frame is refused: one constant a code, as `PROTOCOL.md` lists them.

use frontdesk_plugin::socket::Refusal;

/// A reason without the frame's id: a stable code and a sentence for a person. The sentence never
/// repeats the frame's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code.
    pub code: &'static str,
    /// The sentence.
    pub message: &'static str,
}

impl Reason {
    const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message }
    }

    /// The refusal of the frame with this id.
    pub fn of(self, id: Option<&str>) -> Refusal {
        Refusal {
            id: id.map(str::to_owned),
            code: self.code.to_owned(),
            message: self.message.to_owned(),
        }
    }
}

/// Longer than a frame may be.
pub const FRAME_TOO_LARGE: Reason =
    Reason::new("frame_too_large", "A frame is at most 65536 bytes.");
/// Not JSON: bad syntax, a lone surrogate, nested too deeply.
pub const NOT_JSON: Reason = Reason::new("not_json", "The frame is not valid JSON.");
/// JSON, but no object.
pub const NOT_AN_OBJECT: Reason = Reason::new("not_an_object", "The frame is not a JSON object.");
/// An object whose `t` names no frame of a client.
pub const UNKNOWN_FRAME: Reason = Reason::new(
    "unknown_frame",
    "The frame's \"t\" is none that a client sends.",
);
/// A field that must be there is not.
pub const MISSING_FIELD: Reason = Reason::new("missing_field", "A required field is missing.");
/// A field holds another type than it should.
pub const WRONG_TYPE: Reason = Reason::new("wrong_type", "A field has the wrong type.");
/// The client's id is not one.
pub const BAD_ID: Reason = Reason::new(
    "bad_id",
    "An id is 1 to 64 of the characters A-Z, a-z, 0-9, '_' and '-'.",
);
/// A message without words.
pub const TEXT_EMPTY: Reason = Reason::new("text_empty", "The message is empty.");
/// A message with too many.
pub const TEXT_TOO_LONG: Reason =
    Reason::new("text_too_long", "A message is at most 4000 characters.");
/// A name with too many characters.
pub const NAME_TOO_LONG: Reason = Reason::new("name_too_long", "A name is at most 80 characters.");
/// Too many further fields.
pub const TOO_MANY_FIELDS: Reason =
    Reason::new("too_many_fields", "A start has at most 30 further fields.");
/// An account number, or a further field's name or value, that is too long.
pub const FIELD_TOO_LONG: Reason = Reason::new(
    "field_too_long",
    "An account number or a field's value is at most 500 bytes, a field's name 100.",
);
