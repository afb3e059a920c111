-- The one gate in front of Dixa: a token bucket, and a bolt. Time is this server's.
local key = 'rs:gate'
local waiting_answers = 'rs:gate:answers'
local LATE_MS = 500 -- who has not tried again so long after it should has given up
local SOON_MS = 2000 -- a probe that Dixa answers is over by then
local LONGEST_MS = 60000 -- no bolt, and nobody who waits, keeps others from it for longer
local action = ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000

local function number(field)
  return tonumber(redis.call('HGET', key, field) or 0)
end

local function set(field, value)
  redis.call('HSET', key, field, type(value) == 'number' and string.format('%.3f', value) or value)
end

local function filled(rate, burst)
  if redis.call('HEXISTS', key, 'tokens') == 0 then return burst end
  return math.min(burst, number('tokens') + math.max(0, now - number('at')) * rate / 1000)
end

-- Takes one from the bucket if it can; returns what was there.
local function take_token(rate, burst)
  local tokens = filled(rate, burst)
  set('tokens', tokens >= 1 and tokens - 1 or tokens)
  set('at', now)
  return tokens
end

-- When somebody may probe. A time too far ahead is from before this server's clock was set back.
local function probe_at()
  if number('probe_at') > now + LONGEST_MS then set('probe_at', now + LONGEST_MS) end
  return number('probe_at')
end

-- Whether a probe has just begun: if Dixa is back, the gate is open in a moment.
local function is_soon_known()
  local since = number('probed_since')
  return redis.call('HEXISTS', key, 'prober') == 1 and now >= since and now < since + SOON_MS
end

-- While shut, one caller at a time is let through to probe; it opens the gate or shuts it again.
-- Answers stay for a moment to see what comes of it: sent away for as long as a probe may take, they
-- would come back only after everything else.
local function at_the_bolt(rate, burst, urgency, probe_ms, caller)
  local cause = redis.call('HGET', key, 'cause')
  if not cause then return nil end
  local wait = probe_at() - now
  if wait > 0 and urgency == 'answer' and is_soon_known() then return { 'wait', '50' } end
  if wait > 0 then return { 'shut', string.format('%.0f', math.ceil(wait)), cause } end
  set('probe_at', now + probe_ms)
  set('probed_since', now)
  set('prober', caller)
  take_token(rate, burst)
  return { 'probe' }
end

-- Whether a moment is still to come; none that is too far ahead counts, for the same reason.
local function is_ahead(moment)
  return moment > now and moment <= now + LONGEST_MS
end

-- What is only compared takes what nobody else wants: a full bucket, and half the rate at most.
local function must_stand_back(rate, burst)
  if is_ahead(number('others_wait_until')) then return true end
  if filled(rate, burst) < burst then return true end
  if is_ahead(number('reconciled_at') + 2000 / rate) then return true end
  set('reconciled_at', now)
  return false
end

-- Customers' answers go first: while one waits, nothing else is let through.
local function an_answer_waits()
  redis.call('ZREMRANGEBYSCORE', waiting_answers, '-inf', now)
  redis.call('ZREMRANGEBYSCORE', waiting_answers, now + LONGEST_MS, '+inf')
  return redis.call('ZCARD', waiting_answers) > 0
end

local function note_waiting(urgency, caller, wait_ms)
  local until_ms = now + wait_ms + LATE_MS
  if urgency == 'answer' then
    redis.call('ZADD', waiting_answers, string.format('%.3f', until_ms), caller)
  else
    set('others_wait_until', until_ms)
  end
end

local function pass(rate, burst, urgency, probe_ms, caller)
  if number('at') > now then set('at', now) end -- the clock was set back: it fills from now on
  local stopped = at_the_bolt(rate, burst, urgency, probe_ms, caller)
  if stopped then return stopped end
  if urgency ~= 'answer' and an_answer_waits() then return { 'wait', '50' } end
  if urgency == 'reconciliation' and must_stand_back(rate, burst) then return { 'wait', '100' } end
  local tokens = take_token(rate, burst)
  if tokens >= 1 then
    redis.call('ZREM', waiting_answers, caller)
    return { 'go' }
  end
  local wait_ms = math.ceil((1 - tokens) * 1000 / rate)
  note_waiting(urgency, caller, wait_ms)
  return { 'wait', string.format('%.0f', wait_ms) }
end

-- A bolt that is shut for longer stays as it is; but `probe_at` of one that is being probed says how
-- long the prober may take. They have found out about that older bolt, and do not draw this one.
local function shut(cause, wait_ms)
  local till = now + math.min(wait_ms, LONGEST_MS)
  local known = redis.call('HGET', key, 'cause')
  local is_probed = redis.call('HEXISTS', key, 'prober') == 1
  if known and not is_probed and probe_at() >= till then return { 'shut', known } end
  set('cause', cause)
  set('probe_at', till)
  redis.call('HDEL', key, 'prober')
  return { 'shut', cause }
end

local function open(prober)
  if redis.call('HGET', key, 'prober') ~= prober then return { 'shut' } end
  redis.call('HDEL', key, 'cause', 'probe_at', 'probed_since', 'prober', 'failures')
  return { 'open' }
end

local function failed(limit, first_ms, longest_ms)
  local run = redis.call('HINCRBY', key, 'failures', 1)
  if run < limit then return { 'open' } end
  return shut('Dixa is failing', math.min(longest_ms, first_ms * 2 ^ (run - limit)))
end

if action == 'pass' then
  return pass(tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), ARGV[6])
elseif action == 'shut' then
  return shut(ARGV[2], tonumber(ARGV[3]))
elseif action == 'failed' then
  return failed(tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
elseif action == 'open' then
  return open(ARGV[2])
end
redis.call('HDEL', key, 'failures')
return { 'open' }
