-- An offer of ours was found in Dixa that nobody knew of: its request was given up for lost, and
-- carried out late. From now on it is known for ours.
local id, offer_id = ARGV[1], ARGV[2]
local known = redis.call('HMGET', survey_key(id), 'conversation', 'state')
if not known[1] then return 'gone' end
if redis.call('SADD', 'rs:conversation:' .. known[1] .. ':offers', offer_id) == 0 then return 'known' end
note(id, now_ms(), known[2], known[2], 'found one more offer in Dixa, made late: ' .. offer_id)
return 'done'
