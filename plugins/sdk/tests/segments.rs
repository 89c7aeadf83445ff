//! Segments, as Twilio's own calculator counts them.

use frontdesk_plugin::sms::{
    Alphabet::{self, Gsm7, Ucs2},
    Count, count,
};

fn check(text: &str, alphabet: Alphabet, units: usize, segments: usize) {
    let shown: String = text.chars().take(20).collect();
    let wanted = Count {
        alphabet,
        units,
        segments,
    };
    assert_eq!(count(text), wanted, "{shown:?}");
}

#[test]
fn every_character_of_the_gsm_alphabet_takes_one_place_or_two() {
    let basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                 ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    assert_eq!(basic.chars().count(), 127, "128, without the escape");
    check(basic, Gsm7, 127, 1);
    let extension = "\u{c}^{}\\[~]|€";
    check(extension, Gsm7, 20, 1);
    check("|^{}[]~\\€", Gsm7, 18, 1);
    check("a\u{c}b", Gsm7, 4, 1);
}

#[test]
fn what_is_not_in_it_makes_the_text_ucs_2() {
    for text in ["ç", "`", "á", "’", "\t"] {
        check(text, Ucs2, 1, 1);
    }
    check("a—b", Ucs2, 3, 1);
    check("a\u{a0}b", Ucs2, 3, 1);
    check("您好，我的订单在哪里？", Ucs2, 11, 1);
    check("मेरा ऑर्डर कहाँ है?", Ucs2, 19, 1);
    check(&("a".repeat(68) + "😀"), Ucs2, 70, 1);
    check(&("a".repeat(70) + "😀"), Ucs2, 72, 2);
}

#[test]
fn the_ends_of_segments_are_where_they_are() {
    check("", Gsm7, 0, 1);
    check("a", Gsm7, 1, 1);
    for (length, segments) in [(160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
        check(&"a".repeat(length), Gsm7, length, segments);
    }
    for (length, segments) in [(70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
        check(&"я".repeat(length), Ucs2, length, segments);
    }
    check(&"\r\n".repeat(80), Gsm7, 160, 1);
    check(&("\r\n".repeat(80) + "a"), Gsm7, 161, 2);
}

#[test]
fn what_belongs_together_is_not_cut_by_an_end() {
    check(&"€".repeat(80), Gsm7, 160, 1);
    check(&"€".repeat(81), Gsm7, 162, 2);
    check(&("a".repeat(159) + "€"), Gsm7, 161, 2);
    check(&("a".repeat(152) + "€" + &"a".repeat(10)), Gsm7, 164, 2);
    // 306 places, which two segments have: but the second begins one place late.
    check(&("a".repeat(152) + "€" + &"a".repeat(152)), Gsm7, 306, 3);
    check(&("[".repeat(40) + &"a".repeat(80)), Gsm7, 160, 1);
    check(&("[".repeat(40) + &"a".repeat(81)), Gsm7, 161, 2);
    // A segment's 67 units hold 33 surrogate pairs.
    for (emoji, segments) in [(35, 1), (36, 2), (66, 2), (67, 3)] {
        check(&"😀".repeat(emoji), Ucs2, emoji * 2, segments);
    }
    check(&("я".repeat(60) + "👨‍👩‍👧‍👦" + &"я".repeat(10)), Ucs2, 81, 2);
    check(&("я".repeat(65) + "🇮🇹" + &"я".repeat(10)), Ucs2, 79, 2);
}

#[test]
fn a_cluster_that_no_segment_holds_is_counted_all_the_same() {
    let text = format!("e{}", "\u{301}".repeat(140));
    check(&text, Ucs2, 141, 3);
}
