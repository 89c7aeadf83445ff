//! What agents send by a provider beyond plain answers: its templates, and first messages.

use std::sync::Arc;

use frontdesk_core::{ChannelId, Content, ThreadId, limits};
use frontdesk_engine::ports::ChannelFeatures;
use frontdesk_wire::console::FilledTemplate;

use super::command::clean;
use crate::{api::Api, problem::Fault};

/// A channel's template with its values in place.
pub(super) fn template(
    api: &Api,
    channel: &ChannelId,
    filled: FilledTemplate,
) -> Result<Content, Fault> {
    let FilledTemplate {
        name,
        language,
        values,
    } = filled;
    let features = features(api, channel)?;
    let is_it = |known: &&frontdesk_engine::ports::ChannelTemplate| {
        known.name == name && known.language == language
    };
    let Some(known) = features.templates.iter().find(is_it) else {
        let reason = format!("the channel \"{channel}\" has no such template");
        return Err(Fault::Unacceptable(reason));
    };
    let values: Vec<Box<str>> = values.iter().map(|value| clean(value).into()).collect();
    let text = fill(&known.text, &values).map_err(Fault::Unacceptable)?;
    Ok(Content::Template {
        text: text.into(),
        name: name.into(),
        language: language.into(),
        values,
    })
}

/// A text with its values in place of `{{1}}`, `{{2}}` ..; otherwise why not.
fn fill(text: &str, values: &[Box<str>]) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let (mut rest, mut used) = (text, 0);
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((number, after)) = behind.split_once("}}") else {
            break;
        };
        let number: usize = number
            .trim()
            .parse()
            .map_err(|_| "the template has a placeholder that is no number".to_owned())?;
        let value = number.checked_sub(1).and_then(|at| values.get(at));
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return Err(format!("the template needs a value for {{{{{number}}}}}"));
        };
        used = used.max(number);
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    if used != values.len() {
        let given = values.len();
        return Err(format!(
            "the template takes {used} values, and {given} are given"
        ));
    }
    Ok(filled)
}

/// An address that may be written to first, as the channel spells it.
pub(super) fn address(api: &Api, channel: &ChannelId, address: &str) -> Result<ThreadId, Fault> {
    let features = features(api, channel)?;
    if !features.can_initiate {
        let reason = format!("nobody can be written to first on the channel \"{channel}\"");
        return Err(Fault::Unacceptable(reason));
    }
    let spelled = if features.address == "phone" {
        phone(address).ok_or_else(|| {
            Fault::Unacceptable(
                "a phone number is + with country code and number, such as +4915112345678"
                    .to_owned(),
            )
        })?
    } else {
        clean(address)
    };
    ThreadId::new(&spelled)
        .filter(|_| !spelled.contains(char::is_whitespace))
        .ok_or_else(|| {
            let most = limits::THREAD_BYTES;
            Fault::Unacceptable(format!("an address has 1 to {most} bytes and no space"))
        })
}

fn features(api: &Api, channel: &ChannelId) -> Result<Arc<ChannelFeatures>, Fault> {
    let known = api.directory().has_channel(channel);
    let features = known.then(|| api.engine().channel_features(channel));
    features.flatten().ok_or(Fault::NotFound)
}

/// A number in E.164, of one that is written with spaces, dashes, dots or brackets.
fn phone(text: &str) -> Option<String> {
    let mut digits = String::from("+");
    for c in text.trim().strip_prefix('+')?.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let fits = (8..=16).contains(&digits.len()) && !digits.starts_with("+0");
    fits.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, values: &[&str]) -> Result<String, String> {
        let values: Vec<Box<str>> = values.iter().map(|value| (*value).into()).collect();
        fill(text, &values)
    }

    #[test]
    fn values_stand_where_the_template_has_their_numbers() {
        let text = "Hello {{1}}, {{2}} is here, {{1}}. {{";
        assert_eq!(
            filled(text, &["Ann", "your order"]).as_deref(),
            Ok("Hello Ann, your order is here, Ann. {{")
        );
        assert_eq!(filled("Hello", &[]).as_deref(), Ok("Hello"));
    }

    #[test]
    fn a_template_takes_as_many_values_as_it_has_places() {
        for (text, values) in [
            ("Hello {{1}}", &[][..]),
            ("Hello {{1}}", &[""]),
            ("Hello {{1}}", &["a", "b"]),
            ("Hello {{2}}", &["a"]),
            ("Hello {{0}}", &["a"]),
            ("Hello {{name}}", &["a"]),
        ] {
            assert!(filled(text, values).is_err(), "{text} {values:?}");
        }
    }

    #[test]
    fn a_phone_number_is_read_as_people_write_it() {
        for text in ["+49 151 12345678", "+49(151)1234-5678", " +4915112345678 "] {
            assert_eq!(phone(text).as_deref(), Some("+4915112345678"), "{text}");
        }
        for text in [
            "015112345678",
            "+0151123456",
            "+49 151 CALLME",
            "+12",
            "",
            "+12345678901234567",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }
}
