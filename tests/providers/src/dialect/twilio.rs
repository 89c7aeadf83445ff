//! Twilio: SMS, MMS and `whatsapp:` over its REST API of 2010.
//!
//! Form in, JSON out; signed with HMAC-SHA1 over the address and the sorted parameters. Error codes:
//! <https://www.twilio.com/docs/api/errors>.

mod webhook;

use serde_json::json;

use crate::{
    Account, Content, Media, Message, Problem, Standing,
    call::{Answer, Call, SignedCall, first},
    clock,
    dialect::{Asked, Dialect, Outgoing, Report, Stamped, is_number, segments},
    faults::Mishap,
    ids,
    world::Desk,
};

/// Characters of a text.
const TEXT_MAX: usize = 1_600;
/// Files of a message.
const MEDIA_MAX: usize = 10;

pub(crate) struct Twilio;

impl Dialect for Twilio {
    fn title(&self) -> &'static str {
        "Twilio SMS"
    }

    fn prefix(&self) -> &'static str {
        "twilio"
    }

    fn read(&self, call: &Call, desk: &Desk<'_>) -> Result<Asked, Answer> {
        let parts = call.parts();
        let ["2010-04-01", "Accounts", sid, "Messages.json"] = parts.as_slice() else {
            return Err(not_found(&call.path.join("/")));
        };
        let account = authenticated(call, desk, sid)?;
        if call.method != "POST" {
            return Err(refusal(405, 20004, "Method not allowed"));
        }
        let form = call.form();
        let media: Vec<String> = form
            .iter()
            .filter(|(name, value)| name == "MediaUrl" && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect();
        let (to, sender) = ends(&form, &account)?;
        let content = content(&form, &media)?;
        if let Some(url) = first(&form, "StatusCallback")
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            let message = format!("The 'StatusCallback' URL {url} is not a valid URL.");
            return Err(refusal(400, 21609, &message));
        }
        let id = format!(
            "{}{}",
            if media.is_empty() { "SM" } else { "MM" },
            ids::hex(32)
        );
        let mut outgoing = Outgoing::new(&account, &to, content, id);
        outgoing.about.sender = sender;
        outgoing.about.callback = first(&form, "StatusCallback").map(str::to_owned);
        // Twilio keeps no name of the gateway's; the gateway may put one into the address.
        outgoing.reference = outgoing.about.callback.as_deref().and_then(reference_in);
        stand(&mut outgoing, desk)?;
        Ok(outgoing.asked())
    }

    fn taken(&self, outgoing: &Outgoing, message: &Message) -> Answer {
        let account = &outgoing.account.id;
        let (id, sender) = (&outgoing.id, &outgoing.about.sender);
        let by_service = sender.starts_with("MG");
        let at = clock::rfc2822(message.at_ms);
        let text = outgoing.content.text();
        let count = if by_service { 0 } else { segments(text) };
        let files = i32::from(matches!(outgoing.content, Content::Media(_)));
        let uri = format!("/2010-04-01/Accounts/{account}/Messages/{id}");
        let body = json!({
            "account_sid": account, "api_version": "2010-04-01", "body": text,
            "date_created": at, "date_sent": null, "date_updated": at,
            "direction": "outbound-api", "error_code": null, "error_message": null,
            "from": if by_service { None } else { Some(sender) },
            "messaging_service_sid": if by_service { Some(sender) } else { None },
            "num_media": files.to_string(), "num_segments": count.to_string(),
            "price": null, "price_unit": "USD", "sid": id,
            "status": if by_service { "accepted" } else { "queued" },
            "subresource_uris": { "media": format!("{uri}/Media.json") },
            "to": outgoing.to, "uri": format!("{uri}.json"),
        });
        Answer::json(201, &body)
    }

    fn too_many(&self, _call: &Call, mishap: &Mishap) -> Answer {
        refusal(429, 20429, "Too Many Requests").with("retry-after", mishap.retry_after.to_string())
    }

    fn internal(&self, _call: &Call) -> Answer {
        refusal(500, 20500, "Internal Server Error")
    }

    fn inbound(&self, account: &Account, stamped: &Stamped<'_>) -> SignedCall {
        webhook::inbound(account, stamped)
    }

    fn receipt(&self, report: &Report<'_>) -> Vec<SignedCall> {
        webhook::receipt(report)
    }

    fn takes(&self, outgoing: &Outgoing) -> &'static [(&'static str, usize)] {
        if outgoing.to.starts_with("whatsapp:") {
            &[("", 16 << 20)]
        } else {
            const PICTURE: usize = 5 << 20;
            &[
                ("image/jpeg", PICTURE),
                ("image/png", PICTURE),
                ("image/gif", PICTURE),
                ("", 500 << 10),
            ]
        }
    }

    /// It takes the message first, and fetches its file then.
    fn unfetched(&self, outgoing: &mut Outgoing, problem: Problem) -> Option<Answer> {
        let (code, title) = match problem {
            Problem::Unreachable => (11_200, "HTTP retrieval failure"),
            Problem::Kind => (12_300, "Invalid Content-Type"),
            Problem::TooLarge => (30_019, "Content size exceeds carrier limit"),
        };
        outgoing.failing(code, title);
        None
    }

    fn message_id(&self) -> String {
        format!("SM{}", ids::hex(32))
    }

    fn standing_after(&self, text: &str) -> Option<Standing> {
        let stop = [
            "stop",
            "stopall",
            "unsubscribe",
            "cancel",
            "end",
            "quit",
            "revoke",
            "optout",
        ];
        let word = text.trim().to_ascii_lowercase();
        if stop.contains(&word.as_str()) {
            Some(Standing::Blocked)
        } else if ["start", "yes", "unstop"].contains(&word.as_str()) {
            Some(Standing::Open)
        } else {
            None
        }
    }
}

fn authenticated(call: &Call, desk: &Desk<'_>, sid: &str) -> Result<Account, Answer> {
    let is_right = |account: &Account| {
        let expected = (account.id.clone(), account.token.clone());
        account.id == sid && call.basic() == Some(expected)
    };
    desk.account(is_right)
        .ok_or_else(|| refusal(401, 20003, "Authenticate"))
}

/// The contact and the sender.
fn ends(form: &[(String, String)], account: &Account) -> Result<(String, String), Answer> {
    let to =
        first(form, "To").ok_or_else(|| refusal(400, 21604, "A 'To' phone number is required."))?;
    let number = to.strip_prefix("whatsapp:").unwrap_or(to);
    if !is_number(number) {
        let message = format!("The 'To' number {to} is not a valid phone number.");
        return Err(refusal(400, 21211, &message));
    }
    if let Some(service) = first(form, "MessagingServiceSid") {
        let is_sid = service
            .strip_prefix("MG")
            .is_some_and(|rest| rest.len() == 32);
        return if is_sid {
            Ok((to.to_owned(), service.to_owned()))
        } else {
            Err(refusal(400, 21701, "The Messaging Service does not exist"))
        };
    }
    let from = first(form, "From")
        .ok_or_else(|| refusal(400, 21603, "A 'From' phone number is required."))?;
    if from != account.address() {
        let message = format!(
            "The 'From' phone number {from} provided is not a valid message-capable Twilio phone \
             number/short code for this destination/account."
        );
        return Err(refusal(400, 21606, &message));
    }
    if from == to {
        return Err(refusal(
            400,
            21266,
            "'To' and 'From' number cannot be the same",
        ));
    }
    Ok((to.to_owned(), from.to_owned()))
}

fn content(form: &[(String, String)], media: &[String]) -> Result<Content, Answer> {
    let text = first(form, "Body");
    if text.is_some_and(|text| text.chars().count() > TEXT_MAX) {
        let message = "The concatenated message body exceeds the 1600 character limit.";
        return Err(refusal(400, 21617, message));
    }
    if media.len() > MEDIA_MAX {
        return Err(refusal(
            400,
            21623,
            "Number of media files exceeds allowed limit",
        ));
    }
    if let Some(url) = media.first() {
        return Ok(Content::Media(Media {
            url: url.clone(),
            mime: String::new(),
            caption: text.map(str::to_owned),
        }));
    }
    match (text, first(form, "ContentSid")) {
        (Some(text), _) => Ok(Content::Text(text.to_owned())),
        (None, Some(template)) => Ok(Content::Unknown(format!("template {template}"))),
        (None, None) => Err(refusal(400, 21602, "Message body is required.")),
    }
}

/// What the contact's standing does to the message.
fn stand(outgoing: &mut Outgoing, desk: &Desk<'_>) -> Result<(), Answer> {
    let is_whatsapp = outgoing.to.starts_with("whatsapp:");
    match desk.standing(&outgoing.account, &outgoing.to) {
        Standing::Blocked => {
            return Err(refusal(
                400,
                21610,
                "Attempt to send to unsubscribed recipient",
            ));
        }
        Standing::Gone => {
            let message = format!("'To' number {} is not a valid mobile number", outgoing.to);
            return Err(refusal(400, 21614, &message));
        }
        Standing::Window if is_whatsapp => {
            let title =
                "Failed to send freeform message because you are outside the allowed window.";
            if outgoing.account.refusals == crate::Refusals::Now {
                return Err(refusal(400, 63016, title));
            }
            outgoing.failing(63016, title);
        }
        Standing::Window | Standing::Open => {}
    }
    Ok(())
}

/// `ref` of an address's query.
fn reference_in(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(name, _)| name == "ref")
        .map(|(_, value)| value.into_owned())
}

fn not_found(path: &str) -> Answer {
    let message = format!("The requested resource /{path} was not found");
    refusal(404, 20404, &message)
}

fn refusal(status: u16, code: u32, message: &str) -> Answer {
    let body = json!({
        "code": code, "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"), "status": status,
    });
    Answer::json(status, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateways_reference_is_read_from_the_address_it_gave() {
        let reference = reference_in("https://desk.example/hook?a=1&ref=m%2F7");
        assert_eq!(reference.as_deref(), Some("m/7"));
        assert_eq!(reference_in("https://desk.example/hook"), None);
    }

    #[test]
    fn only_the_bare_word_stops() {
        assert_eq!(Twilio.standing_after(" Stop "), Some(Standing::Blocked));
        assert_eq!(Twilio.standing_after("UNSTOP"), Some(Standing::Open));
        assert_eq!(Twilio.standing_after("stop please"), None);
    }
}
