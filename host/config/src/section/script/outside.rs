//! Objects that ask somebody: the outside, or the contact.

use std::collections::BTreeMap;

use frontdesk_core::{
    Span, limits,
    script::{CheckCustomer, HttpCall, Object, OfflineForm, PluginCall, Scale, Survey},
};

use super::{
    keys,
    object::{Reader, is_variable},
};
use crate::{
    place::Place,
    read::{Special, text_of},
};

impl Reader<'_, '_> {
    pub(super) fn check_customer(&mut self) -> Option<Object> {
        let within = self.within();
        let [found, many, none, error] =
            [&keys::FOUND, &keys::MANY, &keys::NONE, &keys::ERROR].map(|key| self.exit(key));
        Some(Object::CheckCustomer(CheckCustomer {
            within,
            found: found?,
            many: many?,
            none: none?,
            error: error?,
        }))
    }

    pub(super) fn http_call(&mut self) -> Option<Object> {
        let call = self.name(&keys::CALL);
        let within = self.within();
        let fields = self.texts(&keys::FIELDS);
        let mut keep = BTreeMap::new();
        for (name, place, text) in self.texts(&keys::KEEP) {
            if !is_variable(&name) {
                let message =
                    format!("\"{name}\": a variable is '_' and 1 to 25 letters, digits and '_'");
                self.table.problem(&place, message);
            }
            if !text.is_empty() && !text.starts_with('/') {
                let message = format!(
                    "\"{text}\": a place in the answer is a JSON pointer such as \"/order/status\""
                );
                self.table.problem(&place, message);
            }
            keep.insert(name.into(), text.into());
        }
        let (next, error) = (self.exit(&keys::NEXT), self.exit(&keys::ERROR));
        let fields = fields.into_iter();
        Some(Object::HttpCall(HttpCall {
            call: call?,
            fields: fields
                .map(|(name, _, text)| (name.into(), text.into()))
                .collect(),
            keep,
            within,
            next: next?,
            error: error?,
        }))
    }

    pub(super) fn plugin_call(&mut self) -> Option<Object> {
        let connector = self.name(&keys::CONNECTOR);
        let within = self.within();
        let timeout = self.after(&keys::TIMEOUT_S, &keys::TIMEOUT);
        let [next, end, error] =
            [&keys::NEXT, &keys::PLUGIN_END, &keys::ERROR].map(|key| self.exit(key));
        Some(Object::PluginCall(PluginCall {
            connector: connector?,
            within,
            timeout,
            next: next?,
            end: end?,
            error: error?,
        }))
    }

    pub(super) fn offline_form(&mut self) -> Option<Object> {
        let text = self.wording(&keys::TEXT);
        let thanks = self.wording(&keys::THANKS);
        let timeout = self.after(&keys::TIMEOUT_S, &keys::TIMEOUT);
        let (next, error) = (self.exit(&keys::NEXT), self.exit(&keys::ERROR));
        Some(Object::OfflineForm(OfflineForm {
            text,
            thanks,
            timeout,
            next: next?,
            error: error?,
        }))
    }

    pub(super) fn survey(&mut self) -> Option<Object> {
        let text = self.wording(&keys::TEXT);
        let scale = self.table.choice(&keys::SCALE, Scale::Satisfaction);
        let thanks = self.wording(&keys::THANKS);
        let timeout = self.after(&keys::TIMEOUT_S, &keys::TIMEOUT);
        Some(Object::Survey(Survey {
            text,
            scale,
            thanks,
            timeout,
            next: self.exit(&keys::NEXT)?,
        }))
    }

    fn within(&mut self) -> Span {
        Span::seconds(self.table.integer(&keys::WITHIN_S))
    }

    /// The texts of a table, each with its place.
    fn texts(&mut self, key: &Special) -> Vec<(String, Place, String)> {
        let mut texts = Vec::new();
        for (name, place, node) in self.entries(key) {
            match text_of(&node) {
                Some(text) => texts.push((name, place, text)),
                None => self.table.wrong_kind(key.name, &node, key.takes),
            }
        }
        if texts.len() > limits::CALL_FIELDS {
            let place = self.table.place.clone();
            let message = format!("{} has at most {} entries", key.name, limits::CALL_FIELDS);
            self.table.problem(&place, message);
        }
        texts
    }
}
