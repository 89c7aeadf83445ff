//! Telegram's Bot API: the token is in the path, JSON or a form in, `{"ok":..}` out.
//!
//! Updates carry the secret that was set with the address, in a header. There are no reports on
//! messages. <https://core.telegram.org/bots/api>.

mod webhook;

use serde_json::{Map, Value, json};

use super::fields::{object, put, text};
use crate::{
    Account, Choice, Content, Location, Media, Message, Problem, Standing,
    call::{Answer, Call, SignedCall},
    dialect::{Asked, Dialect, Outgoing, Report, Stamped},
    faults::Mishap,
    ids,
    world::Desk,
};

/// Characters of a text, and of the words under a file.
const TEXT_MAX: usize = 4_096;
const CAPTION_MAX: usize = 1_024;

pub(crate) struct Telegram;

impl Dialect for Telegram {
    fn title(&self) -> &'static str {
        "Telegram"
    }

    fn prefix(&self) -> &'static str {
        "telegram"
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        let parts = call.parts();
        match parts.as_slice() {
            ["file", bot, rest @ ..] => {
                authenticated(bot, desk)?;
                file(rest, desk).map(Asked::Else)
            }
            [bot, method] => method_of(call, &authenticated(bot, desk)?, method, desk),
            _ => Err(refusal(404, "Not Found")),
        }
    }

    fn taken(&self, outgoing: &Outgoing, message: &Message) -> Answer {
        let chat: i64 = outgoing.to.parse().unwrap_or_default();
        let mut result = json!({
            "message_id": webhook::number(&outgoing.id), "date": message.at_ms / 1_000,
            "from": webhook::bot(&outgoing.account),
            "chat": { "id": chat, "type": "private" },
        });
        let (name, value) = match &outgoing.content {
            Content::Text(text) => ("text", json!(text)),
            Content::Media(_) => ("photo", json!([webhook::picture("sent")])),
            Content::Location(place) => (
                "location",
                json!({ "latitude": place.latitude, "longitude": place.longitude }),
            ),
            Content::Contact(card) => (
                "contact",
                json!({ "phone_number": card.phone, "first_name": card.name }),
            ),
            Content::Button(choice) => ("text", json!(choice.text)),
            Content::Unknown(kind) => ("text", json!(kind)),
        };
        put(&mut result, name, value);
        Answer::json(200, &json!({ "ok": true, "result": result }))
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        let seconds = mishap.retry_after;
        let body = json!({
            "ok": false, "error_code": 429,
            "description": format!("Too Many Requests: retry after {seconds}"),
            "parameters": { "retry_after": seconds },
        });
        Answer::json(429, &body)
    }

    fn internal(&self, _call: &Call) -> Answer {
        refusal(500, "Internal Server Error")
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        webhook::inbound(account, stamped)
    }

    fn receipt(&self, _report: &Report<'_>) -> Vec<SignedCall> {
        Vec::new()
    }

    fn message_id(&self) -> String {
        ids::growing().to_string()
    }

    fn barred(&self, account: &Account, contact: &str, standing: Standing) -> Option<SignedCall> {
        webhook::barred(account, contact, standing)
    }

    fn takes(&self, outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        let is_image =
            matches!(&outgoing.content, Content::Media(media) if media.kind() == "image");
        if is_image {
            &[("image/", 5 << 20)]
        } else {
            &[("", 20 << 20)]
        }
    }

    /// It fetches the file before it answers.
    fn unfetched(&self, _outgoing: &mut Outgoing, problem: Problem) -> Option<Answer> {
        Some(bad(match problem {
            Problem::Unreachable | Problem::TooLarge => "failed to get HTTP URL content",
            Problem::Kind => "wrong type of the web page content",
        }))
    }

    fn media_id(&self, message: &str) -> Option<String> {
        Some(format!("AgAC{}", ids::digits_of(message, 20)))
    }
}

fn authenticated(bot: &str, desk: &Desk<'_>) -> Result<Account, Answer> {
    let token = bot
        .strip_prefix("bot")
        .ok_or_else(|| refusal(404, "Not Found"))?;
    desk.account(|account| account.token == token)
        .ok_or_else(|| refusal(401, "Unauthorized"))
}

fn method_of(
    call: &Call,
    account: &Account,
    method: &str,
    desk: &Desk<'_>,
) -> Result<Asked, Answer> {
    let given = parameters(call);
    let done = |result: Value| Ok(Asked::Else(ok(&result)));
    match method.to_ascii_lowercase().as_str() {
        "sendmessage" => send(account, &given, text_of(&given)?, desk),
        "sendphoto" | "senddocument" | "sendvideo" | "sendaudio" | "sendvoice" => {
            send(account, &given, file_of(&given)?, desk)
        }
        "sendlocation" => send(account, &given, place_of(&given)?, desk),
        "getme" => done(webhook::bot(account)),
        "sendchataction" | "answercallbackquery" | "deletewebhook" => done(json!(true)),
        "getwebhookinfo" => done(json!({ "url": account.webhook_url, "pending_update_count": 0 })),
        "getfile" => get_file(&given, desk).map(Asked::Else),
        "setwebhook" => {
            desk.set_up(Account {
                webhook_url: text(&given, "url").unwrap_or_default(),
                secret: text(&given, "secret_token").unwrap_or_default(),
                ..account.clone()
            });
            done(json!(true))
        }
        _ => Err(refusal(404, "Not Found")),
    }
}

fn send(
    account: &Account,
    given: &Map<String, Value>,
    content: Content,
    desk: &Desk<'_>,
) -> Result<Asked, Answer> {
    let chat = text(given, "chat_id").ok_or_else(|| bad("chat_id is empty"))?;
    let phone = desk.phone(account, &chat);
    // A bot cannot begin a talk.
    let Some(phone) = phone.filter(|_| chat.parse::<i64>().is_ok()) else {
        return Err(bad("chat not found"));
    };
    match phone.standing {
        Standing::Blocked => {
            return Err(refusal(403, "Forbidden: bot was blocked by the user"));
        }
        Standing::Gone => return Err(refusal(403, "Forbidden: user is deactivated")),
        Standing::Window | Standing::Open => {}
    }
    let id = ids::growing().to_string();
    let mut outgoing = Outgoing::new(account, &chat, content, id);
    outgoing.options = options(given);
    Ok(outgoing.asked())
}

fn text_of(given: &Map<String, Value>) -> Result<Content, Answer> {
    let text = text(given, "text").filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| bad("message text is empty"))?;
    if text.encode_utf16().count() > TEXT_MAX {
        return Err(bad("message is too long"));
    }
    Ok(Content::Text(text))
}

fn file_of(given: &Map<String, Value>) -> Result<Content, Answer> {
    let kinds = [
        ("photo", ""),
        ("document", "application/octet-stream"),
        ("video", "video/mp4"),
        ("audio", "audio/mpeg"),
        ("voice", "audio/ogg"),
    ];
    let mut given_as = kinds
        .iter()
        .filter_map(|(kind, mime)| Some((text(given, kind)?, *mime)));
    let (url, mime) = given_as
        .next()
        .ok_or_else(|| bad("there is no photo in the request"))?;
    let caption = text(given, "caption");
    let length = caption.as_deref().map_or(0, |c| c.encode_utf16().count());
    if length > CAPTION_MAX {
        return Err(bad("message caption is too long"));
    }
    Ok(Content::Media(Media {
        url,
        mime: mime.to_owned(),
        caption,
    }))
}

fn place_of(given: &Map<String, Value>) -> Result<Content, Answer> {
    let degrees = |name: &str| text(given, name)?.parse::<f64>().ok();
    match (degrees("latitude"), degrees("longitude")) {
        (Some(latitude), Some(longitude)) => Ok(Content::Location(Location {
            latitude,
            longitude,
            name: None,
        })),
        _ => Err(bad("latitude and longitude must be specified")),
    }
}

/// Buttons under a message.
fn options(given: &Map<String, Value>) -> Vec<Choice> {
    let markup = match given.get("reply_markup") {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        Some(value) => value.clone(),
        None => return Vec::new(),
    };
    let rows = markup
        .get("inline_keyboard")
        .or_else(|| markup.get("keyboard"));
    let rows = rows.and_then(Value::as_array).cloned().unwrap_or_default();
    let buttons = rows.iter().filter_map(Value::as_array).flatten();
    buttons
        .filter_map(|button| {
            let text = button.get("text")?.as_str()?.to_owned();
            let data = button.get("callback_data").and_then(Value::as_str);
            let payload = data.unwrap_or_default().to_owned();
            Some(Choice { text, payload })
        })
        .collect()
}

fn get_file(given: &Map<String, Value>, desk: &Desk<'_>) -> Result<Answer, Answer> {
    let id = text(given, "file_id").unwrap_or_default();
    let media = desk.media(&id);
    let media = media.ok_or_else(|| bad("invalid file_id"))?;
    let ending = media.mime().rsplit('/').next().unwrap_or("bin").to_owned();
    Ok(ok(&json!({
        "file_id": id, "file_unique_id": format!("u{id}"),
        "file_size": crate::media::PICTURE.len(),
        "file_path": format!("photos/{id}.{ending}"),
    })))
}

fn file(path: &[&str], desk: &Desk<'_>) -> Result<Answer, Answer> {
    let name = path.last().copied().unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default();
    let media = desk.media(id).ok_or_else(|| refusal(404, "Not Found"))?;
    Ok(crate::media::answer(&media))
}

/// Parameters of a JSON body, a form or the query.
fn parameters(call: &Call) -> Map<String, Value> {
    if let Some(given) = object(call.json()) {
        return given;
    }
    let pairs = call.form().into_iter().chain(call.query.clone());
    pairs
        .map(|(name, value)| (name, Value::String(value)))
        .collect()
}

fn ok(result: &Value) -> Answer {
    Answer::json(200, &json!({ "ok": true, "result": result }))
}

fn bad(why: &str) -> Answer {
    refusal(400, &format!("Bad Request: {why}"))
}

fn refusal(status: u16, description: &str) -> Answer {
    let body = json!({ "ok": false, "error_code": status, "description": description });
    Answer::json(status, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_are_read_from_either_keyboard() {
        let given = json!({ "reply_markup": { "inline_keyboard": [[
            { "text": "Yes", "callback_data": "y" }, { "text": "No" },
        ]]}});
        let Value::Object(given) = given else {
            panic!("an object")
        };
        let texts: Vec<_> = options(&given).into_iter().map(|o| o.text).collect();
        assert_eq!(texts, ["Yes", "No"]);
    }
}
