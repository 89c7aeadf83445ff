//! A customer system that answers as it is asked: well, or with a lie.

use frontdesk_plugin::{
    Crm, Cx, Descriptor, Error, Field, Plugin, Request,
    crm::{CaseNote, Lookup, Operation, Outcome, People, Person, Reference},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::crm("crm-echo", "0.1.0", "Echoes people").settings(r#"{"type":"object"}"#)
    }
}

fn ann() -> Person {
    Person {
        name: Some(" Ann\u{7} Lee ".to_owned()),
        emails: vec!["ann@example.com".to_owned()],
        url: Some("https://crm.example.com/people/7".to_owned()),
        fields: vec![Field::new("tier", "gold\u{1b}[31m")],
        ..Person::of("7")
    }
}

impl Crm for Guest {
    fn run(operation: &Operation, cx: &mut Cx) -> Result<Outcome, Error> {
        let Operation::Find(find) = operation else {
            return Ok(match operation {
                Operation::OpenCase(CaseNote { subject, .. }) if subject == "lie" => {
                    Outcome::Person(ann())
                }
                Operation::SavePerson(person) => Outcome::Person(person.clone()),
                Operation::Find(_)
                | Operation::OpenCase(_)
                | Operation::Append(_)
                | Operation::CloseCase(_) => Outcome::Case(Reference {
                    id: cx.reference().to_owned(),
                    url: None,
                }),
            });
        };
        let Lookup::Text(text) = &find.what else {
            return Err(Error::unsupported("by text only"));
        };
        let people = match text.as_str() {
            "a crowd" => vec![ann(); 1_000],
            "a script for a link" => vec![Person {
                url: Some("javascript:alert(1)".to_owned()),
                ..ann()
            }],
            "no id" => vec![Person::of("")],
            "many fields" => vec![Person {
                fields: vec![Field::new("a", "b"); 1_000],
                ..ann()
            }],
            "fetch" => {
                cx.fetch(Request::get("https://crm.example.com/"))?;
                Vec::new()
            }
            "nobody" => Vec::new(),
            _ => vec![ann()],
        };
        Ok(Outcome::People(People::all(people)))
    }
}

frontdesk_plugin::export_crm!(Guest);
