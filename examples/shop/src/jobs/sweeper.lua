local channel = require("channel")
local logger = require("logger")
local process = require("process")
local time = require("time")
local order_store = require("order_store")

local KEEP_DAYS = 2

local function sweep()
    local removed, err = order_store.forget_unpaid(time.now():add_date(0, 0, -KEEP_DAYS))
    if err then
        logger:warn("orders not swept", { reason = tostring(err) })
    elseif removed > 0 then
        logger:info("orders swept", { removed = removed })
    end
end

--- Sweeps every `interval` until the supervisor asks to stop.
local function main(interval)
    local events = process.events()
    local ticker = time.ticker(interval)
    local ticks = ticker:channel()

    while true do
        local ready = channel.select({ events:case_receive(), ticks:case_receive() })
        if ready.channel == ticks then
            sweep()
        elseif ready.value.kind == process.event.CANCEL then
            ticker:stop()
            return
        end
    end
end

return { main = main }
