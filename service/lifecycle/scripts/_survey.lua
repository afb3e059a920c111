-- Put in front of every script. RANK (state -> rank) is generated from service/lifecycle/states.py.
-- All times are milliseconds of this server's clock: workers' clocks may differ, this one does not.
local ENDED = RANK.submitted
local A_YEAR = 366 * 24 * 3600 * 1000
local LATELY = 8 * 24 * 3600 * 1000 -- as long as events are known; what ended before is compared no more
local FIRST_LOOK = 5000 -- the hint sent along with a write comes first; the sweep only later

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function digits(number)
  return string.format('%.0f', number)
end

local function survey_key(id)
  return 'rs:survey:' .. id
end

-- The survey's customer, who is known across conversations.
local function customer_key(id)
  local closing = cjson.decode(redis.call('HGET', survey_key(id), 'closing'))
  return 'rs:customer:' .. closing.organization .. ':' .. closing.customer.id
end

-- Customers who are asked no more are forgotten, unless they said that they never want to be.
local function remember_of(customer, field, value, cooldown)
  redis.call('HSET', customer, field, value)
  if redis.call('HEXISTS', customer, 'opted_out') == 1 then return end
  local kept = math.max(A_YEAR, cooldown, redis.call('PTTL', customer))
  redis.call('PEXPIRE', customer, digits(kept))
end

local function note(id, now, from, to, reason)
  local entry = { at = digits(now), from = from or '', to = to, reason = reason or '' }
  redis.call('RPUSH', survey_key(id) .. ':ledger', cjson.encode(entry))
end

local function count(from, to)
  if from == to then return end
  if from then redis.call('HINCRBY', 'rs:states', from, -1) end
  redis.call('HINCRBY', 'rs:states', to, 1)
end

-- Whether it holds an answer that is to be submitted.
local function is_answer(state)
  local rank = RANK[state] or 0
  return rank >= RANK.answered and rank < RANK.parked
end

-- When to look again. Answers are listed apart, too, so that no backlog of others is before them.
local function set_due(id, state, time)
  redis.call('ZADD', 'rs:due', digits(time), id)
  if is_answer(state) then
    redis.call('ZADD', 'rs:due:answers', digits(time), id)
  else
    redis.call('ZREM', 'rs:due:answers', id)
  end
end

local function look_no_more(id)
  redis.call('ZREM', 'rs:due', id)
  redis.call('ZREM', 'rs:due:answers', id)
end

-- What has ended is known for a while apart from when its names are removed, which may be at once:
-- it has still to be compared with Dixa.
local function remember_ended(id, at, now)
  redis.call('ZREMRANGEBYSCORE', 'rs:lately-ended', '-inf', digits(now - LATELY))
  if at > now - LATELY then redis.call('ZADD', 'rs:lately-ended', digits(at), id) end
end

-- A survey that has ended is looked at no more; any other stays in `due`.
local function look_at(id, state, now, due_in)
  if RANK[state] >= ENDED then
    look_no_more(id)
    redis.call('ZADD', 'rs:ended', digits(now), id)
    remember_ended(id, now, now)
  else
    set_due(id, state, now + (due_in > 0 and due_in or FIRST_LOOK))
  end
end

-- Nothing is to be done about an answer before that time.
local function hold(id, time)
  redis.call('HSET', survey_key(id), 'not_before', digits(time))
  set_due(id, 'answered', time)
end

-- The one place where a state changes. Returns false, and changes nothing, if that went backwards.
local function move(id, to, now, reason, due_in)
  local key = survey_key(id)
  local from = redis.call('HGET', key, 'state')
  if not from or RANK[to] < RANK[from] or (RANK[from] >= ENDED and from ~= to) then return false end
  redis.call('HSET', key, 'state', to, 'reason', reason or '')
  if to == 'parked' and from ~= 'parked' then
    redis.call('HSET', key, 'parked_from', from)
    redis.call('ZADD', 'rs:parked', digits(now), id)
  elseif from == 'parked' and to ~= 'parked' then
    redis.call('ZREM', 'rs:parked', id)
  end
  note(id, now, from, to, reason)
  count(from, to)
  look_at(id, to, now, due_in or 0)
  return true
end

-- Whoever held the survey has lost it: its token is old now.
local function take_from_holder(id)
  redis.call('HINCRBY', survey_key(id), 'token', 1)
  redis.call('HDEL', survey_key(id), 'lease_owner', 'lease_until', 'not_before')
end

-- One of the ways back: a parked survey goes on from the state it came from, since its customer answers
-- after all, or a person lets it. Returns that state.
local function unpark(id, now, reason)
  local key = survey_key(id)
  local to = redis.call('HGET', key, 'parked_from')
  redis.call('HSET', key, 'state', to, 'reason', reason)
  redis.call('HDEL', key, 'parked_from')
  redis.call('ZREM', 'rs:parked', id)
  note(id, now, 'parked', to, reason)
  count('parked', to)
  return to
end

-- Whether a customer's answer to it would be taken.
local function is_waiting(id)
  local fields = redis.call('HMGET', survey_key(id), 'state', 'parked_from', 'answered_at')
  local state = fields[1] == 'parked' and fields[2] or fields[1]
  return not fields[3] and (state == 'offered' or state == 'invited')
end

-- Whether nobody has begun to submit the answer that it has.
local function is_answer_untouched(state, parked_from)
  return state == 'answered' or (state == 'parked' and parked_from == 'answered')
end

-- Signals that an answer is not a person's are kept with it. Two of them park it, unless a person
-- of the team has let it go on already.
local function weigh(id, now, signals)
  local key, all, seen = survey_key(id), {}, {}
  local known = redis.call('HMGET', key, 'signals', 'released_at', 'state')
  for each in string.gmatch((known[1] or '') .. ',' .. signals, '[^,]+') do
    if not seen[each] then table.insert(all, each) end
    seen[each] = true
  end
  if #all == 0 then return end
  redis.call('HSET', key, 'signals', table.concat(all, ','))
  if #all >= 2 and known[3] == 'answered' and not known[2] then
    local reason = 'suspected: ' .. table.concat(all, ', ')
    move(id, 'parked', now, reason, 24 * 3600 * 1000)
    take_from_holder(id)
  end
end
