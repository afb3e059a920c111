-- The customer's change of an answer that nobody has begun to submit. It names the version of the
-- answer that its page showed: of two changes of one version the first wins, and a copy that comes
-- late is of an old version. After `most` changes the answer stays as it is: one that waits for a
-- person would else let whoever has its link fill the record.
local id, nonce, version, rating = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local said, signals = { comment = ARGV[5], solved = ARGV[6] }, ARGV[7]
local most = tonumber(ARGV[8])
local key, now = survey_key(ARGV[1]), now_ms()

local known = redis.call('HMGET', key, 'state', 'parked_from', 'answered_at', 'answer_version',
  'change_nonce', 'hold_ms', 'rating', 'changes')
if not known[3] then return 'outdated' end
if known[5] == nonce then return 'changed' end
if (known[4] or '0') ~= version then return 'outdated' end
if not is_answer_untouched(known[1], known[2]) then return 'too_late' end
if tonumber(known[8] or 0) >= most then return 'too_late' end

redis.call('HSET', key, 'rating', rating, 'changed_at', digits(now), 'change_nonce', nonce,
  'attempts', 0)
redis.call('HINCRBY', key, 'answer_version', 1)
redis.call('HINCRBY', key, 'changes', 1)
for field, value in pairs(said) do
  if value ~= '' then redis.call('HSET', key, field, value) else redis.call('HDEL', key, field) end
end
note(id, now, known[1], known[1], 'answer changed from ' .. known[7] .. ' to ' .. rating)
if known[1] == 'answered' then
  -- The hold begins anew, but whoever changes again and again can't keep an answer for ever.
  local hold_ms = tonumber(known[6] or 0)
  local held_until = math.min(now + hold_ms, known[3] + 2 * hold_ms)
  take_from_holder(id)
  if held_until > now then hold(id, held_until) else look_at(id, 'answered', now, 0) end
end
weigh(id, now, signals)
return 'changed'
