local sql = require("sql")

local DATABASE = "shop:db"

local products = {}

--- Products in stock, by name, `limit` of them at most.
function products.available(limit)
    local db, err = sql.get(DATABASE)
    if err then
        return nil, err
    end
    local rows, failure = sql.builder.select("sku", "name", "price")
        :from("products")
        :where(sql.builder.gt({ stock = 0 }))
        :order_by("name")
        :limit(limit)
        :run_with(db)
        :query()
    db:release()
    return rows, failure
end

--- Takes pieces off the stock; false when there are not enough of them.
function products.reserve(sku, quantity)
    local db, err = sql.get(DATABASE)
    if err then
        return false, err
    end
    -- One statement, so that two orders cannot both take the last piece.
    local result, failure = db:execute(
        "UPDATE products SET stock = stock - ? WHERE sku = ? AND stock >= ?",
        quantity, sku, quantity
    )
    db:release()
    if failure then
        return false, failure
    end
    return result.rows_affected == 1
end

return products
