-- The customer's answer. The first confirmed one wins; the nonce names the page it came from, so
-- that a form sent twice is one answer. The version is that of the answer when the survey was looked
-- up, so that a copy that comes late can't take the place of an answer that was withdrawn meanwhile.
local id, nonce, version, rating, comment = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local solved = ARGV[6]
local drawn_at, took_ms, preselected, signals = ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local key, now = survey_key(ARGV[1]), now_ms()
local SECONDS = 10000

local known = redis.call('HMGET', key, 'state', 'parked_from', 'answered_at', 'nonce', 'expires_at',
  'hold_ms', 'disowned_nonces', 'answer_version')
local state = known[1]

-- A third value from a third page, within seconds: that is how a machine tries every link.
local function note_rival()
  local rivals = redis.call('HGET', key, 'rivals') or ' '
  if string.find(rivals, ' ' .. nonce .. ' ', 1, true) then return end
  redis.call('HSET', key, 'rivals', rivals .. nonce .. ' ')
  if rivals ~= ' ' then weigh(id, now, 'many values within seconds') end
end

if not state then return 'not_found' end
if known[3] then
  -- Nobody is thanked for another answer from the same page: it is not the one that is recorded.
  local said = redis.call('HMGET', key, 'rating', 'comment', 'solved')
  local is_same = said[1] == rating and (said[2] or '') == comment and (said[3] or '') == solved
  if known[4] == nonce and is_same then return 'recorded' end
  local is_rival = known[4] ~= nonce and said[1] ~= rating and now - known[3] <= SECONDS
  if is_rival and state == 'answered' and (known[8] or 0) - version <= 1 then note_rival() end
  return 'already_answered'
end
if state == 'superseded' or state == 'expired' then return state end
if state == 'parked' then state = known[2] end
if state ~= 'offered' and state ~= 'invited' then return 'not_found' end
-- The customer has said that the answer from this page is not theirs, however often it is sent.
if string.find(known[7] or '', ' ' .. nonce .. ' ', 1, true) then return 'disowned' end
if (known[8] or '0') ~= version then return 'outdated' end
if tonumber(known[5]) <= now then return 'expired' end

-- Whatever it was parked for, somebody has the link after all.
if known[1] == 'parked' then unpark(id, now, 'the customer answers') end
move(id, 'answered', now)
redis.call('HINCRBY', key, 'answer_version', 1)
redis.call('HSET', key, 'rating', rating, 'answered_at', digits(now), 'nonce', nonce, 'attempts', 0,
  'drawn_at', drawn_at, 'took_ms', took_ms, 'preselected', preselected)
if comment ~= '' then redis.call('HSET', key, 'comment', comment) end
if solved ~= '' then redis.call('HSET', key, 'solved', solved) end
take_from_holder(id)
-- It is held for a while, in which it can be changed.
if tonumber(known[6] or 0) > 0 then hold(id, now + known[6]) end
weigh(id, now, signals)
return 'recorded'
