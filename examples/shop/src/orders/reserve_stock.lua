local products = require("products")

--- Runs as an activity: a returned error makes the worker try again, `false` does not.
local function main(sku, quantity)
    return products.reserve(sku, quantity)
end

return { main = main }
