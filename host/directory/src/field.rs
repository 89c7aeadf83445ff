//! Custom fields: what an operator has customers and cases hold besides. A field's name, kind and owner never
//! change, so that what is kept can always be read; its label, its choices and whether it is needed may.

use std::{collections::BTreeMap, fmt};

use frontdesk_core::Timestamp;
use frontdesk_store::{Batch, Store, StoreError, codec, keys, records};
use serde::{Deserialize, Serialize};

use crate::{
    change::{By, ChangeError},
    problem::{Field, FieldProblem},
    text::{lines, not_a_line, one_line, too_long},
};

/// Fields there may be, retired ones included.
const FIELDS: usize = 200;
/// Characters of a label.
const LABEL_CHARS: usize = 32;
/// Characters of a value.
const VALUE_CHARS: usize = 1_000;
/// Characters of a choice.
const CHOICE_CHARS: usize = 85;
/// Choices of a pick list.
const CHOICES: usize = 100;

/// Values of custom fields, by the fields' names.
pub type Values = BTreeMap<Box<str>, Box<str>>;

/// What holds a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Customers.
    Customer,
    /// Cases.
    Case,
}

/// What a field's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Anything, on one line.
    Text,
    /// An address on the web.
    Url,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// One of the field's choices.
    PickList,
}

/// What may change of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDraft {
    /// What people read.
    pub label: Box<str>,
    /// What can be picked; of a pick list only.
    pub choices: Vec<Box<str>>,
    /// Whether a record needs it.
    pub required: bool,
    /// Whether it is used no more: it keeps its values, and takes no new ones.
    pub retired: bool,
}

/// A custom field, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// What it is called in files and in the API: `a-z`, digits and `_`, beginning with a letter.
    pub name: Box<str>,
    /// What holds it.
    pub of: Owner,
    /// What its values are.
    pub kind: Kind,
    /// What may change.
    pub draft: FieldDraft,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A field, and which state of it it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned {
    /// The field.
    pub field: CustomField,
    /// Grows with every change.
    pub version: u64,
}

/// Every field there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<Versioned>);

impl Fields {
    /// Those of the store.
    pub async fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let page = frontdesk_store::Page::first(FIELDS);
        let entries = store.scan(keys::custom_fields(), page).await?;
        let field = |(key, found): (_, frontdesk_store::Versioned)| {
            let field: CustomField = codec::decode(&key, &found.value)?;
            let version = found.version;
            Ok::<_, StoreError>(Versioned { field, version })
        };
        let mut all: Vec<_> = entries.into_iter().map(field).collect::<Result<_, _>>()?;
        all.sort_by_key(|one| one.field.created_at);
        Ok(Self(all))
    }

    /// In the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Versioned> {
        self.0.iter()
    }

    /// The one of this name.
    pub fn named(&self, name: &str) -> Option<&Versioned> {
        self.0.iter().find(|one| &*one.field.name == name)
    }

    /// What a record of this owner may hold.
    pub fn of(&self, owner: Owner) -> impl Iterator<Item = &CustomField> {
        let fields = self.0.iter().map(|one| &one.field);
        fields.filter(move |field| field.of == owner)
    }

    /// Values in the spelling they are kept in. `before` is what the record holds already: what a field once
    /// took stays, whatever the field asks for now.
    pub(crate) fn check(
        &self,
        owner: Owner,
        given: &Values,
        before: Option<&Values>,
        problems: &mut Vec<FieldProblem>,
    ) -> Values {
        let mut kept = Values::new();
        let mut problem = |name: &str, problem: String| {
            let field = Field::Custom(name.into());
            problems.push(FieldProblem { field, problem });
        };
        for (name, value) in given {
            let was = before.and_then(|before| before.get(name));
            if was == Some(value) {
                kept.insert(name.clone(), value.clone());
                continue;
            }
            let Some(field) = self.of(owner).find(|field| field.name == *name) else {
                problem(name, format!("there is no field \"{name}\""));
                continue;
            };
            match field.spelled(value) {
                Ok(value) if value.is_empty() => {}
                Ok(value) => {
                    kept.insert(name.clone(), value.into());
                }
                Err(why) => problem(name, why),
            }
        }
        for field in self.of(owner) {
            let needs = field.draft.required && !field.draft.retired;
            let said = given
                .get(&field.name)
                .is_some_and(|value| !value.trim().is_empty());
            if needs && !said {
                problem(&field.name, format!("{} is needed", field.draft.label));
            }
        }
        kept
    }
}

impl CustomField {
    /// A value in the spelling it is kept in; empty: none.
    fn spelled(&self, value: &str) -> Result<String, String> {
        let value = one_line(&lines(value));
        if value.is_empty() {
            return Ok(value);
        }
        if self.draft.retired {
            return Err(format!("{} takes no new values", self.draft.label));
        }
        match self.kind {
            Kind::Text => match too_long(&value, VALUE_CHARS, &self.draft.label) {
                None => Ok(value),
                Some(why) => Err(why),
            },
            Kind::Url => web_address(&value).ok_or_else(|| {
                "this is no address on the web; one looks like https://example.com".to_owned()
            }),
            Kind::Number => number(&value)
                .ok_or_else(|| "this is no number; one looks like 12 or -3.5".to_owned()),
            Kind::Date => value
                .parse::<jiff::civil::Date>()
                .map(|date| date.to_string())
                .map_err(|_| "this is no day; one looks like 2026-11-27".to_owned()),
            Kind::PickList => {
                let mut choices = self.draft.choices.iter();
                let choice = choices.find(|choice| choice.to_lowercase() == value.to_lowercase());
                choice.map(ToString::to_string).ok_or_else(|| {
                    format!("\"{value}\" is none of {}", self.draft.choices.join(", "))
                })
            }
        }
    }
}

fn web_address(value: &str) -> Option<String> {
    let url = url::Url::parse(value).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (is_web && value.chars().count() <= VALUE_CHARS && url.username().is_empty())
        .then(|| url.into())
}

/// A decimal number as it is kept: no sign of the world's many ways to group digits.
fn number(value: &str) -> Option<String> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value.strip_prefix('+').unwrap_or(value)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(part) || digits.len() > 40 {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let number = match part {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    };
    Some(if number == "0" {
        number
    } else {
        format!("{sign}{number}")
    })
}

impl FieldDraft {
    fn check(self, kind: Kind) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut problem = |field, problem: String| problems.push(FieldProblem { field, problem });
        let label = one_line(&self.label);
        if let Some(why) = not_a_line(&label, LABEL_CHARS, "a label") {
            problem(Field::Label, why);
        }
        let mut choices: Vec<Box<str>> = Vec::with_capacity(self.choices.len());
        for choice in &self.choices {
            let choice = one_line(choice);
            if let Some(why) = too_long(&choice, CHOICE_CHARS, "a choice") {
                problem(Field::Choices, why);
            }
            let lower = choice.to_lowercase();
            if !choice.is_empty() && !choices.iter().any(|known| known.to_lowercase() == lower) {
                choices.push(choice.into());
            }
        }
        match (kind, choices.len()) {
            (Kind::PickList, 0) => problem(Field::Choices, "a pick list needs choices".to_owned()),
            (Kind::PickList, 1..=CHOICES) => {}
            (Kind::PickList, _) => {
                problem(
                    Field::Choices,
                    format!("a pick list has at most {CHOICES} choices"),
                );
            }
            (_, 0) => {}
            _ => problem(Field::Choices, "only a pick list has choices".to_owned()),
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            label: label.into(),
            choices,
            required: self.required,
            retired: self.retired,
        })
    }
}

/// A new field. The batch makes it, if there is none of its name yet.
pub async fn create(
    store: &dyn Store,
    name: &str,
    of: Owner,
    kind: Kind,
    draft: FieldDraft,
    by: By,
) -> Result<Batch, ChangeError> {
    let mut batch = Batch::new();
    let refuse = |problem: &str| {
        let field = Field::Name;
        let problem = problem.to_owned();
        Err(ChangeError::Refused(vec![FieldProblem { field, problem }]))
    };
    if !is_name(name) {
        return refuse("a field's name is 1 to 32 of a-z, 0-9 and _, beginning with a letter");
    }
    let fields = Fields::load(store).await?;
    if fields.named(name).is_some() || RESERVED.contains(&name) {
        return refuse("there is a field of this name already");
    }
    if fields.0.len() >= FIELDS {
        return refuse("there are as many fields as there may be");
    }
    let field = CustomField {
        name: name.into(),
        of,
        kind,
        draft: draft.check(kind).map_err(ChangeError::Refused)?,
        created_at: by.at,
    };
    let key = keys::custom_field(name);
    batch.require_absent(key.clone());
    records::stage(&mut batch, key, &field)?;
    Ok(batch)
}

/// A field as somebody wants it to be who has seen it in this `version`.
pub async fn replace(
    store: &dyn Store,
    name: &str,
    version: u64,
    draft: FieldDraft,
) -> Result<Batch, ChangeError> {
    if !is_name(name) {
        return Err(ChangeError::Unknown);
    }
    let key = keys::custom_field(name);
    let read = store.get(&key).await?.ok_or(ChangeError::Unknown)?;
    if read.version != version {
        return Err(ChangeError::Changed);
    }
    let mut field: CustomField = codec::decode(&key, &read.value)?;
    field.draft = draft.check(field.kind).map_err(ChangeError::Refused)?;
    let mut batch = Batch::new();
    batch.require_unchanged(key.clone(), &read);
    records::stage(&mut batch, key, &field)?;
    Ok(batch)
}

/// Columns of a file of customers that are no custom fields.
pub(crate) const RESERVED: [&str; 6] =
    ["account_number", "name", "email", "phone", "notes", "tags"];

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    (1..=32).contains(&name.len())
        && bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "customer",
            Self::Case => "case",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Book, by};

    fn draft(label: &str, choices: &[&str]) -> FieldDraft {
        FieldDraft {
            label: label.into(),
            choices: choices.iter().map(|&choice| choice.into()).collect(),
            ..FieldDraft::default()
        }
    }

    async fn made(book: &Book, name: &str, kind: Kind, draft: FieldDraft) {
        let batch = create(&book.store, name, Owner::Customer, kind, draft, by("bea")).await;
        book.write(batch.unwrap()).await.unwrap();
    }

    fn values(of: &[(&str, &str)]) -> Values {
        of.iter()
            .map(|&(name, value)| (name.into(), value.into()))
            .collect()
    }

    async fn check(book: &Book, given: &[(&str, &str)]) -> (Values, Vec<String>) {
        let fields = Fields::load(&book.store).await.unwrap();
        let mut problems = Vec::new();
        let kept = fields.check(Owner::Customer, &values(given), None, &mut problems);
        (kept, problems.iter().map(|p| p.field.to_string()).collect())
    }

    #[tokio::test]
    async fn a_value_is_kept_in_the_spelling_of_its_kind_or_refused_at_its_field() {
        let book = Book::new();
        for (name, kind, choices) in [
            ("plan", Kind::PickList, &["Gold", "Silver"] as &[_]),
            ("since", Kind::Date, &[]),
            ("seats", Kind::Number, &[]),
            ("site", Kind::Url, &[]),
            ("nick", Kind::Text, &[]),
        ] {
            made(&book, name, kind, draft(name, choices)).await;
        }
        for (name, given, kept) in [
            ("plan", "gold", "Gold"),
            ("since", "2026-02-28", "2026-02-28"),
            ("seats", "+007.50", "7.5"),
            ("seats", "-0", "0"),
            ("site", "https://EXAMPLE.com", "https://example.com/"),
            ("nick", " A\u{7}\nB ", "A B"),
        ] {
            assert_eq!(
                check(&book, &[(name, given)]).await,
                (values(&[(name, kept)]), vec![])
            );
        }
        for (name, wrong) in [
            ("plan", "Bronze"),
            ("since", "2026-02-30"),
            ("since", "28.2.2026"),
            ("seats", "1,5"),
            ("seats", "1e5"),
            ("seats", "."),
            ("site", "javascript:alert(1)"),
            ("site", "https://ann:secret@example.com"),
            ("unknown", "x"),
        ] {
            assert_eq!(
                check(&book, &[(name, wrong)]).await.1,
                [format!("fields.{name}")],
                "{wrong}"
            );
        }
    }

    #[tokio::test]
    async fn a_field_that_is_needed_is_asked_for_until_it_is_retired() {
        let book = Book::new();
        let needed = FieldDraft {
            required: true,
            ..draft("Plan", &[])
        };
        made(&book, "plan", Kind::Text, needed.clone()).await;
        assert_eq!(check(&book, &[]).await.1, ["fields.plan"]);
        let version = Fields::load(&book.store)
            .await
            .unwrap()
            .named("plan")
            .unwrap()
            .version;
        let retired = FieldDraft {
            retired: true,
            ..needed
        };
        let batch = replace(&book.store, "plan", version, retired)
            .await
            .unwrap();
        book.write(batch).await.unwrap();
        assert_eq!(check(&book, &[]).await.1, [""; 0]);
        assert_eq!(check(&book, &[("plan", "x")]).await.1, ["fields.plan"]);
        // What a record holds already stays.
        let fields = Fields::load(&book.store).await.unwrap();
        let held = values(&[("plan", "old")]);
        let mut problems = Vec::new();
        assert_eq!(
            fields.check(Owner::Customer, &held, Some(&held), &mut problems),
            held
        );
        assert_eq!(problems, []);
    }

    #[tokio::test]
    async fn a_name_is_one_fields_alone_and_none_of_the_records_own() {
        let book = Book::new();
        made(&book, "plan", Kind::Text, draft("Plan", &[])).await;
        for name in ["plan", "email", "Plan", "1st", "", "a-b"] {
            let new = create(
                &book.store,
                name,
                Owner::Case,
                Kind::Text,
                draft("X", &[]),
                by("bea"),
            );
            assert!(matches!(new.await, Err(ChangeError::Refused(_))), "{name}");
        }
    }

    #[tokio::test]
    async fn choices_belong_to_a_pick_list_which_needs_them() {
        let book = Book::new();
        for (kind, choices) in [(Kind::PickList, &[] as &[_]), (Kind::Text, &["a"])] {
            let new = create(
                &book.store,
                "x",
                Owner::Case,
                kind,
                draft("X", choices),
                by("bea"),
            );
            assert!(matches!(new.await, Err(ChangeError::Refused(_))));
        }
    }
}
