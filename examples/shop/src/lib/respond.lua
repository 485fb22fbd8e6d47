local http = require("http")

local respond = {}

--- Sends a value as JSON.
function respond.json(status, value)
    local response = http.response()
    response:set_status(status)
    response:write_json(value)
end

--- Sends a refusal in the one shape that all functions share.
function respond.failure(status, reason)
    respond.json(status, { error = tostring(reason) })
end

return respond
