// oidc-provider knows no interval. This one does: it tells the client how long to wait between polls, and to slow down
// when it does not, by five seconds more each time.
export function throttle(interval) {
  const polls = new Map();
  return async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'backchannel_authentication' && ctx.status === 200) {
      ctx.body.interval = interval;
    }
    if (ctx.oidc?.route === 'token' && ctx.body?.error === 'authorization_pending') {
      const id = ctx.oidc.params.auth_req_id;
      const now = Date.now();
      const last = polls.get(id) ?? { at: 0, interval };
      const hasty = now - last.at < last.interval * 1000 - 100;
      polls.set(id, { at: now, interval: hasty ? last.interval + 5 : last.interval });
      if (hasty) {
        ctx.body = { error: 'slow_down', error_description: 'wait longer between polls' };
      }
    }
  };
}
