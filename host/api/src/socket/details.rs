//! What a page says of its contact by the widget's JavaScript API: facts for people, and variables. Nobody
//! vouches for any of it.

use frontdesk_core::{
    ContactCard, ContactDetails, Input, Rejection, Variable, VariableKind, limits,
};
use frontdesk_engine::{Command, Refusal, ports::ContactSession};
use frontdesk_wire::visitor::{ContactSaid, HostFrame, SaidVariable, Scalar};

use crate::api::Api;

/// A fact that is no field of the card.
const ACCOUNT_NUMBER: &str = "account_number";
/// The form's answer stands under it, and a page has another way to say its language.
const LANGUAGE: &str = "language";

/// The details in a frame in which the page tells them; `None`: it is another frame. An error says what is wrong
/// with them, and none of them counts.
pub(super) fn told(text: &str) -> Option<Result<ContactDetails, String>> {
    if !text.contains("\"details\"") {
        return None;
    }
    let ContactSaid::Details { info, variables } = serde_json::from_str(text).ok()?;
    let mut details = ContactDetails::default();
    for (name, value) in info {
        let value = value.map(|value| value.text());
        let length = value.as_ref().map_or(0, String::len);
        let fits = length <= limits::CONTACT_FIELD_BYTES && is_line(value.as_deref());
        let is_name = (1..=limits::CONTACT_KEY_BYTES).contains(&name.len())
            && is_line(Some(&name))
            && name != LANGUAGE;
        if !is_name || !fits {
            return Some(Err(format!(
                "the customer's information has a name of 1 to {} bytes other than language, and a value of \
                 one line of at most {}",
                limits::CONTACT_KEY_BYTES,
                limits::CONTACT_FIELD_BYTES
            )));
        }
        if name == ACCOUNT_NUMBER {
            details.account_number = value.map(Into::into);
        } else {
            details.fields.insert(name.into(), value.map(Into::into));
        }
    }
    for (name, said) in variables {
        let fits = is_name(&name);
        let variable = said.filter(|_| fits).map(variable);
        if !fits || variable.as_ref().is_some_and(Option::is_none) {
            return Some(Err(format!(
                "a variable's name is _ and 1 to 25 letters and digits, its value has at most {} characters",
                limits::VARIABLE_CHARS
            )));
        }
        details.variables.insert(name.into(), variable.flatten());
    }
    Some(Ok(details))
}

/// Whether something can be the name of a variable: `_` and 1 to 25 letters and digits.
fn is_name(name: &str) -> bool {
    name.strip_prefix('_').is_some_and(|bare| {
        (1..limits::VARIABLE_NAME_BYTES).contains(&bare.len())
            && bare.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A variable, if it fits.
fn variable(said: SaidVariable) -> Option<Variable> {
    let value = said.value.text();
    let label = said.label.as_deref().unwrap_or_default();
    let fits = value.chars().count() <= limits::VARIABLE_CHARS
        && label.len() <= limits::CONTACT_KEY_BYTES
        && is_line(said.label.as_deref());
    fits.then(|| Variable {
        value: value.into(),
        kind: match said.value {
            Scalar::Flag(_) => VariableKind::Flag,
            Scalar::Number(_) => VariableKind::Number,
            Scalar::Text(_) => VariableKind::Text,
        },
        label: said.label.filter(|label| !label.is_empty()).map(Into::into),
        is_masked: said.masked,
    })
}

/// Without line ends and whatever else cannot be seen.
fn is_line(text: Option<&str>) -> bool {
    !text.unwrap_or_default().chars().any(char::is_control)
}

/// Puts what the page says onto the card of a contact who asks for a conversation. Their own answers come before it.
pub(super) fn complete(card: &mut ContactCard, said: &ContactDetails) {
    let given = card.fields.get(ACCOUNT_NUMBER);
    if card.account_number.is_none() && given.is_none_or(|given| given.trim().is_empty()) {
        card.account_number.clone_from(&said.account_number);
    }
    for (name, value) in &said.fields {
        let answered = card.fields.get(name);
        if let Some(value) = value
            && answered.is_none_or(|answer| answer.trim().is_empty())
        {
            card.fields.insert(name.clone(), value.clone());
        }
    }
    let variables = said.variables.iter();
    let there = variables.filter_map(|(name, value)| Some((name.clone(), value.clone()?)));
    card.variables.extend(there);
}

/// Tells the open conversation, if there is one. What the form has asked stays as it was answered and checked.
/// `Some`: it was too much.
pub(super) async fn tell(
    api: &Api,
    session: &ContactSession,
    mut details: ContactDetails,
) -> Option<HostFrame> {
    let thread = (session.channel.clone(), session.thread.clone());
    let conversation = api.hub().open_on(&thread)?;
    let setup = api.setup();
    let channel = setup.channel(&session.channel)?;
    for asked in &channel.form {
        details.fields.remove(&*asked.field.name);
        if asked.field.name == ACCOUNT_NUMBER {
            details.account_number = None;
        }
    }
    let input = Input::ContactDescribed {
        conversation,
        details,
    };
    let refusal = api
        .engine()
        .submit(Command { input, mark: None })
        .await
        .err()?;
    // Anything else that stands in the way does so for now, and each connection says it again.
    let too_much = matches!(
        refusal,
        Refusal::Rejected(Rejection::TooManyFields { .. } | Rejection::FieldTooLong { .. })
    );
    too_much.then(|| HostFrame::Refused {
        id: None,
        code: "bad_details".to_owned(),
        field: None,
        message: refusal.to_string(),
        retry_ms: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str, variables: &str) -> Option<Result<ContactDetails, String>> {
        told(&format!(
            r#"{{"t":"details","info":{info},"variables":{variables}}}"#
        ))
    }

    #[test]
    fn a_page_tells_facts_and_variables_of_three_types_and_takes_them_back() {
        let info = r#"{"plan":"gold","seats":12,"vip":true,"old":null,"account_number":"AT-1"}"#;
        let variables = r#"{"_a":{"value":1.5,"label":"Worth","masked":true},"_b":null}"#;
        let details = read(info, variables).unwrap().unwrap();
        let fields = details.fields.iter();
        let fields: Vec<_> = fields.map(|(name, v)| (&**name, v.as_deref())).collect();
        let expected = [
            ("old", None),
            ("plan", Some("gold")),
            ("seats", Some("12")),
            ("vip", Some("true")),
        ];
        assert_eq!(fields, expected);
        assert_eq!(details.account_number.as_deref(), Some("AT-1"));
        let a = details.variables["_a"].clone().unwrap();
        assert_eq!((&*a.value, a.kind), ("1.5", VariableKind::Number));
        assert_eq!((a.label.as_deref(), a.is_masked), (Some("Worth"), true));
        assert_eq!(details.variables["_b"], None);
    }

    #[test]
    fn what_is_over_8x8s_limits_is_refused_as_a_whole() {
        let text = |n: usize| format!("\"{}\"", "x".repeat(n));
        for (info, variables) in [
            (format!("{{{}:1}}", text(101)), "{}".to_owned()),
            (format!("{{\"a\":{}}}", text(501)), "{}".to_owned()),
            ("{\"\":1}".to_owned(), "{}".to_owned()),
            ("{\"language\":\"de\"}".to_owned(), "{}".to_owned()),
            (r#"{"a":"x\ny"}"#.to_owned(), "{}".to_owned()),
            ("{}".to_owned(), r#"{"plan":{"value":1}}"#.to_owned()),
            ("{}".to_owned(), r#"{"_":{"value":1}}"#.to_owned()),
            ("{}".to_owned(), r#"{"_a-b":{"value":1}}"#.to_owned()),
            (
                "{}".to_owned(),
                format!("{{\"_{}\":{{\"value\":1}}}}", "x".repeat(26)),
            ),
            (
                "{}".to_owned(),
                format!("{{\"_a\":{{\"value\":{}}}}}", text(1_001)),
            ),
        ] {
            let read = read(&info, &variables);
            assert!(matches!(read, Some(Err(_))), "{info} {variables}");
        }
        let most = format!("{{\"_{}\":{{\"value\":{}}}}}", "x".repeat(25), text(1_000));
        assert!(matches!(read("{}", &most), Some(Ok(_))));
        assert!(read(r#"{"a":{"b":1}}"#, "{}").is_none(), "no such frame");
    }

    #[test]
    fn what_the_contact_answered_comes_before_what_the_page_says() {
        let said = read(
            r#"{"email":"page@example.com","plan":"gold","account_number":"AT-2"}"#,
            "{}",
        );
        let mut card = ContactCard {
            fields: [
                ("email".into(), "ann@example.com".into()),
                ("plan".into(), " ".into()),
            ]
            .into(),
            account_number: Some("AT-1".into()),
            ..ContactCard::default()
        };
        complete(&mut card, &said.unwrap().unwrap());
        assert_eq!(&*card.fields["email"], "ann@example.com");
        assert_eq!(&*card.fields["plan"], "gold");
        assert_eq!(card.account_number.as_deref(), Some("AT-1"));
    }
}
