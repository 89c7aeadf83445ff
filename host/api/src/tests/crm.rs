//! The Local CRM's depth over HTTP: words, fields, cases, tasks, merging, files, erasing, and who may do what.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use frontdesk_core::Span;
use frontdesk_engine::ports::{
    CaseNote, CaseThere, CustomerSystem, KnownBy, KnownPerson, LookUpFault, NewPerson, SystemFault,
};
use serde_json::{Value, json};

use crate::{config::ConnectedSystem, testing::Gateway};

struct Office {
    gateway: Gateway,
    ann: String,
    sam: String,
}

impl Office {
    async fn new() -> Self {
        Self::of(Gateway::start().await).await
    }

    async fn of(gateway: Gateway) -> Self {
        let ann = gateway.sign_in("ann").await;
        let sam = gateway.sign_in("sam").await;
        Self { gateway, ann, sam }
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let path = format!("/api/v1{path}");
        let answer = self.gateway.request(method, &path, Some(who), &body).await;
        let json = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
        (answer.status, json)
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask(&self.sam, "GET", path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(&self.ann, "POST", path, &body).await;
        assert!((200..300).contains(&status), "{path}: {answer}");
        answer
    }

    async fn customer(&self, name: &str, more: Value) -> Value {
        let mut draft = json!({"name": name});
        let (all, more) = (draft.as_object_mut().unwrap(), more.as_object().unwrap());
        all.extend(more.clone());
        self.post("/customers", json!({"draft": draft})).await
    }

    async fn names(&self, text: &str) -> Vec<String> {
        let found = self.get(&format!("/customers?q={text}")).await;
        let items = found["items"].as_array().unwrap().iter();
        items
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn import(&self, how: &str, file: &str) -> (u16, Value) {
        let path = format!("/api/v1/customers/import?{how}");
        let answer = self
            .gateway
            .request("POST", &path, Some(&self.sam), file)
            .await;
        (answer.status, answer.json())
    }

    async fn done(&self, job: &Value) -> Value {
        let path = format!("/customers/jobs/{}", job.as_str().unwrap());
        let waited = async {
            loop {
                let job = self.get(&path).await;
                if job["state"] == "done" {
                    return job;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waited)
            .await
            .unwrap()
    }
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

#[tokio::test]
async fn customers_are_found_by_any_word_as_soon_as_they_are_kept() {
    let office = Office::new().await;
    let more = json!({"notes": "Prefers the afternoon", "tags": ["VIP"], "account_number": "AT-1"});
    office.customer("José Ångström", more).await;
    office.customer("Joseph Lee", json!({})).await;
    for (text, found) in [
        ("afternoon", &["José Ångström"][..]),
        ("angst", &["José Ångström"]),
        ("tag:vip", &["José Ångström"]),
        ("at1", &["José Ångström"]),
        ("lee%20jos", &["Joseph Lee"]),
        ("", &["Joseph Lee", "José Ångström"]),
        ("nobody", &[]),
    ] {
        assert_eq!(office.names(text).await, found, "{text}");
    }
}

#[tokio::test]
async fn one_leafs_through_everyone_without_gaps_or_doubles() {
    let office = Office::new().await;
    for n in 0..45 {
        office.customer(&format!("Ann {n}"), json!({})).await;
    }
    for text in ["", "ann"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = office.get(&format!("/customers?q={text}{after}")).await;
            let items = page["items"].as_array().unwrap();
            seen.extend(items.iter().map(|one| id(one).to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((count, seen.len()), (45, 45), "{text:?}");
    }
}

#[tokio::test]
async fn an_admin_adds_a_field_and_a_record_holds_it_in_one_spelling() {
    let office = Office::new().await;
    let field = json!({"name": "plan", "of": "customer", "kind": "pick_list", "draft": {"label": "Plan", "choices": ["Gold"], "required": true}});
    for who in [&office.ann, &office.sam] {
        assert_eq!(
            office.ask(who, "POST", "/customer-fields", &field).await.0,
            403
        );
    }
    let eve = office.gateway.sign_in("eve").await;
    assert_eq!(
        office.ask(&eve, "POST", "/customer-fields", &field).await.0,
        201
    );
    let made = office
        .customer("Ann", json!({"fields": {"plan": "gold"}}))
        .await;
    assert_eq!(made["fields"]["plan"], "Gold");
    let (status, problem) = office
        .ask(
            &office.ann,
            "POST",
            "/customers",
            &json!({"draft": {"name": "Ben"}}),
        )
        .await;
    assert_eq!(
        (status, &problem["errors"][0]["place"]),
        (422, &json!("fields.plan"))
    );
    let fields = office.get("/customer-fields").await;
    let version = &fields["items"][0]["version"];
    let retired = json!({"version": version, "draft": {"label": "Old plan", "choices": ["Gold"], "retired": true}});
    assert_eq!(
        office
            .ask(&eve, "PUT", "/customer-fields/plan", &retired)
            .await
            .0,
        200
    );
    office.customer("Ben", json!({})).await;
    assert_eq!(office.names("gold").await, ["Ann"]);
}

#[tokio::test]
async fn a_case_grows_and_stands_with_the_customers_conversations() {
    let office = Office::new().await;
    let conversation = office.gateway.held_by("ann").await;
    let made = office
        .post(
            "/customers",
            json!({"draft": {"name": "Ann Lee"}, "conversation": conversation}),
        )
        .await;
    let case = json!({"customer": id(&made), "draft": {"subject": "Lost parcel"}, "conversation": conversation});
    let case = office.post("/cases", case).await;
    assert_eq!(
        (&case["status"], &case["visibility"]),
        (&json!("open"), &json!("private"))
    );
    let path = format!("/cases/{}", id(&case));
    let grown = office
        .post(&format!("{path}/follow-ups"), json!({"text": "Asked"}))
        .await;
    assert_eq!(grown["follow_ups"][0]["by"], "Ann");
    let change = json!({"version": case["version"], "draft": {"subject": "Lost"}});
    assert_eq!(office.ask(&office.ann, "PUT", &path, &change).await.0, 409);
    let change =
        json!({"version": grown["version"], "draft": {"subject": "Lost", "status": "solved"}});
    assert_eq!(office.ask(&office.ann, "PUT", &path, &change).await.0, 200);
    let timeline = office
        .get(&format!("/customers/{}/timeline", id(&made)))
        .await;
    let kinds: Vec<_> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["kind"])
        .collect();
    assert_eq!(kinds, ["case", "conversation"]);
    assert_eq!(timeline["items"][0]["case"]["status"], "solved");
    assert_eq!(timeline["items"][1]["conversation"], json!(conversation));
    let (status, _) = office
        .ask(
            &office.ann,
            "POST",
            "/cases",
            &json!({"customer": "cus_99", "draft": {"subject": "x"}}),
        )
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_task_is_in_its_agents_list_until_it_is_done() {
    let office = Office::new().await;
    let customer = office.customer("Ann", json!({})).await;
    let task =
        json!({"title": "Call back", "customer": id(&customer), "due": "2030-01-01T10:00:00Z"});
    let task = office.post("/tasks", task).await;
    assert_eq!(
        (&task["agent"], &task["customer_name"]),
        (&json!("ann"), &json!("Ann"))
    );
    let (_, mine) = office.ask(&office.ann, "GET", "/tasks", &Value::Null).await;
    assert_eq!(mine["items"].as_array().unwrap().len(), 1);
    assert_eq!(office.get("/tasks").await["items"], json!([]));
    let done = json!({"version": task["version"], "draft": {"title": "Call back", "done": true, "customer": id(&customer)}});
    let path = format!("/tasks/{}", id(&task));
    assert_eq!(office.ask(&office.ann, "PUT", &path, &done).await.0, 200);
    let (_, mine) = office.ask(&office.ann, "GET", "/tasks", &Value::Null).await;
    assert_eq!(mine["items"], json!([]));
    let of = office
        .get(&format!("/tasks?customer={}", id(&customer)))
        .await;
    assert!(of["items"][0]["done_at"].is_string());
    let nobody = json!({"title": "x", "agent": "nobody"});
    assert_eq!(
        office.ask(&office.ann, "POST", "/tasks", &nobody).await.0,
        422
    );
}

#[tokio::test]
async fn two_records_become_one_and_two_again() {
    let office = Office::new().await;
    let phone = json!([{"kind": "phone", "value": "+436601234567"}]);
    let ann = office.customer("Ann Lee", json!({})).await;
    let old = office
        .customer(
            "Ann Lee",
            json!({"addresses": phone, "account_number": "A1"}),
        )
        .await;
    let similar = office
        .get(&format!("/customers/{}/similar", id(&ann)))
        .await;
    assert_eq!(similar["items"][0]["customer"]["id"], old["id"]);
    let merge =
        json!({"version": ann["version"], "other": id(&old), "other_version": old["version"]});
    let path = format!("/customers/{}", id(&ann));
    let merged = office.post(&format!("{path}/merge"), merge.clone()).await;
    assert_eq!(
        (&merged["account_number"], &merged["addresses"]),
        (&json!("A1"), &phone)
    );
    assert_eq!(office.names("ann").await, ["Ann Lee"]);
    assert_eq!(
        office.get(&format!("/customers/{}", id(&old))).await["id"],
        ann["id"]
    );
    assert_eq!(
        office
            .ask(&office.ann, "POST", &format!("{path}/merge"), &merge)
            .await
            .0,
        409
    );
    let undo = json!({"version": merged["version"], "other": id(&old)});
    let back = office.post(&format!("{path}/unmerge"), undo).await;
    assert_eq!(
        (&back["account_number"], &back["merged"]),
        (&Value::Null, &json!([]))
    );
    assert_eq!(office.names("ann").await, ["Ann Lee", "Ann Lee"]);
}

#[tokio::test]
async fn a_file_is_looked_through_and_then_taken_in_whole_or_not_at_all() {
    let office = Office::new().await;
    let good = "name,account_number,email\nAnn Lee,1,ann@example.com\nBen,2,\n";
    let bad = "name,account_number,email\nAnn Lee,1,ann@example.com\nBen,2,nonsense\n";
    let (status, report) = office.import("format=csv&check=true", bad).await;
    assert_eq!((status, &report["problems"][0]["line"]), (200, &json!(3)));
    let (status, report) = office.import("format=csv&check=false", bad).await;
    assert_eq!(
        (status, &report["problems_total"], &report["job"]),
        (422, &json!(1), &Value::Null)
    );
    assert_eq!(office.names("ann").await, [""; 0]);
    let (_, report) = office.import("format=csv&check=true", good).await;
    assert_eq!((&report["new"], &report["job"]), (&json!(2), &Value::Null));
    let (status, report) = office.import("format=csv&check=false", good).await;
    assert_eq!(status, 200);
    let job = office.done(&report["job"]).await;
    assert_eq!((&job["done"], &job["total"]), (&json!(2), &json!(2)));
    assert_eq!(office.names("ann").await, ["Ann Lee"]);
    let path = "/api/v1/customers/export?format=csv";
    let file = office.gateway.get(path, Some(&office.sam)).await;
    assert!(
        file.body.contains("1,Ann Lee,ann@example.com"),
        "{}",
        file.body
    );
    assert_eq!(
        office
            .ask(&office.ann, "GET", "/customers/export", &Value::Null)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn a_person_is_handed_out_and_erased_with_every_message() {
    let office = Office::new().await;
    let conversation = office.gateway.held_by("ann").await;
    let made = office
        .post(
            "/customers",
            json!({"draft": {"name": "Ann Lee"}, "conversation": conversation}),
        )
        .await;
    let path = format!("/customers/{}", id(&made));
    let all = office.get(&format!("{path}/export")).await;
    assert_eq!(all["records"][0]["name"], "Ann Lee");
    assert_eq!(
        all["conversations"][0]["conversation"]["id"],
        json!(conversation)
    );
    let erase = format!("{path}?version={}", made["version"]);
    assert_eq!(
        office
            .ask(&office.ann, "DELETE", &erase, &Value::Null)
            .await
            .0,
        403
    );
    let (status, problem) = office
        .ask(&office.sam, "DELETE", &erase, &Value::Null)
        .await;
    assert_eq!((status, &problem["code"]), (409, &json!("not_possible")));
    let close = format!("/conversations/{conversation}/close");
    assert_eq!(
        office
            .ask(&office.sam, "POST", &close, &Value::Null)
            .await
            .0,
        204
    );
    let (status, job) = office
        .ask(&office.sam, "DELETE", &erase, &Value::Null)
        .await;
    assert_eq!(status, 202);
    office.done(&job["id"]).await;
    for path in [&path, &format!("/conversations/{conversation}")] {
        assert_eq!(
            office.ask(&office.sam, "GET", path, &Value::Null).await.0,
            404,
            "{path}"
        );
    }
    assert_eq!(office.names("ann").await, [""; 0]);
}

#[tokio::test]
async fn what_was_closed_long_enough_ago_goes_and_the_record_and_the_younger_stay() {
    let office = Office::new().await;
    let gateway = &office.gateway;
    let old = gateway.held_by("ann").await;
    let draft = json!({"draft": {"name": "Ann Lee"}, "conversation": old});
    let made = office.post("/customers", draft).await;
    let about = json!({"customer": made["id"], "draft": {"subject": "Lost"}, "conversation": old});
    let case = office.post("/cases", about).await;
    let close = async |conversation: &str| {
        let path = format!("/conversations/{conversation}/close");
        let closed = office.ask(&office.sam, "POST", &path, &Value::Null).await;
        assert_eq!(closed.0, 204);
    };
    close(&old).await;
    gateway.clock.advance(Span::seconds(3_600));
    let young = gateway.held_by("ann").await;
    let path = format!("/cases/{}/conversations/{young}", id(&case));
    let put = office.ask(&office.ann, "PUT", &path, &Value::Null).await;
    assert_eq!(put.1["conversations"], json!([old, young]));
    close(&young).await;
    let mut config = crate::testing::config();
    config.conversations_kept = Some(Span::seconds(3_600));
    gateway.api.reconfigure(config).await.unwrap();
    let gone = async {
        let path = format!("/conversations/{old}");
        while office.ask(&office.sam, "GET", &path, &Value::Null).await.0 != 404 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone)
        .await
        .unwrap();
    office.get(&format!("/conversations/{young}")).await;
    office.get(&format!("/customers/{}", id(&made))).await;
    let case = office.get(&format!("/cases/{}", id(&case))).await;
    assert_eq!(case["conversations"], json!([young]));
}

#[tokio::test]
async fn who_looked_is_kept_and_told_to_whoever_answers_for_it() {
    let office = Office::new().await;
    let made = office.customer("Ann Lee", json!({})).await;
    let path = format!("/customers/{}", id(&made));
    for _ in 0..2 {
        office.get(&path).await;
    }
    let reads = format!("{path}/reads");
    let told = office.get(&reads).await;
    let told: Vec<_> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["agent"], &one["what"]))
        .collect();
    let expected = [("Sam", "opened"), ("Ann", "changed")].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(told, expected.each_ref().map(|(a, b)| (a, b)));
    assert_eq!(
        office.ask(&office.ann, "GET", &reads, &Value::Null).await.0,
        403
    );
}

/// A customer system that knows one person, or does not answer.
struct System(bool);

#[async_trait]
impl CustomerSystem for System {
    async fn find(&self, by: &KnownBy) -> Result<Vec<KnownPerson>, LookUpFault> {
        match (self.0, by) {
            (false, _) => Err(LookUpFault::NoAnswer("it is down".to_owned())),
            (true, KnownBy::AccountNumber(number)) if number == "77" => Ok(vec![KnownPerson {
                id: "003".to_owned(),
                url: Some("javascript:alert(1)".to_owned()),
                ..KnownPerson::default()
            }]),
            (true, _) => Ok(Vec::new()),
        }
    }

    async fn save_person(
        &self,
        _person: &NewPerson,
        _reference: &str,
    ) -> Result<KnownPerson, SystemFault> {
        Err(SystemFault::Refused("it is only asked".to_owned()))
    }

    async fn open_case(
        &self,
        _note: &CaseNote,
        _reference: &str,
    ) -> Result<CaseThere, SystemFault> {
        Err(SystemFault::Refused("it is only asked".to_owned()))
    }

    async fn close_case(
        &self,
        _id: &str,
        _note: &CaseNote,
        _reference: &str,
    ) -> Result<(), SystemFault> {
        Err(SystemFault::Refused("it is only asked".to_owned()))
    }
}

#[tokio::test]
async fn each_connected_system_says_what_it_knows_and_none_keeps_the_others() {
    let system = |name: &str, works| ConnectedSystem {
        name: name.to_owned(),
        title: name.to_uppercase(),
        log: true,
        system: Arc::new(System(works)),
    };
    let gateway = Gateway::with(|config| {
        config.customer_systems = vec![system("crm", true), system("erp", false)];
    });
    let office = Office::of(gateway.await).await;
    let conversation = office
        .gateway
        .held_by_with("ann", json!({"account": "77"}))
        .await;
    let path = format!("/conversations/{conversation}/sources");
    let said = office.get(&path).await;
    let states: Vec<_> = said["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(states, ["found", "no_answer"]);
    assert_eq!(said["items"][0]["people"][0]["id"], "003");
    // What is no page is no link.
    assert_eq!(said["items"][0]["people"][0]["url"], Value::Null);
    let one = office.get(&format!("{path}?connector=erp")).await;
    assert_eq!(one["items"].as_array().unwrap().len(), 1);
    let none = format!("{path}?connector=other");
    assert_eq!(
        office.ask(&office.sam, "GET", &none, &Value::Null).await.0,
        404
    );
}
