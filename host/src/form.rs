//! A channel's form, from its configuration to what the API asks.

use frontdesk_api::{FormQuestion, MatchIn};
use frontdesk_config::{FormAnswers, FormField as AskedField, MatchIn as Asked};
use frontdesk_core::{Language, Wording};
use frontdesk_wire::form::{FieldChoice, FieldKind, FormField};

/// A field of a form, as the widget draws it and the API checks it.
pub(crate) fn question(asked: &AskedField) -> FormQuestion {
    let texts = |label: &Wording| {
        let texts = label.entries();
        let text = |(language, text): (&Language, &str)| (language.to_string(), text.to_owned());
        texts.map(text).collect()
    };
    let (mut pattern, mut choices) = (None, Vec::new());
    let (kind, chars) = match &asked.answers {
        FormAnswers::Text(chars) => (FieldKind::Text, chars.clone()),
        FormAnswers::Number(chars) => (FieldKind::Number, chars.clone()),
        FormAnswers::Pattern(signs) => {
            pattern = Some(signs.clone());
            let chars = u32::try_from(signs.chars().count()).unwrap_or(u32::MAX);
            (FieldKind::Text, chars..=chars)
        }
        FormAnswers::Email => (FieldKind::Email, 3..=254),
        FormAnswers::Phone => (FieldKind::Phone, 4..=40),
        FormAnswers::Choice(offered) => {
            choices.clone_from(offered);
            (FieldKind::Choice, 1..=120)
        }
    };
    let field = FormField {
        name: asked.name.to_string(),
        label: texts(&asked.label),
        required: asked.is_required,
        kind,
        chars_min: *chars.start(),
        chars_max: *chars.end(),
        pattern,
        choices: choices
            .into_iter()
            .map(|choice| FieldChoice {
                label: texts(&choice.label),
                value: choice.value,
            })
            .collect(),
    };
    FormQuestion {
        field,
        match_in: asked.match_in.iter().map(place).collect(),
    }
}

fn place(asked: &Asked) -> MatchIn {
    match asked {
        Asked::Local => MatchIn::Local,
        Asked::Connector(name) => MatchIn::Connector(name.to_string()),
    }
}
