// What must happen at once in the server, in Lua. Time is the server's, so that processes need not agree on it.

/** `now` in ARGV[1], or empty. */
const NOW = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end`;

/** ARGV: now, length of a slice in ms, how many slices, how much to add. Answers with the sum; see rate-slices.ts. */
export const COUNT = `${NOW}
local length, slices, by = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local current = math.floor(now / length)
if by ~= 0 then
  redis.call('HINCRBY', KEYS[1], string.format('%d', current), by)
  redis.call('PEXPIRE', KEYS[1], length * slices)
end
local sum = 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local slice = tonumber(all[i])
  if slice <= current - slices then
    redis.call('HDEL', KEYS[1], all[i])
  elseif slice <= current then
    sum = sum + tonumber(all[i + 1])
  end
end
return sum`;

/** ARGV: now, member, ttl in ms, how many members at most: those whose time is up soonest go first. */
export const BEAT = `${NOW}
local ttl = tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], now + ttl, ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[4]))
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end`;

/** ARGV: now, how many members at most. */
export const PRESENT = `${NOW}
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%d', now), '+inf', 'LIMIT', 0, ARGV[2])`;

/** ARGV: holder, ttl in ms. */
export const HOLD = `
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end`;

/** ARGV: holder. */
export const LET_GO = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;
