//! Pastes as people make them. Every key here is made up.

use super::super::sign::vectors::ED25519_PEM;
use super::*;
use proptest::prelude::*;

fn bybit() -> Usual {
    Usual {
        id: "bybit".into(),
        venue: "Bybit".into(),
        key_lengths: vec![18],
        secret_lengths: vec![36],
        passphrase: false,
    }
}

/// `key|secret|passphrase|private key`, `word:..`, or the sentence.
fn read(text: &str) -> String {
    match take_apart(text.to_owned(), &bybit()) {
        Ok(Found::Word(word)) => format!("word:{}", word.text()),
        Ok(Found::Parts(parts, shape)) => {
            let part = |part: &Option<Wiped>| part.as_ref().map_or(String::new(), |part| part.text().trim().to_owned());
            let private = if parts.private_key.is_some() { "PEM" } else { "" };
            format!("{shape:?} {}|{}|{}|{private}", part(&parts.key), part(&parts.secret), part(&parts.passphrase))
        }
        Err(problem) => problem.sentence(),
    }
}

#[test]
fn each_form_is_taken_apart() {
    for (text, wanted) in [
        ("  abcDEF123456 \r\n", "word:abcDEF123456"),
        ("c2VjcmV0LWtleQ==", "word:c2VjcmV0LWtleQ=="),
        ("/c2Vjc/mV0LWtleQ==", "word:/c2Vjc/mV0LWtleQ=="),
        (r#"{"key": "kkkk", "secret": "ssss"}"#, "Json kkkk|ssss||"),
        (r#"{"apiKey": "kkkk", "secretKey": "ssss", "passphrase": "pp"}"#, "Json kkkk|ssss|pp|"),
        ("BYBIT_API_KEY=kkkk\nBYBIT_API_SECRET=ssss\n", "Lines kkkk|ssss||"),
        ("# my keys\nexport API_KEY=\"kkkk\"\nexport API_SECRET='ssss' # here\n", "Lines kkkk|ssss||"),
        (
            "$env:OK_ACCESS_KEY = 'kkkk'\n$env:OK_SECRET_KEY = 'ssss'\n$env:OK_ACCESS_PASSPHRASE = 'pppp'",
            "Lines kkkk|ssss|pppp|",
        ),
        ("exchange:\n  - key: kkkk\n    secret: ssss\n", "Lines kkkk|ssss||"),
        ("\"key\": \"kkkk\",\n\"secret\": \"ssss\",", "Lines kkkk|ssss||"),
        ("API Key\nkkkk\nSecret Key\nssss\nPermissions\nRead", "Lines kkkk|ssss||"),
        ("KEY_MAIN=zzzz\nAPI_KEY=kkkk\nAPI_SECRET=ssss", "Lines kkkk|ssss||"),
        ("secret=ssss", "Lines |ssss||"),
        ("kkkk\nssss", "Bare kkkk|ssss||"),
        (
            "s23456789012345678901234567890123456\nk23456789012345678",
            "Bare k23456789012345678|s23456789012345678901234567890123456||",
        ),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn a_configuration_of_freqtrade_is_read_past_its_other_passwords() {
    let text = r#"{
        // comments are usual there
        "telegram": {"token": "tttt", "chat_id": "1"},
        "exchange": {"name": "okx", "key": "kkkk", "secret": "ssss", "password": "pppp", "ccxt_config": {},},
        "api_server": {"username": "u", "password": "wrong", "jwt_secret_key": "wrong", },
    }"#;
    assert_eq!(read(text), "Json kkkk|ssss|pppp|");
}

#[test]
fn of_several_the_venues_own_is_taken() {
    let env = "BINANCE_API_KEY=aaaa\nBINANCE_API_SECRET=bbbb\nBYBIT_API_KEY=kkkk\nBYBIT_API_SECRET=ssss";
    assert_eq!(read(env), "Lines kkkk|ssss||");
    let json = r#"{"binance": {"apiKey": "aaaa", "secret": "bbbb"}, "bybit": {"apiKey": "kkkk", "secret": "ssss"}}"#;
    assert_eq!(read(json), "Json kkkk|ssss||");
    let unnamed = "ONE_KEY=aaaa\nONE_SECRET=bbbb\nTWO_KEY=kkkk\nTWO_SECRET=ssss";
    assert_eq!(read(unnamed), "There are two keys in this text: one is meant. Paste only its key and secret.");
    assert!(read("API_KEY=aaaa\nAPI_KEY=bbbb").starts_with("There are two keys"));
}

#[test]
fn private_keys_and_key_files() {
    assert_eq!(read(ED25519_PEM), "Pem |||PEM");
    assert_eq!(read(&format!("API_KEY=kkkk\nPRIVATE_KEY=\"{ED25519_PEM}\"")), "KeyFile kkkk|||PEM");
    let escaped = ED25519_PEM.replace('\n', "\\n");
    assert_eq!(read(&format!(r#"{{"apiKey": "kkkk", "privateKey": "{escaped}"}}"#)), "Json kkkk|||PEM");
    let coinbase = format!(r#"{{"name": "organizations/1/apiKeys/2", "privateKey": "{escaped}"}}"#);
    assert_eq!(read(&coinbase), "KeyFile organizations/1/apiKeys/2|||PEM");
    assert!(read("-----BEGIN PRIVATE KEY-----\nMC4C").starts_with("The private key is not whole"));
}

#[test]
fn what_is_no_key_has_a_sentence() {
    for (text, start) in [
        ("", "There was nothing"),
        ("one two three", "word:one two three"),
        ("a b\nc d\ne f\ng h", "No key and no secret"),
        (r#"{"user": "me"}"#, "No key and no secret"),
        (r#"{"key": "kkkk", "secr"#, "This JSON ends in the middle"),
        (r#"{"key": kk kk}"#, "This looks like JSON"),
        (r#"{"key": "a", "key": "b"}"#, "This JSON has a name twice"),
        ("a\u{1b}[31mb", "That holds control or invisible characters"),
    ] {
        assert!(read(text).starts_with(start), "{text}: {}", read(text));
    }
    let huge = take_apart("x".repeat(10_000_000), &bybit()).unwrap_err();
    assert_eq!(huge.sentence(), "That is 10 MB; a key is under 8 kB. Nothing was taken.");
}

proptest! {
    /// The text is made of words that no sentence of ours contains.
    #[test]
    fn no_sentence_repeats_the_paste(
        text in r#"(QZX[A-Z0-9]{8}|api_key|secret|passphrase|[={}\[\]:",\\/#'\n ]|-----BEGIN |-----END |-----|//|\u{1b}){0,24}"#
    ) {
        match take_apart(text, &bybit()) {
            Err(problem) => prop_assert!(!problem.sentence().contains("QZX")),
            Ok(found) => {
                let printed = format!("{found:?}");
                prop_assert!(!printed.contains("QZX"));
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = take_apart(text, &Usual::default());
    }
}
