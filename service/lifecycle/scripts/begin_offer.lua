-- The last look at the customer and the step to offering, at once: of two conversations of one
-- customer that come up at the same moment, one is offered and the other waits for what becomes of
-- it. Whoever was let through holds the customer's turn for as long as it is offering: a survey that
-- was parked, put aside or came to nothing holds it no more, and no word is needed to give it back.
local id, operation, token, keep_ms = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local fields = cjson.decode(ARGV[5])
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'operation', 'token', 'state', 'operation_at', 'rating_type',
  'cooldown_ms')
if known[1] == operation then return { 'done', known[4] } end
local can_begin = known[3] == 'scheduled' or known[3] == 'offering'
if known[2] ~= token or not can_begin then return { 'refused' } end

local customer, rating_type, cooldown = customer_key(id), known[5], tonumber(known[6] or 0)

local function obstacle()
  if redis.call('HEXISTS', customer, 'opted_out') == 1 then return 'opted out' end
  if cooldown == 0 then return nil end
  local asked_at = tonumber(redis.call('HGET', customer, 'asked:' .. rating_type) or 0)
  if asked_at > 0 and now - asked_at < cooldown then return 'cool-down' end
  local other = redis.call('HGET', customer, 'asking:' .. rating_type)
  if not other or other == id then return nil end
  local state = redis.call('HGET', survey_key(other), 'state')
  return state and RANK[state] == RANK.offering and 'unsettled' or nil
end

local found = obstacle()
if found then return { found } end

remember_of(customer, 'asking:' .. rating_type, id, cooldown)
move(id, 'offering', now, '', keep_ms)
for name, value in pairs(fields) do redis.call('HSET', key, name, value) end
redis.call('HSET', key, 'operation', operation, 'operation_at', digits(now))
redis.call('HINCRBY', key, 'token', 1)
return { 'done', digits(now) }
