local taxes = require("taxes")

local prices = {}

function prices.net(gross)
    return gross * 100 // (100 + taxes.rate(gross))
end

return prices
