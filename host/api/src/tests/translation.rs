//! A contact and an agent who share no language.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use frontdesk_core::{Language, Languages};
use frontdesk_engine::{
    ports::{TranslateFault, TranslationJob, Translator, TranslatorCapacity},
    translation::{LanguagePair, Parties, TranslationConfig},
};
use frontdesk_store::MemoryStore;
use serde_json::{Value, json};

use crate::testing::{Gateway, client::Socket};

/// Writes the target language before each line; can be told to fail.
#[derive(Default)]
struct Parrot {
    fails: AtomicBool,
}

#[async_trait]
impl Translator for Parrot {
    async fn capacity(&self) -> Result<TranslatorCapacity, TranslateFault> {
        Ok(TranslatorCapacity {
            texts_max: 50,
            chars_max: 10_000,
            targets: Vec::new(),
        })
    }

    async fn translate(&self, job: &TranslationJob) -> Result<Vec<String>, TranslateFault> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(TranslateFault::Unavailable {
                message: "connection refused".to_owned(),
                retry_after: None,
            });
        }
        let target = &job.target;
        Ok(job
            .texts
            .iter()
            .map(|text| format!("{target}:{text}"))
            .collect())
    }
}

/// Ann speaks English, and Bea Spanish too.
fn config(parrot: &Arc<Parrot>) -> TranslationConfig {
    let language = |tag: &str| Language::new(tag).unwrap();
    let speaks = |name: &str, secondary: &[&str]| {
        let languages = Languages {
            primary: language("en"),
            secondary: secondary.iter().map(|tag| language(tag)).collect(),
        };
        (name.parse().unwrap(), languages)
    };
    TranslationConfig {
        engines: vec![("parrot".to_owned(), parrot.clone() as Arc<dyn Translator>)],
        pairs: vec![LanguagePair {
            source: "es".to_owned(),
            target: "en".to_owned(),
        }],
        parties: Parties {
            agents: BTreeMap::from([speaks("ann", &[]), speaks("bea", &["es"])]),
            default_language: Some(language("en")),
            is_on: true,
        },
        ..TranslationConfig::default()
    }
}

async fn gateway(store: MemoryStore, parrot: &Arc<Parrot>) -> Gateway {
    Gateway::translating(store, config(parrot), |_| {}).await
}

/// A visitor, and an agent who has accepted their conversation.
struct Talk {
    visitor: Socket,
    console: Socket,
    cookie: String,
    conversation: String,
    /// As it was added to the desk.
    added: Value,
}

async fn talk(gateway: &Gateway, locale: &str, agent: &str) -> Talk {
    let cookie = gateway.sign_in(agent).await;
    let (mut console, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    console.command("p", available).await;
    let (mut visitor, ..) = gateway.visitor(json!({"locale": locale})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi", "text": "hola"}))
        .await;
    let offer = console.event("offer_presented").await["event"]["offer"]["id"].clone();
    console
        .command("a", json!({"kind": "accept_offer", "offer": offer}))
        .await;
    let added = console.event("conversation_added").await["event"]["held"].clone();
    Talk {
        conversation: added["conversation"]["id"].as_str().unwrap().to_owned(),
        visitor,
        console,
        cookie,
        added,
    }
}

impl Talk {
    async fn send(&mut self, id: &str, text: &str, translation: Value) -> Value {
        let conversation = &self.conversation;
        let command = json!({"kind": "send_message", "conversation": conversation, "text": text,
                             "translation": translation});
        let done = self.console.command(id, command).await;
        assert_eq!(done["kind"], "done", "{done}");
        let shown = self
            .console
            .until(|frame| {
                frame["event"]["kind"] == "message_added"
                    && frame["event"]["message"]["client_id"] == id
            })
            .await;
        shown["event"]["message"]["content"].clone()
    }

    /// The next thing that the agent says to the visitor.
    async fn hears(&mut self) -> String {
        let said = self
            .visitor
            .until(|frame| frame["t"] == "message" && frame["from"] == "agent")
            .await;
        said["text"].as_str().unwrap().to_owned()
    }

    async fn preview(&self, gateway: &Gateway, text: &str) -> (u16, Value) {
        let path = format!("/api/v1/conversations/{}/translations", self.conversation);
        let body = json!({"text": text}).to_string();
        let answer = gateway.post(&path, Some(&self.cookie), &body).await;
        (answer.status, answer.json())
    }
}

#[tokio::test]
async fn each_reads_the_other_in_their_own_language_and_both_texts_are_kept() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    let mut talk = talk(&gateway, "es", "ann").await;
    let mode = json!({"mode": "on", "contact": "es", "agent": "en"});
    assert_eq!(talk.added["conversation"]["translation"], mode);

    let changed = talk.console.event("translation_changed").await["event"].clone();
    assert_eq!(changed["seq"], 1);
    assert_eq!(changed["translation"]["text"], "en:hola");
    assert_eq!(changed["translation"]["engine"], "parrot");

    let content = talk.send("m1", "Good morning", Value::Null).await;
    let original = json!({"text": "Good morning", "source": "en", "target": "es",
                          "engine": "parrot", "edited": false});
    assert_eq!(content["text"], "es:Good morning");
    assert_eq!(content["original"], original);
    assert_eq!(talk.hears().await, "es:Good morning");

    // It is all there after a restart.
    let (conversation, store) = (talk.conversation.clone(), gateway.stop().await);
    let gateway = self::gateway(store, &parrot).await;
    let cookie = gateway.sign_in("ann").await;
    let (_console, snapshot) = gateway.console(&cookie).await;
    let held = &snapshot["snapshot"]["conversations"][0];
    assert_eq!(held["messages"][0]["translations"][0]["text"], "en:hola");
    let path = format!("/api/v1/conversations/{conversation}/messages");
    let page = gateway.get(&path, Some(&cookie)).await.json();
    let items = page["items"].as_array().unwrap();
    assert_eq!(items[0]["translations"][0]["text"], "en:hola");
    assert_eq!(items.last().unwrap()["content"]["original"], original);
}

#[tokio::test]
async fn what_cannot_be_translated_goes_out_as_it_is_and_says_so() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    let mut talk = talk(&gateway, "es", "ann").await;
    talk.console.event("translation_changed").await;
    parrot.fails.store(true, Ordering::SeqCst);
    let content = talk.send("m1", "Good morning", Value::Null).await;
    assert_eq!(content["text"], "Good morning");
    assert_eq!(content["original"]["failure"], "failed");
    assert_eq!(content["original"]["engine"], Value::Null);
    assert_eq!(talk.hears().await, "Good morning");
    talk.visitor
        .say(&json!({"t": "message", "id": "v", "text": "gracias"}))
        .await;
    let failed = talk.console.event("translation_changed").await["event"].clone();
    assert_eq!(failed["translation"]["failure"], "failed");

    parrot.fails.store(false, Ordering::SeqCst);
    let conversation = talk.conversation.clone();
    let again = json!({"kind": "translate_message", "conversation": conversation,
                       "seq": failed["seq"]});
    assert_eq!(talk.console.command("t", again).await["kind"], "done");
    let changed = talk.console.event("translation_changed").await["event"].clone();
    assert_eq!(changed["translation"]["text"], "en:gracias");
    let of_nothing = json!({"kind": "translate_message", "conversation": conversation, "seq": 99});
    let refused = talk.console.command("u", of_nothing).await;
    assert_eq!(refused["problem"]["code"], "nobody_translates");
}

#[tokio::test]
async fn an_agent_sees_what_will_be_sent_and_sends_it_as_they_change_it() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    let mut talk = talk(&gateway, "es", "ann").await;
    let (status, preview) = talk.preview(&gateway, " Good morning ").await;
    assert_eq!(status, 200);
    let expected = json!({"source": "en", "target": "es", "text": "es:Good morning",
                          "engine": "parrot"});
    assert_eq!(preview, expected);
    let edited = json!({"text": "Buenos días", "engine": "parrot", "edited": true});
    let content = talk.send("m1", "Good morning", edited).await;
    assert_eq!(content["original"]["edited"], true);
    assert_eq!(talk.hears().await, "Buenos días");
    let own = json!({"text": "Hasta luego"});
    let content = talk.send("m2", "Bye", own).await;
    assert_eq!(content["original"]["engine"], Value::Null);
    assert_eq!(content["original"]["edited"], true);
    assert_eq!(talk.hears().await, "Hasta luego");

    parrot.fails.store(true, Ordering::SeqCst);
    let (status, preview) = talk.preview(&gateway, "Good evening").await;
    assert_eq!((status, &preview["failure"]), (200, &json!("failed")));
    let (status, preview) = talk.preview(&gateway, "17 😀").await;
    assert_eq!((status, &preview["text"]), (200, &json!("17 😀")));
    assert_eq!(talk.preview(&gateway, " ").await.0, 422);
    assert_eq!(talk.preview(&gateway, &"x".repeat(5_001)).await.0, 422);
    let cookie = gateway.sign_in("bea").await;
    let other = Talk { cookie, ..talk };
    let (status, problem) = other.preview(&gateway, "Hello").await;
    assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
}

#[tokio::test]
async fn the_agents_languages_decide_and_then_the_agent_for_one_conversation() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    // Her second language: offered, off.
    let mut talk = talk(&gateway, "es", "bea").await;
    assert_eq!(talk.added["conversation"]["translation"]["mode"], "off");
    let content = talk.send("m1", "Buenos días", Value::Null).await;
    assert_eq!(content["original"], Value::Null);
    let conversation = talk.conversation.clone();
    let on = json!({"kind": "switch_translation", "conversation": conversation, "on": true});
    assert_eq!(talk.console.command("on", on.clone()).await["kind"], "done");
    let changed = talk
        .console
        .until(|f| f["event"]["conversation"]["translation"]["mode"] == "on")
        .await;
    assert_eq!(changed["event"]["kind"], "conversation_changed");
    talk.console.event("translation_changed").await;
    let content = talk.send("m2", "Good morning", Value::Null).await;
    assert_eq!(content["text"], "es:Good morning");
    let cookie = gateway.sign_in("ann").await;
    let (mut ann, _) = gateway.console(&cookie).await;
    let refused = ann.command("on", on).await;
    assert_eq!(refused["problem"]["code"], "not_assigned_to_you");
}

#[tokio::test]
async fn there_is_nothing_to_switch_or_preview_in_the_agents_own_language() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    let mut talk = talk(&gateway, "en-GB", "ann").await;
    assert_eq!(talk.added["conversation"]["translation"]["mode"], "hidden");
    let content = talk.send("m1", "Good morning", Value::Null).await;
    assert_eq!(content["original"], Value::Null);
    let without = Gateway::start().await;
    let talk = self::talk(&without, "es", "ann").await;
    assert_eq!(talk.added["conversation"]["translation"], Value::Null);
    let (status, problem) = talk.preview(&without, "Hello").await;
    assert_eq!(
        (status, &problem["code"]),
        (409, &json!("nobody_translates"))
    );
}

#[tokio::test]
async fn supervisors_see_which_pairs_were_tried() {
    let parrot = Arc::new(Parrot::default());
    let gateway = gateway(MemoryStore::new(), &parrot).await;
    gateway.engine.translation().try_all().await;
    let cookie = gateway.sign_in("sam").await;
    let list = gateway
        .get("/api/v1/translators", Some(&cookie))
        .await
        .json();
    let translator = &list["items"][0];
    assert_eq!(
        (&translator["name"], &translator["resting"]),
        (&json!("parrot"), &json!(false))
    );
    let pair = &translator["pairs"][0];
    assert_eq!(
        (&pair["source"], &pair["target"], &pair["state"]),
        (&json!("es"), &json!("en"), &json!("serves"))
    );
    let cookie = gateway.sign_in("ann").await;
    assert_eq!(
        gateway
            .get("/api/v1/translators", Some(&cookie))
            .await
            .status,
        403
    );
}
