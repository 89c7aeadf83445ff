//! Files that visitors send: only where they may, while an agent is with them, and once.

use serde_json::{Value, json};

use super::{Desk, png};
use crate::testing::{Gateway, URL, client::Answer, client::Socket};

const PATH: &str = "/api/v1/channels/shop/files";

/// A visitor in talk with Ann.
struct Talk {
    desk: Desk,
    visitor: Socket,
    token: String,
}

impl Talk {
    async fn start() -> Self {
        let (desk, visitor, token) = Desk::with_a_visitor().await;
        Self {
            desk,
            visitor,
            token,
        }
    }

    async fn send(&self, id: &str, bytes: &[u8]) -> Answer {
        let name = "a%20cat.exe";
        send(&self.desk.gateway, (&self.token, URL), (id, name), bytes).await
    }

    async fn messages(&self) -> Vec<Value> {
        let path = format!("/api/v1/conversations/{}/messages", self.desk.conversation);
        let page = self
            .desk
            .gateway
            .get(&path, Some(&self.desk.cookie))
            .await
            .json();
        page["items"].as_array().unwrap().clone()
    }
}

async fn send(
    gateway: &Gateway,
    (token, origin): (&str, &str),
    (id, name): (&str, &str),
    bytes: &[u8],
) -> Answer {
    let head = format!(
        "POST {PATH}?id={id}&name={name} HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    gateway.raw_bytes(&[head.as_bytes(), bytes].concat()).await
}

#[tokio::test]
async fn a_visitors_picture_is_a_message_that_their_page_and_their_agent_can_open() {
    let mut talk = Talk::start().await;
    let answer = talk.send("f1", &png()).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    assert_eq!(answer.header("access-control-allow-origin"), URL);
    let frame = talk
        .visitor
        .until(|frame| frame["t"] == "message" && frame["id"] == "f1")
        .await;
    assert_eq!(frame["from"], "visitor");
    let address = frame["text"].as_str().unwrap().strip_prefix(URL).unwrap();
    assert!(address.ends_with("/a%20cat.exe.png"), "{address}");
    assert_eq!(talk.desk.gateway.get(address, None).await.status, 200);

    let message = talk.desk.message(&frame["seq"]).await;
    assert_eq!(message["author"]["kind"], "contact");
    let file = &message["content"]["attachments"][0];
    assert_eq!(
        (&file["name"], &file["media"]),
        (&json!("a cat.exe.png"), &json!("image"))
    );
    let path = format!(
        "/api/v1/conversations/{}/messages/{}/files/1",
        talk.desk.conversation, frame["seq"]
    );
    let opened = talk.desk.gateway.get(&path, Some(&talk.desk.cookie)).await;
    assert_eq!(
        (opened.status, opened.header("content-type")),
        (200, "image/png")
    );
}

#[tokio::test]
async fn one_that_is_sent_again_is_there_once() {
    let talk = Talk::start().await;
    for _ in 0..2 {
        assert_eq!(talk.send("f1", &png()).await.status, 204);
    }
    let messages = talk.messages().await;
    let files = messages
        .iter()
        .filter(|message| message["client_id"] == "f1");
    assert_eq!(files.count(), 1);
    assert_eq!(talk.desk.on_disk(), 1);
}

#[tokio::test]
async fn what_may_not_be_sent_leaves_nothing_behind_and_says_why_to_any_page() {
    let talk = Talk::start().await;
    let mut large = png();
    large.resize(64 * 1024 + 1, 7);
    for (bytes, status, code) in [
        (&b"MZ\x90\0a program"[..], 415, "file_refused"),
        (b"<script>alert(1)</script>", 415, "file_refused"),
        (b"", 415, "file_refused"),
        (&large, 413, "upload_too_large"),
    ] {
        let answer = talk.send("f1", bytes).await;
        assert_eq!((answer.status, answer.code()), (status, code.to_owned()));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    assert_eq!(talk.desk.on_disk(), 0);
}

#[tokio::test]
async fn only_the_visitor_sends_from_an_allowed_page_and_while_an_agent_is_there() {
    let mut talk = Talk::start().await;
    let gateway = &talk.desk.gateway;
    let tried = async |token: &str, origin: &str, id: &str| {
        let answer = send(gateway, (token, origin), (id, "a.png"), &png()).await;
        (answer.status, answer.code())
    };
    let elsewhere = tried(&talk.token, "https://evil.example", "f1").await;
    assert_eq!(elsewhere, (403, "origin_refused".to_owned()));
    let mut forged = talk.token.clone();
    forged.replace_range(..1, if forged.starts_with('A') { "B" } else { "A" });
    for token in ["", "x", &forged] {
        assert_eq!(tried(token, URL, "f1").await.0, 403, "{token}");
    }
    let long = "f".repeat(65);
    assert_eq!(tried(&talk.token, URL, &long).await.0, 400);
    // Somebody else, who is in no conversation.
    let (mut other, waiting, _) = gateway.visitor(json!({})).await;
    assert_eq!(tried(&waiting, URL, "f1").await.0, 404);
    other
        .say(&json!({"t": "start", "id": "s", "name": "Wu"}))
        .await;
    other.until(|frame| frame["t"] == "ack").await;
    let early = tried(&waiting, URL, "f1").await;
    assert_eq!(early, (409, "wrong_state".to_owned()));
    talk.visitor.say(&json!({"t": "end", "id": "e"})).await;
    let is_over = |frame: &Value| frame["t"] == "ack" && frame["id"] == "e";
    talk.visitor.until(is_over).await;
    assert!([404, 409].contains(&tried(&talk.token, URL, "f1").await.0));
    assert_eq!(talk.desk.on_disk(), 0);
}

#[tokio::test]
async fn a_visitor_uploads_only_so_much_in_an_hour() {
    let talk = Talk::start().await;
    let mut file = png();
    file.resize(60 * 1024, 7);
    for id in ["f1", "f2"] {
        assert_eq!(talk.send(id, &file).await.status, 204);
    }
    let answer = talk.send("f3", &file).await;
    assert_eq!(
        (answer.status, answer.code()),
        (429, "too_many_files".to_owned())
    );
}

#[tokio::test]
async fn a_channel_without_files_takes_none_and_its_pages_are_told_so() {
    let gateway = Gateway::with(|config| {
        for channel in config.channels.values_mut() {
            channel.files = false;
        }
    })
    .await;
    let (_, token, _) = gateway.visitor(json!({})).await;
    let answer = send(&gateway, (&token, URL), ("f1", "a.png"), &png()).await;
    assert_eq!(
        (answer.status, answer.code()),
        (415, "file_refused".to_owned())
    );
    let config = gateway
        .get("/api/v1/channels/shop/config", None)
        .await
        .json();
    assert_eq!(config["files"], json!(null));
    let config = Gateway::start()
        .await
        .get("/api/v1/channels/shop/config", None)
        .await
        .json();
    assert_eq!(config["files"]["bytes_max"], 64 * 1024);
}

#[tokio::test]
async fn a_browser_is_told_what_a_page_of_an_allowed_site_may_say() {
    let gateway = Gateway::start().await;
    let ask = async |origin: &str| {
        let request = format!(
            "OPTIONS {PATH}?id=f1&name=a.png HTTP/1.1\r\nHost: x\r\nOrigin: {origin}\r\n\
             Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
        );
        gateway.raw(&request).await
    };
    let may = ask(URL).await;
    assert_eq!(may.status, 204);
    assert_eq!(may.header("access-control-allow-origin"), URL);
    assert_eq!(
        may.header("access-control-allow-headers"),
        "authorization, content-type"
    );
    assert_eq!(ask("https://evil.example").await.status, 403);
}
