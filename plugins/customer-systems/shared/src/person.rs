//! People as the gateway takes them: what a system has beyond that is cut or left out, and never an error.

use frontdesk_plugin::{Field, crm::Person, http::join, types};
use serde_json::{Map, Value};

/// Bytes of a name, an address or an account number that the gateway takes.
const LINE_BYTES: usize = 500;
/// Bytes of a field's value.
const VALUE_BYTES: usize = 2_000;
/// Addresses of one kind.
const ADDRESSES: usize = 20;
/// Fields.
const FIELDS: usize = 64;

/// A value as a text: a text that is not empty, a number, or yes and no. Anything else says nothing.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is_so) => Some(is_so.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The value of a field whose name may lead through other records: `Account.Name`.
pub fn at<'a>(record: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .try_fold(record, |record, name| record.get(name))
}

/// The text of such a field.
pub fn text_at(record: &Value, path: &str) -> Option<String> {
    at(record, path).and_then(scalar)
}

/// The fields of these names that say something.
pub fn fields_at(record: &Value, names: &[String]) -> Vec<Field> {
    let field = |name: &String| Some(Field::new(name, text_at(record, name)?));
    names.iter().filter_map(field).collect()
}

/// A person within the gateway's limits, and with each address once.
pub fn taken(person: Person) -> Person {
    let line = |text: String| (text.len() <= LINE_BYTES).then_some(text);
    let value = |mut field: Field| {
        field.value = cut(&field.value, VALUE_BYTES).to_owned();
        field
    };
    Person {
        id: person.id,
        name: person.name.and_then(line),
        emails: addresses(person.emails),
        phones: addresses(person.phones),
        account_number: person.account_number.and_then(line),
        url: person.url,
        fields: person.fields.into_iter().take(FIELDS).map(value).collect(),
    }
}

fn addresses(told: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for address in told {
        let fits = (1..=LINE_BYTES).contains(&address.len()) && !kept.contains(&address);
        if fits && kept.len() < ADDRESSES {
            kept.push(address);
        }
    }
    kept
}

/// As much of a text as has room in so many bytes, cut between characters.
pub fn cut(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Where an agent sees a record: only https is something that the gateway shows.
pub fn page(base: &str, segments: &[&str]) -> Option<String> {
    base.starts_with("https://").then(|| join(base, segments))
}

/// A name in two: the last word, and what stands before it.
pub fn first_and_last(name: &str) -> (Option<String>, String) {
    let name = name.trim();
    match name.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (Some(first.trim().to_owned()), last.to_owned()),
        None => (None, name.to_owned()),
    }
}

/// Writes a value if there is one: what is not known of a person is left as it is.
pub fn put(record: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        record.insert(name.to_owned(), value.into());
    }
}

/// Writes those fields that the operator has named; the others are not the agents' to change.
pub fn put_fields(record: &mut Map<String, Value>, fields: &[Field], named: &[String]) {
    for name in named.iter().filter(|name| !name.contains('.')) {
        put(record, name, types::find(fields, name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_found_through_other_records() {
        let record = json!({ "Account": { "Number": 7, "Is": true, "None": null }, "A": [1] });
        assert_eq!(text_at(&record, "Account.Number").as_deref(), Some("7"));
        assert_eq!(text_at(&record, "Account.None"), None);
        assert_eq!(text_at(&record, "Account"), None);
        let names = ["Account.Is", "A", "B"].map(str::to_owned);
        assert_eq!(
            fields_at(&record, &names),
            [Field::new("Account.Is", "true")]
        );
    }

    #[test]
    fn what_the_gateway_would_not_take_is_cut_or_left_out() {
        let long = "é".repeat(300);
        let person = taken(Person {
            name: Some(long.clone()),
            emails: vec!["a@b.example".into(), "a@b.example".into(), long.clone()],
            phones: (0..30).map(|n| n.to_string()).collect(),
            fields: vec![Field::new("x", long.repeat(9))],
            ..Person::of("1")
        });
        assert_eq!(person.name, None);
        assert_eq!(person.emails, ["a@b.example"]);
        assert_eq!(person.phones.len(), 20);
        assert_eq!(person.fields[0].value.len(), 2_000);
        assert_eq!(cut("é", 1), "");
    }

    #[test]
    fn a_name_is_taken_apart_at_its_last_word() {
        let parts = |name| {
            let (first, last) = first_and_last(name);
            (first.unwrap_or_default(), last)
        };
        assert_eq!(parts(" Ann  Archer "), ("Ann".into(), "Archer".into()));
        assert_eq!(
            parts("Ana María de Souza"),
            ("Ana María de".into(), "Souza".into())
        );
        assert_eq!(parts("Zoë"), (String::new(), "Zoë".into()));
        assert_eq!(parts(""), (String::new(), String::new()));
    }

    #[test]
    fn only_named_fields_are_written_and_only_https_is_a_page() {
        let mut record = Map::new();
        let fields = [
            Field::new("plan", "gold"),
            Field::new("OwnerId", "005"),
            Field::new("Account.Name", "x"),
        ];
        let named = ["plan", "Account.Name", "other"].map(str::to_owned);
        put_fields(&mut record, &fields, &named);
        assert_eq!(Value::Object(record), json!({ "plan": "gold" }));
        assert_eq!(page("http://127.0.0.1:1", &["x"]), None);
        assert_eq!(
            page("https://a.example", &["x"]).as_deref(),
            Some("https://a.example/x")
        );
    }
}
