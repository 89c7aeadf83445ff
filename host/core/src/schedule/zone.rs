//! Time zones, by the rules that are built in.

use alloc::string::{String, ToString};
use core::fmt;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// A time zone of the IANA database: `Europe/Berlin`.
///
/// Its rules are those of the database that is part of this program, never those of the machine, so
/// that every machine gives the same answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// The text is not the name of a time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is a name of the IANA database, such as \"Europe/Berlin\" or \"UTC\"")]
pub struct UnknownZone;

/// A time in which a wall clock goes evenly.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    /// How far the wall clock is ahead, in ms.
    pub(super) ahead: i64,
    /// The first moment behind it, in ms since 1970-01-01 UTC.
    pub(super) until: i64,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone with this name, spelled as the database spells it.
    pub fn new(name: &str) -> Result<Self, UnknownZone> {
        let found = TimeZoneDatabase::bundled().get(name);
        // The database takes any case; one spelling is enough.
        let found = found.ok().filter(|zone| zone.iana_name() == Some(name));
        found.map(Self).ok_or(UnknownZone)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The names of all zones.
    pub fn names() -> impl Iterator<Item = String> {
        let names: alloc::vec::Vec<_> = TimeZoneDatabase::bundled()
            .available()
            .map(|name| name.to_string())
            .collect();
        names.into_iter()
    }

    /// The stretch that has a moment.
    pub(super) fn stretch(&self, at: i64) -> Stretch {
        let at = jiff::Timestamp::from_millisecond(at).unwrap_or(jiff::Timestamp::MAX);
        let next = self.0.following(at).next();
        Stretch {
            ahead: i64::from(self.0.to_offset(at).seconds()) * 1_000,
            until: next.map_or(i64::MAX, |it| it.timestamp().as_millisecond()),
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_offered_is_taken_and_kept() {
        let mut count = 0;
        for name in Zone::names() {
            let zone = Zone::new(&name).unwrap();
            assert_eq!(zone.name(), name);
            count += 1;
        }
        assert!(count > 400, "{count} zones");
        assert_eq!(Zone::UTC, Zone::new("UTC").unwrap());
    }

    #[test]
    fn a_zone_has_one_spelling_and_is_no_file() {
        for name in [
            "",
            "europe/berlin",
            "utc",
            "Etc/Unknown",
            "Berlin",
            "/etc/localtime",
            "../x",
        ] {
            assert_eq!(Zone::new(name), Err(UnknownZone), "{name}");
        }
    }
}
