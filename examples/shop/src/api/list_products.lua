local env = require("env")
local http = require("http")
local discounts = require("discounts")
local money = require("money")
local products = require("products")
local respond = require("respond")

local PAGE_SIZE = 50

--- GET /products?limit=20
local function handle()
    local request = http.request()
    local wanted = request:query("limit")
    local limit = math.min(tonumber(wanted or PAGE_SIZE) or PAGE_SIZE, PAGE_SIZE)

    local rows, err = products.available(limit)
    if err then
        return respond.failure(http.STATUS.SERVICE_UNAVAILABLE, "the catalog cannot be read")
    end

    local currency = env.get("SHOP_CURRENCY")
    local percent = discounts.best()
    local list = {}
    for _, row in ipairs(rows) do
        local cents = money.discounted(row.price, percent)
        list[#list + 1] = { sku = row.sku, name = row.name, price = money.format(cents, currency) }
    end
    return respond.json(http.STATUS.OK, { products = list })
end

return { handle = handle }
