//! Files that agents send: uploaded under limits, sent, opened by who may, and removed when nobody sends them.

mod visitors;

use std::sync::Arc;

use frontdesk_core::Span;
use frontdesk_store::FileShelf;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Kind,
    files::sweep,
    testing::{
        Gateway, URL,
        client::{Answer, Socket},
    },
};

/// The smallest picture that is one by its bytes.
const PNG: &str = "\u{89}PNG\r\n\u{1a}\n";

struct Desk {
    gateway: Gateway,
    shelf: Arc<FileShelf>,
    cookie: String,
    conversation: String,
    folder: TempDir,
}

impl Desk {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Arc::new(FileShelf::at(folder.path().join("files")));
        let set = shelf.clone();
        let gateway = Gateway::with(|config| config.files.shelf = set).await;
        let conversation = gateway.held_by("ann").await;
        let cookie = gateway.sign_in("ann").await;
        Self {
            gateway,
            shelf,
            cookie,
            conversation,
            folder,
        }
    }

    /// One where Ann talks with a visitor; their socket and token.
    async fn with_a_visitor() -> (Self, Socket, String) {
        let desk = Self::start().await;
        let (mut visitor, token, _) = desk.gateway.visitor(json!({})).await;
        let start = json!({"t": "start", "id": "s", "name": "Vi"});
        visitor.say(&start).await;
        let (mut console, _) = desk.gateway.console(&desk.cookie).await;
        let offer = console.event("offer_presented").await["event"]["offer"].clone();
        console
            .command("a", json!({"kind": "accept_offer", "offer": offer["id"]}))
            .await;
        let conversation = offer["conversation"]["id"].as_str().unwrap().to_owned();
        let desk = Self {
            conversation,
            ..desk
        };
        (desk, visitor, token)
    }

    async fn upload(&self, name: &str, bytes: &[u8]) -> Answer {
        self.upload_as(&self.cookie, name, bytes).await
    }

    async fn upload_as(&self, cookie: &str, name: &str, bytes: &[u8]) -> Answer {
        let head = format!(
            "POST /api/v1/conversations/{}/files?name={name} HTTP/1.1\r\nHost: x\r\nOrigin: {URL}\r\n\
             Cookie: {cookie}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.conversation,
            bytes.len()
        );
        let request = [head.as_bytes(), bytes].concat();
        self.gateway.raw_bytes(&request).await
    }

    async fn uploaded(&self, name: &str, bytes: &[u8]) -> String {
        let answer = self.upload(name, bytes).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    async fn send(&self, text: &str, files: &[&str]) -> Value {
        let (mut console, _) = self.gateway.console(&self.cookie).await;
        let conversation = &self.conversation;
        let command = json!({"kind": "send_files", "conversation": conversation, "text": text,
                             "files": files});
        console.command("send", command).await
    }

    async fn message(&self, seq: &Value) -> Value {
        let path = format!("/api/v1/conversations/{}/messages", self.conversation);
        let page = self.gateway.get(&path, Some(&self.cookie)).await.json();
        let items = page["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["seq"] == *seq).unwrap()
    }

    /// Files of which something is on disk.
    fn on_disk(&self) -> usize {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files += 1;
                }
            }
        }
        files
    }
}

fn png() -> Vec<u8> {
    let head = PNG.chars().map(|c| u8::try_from(c).unwrap());
    head.chain([7; 1_000]).collect()
}

#[tokio::test]
async fn an_agents_picture_is_in_the_transcript_and_opens_there() {
    let desk = Desk::start().await;
    let answer = desk.upload("a%20cat.exe", &png()).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let told = answer.json();
    assert_eq!(
        (&told["name"], &told["mime"], &told["media"], &told["bytes"]),
        (
            &json!("a cat.exe.png"),
            &json!("image/png"),
            &json!("image"),
            &json!(1_008)
        )
    );
    let id = told["id"].as_str().unwrap();
    let done = desk.send("look", &[id]).await;
    assert_eq!(done["kind"], "done", "{done}");
    let message = desk.message(&done["seq"]).await;
    assert_eq!(message["content"]["text"], "look");
    assert_eq!(
        message["content"]["attachments"][0]["name"],
        "a cat.exe.png"
    );
    let path = format!(
        "/api/v1/conversations/{}/messages/{}/files/1",
        desk.conversation, done["seq"]
    );
    let file = desk.gateway.get(&path, Some(&desk.cookie)).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, "image/png")
    );
    assert_eq!(file.header("content-length"), "1008");
    assert_eq!(desk.gateway.get(&path, None).await.status, 401);
    // It stays, however long nobody looks at it.
    desk.gateway.clock.advance(Span::seconds(7_200));
    let now = desk.gateway.api.now();
    assert_eq!(sweep::once(&desk.gateway.engine, &desk.shelf, now).await, 0);
    assert_eq!(
        desk.gateway.get(&path, Some(&desk.cookie)).await.status,
        200
    );
}

#[tokio::test]
async fn a_visitor_is_given_an_address_that_opens_it_until_it_expires() {
    let (desk, mut visitor, token) = Desk::with_a_visitor().await;
    let id = desk.uploaded("cat.png", &png()).await;
    let done = desk.send("look", &[&id]).await;
    assert_eq!(done["kind"], "done", "{done}");
    let is_it = |frame: &Value| frame["t"] == "message" && frame["from"] == "agent";
    let frame = visitor.until(is_it).await;
    let lines: Vec<String> = frame["text"]
        .as_str()
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!((lines.len(), lines[0].as_str()), (2, "look"));
    let path = lines[1].strip_prefix(URL).unwrap();
    assert!(path.ends_with("/cat.png"), "{path}");
    let file = desk.gateway.get(path, None).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, "image/png")
    );
    for (name, value) in [
        ("content-disposition", "inline; filename=\"cat.png\""),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(file.header(name), value);
    }
    let forged = path.replacen("/files/A", "/files/B", 1);
    assert_ne!(forged, path);
    assert_eq!(desk.gateway.get(&forged, None).await.status, 404);
    let week = Span::seconds(7 * 24 * 3_600);
    desk.gateway.clock.advance(week);
    assert_eq!(desk.gateway.get(path, None).await.status, 404);
    // Whoever comes back within their session is given one that is good again.
    let (_, _, frames) = desk.gateway.visitor(json!({"token": token})).await;
    let again = frames.iter().find(|frame| is_it(frame)).unwrap();
    let fresh = again["text"]
        .as_str()
        .unwrap()
        .lines()
        .nth(1)
        .unwrap()
        .to_owned();
    let fresh = desk
        .gateway
        .get(fresh.strip_prefix(URL).unwrap(), None)
        .await;
    assert_eq!(fresh.status, 200);
}

#[tokio::test]
async fn what_is_too_large_or_of_no_kind_that_is_sent_leaves_nothing_behind() {
    let desk = Desk::start().await;
    let refused = |answer: Answer| (answer.status, answer.code());
    let page = b"<!doctype html><script>alert(1)</script>";
    let answer = desk.upload("cat.png", page).await;
    assert_eq!(refused(answer), (415, "file_refused".to_owned()));
    let answer = desk.upload("empty.txt", b"").await;
    assert_eq!(refused(answer), (415, "file_refused".to_owned()));
    let mut large = png();
    large.resize(64 * 1024 + 1, 7);
    let answer = desk.upload("cat.png", &large).await;
    assert_eq!(refused(answer), (413, "upload_too_large".to_owned()));
    // It need not say how much comes.
    let head = format!(
        "POST /api/v1/conversations/{}/files?name=a.png HTTP/1.1\r\nHost: x\r\nOrigin: {URL}\r\n\
         Cookie: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{:x}\r\n",
        desk.conversation,
        desk.cookie,
        large.len()
    );
    let chunked = [head.as_bytes(), &large, b"\r\n0\r\n\r\n"].concat();
    let answer = desk.gateway.raw_bytes(&chunked).await;
    assert_eq!(refused(answer), (413, "upload_too_large".to_owned()));
    assert_eq!(desk.on_disk(), 0);
}

#[tokio::test]
async fn an_agent_uploads_only_so_much_in_an_hour() {
    let desk = Desk::start().await;
    let mut file = png();
    file.resize(60 * 1024, 7);
    for _ in 0..4 {
        desk.uploaded("cat.png", &file).await;
    }
    let answer = desk.upload("cat.png", &file).await;
    assert_eq!(
        (answer.status, answer.code()),
        (429, "too_many_files".to_owned())
    );
    desk.gateway.clock.advance(Span::seconds(3_600));
    desk.uploaded("cat.png", &file).await;
}

#[tokio::test]
async fn only_who_holds_the_conversation_uploads_and_sends_what_they_uploaded() {
    let desk = Desk::start().await;
    let id = desk.uploaded("cat.png", &png()).await;
    let bea = desk.gateway.sign_in("bea").await;
    let answer = desk.upload_as(&bea, "cat.png", &png()).await;
    assert_eq!(
        (answer.status, answer.code()),
        (404, "not_found".to_owned())
    );
    // A supervisor may read it, and not write in it.
    let sam = desk.gateway.sign_in("sam").await;
    let answer = desk.upload_as(&sam, "cat.png", &png()).await;
    assert_eq!(
        (answer.status, answer.code()),
        (403, "not_assigned_to_you".to_owned())
    );
    let refused = |done: Value| {
        assert_eq!(done["kind"], "refused", "{done}");
        done["problem"]["code"].as_str().unwrap().to_owned()
    };
    let unknown = "fil_00000000000000000000000000000000";
    let many = vec![unknown; 6];
    for files in [
        &[][..],
        &[unknown],
        &["../../etc/passwd"],
        &[&id, &id],
        &many,
    ] {
        assert_eq!(refused(desk.send("look", files).await), "unacceptable");
    }
    // Of another conversation, even one's own.
    let other = Desk {
        conversation: desk.gateway.held_by("ann").await,
        ..desk
    };
    assert_eq!(refused(other.send("look", &[&id]).await), "unacceptable");
}

#[tokio::test]
async fn what_nobody_sends_goes_after_an_hour() {
    let desk = Desk::start().await;
    let id = desk.uploaded("cat.png", &png()).await;
    assert_eq!(desk.on_disk(), 1);
    desk.gateway.clock.advance(Span::seconds(3_599));
    let sweep =
        async || sweep::once(&desk.gateway.engine, &desk.shelf, desk.gateway.api.now()).await;
    assert_eq!(sweep().await, 0);
    // Too late to be sent safely, and too early to be removed.
    assert_eq!(desk.send("look", &[&id]).await["kind"], "refused");
    desk.gateway.clock.advance(Span::seconds(1));
    assert_eq!(sweep().await, 1);
    assert_eq!(desk.on_disk(), 0);
}

#[tokio::test]
async fn a_message_that_is_sent_twice_is_there_once() {
    let desk = Desk::start().await;
    let id = desk.uploaded("cat.png", &png()).await;
    let first = desk.send("look", &[&id]).await;
    let again = desk.send("look", &[&id]).await;
    assert_eq!(
        (&first["kind"], &first["seq"]),
        (&json!("done"), &again["seq"])
    );
}

#[tokio::test]
async fn the_list_of_channels_says_what_may_be_sent() {
    let desk = Desk::start().await;
    let answer = desk
        .gateway
        .get("/api/v1/channels", Some(&desk.cookie))
        .await;
    let files = &answer.json()["items"][0]["files"];
    assert_eq!(
        (&files["bytes_max"], &files["count_max"]),
        (&json!(64 * 1024), &json!(5))
    );
    let types = files["types"].as_array().unwrap();
    assert_eq!(types.len(), Kind::ALL.len());
}
