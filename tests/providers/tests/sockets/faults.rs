//! What goes wrong on purpose, for every provider alike.

use std::time::Duration;

use frontdesk_test_providers::{
    Account, Fault, Faults, Inbound, Provider, Providers, WebhookFaults,
};
use serde_json::{Value, json};

use crate::support::{Gateway, PATIENCE, client, json_post, quiet};

/// A provider with an account and a contact who has written, and a send that it takes.
struct Case {
    provider: Provider,
    contact: &'static str,
    /// Status of "too many", and a word in its body.
    too_many: (u16, &'static str),
    internal: (u16, &'static str),
}

const CASES: [Case; 8] = [
    Case {
        provider: Provider::Twilio,
        contact: "+15558675310",
        too_many: (429, "20429"),
        internal: (500, "20500"),
    },
    Case {
        provider: Provider::Vonage,
        contact: "447700900000",
        too_many: (200, "Throughput Rate Exceeded"),
        internal: (200, "Internal Error"),
    },
    Case {
        provider: Provider::WhatsApp,
        contact: "16505551234",
        too_many: (400, "130429"),
        internal: (500, "131000"),
    },
    Case {
        provider: Provider::Messenger,
        contact: "5678",
        too_many: (400, "613"),
        internal: (500, "is_transient"),
    },
    Case {
        provider: Provider::Instagram,
        contact: "5679",
        too_many: (400, "613"),
        internal: (500, "is_transient"),
    },
    Case {
        provider: Provider::Telegram,
        contact: "3527065",
        too_many: (429, "\"retry_after\":7"),
        internal: (500, "Internal Server Error"),
    },
    Case {
        provider: Provider::X,
        contact: "3001969357",
        too_many: (429, "88"),
        internal: (500, "Internal Server Error"),
    },
    Case {
        provider: Provider::Line,
        contact: "U0123456789abcdef0123456789abcdef",
        too_many: (429, "rate limit"),
        internal: (500, "Internal server error"),
    },
];

impl Case {
    fn account(&self, gateway: &Gateway) -> Account {
        Account {
            address: if self.provider == Provider::Twilio {
                "+15017122661".to_owned()
            } else {
                String::new()
            },
            ..quiet(self.provider, "700", "token", gateway)
        }
    }

    async fn stage(&self, gateway: &Gateway) -> Providers {
        let listening = Providers::start("127.0.0.1:0".parse().unwrap()).await;
        let providers = listening.unwrap();
        providers.add_account(self.account(gateway));
        let said = Inbound::text(self.contact, "Hi");
        let heard = providers.say(self.provider, said).await.unwrap();
        assert_eq!(heard[0].status, Some(200));
        providers
    }

    fn request(&self, providers: &Providers) -> reqwest::RequestBuilder {
        let base = providers.base_url(self.provider);
        let to = self.contact;
        let form = |url: String, body: String| {
            let request = client().post(url).body(body);
            request.header("content-type", "application/x-www-form-urlencoded")
        };
        match self.provider {
            Provider::Twilio => {
                let to = to.replace('+', "%2B");
                let body = format!("To={to}&From=%2B15017122661&Body=Hello");
                let url = format!("{base}/2010-04-01/Accounts/700/Messages.json");
                form(url, body).basic_auth("700", Some("token"))
            }
            Provider::Vonage => form(
                format!("{base}/sms/json"),
                format!("api_key=700&api_secret=token&from=700&to={to}&text=Hello"),
            ),
            Provider::WhatsApp => {
                let body = json!({
                    "messaging_product": "whatsapp", "to": to, "text": { "body": "Hello" },
                });
                json_post(&format!("{base}/v23.0/700/messages"), &body).bearer_auth("token")
            }
            Provider::Messenger | Provider::Instagram => {
                let body = json!({ "recipient": { "id": to }, "message": { "text": "Hello" } });
                json_post(&format!("{base}/v23.0/700/messages"), &body).bearer_auth("token")
            }
            Provider::Telegram => {
                let body = json!({ "chat_id": to, "text": "Hello" });
                json_post(&format!("{base}/bottoken/sendMessage"), &body)
            }
            Provider::X => {
                let url = format!("{base}/2/dm_conversations/with/{to}/messages");
                json_post(&url, &json!({ "text": "Hello" })).bearer_auth("token")
            }
            Provider::Line => {
                let message = json!({ "type": "text", "text": "Hello" });
                let body = json!({ "to": to, "messages": [message] });
                json_post(&format!("{base}/v2/bot/message/push"), &body).bearer_auth("token")
            }
        }
    }

    fn received(&self, providers: &Providers) -> usize {
        let phone = providers.phone(self.provider, self.contact).unwrap();
        phone.received().count()
    }
}

#[tokio::test]
async fn every_provider_refuses_in_its_own_words_and_takes_the_next() {
    let gateway = Gateway::start().await;
    for case in &CASES {
        let providers = case.stage(&gateway).await;
        let order = |fault| Faults {
            retry_after: 7,
            ..Faults::next(fault, 1)
        };
        providers.faults(case.provider, &order(Fault::TooMany));
        providers.faults(case.provider, &order(Fault::Internal));
        providers.faults(case.provider, &order(Fault::Unavailable));
        for (status, word) in [
            case.too_many,
            case.internal,
            (503, "503 Service Unavailable"),
        ] {
            let response = case.request(&providers).send().await.unwrap();
            assert_eq!(response.status(), status, "{:?}", case.provider);
            let body = response.text().await.unwrap();
            assert!(body.contains(word), "{:?}: {body}", case.provider);
        }
        assert_eq!(case.received(&providers), 0, "{:?}", case.provider);
        let response = case.request(&providers).send().await.unwrap();
        assert!(response.status().is_success(), "{:?}", case.provider);
        assert_eq!(case.received(&providers), 1, "{:?}", case.provider);
    }
}

#[tokio::test]
async fn every_provider_takes_what_it_does_not_answer_whole() {
    let gateway = Gateway::start().await;
    for case in &CASES {
        let providers = case.stage(&gateway).await;
        providers.faults(case.provider, &Faults::next(Fault::Half, 1));
        let response = case.request(&providers).send().await.unwrap();
        assert!(response.status().is_success(), "{:?}", case.provider);
        let body = response.text().await;
        assert!(body.is_err(), "{:?}: {body:?}", case.provider);
        let phone = providers.phone(case.provider, case.contact).unwrap();
        let message = phone.received().next().unwrap();
        assert!(!message.answered, "{:?}", case.provider);
    }
}

#[tokio::test]
async fn every_provider_can_hang_up_before_it_takes_anything() {
    let gateway = Gateway::start().await;
    for case in &CASES {
        let providers = case.stage(&gateway).await;
        providers.faults(case.provider, &Faults::next(Fault::Refuse, 1));
        assert!(case.request(&providers).send().await.is_err());
        assert_eq!(case.received(&providers), 0, "{:?}", case.provider);
    }
}

#[tokio::test]
async fn every_provider_can_take_a_message_and_say_nothing() {
    let gateway = Gateway::start().await;
    for case in &CASES {
        let providers = case.stage(&gateway).await;
        providers.faults(case.provider, &Faults::next(Fault::Silent, 1));
        let waiting = tokio::spawn(case.request(&providers).send());
        let taken = providers
            .until(PATIENCE, |phones| {
                phones.iter().any(|phone| phone.received().count() == 1)
            })
            .await;
        assert!(taken, "{:?}", case.provider);
        assert!(!waiting.is_finished(), "{:?}", case.provider);
        // A reset ends it, without an answer.
        providers.reset();
        assert!(waiting.await.unwrap().is_err(), "{:?}", case.provider);
    }
}

#[tokio::test]
async fn an_error_can_hide_that_the_message_was_taken() {
    let gateway = Gateway::start().await;
    for case in &CASES {
        let providers = case.stage(&gateway).await;
        let faults = Faults {
            taken: true,
            ..Faults::next(Fault::Unavailable, 1)
        };
        providers.faults(case.provider, &faults);
        assert_eq!(case.request(&providers).send().await.unwrap().status(), 503);
        assert_eq!(case.received(&providers), 1, "{:?}", case.provider);
    }
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let gateway = Gateway::start().await;
    let case = &CASES[0];
    let providers = case.stage(&gateway).await;
    let faults = Faults {
        fault: None,
        delay_ms: 60,
        ..Faults::next(Fault::Half, 1)
    };
    providers.faults(case.provider, &faults);
    let before = std::time::Instant::now();
    let response = case.request(&providers).send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert!(before.elapsed() >= Duration::from_millis(60));
}

#[tokio::test]
async fn calls_come_twice_and_in_another_order() {
    let gateway = Gateway::start().await;
    let case = &CASES[5];
    let providers = case.stage(&gateway).await;
    let faults = WebhookFaults {
        times: 2,
        shuffle: true,
        delay_ms: 1,
    };
    providers.faults(case.provider, &Faults::webhooks(faults));
    let batch: Vec<Inbound> = (0..5)
        .map(|at| Inbound::text(case.contact, &at.to_string()))
        .collect();
    let heard = providers.say_all(case.provider, batch).await.unwrap();
    assert_eq!(heard.len(), 10);
    let calls = gateway.heard(11).await;
    let said = |call: &crate::support::Arrived| -> Value { call.json()["message"]["text"].clone() };
    let mut texts: Vec<String> = calls[1..]
        .iter()
        .map(|call| said(call).to_string())
        .collect();
    assert!(!texts.is_sorted(), "{texts:?}");
    texts.sort();
    let expected: Vec<String> = (0..10).map(|at| format!("\"{}\"", at / 2)).collect();
    assert_eq!(texts, expected);
    let phone = providers.phone(case.provider, case.contact).unwrap();
    assert_eq!(phone.messages.len(), 6, "each once");
    assert_eq!(
        providers.received(case.provider),
        0,
        "all are the contact's"
    );
}
