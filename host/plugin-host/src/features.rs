//! What a channel says it can do, checked.

use std::time::Duration;

use frontdesk_core::limits;
use frontdesk_engine::ports::{ChannelFeatures, ChannelTemplate, Counting, FileRules, ReplyWindow};

use crate::{
    answer_check::{clean, line},
    bindings::channel::{self, ChannelCapabilities},
    fault::Fault,
};

/// Characters that a message may be said to take.
const CHARS_MAX: u32 = 1_000_000;
/// Templates of one channel.
const TEMPLATES_MAX: usize = 500;
/// Content types of files.
const TYPES_MAX: usize = 100;
/// Bytes of a template's name, or of a content type.
const NAME_BYTES: usize = 255;
/// The longest that two messages are kept apart, milliseconds: an hour.
const PACE_MS_MAX: u32 = 3_600_000;
/// The longest window: a month, in hours.
const WINDOW_HOURS_MAX: u32 = 744;

/// Checks what a component says.
pub(crate) fn check(told: ChannelCapabilities) -> Result<ChannelFeatures, Fault> {
    if !(1..=CHARS_MAX).contains(&told.max_chars) {
        return Err(Fault::output(format!(
            "max_chars is between 1 and {CHARS_MAX}"
        )));
    }
    if told.pace_ms.max(told.contact_pace_ms) > PACE_MS_MAX {
        return Err(Fault::output(format!(
            "a pace is at most {PACE_MS_MAX} milliseconds"
        )));
    }
    if told.templates.len() > TEMPLATES_MAX {
        return Err(Fault::output(format!(
            "{} templates, and there may be {TEMPLATES_MAX}",
            told.templates.len()
        )));
    }
    Ok(ChannelFeatures {
        max_chars: told.max_chars,
        counting: match told.counting {
            channel::Counting::Characters => Counting::Characters,
            channel::Counting::Sms => Counting::Sms,
        },
        delivered: told.delivered,
        read: told.read,
        typing: told.typing,
        window: told.window.map(window).transpose()?,
        templates: told
            .templates
            .into_iter()
            .map(template)
            .collect::<Result<_, _>>()?,
        can_initiate: told.can_initiate,
        address: line(
            "an address's kind",
            told.address,
            limits::IDENTITY_KIND_BYTES,
        )?,
        contact_pace: Duration::from_millis(told.contact_pace_ms.into()),
        pace: Duration::from_millis(told.pace_ms.into()),
        files: told.files.map(file_rules).transpose()?,
    })
}

fn file_rules(told: channel::FileRules) -> Result<FileRules, Fault> {
    if told.bytes_max == 0 || told.types.len() > TYPES_MAX {
        return Err(Fault::output(format!(
            "files have at least a byte, and there may be {TYPES_MAX} types of them"
        )));
    }
    let mime = |mime| line("a content type", mime, NAME_BYTES);
    Ok(FileRules {
        bytes_max: told.bytes_max,
        types: told.types.into_iter().map(mime).collect::<Result<_, _>>()?,
    })
}

fn window(told: channel::Window) -> Result<ReplyWindow, Fault> {
    let hours = |hours: u32| {
        if (1..=WINDOW_HOURS_MAX).contains(&hours) {
            Ok(Duration::from_secs(u64::from(hours) * 3_600))
        } else {
            Err(Fault::output(format!(
                "a window is between 1 and {WINDOW_HOURS_MAX} hours"
            )))
        }
    };
    Ok(ReplyWindow {
        open: hours(told.hours)?,
        extended: told.extended_hours.map(hours).transpose()?,
    })
}

fn template(told: channel::Template) -> Result<ChannelTemplate, Fault> {
    let text = clean(&told.text);
    if text.is_empty() || text.len() > limits::TEXT_BYTES {
        return Err(Fault::output("a template's text is empty or too long"));
    }
    Ok(ChannelTemplate {
        name: line("a template's name", told.name, NAME_BYTES)?,
        language: line("a template's language", told.language, limits::CODE_BYTES)?,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> ChannelCapabilities {
        ChannelCapabilities {
            max_chars: 5_000,
            counting: channel::Counting::Characters,
            delivered: false,
            read: false,
            typing: false,
            window: None,
            templates: Vec::new(),
            can_initiate: false,
            address: "address".to_owned(),
            contact_pace_ms: 0,
            pace_ms: 0,
            files: None,
        }
    }

    #[test]
    fn a_plain_channel_takes_texts_at_any_time_and_no_more() {
        assert_eq!(check(told()).unwrap(), ChannelFeatures::default());
    }

    #[test]
    fn what_is_no_promise_is_a_fault() {
        let window = |hours| channel::Window {
            hours,
            extended_hours: None,
        };
        let files = |bytes_max, types: &[&str]| channel::FileRules {
            bytes_max,
            types: types.iter().map(|mime| (*mime).to_owned()).collect(),
        };
        let template = |name: &str, text: &str| channel::Template {
            name: name.to_owned(),
            language: "en".to_owned(),
            text: text.to_owned(),
        };
        for wrong in [
            ChannelCapabilities {
                max_chars: 0,
                ..told()
            },
            ChannelCapabilities {
                address: "two\nlines".to_owned(),
                ..told()
            },
            ChannelCapabilities {
                pace_ms: u32::MAX,
                ..told()
            },
            ChannelCapabilities {
                window: Some(window(0)),
                ..told()
            },
            ChannelCapabilities {
                window: Some(window(1_000_000)),
                ..told()
            },
            ChannelCapabilities {
                files: Some(files(0, &[])),
                ..told()
            },
            ChannelCapabilities {
                files: Some(files(1, &["image/png\n"])),
                ..told()
            },
            ChannelCapabilities {
                files: Some(files(1, &["a"; 101])),
                ..told()
            },
            ChannelCapabilities {
                templates: vec![template("", "Hello")],
                ..told()
            },
            ChannelCapabilities {
                templates: vec![template("a", " ")],
                ..told()
            },
            ChannelCapabilities {
                templates: vec![template("a", "b"); 501],
                ..told()
            },
        ] {
            assert!(check(wrong.clone()).is_err(), "{wrong:?}");
        }
    }
}
