local time = require("tiem")

local dates = {}

function dates.today()
    return time.now():format(time.DATE_ONLY)
end

return dates
