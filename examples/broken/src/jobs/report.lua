local money = require("money")
local amounts = require("amounts")

local function main(net, gross)
    return money.format(net) .. " (" .. amounts.format(gross) .. ")"
end

return { main = main }
