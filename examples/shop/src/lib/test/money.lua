local money = require("money")

local function test_total()
    local lines = {
        { sku = "tea", price = 450, quantity = 2 },
        { sku = "cup", price = 1299, quantity = 1 },
    }
    assert(money.total(lines) == 2199)
    assert(money.total({}) == 0)
end

local function test_discount_rounds_to_cents()
    assert(money.discounted(999, 10) == 899)
    assert(money.discounted(999, 0) == 999)
end

local function test_format()
    assert(money.format(5, "EUR") == "0.05 EUR")
    assert(money.format(120000) == "1200.00 EUR")
end

local function run()
    test_total()
    test_discount_rounds_to_cents()
    test_format()
    return true
end

return { run = run }
