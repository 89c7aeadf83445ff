//! The error every export may answer with. Its kind decides what the gateway does next.

pub use crate::bindings::plugin::frontdesk::plugin::types::{Error, ErrorKind};

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(message: impl Into<String>) -> Self {
                Self::new(ErrorKind::$kind, message)
            }
        )*
    };
}

impl Error {
    /// An error of this kind. The message is for the operator: never the contact's words or address.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            retry_after_ms: None,
        }
    }

    constructors! {
        /// Cannot be understood: a webhook is answered 400, dropped and counted.
        invalid => Invalid;
        /// A wrong signature: a webhook is answered 401 and not tried again.
        unauthorized => Unauthorized;
        /// There is no such thing here.
        unsupported => Unsupported;
        /// The provider said no for good: goes to the dead letters.
        rejected => Rejected;
        /// May work later: the gateway tries again by its own schedule.
        transient => Transient;
        /// The operator must act.
        misconfigured => Misconfigured;
        /// A mistake in the component; counts against it as a trap does.
        internal => Internal;
    }

    /// Too much too fast; when to come back, if the provider said so.
    pub fn rate_limited(message: impl Into<String>, retry_after_ms: Option<u32>) -> Self {
        Self {
            retry_after_ms,
            ..Self::new(ErrorKind::RateLimited, message)
        }
    }

    /// Not now; when to come back, if the provider said so.
    pub fn busy(message: impl Into<String>, retry_after_ms: Option<u32>) -> Self {
        Self {
            retry_after_ms,
            ..Self::new(ErrorKind::Transient, message)
        }
    }

    /// The provider's own code.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}
