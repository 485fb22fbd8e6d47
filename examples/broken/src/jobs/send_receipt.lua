local money = require("money")

local function main(message)
    return money.format(message.cents)
end

return { main = main }
