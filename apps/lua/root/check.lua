-- What a test compares: the language, its libraries, files and errors. Prints one line each.
local function sieve(n)
  local composite, count = {}, 0
  for i = 2, n do
    if not composite[i] then
      count = count + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return count
end

local function fibonacci(n) return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2) end

print("arguments", #arg, arg[1])
print("primes", sieve(10000))
print("fibonacci", fibonacci(20))
print("float", string.format("%.10f %g", math.pi, 2 ^ 0.5), 7 // 2, 7.0 / 2)
print("strings", ("skiff"):rep(3, "-"), ("a,b,c"):gsub(",", ";"), utf8.char(228))

local file = assert(io.open("/data.txt", "w"))
for i = 1, 1000 do file:write(i, "\n") end
file:close()
local sum = 0
for line in io.lines("/data.txt") do sum = sum + tonumber(line) end
print("file", sum, assert(io.open("/data.txt")):seek("end"))
print("rename", os.rename("/data.txt", "/other.txt"), io.open("/data.txt"))
print("remove", os.remove("/other.txt"), os.remove("/other.txt"))
local name = os.tmpname()
print("temporary", name:match("^/tmp/lua_") ~= nil, os.remove(name))

local thread = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end)
print("coroutine", thread(), thread(), thread())
print("error", pcall(error, { code = 7 }) == false, select(2, pcall(function() return nil + 1 end)))
print("module", require("module").answer)
print("time", os.time { year = 2000, month = 1, day = 1, hour = 12 }, os.date("!%F", 86400))
print("environment", os.getenv("HOME"), os.getenv("NOTHING"))
print("process", os.execute(), io.popen and pcall(io.popen, "x"))
collectgarbage()
print("garbage", collectgarbage("count") < 200)
os.exit(0)
