//! Instagram over real sockets: what differs from Messenger, and that the two are told apart.

use frontdesk_test_providers::{Account, Inbound, Provider, Providers, Standing, State};
use serde_json::{Value, json};

use crate::support::{Gateway, answer, json_post, quiet, say_everything, stage};

const OURS: &str = "17841400000000000";
const IGSID: &str = "998877";

fn account(gateway: &Gateway) -> Account {
    quiet(Provider::Instagram, OURS, "ig-token", gateway)
}

async fn send(providers: &Providers, words: &str) -> (u16, Value) {
    let base = providers.base_url(Provider::Instagram);
    let body = json!({ "recipient": { "id": IGSID }, "message": { "text": words } });
    let request = json_post(&format!("{base}/v23.0/{OURS}/messages"), &body);
    answer(request.bearer_auth("ig-token")).await
}

#[tokio::test]
async fn the_account_decides_which_of_metas_three_is_meant() {
    let (providers, gateway, _) = stage(account).await;
    providers.add_account(quiet(Provider::WhatsApp, "1", "wa", &gateway));
    providers.add_account(quiet(Provider::Messenger, "2", "page", &gateway));
    providers
        .say(Provider::Instagram, Inbound::text(IGSID, "Hi"))
        .await;
    let (status, body) = send(&providers, "Hello").await;
    assert_eq!(status, 200);
    let phones = providers.phones();
    assert_eq!((phones.len(), phones[0].provider), (1, Provider::Instagram));
    let mid = body["message_id"].as_str().unwrap();
    let asked = [State::Sent, State::Delivered, State::Read];
    let reported = providers
        .receipts(Provider::Instagram, mid, &asked)
        .await
        .unwrap();
    let counts: Vec<_> = reported.iter().map(|each| each.heard.len()).collect();
    assert_eq!(counts, [0, 0, 1], "only reading is told");
    let read = gateway.heard(2).await[1].json();
    assert_eq!(read["entry"][0]["messaging"][0]["read"]["mid"], json!(mid));
}

#[tokio::test]
async fn texts_are_shorter_and_the_window_has_another_subcode() {
    let (providers, _gateway, _) = stage(account).await;
    providers
        .say(Provider::Instagram, Inbound::text(IGSID, "Hi"))
        .await;
    let (status, body) = send(&providers, &"ž".repeat(501)).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(100)));
    assert_eq!(send(&providers, &"ž".repeat(500)).await.0, 200);
    providers
        .bar(Provider::Instagram, IGSID, Standing::Window)
        .await;
    let (_, body) = send(&providers, "Hello").await;
    assert_eq!(body["error"]["error_subcode"], json!(2_534_022));
}

#[tokio::test]
async fn messages_are_of_the_object_instagram() {
    let (providers, gateway, _) = stage(account).await;
    for call in say_everything(&providers, &gateway, Provider::Instagram, IGSID).await {
        assert_eq!(call.json()["object"], json!("instagram"));
        assert_eq!(call.json()["entry"][0]["id"], json!(OURS));
    }
}
