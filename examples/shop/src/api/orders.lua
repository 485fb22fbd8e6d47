local http = require("http")
local queue = require("queue")
local order_store = require("order_store")
local respond = require("respond")

local RECEIPTS = "shop.jobs:receipts"

local function notify(order, template)
    queue.publish(RECEIPTS, { order = order.id, customer = order.customer, template = template })
end

--- POST /orders with { customer = "…", lines = { { sku = "…", price = 1250, quantity = 2 } } }
local function place()
    local wanted, err = http.request():body_json()
    if err then
        return respond.failure(http.STATUS.BAD_REQUEST, "the body is not JSON")
    end

    local order, failure = order_store.create(wanted.customer, wanted.lines)
    if not order then
        return respond.failure(http.STATUS.UNPROCESSABLE, failure)
    end

    -- For a workflow the host is the worker that runs it.
    process.spawn("shop.orders:fulfil", "shop:fulfilment", order)
    notify(order, "ordered")
    return respond.json(http.STATUS.ACCEPTED, order)
end

--- DELETE /orders/{id}
local function cancel()
    -- Only this function asks for permissions, so only its entry lists the module.
    local security = require("security")

    local id = http.request():param("id")
    if not security.can("cancel", "order:" .. id) then
        return respond.failure(http.STATUS.FORBIDDEN, "only the staff may cancel")
    end

    local order, failure = order_store.cancel(id)
    if not order then
        return respond.failure(http.STATUS.CONFLICT, failure)
    end
    notify(order, "cancelled")
    return respond.json(http.STATUS.OK, order)
end

return { place = place, cancel = cancel }
