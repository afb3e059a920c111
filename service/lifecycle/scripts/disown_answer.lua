-- Somebody with the link says that the answer was not given by them. One that nobody has begun to
-- submit is withdrawn, and the survey waits for an answer again; of one that Dixa has, or may have,
-- this is noted. It names the version of the answer that its page showed. Whoever answers and disowns
-- over and over, or two who do it to each other, end the survey, with no answer at last: else one
-- link could fill the record.
local MOST = 10
local id, nonce, version = ARGV[1], ARGV[2], ARGV[3]
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'state', 'parked_from', 'answered_at', 'answer_version',
  'disown_nonce', 'disowned_at', 'rating', 'nonce', 'expires_at', 'conversation')
local state = known[1]
if known[6] then return 'noted' end
if known[5] == nonce then return 'withdrawn' end
if not known[3] or (known[4] or '0') ~= version or state == 'erased' then return 'outdated' end

local reason = 'answer disowned, it was ' .. known[7]
if not is_answer_untouched(state, known[2]) then
  redis.call('HSET', key, 'disowned_at', digits(now))
  note(id, now, state, state, reason)
  redis.call('ZREMRANGEBYSCORE', 'rs:disowned', '-inf', digits(now - A_YEAR))
  redis.call('ZADD', 'rs:disowned', digits(now), id)
  return 'noted'
end

if state == 'parked' then unpark(id, now, 'the customer disowns the answer') end
-- One of the ways back, which `move` does not take.
note(id, now, 'answered', 'invited', reason)
count('answered', 'invited')
redis.call('HDEL', key, 'rating', 'comment', 'solved', 'answered_at', 'nonce', 'changed_at',
  'change_nonce', 'changes', 'drawn_at', 'took_ms', 'preselected', 'signals', 'rivals', 'released_at')
redis.call('HSET', key, 'state', 'invited', 'reason', '', 'disown_nonce', nonce, 'attempts', 0,
  'disowned_nonces', (redis.call('HGET', key, 'disowned_nonces') or ' ') .. known[8] .. ' ')
redis.call('HINCRBY', key, 'answer_version', 1)
take_from_holder(id)
if redis.call('HINCRBY', key, 'withdrawals', 1) >= MOST then
  redis.call('HSET', key, 'expires_at', digits(now))
  move(id, 'expired', now, 'its answer was disowned ' .. MOST .. ' times')
  return 'withdrawn'
end
look_at(id, 'invited', now, known[9] - now)

-- Meanwhile the customer may have been asked again: one link can be answered, the latest.
for _, other in ipairs(redis.call('LRANGE', 'rs:conversation:' .. known[10] .. ':surveys', 0, -1)) do
  if other ~= id and is_waiting(other) then
    move(id, 'superseded', now, 'asked again')
    redis.call('HSET', key, 'successor', other)
  end
end
return 'withdrawn'
