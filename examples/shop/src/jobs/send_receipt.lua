local funcs = require("funcs")
local logger = require("logger")
local templates = require("templates")

local log = logger:named("receipts")

--- One message of the queue: { order = "…", customer = "…", template = "ordered" }
local function main(message)
    local mails, err = templates.get("shop.jobs:mails")
    if err then
        return nil, err
    end
    local body, failure = mails:render(message.template, { order = message.order })
    mails:release()
    if failure then
        -- Another try would fail the same way, so the message is dropped.
        log:error("mail not written", { template = message.template, reason = tostring(failure) })
        return true
    end
    return funcs.call("acme.mailer:send", { to = message.customer, body = body })
end

return { main = main }
