//! Takes secrets out of what is shown. What is no secret stays word for word.

use serde_json::Value;

/// The members and parameters whose values are secrets.
const SECRET: &[&str] = &[
    "access_token",
    "refresh_token",
    "id_token",
    "id_token_hint",
    "login_hint_token",
    "client_secret",
    "client_assertion",
    "client_notification_token",
    "user_code",
    "auth_req_id",
    "request",
];
/// How much of a long secret is shown, so that equal ones are seen to be equal.
const SHOWN: usize = 6;
const MUCH: usize = 4000;

/// A part of a secret that gives nothing away; a short one is hidden altogether.
pub(super) fn shorten(secret: &str) -> String {
    if secret.chars().count() < 4 * SHOWN {
        return "[hidden]".to_owned();
    }
    let shown: String = secret.chars().take(SHOWN).collect();
    format!("{shown}…")
}

/// Parameters, one a line.
pub(super) fn form<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let lines: Vec<String> = parameters
        .map(|(name, value)| {
            if SECRET.contains(&name) {
                format!("{name}={}", shorten(value))
            } else {
                format!("{name}={value}")
            }
        })
        .collect();
    lines.join("\n")
}

/// A body: JSON is shown member by member. What is no JSON is not shown, because nobody knows what is in it.
pub(super) fn body(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return String::new();
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        return format!("[{} bytes that are no JSON]", bytes.len());
    };
    hide(&mut value);
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    if text.chars().count() <= MUCH {
        return text;
    }
    let shown: String = text.chars().take(MUCH).collect();
    format!("{shown}\n[and more]")
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if SECRET.contains(&name.as_str()) => {
                        *text = shorten(text);
                    }
                    _ => hide(member),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_shortened_and_all_else_stays() {
        let long = "0123456789abcdefghijklmnopqrstuvwxyz";
        let text =
            format!(r#"{{"access_token":"{long}","expires_in":5,"a":[{{"user_code":"675325"}}]}}"#);

        let shown = body(text.as_bytes());

        assert!(
            shown.contains("012345…") && !shown.contains("0123456"),
            "{shown}"
        );
        assert!(
            !shown.contains("675325") && shown.contains("\"expires_in\": 5"),
            "{shown}"
        );
        let shown = form([("user_code", "675325"), ("scope", "openid")].into_iter());
        assert_eq!(shown, "user_code=[hidden]\nscope=openid");
    }

    #[test]
    fn what_is_no_json_is_counted() {
        assert_eq!(body(b"<p>secret</p>"), "[13 bytes that are no JSON]");
    }
}
