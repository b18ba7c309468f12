-- What wrk sends: wrk -s load.lua URL -- FOLDER. Each line of FOLDER/requests is "times path content-type file", tabs between: the file's bytes are
-- sent so many times in a round of all of them, in an order that is the same every time.
local schedule = {}
local place = 0

function init(args)
  math.randomseed(7)
  for line in io.lines(args[1] .. "/requests") do
    local times, path, kind, name = line:match("^(%d+)\t([^\t]+)\t([^\t]+)\t([^\t]+)$")
    local file = assert(io.open(args[1] .. "/" .. name, "rb"))
    local text = wrk.format("POST", path, { ["Host"] = wrk.headers["Host"], ["Content-Type"] = kind }, file:read("*a"))
    file:close()
    for _ = 1, tonumber(times) do
      schedule[#schedule + 1] = text
    end
  end
  for i = #schedule, 2, -1 do
    local j = math.random(i)
    schedule[i], schedule[j] = schedule[j], schedule[i]
  end
end

function request()
  place = place % #schedule + 1
  return schedule[place]
end

-- Requests, microseconds, median and 99th percentile of their times in microseconds, answers of status 400 and more, broken ones.
function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
