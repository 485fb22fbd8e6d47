local currency = require("currency")

local function main(cents)
    return cents .. " " .. currency.name
end

return { main = main }
