//! Connected customer systems: whom a conversation is with there, and its log on the way.

use std::time::Duration;

use frontdesk_core::Span;
use frontdesk_engine::ports::{CaseAuthor, KnownPerson, SystemFault};
use frontdesk_store::MemoryStore;
use serde_json::{Value, json};

use crate::testing::{
    Gateway,
    client::Socket,
    system::{Mood, System},
};

/// Ann, as the system has her.
fn ann() -> KnownPerson {
    KnownPerson {
        id: "p-1".to_owned(),
        name: Some("Ann Lee".to_owned()),
        emails: vec!["ann@example.com".to_owned()],
        account_number: Some("AT-1".to_owned()),
        url: Some("https://crm.example.com/people/1".to_owned()),
        ..KnownPerson::default()
    }
}

/// Bea at her desk, Sam behind her, and a connected system `crm`.
struct Desk {
    gateway: Gateway,
    bea: Socket,
    cookie: String,
    sam: String,
}

impl Desk {
    async fn of(system: &System) -> Self {
        Self::on(MemoryStore::new(), system, true).await
    }

    async fn on(store: MemoryStore, system: &System, log: bool) -> Self {
        let mut connected = system.connected("crm");
        connected.log = log;
        let gateway = Gateway::on(store, |config| config.customer_systems = vec![connected]).await;
        let cookie = gateway.sign_in("bea").await;
        let sam = gateway.sign_in("sam").await;
        let (mut bea, _) = gateway.console(&cookie).await;
        let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
        bea.command("1", available).await;
        Self {
            gateway,
            bea,
            cookie,
            sam,
        }
    }

    /// A conversation with Ann that Bea has accepted.
    async fn talk(&mut self) -> (Socket, String) {
        let (mut visitor, ..) = self.gateway.visitor(json!({})).await;
        let start = json!({"t": "start", "id": "s", "name": "Ann", "account": "AT-1", "text": "My parcel is lost"});
        visitor.say(&start).await;
        let offer = self.bea.event("offer_presented").await;
        let offer = &offer["event"]["offer"];
        let id = offer["conversation"]["id"].as_str().unwrap().to_owned();
        let accept = json!({"kind": "accept_offer", "offer": offer["id"]});
        self.command(&format!("a-{id}"), accept).await;
        let text = json!({"kind": "send_message", "conversation": id, "text": "I will look"});
        self.command(&format!("m-{id}"), text).await;
        (visitor, id)
    }

    async fn command(&mut self, id: &str, command: Value) {
        let answer = self.bea.command(id, command).await;
        assert_eq!(answer["kind"], "done", "{answer}");
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let path = format!("/api/v1{path}");
        let answer = self.gateway.request(method, &path, Some(who), &body).await;
        (answer.status, answer.json())
    }

    /// Says that the conversation is with Ann there.
    async fn link(&self, id: &str) -> (u16, Value) {
        let body = json!({"connector": "crm", "person": "p-1"});
        self.ask(
            &self.cookie,
            "PUT",
            &format!("/conversations/{id}/system"),
            body,
        )
        .await
    }

    async fn close(&self, id: &str) {
        let path = format!("/conversations/{id}/close");
        assert_eq!(self.ask(&self.sam, "POST", &path, Value::Null).await.0, 204);
    }

    async fn standing(&self, id: &str) -> Value {
        let path = format!("/conversations/{id}/system");
        let (status, answer) = self.ask(&self.sam, "GET", &path, Value::Null).await;
        assert_eq!(status, 200, "{answer}");
        answer["link"].clone()
    }

    /// The log's record, once it is as wanted.
    async fn until(&self, id: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        let waited = async {
            loop {
                let link = self.standing(id).await;
                if is_there(&link["log"]) {
                    return link;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waited)
            .await
            .unwrap()
    }

    async fn until_state(&self, id: &str, state: &str) -> Value {
        self.until(id, |log| log["state"] == state).await
    }
}

#[tokio::test]
async fn a_linked_conversation_is_a_closed_case_there_once_it_has_closed() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    assert_eq!(desk.standing(&id).await, Value::Null);
    let (status, link) = desk.link(&id).await;
    assert_eq!(status, 200, "{link}");
    assert_eq!(
        (
            &link["name"],
            &link["url"],
            &link["title"],
            &link["linked_by"],
            &link["log"]["state"]
        ),
        (
            &json!("Ann Lee"),
            &json!("https://crm.example.com/people/1"),
            &json!("CRM"),
            &json!("Bea"),
            &json!("at_end")
        )
    );
    // Saying it again changes nothing.
    assert_eq!(desk.link(&id).await, (200, link));
    desk.close(&id).await;
    let link = desk.until_state(&id, "logged").await;
    assert_eq!(link["case"]["url"], "https://crm.example.com/cases/0");
    assert_eq!(link["case"]["subject"], "My parcel is lost");

    let [case] = &*system.change(|inside| inside.cases.clone()) else {
        panic!("one case");
    };
    let told = &case.opening;
    assert_eq!(
        (&*told.person, &*told.queue, told.agent.as_deref()),
        ("p-1", "Sales", Some("Bea"))
    );
    let said = told.transcript.iter();
    let said: Vec<_> = said
        .map(|turn| (turn.author, turn.name.as_deref(), &*turn.text, turn.at.0))
        .collect();
    let at = 1_700_000_000_000;
    let expected = [
        (CaseAuthor::Contact, Some("Ann"), "My parcel is lost", at),
        (CaseAuthor::Agent, Some("Bea"), "I will look", at),
    ];
    assert_eq!(said, expected);
    let [(_, closing)] = &*case.closings else {
        panic!("closed once");
    };
    assert!(closing.transcript.is_empty(), "nothing is said twice");
}

#[tokio::test]
async fn what_is_linked_with_nobody_or_not_to_be_logged_goes_nowhere() {
    let system = System::with(ann());
    let mut desk = Desk::on(MemoryStore::new(), &system, false).await;
    let (_one, unlinked) = desk.talk().await;
    let (_two, linked) = desk.talk().await;
    assert_eq!(desk.link(&linked).await.1["log"]["state"], "off");
    let before = system.change(|inside| inside.calls);
    for id in [&unlinked, &linked] {
        desk.close(id).await;
    }
    // The gateway has nothing due any more.
    let store = desk.gateway.store.clone();
    let none_due = async {
        while !frontdesk_directory::system::due(&store)
            .await
            .unwrap()
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), none_due)
        .await
        .unwrap();
    assert_eq!(
        system.change(|inside| (inside.calls, inside.cases.len())),
        (before, 0)
    );
    assert_eq!(desk.standing(&linked).await["log"]["state"], "off");
}

#[tokio::test]
async fn only_somebody_whom_the_system_finds_is_linked_and_it_can_be_taken_back() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    let path = format!("/conversations/{id}/system");
    for (connector, person) in [("crm", "p-9"), ("erp", "p-1")] {
        let body = json!({"connector": connector, "person": person});
        assert_eq!(desk.ask(&desk.cookie, "PUT", &path, body).await.0, 404);
    }
    let other = desk.gateway.sign_in("ann").await;
    let body = json!({"connector": "crm", "person": "p-1"});
    for (method, body) in [("PUT", body), ("GET", Value::Null), ("DELETE", Value::Null)] {
        assert_eq!(
            desk.ask(&other, method, &path, body).await.0,
            404,
            "{method}"
        );
    }
    desk.link(&id).await;
    let undone = desk.ask(&desk.cookie, "DELETE", &path, Value::Null).await;
    assert_eq!(undone.0, 204);
    assert_eq!(desk.standing(&id).await, Value::Null);
    desk.close(&id).await;
    let due = frontdesk_directory::system::due(&desk.gateway.store).await;
    assert_eq!(
        (due.unwrap(), system.change(|inside| inside.cases.len())),
        (Vec::new(), 0)
    );
}

#[tokio::test]
async fn a_case_that_an_agent_opened_gets_what_was_said_when_it_is_closed() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    let path = format!("/conversations/{id}/system/case");
    let subject = json!({"subject": "Parcel 77"});
    let open = || desk.ask(&desk.cookie, "POST", &path, subject.clone());
    assert_eq!(open().await.0, 409, "with nobody yet");
    desk.link(&id).await;
    for bad in [" ", &"x".repeat(151), "a\nb"] {
        let body = json!({"subject": bad});
        assert_eq!(desk.ask(&desk.cookie, "POST", &path, body).await.0, 422);
    }
    system.feels(Mood::Forgetful);
    let (status, problem) = open().await;
    assert_eq!((status, &problem["code"]), (503, &json!("system_silent")));
    system.feels(Mood::Well);
    let (status, link) = open().await;
    assert_eq!(
        (status, &link["case"]["subject"]),
        (201, &json!("Parcel 77"))
    );
    assert_eq!(open().await, (201, link));
    desk.close(&id).await;
    desk.until_state(&id, "logged").await;
    let [case] = &*system.change(|inside| inside.cases.clone()) else {
        panic!("one case, however often it was asked for");
    };
    assert_eq!(
        (&*case.opening.subject, case.opening.transcript.len()),
        ("Parcel 77", 0)
    );
    let [(_, closing)] = &*case.closings else {
        panic!("closed once");
    };
    assert_eq!(closing.transcript.len(), 2);
}

#[tokio::test]
async fn whom_a_system_does_not_know_is_made_there_once_and_is_linked() {
    let system = System::default();
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    let path = format!("/conversations/{id}/system/person");
    let person = json!({"connector": "crm", "name": "Ann Lee", "emails": ["Ann@Example.com"], "account_number": "AT-1"});
    let create = || desk.ask(&desk.cookie, "POST", &path, person.clone());
    system.feels(Mood::Forgetful);
    assert_eq!(create().await.1["code"], "system_silent");
    assert_eq!(desk.standing(&id).await, Value::Null);
    system.feels(Mood::Well);
    let (status, link) = create().await;
    assert_eq!((status, &link["name"]), (201, &json!("Ann Lee")));
    assert_eq!(desk.standing(&id).await["person"], link["person"]);
    system.change(|inside| {
        assert_eq!(
            (inside.people.len(), &*inside.people[0].emails[0]),
            (1, "ann@example.com")
        );
    });
    let nobody = json!({"connector": "crm", "name": "Ann", "emails": ["ann"]});
    assert_eq!(desk.ask(&desk.cookie, "POST", &path, nobody).await.0, 422);
    system.feels(Mood::Fails(SystemFault::Refused(
        "it has them already".to_owned(),
    )));
    let other = json!({"connector": "crm", "name": "Ben"});
    let (status, problem) = desk.ask(&desk.cookie, "POST", &path, other).await;
    assert_eq!((status, &problem["code"]), (409, &json!("system_refused")));
}

#[tokio::test]
async fn a_silent_system_keeps_nobody_waiting_and_has_the_log_once_it_is_back() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, first) = desk.talk().await;
    desk.link(&first).await;
    system.feels(Mood::Forgetful);
    desk.close(&first).await;
    let waits = desk
        .until(&first, |log| log["tries"].as_u64() > Some(0))
        .await;
    assert_eq!(waits["log"]["state"], "waiting");
    assert!(
        waits["log"]["why"]
            .as_str()
            .unwrap()
            .contains("the line is dead")
    );
    // Everybody else goes on.
    let (_other, second) = desk.talk().await;
    desk.close(&second).await;
    system.feels(Mood::Well);
    // As soon as somebody has mended the connector.
    desk.gateway.api.component_changed(&"crm".parse().unwrap());
    desk.until_state(&first, "logged").await;
    let [case] = &*system.change(|inside| inside.cases.clone()) else {
        panic!("one case, although the first answer was lost");
    };
    assert_eq!(case.closings.len(), 1);
}

#[tokio::test]
async fn what_is_refused_is_seen_and_a_supervisor_sends_it_again() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    desk.link(&id).await;
    let refusal = SystemFault::Refused("a case needs a product".to_owned());
    system.feels(Mood::Fails(refusal));
    desk.close(&id).await;
    let refused = desk.until_state(&id, "refused").await;
    assert_eq!(refused["log"]["why"], "a case needs a product");
    let again = format!("/conversations/{id}/system/log");
    let listed = |who: String| {
        let desk = &desk;
        async move { desk.ask(&who, "GET", "/system-logs", Value::Null).await }
    };
    assert_eq!(listed(desk.cookie.clone()).await.0, 403);
    assert_eq!(
        desk.ask(&desk.cookie, "POST", &again, Value::Null).await.0,
        403
    );
    let (_, list) = listed(desk.sam.clone()).await;
    assert_eq!(
        (&list["items"], &list["next"]),
        (&json!([refused]), &Value::Null)
    );
    system.feels(Mood::Well);
    let (status, sent) = desk.ask(&desk.sam, "POST", &again, Value::Null).await;
    assert_eq!((status, &sent["log"]["state"]), (200, &json!("waiting")));
    desk.until_state(&id, "logged").await;
    assert_eq!(listed(desk.sam.clone()).await.1["items"], json!([]));
    // What is there is not sent again.
    let (status, sent) = desk.ask(&desk.sam, "POST", &again, Value::Null).await;
    assert_eq!((status, &sent["log"]["state"]), (200, &json!("logged")));
}

#[tokio::test]
async fn a_log_is_given_up_after_three_days() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_visitor, id) = desk.talk().await;
    desk.link(&id).await;
    let locked = SystemFault::Misconfigured("the token is not accepted".to_owned());
    system.feels(Mood::Fails(locked));
    desk.close(&id).await;
    desk.until(&id, |log| log["tries"] == 1).await;
    desk.gateway.clock.advance(Span::seconds(72 * 3_600));
    // Everybody's session has ended meanwhile.
    desk.sam = desk.gateway.sign_in("sam").await;
    desk.gateway.api.component_changed(&"crm".parse().unwrap());
    let refused = desk.until_state(&id, "refused").await;
    assert_eq!(refused["log"]["why"], "the token is not accepted");
}

#[tokio::test]
async fn what_a_crash_cut_off_is_there_once_after_the_next_start() {
    let system = System::with(ann());
    let mut desk = Desk::of(&system).await;
    let (_one, before) = desk.talk().await;
    let (_two, open) = desk.talk().await;
    for id in [&before, &open] {
        desk.link(id).await;
    }
    system.feels(Mood::Silent);
    desk.close(&before).await;
    system.until(|inside| inside.calls > 2).await;
    // The store is what a power cut at this moment leaves.
    let store = desk.gateway.store.crash();
    drop(desk);
    system.feels(Mood::Well);
    let desk = Desk::on(store, &system, true).await;
    desk.until_state(&before, "logged").await;
    assert_eq!(desk.standing(&open).await["log"]["state"], "at_end");
    desk.close(&open).await;
    desk.until_state(&open, "logged").await;
    let cases = system.change(|inside| inside.cases.clone());
    assert_eq!(cases.len(), 2);
    assert!(cases.iter().all(|case| case.closings.len() == 1));
}
