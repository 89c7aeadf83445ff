//! Ids and times as text.

use std::{borrow::Cow, fmt::Display, str::FromStr};

use frontdesk_core::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// A value that travels in its text form: an id such as `cnv_17`, a name such as `sales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<T>(pub T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

impl<T> PartialSchema for Text<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).into()
    }
}

impl<T> ToSchema for Text<T> {
    fn name() -> Cow<'static, str> {
        "Text".into()
    }
}

/// A moment, as RFC 3339 in UTC with milliseconds: `2026-01-31T09:30:00.250Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Timestamp);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = i64::try_from(self.0.0).unwrap_or(i64::MAX);
        let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
        serializer.collect_str(&format_args!("{at:.3}"))
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let at: jiff::Timestamp = text.parse().map_err(D::Error::custom)?;
        let millis = u64::try_from(at.as_millisecond());
        millis
            .map(|ms| Self(Timestamp(ms)))
            .map_err(|_| D::Error::custom("a time before 1970"))
    }
}

impl PartialSchema for At {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}

impl ToSchema for At {
    fn name() -> Cow<'static, str> {
        "At".into()
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_core::ConversationId;

    use super::*;

    #[test]
    fn times_travel_as_rfc_3339_with_milliseconds() {
        let at = At(Timestamp(1_769_851_800_250));
        let json = serde_json::to_string(&at).unwrap();
        assert_eq!(json, "\"2026-01-31T09:30:00.250Z\"");
        assert_eq!(serde_json::from_str::<At>(&json).unwrap(), at);
        assert_eq!(
            serde_json::to_string(&At(Timestamp(1_000))).unwrap(),
            "\"1970-01-01T00:00:01.000Z\""
        );
    }

    #[test]
    fn ids_travel_as_text_and_nothing_else_is_read() {
        let id = Text(ConversationId::new(3).unwrap());
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"cnv_3\"");
        for bad in ["3", "\"3\"", "\"cnv_03\"", "null", "{}", "[\"cnv_3\"]"] {
            assert!(
                serde_json::from_str::<Text<ConversationId>>(bad).is_err(),
                "{bad}"
            );
        }
    }
}
