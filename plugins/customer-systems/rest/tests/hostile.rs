//! People whose names try to be a path, a parameter, a field or a template, and a system that has changed.

use frontdesk_crm_rest::Rest;
use frontdesk_plugin::{
    Request,
    crm::{FindPeople, Lookup, Operation, Person},
    http::Body,
};
use frontdesk_plugin_testkit::{CustomerSystem, HOSTILE};
use serde_json::Value;

const SYSTEM: CustomerSystem<'_> = CustomerSystem {
    settings: r#"{
        "base_url": "https://crm.example/api",
        "person": { "id": "$.id" },
        "find": {
            "id": { "path": "/people/{value}" },
            "email": { "path": "/people", "query": { "filter": "email:{value}", "cursor": "{cursor}" } },
            "phone": { "path": "/people/by-phone/{national}" },
            "handle": { "path": "/people/{channel}/{value}" },
            "account_number": { "path": "/search", "method": "POST", "body": { "all": [{ "number": "{value}" }] } },
            "text": { "path": "/search", "query": { "q": "{value}" } }
        },
        "create_person": {
            "path": "/people",
            "body": { "who": { "name": "{name}", "mails": "{emails}" }, "note": "({account_number}) {field.plan}" }
        },
        "update_person": { "path": "/people/{id}", "body": { "name": "{name}", "tel": ["{phones}"] } },
        "open_case": { "path": "/cases/of/{person}", "body": { "subject": "{subject}", "text": "{text}", "turns": "{turns}" } },
        "append": { "path": "/cases/{id}/notes", "body": { "text": "{text}" } },
        "close_case": { "path": "/cases/{id}", "body": { "state": "closed", "prio": "{field.Priority}" } }
    }"#,
};

#[test]
fn a_value_stays_a_value_wherever_it_stands() {
    SYSTEM.values_stay_values::<Rest>();
}

fn first(operation: &Operation) -> Option<Request> {
    let requests = SYSTEM.requests::<Rest>(operation, Vec::new());
    requests.ok()?.into_iter().next()
}

fn find(what: Lookup) -> Operation {
    Operation::Find(FindPeople { what, cursor: None })
}

#[test]
fn a_system_reads_the_very_value_out_of_a_request() {
    for value in HOSTILE {
        let request = first(&find(Lookup::Email(value.to_owned()))).unwrap();
        let (address, query) = request.url.split_once('?').unwrap();
        assert_eq!(address, "https://crm.example/api/people");
        let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        assert_eq!(
            parameters,
            [("filter".into(), format!("email:{value}").into())]
        );

        let person = Person {
            id: None,
            name: None,
            emails: vec![value.to_owned()],
            ..Person::of("")
        };
        let request = first(&Operation::SavePerson(person)).unwrap();
        let Body::Json(body) = &request.body else {
            panic!("no JSON");
        };
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(
            body,
            serde_json::json!({ "who": { "mails": [value] }, "note": "() " })
        );
    }
}

#[test]
fn an_answer_of_any_other_shape_is_no_fault() {
    CustomerSystem::answers_of_any_other_shape_are_no_fault::<Rest>(
        "tests",
        &["archer", "bill is wrong"],
    );
}
