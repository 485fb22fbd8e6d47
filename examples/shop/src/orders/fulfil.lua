local contract = require("contract")
local funcs = require("funcs")
local time = require("time")
local workflow = require("workflow")
local money = require("money")

-- How long a customer may change their mind.
local GRACE = "1h"

type Line = { sku: string, price: number, quantity: number }

--- One order from payment to parcel. A replay runs this again from the start, so everything that touches the outside is
--- an activity and time is asked from the `time` module only.
local function main(order: { id: string, lines: {Line} }): { state: string, sku?: string }
    time.sleep(GRACE)

    for _, line in ipairs(order.lines) do
        local reserved, err = funcs.call("shop.orders:reserve_stock", line.sku, line.quantity)
        if err or not reserved then
            return { state = "out of stock", sku = line.sku }
        end
    end

    local info = workflow.info()
    local payment = assert(contract.open("shop.orders:card_payment"))
    local _, refused = payment:charge({ key = (info!).workflow_id, cents = money.total(order.lines) })
    if refused then
        return { state = "not paid" }
    end
    return { state = "paid" }
end

return { main = main }
