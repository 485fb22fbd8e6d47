local sql = require("sql")

local order_store = {}

function order_store.all()
    local db = assert(sql.get("shop.orders:db"))
    local rows, err = db:query("SELECT id FROM orders")
    db:release()
    return rows, err
end

return order_store
