local http = require("http")
local uuid = require("uuid")

local function handle()
    http.response():write_json({ order = uuid.v7() })
end

return { handle = handle }
