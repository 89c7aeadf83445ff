//! Sections in which every key takes an integer.

/// Makes the struct, the keys and the reference of such a section from one list.
macro_rules! integers {
    (
        $(#[doc = $about:literal])* $name:ident, $heading:literal, $sentence:literal;
        $($(#[doc = $meaning:literal])* $field:ident: $default:literal, $range:expr, $unit:literal;)*
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $meaning])* pub $field: u32,)*
        }

        #[expect(non_upper_case_globals, reason = "one constant a field, under the field's name")]
        mod keys {
            use crate::read::Integer;
            $(pub(super) const $field: Integer = Integer {
                name: stringify!($field),
                default: $default,
                range: $range,
                unit: $unit,
                meaning: concat!($($meaning),*).trim_ascii_start(),
            };)*
        }

        pub(crate) const REFERENCE: crate::reference::SectionReference =
            crate::reference::SectionReference::new($heading, $sentence, &[$(&keys::$field),*]);

        impl $name {
            pub(crate) fn read(mut table: crate::read::Table<'_>) -> Self {
                $(let $field = table.integer(&keys::$field);)*
                table.finish();
                Self { $($field),* }
            }
        }
    };
}

pub(crate) use integers;
