-- An offer is known to Dixa: give the survey its offer and its link, and let it take the place of
-- the conversation's earlier unanswered surveys. With a predecessor, its open offer is taken over:
-- a second one would count against the response rate.
local id, operation, token, offer_id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local link, predecessor, reason = ARGV[5], ARGV[6], ARGV[7]
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'conversation',
  'rating_type', 'cooldown_ms')
if known[1] == operation then return 'done' end
if known[2] ~= token or RANK[known[3]] ~= RANK.offering then return 'refused' end

if predecessor ~= '' and not is_waiting(predecessor) then return 'overtaken' end

local conversation = 'rs:conversation:' .. known[4]
for _, other in ipairs(redis.call('LRANGE', conversation .. ':surveys', 0, -1)) do
  if other ~= id and is_waiting(other) and move(other, 'superseded', now, 'asked again') then
    redis.call('HSET', survey_key(other), 'successor', id)
    take_from_holder(other)
  end
end
move(id, 'offered', now, reason)
-- The cool-down counts from here, on a clock for each rating type.
remember_of(customer_key(id), 'asked:' .. known[5], digits(now), tonumber(known[6] or 0))
redis.call('HSET', key, 'offer_id', offer_id, 'offered_at', digits(now), 'attempts', 0,
  'operation', operation)
take_from_holder(id)
redis.call('SADD', conversation .. ':offers', offer_id)
redis.call('SET', 'rs:link:' .. link, id)
return 'done'
