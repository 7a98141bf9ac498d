import { createHash } from 'node:crypto';

/** A script that Redis runs as one step: nobody sees or changes anything in between. */
export interface RedisScript {
  readonly lua: string;
  /** What it is called by once it was loaded. */
  readonly sha: string;
}

function script(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

// Positions and fences are told as text: Redis cuts numbers of Lua to integers, and Lua prints large ones with exponents.

/**
 * KEYS life, entries. ARGV run id of the server, id for a new life, keepMs.
 * Answers the id of the life of the data, a new one if the server is another than before or was emptied.
 */
const OPEN = `
local known = redis.call('HMGET', KEYS[1], 'id', 'run')
if not known[1] or known[2] ~= ARGV[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'id', ARGV[2], 'run', ARGV[1], 'last', '0', 'bytes', '0')
end
local id = redis.call('HGET', KEYS[1], 'id')
-- Written again, so that a server that refuses to write is found out here.
redis.call('HSET', KEYS[1], 'id', id)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return id
`;

/** KEYS life, entries. ARGV id for the new life. Begins a new log: what was not written cannot be told otherwise. */
const START_ANEW = `
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'last', '0', 'bytes', '0')
return ARGV[1]
`;

/**
 * KEYS life, entries, others, then the state of each entry. ARGV channel, mostEntries, mostBytes, keepMs, others, then for
 * each entry its value, its state, and the keepMs of the state: 0 if it has none. Answers the id of the log and the
 * position of each entry: 0 for one that was left out.
 */
const APPENDING = `
local id = redis.call('HGET', KEYS[1], 'id')
if not id then return redis.error_reply('NOLIFE The data is gone') end
local function add(position, value)
  local bytes = redis.call('HINCRBY', KEYS[1], 'bytes', #value)
  redis.call('XADD', KEYS[2], position .. '-0', 'v', value)
  while bytes > tonumber(ARGV[3]) or redis.call('XLEN', KEYS[2]) > tonumber(ARGV[2]) do
    local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
    if not oldest then break end
    redis.call('XDEL', KEYS[2], oldest[1])
    bytes = redis.call('HINCRBY', KEYS[1], 'bytes', -#oldest[2][2])
  end
end
local function append(states, from)
  local answer, last = { id }, nil
  -- Entries that nobody added to for long ended by themselves, and their weight with them.
  if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('HSET', KEYS[1], 'bytes', '0') end
  for index = from, #ARGV, 3 do
    local value, state, keep, key = ARGV[index], ARGV[index + 1], ARGV[index + 2], KEYS[states + (index - from) / 3]
    if keep ~= '0' and redis.call('GET', key) == state then
      answer[#answer + 1] = '0'
    else
      if keep ~= '0' then redis.call('SET', key, state, 'PX', keep) end
      last = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'last', 1))
      answer[#answer + 1] = last
      add(last, value)
    end
  end
  if last then
    redis.call('PEXPIRE', KEYS[2], ARGV[4])
    redis.call('PUBLISH', ARGV[1], 'new')
  end
  return answer
end
`;

/** KEYS life, entries, writer. ARGV ..., number of this batch among the writer's. Does it once for each number. */
const APPEND = `${APPENDING}
local number = tonumber(ARGV[5])
if tonumber(redis.call('GET', KEYS[3]) or '0') >= number then return { id } end
redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[4])
return append(4, 6)
`;

/** KEYS life, entries, lease, mark. ARGV ..., token of the lease, mark, its keepMs. Answers nil without the lease. */
const APPEND_FENCED = `${APPENDING}
if redis.call('GET', KEYS[3]) ~= ARGV[5] then return false end
redis.call('SET', KEYS[4], ARGV[6], 'PX', ARGV[7])
return append(5, 8)
`;

/** KEYS life, entries. ARGV id of the log, position, limit. Answers the log, its end, 1 for a gap, ids and values in turn. */
const READ = `
local life = redis.call('HMGET', KEYS[1], 'id', 'last')
if not life[1] then return redis.error_reply('NOLIFE The data is gone') end
local position, last = tonumber(ARGV[2]), tonumber(life[2])
local read = { life[1], life[2], 0 }
if life[1] ~= ARGV[1] or position > last then
  read[3] = 1
elseif position < last then
  local first = string.format('%.0f-0', position + 1)
  local entries = redis.call('XRANGE', KEYS[2], first, '+', 'COUNT', ARGV[3])
  -- Positions have no holes: if another one comes first, those between fell out of the log.
  if not entries[1] or entries[1][1] ~= first then
    read[3] = 1
  else
    for _, entry in ipairs(entries) do
      read[#read + 1] = entry[1]
      read[#read + 1] = entry[2][2]
    end
  end
end
return read
`;

/** KEYS lease, fence. ARGV holder, ttlMs, keepMs of the fence. Answers the fence; nil while it is held. */
const ACQUIRE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local time = redis.call('TIME')
-- The time is the least, so that fences grow also after Redis lost the last one.
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local fence = string.format('%.0f', math.max(tonumber(redis.call('GET', KEYS[2]) or '0') + 1, now))
redis.call('SET', KEYS[2], fence, 'PX', ARGV[3])
redis.call('SET', KEYS[1], fence .. ':' .. ARGV[1], 'PX', ARGV[2])
return fence
`;

/** KEYS lease. ARGV its token, ttlMs. */
const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

/** KEYS lease. ARGV its token. */
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/** KEYS bucket. ARGV limit, windowMs. Answers 1 if allowed, what remains, and resetMs. */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = limit
if kept[1] then
  tokens = math.min(limit, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * limit / window)
end
local allowed = 0
if tokens >= 1 then
  allowed = 1
  tokens = tokens - 1
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(window))
local reset = 0
if tokens < 1 then reset = math.ceil((1 - tokens) * window / limit) end
return { allowed, math.floor(tokens), reset }
`;

/** KEYS set. ARGV keepMs, most members, members. They are sorted by their end. */
const ADD_MEMBERS = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for index = 3, #ARGV do
  redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', now + tonumber(ARGV[1])), ARGV[index])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[2]) - 1)
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
`;

/** KEYS set. ARGV most members. */
const LIST_MEMBERS = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
return redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', string.format('(%.0f', now), 'LIMIT', 0, ARGV[1])
`;

/** KEYS list. ARGV most texts, keepMs, texts. One that is there already stays where it is. */
const ADD_TO_LIST = `
for index = 3, #ARGV do
  if not redis.call('LPOS', KEYS[1], ARGV[index]) then redis.call('RPUSH', KEYS[1], ARGV[index]) end
end
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[1]), -1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

export const REDIS_SCRIPTS = {
  open: script(OPEN),
  startAnew: script(START_ANEW),
  append: script(APPEND),
  appendFenced: script(APPEND_FENCED),
  read: script(READ),
  acquire: script(ACQUIRE),
  renew: script(RENEW),
  release: script(RELEASE),
  take: script(TAKE),
  addMembers: script(ADD_MEMBERS),
  listMembers: script(LIST_MEMBERS),
  addToList: script(ADD_TO_LIST),
} as const satisfies Record<string, RedisScript>;
