--- Amounts of money. An amount is a whole number of cents, so that sums never lose a fraction.

type Line = {
    sku: string,
    price: number,
    quantity: number,
}

local money = {}

--- Sum of the lines of an order, in cents.
function money.total(lines: {Line}): number
    local sum: number = 0
    for _, line in ipairs(lines) do
        sum = sum + line.price * line.quantity
    end
    return sum
end

--- Takes a percentage off and rounds to the nearest cent.
function money.discounted(cents: number, percent: number): number
    return math.floor(cents * (100 - percent) / 100 + 0.5)
end

--- Text for people: `money.format(1250, "EUR")` is "12.50 EUR".
function money.format(cents: number, currency: string?): string
    return string.format("%d.%02d %s", cents // 100, cents % 100, currency or "EUR")
end

return money
