//! A request of the gateway's, the answer to it, and a signed call of a provider's.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request of the gateway's, as a provider reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    /// `GET`, `POST`.
    pub(crate) method: String,
    /// Parts of the path behind the provider's prefix, decoded.
    pub(crate) path: Vec<String>,
    /// The query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Names in lower case, with their values.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// The parts of the path.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The first header of this name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The first parameter of the query with this name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The token of `Authorization: Bearer`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// Name and word of `Authorization: Basic`.
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let coded = self.header("authorization")?.strip_prefix("Basic ")?;
        let text = String::from_utf8(crate::sign::from_base64(coded)?).ok()?;
        let (name, word) = text.split_once(':')?;
        Some((name.to_owned(), word.to_owned()))
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body)
            .into_owned()
            .collect()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// The first value of this name that says something.
pub(crate) fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(found, value)| found == name && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// An answer of a provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// Besides the body's type and length.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body's media type.
    pub(crate) kind: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// An answer in JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            kind: "application/json".to_owned(),
            body: body.to_string().into_bytes(),
        }
    }

    /// An answer of bytes.
    pub(crate) fn bytes(kind: &str, body: &[u8]) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            kind: kind.to_owned(),
            body: body.to_vec(),
        }
    }

    /// "It is over there."
    pub(crate) fn elsewhere(url: &str) -> Self {
        Self {
            status: 302,
            headers: vec![("location", url.to_owned())],
            kind: "text/plain".to_owned(),
            body: Vec::new(),
        }
    }

    /// The same with a header more.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A call of a provider's, whole and signed: send it as often, as late and in whichever order you like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedCall {
    /// `GET` or `POST`.
    pub method: String,
    /// Where it goes, with its query.
    pub url: String,
    /// Names in lower case, with their values; the body's type and the signature are among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The provider's name for the message that it brings or reports on; empty: it is about none.
    pub message: String,
}

impl SignedCall {
    /// A call by POST.
    pub(crate) fn post(url: &str, kind: &str, body: Vec<u8>, message: &str) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body,
            message: message.to_owned(),
        }
    }

    /// A call by GET.
    pub(crate) fn get(url: String) -> Self {
        Self {
            method: "GET".to_owned(),
            url,
            headers: Vec::new(),
            body: Vec::new(),
            message: String::new(),
        }
    }

    /// The same with a header more.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }

    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An address with one more parameter.
pub(crate) fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, value);
    }
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_tells_who_asks() {
        let headers = vec![("authorization".to_owned(), "Basic QUMxOnRva2Vu".to_owned())];
        let call = Call {
            headers,
            ..Call::default()
        };
        assert_eq!(call.basic(), Some(("AC1".to_owned(), "token".to_owned())));
        assert_eq!(call.bearer(), None);
    }

    #[test]
    fn an_empty_parameter_says_nothing() {
        let call = Call {
            body: b"To=&Body=a+b".to_vec(),
            ..Call::default()
        };
        let form = call.form();
        assert_eq!(first(&form, "To"), None);
        assert_eq!(first(&form, "Body"), Some("a b"));
    }

    #[test]
    fn a_parameter_is_added_to_those_that_are_there() {
        assert_eq!(
            with_query("http://a/x", &[("b", "1 2")]),
            "http://a/x?b=1+2"
        );
        assert_eq!(
            with_query("http://a/x?a=1", &[("b", "2")]),
            "http://a/x?a=1&b=2"
        );
    }
}
