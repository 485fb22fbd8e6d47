local money = require("money")

local function main(order)
    return money.format(order.cents)
end

return { main = main }
