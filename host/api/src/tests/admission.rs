//! The form before a conversation: who is let in, who is not, and how often somebody may guess.

use frontdesk_wire::form::{FieldKind, FormField};
use serde_json::{Value, json};

use frontdesk_engine::ports::{KnownPerson, SystemFault};

use crate::{
    FormQuestion, MatchIn,
    testing::{
        Gateway, SHOP,
        client::Socket,
        system::{Mood, System},
    },
};

/// A field that the Local CRM has to know.
fn known(name: &str, kind: FieldKind, required: bool) -> FormQuestion {
    let field = FormField {
        name: name.to_owned(),
        label: [].into(),
        required,
        kind,
        chars_min: 1,
        chars_max: 20,
        pattern: None,
        choices: Vec::new(),
    };
    FormQuestion {
        field,
        match_in: vec![MatchIn::Local],
    }
}

/// A gateway that asks this, and knows Ann by AT-77 and ann@example.com, and Ben by AT-78 and ben@example.com.
async fn asking(form: Vec<FormQuestion>) -> Gateway {
    asking_also(form, &System::default()).await
}

/// The same with a connected customer system `crm`.
async fn asking_also(form: Vec<FormQuestion>, system: &System) -> Gateway {
    let gateway = Gateway::with(|config| {
        config.customer_systems = vec![system.connected("crm")];
        for channel in config.channels.values_mut() {
            channel.form.clone_from(&form);
        }
    });
    let gateway = gateway.await;
    let cookie = gateway.sign_in("bea").await;
    for (name, account) in [("ann", "AT-77"), ("ben", "AT-78")] {
        let addresses = json!([{"kind": "email", "value": format!("{name}@example.com")}]);
        let draft = json!({"name": name, "account_number": account, "addresses": addresses});
        let body = json!({"draft": draft}).to_string();
        let made = gateway
            .post("/api/v1/customers", Some(&cookie), &body)
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    gateway
}

fn account(required: bool) -> Vec<FormQuestion> {
    vec![known("account_number", FieldKind::Text, required)]
}

/// The answer to a start with these fields.
async fn asks(visitor: &mut Socket, id: &str, fields: Value) -> Value {
    visitor
        .say(&json!({"t": "start", "id": id, "name": "Vi", "fields": fields}))
        .await;
    let answer = |frame: &Value| frame["t"] == "ack" || frame["t"] == "refused";
    visitor.until(answer).await
}

/// What a refusal says.
fn why(answer: &Value) -> (&str, Option<&str>) {
    assert_eq!(answer["t"], "refused", "{answer}");
    (answer["code"].as_str().unwrap(), answer["field"].as_str())
}

#[tokio::test]
async fn who_is_not_known_gets_no_conversation_and_who_is_gets_one() {
    let gateway = asking(account(true)).await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    let field = Some("account_number");
    for (fields, code) in [
        (json!({}), "field_missing"),
        (json!({"account_number": "  "}), "field_missing"),
        (json!({"account_number": "x".repeat(21)}), "field_invalid"),
        (json!({"account_number": "AT-79"}), "not_identified"),
    ] {
        let answer = asks(&mut visitor, "s1", fields).await;
        assert_eq!(why(&answer), (code, field));
    }
    let (_visitor, _, missed) = gateway.visitor(json!({"token": token})).await;
    assert_eq!(missed.last().unwrap()["state"], "none", "nothing has begun");

    let answer = asks(&mut visitor, "s1", json!({"account_number": "at 77"})).await;
    assert_eq!(answer["t"], "ack");
}

#[tokio::test]
async fn what_may_be_left_out_keeps_nobody_out() {
    let gateway = asking(account(false)).await;
    for fields in [
        json!({}),
        json!({"account_number": "AT-79"}),
        json!({"account_number": "AT-77"}),
    ] {
        let (mut visitor, ..) = gateway.visitor(json!({})).await;
        let answer = asks(&mut visitor, "s", fields).await;
        assert_eq!(answer["t"], "ack");
    }
}

#[tokio::test]
async fn several_answers_have_to_be_one_customers_and_nobody_learns_which_was_wrong() {
    let mut form = account(true);
    form.push(known("email", FieldKind::Email, true));
    let gateway = asking(form).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    for (account, email) in [
        ("AT-77", "ben@example.com"),
        ("AT-77", "eve@example.com"),
        ("AT-79", "ann@example.com"),
    ] {
        let fields = json!({"account_number": account, "email": email});
        let answer = asks(&mut visitor, "s", fields).await;
        assert_eq!(why(&answer), ("not_identified", None));
    }
    let fields = json!({"account_number": "AT-77", "email": "Ann@Example.com"});
    assert_eq!(asks(&mut visitor, "s", fields).await["t"], "ack");
}

#[tokio::test]
async fn guesses_are_limited_and_then_right_and_wrong_are_answered_the_same() {
    let gateway = asking(account(true)).await;
    let (mut eve, token, _) = gateway.visitor(json!({})).await;
    for guess in 0..5 {
        let fields = json!({"account_number": format!("AT-{guess}")});
        let answer = asks(&mut eve, "s", fields).await;
        assert_eq!(why(&answer).0, "not_identified");
    }
    let (mut elsewhere, ..) = gateway.visitor(json!({"token": token})).await;
    for fields in [
        json!({"account_number": "AT-77"}),
        json!({"account_number": "AT-6"}),
    ] {
        for socket in [&mut eve, &mut elsewhere] {
            let answer = asks(socket, "s", fields.clone()).await;
            assert_eq!(why(&answer), ("too_many_guesses", None));
        }
    }

    // From the same address somebody else may still be right.
    let (mut ann, ..) = gateway.visitor(json!({})).await;
    let answer = asks(&mut ann, "s", json!({"account_number": "AT-77"})).await;
    assert_eq!(answer["t"], "ack");
    // Until too many there are wrong, under whatever names.
    for guess in 0..15 {
        let (mut visitor, ..) = gateway.visitor(json!({})).await;
        let fields = json!({"account_number": format!("BT-{guess}")});
        assert_eq!(
            why(&asks(&mut visitor, "s", fields).await).0,
            "not_identified"
        );
    }
    let (mut ben, ..) = gateway.visitor(json!({})).await;
    let answer = asks(&mut ben, "s", json!({"account_number": "AT-78"})).await;
    assert_eq!(why(&answer), ("too_many_guesses", None));
}

#[tokio::test]
async fn a_start_that_was_let_in_is_acknowledged_again_whatever_it_says() {
    let gateway = asking(account(true)).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    let first = asks(&mut visitor, "s", json!({"account_number": "AT-77"})).await;
    let again = asks(&mut visitor, "s", json!({"account_number": "AT-0"})).await;
    assert_eq!(
        (&again["t"], &again["conversation"]),
        (&json!("ack"), &first["conversation"])
    );
}

#[tokio::test]
async fn what_somebody_says_is_never_an_identity_even_when_it_is_known() {
    let gateway = asking(account(true)).await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    asks(&mut visitor, "s", json!({"account_number": "AT-77"})).await;
    let offer = bea.event("offer_presented").await;
    let conversation = &offer["event"]["offer"]["conversation"];
    let contact = &conversation["contact"];
    assert_eq!(contact["account_number"], "AT-77");
    assert_eq!(
        (&contact["identities"], &contact["person"]),
        (&Value::Null, &Value::Null)
    );
    let id = conversation["id"].as_str().unwrap();
    let path = format!("/api/v1/conversations/{id}/customer");
    let pop = gateway.get(&path, Some(&cookie)).await.json();
    assert_eq!(pop["matches"][0]["verified"], false);
}

#[tokio::test]
async fn the_widget_is_told_what_to_ask_and_not_what_is_looked_up() {
    let gateway = asking(account(true)).await;
    let request = format!(
        "GET /api/v1/channels/shop/config HTTP/1.1\r\nhost: x\r\norigin: {SHOP}\r\nconnection: close\r\n\r\n"
    );
    let form = gateway.raw(&request).await.json()["form"].clone();
    let field = json!({"name": "account_number", "label": {}, "required": true, "kind": "text",
                       "chars_min": 1, "chars_max": 20});
    assert_eq!(form, json!([field]));
}

/// A system that knows Cem by AT-79 and cem@example.com.
fn knowing_cem() -> System {
    System::with(KnownPerson {
        id: "003".to_owned(),
        emails: vec!["cem@example.com".to_owned()],
        account_number: Some("AT-79".to_owned()),
        ..KnownPerson::default()
    })
}

/// The fields, each looked up in the Local CRM and in `crm`.
fn anywhere(mut form: Vec<FormQuestion>) -> Vec<FormQuestion> {
    for question in &mut form {
        let crm = MatchIn::Connector("crm".to_owned());
        question.match_in = vec![MatchIn::Local, crm];
    }
    form
}

#[tokio::test]
async fn whom_a_connected_system_knows_gets_a_conversation_too() {
    let mut form = account(true);
    form.push(known("email", FieldKind::Email, true));
    let gateway = asking_also(anywhere(form), &knowing_cem()).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    for (account, email) in [
        ("AT-80", "cem@example.com"),
        ("AT-79", "ann@example.com"),
        ("AT-77", "cem@example.com"),
    ] {
        let fields = json!({"account_number": account, "email": email});
        let answer = asks(&mut visitor, "s", fields).await;
        assert_eq!(why(&answer), ("not_identified", None), "{account} {email}");
    }
    let fields = json!({"account_number": "AT-79", "email": "Cem@example.com"});
    assert_eq!(asks(&mut visitor, "s", fields).await["t"], "ack");
}

#[tokio::test]
async fn a_system_that_is_not_named_lets_nobody_in() {
    let gateway = asking_also(account(true), &knowing_cem()).await;
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    let answer = asks(&mut visitor, "s", json!({"account_number": "AT-79"})).await;
    assert_eq!(why(&answer).0, "not_identified");
}

#[tokio::test]
async fn while_a_system_does_not_answer_nobody_has_guessed_and_whom_another_knows_gets_in() {
    let system = knowing_cem();
    let gateway = asking_also(anywhere(account(true)), &system).await;
    for fault in [
        SystemFault::NoAnswer {
            message: "it is down".to_owned(),
            retry_after: None,
        },
        SystemFault::Misconfigured("the token is not accepted".to_owned()),
    ] {
        system.feels(Mood::Fails(fault));
        let (mut visitor, ..) = gateway.visitor(json!({})).await;
        for _ in 0..6 {
            let answer = asks(&mut visitor, "s", json!({"account_number": "AT-79"})).await;
            assert_eq!(why(&answer), ("not_checked", None));
            assert_eq!(
                answer["retry_ms"],
                Value::Null,
                "who waits presses the button again"
            );
        }
        let answer = asks(&mut visitor, "s", json!({"account_number": "AT-77"})).await;
        assert_eq!(answer["t"], "ack", "the Local CRM knows them");
    }
    system.feels(Mood::Well);
    let (mut visitor, ..) = gateway.visitor(json!({})).await;
    let answer = asks(&mut visitor, "s", json!({"account_number": "AT-79"})).await;
    assert_eq!(answer["t"], "ack");
}
