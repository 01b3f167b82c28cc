//! Calls that come through somebody who forwards them: with the path of the public URL, or without it.

/// The path of a URL without a slash at its end; nothing for one that has none.
pub(super) fn path_of(url: &str) -> String {
    url::Url::parse(url)
        .map(|url| url.path().trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

/// Path and query of a call below the base, whether the base's own path was stripped on the way or not.
pub(super) fn below(target: &str, base_path: &str) -> String {
    let rest = target.strip_prefix(base_path);
    let rest = rest.filter(|rest| rest.starts_with('/'));
    rest.unwrap_or(target).to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::left("/cb/elsewhere/poll?a=1", "/elsewhere/poll?a=1")]
    #[case::stripped("/elsewhere/poll", "/elsewhere/poll")]
    #[case::another_path("/cbx/poll", "/cbx/poll")]
    fn the_path_of_the_public_url_makes_no_difference(#[case] came: &str, #[case] below_it: &str) {
        let base_path = path_of("https://suite.example.com/cb/");

        assert_eq!(base_path, "/cb");
        assert_eq!(below(came, &base_path), below_it);
        assert_eq!(below(came, &path_of("http://127.0.0.1:8060")), came);
    }
}
