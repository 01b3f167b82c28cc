use ::url::Url;

use super::ConfigError;

/// An http or https URL with a host, and nothing that a path could not be added to.
pub(super) fn check_url(name: &'static str, text: &str) -> Result<(), ConfigError> {
    let url = Url::parse(text).ok();
    let is_usable = url.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    if is_usable {
        return Ok(());
    }
    Err(ConfigError::Value {
        name,
        expected: "an http or https URL without user name, query and fragment",
        got: text.to_owned(),
    })
}
