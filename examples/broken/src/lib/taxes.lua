local prices = require("prices")

local taxes = {}

function taxes.rate(gross)
    return prices.net and gross > 0 and 19 or 0
end

return taxes
