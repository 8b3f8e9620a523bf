-- Asks tshark many display filters in one pass over a capture: every filter is a tap of its own.
--
--     tshark -q -r CAPTURE -X lua_script:choices.lua -X lua_script1:FILTERS -X lua_script1:ANSWERS
--
-- FILTERS has one a line. ANSWERS gets a line for each: its number, a tab, and the frames it chooses ("1-3 7") or
-- "refused"; and lines "stack" with frame.protocols and its frames, and "block" with the frames that are no packets.

local filters, answers = ...
local out = assert(io.open(answers, "w"))
local protocols = Field.new("frame.protocols")

-- Frames, ascending, kept as ranges: a capture has many of them and there are many filters.
local function ranges()
  local first, last, written = nil, nil, {}
  local function close()
    if first then written[#written + 1] = first == last and tostring(first) or first .. "-" .. last end
  end
  return {
    add = function(number)
      if first and number == last + 1 then
        last = number
      else
        close()
        first, last = number, number
      end
    end,
    text = function()
      close()
      first = nil
      return table.concat(written, " ")
    end,
  }
end

local function ask(label, filter)
  local valid, tap = pcall(Listener.new, "frame", filter)
  if not valid then
    out:write(label, "\trefused\n")
    return
  end
  local chosen = ranges()
  function tap.packet(info) chosen.add(info.number) end
  function tap.draw() out:write(label, "\t", chosen.text(), "\n") end
end

local number = 0
for line in io.lines(filters) do
  number = number + 1
  ask(number, line)
end

ask("block", "frame.cb_pen")

local every, stacks = Listener.new("frame"), {}
function every.packet(info)
  local stack = protocols()
  stack = stack and stack.value or ""
  stacks[stack] = stacks[stack] or ranges()
  stacks[stack].add(info.number)
end
function every.draw()
  for stack, frames in pairs(stacks) do out:write("stack\t", stack, "\t", frames.text(), "\n") end
  out:flush()
end
