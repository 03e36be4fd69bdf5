namespace LeadDelivery.Core.Tests.Configuration;

/// <summary>Every kind of mistake, with the line it is reported on and the words a person reads.</summary>
public class MistakeTests
{
    private const string Endpoint = "endpoint: { url: 'https://b.example/' }\n";

    public static TheoryData<string, string, string> Recipients => new()
    {
        { "type: http\nendpoint:\n  url: 17\n  metod: POST\n", "3: endpoint.url: expected a URL as text, found the number 17", "" },
        { "type: http\nendpoint:\n  url: 17\n  metod: POST\n", "4: endpoint.metod: unknown key, did you mean `method`?", "" },
        { "", "1: (file): the file is empty, expected an object with type: http, review, batch", "" },
        { "- a\n", "1: (file): expected an object with type: http, review, batch, found a list", "" },
        { "type: http\n", "1: endpoint: missing, expected an object with url", "" },
        { "type: ftp\n" + Endpoint, "1: type: `ftp` is not known, expected one of batch, http, review", "" },
        { "name: x\ntype: email\n", "2: type: `email` is not supported by this version, expected http or review or batch", "" },
        { "type: hubspot.contact\n", "1: type: `hubspot.contact` is not supported by this version, expected http or review or batch", "" },
        { "type: review\napprove: ok\n", "2: approve: is this review itself, expected another recipient", "" },
        { "type: review\napprove: nobody\n", "2: approve: unknown recipient `nobody`, expected ok", "" },
        { "type: review\nprice: 5\n", "2: price: unknown key, expected one of approve, caps, currency, dedupe, docs, name, schedule, type, when", "" },
        { Endpoint + "currency: eur\n", "2: currency: `eur` is not known, did you mean `EUR`?", "" },
        { Endpoint + "currency: 978\n", "2: currency: expected a currency's three capital letters (ISO 4217) such as USD or EUR, found the number 978", "" },
        { "endpoint: { url: 'ftp://b.example/' }\n", "1: endpoint.url: expected an absolute URL", "" },
        { "endpoint: { url: '/leads' }\n", "1: endpoint.url: expected an absolute URL", "" },
        { "endpoint: { url: 'https://ann:secret-pw@b.example/' }\n", "1: endpoint.url: a URL cannot hold a user name or password", "secret-pw" },
        { "endpoint:\n  url: https://b.example/\n  method: POTS\n", "3: endpoint.method: `POTS` is not known, did you mean `POST`?", "" },
        { "endpoint:\n  url: https://b.example/\n  format: xmll\n", "3: endpoint.format: `xmll` is not known, did you mean `xml`?", "" },
        { "endpoint:\n  url: https://b.example/\n  tls: { min: '1.1' }\n", "3: endpoint.tls.min: `1.1` is not known, did you mean `1.2`?", "" },
        { "endpoint:\n  url: https://b.example/\n  headers:\n    Host: x\n", "4: endpoint.headers.Host: this header is set by the system", "" },
        { "endpoint:\n  url: https://b.example/\n  headers:\n    content-length: 5\n", "4: endpoint.headers.content-length: this header is set", "" },
        { "endpoint:\n  url: https://b.example/\n  headers:\n    'X Y': x\n", "4: endpoint.headers.X Y: is not a header's name", "" },
        { "endpoint:\n  url: https://b.example/\n  headers: { X-A: \"a\\r\\nB: c\" }\n", "3: endpoint.headers.X-A: a header's value cannot hold", "" },
        { "endpoint:\n  url: https://b.example/\n  headers: { X-A: a,\n    x-a: b }\n", "4: endpoint.headers.x-a: there is one of this name already", "" },
        { "endpoint:\n  url: https://b.example/\n  timeout: { total: 10 }\n", "3: endpoint.timeout.total: expected a duration such as", "" },
        { "endpoint:\n  url: https://b.example/\n  timeout: { total: 2w }\n", "3: endpoint.timeout.total: expected a duration such as", "" },
        { "endpoint:\n  url: https://b.example/\n  timeout: { total: 0 }\n", "3: endpoint.timeout.total: expected a duration such as", "" },
        { "endpoint:\n  url: https://b.example/\n  timeout: { total: 9999999999s }\n", "3: endpoint.timeout.total: expected a duration such as", "" },
        { "endpoint:\n  url: https://b.example/\n  pool: { connections: 1.5 }\n", "3: endpoint.pool.connections: expected a whole number from 1 to 1000", "" },
        { Endpoint + "price: -1\n", "2: price: expected an amount such as 45.00", "" },
        { Endpoint + "price: free\n", "2: price: expected an amount such as 45.00", "" },
        { Endpoint + "price: [1]\n", "2: price: expected an amount such as 45.00", "" },
        { Endpoint + "concurrency: 0\n", "2: concurrency: expected a whole number from 1 to 10000, found the number 0", "" },
        { Endpoint + "concurrency: ten\n", "2: concurrency: expected a whole number from 1 to 10000, found `ten`", "" },
        { Endpoint + "name: 17\n", "2: name: expected text, found the number 17: text that looks like this needs quotes", "" },
        { Endpoint + "name:\n", "2: name: expected text, found nothing", "" },
        { Endpoint + "unanswered: stopp\n", "2: unanswered: `stopp` is not known, did you mean `stop`?", "" },
        { Endpoint + "docs: { a: { b: c } }\n", "2: docs.a: expected text, found an object", "" },
        { Endpoint + "retry: { attempts: 0 }\n", "2: retry.attempts: expected a whole number from 1 to 100", "" },
        { Endpoint + "retry: { attempts: 101 }\n", "2: retry.attempts: expected a whole number from 1 to 100", "" },
        { Endpoint + "retry: { jitter: yes }\n", "2: retry.jitter: expected true or false, found `yes`, did you mean true?", "" },
        { Endpoint + "retry: { backoff: linear }\n", "2: retry.backoff: `linear` is not known, expected one of exponential, fixed", "" },
        { Endpoint + "retry: { on: [503] }\n", "2: retry.on[0]: `503` is not known", "" },
        { Endpoint + "retry:\n  initial: 10s\n  max: 5s\n", "4: retry.max: is less than initial, expected 10s or more", "" },
        { Endpoint + "retry: { timeout_growth: 0.5 }\n", "2: retry.timeout_growth: expected a number from 1 to 10", "" },
        { Endpoint + "auth: { token: 'abc-token' }\n", "2: auth.type: missing, expected one of api_key, basic, bearer, headers", "abc-token" },
        { Endpoint + "auth: { type: bearer }\n", "2: auth.token: missing, expected text", "" },
        { Endpoint + "auth: { type: oauth2 }\n", "2: auth.token_url: missing, expected a URL as text", "" },
        { Endpoint + "auth: { type: bearr, token: abc }\n", "2: auth.type: `bearr` is not known, did you mean `bearer`?", "" },
        { Endpoint + "auth:\n  - { type: bearer, token: abc }\n  - { type: jwt }\n", "4: auth[1].key: missing, expected a private key", "" },
        { Endpoint + "auth: { type: api_key, value: abc-value }\n", "2: auth.value: expected either header or query", "abc-value" },
        { Endpoint + "auth: { type: api_key, header: X-K, query: k, value: abc }\n", "2: auth.query: expected either header or query", "" },
        { Endpoint + "auth: { type: basic, username: 'a:b', password: abc }\n", "2: auth.username: a user name cannot hold a colon", "" },
        { Endpoint + "auth: { type: bearer, token: \"tok-en\\n\" }\n", "2: auth.token: a header's value cannot hold", "tok-en" },
        { Endpoint + "auth: { type: bearer, token: '${NO_SUCH}' }\n", "2: auth.token: the secret NO_SUCH is not defined, expected it in the environment", "" },
        { Endpoint + "auth: { type: bearer, token: '${no such}' }\n", "2: auth.token: `${` begins no secret, expected ${NAME}", "" },
        { Endpoint + "fields: text\n", "2: fields: expected an object or a list of fields, found text", "" },
        { Endpoint + "fields:\n  a: 1\n  a.b: 2\n", "4: fields.a.b: `a` has a value already", "" },
        { Endpoint + "fields:\n  a.b: 1\n  a: { b: 2 }\n", "4: fields.a.b: this field is given already", "" },
        { Endpoint + "fields:\n  a..b: 1\n", "3: fields.a..b: expected a name before, between and after dots", "" },
        { Endpoint + "fields: { a: 1 }\nbody: x\n", "3: body: expected either fields or body, not both", "" },
        { Endpoint + "response: { reason: [] }\n", "2: response.reason: expected an expression", "" },
        { Endpoint + "caps: { dayly: 5 }\n", "2: caps.dayly: unknown key, did you mean `daily`?", "" },
        { Endpoint + "caps: { daily: 5.5 }\n", "2: caps.daily: expected a whole number from 0 to 1000000000", "" },
        { Endpoint + "caps: { daily: -1 }\n", "2: caps.daily: expected a whole number", "" },
        { Endpoint + "caps: { cost_daily: 5 }\n", "2: caps.cost_daily: unknown key", "" },
        { Endpoint + "caps: { timezone: UTC }\n", "2: caps.timezone: limits nothing, expected a number such as daily: 100", "" },
        { Endpoint + "caps: { daily: 5, timezone: America/New_Yorck }\n", "2: caps.timezone: `America/New_Yorck` is not a known time zone, did you mean `America/New_York`?", "" },
        { Endpoint + "caps:\n  - { daily: 5 }\n  - { hourly: 1, when: \"state in [\" }\n", "4: caps[1].when: column", "" },
        {
            Endpoint + "caps:\n  - { daily: 5, name: a, when: \"state == 'CA'\" }\n  - { daily: 1, name: a, when: \"state == 'TX'\" }\n",
            "4: caps[1].name: another cap of this name has another rule, expected a name of its own", ""
        },
        { Endpoint + "balance: { credit_limit: -5 }\n", "2: balance.credit_limit: expected a number from 0", "" },
        { Endpoint + "balance: 5\n", "2: balance: expected an object with credit_limit", "" },
        { Endpoint + "dedupe: {}\n", "2: dedupe.by: missing, expected text, or a list of 1 or more", "" },
        { Endpoint + "dedupe: { by: phone_1 }\n", "2: dedupe.within: missing, expected a duration", "" },
        { Endpoint + "schedule: {}\n", "2: schedule.open: missing, expected hours such as Mon-Fri 09:00-20:00", "" },
        { Endpoint + "schedule:\n  open:\n    - Mon-Fri 9:00-20:00\n", "4: schedule.open[0]: expected days and hours such as", "" },
        { Endpoint + "schedule: { open: [Mon-Fry 09:00-20:00] }\n", "2: schedule.open[0]: expected days and hours such as", "" },
        { Endpoint + "schedule: { open: [Mon 09:00-25:00] }\n", "2: schedule.open[0]: expected days and hours such as", "" },
        { Endpoint + "schedule: { open: [Mon 09:00-09:00] }\n", "2: schedule.open[0]: begins and ends at the same time", "" },
        { Endpoint + "schedule: { open: [5] }\n", "2: schedule.open[0]: expected hours such as", "" },
        { Endpoint + "schedule: { open: [{ price: 5 }] }\n", "2: schedule.open[0].hours: missing, expected days and hours", "" },
        { Endpoint + "schedule: { open: [Mon 09:00-10:00], closed: [12-25] }\n", "2: schedule.closed[0]: expected a date such as 2026-12-25", "" },
        { Endpoint + "schedule: { open: [], closed: [2026-12-26..2026-12-24] }\n", "2: schedule.closed[0]: ends before it begins", "" },
        { Endpoint + "schedule: { timezone: Nowhere, open: [] }\n", "2: schedule.timezone: `Nowhere` is not a known time zone, expected a time zone such as America/New_York", "" },
        { Endpoint + "caps: { daily: -5 }\n", "2: caps.daily: expected a whole number from 0 to 1000000000, found the number -5", "" },
        { Endpoint + "caps: { daily: 5, timezone: America/Nowhere }\n", "2: caps.timezone: `America/Nowhere` is not a known time zone, ", "" },
        { Endpoint + "balance: { credit_limit: -1 }\n", "2: balance.credit_limit: expected a number from 0 to 1000000000, found the number -1", "" },
        { Endpoint + "dedupe: { by: [phone_1] }\n", "2: dedupe.within: missing, expected a duration", "" },
        { Endpoint + "schedule: { open: [\"Mon-Fri 9-17\"] }\n", "2: schedule.open[0]: expected days and hours such as Mon-Fri 09:00-20:00", "" },
        { Endpoint + "schedule: { open: [\"Mon 09:00-09:00\"] }\n", "2: schedule.open[0]: begins and ends at the same time", "" },
        { Endpoint + "schedule: { open: [\"Mon 24:00-25:00\"] }\n", "2: schedule.open[0]: expected days and hours", "" },
        { Endpoint + "schedule: { open: [{ caps: { daily: 1 } }] }\n", "2: schedule.open[0].hours: missing, expected days and hours", "" },
        { Endpoint + "schedule: { open: [], closed: [\"2026-02-30\"] }\n", "2: schedule.closed[0]: expected a date such as 2026-12-25", "" },
        { Endpoint + "schedule: { open: [], closed: [\"2026-12-26..2026-12-24\"] }\n", "2: schedule.closed[0]: ends before it begins", "" },
        { "type: review\nbalance: {}\n", "2: balance: unknown key", "" },
        { Endpoint + "caps: [{ daily: 5, name: a, when: b }, { total: 9, name: a, when: c }]\n", "2: caps[1].name: another cap of this name has another rule, expected a name of its own", "" },
        { Endpoint + "circuit: { ratio: 1.5 }\n", "2: circuit.ratio: expected a number from 0.01 to 1, found", "" },
        { Endpoint + "circuit: { break: 2h, break_max: 1h }\n", "2: circuit.break_max: is less than break, expected 2h or more", "" },
        { Endpoint + "circuit: { pause: 2h }\n", "2: circuit.pause: unknown key, expected one of break, break_max, consecutive, ratio, wind", "" },
        { Endpoint + "rate: 20\n", "2: rate: expected a rate such as 20/s, 100/m or 500/h, found", "" },
        { Endpoint + "rate: 0/s\n", "2: rate: expected a rate such as 20/s, 100/m or 500/h, found", "" },
        { Endpoint + "rate: 20/d\n", "2: rate: expected a rate such as 20/s, 100/m or 500/h, found", "" },
        { Endpoint + "queue: { limit: 0 }\n", "2: queue.limit: expected a whole number from 1 to 1000000, found", "" },
        { Endpoint + "shutdown: {}\n", "2: shutdown.rejects: missing, expected a whole number", "" },
        { Endpoint + "alerts: { success_rate: 90% }\n", "2: alerts.success_rate: expected a bound such as \"< 90%\", found", "" },
        { Endpoint + "alerts: { success_rate: '> 90%' }\n", "2: alerts.success_rate: expected a bound such as \"< 90%\", found", "" },
        { Endpoint + "alerts: { response_time: '> 2' }\n", "2: alerts.response_time: expected a bound such as \"> 2s\", found", "" },
        { Endpoint + "returns: {}\n", "2: returns: not supported by this version", "" },
        { Endpoint + "backup: nobody\n", "2: backup: unknown recipient `nobody`, expected ok", "" },
        { Endpoint + "backup: ok\n", "2: backup: goes round in a circle: ok → ok; expected an end", "" },
    };

    public static TheoryData<string, string> Flows => new()
    {
        { "plan: { waterfall: [nobody] }\nwhen: \"state in [\"\n", "1: plan.waterfall[0]: unknown recipient `nobody`, expected ok" },
        { "plan: { waterfall: [nobody] }\nwhen: \"state in [\"\n", "2: when: unknown key, expected one of accept, also, caps, currency, name, pings, plan, unsold, wait" },
        { "name: x\n", "1: plan: missing, expected a recipient's id" },
        { "plan: okk\n", "1: plan: unknown recipient `okk`, did you mean `ok`?" },
        { "plan: [ok]\n", "1: plan: expected a recipient's id, or an object with one of deliver, parallel, waterfall, race, auction, route, windows, rotate, found a list" },
        { "plan: {}\n", "1: plan: expected a recipient's id, or an object with one of deliver, parallel, waterfall, race, auction, route, windows, rotate, found no strategy" },
        { "plan:\n  when: a\n", "2: plan: expected a recipient's id, or an object with one of deliver, parallel, waterfall, race, auction, route, windows, rotate, found no strategy" },
        { "plan:\n  waterfal: [ok]\n", "2: plan.waterfal: unknown strategy, did you mean `waterfall`?" },
        { "plan:\n  deliver: ok\n  waterfall: [ok]\n", "3: plan.waterfall: a second strategy beside deliver" },
        { "plan:\n  waterfall: []\n", "2: plan.waterfall: expected a list of 1 or more, found 0" },
        { "plan:\n  waterfall: [ok]\n  on: [success]\n", "3: plan.on[0]: `success` is not known" },
        { "plan:\n  waterfall: [ok]\n  on: []\n", "3: plan.on: expected a list of 1 or more, found 0" },
        { "plan:\n  waterfall: [ok]\n  wehn: a\n", "3: plan.wehn: unknown key, did you mean `when`?" },
        { "plan: { parallel: [] }\n", "1: plan.parallel: expected a list of 1 or more, found 0" },
        { "plan:\n  parallel: [ok]\n  require: most\n", "3: plan.require: `most` is not known" },
        { "plan: { race: ok }\n", "1: plan.race: expected a list of 1 or more, found text" },
        { "plan: { auction: {} }\n", "1: plan.auction.bidders: missing, expected a list of 1 or more" },
        { "plan: { auction: { bidders: [] } }\n", "1: plan.auction.bidders: expected a list of 1 or more, found 0" },
        { "plan: { auction: { bidders: [okk] } }\n", "1: plan.auction.bidders[0]: unknown recipient `okk`, did you mean `ok`?" },
        { "plan: { auction: { bidders: [ok, ok] } }\n", "1: plan.auction.bidders[1]: ok bids already, expected each recipient once" },
        { "plan: { auction: { bidders: [{ race: [ok] }] } }\n", "1: plan.auction.bidders[0]: expected a recipient's id, or deliver with a condition" },
        { "plan:\n  auction:\n    bidders:\n      - ok\n", "4: plan.auction.bidders[0]: ok has neither ping nor price, expected one of them to bid with" },
        { "plan: { auction: { bidders: [ok], margin: some } }\n", "1: plan.auction.margin: expected an amount such as 2.50, or a share from 0% to below 100%" },
        { "plan: { auction: { bidders: [ok], margin: 100% } }\n", "1: plan.auction.margin: expected an amount such as 2.50, or a share" },
        { "plan: { auction: { bidders: [ok], margin: -2 } }\n", "1: plan.auction.margin: expected an amount such as 2.50, or a share" },
        { "plan: { auction: { bidders: [ok], winners: 0 } }\n", "1: plan.auction.winners: expected a whole number from 1 to 20, found the number 0" },
        { "plan: { auction: { bidders: [ok], deadline: 2m } }\n", "1: plan.auction.deadline: expected a duration" },
        { "plan: { auction: { bidders: [ok], min_bid: -1 } }\n", "1: plan.auction.min_bid: expected an amount such as 45.00, or a template such as \"{{lead.state == 'CA' ? 20 : 15}}\", found the number" },
        { "plan: { auction: { bidders: [ok], min_bid: 2000000000000 } }\n", "1: plan.auction.min_bid: expected an amount such as 45.00" },
        { "plan: { auction: { bidders: [ok], min_bid: much } }\n", "1: plan.auction.min_bid: expected an amount such as 45.00" },
        { "plan: { auction: { bidders: [ok], tie: luck } }\n", "1: plan.auction.tie: `luck` is not known" },
        { "plan: { auction: { bidders: [ok], fallback: [ok] } }\n", "1: plan.auction.fallback: expected a recipient's id, or an object" },
        { "plan: { windows: [] }\n", "1: plan.windows: expected a list of 1 or more, found 0" },
        { "plan: { windows: [{ for: 24h }] }\n", "1: plan.windows[0].plan: missing, expected a recipient's id" },
        { "plan: { windows: [{ plan: ok }] }\n", "1: plan.windows[0].for: missing, expected a duration" },
        { "plan: { windows: [{ for: 10m, plan: ok, every: 10m }] }\n", "1: plan.windows[0].every: expected less than for" },
        { "plan: { windows: [{ for: 10m, plan: ok, move_on: soon }] }\n", "1: plan.windows[0].move_on: `soon` is not known" },
        {
            "plan:\n  windows:\n    - for: 30d\n      plan: ok\n      every: 1m\n",
            "5: plan.windows[0].every: 43200 tries of this plan may take 691204 steps for one lead, 9000 at most: expected no more than 562 tries"
        },
        { "plan: { route: [] }\n", "1: plan.route: expected a list of 1 or more, found 0" },
        { "plan: { route: [{ when: a }] }\n", "1: plan.route[0].when: expected either when with then, or else alone" },
        { "plan:\n  route:\n    - else: ok\n    - { when: a, then: ok }\n", "3: plan.route[0].else: branches after it are never taken" },
        { "plan: { waterfall: [\n ok,\n { rotate: {} } ] }\n", "3: plan.waterfall[1].rotate.members: missing, expected a list of 1 or more" },
        { "plan: { rotate: { members: [okk] } }\n", "1: plan.rotate.members[0]: unknown recipient `okk`, did you mean `ok`?" },
        { "plan: { rotate: { members: [{ okk: 2 }] } }\n", "1: plan.rotate.members[0]: unknown recipient `okk`, did you mean `ok`?" },
        { "plan: { rotate: { members: [{ ok: 0 }] } }\n", "1: plan.rotate.members[0].ok: expected a number from 0.001 to 1000000, found the number 0" },
        { "plan: { rotate: { members: [{ weight: 3 }] } }\n", "1: plan.rotate.members[0].weight: expected a recipient or a plan beside it" },
        { "plan: { rotate: { members: [ok], by: luck } }\n", "1: plan.rotate.by: `luck` is not known" },
        { "plan: ok\nalso: [crm]\n", "2: also[0]: unknown recipient `crm`" },
        { "plan: ok\nunsold: { race: [okk] }\n", "2: unsold.race[0]: unknown recipient `okk`" },
        { "plan: ok\ncurrency: EUR\n", "1: plan: the recipient ok is paid in USD (recipients/ok.yaml), expected EUR, the flow's" },
        { "name: x\ncurrency: GBP\nplan:\n  waterfall:\n    - ok\n", "5: plan.waterfall[0]: the recipient ok is paid in USD" },
        { "plan: ok\ncurrency: DOL\n", "2: currency: `DOL` is not known, " },
        { "plan: ok\npings: { expire: 60s }\n", "2: pings.expire: unknown key, did you mean `expires`?" },
        { "plan: ok\npings: { expires: 25h }\n", "2: pings.expires: expected a duration" },
        { "plan: ok\npings: { match: [] }\n", "2: pings.match: expected a list of 1 or more, found 0" },
        { "plan: ok\npings: { caps: { dayly: 5 } }\n", "2: pings.caps.dayly: unknown key, did you mean `daily`?" },
        { "plan: ok\npings: { caps: { cost_daily: 5 } }\n", "2: pings.caps.cost_daily: unknown key" },
        { "plan: ok\npings: { caps: { daily: -1 } }\n", "2: pings.caps.daily: expected a whole number from 0 to 1000000000" },
        { "plan: ok\npings: { caps: {} }\n", "2: pings.caps: limits nothing, expected a number such as daily: 100" },
        {
            "plan: ok\npings: { caps: [{ daily: 5, name: a, when: b }, { total: 9, name: a, when: c }] }\n",
            "2: pings.caps[1].name: another cap of this name has another rule, expected a name of its own"
        },
        { "plan: ok\nwait: 61s\n", "2: wait: expected a duration such as 500ms, 5s, 10m, 24h or 30d, from 0 to 1m, found 61s" },
        { "plan: ok\nwait: 10\n", "2: wait: expected a duration such as 500ms, 5s, 10m, 24h or 30d, from 0 to 1m, found the number 10 without a unit" },
        { "plan: ok\nwait: -1s\n", "2: wait: expected a duration" },
        { "plan: ok\naccept:\n  fields:\n    email: { type: emial }\n", "4: accept.fields.email.type: `emial` is not known, did you mean `email`?" },
        { "plan: ok\naccept:\n  fields:\n    age: { min: 5, max: 2 }\n", "4: accept.fields.age.max: is less than min" },
        { "plan: ok\naccept:\n  fields:\n    age: { required: 1 }\n", "4: accept.fields.age.required: expected true or false, found the number 1" },
        { "plan: ok\naccept:\n  dedupe: { by: [] , within: 30d }\n", "3: accept.dedupe.by: expected text, or a list of 1 or more" },
        { "plan: ok\naccept:\n  dedupe: { by: email }\n", "3: accept.dedupe.within: missing, expected a duration" },
    };

    public static TheoryData<string, string> Sources => new()
    {
        { "name: x\n", "1: key: missing, expected an API key" },
        { "key: short\n", "1: key: the key has fewer than 8 characters" },
        { "key: 'has a space in it'\n", "1: key: the key holds a space" },
        { "key: 12345678\n", "1: key: expected an API key, best a secret such as ${PARTNER_KEY}, found the number 12345678" },
        { "key: ${NO_SUCH}\n", "1: key: the secret NO_SUCH is not defined" },
        { "key: partner-key-1\nflows: [two]\n", "2: flows[0]: unknown flow `two`, expected one" },
        { "key: partner-key-1\nflows: []\n", "2: flows: expected a list of 1 or more, found 0" },
        { "key: partner-key-1\nrate: 50\n", "2: rate: expected a rate such as 20/s, 100/m or 500/h" },
        { "key: partner-key-1\ncaps: { revenue_daily: 10000 }\n", "2: caps.revenue_daily: unknown key" },
        { "key: partner-key-1\nreply: all\n", "2: reply: `all` is not known, expected one of full, outcome, received" },
        { "key: partner-key-1\ntest: { acept: a }\n", "2: test.acept: unknown key, did you mean `accept`?" },
        { "key: partner-key-1\nfields: { a: [b] }\n", "2: fields.a: expected a field's name, found a list" },
    };

    public static TheoryData<string, string> Yaml => new()
    {
        { "type: http\nname: [a\n", "2: (file): not readable as YAML: a list is not closed, expected ]" },
        { "type: http\n\tname: x\n", "2: (file): not readable as YAML" },
        { "type: http\nname: a\nname: b\n", "3: (file): the key `name` is already on line 2" },
        { "type: http\n---\ntype: http\n", "2: (file): a second document, expected one per file" },
        { "type: !!str http\n", "1: (file): a tag (`!…`), expected a plain value" },
        { "type: *nothing\n", "1: (file): not readable as YAML: the alias *nothing names nothing before it" },
        { "a: &a { x: 1 }\nb:\n  <<: *a\n", "3: (file): the merge key `<<`" },
        { "? [a, b]\n: c\n", "1: (file): a list or object as a key, expected text" },
    };

    [Theory]
    [MemberData(nameof(Recipients))]
    public void Recipient_mistake_is_reported_with_its_line(string text, string expected, string secret)
    {
        var mistakes = Loading.Mistakes(("recipients/ok.yaml", text));

        Assert.Contains(mistakes, m => m.StartsWith("recipients/ok.yaml:" + expected, StringComparison.Ordinal));
        Assert.DoesNotContain(mistakes, m => secret.Length > 0 && m.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void Flow_mistake_is_reported_with_its_line(string text, string expected) =>
        Assert.Contains(Loading.Mistakes(("flows/one.yaml", text)), m => m.StartsWith("flows/one.yaml:" + expected, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Sources))]
    public void Source_mistake_is_reported_with_its_line(string text, string expected) =>
        Assert.Contains(Loading.Mistakes(("sources/partner.yaml", text)), m => m.StartsWith("sources/partner.yaml:" + expected, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Unreadable_yaml_is_reported_with_its_line(string text, string expected) =>
        Assert.Contains(Loading.Mistakes(("recipients/ok.yaml", text)), m => m.StartsWith("recipients/ok.yaml:" + expected, StringComparison.Ordinal));

    [Fact]
    public void Json_in_a_yaml_file_keeps_the_lines_of_nested_objects()
    {
        var mistakes = Loading.Mistakes(("recipients/ok.yaml", "{\n \"type\": \"http\",\n \"endpoint\": {\n  \"url\": 17,\n  \"metod\": \"POST\"\n },\n \"retry\": {\n  \"attempts\": 0\n }\n}"));

        Assert.Equal(
            [
                "recipients/ok.yaml:4: endpoint.url: expected a URL as text, found the number 17",
                "recipients/ok.yaml:5: endpoint.metod: unknown key, did you mean `method`?",
                "recipients/ok.yaml:8: retry.attempts: expected a whole number from 1 to 100, found the number 0",
            ],
            mistakes);
    }

    [Fact]
    public void Mistakes_of_all_files_are_reported_at_once_and_in_order()
    {
        var mistakes = Loading.Mistakes(
            ("sources/b.yaml", "flows: [nothing]\nkez: x\n"), ("flows/one.yaml", "plan: nobody\nwait: 1w\n"), ("recipients/ok.yaml", "type: http\nendpoint:\n  url: 17\n  metod: POST\n"));

        Assert.Equal(
            ["flows/one.yaml:1", "flows/one.yaml:2", "recipients/ok.yaml:3", "recipients/ok.yaml:4", "sources/b.yaml:1", "sources/b.yaml:2"],
            mistakes.Select(m => string.Join(':', m.Split(':').Take(2))));
    }

    [Fact]
    public void A_recipient_with_mistakes_is_not_also_unknown_to_its_flows() =>
        Assert.All(Loading.Mistakes(("recipients/ok.yaml", "type: ftp\n")), m => Assert.StartsWith("recipients/ok.yaml", m));

    [Fact]
    public void Two_sources_with_one_key_are_a_mistake_in_the_second() =>
        Assert.Equal(
            ["sources/z.yaml:2: key: sources/partner.yaml has the same key, expected one of its own"],
            Loading.Mistakes(("sources/z.yaml", "name: Z\nkey: partner-key-1\n")));

    [Theory]
    [InlineData("buyers/b.yaml", "buyers/b.yaml:1: (file): buyers are not supported by this version")]
    [InlineData("recipient/b.yaml", "recipient/b.yaml:0: (file): unknown folder, did you mean `recipients`?")]
    [InlineData("recipients/a b.yaml", "recipients/a b.yaml:0: (file): the file's name is the id: expected letters, digits, - _ and ., 100 at most")]
    [InlineData("recipients/ok.yml", "recipients/ok.yml:0: (file): recipients/ok.yaml has this id already")]
    public void File_name_mistakes_are_reported(string path, string expected) =>
        Assert.Contains(expected, Loading.Mistakes((path, Loading.Recipient)));

    [Fact]
    public void Half_a_character_is_a_mistake_wherever_it_stands() =>
        Assert.Equal(
            ["recipients/ok.yaml:4: (file): half a character (\\ud800), expected both halves", "recipients/ok.yaml:5: (file): half a character (\\udc00), expected both halves"],
            Loading.Mistakes(("recipients/ok.yaml", Loading.Recipient + "name: 'a\uD800'\nfields: { \uDC00: 1, ok: \U0001F600 }\n")));

    [Fact]
    public void Aliases_are_followed_up_to_a_bound()
    {
        Assert.Equal("POST", Loading.RecipientOf("docs: { a: &u 'https://b.example/' }\nendpoint: { url: *u }\n").Endpoint!.Method);

        var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains(Loading.Mistakes(("recipients/ok.yaml", laughs)), m => m.Contains("once aliases are followed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, "nested more than 400 deep")]
    [InlineData(100_000, "nested more than 400 deep")]
    public void Deep_nesting_is_a_mistake(int depth, string expected) =>
        Assert.Contains(Loading.Mistakes(("recipients/ok.yaml", "fields: " + new string('[', depth))), m => m.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void Plans_nest_as_deep_as_their_file() =>
        Assert.Equal(191, Loading.FlowOf($"plan: {string.Concat(Enumerable.Repeat("{ waterfall: [", 190))}ok{string.Concat(Enumerable.Repeat("] }", 190))}\n").Nodes.Count);
}
