local order_store = require("order_store")

local function main()
    return order_store.all()
end

return { main = main }
