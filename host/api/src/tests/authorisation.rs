//! Every address, tried by nobody, an agent, another agent, a supervisor and an admin.

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    routes::{Access, Endpoint, endpoints},
    testing::Gateway,
    v1,
};

const SECTION: &str = "/api/v1/configuration/sections/{kind}/{name}";

/// What a path's placeholders stand for, and a body that would be accepted.
fn example(endpoint: &Endpoint, conversation: &str) -> (String, &'static str) {
    let path = endpoint
        .path
        .replace("{conversation}", conversation)
        .replace("{agent}", "bea")
        .replace("{channel}", "shop")
        .replace("{invitation}", "pricing")
        .replace("{plugin}", "shop")
        .replace("{letter}", "cnv_99.1")
        .replace("{customer}", "cus_99")
        .replace("{case}", "cas_99")
        .replace("{task}", "tsk_99")
        .replace("{message}", "off_99")
        .replace("{field}", "plan")
        .replace("{job}", "99")
        .replace("{kind}", "script")
        .replace("{name}", "welcome")
        .replace("{number}", "1")
        .replace("{picture}", "00")
        .replace("{*path}", "x");
    let path = match (&endpoint.method, endpoint.path) {
        (&Method::POST, v1::UPLOAD) => path + "?name=cat.png",
        (&Method::POST, v1::CHANNEL_FILES) => path + "?id=f1&name=cat.png",
        (&Method::GET, "/api/v1/customers") => path + "?q=ann",
        (&Method::DELETE, "/api/v1/customers/{customer}") => path + "?version=1",
        (&Method::DELETE, SECTION) => path + "?replaces=x",
        _ => path,
    };
    let body = match endpoint.path {
        "/api/v1/presence" => r#"{"presence":{"kind":"available"}}"#,
        "/api/v1/agents/{agent}/capacity" => r#"{"capacity":2}"#,
        "/api/v1/conversations/{conversation}/translations" => r#"{"text":"Hello"}"#,
        "/api/v1/customers" => r#"{"draft":{"name":"Ann"}}"#,
        "/api/v1/customers/{customer}" => r#"{"version":1,"draft":{"name":"Ann"}}"#,
        "/api/v1/customers/{customer}/merge" => {
            r#"{"version":1,"other":"cus_98","other_version":1}"#
        }
        "/api/v1/customers/{customer}/unmerge" => r#"{"version":1,"other":"cus_98"}"#,
        "/api/v1/customers/import" => "name\n",
        "/api/v1/cases" => r#"{"customer":"cus_99","draft":{"subject":"x"}}"#,
        "/api/v1/cases/{case}" => r#"{"version":1,"draft":{"subject":"x"}}"#,
        "/api/v1/cases/{case}/follow-ups" => r#"{"text":"x"}"#,
        "/api/v1/tasks" => r#"{"title":"x"}"#,
        "/api/v1/tasks/{task}" => r#"{"version":1,"draft":{"title":"x"}}"#,
        "/api/v1/customer-fields" => {
            r#"{"name":"plan","of":"customer","kind":"text","draft":{"label":"Plan"}}"#
        }
        "/api/v1/customer-fields/{field}" => r#"{"version":1,"draft":{"label":"Plan"}}"#,
        "/api/v1/conversations/{conversation}/customer" => r#"{"customer":"cus_99"}"#,
        "/api/v1/conversations/{conversation}/system" => r#"{"connector":"crm","person":"1"}"#,
        "/api/v1/conversations/{conversation}/system/person" => {
            r#"{"connector":"crm","name":"Ann"}"#
        }
        "/api/v1/conversations/{conversation}/system/case" => r#"{"subject":"x"}"#,
        SECTION => r#"{"text":"x","replaces":null}"#,
        "/api/v1/configuration/sections/{kind}/{name}/draft" => r#"{"text":"x"}"#,
        "/api/v1/scripts/trial" => r#"{"name":"welcome","text":"x"}"#,
        "/api/v1/designs/preview" => r#"{"channel":"shop","text":"[design.x]","language":"en"}"#,
        "/api/v1/simulations" => r#"{"per_hour":{"shop":1}}"#,
        _ => "",
    };
    (path, body)
}

/// The status for a conversation that `ann` holds.
fn expected(endpoint: &Endpoint, who: &str) -> &'static [u16] {
    let Access::SignedIn(action) = endpoint.access else {
        return &[];
    };
    let role = match who {
        "nobody" => return &[401],
        "sam" => frontdesk_wire::view::Role::Supervisor,
        "eve" => frontdesk_wire::view::Role::Admin,
        _ => frontdesk_wire::view::Role::Agent,
    };
    if !action.is_allowed_to(role) {
        return &[403];
    }
    let one = endpoint
        .path
        .starts_with("/api/v1/conversations/{conversation}");
    let uploads = (&endpoint.method, endpoint.path) == (&Method::POST, v1::UPLOAD);
    match (one, who) {
        (true, "bea") => &[404],
        // Nothing is no file that is sent.
        (true, "ann") if uploads => &[415],
        (true, _) if uploads => &[403],
        // There is none.
        // Who looked at somebody who is not there: nobody.
        _ if endpoint.path.ends_with("/reads") => &[200],
        // The tests have no file.
        _ if (&endpoint.method, endpoint.path) == (&Method::PUT, SECTION) => &[409],
        _ if endpoint.path == SECTION => &[404],
        _ if endpoint.path.ends_with("/draft") || endpoint.path.ends_with("/trial") => &[422],
        // A case of nobody.
        _ if endpoint.path == "/api/v1/cases" => &[422],
        _ if [
            "{letter}",
            "{message}",
            "{number}",
            "{person}",
            "{customer}",
            "{case}",
            "{task}",
            "{field}",
            "{job}",
        ]
        .iter()
        .any(|part| endpoint.path.contains(part)) =>
        {
            &[404]
        }
        // Only who holds it, and there is no translator.
        _ if endpoint.path.ends_with("/translations") => match who {
            "ann" => &[409],
            _ => &[403],
        },
        // Nobody whom it could be with.
        _ if (&endpoint.method, endpoint.path)
            == (
                &Method::PUT,
                "/api/v1/conversations/{conversation}/customer",
            ) =>
        {
            &[404]
        }
        // No such system, nobody to open a case for, and no log.
        _ if endpoint.method == Method::PUT && endpoint.path.ends_with("/system") => &[404],
        _ if endpoint.path.ends_with("/system/person") => &[404],
        _ if endpoint.path.ends_with("/system/case") => &[409],
        _ if endpoint.path.ends_with("/system/log") => &[404],
        // There is something wrong with whatever is tried here.
        _ if endpoint.path == "/api/v1/designs/preview" => &[422],
        // Not a handshake.
        _ if endpoint.path.ends_with("/socket") => &[400],
        _ => &[200, 201, 204],
    }
}

#[tokio::test]
async fn every_address_answers_every_role_as_the_table_says() {
    for endpoint in Gateway::start().await.api_endpoints() {
        for who in ["nobody", "ann", "bea", "sam", "eve"] {
            let statuses = expected(&endpoint, who);
            if statuses.is_empty() {
                continue;
            }
            let gateway = Gateway::start().await;
            let conversation = gateway.held_by("ann").await;
            let cookie = match who {
                "nobody" => None,
                who => Some(gateway.sign_in(who).await),
            };
            let (path, body) = example(&endpoint, &conversation);
            let method = endpoint.method.as_str();
            let answer = gateway
                .request(method, &path, cookie.as_deref(), body)
                .await;
            let status = answer.status;
            assert!(
                statuses.contains(&status),
                "{method} {path} by {who}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_is_changed_from_another_page() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("sam").await;
    for endpoint in gateway.api_endpoints() {
        if endpoint.method == Method::GET || endpoint.access == Access::Open {
            continue;
        }
        let (path, body) = example(&endpoint, "cnv_1");
        for source in ["Origin: https://evil.example\r\n", "", "Origin: null\r\n"] {
            let answer = gateway
                .raw(&format!(
                    "{} {path} HTTP/1.1\r\nHost: localhost:8080\r\n{source}Cookie: {cookie}\r\n\
                     Content-Type: application/json\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    endpoint.method,
                    body.len()
                ))
                .await;
            assert_eq!(
                (answer.status, &*answer.code()),
                (403, "origin_refused"),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_socket_command_beyond_the_role_is_refused() {
    let gateway = Gateway::start().await;
    let conversation = gateway.held_by("ann").await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    for (id, command) in [
        (
            "a",
            json!({"kind": "requeue_conversation", "conversation": conversation}),
        ),
        (
            "b",
            json!({"kind": "close_conversation", "conversation": conversation}),
        ),
        (
            "c",
            json!({"kind": "set_capacity", "agent": "ann", "capacity": 6}),
        ),
    ] {
        let answer = bea.command(id, command).await;
        assert_eq!(answer["problem"]["code"], "not_permitted", "{answer}");
    }
    let text = json!({"kind": "send_message", "conversation": conversation, "text": "hi"});
    let answer = bea.command("d", text).await;
    assert_eq!(answer["problem"]["code"], "not_assigned_to_you", "{answer}");
}

impl Gateway {
    fn api_endpoints(&self) -> Vec<Endpoint> {
        endpoints(&self.api)
    }

    /// A conversation on an agent's desk.
    pub(crate) async fn held_by(&self, agent: &str) -> String {
        self.held_by_with(agent, json!({})).await
    }

    /// A conversation on an agent's desk, with a contact who says this of themselves.
    pub(crate) async fn held_by_with(&self, agent: &str, said: Value) -> String {
        let cookie = self.sign_in(agent).await;
        let (mut console, _) = self.console(&cookie).await;
        let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
        console.command("p", available).await;
        let (mut visitor, ..) = self.visitor(json!({})).await;
        let mut start = json!({"t": "start", "id": "s", "name": "Vi", "text": "help"});
        let (all, said) = (start.as_object_mut().unwrap(), said.as_object().unwrap());
        all.extend(said.clone());
        visitor.say(&start).await;
        let offer = console.event("offer_presented").await;
        let offer = &offer["event"]["offer"];
        let accept = json!({"kind": "accept_offer", "offer": offer["id"]});
        console.command("o", accept).await;
        offer["conversation"]["id"].as_str().unwrap().to_owned()
    }
}
