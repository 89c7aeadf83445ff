//! The form before a conversation: whether what came is an answer to what was asked.
//!
//! The widget checks the same for comfort; here it counts, because anybody can send a frame.

use frontdesk_core::ContactCard;
use frontdesk_directory::{address, known::KnownBy};
use frontdesk_wire::form::{FieldKind, FormField};

/// The field that is not among the card's further ones.
const ACCOUNT_NUMBER: &str = "account_number";

/// A field of a channel's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormQuestion {
    /// What is asked, as the widget draws it.
    pub field: FormField,
    /// Where the answer has to be known; empty: nowhere.
    pub match_in: Vec<MatchIn>,
}

/// Where an answer is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchIn {
    /// In the Local CRM.
    Local,
    /// In a connected customer system, by its connector's name.
    Connector(String),
}

impl FormQuestion {
    /// Whether there is no conversation unless the answer is known.
    pub(crate) fn lets_in(&self) -> bool {
        self.field.required && !self.match_in.is_empty()
    }
}

/// An answer that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// Which field.
    pub(crate) field: String,
    /// A stable code.
    pub(crate) code: &'static str,
    /// A sentence for whoever makes a client; the widget has its own words.
    pub(crate) message: String,
}

/// Checks what the card has of the form, and writes addresses as they are spelled. `Err`: the first field that is
/// not as it has to be.
pub(crate) fn check(form: &[FormQuestion], card: &mut ContactCard) -> Result<(), Unfit> {
    for FormQuestion { field, .. } in form {
        let given = take(card, &field.name);
        let given = given.as_deref().map_or("", str::trim);
        if given.is_empty() {
            if field.required {
                return Err(unfit(field, "field_missing", "there is no answer"));
            }
            continue;
        }
        let Some(answer) = read(field, given) else {
            return Err(unfit(field, "field_invalid", wanted(field)));
        };
        put(card, &field.name, answer.into());
    }
    Ok(())
}

/// What has to be known before there is a conversation.
pub(crate) fn to_match<'a>(
    form: &[FormQuestion],
    card: &'a ContactCard,
) -> Vec<(KnownBy, &'a str)> {
    let needed = form.iter().filter(|question| question.lets_in());
    let answer = |question: &FormQuestion| {
        let name = &*question.field.name;
        Some((KnownBy::of_field(name)?, of(card, name)?))
    };
    needed.filter_map(answer).collect()
}

/// Where all of that is looked up: what has to be one person's has to be known in one place.
pub(crate) fn places(form: &[FormQuestion]) -> Vec<&MatchIn> {
    let mut needed = form.iter().filter(|question| question.lets_in());
    let Some(first) = needed.next() else {
        return Vec::new();
    };
    let others: Vec<&FormQuestion> = needed.collect();
    let is_in_all = |place: &&MatchIn| {
        others
            .iter()
            .all(|question| question.match_in.contains(place))
    };
    first.match_in.iter().filter(is_in_all).collect()
}

/// A card's answer to a field.
fn of<'a>(card: &'a ContactCard, name: &str) -> Option<&'a str> {
    if name == ACCOUNT_NUMBER {
        return card.account_number.as_deref();
    }
    card.fields.get(name).map(|value| &**value)
}

/// The same, taken out. An account number is taken from either place, and counts once.
fn take(card: &mut ContactCard, name: &str) -> Option<Box<str>> {
    let field = card.fields.remove(name);
    if name == ACCOUNT_NUMBER {
        return card.account_number.take().or(field);
    }
    field
}

fn put(card: &mut ContactCard, name: &str, answer: Box<str>) {
    if name == ACCOUNT_NUMBER {
        card.account_number = Some(answer);
    } else {
        card.fields.insert(name.into(), answer);
    }
}

/// An answer as it is kept; `None`: it is none.
fn read(field: &FormField, given: &str) -> Option<String> {
    let chars = u32::try_from(given.chars().count()).ok()?;
    let fits = (field.chars_min..=field.chars_max).contains(&chars);
    let as_given = |is_one: bool| is_one.then(|| given.to_owned());
    match field.kind {
        FieldKind::Email => address::email(given),
        FieldKind::Phone => address::phone(given),
        FieldKind::Choice => as_given(field.choices.iter().any(|choice| choice.value == given)),
        FieldKind::Number => as_given(fits && given.bytes().all(|byte| byte.is_ascii_digit())),
        FieldKind::Text => as_given(match &field.pattern {
            Some(pattern) => is_like(pattern, given),
            None => fits && !given.chars().any(char::is_control),
        }),
    }
}

/// Whether a text is made up as a pattern says.
fn is_like(pattern: &str, text: &str) -> bool {
    let fits = |(sign, given): (char, char)| match sign {
        '#' => given.is_ascii_digit(),
        '?' => given.is_ascii_alphabetic(),
        '*' => given.is_ascii_alphanumeric(),
        other => other.to_lowercase().eq(given.to_lowercase()),
    };
    pattern.chars().count() == text.chars().count() && pattern.chars().zip(text.chars()).all(fits)
}

fn wanted(field: &FormField) -> &'static str {
    match field.kind {
        FieldKind::Email => "this is no email address",
        FieldKind::Phone => "this is no phone number that begins with + and the country",
        FieldKind::Choice => "this is none of the choices",
        FieldKind::Number => "this is not as many digits as are asked for",
        FieldKind::Text => "this does not look as it has to",
    }
}

fn unfit(field: &FormField, code: &'static str, why: &str) -> Unfit {
    let field = field.name.clone();
    Unfit {
        message: format!("{field}: {why}"),
        field,
        code,
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_wire::form::FieldChoice;

    use super::*;

    fn field(name: &str, kind: FieldKind) -> FormField {
        FormField {
            name: name.to_owned(),
            label: [].into(),
            required: true,
            kind,
            chars_min: 2,
            chars_max: 4,
            pattern: None,
            choices: Vec::new(),
        }
    }

    fn question(field: FormField) -> FormQuestion {
        FormQuestion {
            field,
            match_in: vec![MatchIn::Local],
        }
    }

    fn card(name: &str, value: &str) -> ContactCard {
        ContactCard {
            fields: [(name.into(), value.into())].into(),
            ..ContactCard::default()
        }
    }

    /// What is kept of an answer, or the code of its refusal.
    fn kept(field: &FormField, given: &str) -> Result<Option<String>, &'static str> {
        let form = [question(field.clone())];
        let mut card = card(&field.name, given);
        check(&form, &mut card).map_err(|unfit| unfit.code)?;
        Ok(of(&card, &field.name).map(str::to_owned))
    }

    #[test]
    fn an_answer_is_kept_as_its_kind_spells_it() {
        let text = field("order", FieldKind::Text);
        let number = field("pin", FieldKind::Number);
        let mut choice = field("topic", FieldKind::Choice);
        let value = "Tea and more".to_owned();
        choice.choices = vec![FieldChoice {
            value,
            label: [].into(),
        }];
        let email = field("email", FieldKind::Email);
        let phone = field("phone", FieldKind::Phone);
        for (field, given, expected) in [
            (&text, " ab ", "ab"),
            (&text, "äöü€", "äöü€"),
            (&number, "0012", "0012"),
            (&choice, "Tea and more", "Tea and more"),
            (&email, "Ann@Example.com", "ann@example.com"),
            (&phone, "+43 660 1234567", "+436601234567"),
        ] {
            assert_eq!(kept(field, given), Ok(Some(expected.to_owned())), "{given}");
        }
        for (field, given) in [
            (&text, "a"),
            (&text, "abcde"),
            (&text, "a\tb"),
            (&number, "1"),
            (&number, "12a"),
            (&number, "١٢٣"),
            (&choice, "tea and more"),
            (&email, "ann"),
            (&phone, "0660 1234567"),
        ] {
            assert_eq!(kept(field, given), Err("field_invalid"), "{given}");
        }
    }

    #[test]
    fn a_pattern_says_sign_by_sign_how_a_text_is_made_up() {
        let mut made_up = field("account_number", FieldKind::Text);
        made_up.pattern = Some("AT-##?*".to_owned());
        for given in ["AT-12ab", "at-12z9"] {
            assert_eq!(kept(&made_up, given), Ok(Some(given.to_owned())));
        }
        for given in [
            "AT-1abc", "AT-12", "AT-12abc", "AT 12ab", "AT-12é1", "#T-12ab",
        ] {
            assert_eq!(kept(&made_up, given), Err("field_invalid"), "{given}");
        }
    }

    #[test]
    fn what_is_required_has_to_be_there_and_what_is_not_may_be_left_empty() {
        let mut order = field("order", FieldKind::Text);
        for blank in ["", "  "] {
            assert_eq!(kept(&order, blank), Err("field_missing"));
        }
        order.required = false;
        assert_eq!(kept(&order, " "), Ok(None));
        assert_eq!(kept(&order, "x"), Err("field_invalid"), "given, and wrong");
    }

    #[test]
    fn an_account_number_counts_wherever_it_stands_and_counts_once() {
        let form = [question(field("account_number", FieldKind::Text))];
        let mut both = card("account_number", "12");
        both.account_number = Some("34".into());
        assert_eq!(check(&form, &mut both), Ok(()));
        assert_eq!(
            (both.account_number.as_deref(), both.fields.len()),
            (Some("34"), 0)
        );
        let mut field = card("account_number", "12");
        assert_eq!(check(&form, &mut field), Ok(()));
        assert_eq!(to_match(&form, &field), [(KnownBy::AccountNumber, "12")]);
    }

    #[test]
    fn what_has_to_be_one_persons_is_looked_up_where_all_of_it_can_be() {
        let crm = || MatchIn::Connector("crm".to_owned());
        let asked = |name: &str, match_in: Vec<MatchIn>| FormQuestion {
            match_in,
            ..question(field(name, FieldKind::Text))
        };
        let account = asked("account_number", vec![MatchIn::Local, crm()]);
        assert_eq!(
            places(std::slice::from_ref(&account)),
            [&MatchIn::Local, &crm()]
        );
        let case = asked("case_number", vec![MatchIn::Local]);
        assert_eq!(places(&[account.clone(), case]), [&MatchIn::Local]);
        let mut optional = asked("email", vec![MatchIn::Local]);
        optional.field.required = false;
        assert_eq!(places(&[account, optional]).len(), 2);
        assert_eq!(places(&[]).len(), 0);
    }

    #[test]
    fn only_what_is_required_has_to_be_known_before_there_is_a_conversation() {
        let mut optional = field("email", FieldKind::Email);
        optional.required = false;
        let form = [
            question(optional),
            question(field("order", FieldKind::Text)),
        ];
        let mut card = card("email", "ann@example.com");
        card.fields.insert("order".into(), "77".into());
        assert_eq!(to_match(&form, &card), []);
    }
}
