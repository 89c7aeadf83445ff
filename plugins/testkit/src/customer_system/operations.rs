//! Everything that a customer system is asked.

use frontdesk_plugin::{
    crm::{Author, CaseChange, CaseNote, FindPeople, Lookup, Operation, Person, Turn},
    types::Field,
};

/// Every operation, with this value in every place, and this number where one belongs.
pub(super) fn operations(value: &str, number: &str) -> Vec<Operation> {
    let text = || value.to_owned();
    let find = |what| Operation::Find(FindPeople { what, cursor: None });
    let person = |id| Person {
        id,
        name: Some(text()),
        emails: vec![text()],
        phones: vec![number.to_owned()],
        account_number: Some(text()),
        url: None,
        fields: vec![Field::new("Plan__c", text()), Field::new("plan", text())],
    };
    let note = || CaseNote {
        person: Some(text()),
        subject: text(),
        queue: text(),
        agent: Some(text()),
        transcript: vec![Turn {
            at: 1_730_000_000_000.0,
            author: Author::Contact,
            name: Some(text()),
            text: text(),
        }],
        fields: vec![Field::new("Priority", text()), Field::new(text(), text())],
    };
    let change = || CaseChange {
        id: text(),
        note: note(),
    };
    vec![
        find(Lookup::Id(text())),
        find(Lookup::Email(text())),
        find(Lookup::Phone(number.to_owned())),
        find(Lookup::Handle(("whatsapp".to_owned(), text()))),
        find(Lookup::AccountNumber(text())),
        find(Lookup::Text(text())),
        Operation::SavePerson(person(None)),
        Operation::SavePerson(person(Some(text()))),
        Operation::OpenCase(note()),
        Operation::Append(change()),
        Operation::CloseCase(change()),
    ]
}
