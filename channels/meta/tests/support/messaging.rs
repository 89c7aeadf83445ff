//! What Messenger and Instagram, whose calls have one shape, must both stand.

use frontdesk_plugin::Channel;
use serde_json::{Value, json};

const SECRETS: [&str; 3] = ["secretword", "567800005678", "fbcdn.net"];

/// Whose calls they are: a page's or an account's, of the id 1.
pub(crate) struct Account {
    /// What its calls are about.
    pub(crate) object: &'static str,
    /// The channel's settings.
    pub(crate) settings: Value,
}

impl Account {
    fn body(&self, from: &str, to: &str, key: &str, content: &Value) -> Value {
        json!({ "object": self.object, "entry": [{ "id": "1", "time": 1, "messaging": [{
            "sender": { "id": from }, "recipient": { "id": to }, "timestamp": 1_459_991_487_970_u64, key: content,
        }] }] })
    }

    fn survives<T: Channel>(&self, key: &str, content: &Value) {
        let body = self.body("567800005678", "1", key, content);
        super::survives::<T>(&self.settings, &body, &SECRETS);
    }

    /// A message survives any change of one of its fields.
    pub(crate) fn survives_messages<T: Channel>(&self) {
        let url = "https://a.fbcdn.net/x";
        let file = |kind: &str, payload: Value| json!({ "type": kind, "payload": payload });
        let attachments = json!([
            file("image", json!({ "url": url, "sticker_id": 1 })),
            file(
                "location",
                json!({ "coordinates": { "lat": 1.5, "long": "2" } })
            ),
            file("story_mention", json!({ "url": url })),
            file(
                "ig_reel",
                json!({ "url": "https://a.example", "title": "secretword" })
            ),
            file(
                "template",
                json!({ "generic": { "elements": [{ "title": "secretword", "subtitle": "s" }] } })
            ),
            file(
                "fallback",
                json!({ "url": "https://a.example", "title": "t" })
            ),
        ]);
        self.survives::<T>(
            "message",
            &json!({ "mid": "m_1", "text": "secretword", "attachments": attachments }),
        );
        self.survives::<T>(
            "message",
            &json!({ "mid": "m_1", "is_deleted": true, "reply_to": { "mid": "m_0" } }),
        );
        self.survives::<T>(
        "message",
        &json!({ "mid": "m_1", "text": "x", "reply_to": { "story": { "url": url, "id": "1" } },
        "referral": { "ref": "secretword", "source": "ADS", "ads_context_data": { "ad_title": "t" } } }),
    );
    }

    /// Everything else survives it too.
    pub(crate) fn survives_the_rest<T: Channel>(&self) {
        self.survives::<T>(
            "postback",
            &json!({ "mid": "m_1", "title": "secretword", "referral": { "ref": "r" } }),
        );
        self.survives::<T>(
            "reaction",
            &json!({ "mid": "m_1", "action": "react", "emoji": "❤" }),
        );
        self.survives::<T>(
            "delivery",
            &json!({ "mids": ["m_1"], "watermark": 1_458_668_856_253_u64 }),
        );
        self.survives::<T>(
            "read",
            &json!({ "mid": "m_1", "watermark": 1_458_668_856_253_u64 }),
        );
        self.survives::<T>(
            "message_edit",
            &json!({ "mid": "m_1", "text": "secretword", "num_edit": 1 }),
        );
        self.survives::<T>("referral", &json!({ "ref": "secretword", "source": "s" }));
        self.survives::<T>(
            "optin",
            &json!({ "title": "secretword", "notification_messages_status": "STOP_NOTIFICATIONS" }),
        );
        self.survives::<T>("account_linking", &json!({ "status": "linked" }));
        let echo = json!({ "is_echo": true, "mid": "m_1", "app_id": 7, "metadata": "cnv_1.1", "text": "secretword" });
        let body = self.body("1", "567800005678", "message", &echo);
        super::survives::<T>(&self.settings, &body, &SECRETS);
    }

    /// A message with more files than are shown says so.
    pub(crate) fn counts_files<T: Channel>(&self) {
        let file = json!({ "type": "image", "payload": { "url": "https://a.fbcdn.net/x" } });
        let message = json!({ "mid": "m_1", "attachments": vec![file; 100] });
        let body = self.body("2", "1", "message", &message).to_string();
        let heard = super::heard::<T>(&self.settings, body.as_bytes());
        let shown = format!("{:?}", heard.answer.unwrap());
        assert_eq!(shown.matches("Attachment {").count(), 32, "{shown}");
        assert!(shown.contains("[68 more files]"), "{shown}");
    }
}
