-- One event: de-duplicate it, remember it, and open, renew, replace or cancel a survey.
-- event_timestamp decides, never the order of arrival.
local kind, event_id, candidate = ARGV[1], ARGV[2], ARGV[3]
local conversation, at, closing = 'rs:conversation:' .. ARGV[4], tonumber(ARGV[5]), ARGV[6]
local event_seconds, echo_ms = ARGV[7], tonumber(ARGV[8])
local now = now_ms()

-- The candidate names this request: a command that the client repeated is told what it was told.
local seen = redis.call('GET', 'rs:event:' .. event_id)
if seen then return seen == candidate and 'accepted' or 'duplicate' end
redis.call('SET', 'rs:event:' .. event_id, candidate, 'EX', event_seconds)

local opened_at = tonumber(redis.call('HGET', conversation, 'opened_at') or 0)

local function remember()
  if kind == 'closed' then
    redis.call('ZADD', conversation .. ':closings', digits(at), closing)
    redis.call('ZREMRANGEBYRANK', conversation .. ':closings', 0, -21)
    redis.call('EXPIRE', conversation .. ':closings', event_seconds)
    return true
  end
  -- A message of ours may open a closed conversation. That is no reopening, or asking would
  -- be answered with a new closing, which would be asked about, without end.
  local messaged = redis.call('HMGET', conversation, 'messaged_since', 'messaged_at')
  local last = tonumber(messaged[2] or 0)
  local first = tonumber(messaged[1] or last) -- of the times that the message was posted
  local is_echo = last > 0 and at >= first - 1000 and at <= last + echo_ms
  local opening = digits(at) .. (is_echo and ' echo' or '')
  redis.call('ZADD', conversation .. ':openings', digits(at), opening)
  redis.call('ZREMRANGEBYRANK', conversation .. ':openings', 0, -21)
  if is_echo or at <= opened_at then return false end
  opened_at = at
  redis.call('HSET', conversation, 'opened_at', digits(at))
  return true
end

-- Of the closings since the last reopening: one that names an agent before one that does not, one
-- that says that nobody ever had it before one that says nothing, then the latest. Dixa typically
-- closes once without an agent and soon after with one.
local function best_closing()
  local found = redis.call('ZRANGE', conversation .. ':closings', '(' .. digits(opened_at), '+inf',
    'BYSCORE', 'WITHSCORES')
  local best
  for i = 1, #found, 2 do
    local option = { text = found[i], at = tonumber(found[i + 1]) }
    local data = cjson.decode(option.text)
    option.event_id = data.event_id
    option.has_agent = data.agent ~= cjson.null
    option.is_abandoned = data.is_abandoned == true and not option.has_agent
    option.tells = option.has_agent and 2 or option.is_abandoned and 1 or 0
    if not best or option.tells >= best.tells then best = option end
  end
  return best
end

local function write_closing(id, best)
  redis.call('HSET', survey_key(id), 'closing', best.text, 'closed_at', digits(best.at),
    'event_id', best.event_id)
end

local function open_survey(best, cycle)
  redis.call('HSET', survey_key(candidate), 'state', 'received', 'conversation', ARGV[4],
    'cycle', cycle, 'received_at', digits(now), 'token', 0)
  write_closing(candidate, best)
  redis.call('HSET', conversation, 'survey', candidate, 'cycle', cycle)
  redis.call('RPUSH', conversation .. ':surveys', candidate)
  note(candidate, now, nil, 'received', 'event ' .. best.event_id)
  count(nil, 'received')
  look_at(candidate, 'received', now, 0)
end

-- Reasons not to ask that a later closing of the same cycle may do away with.
local NOBODY = { ['no agent'] = true, ['abandoned'] = true }
local PASSING = { ['unreachable'] = true, ['agent left out'] = true, ['queue left out'] = true }

local function is_cured(reason, best, closed_at)
  if NOBODY[reason] then return best.has_agent end
  return PASSING[reason] and best.at > closed_at
end

-- `state` is where a parked survey stopped: a person may let it go on from there.
local function cancel_if_not_asked(id, state)
  local not_asked = state == 'received' or state == 'scheduled'
  if state == 'offering' then
    not_asked = not redis.call('HGET', survey_key(id), 'offer_sent_at')
  end
  if not_asked and move(id, 'cancelled', now, 'reopened') then take_from_holder(id) end
end

if not remember() then return 'accepted' end

local id = redis.call('HGET', conversation, 'survey')
local cycle = tonumber(redis.call('HGET', conversation, 'cycle') or 0)
local best = best_closing()
local state, reason, closed_at, same_cycle
if id then
  local fields = redis.call('HMGET', survey_key(id), 'state', 'reason', 'closed_at', 'parked_from')
  state, reason, closed_at = fields[1], fields[2], tonumber(fields[3])
  if state == 'parked' then state = fields[4] end
  same_cycle = closed_at > opened_at
  if not same_cycle then cancel_if_not_asked(id, state) end
end
if not best then return 'accepted' end

if not same_cycle then
  open_survey(best, cycle + 1)
elseif state == 'received' then
  write_closing(id, best)
  -- A worker may be deciding by the earlier closing right now: it starts anew, and soon.
  take_from_holder(id)
  look_at(id, state, now, 0)
elseif state == 'suppressed' and is_cured(reason, best, closed_at) then
  open_survey(best, cycle)
elseif state == 'suppressed' and reason == 'no agent' and best.is_abandoned then
  -- The same decision, with the reason that says more: nobody was assigned, and never had been.
  move(id, 'suppressed', now, 'abandoned')
elseif state == 'cancelled' and best.at > closed_at then
  -- Dixa called it open, so it was opened again, although nobody told us.
  open_survey(best, cycle + 1)
elseif (RANK[state] or 0) >= ENDED then
  -- Its names may have been removed already; this closing has brought some again.
  redis.call('ZADD', 'rs:ended', 'NX', digits(now), id)
end
return 'accepted'
