local env = require("env")
local http_client = require("http_client")
local json = require("json")

type Charge = { key: string, cents: number @min(1) }

--- Takes the money. The gateway ignores a key that it has seen, so this may be tried again.
local function charge(request: Charge): (boolean, any)
    local url = env.get("shop:card_gateway")
    local response, err = http_client.post(url .. "/charges", {
        headers = { ["Idempotency-Key"] = request.key },
        body = json.encode({ cents = request.cents }),
        timeout = "10s",
    })
    if err then
        return false, err
    end
    if response.status_code ~= 201 then
        return false, errors.new("the gateway answers " .. response.status_code)
    end
    return true
end

return { charge = charge }
