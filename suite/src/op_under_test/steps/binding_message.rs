use cucumber::{given, then};

use super::device;
use super::words::words;
use crate::checks::binding_message as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What a binding_message can have that some screens or servers cannot take; all but the last are short.
    Oddity as "oddity":
    Blanks = "blanks",
    Accent = "an accent",
    CombiningAccent = "a combining accent",
    ChineseCharacters = "Chinese characters",
    HebrewLetters = "Hebrew letters",
    ArabicLetters = "Arabic letters",
    Emoji = "an emoji",
    JoinedEmoji = "a joined emoji",
    Markup = "markup",
    QuotationMarks = "quotation marks",
    PlusAndPercentSigns = "plus and percent signs",
    LineBreak = "a line break",
    CarriageReturn = "a carriage return",
    Tab = "a tab",
    NullCharacter = "a null character",
    EscapeSequence = "an escape sequence",
    DeleteCharacter = "a delete character",
    RightToLeftOverride = "a right-to-left override",
    ZeroWidthSpace = "a zero-width space",
    ByteOrderMark = "a byte order mark",
    VeryLong = "2000 characters",
}

impl Oddity {
    fn message(self) -> String {
        let message = match self {
            Self::Blanks => "Pay 10 EUR now",
            Self::Accent => "Caf\u{e9} 12",
            Self::CombiningAccent => "Cafe\u{301} 12",
            Self::ChineseCharacters => "\u{652f}\u{4ed8} 12",
            Self::HebrewLetters => "\u{5e9}\u{5dc}\u{5d5}\u{5dd} 12",
            Self::ArabicLetters => "\u{645}\u{631}\u{62d}\u{628}\u{627} 12",
            Self::Emoji => "Pay \u{1f642} 12",
            Self::JoinedEmoji => "Pay \u{1f469}\u{200d}\u{1f4bb} 12",
            Self::Markup => "<b>12</b>&amp;",
            Self::QuotationMarks => "\"12\" '13' \\14",
            Self::PlusAndPercentSigns => "1+1=%32 100%",
            Self::LineBreak => "W4\nSCT",
            Self::CarriageReturn => "W4\rSCT",
            Self::Tab => "W4\tSCT",
            Self::NullCharacter => "W4\0SCT",
            Self::EscapeSequence => "W4\u{1b}[31mSCT",
            Self::DeleteCharacter => "W4\u{7f}SCT",
            Self::RightToLeftOverride => "W4\u{202e}SCT",
            Self::ZeroWidthSpace => "W4\u{200b}SCT",
            Self::ByteOrderMark => "W4\u{feff}SCT",
            Self::VeryLong => return "a".repeat(2000),
        };
        message.to_owned()
    }
}

#[given(expr = "the binding_message has {oddity}")]
fn unusual(world: &mut CibaWorld, oddity: Oddity) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set("binding_message", oddity.message());
    world.request = Some(request);
    Ok(())
}

/// Where the suite cannot look at the device, the OP's answer is all there is to judge.
#[then("the binding_message is refused by its own code or shown unaltered")]
async fn refused_or_shown(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    let has_null = world
        .binding_message
        .as_ref()
        .is_some_and(|message| message.contains('\0'));
    let Some(acknowledgement) = world.judge(check::taken_or_refused(&answer, has_null))? else {
        return Ok(());
    };
    world.acknowledge(&acknowledgement);
    if world.target()?.device.abilities().inbox {
        device::shown_unaltered(world).await?;
    }
    Ok(())
}
