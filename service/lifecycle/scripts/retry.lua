-- By hand: a parked survey goes on from where it stopped, at once, and nothing is held against it.
-- `token` is what the caller has read, so that a copy of this command that comes late is refused.
local id, operation, token = ARGV[1], ARGV[2], ARGV[3]
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'reason', 'parked_from')
if known[1] == operation then return { 'done' } end
if known[3] ~= 'parked' then return { 'not_parked', known[3] or '', known[4] or '' } end
if not RANK[known[5]] then return { 'not_parked', 'of a newer version' } end
if known[2] ~= token then return { 'changed' } end

-- A person has looked at a suspected answer: it is not parked for the same suspicion again.
if string.find(known[4], 'suspected:', 1, true) == 1 then
  redis.call('HSET', key, 'released_at', digits(now))
end
local to = unpark(id, now, 'tried again by hand')
redis.call('HDEL', key, 'deaths', 'first_death_at', 'delivery_step')
redis.call('HSET', key, 'attempts', 0, 'operation', operation)
take_from_holder(id)
look_at(id, to, now, 0)
return { 'done' }
