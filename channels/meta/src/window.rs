//! For how long after a contact's last message they may be written to.

/// Hours in which free text is taken: all three channels.
pub const HOURS: u32 = 24;
/// Hours in which Messenger and Instagram take what a person writes (tag `HUMAN_AGENT`): seven days.
pub const EXTENDED_HOURS: u32 = 7 * 24;

const HOUR_MS: f64 = 3_600_000.0;

/// Where in it a moment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Free text.
    Open,
    /// What a person writes, if the operator is allowed that.
    Extended,
    /// The contact wrote too long ago, or never.
    Closed,
}

/// The window at `now`, in milliseconds since 1970 as is `contact_wrote_at`.
pub fn at(contact_wrote_at: Option<f64>, now: f64) -> Window {
    let Some(wrote_at) = contact_wrote_at else {
        return Window::Closed;
    };
    let passed = now - wrote_at;
    if passed < f64::from(HOURS) * HOUR_MS {
        Window::Open
    } else if passed < f64::from(EXTENDED_HOURS) * HOUR_MS {
        Window::Extended
    } else {
        Window::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_closes_to_the_millisecond() {
        let wrote = 1_730_000_000_000.0;
        for (passed, window) in [
            (-5.0, Window::Open),
            (0.0, Window::Open),
            (86_399_999.0, Window::Open),
            (86_400_000.0, Window::Extended),
            (604_799_999.0, Window::Extended),
            (604_800_000.0, Window::Closed),
        ] {
            assert_eq!(at(Some(wrote), wrote + passed), window, "{passed}");
        }
        assert_eq!(at(None, wrote), Window::Closed);
        assert_eq!(at(Some(f64::NAN), wrote), Window::Closed);
    }
}
