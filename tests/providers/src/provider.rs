//! The providers, and where each one's file is. A new one is a file in `dialect/` and a line below.

use serde::{Deserialize, Serialize};

use crate::dialect::{self, Dialect};

macro_rules! providers {
    ($($variant:ident $name:literal $file:ident,)+) => {
        /// A provider.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Provider {
            $(#[doc = concat!("`", $name, "`.")] #[serde(rename = $name)] $variant,)+
        }

        impl Provider {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in addresses and files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// How it speaks.
            pub(crate) fn dialect(self) -> &'static dyn Dialect {
                match self { $(Self::$variant => &dialect::$file::$variant),+ }
            }
        }
    };
}

providers! {
    Twilio "twilio" twilio,
    Vonage "vonage" vonage,
    WhatsApp "whatsapp" whatsapp,
    Messenger "messenger" messenger,
    Instagram "instagram" instagram,
    Telegram "telegram" telegram,
    X "x" x,
    Line "line" line,
}

impl Provider {
    /// The provider of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|provider| provider.name() == name)
    }

    /// The first part of its addresses here; Meta's three share one.
    pub fn prefix(self) -> &'static str {
        self.dialect().prefix()
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        self.dialect().title()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_is_found_by_its_name() {
        for provider in Provider::ALL {
            assert_eq!(Provider::of(provider.name()), Some(*provider));
            let json = serde_json::to_string(provider).unwrap();
            assert_eq!(json, format!("\"{}\"", provider.name()));
        }
        assert_eq!(Provider::of("pigeon"), None);
    }
}
