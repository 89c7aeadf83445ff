//! A form (Flow) that was filled in: its answers, one line each.

use frontdesk_channel_meta::{
    json,
    lines::{note, one_line},
};
use serde_json::Value;

/// Answers that are shown.
const ANSWERS_MAX: usize = 40;
/// Bytes of the answers, which are JSON inside JSON.
const JSON_BYTES: usize = 64 << 10;

/// The name of the form, then `question: answer`.
pub(super) fn lines(form: &Value) -> Vec<String> {
    let name = json::text(form, "body").or_else(|| json::text(form, "name"));
    let mut lines = vec![match name.map(one_line).filter(|name| !name.is_empty()) {
        Some(name) => note(&format!("filled in a form: {name}")),
        None => note("filled in a form"),
    }];
    let answers = json::text(form, "response_json").filter(|text| text.len() <= JSON_BYTES);
    let answers: Option<Value> = answers.and_then(|text| serde_json::from_str(text).ok());
    let Some(answers) = answers.as_ref().and_then(Value::as_object) else {
        return lines;
    };
    // The token is for whoever made the form.
    let answers = answers
        .iter()
        .filter(|(question, _)| *question != "flow_token");
    for (question, answer) in answers.take(ANSWERS_MAX) {
        let answer = match answer {
            Value::String(text) => one_line(text),
            Value::Null => continue,
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                one_line(&answer.to_string())
            }
        };
        lines.push(format!("{}: {answer}", one_line(question)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_answer_is_a_line() {
        let form = json!({ "name": "flow", "body": "Sent", "response_json":
            r#"{"flow_token":"t","name":"Ann\nLee","count":2,"days":["mon","tue"],"none":null}"# });
        let mut found = lines(&form);
        // In whichever order the parser keeps them.
        found.sort();
        assert_eq!(
            found,
            [
                "[filled in a form: Sent]",
                "count: 2",
                "days: [\"mon\",\"tue\"]",
                "name: Ann Lee"
            ]
        );
    }

    #[test]
    fn broken_answers_leave_the_name() {
        let deep = "[".repeat(10_000);
        for answers in [json!("{"), json!("[1]"), json!(1), json!(null), json!(deep)] {
            let form = json!({ "name": "flow", "response_json": answers });
            assert_eq!(lines(&form), ["[filled in a form: flow]"]);
        }
    }
}
