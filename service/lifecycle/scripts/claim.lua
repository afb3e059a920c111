-- Lend a survey to one worker: a lease for a while, and a token that grows with each lease.
local id, owner, lease_ms, max_deaths = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local DEATHS_WINDOW = 72 * 3600 * 1000
local SLACK = 1000 -- a clock is also put right, by a little, without being set
local key, now = survey_key(ARGV[1]), now_ms()

local state = redis.call('HGET', key, 'state')
if not state then return { 'gone' } end
local wanted = false
for i = 5, #ARGV do wanted = wanted or ARGV[i] == state end
if not wanted then return { 'passed' } end

local holder = redis.call('HGET', key, 'lease_owner')
local held_until = tonumber(redis.call('HGET', key, 'lease_until') or 0)
-- No lease lasts so long: this server's clock was set back since. Nobody knows when it ends, and
-- whoever holds the survey all the same can change it no more.
local is_from_ahead = held_until > now + lease_ms + SLACK
if holder and holder ~= owner and held_until > now and not is_from_ahead then return { 'busy' } end
if tonumber(redis.call('HGET', key, 'not_before') or 0) > now then return { 'early' } end

-- A lease that ran out was held by a worker that died or froze over this survey.
local function deaths()
  local first = tonumber(redis.call('HGET', key, 'first_death_at') or 0)
  if now - first > DEATHS_WINDOW then
    redis.call('HSET', key, 'first_death_at', digits(now), 'deaths', 0)
  end
  return redis.call('HINCRBY', key, 'deaths', 1)
end

if holder and holder ~= owner and not is_from_ahead then
  if deaths() >= max_deaths and state ~= 'parked' then
    move(id, 'parked', now, 'poison: workers died over it', 24 * 3600 * 1000)
    take_from_holder(id)
    return { 'parked' }
  end
end
if holder ~= owner then
  redis.call('HINCRBY', key, 'token', 1)
  redis.call('HSET', key, 'lease_owner', owner, 'lease_until', digits(now + lease_ms))
  set_due(id, state, now + lease_ms)
end
return { 'claimed', redis.call('HGET', key, 'token'), digits(now), redis.call('HGETALL', key) }
