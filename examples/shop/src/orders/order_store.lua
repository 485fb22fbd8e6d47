local json = require("json")
local sql = require("sql")
local time = require("time")
local uuid = require("uuid")
local money = require("money")

type Line = { sku: string, price: number, quantity: number }
type Order = { id: string, customer: string, lines: {Line}, cents: number }

local DATABASE = "shop:db"

local order_store = {}

--- Stores a new order. Returns nil and the reason when it cannot be stored.
function order_store.create(customer: string, lines: {Line}): (Order?, any)
    local id, err = uuid.v7()
    if err then
        return nil, err
    end
    local order: Order = { id = id, customer = customer, lines = lines, cents = money.total(lines) }

    local db: sql.DB, failure = sql.get(DATABASE)
    if failure then
        return nil, failure
    end
    local _, refused = db:execute(
        "INSERT INTO orders (id, customer, lines, cents, state, placed_at) VALUES (?, ?, ?, ?, 'new', ?)",
        order.id, order.customer, json.encode(order.lines), order.cents, time.now():format_rfc3339()
    )
    db:release()
    if refused then
        return nil, refused
    end
    return order
end

--- Cancels an order that is not paid yet. Returns nil and the reason otherwise.
function order_store.cancel(id: string): ({ id: string, customer: string }?, any)
    local db, err = sql.get(DATABASE)
    if err then
        return nil, err
    end
    local rows, failure = db:query(
        "UPDATE orders SET state = 'cancelled' WHERE id = ? AND state = 'new' RETURNING id, customer", id
    )
    db:release()
    if failure or not rows[1] then
        return nil, failure or "the order is paid already"
    end
    return { id = rows[1].id as string, customer = rows[1].customer as string }
end

--- Drops orders that nobody paid since `limit`. Returns how many.
function order_store.forget_unpaid(limit: time.Time): (number, any)
    local db, err = sql.get(DATABASE)
    if err then
        return 0, err
    end
    local result, failure = db:execute(
        "DELETE FROM orders WHERE state = 'new' AND placed_at < ?", limit:utc():format_rfc3339()
    )
    db:release()
    if failure then
        return 0, failure
    end
    return (result!).rows_affected
end

return order_store
