use cucumber::{given, then};

use super::device;
use crate::checks::binding_message as check;
use crate::error::SuiteError;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// What a binding_message can have that some screens or servers cannot take; all but the last are short.
const UNUSUAL: [(&str, &str); 20] = [
    ("blanks", "Pay 10 EUR now"),
    ("an accent", "Caf\u{e9} 12"),
    ("a combining accent", "Cafe\u{301} 12"),
    ("Chinese characters", "\u{652f}\u{4ed8} 12"),
    ("Hebrew letters", "\u{5e9}\u{5dc}\u{5d5}\u{5dd} 12"),
    ("Arabic letters", "\u{645}\u{631}\u{62d}\u{628}\u{627} 12"),
    ("an emoji", "Pay \u{1f642} 12"),
    ("a joined emoji", "Pay \u{1f469}\u{200d}\u{1f4bb} 12"),
    ("markup", "<b>12</b>&amp;"),
    ("quotation marks", "\"12\" '13' \\14"),
    ("plus and percent signs", "1+1=%32 100%"),
    ("a line break", "W4\nSCT"),
    ("a carriage return", "W4\rSCT"),
    ("a tab", "W4\tSCT"),
    ("a null character", "W4\0SCT"),
    ("an escape sequence", "W4\u{1b}[31mSCT"),
    ("a delete character", "W4\u{7f}SCT"),
    ("a right-to-left override", "W4\u{202e}SCT"),
    ("a zero-width space", "W4\u{200b}SCT"),
    ("a byte order mark", "W4\u{feff}SCT"),
];
const VERY_LONG: (&str, usize) = ("2000 characters", 2000);

#[given(regex = r"^the binding_message has (.+)$")]
fn unusual(world: &mut CibaWorld, what: String) -> Result<(), Stop> {
    let message = UNUSUAL
        .iter()
        .find(|(name, _)| *name == what)
        .map(|(_, message)| (*message).to_owned())
        .or_else(|| (what == VERY_LONG.0).then(|| "a".repeat(VERY_LONG.1)));
    let unknown = || SuiteError::Internal(format!("no binding_message is known to have {what}"));
    let message = world.own(message.ok_or_else(unknown))?;
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set("binding_message", message);
    world.request = Some(request);
    Ok(())
}

/// Where the suite cannot look at the device, the OP's answer is all there is to judge.
#[then("the binding_message is refused by its own code or shown unaltered")]
async fn refused_or_shown(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    let Some(acknowledgement) = world.judge(check::taken_or_refused(&answer))? else {
        return Ok(());
    };
    world.acknowledge(&acknowledgement);
    if world.target()?.device.abilities().inbox {
        device::shown_unaltered(world).await?;
    }
    Ok(())
}
