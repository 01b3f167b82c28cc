//! Addresses of pages.

use url::Url;

/// A path of these segments, each encoded.
pub(super) fn path<'a>(segments: impl Iterator<Item = &'a str>) -> String {
    let Ok(mut url) = Url::parse("http://localhost") else {
        return "/".to_owned();
    };
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().extend(segments);
    }
    url.path().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        let made = path(["demo", "ad", "a/b?c#d é%2F"].into_iter());

        assert_eq!(made, "/demo/ad/a%2Fb%3Fc%23d%20%C3%A9%252F");
    }
}
