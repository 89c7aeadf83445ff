//! The two sockets: contacts' and consoles'. What they share is here.

mod admission;
pub(crate) mod command;
pub(crate) mod console;
pub(crate) mod contact;
mod details;
mod diversion;
pub(crate) mod guesses;
pub(crate) mod held;
mod identity;
mod invitation;
mod language;
pub(crate) mod line;
mod matching;
pub(crate) mod offenders;
mod outward;
pub(crate) mod places;
pub(crate) mod rate;
mod rating;
pub(crate) mod replay;
pub(crate) mod speech;

/// Why a socket was closed, as a WebSocket close code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The gateway stops: come back.
    GoingAway,
    /// The first frame was not a hello that can be understood.
    BadHello,
    /// The visitor's token is forged, expired or of another channel.
    TokenRefused,
    /// The client did not read what it was sent.
    TooSlow,
    /// Frames came too fast, or too many could not be read.
    TooMuch,
    /// This visitor or agent has as many sockets as they may.
    TooManySockets,
    /// The gateway has as many sockets as it may.
    Busy,
    /// The session has ended.
    SignedOut,
}

impl Closing {
    /// The code on the wire, see `channels/webchat/PROTOCOL.md`.
    pub(crate) const fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::BadHello => 4000,
            Self::TokenRefused | Self::SignedOut => 4001,
            Self::TooSlow => 4003,
            Self::TooMuch => 4008,
            Self::TooManySockets => 4009,
            Self::Busy => 4013,
        }
    }

    /// The reason in a word, for the close frame and for metrics.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::GoingAway => "going_away",
            Self::BadHello => "bad_hello",
            Self::TokenRefused => "token_refused",
            Self::TooSlow => "too_slow",
            Self::TooMuch => "too_much",
            Self::TooManySockets => "too_many_sockets",
            Self::Busy => "busy",
            Self::SignedOut => "signed_out",
        }
    }
}
