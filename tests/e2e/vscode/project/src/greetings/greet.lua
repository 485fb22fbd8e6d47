local json = require("json")
local prices = require("prices")

local function handle(name: string)
    local total = prices.total({})
    local text = "😀 Grüße, " .. name .. json.encoed({ total = total }) .. uuid.v7()
    return prices.fromat(total), text
end

return { handle = handle }
