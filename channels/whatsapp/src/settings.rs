//! The operator's settings: `settings.schema.json` says the same to the gateway.

use std::collections::BTreeSet;

use frontdesk_channel_meta::api;
use frontdesk_plugin::{
    Error, channel,
    settings::{broken, is_address},
};
use serde::Deserialize;

/// Templates of one channel.
const TEMPLATES_MAX: usize = 250;

/// The operator's settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Meta's id of the number that messages come from and go to.
    pub phone_number_id: String,
    /// Where the API is.
    #[serde(default = "graph")]
    pub base_url: String,
    /// Its version.
    #[serde(default = "api::default_version")]
    pub api_version: String,
    /// Texts that Meta has approved.
    #[serde(default)]
    pub templates: Vec<Template>,
    /// How long two messages to one contact are apart, in milliseconds.
    #[serde(default)]
    pub contact_pace_ms: u32,
    /// Whether a contact who stops marketing messages is not written to at all.
    #[serde(default)]
    pub marketing_stop_stops_all: bool,
}

/// A text that Meta has approved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language as Meta writes it, such as `en_US`.
    pub language: String,
    /// What the contact reads, with `{{1}}`, `{{2}}` .. for values.
    pub text: String,
}

fn graph() -> String {
    api::GRAPH.to_owned()
}

impl Settings {
    /// What the operator has set.
    pub fn read() -> Result<Self, Error> {
        frontdesk_plugin::settings()
    }

    /// Everything about the values that cannot work.
    pub fn problems(&self) -> Vec<Error> {
        let mut problems = broken([
            (
                api::is_number_id(&self.phone_number_id),
                "phone_number_id is the number's id, digits only, and not the number itself: WhatsApp \
                 Manager, API setup"
                    .to_owned(),
            ),
            (
                is_address(&self.base_url, &['#']),
                "base_url is https://.., without a #".to_owned(),
            ),
            (
                api::is_version(&self.api_version),
                "api_version is a version of the Graph API such as v23.0".to_owned(),
            ),
            (
                self.templates.len() <= TEMPLATES_MAX,
                format!("there are more than {TEMPLATES_MAX} templates"),
            ),
        ]);
        let mut seen = BTreeSet::new();
        for (number, template) in (1..).zip(&self.templates) {
            let is_name = |text: &str, max: usize| {
                (1..=max).contains(&text.len())
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            };
            problems.extend(broken([
                (
                    is_name(&template.name, 512) && is_name(&template.language, 15),
                    format!(
                        "template {number}: name and language are as Meta has them, such as order_update \
                         and en_US"
                    ),
                ),
                (
                    !template.text.trim().is_empty() && template.values().is_some(),
                    format!(
                        "template {number}: text is what the contact reads, with {{{{1}}}}, {{{{2}}}} .. for \
                         values, none left out"
                    ),
                ),
                (
                    seen.insert((&template.name, &template.language)),
                    format!("template {number} is there twice"),
                ),
            ]));
        }
        problems
    }

    /// The templates in the gateway's words.
    pub fn templates(&self) -> Vec<channel::Template> {
        let told = |template: &Template| channel::Template {
            name: template.name.clone(),
            language: template.language.clone(),
            text: template.text.clone(),
        };
        self.templates.iter().map(told).collect()
    }

    /// The template of this name and language.
    pub fn template(&self, name: &str, language: &str) -> Option<&Template> {
        let is_meant =
            |template: &&Template| template.name == name && template.language == language;
        self.templates.iter().find(is_meant)
    }
}

impl Template {
    /// How many values it takes; none if its placeholders are not 1, 2, 3 .. in any order.
    pub fn values(&self) -> Option<usize> {
        let mut numbers = BTreeSet::new();
        for part in self.text.split("{{").skip(1) {
            let (number, _) = part.split_once("}}")?;
            numbers.insert(number.trim().parse::<usize>().ok()?);
        }
        let count = numbers.len();
        numbers.into_iter().eq(1..=count).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(name: &str, text: &str) -> Template {
        Template {
            name: name.to_owned(),
            language: "en_US".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_template_takes_as_many_values_as_its_text_has() {
        for (text, values) in [
            ("Hello", Some(0)),
            ("Hello {{1}}", Some(1)),
            ("{{2}} of {{ 1 }}, {{2}} again", Some(2)),
            ("{{2}}", None),
            ("{{0}}", None),
            ("{{name}}", None),
            ("{{1", None),
        ] {
            assert_eq!(template("t", text).values(), values, "{text}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let settings = Settings {
            phone_number_id: "+15550100".to_owned(),
            base_url: String::new(),
            api_version: "23".to_owned(),
            templates: vec![
                template("Order Update", "x"),
                template("ok", " "),
                template("two", "{{2}}"),
                template("ok", "x"),
            ],
            ..Settings::default()
        };
        assert_eq!(settings.problems().len(), 7);
        let settings = Settings {
            phone_number_id: "106540352242922".to_owned(),
            base_url: graph(),
            api_version: api::default_version(),
            templates: vec![template("order_update", "Hello {{1}}")],
            ..Settings::default()
        };
        assert_eq!(settings.problems(), []);
    }
}
