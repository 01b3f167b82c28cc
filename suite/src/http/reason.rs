use std::error::Error;

/// What libraries say in the words of their code, and what it means.
const MEANINGS: [(&str, &str); 4] = [
    (
        "CaUsedAsEndEntity",
        "the server shows the certificate of an authority (CA:TRUE) as its own",
    ),
    (
        "InvalidContentType",
        "what came back is no TLS: it speaks plain HTTP?",
    ),
    (
        "NoApplicationProtocol",
        "under TLS the server speaks neither HTTP/2 nor HTTP/1.1",
    ),
    (
        "UnknownIssuer",
        "the certificate is of an authority that nobody here knows (UnknownIssuer)",
    ),
];

/// Why something did not work: the last cause, which a reader can act on ("connection refused"), without the layers above
/// it.
pub(super) fn of(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let said = cause.to_string();
    MEANINGS
        .iter()
        .find(|(word, _)| said.contains(word))
        .map_or(said, |(_, meaning)| (*meaning).to_owned())
}
