//! What a provider's JSON says, read so that no shape of it is an error: a field that is missing or of
//! another type is one that says nothing.

use serde_json::Value;

/// A place in a JSON text, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a>(Option<&'a Value>);

impl<'a> From<&'a Value> for Told<'a> {
    fn from(value: &'a Value) -> Self {
        Self(Some(value))
    }
}

impl<'a> Told<'a> {
    /// The field of this name.
    #[must_use]
    pub fn at(self, key: &str) -> Self {
        Self(self.0.and_then(|value| value.get(key)))
    }

    /// The items of a list.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Self> + use<'a> {
        let items = self.0.and_then(Value::as_array).map(Vec::as_slice);
        items.unwrap_or_default().iter().map(Self::from)
    }

    /// The names of an object's fields.
    pub fn keys(self) -> impl Iterator<Item = &'a str> {
        let object = self.0.and_then(Value::as_object);
        object
            .into_iter()
            .flat_map(|object| object.keys())
            .map(String::as_str)
    }

    /// A text.
    pub fn text(self) -> Option<&'a str> {
        self.0.and_then(Value::as_str)
    }

    /// A whole number, never rounded.
    pub fn whole(self) -> Option<i64> {
        self.0.and_then(Value::as_i64)
    }

    /// A whole number from 0 that fits.
    pub fn count<T: TryFrom<u64>>(self) -> Option<T> {
        let number = self.0.and_then(Value::as_u64)?;
        T::try_from(number).ok()
    }

    /// A name that a provider gives: a short text of letters, digits, `-` and `_`, or a whole number. X
    /// writes them as texts, as they have more digits than many programs read.
    pub fn id(self) -> Option<String> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        match self.text() {
            Some(id) => {
                ((1..=64).contains(&id.len()) && id.bytes().all(is_letter)).then(|| id.to_owned())
            }
            None => self.whole().map(|id| id.to_string()),
        }
    }

    /// Any number.
    pub fn number(self) -> Option<f64> {
        self.0.and_then(Value::as_f64)
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.is_some_and(Value::is_object)
    }

    /// Whether it says yes.
    pub fn is_true(self) -> bool {
        self.0.and_then(Value::as_bool) == Some(true)
    }

    /// Whether it is this text.
    pub fn is(self, text: &str) -> bool {
        self.text() == Some(text)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn another_shape_says_nothing() {
        let value = json!({ "a": [1, -1, 1.5, "x", true, { "b": 4_294_967_296_u64 }] });
        let told = Told::from(&value);
        let items: Vec<_> = told.at("a").items().collect();
        let whole: Vec<_> = items.iter().map(|item| item.whole()).collect();
        assert_eq!(whole, [Some(1), Some(-1), None, None, None, None]);
        let texts: Vec<_> = items.iter().filter_map(|item| item.text()).collect();
        assert_eq!(texts, ["x"]);
        let last = items[5];
        assert!(last.is_object() && items[4].is_true() && items[3].is("x"));
        assert_eq!(last.at("b").count::<u32>(), None);
        assert_eq!(last.at("b").count::<u64>(), Some(4_294_967_296));
        assert_eq!(told.at("a").at("b").at("c").number(), None);
        assert_eq!(
            told.at("b").items().count() + told.at("a").keys().count(),
            0
        );
    }
}
