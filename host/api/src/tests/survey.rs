//! What a contact says of a conversation once it has ended.

use std::collections::BTreeMap;

use frontdesk_core::Span;
use frontdesk_store::ratings::Scale;
use serde_json::{Value, json};

use crate::{
    config::Survey,
    testing::{Gateway, client::Socket},
};

/// A gateway whose channel asks how satisfied its contacts are.
async fn asking() -> Gateway {
    Gateway::with(|config| {
        for channel in config.channels.values_mut() {
            channel.survey = Some(Survey {
                scale: Scale::Csat,
                question: BTreeMap::from([("en".to_owned(), "How was it?".to_owned())]),
                comment: true,
            });
        }
    })
    .await
}

/// A visitor whose conversation with Bea goes on, its id, and Bea's console.
async fn served(gateway: &Gateway) -> (Socket, Value, Socket) {
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let (mut visitor, _, _) = gateway.visitor(json!({})).await;
    let start = json!({"t": "start", "id": "s1", "name": "Vi", "text": "help"});
    visitor.say(&start).await;
    let offer = bea.event("offer_presented").await;
    let offer = &offer["event"]["offer"];
    let conversation = offer["conversation"]["id"].clone();
    let accept = json!({"kind": "accept_offer", "offer": offer["id"]});
    bea.command("2", accept).await;
    visitor.until(|f| f["state"] == "assigned").await;
    (visitor, conversation, bea)
}

async fn end(visitor: &mut Socket) {
    visitor.say(&json!({"t": "end", "id": "e1"})).await;
    visitor.until(|f| f["state"] == "ended").await;
}

async fn rate(visitor: &mut Socket, id: &str, conversation: &Value, score: i32) -> Value {
    let comment = " Kind and quick. ";
    let said = json!({"t": "rate", "id": id, "conversation": conversation, "score": score, "comment": comment});
    visitor.say(&said).await;
    let answer = |f: &Value| f["id"] == id && (f["t"] == "ack" || f["t"] == "refused");
    visitor.until(answer).await
}

async fn get(gateway: &Gateway, who: &str, path: &str) -> (u16, Value) {
    let cookie = gateway.sign_in(who).await;
    let answer = gateway.get(path, Some(&cookie)).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_conversation_that_has_ended_is_rated_once_and_the_agent_and_the_report_have_it() {
    let gateway = asking().await;
    let (mut visitor, conversation, _bea) = served(&gateway).await;
    let early = rate(&mut visitor, "r0", &conversation, 5).await;
    assert_eq!(early["code"], "wrong_state", "{early}");
    end(&mut visitor).await;
    for (score, code) in [(0, "bad_rating"), (6, "bad_rating")] {
        let refused = rate(&mut visitor, "r1", &conversation, score).await;
        assert_eq!(refused["code"], code, "{refused}");
    }
    let somebody_elses = rate(&mut visitor, "r2", &json!("cnv_999"), 4).await;
    assert_eq!(somebody_elses["code"], "no_conversation");
    for _ in 0..2 {
        let kept = rate(&mut visitor, "r3", &conversation, 4).await;
        assert_eq!(
            (&kept["t"], &kept["conversation"]),
            (&json!("ack"), &conversation)
        );
    }
    let second = rate(&mut visitor, "r4", &conversation, 1).await;
    assert_eq!(second["code"], "rated_already");

    let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap());
    let (_, detail) = get(&gateway, "bea", &path).await;
    let rating = &detail["rating"];
    assert_eq!(
        (&rating["score"], &rating["comment"]),
        (&json!(4), &json!("Kind and quick."))
    );
    let (status, report) = get(&gateway, "sam", "/api/v1/reports/satisfaction").await;
    assert_eq!(status, 200, "{report}");
    assert_eq!(report["all"][0]["result"], 400);
    assert_eq!(report["all"][0]["scores"], json!([0, 0, 0, 1, 0]));
    assert_eq!(report["agents"][0]["name"], "Bea");
    assert_eq!(report["comments"][0]["conversation"], conversation);
    let elsewhere = "/api/v1/reports/satisfaction?from=2020-01-01&to=2020-01-31";
    assert_eq!(get(&gateway, "sam", elsewhere).await.1["all"], json!([]));
    assert_eq!(
        get(&gateway, "bea", "/api/v1/reports/satisfaction").await.0,
        403
    );
    for bad in [
        "from=today",
        "from=2026-02-02&to=2026-02-01",
        "from=2020-01-01&to=2026-01-01",
    ] {
        let path = format!("/api/v1/reports/satisfaction?{bad}");
        assert_eq!(get(&gateway, "sam", &path).await.0, 400, "{bad}");
    }
}

#[tokio::test]
async fn nobody_rates_late_somebody_elses_or_where_it_is_not_asked() {
    let gateway = asking().await;
    let (mut visitor, conversation, mut bea) = served(&gateway).await;
    end(&mut visitor).await;
    let (mut stranger, _, _) = gateway.visitor(json!({})).await;
    let refused = rate(&mut stranger, "r1", &conversation, 1).await;
    assert_eq!(refused["code"], "no_conversation");
    let finish =
        json!({"kind": "finish_wrap_up", "conversation": conversation, "disposition": "solved"});
    bea.command("9", finish).await;
    gateway.clock.advance(Span::seconds(8 * 24 * 3_600));
    let late = rate(&mut visitor, "r2", &conversation, 5).await;
    assert_eq!(late["code"], "wrong_state", "{late}");

    let gateway = Gateway::start().await;
    let (mut visitor, conversation, _bea) = served(&gateway).await;
    end(&mut visitor).await;
    let refused = rate(&mut visitor, "r1", &conversation, 5).await;
    assert_eq!(refused["code"], "not_asked");
}
