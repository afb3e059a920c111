-- A change by the worker that holds the survey: fields, and perhaps a new state.
-- Refused when somebody else has claimed the survey since, or when its state is not `from`.
local id, operation, token, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local reason, due_in, keep, fields = ARGV[6], tonumber(ARGV[7]), ARGV[8] == 'keep', cjson.decode(ARGV[9])
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'operation_at', 'reason')
-- The client repeats a command whose reply was lost: it was done, and is not done again.
if known[1] == operation then return { 'done', known[4] } end
if known[2] ~= token or known[3] ~= from then return { 'refused' } end

-- What neither changes the state nor has a new reason is no news for the ledger: a survey that
-- waits for days says why once.
if to == from and (reason == '' or reason == known[5]) then
  look_at(id, to, now, due_in)
elseif not move(id, to, now, reason, due_in) then
  return { 'refused' }
end
for name, value in pairs(fields) do
  if value == cjson.null then
    redis.call('HDEL', key, name)
  else
    redis.call('HSET', key, name, value == '@now' and digits(now) or value)
  end
end
redis.call('HSET', key, 'operation', operation, 'operation_at', digits(now))
-- A change uses its token up, so that a copy of it that comes late, from a connection that the
-- client has given up since, is refused. The next change comes with the next token.
if keep then
  redis.call('HINCRBY', key, 'token', 1)
else
  take_from_holder(id)
  redis.call('HSET', key, 'not_before', digits(now + due_in))
end
return { 'done', digits(now) }
