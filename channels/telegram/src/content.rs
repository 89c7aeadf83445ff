//! What a message says, in words: its text, and a line for whatever is neither text nor file.

use std::fmt::Write as _;

use frontdesk_plugin::text;

use frontdesk_plugin::told::Told;

/// Options of a poll, links of a text, numbers of a card that are shown.
const LINES_MAX: usize = 32;
/// Bytes of a link that is shown.
const LINK_BYTES: usize = 2_048;

/// Keys that say something about a message and are nothing to show.
const ASIDE: &[&str] = &[
    "author_signature",
    "business_connection_id",
    "caption",
    "caption_entities",
    "chat",
    "date",
    "direct_messages_topic",
    "edit_date",
    "effect_id",
    "entities",
    "external_reply",
    "forward_date",
    "forward_from",
    "forward_from_chat",
    "forward_from_message_id",
    "forward_origin",
    "forward_sender_name",
    "forward_signature",
    "from",
    "guest_bot_caller_chat",
    "guest_bot_caller_user",
    "guest_query_id",
    "has_media_spoiler",
    "has_protected_content",
    "is_automatic_forward",
    "is_from_offline",
    "is_paid_post",
    "is_topic_message",
    "link_preview_options",
    "media_group_id",
    "message_id",
    "message_thread_id",
    "paid_star_count",
    "quote",
    "reply_markup",
    "reply_to_checklist_task_id",
    "reply_to_message",
    "reply_to_poll_option_id",
    "reply_to_story",
    "sender_boost_count",
    "sender_business_bot",
    "sender_chat",
    "sender_tag",
    "show_caption_above_media",
    "suggested_post_info",
    "text",
    "via_bot",
];

/// The words of a message. `has_files`: something is shown in any case.
pub fn of(message: Told<'_>, has_files: bool) -> String {
    let mut lines = Vec::new();
    lines.extend(forwarded(message.at("forward_origin")));
    lines.extend(said(message.at("quote").at("text")).map(|quote| quoted(&quote)));
    let before = lines.len();
    for key in ["text", "caption"] {
        lines.extend(said(message.at(key)));
    }
    for key in ["entities", "caption_entities"] {
        lines.extend(hidden_links(message.at(key)));
    }
    lines.extend(said(message.at("sticker").at("emoji")));
    lines.extend(place(message));
    lines.extend(card(message.at("contact")));
    lines.extend(dice(message.at("dice")));
    lines.extend(poll(message.at("poll")));
    lines.extend(said(message.at("web_app_data").at("data")));
    lines.extend(story(message.at("story")));
    if lines.len() == before && !has_files {
        lines.extend(unknown(message));
    }
    lines.join("\n")
}

/// A text that has something visible in it.
fn said(value: Told<'_>) -> Option<String> {
    let clean = text::clean(value.text()?);
    (!clean.is_empty()).then_some(clean)
}

fn name(value: Told<'_>) -> Option<String> {
    text::clean_name(value.text()?)
}

/// First and last name as one.
pub fn full_name(person: Told<'_>) -> Option<String> {
    let names = [name(person.at("first_name")), name(person.at("last_name"))];
    let names: Vec<String> = names.into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(" "))
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

fn forwarded(origin: Told<'_>) -> Option<String> {
    if !origin.is_object() {
        return None;
    }
    let who = full_name(origin.at("sender_user"))
        .or_else(|| name(origin.at("sender_user_name")))
        .or_else(|| name(origin.at("sender_chat").at("title")))
        .or_else(|| name(origin.at("chat").at("title")));
    Some(who.map_or_else(
        || "Forwarded:".to_owned(),
        |who| format!("Forwarded from {who}:"),
    ))
}

/// Addresses that stand behind words.
fn hidden_links(entities: Told<'_>) -> Vec<String> {
    let links = entities
        .items()
        .filter(|entity| entity.at("type").is("text_link"));
    let urls = links.filter_map(|link| link.at("url").text());
    let shown = urls
        .filter(|url| url.len() <= LINK_BYTES && url.bytes().all(|byte| byte.is_ascii_graphic()));
    shown
        .take(LINES_MAX)
        .map(|url| format!("Link: {url}"))
        .collect()
}

/// A venue has a location of its own, and is told as a location a second time for old programs.
fn place(message: Told<'_>) -> Option<String> {
    let venue = message.at("venue");
    let point = [venue.at("location"), message.at("location")]
        .into_iter()
        .find(|point| point.is_object())?;
    let (lat, lon) = (
        point.at("latitude").number()?,
        point.at("longitude").number()?,
    );
    let mut line = format!("Location: {lat}, {lon}");
    let names = [name(venue.at("title")), name(venue.at("address"))];
    let names: Vec<String> = names.into_iter().flatten().collect();
    if !names.is_empty() {
        // Writing to a string does not fail.
        let _ = write!(line, " · {}", names.join(", "));
    }
    let _ = write!(
        line,
        "\nhttps://www.openstreetmap.org/?mlat={lat}&mlon={lon}"
    );
    Some(line)
}

fn card(contact: Told<'_>) -> Option<String> {
    if !contact.is_object() {
        return None;
    }
    let mut parts: Vec<String> = full_name(contact).into_iter().collect();
    parts.extend(phone(contact));
    let vcard = contact.at("vcard").text().unwrap_or_default();
    let emails = vcard.lines().filter(|line| is_email_line(line));
    let emails = emails.filter_map(|line| line.split_once(':'));
    parts.extend(
        emails
            .filter_map(|(_, email)| text::clean_name(email))
            .take(LINES_MAX),
    );
    Some(format!("Contact: {}", parts.join(", ")))
}

fn is_email_line(line: &str) -> bool {
    let name = line.split([':', ';']).next().unwrap_or_default();
    // Lines may be grouped: `item1.EMAIL`.
    let name = name.rsplit('.').next().unwrap_or_default();
    name.eq_ignore_ascii_case("email")
}

/// A card's number in E.164: Telegram leaves the plus away now and then.
pub fn phone(contact: Told<'_>) -> Option<String> {
    let told = contact.at("phone_number").text()?;
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    let is_plain = told
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.'));
    (is_plain && (7..=15).contains(&digits.len())).then(|| format!("+{digits}"))
}

fn dice(dice: Told<'_>) -> Option<String> {
    let emoji = name(dice.at("emoji"))?;
    Some(match dice.at("value").whole() {
        Some(value) => format!("{emoji} {value}"),
        None => emoji,
    })
}

fn poll(poll: Told<'_>) -> Option<String> {
    let question = name(poll.at("question"))?;
    let options = poll.at("options").items().take(LINES_MAX);
    let options = options.filter_map(|option| name(option.at("text")));
    let mut lines = vec![format!("Poll: {question}")];
    lines.extend(options.map(|option| format!("- {option}")));
    Some(lines.join("\n"))
}

fn story(story: Told<'_>) -> Option<String> {
    if !story.is_object() {
        return None;
    }
    let who = name(story.at("chat").at("title")).or_else(|| full_name(story.at("chat")));
    Some(who.map_or_else(|| "Story".to_owned(), |who| format!("Story of {who}")))
}

/// The kind of a message that shows nothing known. A text of nothing visible is of a known kind.
fn unknown(message: Told<'_>) -> Option<String> {
    let kind = message.keys().find(|key| !ASIDE.contains(key))?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let kind: String = kind.chars().filter(|c| is_word(*c)).take(64).collect();
    Some(format!("[unsupported message: {kind}]"))
}
