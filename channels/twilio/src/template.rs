//! A message from a text that was approved: Twilio's Content API.

use std::collections::BTreeMap;

use frontdesk_plugin::{
    channel::{Cause, FilledTemplate, Outcome},
    text,
};

use crate::{outbound::Body, settings::Settings};

/// What the request says: the template by its name, and its values by their place.
pub(crate) fn body(filled: &FilledTemplate, settings: &Settings) -> Result<Body, Outcome> {
    let known = settings.templates.iter().find(|template| {
        template.name == filled.name && template.language.eq_ignore_ascii_case(&filled.language)
    });
    let known = known.ok_or_else(|| {
        let why = "the settings have no such template in this language";
        Outcome::refused(Cause::Content, why)
    })?;
    let values: BTreeMap<String, String> = filled
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| ((index + 1).to_string(), text::clean(value)))
        .collect();
    let places = places(&known.text);
    if let Some(place) = places
        .iter()
        .find(|place| values.get(*place).is_none_or(String::is_empty))
    {
        let why = format!("the template has a place {{{{{place}}}}} that no value is for");
        return Err(Outcome::refused(Cause::Content, why));
    }
    let mut body = vec![("ContentSid", filled.name.clone())];
    if !values.is_empty() {
        // A map of texts is always JSON.
        let json = serde_json::to_string(&values).unwrap_or_default();
        body.push(("ContentVariables", json));
    }
    Ok(body)
}

/// The numbers of `{{1}}`, `{{2}}` .. in a text.
fn places(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(place, _)| place.trim().to_owned())
        .filter(|place| !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Template;

    const NAME: &str = "HX00000000000000000000000000000001";

    fn filled(language: &str, values: &[&str]) -> Result<Body, Outcome> {
        let settings = Settings {
            templates: vec![Template {
                name: NAME.to_owned(),
                language: "en".to_owned(),
                text: "Hi {{1}}, {{ 2 }} is {{here}} {{1}} {{".to_owned(),
            }],
            ..Settings::default()
        };
        let template = FilledTemplate {
            name: NAME.to_owned(),
            language: language.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        body(&template, &settings)
    }

    #[test]
    fn values_go_by_their_place() {
        let body = filled("EN", &["\"Ann\"", "1\u{202E}23"]).unwrap();
        assert_eq!(
            body,
            [
                ("ContentSid", NAME.to_owned()),
                (
                    "ContentVariables",
                    r#"{"1":"\"Ann\"","2":"123"}"#.to_owned()
                ),
            ]
        );
    }

    #[test]
    fn a_template_that_is_not_there_or_not_whole_is_refused() {
        for (language, values) in [
            ("de", vec!["a", "b"]),
            ("en", vec!["a"]),
            ("en", vec!["a", " "]),
            ("en", vec![]),
        ] {
            let refused = filled(language, &values).unwrap_err();
            let Outcome::Refused(refusal) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(refusal.cause, Cause::Content, "{language} {values:?}");
        }
    }
}
