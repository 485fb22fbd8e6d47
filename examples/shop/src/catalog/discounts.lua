local registry = require("registry")

local discounts = {}

--- The highest discount in percent that holds for everything; 0 when there is none.
function discounts.best()
    local entries, err = registry.find({ ["meta.type"] = "discount" })
    if err then
        return 0
    end
    local best = 0
    for _, entry in ipairs(entries) do
        -- Discounts with a list of products hold for these products only.
        if not entry.data.skus and entry.data.percent > best then
            best = entry.data.percent
        end
    end
    return best
end

return discounts
