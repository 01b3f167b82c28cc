//! Two copies of the server behind one address are killed again and again, and Authlete is away for a third of the
//! time; no user's decision is lost and no client hears a decision twice.

mod authlete;
mod copies;
mod parties;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use authlete::{Authlete, Mood};
use copies::Copies;
use parties::{Client, Device, Notifications, Pending};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

const SEED: u64 = 20_261_125;
const REQUESTS: usize = 200;
const KILLS: usize = 20;
/// How long users take to decide, all in all; killing and outages fill the same time.
const DECIDING: Duration = Duration::from_secs(15);
/// Within this much time after the last trouble, everything must have come to its end. A device that was turned away
/// several times waits up to a minute before it comes again.
const SETTLING: Duration = Duration::from_secs(100);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes half a minute, and starts and kills many processes; .ci/run runs it"]
async fn no_decision_is_lost_and_none_is_applied_twice() {
    let started = Instant::now();
    let notifications = Notifications::listen().await;
    let balancer = copies::Balancer::listen().await;
    let authlete = Authlete::start(balancer.url(), &notifications.url()).await;
    let device = Device::start(balancer.url()).await;
    let copies = Copies::start(&balancer, &authlete, &device).await;
    let requests = request_all(balancer.url()).await;
    device.wait_for(REQUESTS).await;

    let kills = tokio::spawn(kill_again_and_again(copies));
    let outages = tokio::spawn(take_away_again_and_again(authlete.clone()));
    let decided = decide_all(&device, &requests).await;
    let copies = kills.await.unwrap();
    let away = outages.await.unwrap();
    authlete.become_(Mood::Well);
    authlete.settle(REQUESTS, SETTLING).await;
    notifications.settle(&requests, SETTLING).await;

    assert!(
        away.as_secs_f64() > DECIDING.as_secs_f64() / 3.5,
        "{away:?}"
    );
    let pings = notifications.check(&requests);
    authlete.check(&decided);
    redeem_all(balancer.url(), &requests, &decided).await;
    drop(copies);
    eprintln!(
        "{REQUESTS} requests, {KILLS} kills, Authlete away for {away:?}, {pings} pings, {} calls of complete, {:?}",
        authlete.completions(),
        started.elapsed()
    );
}

async fn request_all(op: &str) -> Vec<Pending> {
    let mut requests = Vec::new();
    for number in 0..REQUESTS {
        let client = Client::number(number);
        requests.push(client.request(op, number).await);
    }
    requests
}

/// Kills and restarts one copy or the other, or both, at times that nobody expects.
async fn kill_again_and_again(mut copies: Copies) -> Copies {
    let mut random = StdRng::seed_from_u64(SEED);
    let share = DECIDING / u32::try_from(KILLS).unwrap();
    for _ in 0..KILLS {
        let pause = share.mul_f64(random.gen_range(0.2..0.8));
        tokio::time::sleep(pause).await;
        let whom: &[usize] = match random.gen_range(0..5) {
            0 | 1 => &[0],
            2 | 3 => &[1],
            _ => &[0, 1],
        };
        copies.kill_and_restart(whom).await;
    }
    copies
}

/// Lets Authlete be away for about a third of the time, in each of its ways; how long it was.
async fn take_away_again_and_again(authlete: Authlete) -> Duration {
    let mut random = StdRng::seed_from_u64(SEED + 1);
    let moods = [
        Mood::Refusing,
        Mood::Silent,
        Mood::Forgetful,
        Mood::Unplugged,
    ];
    let mut away = Duration::ZERO;
    for round in 0..12 {
        tokio::time::sleep(DECIDING.mul_f64(random.gen_range(0.04..0.06))).await;
        let outage = DECIDING.mul_f64(random.gen_range(0.025..0.035));
        authlete.become_(moods[round % moods.len()]);
        tokio::time::sleep(outage).await;
        away += outage;
        authlete.become_(Mood::Well);
    }
    away
}

/// Has every user decide, in random order and spread over the whole time; who said yes.
async fn decide_all(device: &Device, requests: &[Pending]) -> BTreeMap<String, bool> {
    let mut random = StdRng::seed_from_u64(SEED + 2);
    let mut order: Vec<&Pending> = requests.iter().collect();
    order.shuffle(&mut random);
    let pause = DECIDING / u32::try_from(REQUESTS).unwrap();
    let (mut decided, mut devices) = (BTreeMap::new(), Vec::new());
    for request in order {
        let allow = random.gen_bool(0.7);
        devices.push(device.decide(&request.auth_req_id, allow));
        decided.insert(request.auth_req_id.clone(), allow);
        tokio::time::sleep(pause).await;
    }
    for taken in devices {
        taken.await.unwrap();
    }
    decided
}

/// Each client gets what its user decided, and gets it once.
async fn redeem_all(op: &str, requests: &[Pending], decided: &BTreeMap<String, bool>) {
    for request in requests {
        let allowed = decided[&request.auth_req_id];
        let (status, answer) = request.client.redeem(op, &request.auth_req_id).await;
        if allowed {
            assert_eq!(status, 200, "{answer}");
            let (again, answer) = request.client.redeem(op, &request.auth_req_id).await;
            assert_eq!(again, 400, "{answer}");
            assert_eq!(answer["error"], "invalid_grant");
        } else {
            assert_eq!(answer["error"], "access_denied", "{answer}");
        }
    }
}
