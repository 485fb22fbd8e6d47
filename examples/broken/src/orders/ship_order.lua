local funcs = require("funcs")
local json = require("json")
local money = require("money")

local function main(order)
    local parcel = funcs.call("shop.orders:pack", order)
    local note = money.fromat(order.cents)
    return json.encoed({ parcel = parcel, note = note })
end

return { main = main }
