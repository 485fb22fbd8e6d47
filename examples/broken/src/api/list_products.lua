local http = require("http")

local function handle()
    http.response():write_json({ products = {} })
end

return { handle = handle }
