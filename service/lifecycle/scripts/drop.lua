-- By hand: a parked survey is given up.
-- `token` is what the caller has read, so that a copy of this command that comes late is refused.
local id, operation, token = ARGV[1], ARGV[2], ARGV[3]
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'reason')
if known[1] == operation then return { 'done' } end
if known[3] ~= 'parked' then return { 'not_parked', known[3] or '', known[4] or '' } end
if known[2] ~= token then return { 'changed' } end

move(id, 'suppressed', now, 'dropped by hand')
redis.call('HSET', key, 'operation', operation)
take_from_holder(id)
return { 'done' }
