local json = require("json")
local sql = require("sql")
local time = require("time")
local uuid = require("uuid")
local money = require("money")

type Line = { sku: string, price: number, quantity: number }
type Order = { id: string, customer: string, lines: {Line}, cents: number }

local order_store = {}

--- Runs `work` with the database and hands the database back, whatever comes of it.
local function with_database(work: (sql.DB) -> (any, any)): (any, any)
    local db, err = sql.get("shop:db")
    if err then
        return nil, err
    end
    local result, failure = work(db)
    db:release()
    return result, failure
end

--- Stores a new order. Returns nil and the reason when it cannot be stored.
function order_store.create(customer: string, lines: {Line}): (Order?, any)
    local id, err = uuid.v7()
    if err then
        return nil, err
    end
    local order: Order = { id = id, customer = customer, lines = lines, cents = money.total(lines) }
    local _, failure = with_database(function(db: sql.DB)
        return db:execute(
            "INSERT INTO orders (id, customer, lines, cents, state, placed_at) VALUES (?, ?, ?, ?, 'new', ?)",
            order.id, order.customer, json.encode(order.lines), order.cents, time.now():format_rfc3339()
        )
    end)
    if failure then
        return nil, failure
    end
    return order
end

--- Cancels an order that is not paid yet. Returns nil and the reason otherwise.
function order_store.cancel(id: string): ({ id: string, customer: string }?, any)
    local rows, err = with_database(function(db: sql.DB)
        return db:query("UPDATE orders SET state = 'cancelled' WHERE id = ? AND state = 'new' RETURNING id, customer", id)
    end)
    if err or not rows[1] then
        return nil, err or "the order is paid already"
    end
    return { id = rows[1].id as string, customer = rows[1].customer as string }
end

--- Drops orders that nobody paid since `limit`. Returns how many.
function order_store.forget_unpaid(limit: time.Time): (number, any)
    local result, err = with_database(function(db: sql.DB)
        return db:execute("DELETE FROM orders WHERE state = 'new' AND placed_at < ?", limit:utc():format_rfc3339())
    end)
    return result and result.rows_affected or 0, err
end

return order_store
