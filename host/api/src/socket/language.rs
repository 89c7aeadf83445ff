//! What a contact speaks, as their page and the form before a conversation tell it. Both are better
//! known than the browser's language: see `LanguageSource` for the order.

use frontdesk_core::{ContactCard, Input, Language, LanguageSource};
use frontdesk_engine::{Command, ports::ContactSession};
use frontdesk_wire::visitor::ContactLanguage;

use crate::{api::Api, config::ContactChannel};

/// The form's field that holds the answer.
const FIELD: &str = "language";
/// Bytes of the longest frame that names a language: a tag, and some white space.
const FRAME_BYTES: usize = 128;

/// Whether a text has the form of a language tag (BCP 47).
pub(super) fn is_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !tag.starts_with('-')
}

/// The language in a frame in which the page tells it; `None`: it is another frame. An error is a tag
/// that is none.
pub(super) fn told(text: &str) -> Option<Result<Language, String>> {
    if text.len() > FRAME_BYTES || !text.contains("language") {
        return None;
    }
    let ContactLanguage::Language { tag } = serde_json::from_str(text).ok()?;
    let strict = is_tag(&tag).then(|| Language::new(&tag).ok());
    Some(strict.flatten().ok_or_else(|| {
        "the page's language is no tag such as en, pt-BR or zh-Hant (BCP 47)".to_owned()
    }))
}

/// Tells the open conversation, if there is one, what its contact speaks.
pub(super) async fn tell(api: &Api, session: &ContactSession, language: Language) {
    let thread = (session.channel.clone(), session.thread.clone());
    let Some(conversation) = api.hub().open_on(&thread) else {
        return;
    };
    let input = Input::LanguageKnown {
        conversation,
        language,
        source: LanguageSource::Page,
    };
    // Nobody waits for an answer, the page says it again whenever it connects, and a conversation that
    // has ended meanwhile needs it no more.
    let _ = api.engine().submit(Command { input, mark: None }).await;
}

/// Puts the best known language onto the card of a contact who asks for a conversation: the form's
/// answer, else what the page says. The answer leaves the card's further fields: agents see it as the
/// conversation's language.
pub(super) fn complete(
    card: &mut ContactCard,
    channel: Option<&ContactChannel>,
    page: Option<&Language>,
) {
    let answer = channel.and_then(|channel| {
        let answer = Language::new(card.fields.get(FIELD)?).ok()?;
        channel.languages.contains(&answer).then_some(answer)
    });
    let (language, source) = match (&answer, page) {
        (Some(answer), _) => (answer, LanguageSource::Form),
        (None, Some(page)) => (page, LanguageSource::Page),
        (None, None) => return,
    };
    card.locale = Some(language.as_str().into());
    card.locale_source = Some(source);
    if answer.is_some() {
        card.fields.remove(FIELD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn language(tag: &str) -> Language {
        Language::new(tag).unwrap()
    }

    fn known(card: &ContactCard) -> (Option<&str>, Option<LanguageSource>) {
        (card.locale.as_deref(), card.locale_source)
    }

    fn card(answer: Option<&str>) -> ContactCard {
        let field = |answer: &str| (FIELD.into(), answer.into());
        ContactCard {
            locale: Some("en-GB".into()),
            fields: answer.into_iter().map(field).collect(),
            ..ContactCard::default()
        }
    }

    #[test]
    fn a_page_tells_a_language_in_a_frame_of_its_own() {
        let frame = |tag: &str| format!(r#"{{"t":"language","tag":"{tag}"}}"#);
        assert_eq!(told(&frame("pt-BR")), Some(Ok(language("pt-br"))));
        for tag in ["", "e", "pt_BR", "english", "-en", "en--gb", "es, en"] {
            assert!(matches!(told(&frame(tag)), Some(Err(_))), "{tag}");
        }
        for other in [
            r#"{"t":"message","id":"1","text":"language"}"#,
            r#"{"t":"language","tag":1}"#,
            "language",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn the_answer_in_the_form_comes_before_the_page_and_the_page_before_the_browser() {
        let channel = testing::channel();
        let (es, de) = (Some("es"), language("de"));
        for (answer, page, expected) in [
            (es, Some(&de), (es, Some(LanguageSource::Form))),
            (es, None, (es, Some(LanguageSource::Form))),
            (None, Some(&de), (Some("de"), Some(LanguageSource::Page))),
            (None, None, (Some("en-GB"), None)),
        ] {
            let mut card = card(answer);
            complete(&mut card, Some(&channel), page);
            assert_eq!(known(&card), expected);
            assert!(card.fields.is_empty());
        }
    }

    #[test]
    fn an_answer_that_was_not_offered_is_a_field_like_any_other() {
        let channel = testing::channel();
        for answer in ["fr", "rubbish!"] {
            let mut card = card(Some(answer));
            complete(&mut card, Some(&channel), None);
            assert_eq!(known(&card), (Some("en-GB"), None));
            assert_eq!(card.fields.get(FIELD).map(|kept| &**kept), Some(answer));
        }
    }
}
