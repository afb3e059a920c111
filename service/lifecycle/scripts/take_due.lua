-- What is due, answers first and each oldest first, pushed ahead so that it comes again if the hint
-- for it is lost.
local limit, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
local now, found = now_ms(), {}

local function due(list)
  local room = math.max(0, limit - #found)
  return redis.call('ZRANGE', list, '-inf', digits(now), 'BYSCORE', 'LIMIT', 0, room)
end

local function take(id, state)
  set_due(id, state, now + ahead)
  table.insert(found, { id, state })
end

for _, id in ipairs(due('rs:due:answers')) do
  local state = redis.call('HGET', survey_key(id), 'state')
  -- A worker of an earlier version, which does not know this list, may have moved it on.
  if is_answer(state) then take(id, state) else redis.call('ZREM', 'rs:due:answers', id) end
end
for _, id in ipairs(due('rs:due')) do
  local state = redis.call('HGET', survey_key(id), 'state')
  if state then take(id, state) else look_no_more(id) end
end
return found
