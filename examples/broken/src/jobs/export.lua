local json = require("json")

local function main(row)
    return json.line(row)
end

return { main = main }
