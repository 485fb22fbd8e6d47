local refusals = {}

function refusals.not_found(what)
    return errors.new(what .. " is not there")
end

return refusals
